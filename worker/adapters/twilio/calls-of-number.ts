import { type TwilioAnswer, TwilioRestError, twilioHttp } from "./twilio-http.ts";

/** A call of Twilio's takes up to 2 kB, and an answer is read up to 64 kB. */
const PAGE_SIZE = 20;
/**
 * Of each of the two lists, 400 calls at once: with the object of each call it is less than the 1,000 requests that one
 * of a Worker's may make in turn. Source: Cloudflare, Workers limits, subrequests.
 */
const MAX_PAGES = 20;

export interface FoundCalls {
  /** Each once, the newest first as Twilio lists them. */
  readonly callSids: readonly string[];
  /** There are more than are looked for at once: those that began before this; epoch milliseconds. */
  readonly beforeMs: number | undefined;
}

interface ListedCall {
  readonly sid: string;
  /** Epoch milliseconds; NaN while it has not begun. */
  readonly startedAtMs: number;
}

/**
 * The calls from and to a number, by Twilio's own list.
 *
 * Source: Calls resource, API version 2010-04-01; `call.js` of the `twilio` package for the names of its filters.
 *
 * @param account - an API key and its secret, or the account's SID and its token.
 * @param number - E.164. @param range - only calls that began within it; epoch milliseconds.
 * @throws TwilioRestError, or the reason of an aborted `signal`.
 */
export async function callsOfNumber(
  account: {
    readonly accountSid: string;
    readonly apiKey: string;
    readonly apiSecret: string;
    readonly apiUrl: string;
  },
  number: string,
  range: { readonly sinceMs: number; readonly beforeMs?: number | undefined },
  signal: AbortSignal,
): Promise<FoundCalls> {
  const ask = twilioHttp({ ...account, baseUrl: account.apiUrl });
  const root = `/2010-04-01/Accounts/${encodeURIComponent(account.accountSid)}/Calls.json`;
  // Twilio counts by whole seconds, and may or may not mean the named one as well: it is asked for once more.
  const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const { sinceMs, beforeMs } = range;
  const began = {
    "StartTime>": at(sinceMs),
    ...(beforeMs === undefined ? {} : { "StartTime<": at(beforeMs + 1_000) }),
  };

  /** @returns what was listed, and where it was cut off. */
  async function list(side: "From" | "To") {
    const query = new URLSearchParams({ [side]: number, ...began, PageSize: String(PAGE_SIZE) });
    const calls: ListedCall[] = [];
    let path: string | undefined = `${root}?${query}`;
    for (let page = 0; path !== undefined && page < MAX_PAGES; page += 1) {
      const { answer } = await ask({ method: "GET", path, what: "the list of calls" }, signal);
      calls.push(...callsIn(answer));
      path = nextPage(answer);
    }
    const starts = calls.map(({ startedAtMs }) => startedAtMs).filter((ms) => !Number.isNaN(ms));
    return { calls, cutAtMs: path === undefined ? undefined : Math.min(...starts) };
  }

  const lists = await Promise.all([list("From"), list("To")]);
  // Where both are cut off, the next look begins at the later: what the other has there is looked at twice.
  const cuts = lists.flatMap(({ cutAtMs }) => cutAtMs ?? []);
  return {
    callSids: [...new Set(lists.flatMap(({ calls }) => calls.map(({ sid }) => sid)))],
    beforeMs: cuts.length > 0 ? Math.max(...cuts) : undefined,
  };
}

function callsIn({ calls }: TwilioAnswer): readonly ListedCall[] {
  if (!Array.isArray(calls)) throw new TwilioRestError("Twilio's list of calls cannot be read.");
  return calls.flatMap((call: unknown) => {
    const { sid, start_time: start } = (call ?? {}) as { sid?: unknown; start_time?: unknown }; // any value has these, or undefined
    return typeof sid === "string" ? [{ sid, startedAtMs: Date.parse(String(start)) }] : [];
  });
}

/** A path and nothing else: the key goes to Twilio alone. */
const nextPage = ({ next_page_uri: next }: TwilioAnswer): string | undefined =>
  typeof next === "string" && next.startsWith("/2010-04-01/") ? next : undefined;
