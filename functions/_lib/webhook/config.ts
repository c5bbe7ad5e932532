import { type Form, RELAY_URL, WORKFLOW_SID } from "../../../worker/protocol/sids.ts";

/** What the Functions are told from outside. Both are needed by every call, as any call may reach a person. */
export interface FunctionsConfig {
  /** `wss://host/path` without a trailing slash; a call's own address is this, `/` and its CallSid. */
  readonly relayUrl: string | undefined;
  /** TaskRouter workflow that hands calls to people. */
  readonly workflowSid: string | undefined;
  /** The account's, as Twilio gives it to a service that may have credentials; the Worker is told nothing without it. */
  readonly authToken: string | undefined;
  /** Reads a variable that an agent's definition names; undefined when it is not set. */
  readonly secret: (name: string) => string | undefined;
  /** One line per variable that is missing or unusable, each naming it and saying what to do. */
  readonly problems: readonly string[];
}

/**
 * Reads the variables of a Functions context. A wrong one is a value and not an exception: the caller is on the
 * line, and has to hear something better than Twilio's "application error".
 */
export function readConfig(context: object): FunctionsConfig {
  const relayUrl = variable(context, "RELAY_URL")?.replace(/\/+$/, "");
  const workflowSid = variable(context, "WORKFLOW_SID");
  const relayFault = faultOf(relayUrl, RELAY_URL);
  const workflowFault = faultOf(workflowSid, WORKFLOW_SID);
  return {
    relayUrl: relayFault ? undefined : relayUrl,
    workflowSid: workflowFault ? undefined : workflowSid,
    authToken: variable(context, "AUTH_TOKEN"),
    secret: (name) => variable(context, name),
    problems: [
      ...(relayFault ? [`RELAY_URL ${relayFault}`] : []),
      ...(workflowFault ? [`WORKFLOW_SID ${workflowFault}`] : []),
    ],
  };
}

const faultOf = (value: string | undefined, { pattern, words }: Form): string | undefined => {
  if (value === undefined) return `is not set: it ${words}`;
  return pattern.test(value) ? undefined : words;
};

function variable(context: object, name: string): string | undefined {
  const value: unknown = Reflect.get(context, name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
