import type { Route } from "./rest-reply.ts";

/** The Calls resource: the list of all that were dialled. */

export interface DialledCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  /** Epoch ms. */
  readonly startedAtMs: number;
}

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;

/**
 * `GET …/Calls.json?From&To&StartTime>&StartTime<&PageSize`, the newest first, with the next page's path.
 * Source: Calls resource, API version 2010-04-01; `call.js` of the `twilio` package.
 *
 * @param account - the path of the account.
 * @param dialled - oldest first; it grows.
 */
export const callList = (account: string, dialled: readonly DialledCall[]): Route => ({
  method: "GET",
  path: new RegExp(`^${account}/Calls\\.json$`),
  answer: ({ query }) => {
    const [from, to] = [query.get("From"), query.get("To")];
    const sinceMs = Date.parse(query.get("StartTime>") ?? "1970-01-01T00:00:00Z");
    const untilMs = Date.parse(query.get("StartTime<") ?? "9999-12-31T00:00:00Z");
    const after = /^PA(CA[0-9a-f]+)$/.exec(query.get("PageToken") ?? "")?.[1];
    const size = Math.min(MAX_PAGE_SIZE, Number(query.get("PageSize") ?? DEFAULT_PAGE_SIZE));
    const fit = dialled
      .filter((call) => (from === null || call.from === from) && (to === null || call.to === to))
      .filter(({ startedAtMs }) => startedAtMs >= sinceMs && startedAtMs <= untilMs)
      .toReversed();
    const start = fit.findIndex(({ sid }) => sid === after) + 1;
    const page = fit.slice(start, start + size);
    const next = new URLSearchParams(query);
    next.set("PageToken", `PA${page.at(-1)?.sid}`);
    return {
      status: 200,
      body: {
        calls: page.map(({ sid, from: caller, to: called, startedAtMs }) => ({
          sid,
          from: caller,
          to: called,
          start_time: new Date(startedAtMs).toUTCString().replace("GMT", "+0000"),
        })),
        page_size: size,
        next_page_uri: start + size < fit.length ? `${account}/Calls.json?${next}` : null,
      },
    };
  },
});
