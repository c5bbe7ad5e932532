import * as z from "zod";
import { taskRouter } from "../../worker/adapters/twilio/task-router.ts";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { Agent } from "../../worker/agent/define.ts";
import { accountOf } from "../setup/command-line.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { usable } from "./variables.ts";

/** The account's own side: the number, the workflow, who is free, and the API key. */
export async function checkAccount(
  variables: Variables,
  agents: readonly Agent[],
): Promise<readonly Finding[]> {
  let account: TwilioApi;
  try {
    account = accountOf(variables);
  } catch (error) {
    const need = error instanceof Error ? error.message : "set the account's variables";
    return ["Number", "Workflow", "Statistics", "API key"].map((part) =>
      notChecked(part, "nothing is known of it", need),
    );
  }
  const found = await Promise.all([
    guarded("Number", () => checkNumber(account, usable(variables, "FUNCTIONS_URL"))),
    guarded("Workflow", () => checkWorkflows(account, variables, agents)),
    checkStatistics(variables),
    guarded("API key", () => checkKey(account, variables)),
  ]);
  return found.flat();
}

/** A refusal is a finding, too. */
async function guarded(part: string, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refused = error instanceof TwilioRestError && error.status === 401;
    const todo = refused
      ? "the account SID, API key or auth token is wrong, or of another account"
      : "try again; see status.twilio.com";
    return [problem(part, error.message.replace(/\.$/, ""), todo)];
  }
}

const PhoneNumber = z.object({
  phone_number: z.string(),
  voice_url: z.string().nullable(),
  voice_fallback_url: z.string().nullable(),
});

/** Some number's calls go to the Functions, and to the fallback when they fail. */
async function checkNumber(
  account: TwilioApi,
  functionsUrl: string | undefined,
): Promise<readonly Finding[]> {
  const path = `/2010-04-01/Accounts/${account.accountSid}/IncomingPhoneNumbers.json?PageSize=50`;
  const numbers = await account.list("api", path, "incoming_phone_numbers", PhoneNumber);
  const wanted = functionsUrl ? String(new URL("/voice/incoming", functionsUrl)) : undefined;
  const ours = numbers.filter(({ voice_url }) =>
    wanted ? voice_url === wanted : voice_url?.endsWith("/voice/incoming"),
  );
  const address = wanted ?? "https://SERVICE.twil.io/voice/incoming";
  if (ours.length === 0)
    return [
      problem(
        "Number",
        `none of the account's ${numbers.length} numbers sends its calls to ${address}`,
        "set it as the number's voice URL in Twilio's console",
      ),
    ];
  return ours.map(({ phone_number, voice_url, voice_fallback_url }) => {
    const fallback = voice_url?.replace(/\/incoming$/, "/fallback");
    return voice_fallback_url === fallback
      ? ok("Number", `${phone_number} sends its calls to ${voice_url}`)
      : warning(
          "Number",
          `${phone_number} has ${voice_fallback_url ? "another" : "no"} fallback: when the Functions fail, the caller hears an application error`,
          `set its fallback URL to ${fallback}`,
        );
  });
}

/** Every workflow that an agent's calls go to is there. */
async function checkWorkflows(
  account: TwilioApi,
  variables: Variables,
  agents: readonly Agent[],
): Promise<readonly Finding[]> {
  const workspace = variables.TASKROUTER_WORKSPACE_SID ?? (await flexWorkspace(account));
  const sids = new Set(
    agents
      .filter(({ handOff }) => handOff.target.kind === "flex")
      .flatMap((agent) => agent.workflow ?? variables.WORKFLOW_SID ?? []),
  );
  if (sids.size === 0) return [notChecked("Workflow", "whether it is there", "set WORKFLOW_SID")];
  if (!workspace)
    return [notChecked("Workflow", "whether it is there", "set TASKROUTER_WORKSPACE_SID: Flex names none")];
  return Promise.all(
    [...sids].map(async (sid) => {
      try {
        const found = await account.get(
          "taskRouter",
          `/v1/Workspaces/${workspace}/Workflows/${sid}`,
          "the workflow",
        );
        return ok("Workflow", `${sid} is "${String(found.friendly_name)}"`);
      } catch (error) {
        if (!(error instanceof TwilioRestError) || error.status !== 404) throw error;
        return problem(
          "Workflow",
          `there is no workflow ${sid} in workspace ${workspace}: callers who want a person get an apology`,
          "npm run setup:flex makes one and prints its SID",
        );
      }
    }),
  );
}

async function flexWorkspace(account: TwilioApi): Promise<string | undefined> {
  try {
    const { taskrouter_workspace_sid: sid } = await account.get(
      "flex",
      "/v1/Configuration",
      "the Flex configuration",
    );
    return typeof sid === "string" ? sid : undefined;
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 404) return undefined;
    throw error;
  }
}

/** The question that the agent asks before it promises a person, asked once. */
async function checkStatistics(variables: Variables): Promise<readonly Finding[]> {
  const {
    TWILIO_ACCOUNT_SID: accountSid = "",
    TWILIO_API_KEY: apiKey,
    TWILIO_API_SECRET: apiSecret,
    TASKROUTER_WORKSPACE_SID: workspaceSid,
    TWILIO_TASKROUTER_URL: baseUrl,
    WORKFLOW_SID: workflowSid,
  } = variables;
  if (!apiKey || !apiSecret || !workspaceSid || !workflowSid)
    return [
      notChecked(
        "Statistics",
        "whether the agent can see who is free",
        "set TWILIO_API_KEY, TWILIO_API_SECRET, TASKROUTER_WORKSPACE_SID and WORKFLOW_SID",
      ),
    ];
  const { availability } = taskRouter({
    accountSid,
    apiKey,
    apiSecret,
    workspaceSid,
    baseUrl,
    now: Date.now,
    deadlineMs: 5_000,
  });
  const startedAt = performance.now();
  const answer = await availability({ workflowSid }, new AbortController().signal);
  const ms = Math.round(performance.now() - startedAt);
  if (!answer.known) {
    const how = answer.status === undefined ? answer.reason : `${answer.reason}, ${answer.status}`;
    return [
      problem(
        "Statistics",
        `TaskRouter does not say who is free (${how})`,
        "check TASKROUTER_WORKSPACE_SID and WORKFLOW_SID, and that the API key is of the same account",
      ),
    ];
  }
  const { available, free, waiting } = answer;
  const what = `${available} signed in, ${free} free, ${waiting} waiting; asked in ${ms} ms`;
  if (ms > 800)
    return [
      warning(
        "Statistics",
        what,
        "slower than the 800 ms a caller is made to wait: the agent will often not know",
      ),
    ];
  return [
    available > 0 ? ok("Statistics", what) : warning("Statistics", what, "nobody is signed in to take calls"),
  ];
}

/** The API key by itself: it sends the agent's messages. Nothing is sent. */
async function checkKey(account: TwilioApi, variables: Variables): Promise<readonly Finding[]> {
  if (!variables.TWILIO_API_KEY)
    return [
      notChecked("API key", "whether messages can be sent", "set TWILIO_API_KEY and TWILIO_API_SECRET"),
    ];
  // A list, because a standard key may not read the account itself.
  await account.get(
    "api",
    `/2010-04-01/Accounts/${account.accountSid}/Messages.json?PageSize=1`,
    "the API key",
  );
  return [ok("API key", "Twilio takes it; the agent can send messages")];
}
