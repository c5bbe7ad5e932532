import { createServer } from "node:http";
import { listen, stop } from "../../local/http.ts";

/** Twilio's list of an account's calls, over HTTP: filters, pages and authorisation as api.twilio.com has them. */
export interface CallList {
  readonly url: string;
  /** What was asked for: paths with their queries. */
  readonly asked: readonly string[];
  add(call: {
    readonly sid: string;
    readonly from: string;
    readonly to: string;
    readonly startedAtMs?: number;
  }): void;
  /** From now on every request is refused with this. */
  refuse(status: number, code: number): void;
  close(): Promise<void>;
}

interface Account {
  readonly accountSid: string;
  /** What basic auth may be. */
  readonly credentials: readonly (readonly [user: string, password: string])[];
  /** Calls of a page, however many were asked for. */
  readonly pageSize: number;
}

export async function startCallList({ accountSid, credentials, pageSize }: Account): Promise<CallList> {
  const calls: { sid: string; from: string; to: string; start_time: string; startedAtMs: number }[] = [];
  const asked: string[] = [];
  let refused: { status: number; code: number } | undefined;
  const keys = credentials.map((pair) => `Basic ${btoa(pair.join(":"))}`);
  const root = `/2010-04-01/Accounts/${accountSid}/Calls.json`;

  function answer(authorization: string | undefined, path: string): { status: number; body: object } {
    if (!keys.includes(authorization ?? ""))
      return { status: 401, body: { code: 20_003, message: "Authenticate", status: 401 } };
    if (refused) return { status: refused.status, body: { message: "no", ...refused } };
    const { pathname, searchParams } = new URL(path, "http://x");
    if (pathname !== root) return { status: 404, body: { code: 20_404, message: "not found", status: 404 } };
    const wanted = (name: string, value: string) => (searchParams.get(name) ?? value) === value;
    const sinceMs = Date.parse(searchParams.get("StartTime>") ?? "1970-01-01T00:00:00Z");
    const beforeMs = Date.parse(searchParams.get("StartTime<") ?? "9999-01-01T00:00:00Z");
    const found = calls.filter(
      (call) =>
        wanted("From", call.from) &&
        wanted("To", call.to) &&
        call.startedAtMs >= sinceMs &&
        call.startedAtMs <= beforeMs,
    );
    const page = Number(searchParams.get("Page") ?? 0);
    const some = found.slice(page * pageSize, (page + 1) * pageSize);
    const next = new URLSearchParams(searchParams);
    next.set("Page", String(page + 1));
    const more = (page + 1) * pageSize < found.length;
    return { status: 200, body: { calls: some, page, next_page_uri: more ? `${pathname}?${next}` : null } };
  }

  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const { status, body } = answer(request.headers.authorization, request.url ?? "/");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    add: ({ startedAtMs = Date.now(), ...call }) => {
      calls.unshift({ ...call, start_time: new Date(startedAtMs).toUTCString(), startedAtMs });
    },
    refuse: (status, code) => {
      refused = { status, code };
    },
    close: () => stop(server),
  };
}
