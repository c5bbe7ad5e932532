import { probeKey } from "../../worker/adapters/probes/key-probe.ts";
import { probeQueue, workflowsOf } from "../../worker/adapters/probes/queue-probe.ts";
import type { KeyProbe, QueueProbe, SelfReport } from "../../worker/adapters/probes/report.ts";
import type { Agent } from "../../worker/agent/define.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";

const DESK = "Statistics";
const KEY = "API key";
/** A caller is made to wait so long for the answer. */
const PATIENCE_MS = 800;

/** What the agent asks Twilio with its API key: who is free, and to send messages. By the Worker's own look, or else from here. */
export async function checkDesk(
  variables: Variables,
  agents: readonly Agent[],
  report?: SelfReport | undefined,
): Promise<readonly Finding[]> {
  const {
    TWILIO_ACCOUNT_SID: accountSid = "",
    TWILIO_API_KEY: apiKey,
    TWILIO_API_SECRET: apiSecret,
  } = variables;
  const { TASKROUTER_WORKSPACE_SID: workspaceSid, WORKFLOW_SID: usual } = variables;
  const key = { accountSid, apiKey: apiKey ?? "", apiSecret: apiSecret ?? "" };
  const canAsk = Boolean(apiKey && apiSecret);

  const probeQueues = () =>
    canAsk && workspaceSid
      ? workflowsOf(agents, usual).map((sid) =>
          probeQueue({ ...key, workspaceSid, baseUrl: variables.TWILIO_TASKROUTER_URL }, sid),
        )
      : [];
  const baseUrl = variables.TWILIO_API_URL ?? "https://api.twilio.com";
  const queues = report?.queues ?? (await Promise.all(probeQueues()));
  const keyProbe = report ? report.key : canAsk ? await probeKey({ ...key, baseUrl }) : undefined;
  return [
    ...(queues.length > 0
      ? queues.map(queueVerdict)
      : [
          notChecked(
            DESK,
            "whether the agent can see who is free",
            "set TWILIO_API_KEY, TWILIO_API_SECRET, TASKROUTER_WORKSPACE_SID and WORKFLOW_SID",
          ),
        ]),
    keyProbe
      ? keyVerdict(keyProbe)
      : notChecked(KEY, "whether messages can be sent", "set TWILIO_API_KEY and TWILIO_API_SECRET"),
  ];
}

function queueVerdict({ workflowSid, ms, figures, why }: QueueProbe): Finding {
  if (!figures)
    return problem(
      DESK,
      `TaskRouter does not say who is free (${why ?? "unknown"})`,
      why?.startsWith("unreadable")
        ? `the workflow ${workflowSid} is too large to be read, or none of its queues is there: see it in Twilio's console`
        : "check TASKROUTER_WORKSPACE_SID and WORKFLOW_SID, and that the API key is of the same account",
    );
  const { available, free, waiting } = figures;
  const what = `${available} signed in, ${free} free, ${waiting} waiting; asked in ${ms} ms`;
  if (ms > PATIENCE_MS)
    return warning(
      DESK,
      what,
      `slower than the ${PATIENCE_MS} ms a caller is made to wait: the agent will often not know`,
    );
  return available > 0 ? ok(DESK, what) : warning(DESK, what, "nobody is signed in to take calls");
}

function keyVerdict({ ok: isGood, status, code }: KeyProbe): Finding {
  if (isGood) return ok(KEY, "Twilio takes it");
  const how = [status ?? "no answer", ...(code === undefined ? [] : [`error ${code}`])].join(", ");
  if (status === 401 || status === 403)
    return problem(
      KEY,
      `Twilio refused the API key with ${how}`,
      code === 20005
        ? "the account is suspended: see the message in Twilio's console"
        : "it was revoked, or is another account's or region's: npm run rotate -- api-key makes a new one",
    );
  return warning(KEY, `Twilio did not answer the API key (${how})`, "try again; see status.twilio.com");
}
