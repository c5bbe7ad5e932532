import type { Log } from "../ports.ts";
import type { LimitName } from "../session/state/limits.ts";

export type { LimitName };

interface Counters {
  readonly CALLERS?: RateLimit;
  readonly ACCOUNT?: RateLimit;
}

/**
 * Calls that begin, counted by Cloudflare (`ratelimits` in wrangler.toml): the caller's own, and all of the account's. It
 * counts by Cloudflare's location, about, and for a minute at most: enough for a flood, and no count of calls at once.
 *
 * @param caller - their address; empty where it is withheld, as all those are not one caller.
 * @returns none as well where the counter fails: a call is not lost for it.
 */
export async function countCall(
  { CALLERS, ACCOUNT }: Counters,
  caller: string,
  log: Log,
): Promise<LimitName | undefined> {
  try {
    const own = caller === "" ? undefined : CALLERS?.limit({ key: caller });
    const all = ACCOUNT?.limit({ key: "all" });
    if ((await own)?.success === false) return "calls_of_caller";
    if ((await all)?.success === false) return "calls_of_account";
  } catch (cause) {
    log("call.not_counted", {}, cause);
  }
  return undefined;
}
