import { workflowsOf } from "../../worker/adapters/probes/queue-probe.ts";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { Agent, Agents } from "../../worker/agent/define.ts";
import type { InstallationRecord } from "../operate/record.ts";
import { accountOf } from "../setup/command-line.ts";
import { flexWorkspace } from "../setup/flex-setup.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem } from "./finding.ts";
import { checkNumbers } from "./numbers.ts";
import { usable } from "./variables.ts";

/**
 * The account's own side, with the operator's credentials: its numbers and its workflows.
 *
 * @param agents - undefined where they cannot be loaded.
 */
export async function checkAccount(
  variables: Variables,
  agents: Agents | undefined,
  records: readonly InstallationRecord[] = [],
): Promise<readonly Finding[]> {
  let account: TwilioApi;
  try {
    account = accountOf(variables);
  } catch (error) {
    const need = error instanceof Error ? error.message : "set the account's variables";
    return ["Number", "Workflow"].map((part) => notChecked(part, "nothing is known of it", need));
  }
  const found = await Promise.all([
    guarded("Number", () => checkNumbers(account, usable(variables, "FUNCTIONS_URL"), agents, records)),
    guarded("Workflow", () => checkWorkflows(account, variables, agents?.all)),
  ]);
  return found.flat();
}

/** Why Twilio refuses, by its error code. Source: twilio.com/docs/api/errors. */
const BY_CODE: Readonly<Record<number, string>> = {
  20003: "the account SID, API key or auth token is wrong, revoked, or of another account or region",
  20005: "the account is suspended: see the message in Twilio's console",
  20006: "the key may not read this: make it a standard or a main key",
  20008: "these are test credentials, which know no numbers: use the account's own",
  20429: "too many requests at once: try again in a minute",
};

/** A refusal is a finding, too. */
async function guarded(part: string, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [problem(part, error.message.replace(/\.$/, ""), adviceOn(error))];
  }
}

function adviceOn(error: Error): string {
  const { status, code } = error instanceof TwilioRestError ? error : {};
  const known = code === undefined ? undefined : BY_CODE[code];
  if (known) return known;
  if (status === 401) return BY_CODE[20_003] ?? "";
  if (status === 403) return "the key may not do this, or the account is closed: see Twilio's console";
  if (status === 404) return "TWILIO_ACCOUNT_SID is not the account of this key";
  return "try again; see status.twilio.com";
}

/** Every workflow that an agent's calls go to is there. */
async function checkWorkflows(
  account: TwilioApi,
  variables: Variables,
  agents: readonly Agent[] | undefined,
): Promise<readonly Finding[]> {
  const workspace = variables.TASKROUTER_WORKSPACE_SID ?? (await flexWorkspace(account));
  // Whose agents are not known: the usual one is looked at in any case.
  const { WORKFLOW_SID: usual } = variables;
  const sids = agents ? workflowsOf(agents, usual) : usual ? [usual] : [];
  if (sids.length === 0) return [notChecked("Workflow", "whether it is there", "set WORKFLOW_SID")];
  if (!workspace)
    return [notChecked("Workflow", "whether it is there", "set TASKROUTER_WORKSPACE_SID: Flex names none")];
  if (!(await isThere(account, `/v1/Workspaces/${workspace}`)))
    return [
      problem(
        "Workflow",
        `there is no workspace ${workspace} in this account: nobody who wants a person gets through`,
        "npm run setup:flex prints the SID of the one that Flex uses, for TASKROUTER_WORKSPACE_SID",
      ),
    ];
  return Promise.all(
    sids.map(async (sid) => {
      const found = await isThere(account, `/v1/Workspaces/${workspace}/Workflows/${sid}`);
      if (found && typeof found.friendly_name !== "string")
        return problem(
          "Workflow",
          `${sid} cannot be read`,
          "see it in Twilio's console: it may be too large",
        );
      return found
        ? ok("Workflow", `${sid} is "${found.friendly_name}"`)
        : problem(
            "Workflow",
            `there is no workflow ${sid} in workspace ${workspace}: callers who want a person get an apology`,
            "npm run setup:flex makes one and prints its SID",
          );
    }),
  );
}

async function isThere(account: TwilioApi, path: string) {
  try {
    return await account.get("taskRouter", path, "the workflow");
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 404) return undefined;
    throw error;
  }
}
