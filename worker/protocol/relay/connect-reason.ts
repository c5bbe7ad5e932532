/**
 * Why a call is connected to its agent: the Functions write it as a `<Parameter>` of `<ConversationRelay>`, the
 * Worker finds it among `setup.customParameters`.
 */

/** Name of the parameter. */
export const CONNECT_PARAMETER = "connect";

/** Name of the parameter that names the agent: the Function chooses, as it is told more of the call. */
export const AGENT_PARAMETER = "agent";

/** Name of the parameter with the version of that agent which the call has; absent for the code. */
export const VERSION_PARAMETER = "agentVersion";

/** Name of the parameter with the version that Twilio did not take when the call began, and its error: "3 64101". */
export const REFUSED_PARAMETER = "refusedVersion";

export const CONNECT_REASONS = [
  /** A caller has called. The only one who hears the greeting. */
  "call",
  /** The socket was lost, or the session failed, on a call that goes on. */
  "lost_socket",
  /** The caller pressed the key of the queue that leads back to the agent. */
  "left_queue",
  /** The caller pressed the key of the queue that asks for a callback. */
  "wants_callback",
  /** Nobody took the call: the wait was too long, its task was cancelled, nobody answered, or the transfer broke. */
  "nobody_free",
  /** The queue takes no more calls; the caller has not waited at all. */
  "queue_full",
] as const;

export type ConnectReason = (typeof CONNECT_REASONS)[number];

/**
 * @param customParameters - of the `setup` frame.
 * @returns undefined when there is none, or one that this version does not know.
 */
export function readConnectReason(
  customParameters: Readonly<Record<string, string>>,
): ConnectReason | undefined {
  const value = customParameters[CONNECT_PARAMETER];
  return CONNECT_REASONS.find((reason) => reason === value);
}

type Parameters = Readonly<Record<string, string>>;

const parameter = (parameters: Parameters, name: string): string =>
  (Object.hasOwn(parameters, name) && parameters[name]) || "";

/** @returns 0 for the code, also where a Function of another release names none. */
export function readVersion(customParameters: Parameters): number {
  const value = parameter(customParameters, VERSION_PARAMETER);
  return /^\d{1,9}$/.test(value) ? Number(value) : 0;
}

export function readRefused(
  customParameters: Parameters,
): { readonly version: number; readonly code: string } | undefined {
  const [, version, code = ""] =
    /^(\d{1,9}) (\d{5})$/.exec(parameter(customParameters, REFUSED_PARAMETER)) ?? [];
  return version === undefined ? undefined : { version: Number(version), code };
}
