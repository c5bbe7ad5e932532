/** What the Functions are told from outside. Both are needed by every call, as any call may reach a person. */
export interface FunctionsConfig {
  /** `wss://host/path` without a trailing slash; a call's own address is this, `/` and its CallSid. */
  readonly relayUrl: string | undefined;
  /** TaskRouter workflow that hands calls to people. */
  readonly workflowSid: string | undefined;
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
  const relayFault = relayUrl === undefined ? "is not set" : faultOfRelayUrl(relayUrl);
  const workflowFault = workflowSid === undefined ? "is not set" : faultOfWorkflowSid(workflowSid);
  return {
    relayUrl: relayFault ? undefined : relayUrl,
    workflowSid: workflowFault ? undefined : workflowSid,
    secret: (name) => variable(context, name),
    problems: [
      ...(relayFault ? [`RELAY_URL ${relayFault}: use the Worker's address, as in wss://host/relay`] : []),
      ...(workflowFault ? [`WORKFLOW_SID ${workflowFault}: use a TaskRouter workflow's SID, WW…`] : []),
    ],
  };
}

function variable(context: object, name: string): string | undefined {
  const value: unknown = Reflect.get(context, name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Source: `<ConversationRelay url>` takes `wss://` only; a query is signed in ways that differ between sources. */
function faultOfRelayUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return "is not a URL";
  const { protocol, hostname, search, hash } = new URL(url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if (protocol !== "wss:" && !(protocol === "ws:" && isLocal)) return "does not start with wss://";
  return search || hash ? "has a query or a fragment" : undefined;
}

const faultOfWorkflowSid = (sid: string): string | undefined =>
  /^WW[0-9A-Za-z]+$/.test(sid) ? undefined : "does not start with WW";
