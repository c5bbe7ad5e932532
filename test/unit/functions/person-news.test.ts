import { createServer, type IncomingMessage } from "node:http";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { afterDial } from "../../../functions/_lib/handlers/after-dial.ts";
import { afterQueue } from "../../../functions/_lib/handlers/after-queue.ts";
import { wait, waitInSilence } from "../../../functions/_lib/handlers/wait.ts";
import { putThrough, whisper } from "../../../functions/_lib/handlers/whisper.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { listen, stop } from "../../../local/http.ts";
import { personSubject } from "../../../worker/protocol/console/person-news.ts";
import { checkLink } from "../../../worker/protocol/signed/signed-link.ts";
import agents from "./agents/index.ts";
import { atNow, CALL, CALL_SID, NOW_MS, requestLate, VARIABLES } from "./webhook.ts";

/** What the Functions tell the Worker of a call that has gone to a person, and that no caller waits for it. */

const TOKEN = "0123456789abcdef0123456789abcdef";
const SECOND = 1_000;

interface Heard {
  readonly path: string;
  readonly news: object;
  readonly isSigned: boolean;
}
let heard: Heard[];
/** How the Worker answers; undefined where it hangs. */
let status: number | undefined;
let server: ReturnType<typeof createServer>;
let variables: Record<string, string>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

// The first request of a process is slow.
beforeAll(() => fetch("http://127.0.0.1:1").catch(() => undefined));
beforeEach(async () => {
  [heard, status] = [[], 202];
  server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://worker");
    const verdict = await checkLink("person", [TOKEN], personSubject(CALL_SID, body), searchParams, NOW_MS);
    heard.push({
      path: `${request.method} ${pathname}`,
      news: JSON.parse(body),
      isSigned: verdict === "valid",
    });
    if (status !== undefined) response.writeHead(status).end("{}");
  });
  const port = await listen(server);
  variables = { ...VARIABLES, RELAY_URL: `wss://127.0.0.1:${port}/relay`, AUTH_TOKEN: TOKEN };
});
afterEach(() => stop(server));

const waits = webhook("wait", wait(agents), waitInSilence, atNow);
const leaves = webhook("after-queue", afterQueue(agents), undefined, atNow);
const hasDialled = webhook("after-dial", afterDial(agents), undefined, atNow);
const isTold = webhook("whisper", whisper, putThrough, atNow);
const queued = String(NOW_MS / SECOND - 100);

describe("the Worker is told, by what only the account can have signed, of", () => {
  test.each([
    ["who waits", waits, { QueueTime: "41" }, { what: "waiting", seconds: 41 }],
    [
      "who was served",
      leaves,
      { QueueResult: "bridged", QueueTime: "30", queued },
      { what: "left", seconds: 30, talkingSince: NOW_MS - 70 * SECOND },
    ],
    [
      "who was served and has hung up",
      leaves,
      { QueueResult: "bridged", QueueTime: "30", queued, CallStatus: "completed" },
      { what: "left", seconds: 30, talkingSince: NOW_MS - 70 * SECOND },
    ],
    [
      "who hung up in the queue",
      leaves,
      { QueueResult: "hangup", QueueTime: "99", queued, CallStatus: "completed" },
      { what: "left", seconds: 99 },
    ],
    [
      "who goes back to the agent",
      leaves,
      { QueueResult: "leave", QueueTime: "99", queued },
      { what: "left", seconds: 99 },
    ],
    [
      "a clock that was set back",
      leaves,
      { QueueResult: "bridged", QueueTime: "101", queued },
      { what: "left", seconds: 101, talkingSince: NOW_MS },
    ],
    [
      "a telephone that was talked on",
      hasDialled,
      { DialCallStatus: "completed", DialBridged: "true", DialCallDuration: "7" },
      { what: "left", talkingSince: NOW_MS - 7 * SECOND },
    ],
    ["a telephone that nobody took", hasDialled, { DialCallStatus: "no-answer" }, { what: "left" }],
  ])("%s", async (_, handler, params, news) => {
    await requestLate(handler, { ...CALL, ...params }, variables);

    // The answer does not wait for it on a busy machine.
    await expect
      .poll(() => heard)
      .toEqual([
        { path: `POST /api/calls/${CALL_SID}/person`, news: { at: NOW_MS, ...news }, isSigned: true },
      ]);
  });

  test("whoever has taken a call by telephone, as part of the caller's call", async () => {
    const child = { ...CALL, CallSid: `CA${"9".repeat(32)}`, ParentCallSid: CALL_SID, Digits: "1" };
    await requestLate(isTold, child, variables);

    await expect
      .poll(() => heard)
      .toMatchObject([
        { path: `POST /api/calls/${CALL_SID}/person`, news: { what: "talking" }, isSigned: true },
      ]);
  });
});

describe("nothing is told", () => {
  test.each([
    ["of whoever presses a key in the queue: what comes of it is", waits, { QueueTime: "41", Digits: "1" }],
    ["of who has not yet taken the call", isTold, { ParentCallSid: CALL_SID }],
    ["of a call to a telephone that no call of ours has led to", isTold, { Digits: "1" }],
  ])("%s", async (_, handler, params) => {
    await requestLate(handler, { ...CALL, ...params }, variables);
    expect(heard).toEqual([]);
  });

  test("by a service that has no credentials", async () => {
    const { AUTH_TOKEN: _, ...without } = variables;
    await requestLate(waits, { ...CALL, QueueTime: "0" }, without);
    expect(heard).toEqual([]);
  });
});

describe("the caller hears the same, and soon, where the Worker", () => {
  const expected = async () => (await requestLate(waits, { ...CALL, QueueTime: "0" }, VARIABLES)).xml;

  test.each([
    ["hangs", undefined, "late"],
    ["refuses it", 403, "refused"],
    ["breaks down", 500, "refused"],
    ["sends it elsewhere", 307, "unreachable"],
  ])("%s", async (_, answer, worker) => {
    status = answer;
    const startedMs = performance.now();
    const { xml, logged } = await requestLate(waits, { ...CALL, QueueTime: "0" }, variables);
    const ms = performance.now() - startedMs;

    expect(xml).toBe(await expected());
    expect(logged).toMatchObject([{ level: "info", event: "webhook.answered", worker }]);
    // The wait is 150 ms; what is beyond it is this machine's.
    expect(ms).toBeLessThan(1_000);
    if (answer === undefined) expect(ms).toBeGreaterThanOrEqual(145);
  });

  test("is not there", async () => {
    await stop(server);
    const { xml, logged } = await requestLate(waits, { ...CALL, QueueTime: "0" }, variables);

    expect(xml).toBe(await expected());
    expect(logged).toMatchObject([{ worker: "unreachable" }]);
    server = createServer();
    await listen(server);
  });
});
