import type { ConnectReason } from "../../worker/protocol/relay/connect-reason.ts";
import type { Trail } from "./trail.ts";
import type { Params } from "./webhook/params.ts";

/**
 * The key by which a caller left the queue. `<Leave>` takes no parameter and the action's address was written before
 * the key was pressed, so it travels in a cookie, which Twilio keeps for the requests of a call. With the number of
 * connects, as a call may stand in line more than once. Where the cookie is lost, nobody has taken the call: that is so.
 *
 * Source: Twilio, "Manage application state with cookies" (Functions), and its support's "How do Twilio cookies work?",
 * which promises it for SMS only: not tried on an account.
 */
const REASONS = { 1: "wants_callback", 2: "left_queue" } as const satisfies Record<number, ConnectReason>;

const reasons: ReadonlyMap<string, ConnectReason> = new Map(Object.entries(REASONS));

const NAME = "queue_key";

/** Whether a key leads out of the queue: 1 to be called back, 2 to go on with the agent. */
export const leadsOut = (key: string | undefined): key is string => key !== undefined && reasons.has(key);

export const rememberKey = (key: string, { connects }: Trail): string => `${NAME}=${connects}-${key}`;

/** @returns why the call is connected to its agent again; undefined where no key was pressed. */
export function reasonByKey(params: Params, { connects }: Trail): ConnectReason | undefined {
  const [at, key] = params.cookie(NAME)?.split("-") ?? [];
  return at === String(connects) && key !== undefined ? reasons.get(key) : undefined;
}
