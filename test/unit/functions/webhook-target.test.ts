import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base, expect } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { askWebhook } from "../../../functions/_lib/targets/webhook-target.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { type Agents, defineAgents } from "../../../worker/agent/define.ts";
import { encodeHandoff, type Handoff } from "../../../worker/protocol/handoff.ts";
import { routed } from "./agents/index.ts";
import { all, atNow, CALL, CALL_SID, NOW_MS, one, requestLate, taskOf, VARIABLES, verbs } from "./webhook.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real server; a test says what it answers. */
const test = base.extend<{
  operator: (answer: RequestListener) => Promise<{ url: string; received: Received[] }>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  operator: async ({}, use) => {
    const closing: (() => Promise<unknown>)[] = [];
    await use(async (answer) => {
      const received: Received[] = [];
      const server = createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request.setEncoding("utf8")) body += chunk;
        received.push({ headers: request.headers, body });
        answer(request, response);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      closing.push(async () => {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      });
      // A server that listens on a port has an address that is not a pipe's name.
      const { port } = server.address() as AddressInfo;
      return { url: `http://127.0.0.1:${port}/hand-off`, received };
    });
    for (const close of closing) await close();
  },
});

const TWIML = "<?xml version='1.0'?>\n<Response><Dial>+15550100099</Dial></Response>";
const says =
  (body: string, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "text/xml" }).end(body);
  };

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "Asked for a person & <more>.",
  callSummary: "Grüße 👋",
  sentiment: "negative",
  triggeredBy: "caller",
  language: "de-DE",
};

const SECRET = "a secret of the operator's";
const order = (url: string) => ({
  url,
  secret: SECRET,
  handoff,
  call: { callSid: CALL_SID, from: CALL.From, calledNumber: CALL.To, route: { queue: "Complaints" } },
  afterDial: "/voice/after-dial?connects=1",
  nowMs: NOW_MS,
  idempotencyKey: `${CALL_SID}-1`,
});

test("the hand-off is posted whole, and the TwiML that comes back is taken", async ({ operator }) => {
  const { url, received } = await operator(says(TWIML));

  expect(await askWebhook(order(url))).toEqual({ ok: true, xml: TWIML });
  expect(received).toHaveLength(1);
  expect(JSON.parse(received[0]?.body ?? "")).toEqual({
    v: 1,
    call: {
      callSid: CALL_SID,
      from: CALL.From,
      to: CALL.To,
      route: { queue: "Complaints" },
      afterDial: "/voice/after-dial?connects=1",
    },
    handoff,
  });
});

test("who receives it can tell that it is ours, from when, and that it is the same again", async ({
  operator,
}) => {
  const { url, received } = await operator(says(TWIML));
  await askWebhook(order(url));
  const [{ headers, body } = { headers: {}, body: "" }] = received;

  const timestamp = String(headers["x-baton-timestamp"]);
  const expected = createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex");
  expect(timestamp).toBe(String(NOW_MS / 1000));
  expect(headers["x-baton-signature"]).toBe(`v1=${expected}`);
  expect(headers["idempotency-key"]).toBe(`${CALL_SID}-1`);
  expect(headers["content-type"]).toBe("application/json");
});

test("an address that does not answer in time costs the caller no more than the deadline", async ({
  operator,
}) => {
  const { url } = await operator(() => {});
  const startedMs = performance.now();

  expect(await askWebhook({ ...order(url), deadlineMs: 150 })).toEqual({ ok: false, fault: "timeout" });
  expect(performance.now() - startedMs).toBeLessThan(1_500);
});

test("nor does one that begins to answer and never ends", async ({ operator }) => {
  const { url } = await operator((_, response) => {
    response.writeHead(200, { "content-type": "text/xml" }).write("<Response><Say>");
  });

  expect(await askWebhook({ ...order(url), deadlineMs: 150 })).toEqual({ ok: false, fault: "timeout" });
});

test("an address that nobody listens at is told from one that is slow", async () => {
  expect(await askWebhook(order("http://127.0.0.1:1/hand-off"))).toEqual({ ok: false, fault: "unreachable" });
});

test("a redirect is not followed: the context stays with whom it was meant for", async ({ operator }) => {
  const elsewhere = await operator(says(TWIML));
  const { url } = await operator((_, response) => {
    response.writeHead(307, { location: elsewhere.url }).end();
  });

  expect(await askWebhook(order(url))).toEqual({ ok: false, fault: "unreachable" });
  expect(elsewhere.received).toEqual([]);
});

test("an answer without end is not read to it", async ({ operator }) => {
  const { url } = await operator((_, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write("<".repeat(16_384)));
    };
    response.on("drain", more);
    more();
  });

  expect(await askWebhook(order(url))).toEqual({ ok: false, fault: "too_large" });
});

test.for([
  ["an error", "<Response><Say>no</Say></Response>", 500, "refused"],
  ["nothing", "", 200, "not_twiml"],
  ["no content", "", 204, "not_twiml"],
  ["JSON", '{"ok":true}', 200, "not_twiml"],
  ["a page", "<html><body>It works</body></html>", 200, "not_twiml"],
  ["an empty document", "<Response></Response>", 200, "not_twiml"],
  ["a document of words", "<Response>Hello</Response>", 200, "not_twiml"],
  ["half a document", "<Response><Say>Hello", 200, "not_twiml"],
  ["two documents", "<Response><Hangup/></Response><Response/>", 200, "not_twiml"],
  ["a document in a document", "<p><Response><Hangup/></Response></p>", 200, "not_twiml"],
] as const)("%s is no answer", async ([, body, status, fault], { operator }) => {
  const { url } = await operator(says(body, status));

  expect(await askWebhook(order(url))).toEqual({ ok: false, fault });
});

test.for([
  TWIML,
  "<Response><Hangup/></Response>",
  '\ufeff  <?xml version="1.0" encoding="UTF-8"?>\r\n<!-- ours --><Response xmlns:x="y">\n<Enqueue>a</Enqueue>\n</Response>\n',
])("a document is one however it is written: %j", async (xml, { operator }) => {
  const { url } = await operator(says(xml));

  expect(await askWebhook(order(url))).toMatchObject({ ok: true });
});

/** As long as an answer may be. */
const filled = (piece: string, end = ""): string =>
  piece.repeat(Math.floor((64 * 1024 - end.length) / piece.length)) + end;

test.for([
  ["comments before a page", filled("<!-- a -->", "<html>")],
  ["comments before a document of words", filled("<!-- a -->", "<Response>Hello</Response>")],
  ["comments that do not end", filled("<!--")],
  ["openings that do not end", `<Response>${filled("<A").slice(0, -32)}`],
  ["ends that are not the last", `<Response>${filled("<A></Response>").slice(0, -32)}x`],
  ["declarations that do not end", filled("<?xml ")],
  ["declarations without a document", filled("<?xml ?>")],
  ["blanks before nothing", filled(" ", "x")],
  ["blanks within the document's tag", `<Response${filled(" ").slice(0, -32)}`],
] as const)(
  "L1: an answer cannot keep the call waiting by how it is written: %s",
  async ([, body], { operator }) => {
    const { url } = await operator(says(body));
    const startedMs = performance.now();

    expect(await askWebhook(order(url))).toEqual({ ok: false, fault: "not_twiml" });
    expect(performance.now() - startedMs).toBeLessThan(500);
  },
);

/** One agent, whose calls go to a webhook. The schema wants https; a test's server has none. */
const agentsFor = (url: string): Agents => {
  const handOff = { ...routed.handOff, target: { kind: "webhook" as const, url, secret: "DESK_SECRET" } };
  const agent = { ...routed, handOff };
  return defineAgents({ default: agent });
};
const handlerFor = (url: string) => webhook("after-agent", afterAgent(agentsFor(url)), undefined, atNow);
const ended = { ...CALL, SessionStatus: "ended", HandoffData: encodeHandoff(handoff), connects: "2" };
const WITH_SECRET = { ...VARIABLES, DESK_SECRET: SECRET };

test("a call that is handed over goes on as the webhook says", async ({ operator }) => {
  const { url, received } = await operator(says(TWIML));

  const { twiml, logged } = await requestLate(handlerFor(url), ended, WITH_SECRET);

  expect(one(twiml, "Dial").text).toBe("+15550100099");
  expect(JSON.parse(received[0]?.body ?? "").call).toMatchObject({
    route: { priority: 50, queue: "Complaints", skills: ["deescalation"] },
    afterDial: "/voice/after-dial?connects=2&language=de-DE",
  });
  expect(received[0]?.headers["idempotency-key"]).toBe(`${CALL_SID}-2`);
  expect(logged).toMatchObject([{ outcome: "person", target: "webhook", reasonCode: "caller_requested" }]);
});

test("Twilio's second request for the same hand-off carries the same key", async ({ operator }) => {
  const { url, received } = await operator(says(TWIML));
  const handler = handlerFor(url);

  const first = await requestLate(handler, ended, WITH_SECRET);
  const second = await requestLate(handler, ended, WITH_SECRET);

  expect(second.xml).toBe(first.xml);
  expect(new Set(received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
});

test("when the webhook fails, the call goes to a person in Flex, routed as ever", async ({ operator }) => {
  const { url } = await operator(says("no", 503));

  const { twiml, logged } = await requestLate(handlerFor(url), ended, WITH_SECRET);

  expect(one(twiml, "Task").attributes).toEqual({ priority: "50" });
  expect(taskOf(twiml).attributes).toMatchObject({ queue: "Complaints", reason: handoff.reason });
  expect(logged).toMatchObject([{ outcome: "person", target: "flex", fault: "refused" }]);
});

test("without its secret the webhook is not asked at all", async ({ operator }) => {
  const { url, received } = await operator(says(TWIML));

  const { twiml, logged } = await requestLate(handlerFor(url), ended, VARIABLES);

  expect(verbs(twiml)).toEqual(["Enqueue"]);
  expect(received).toEqual([]);
  expect(logged).toMatchObject([{ fault: "no_secret" }]);
});

test("with neither webhook nor workflow the caller hears an apology and a goodbye", async ({ operator }) => {
  const { url } = await operator(says("no", 500));

  const { twiml } = await requestLate(handlerFor(url), ended, { DESK_SECRET: SECRET });

  expect(verbs(twiml)).toEqual(["Say", "Hangup"]);
});

test("an answer that comes late and fails is a fault like any other: an apology and a person, once", async () => {
  const handler = webhook("late", () => Promise.reject(new Error("secret of +15550100001")));

  const { twiml, logged } = await requestLate(handler, CALL);

  expect(all(twiml, "Enqueue")).toHaveLength(1);
  expect(logged).toMatchObject([{ event: "webhook.failed", error: "Error" }, { outcome: "person" }]);
  expect(JSON.stringify(logged)).not.toMatch(/1555/);
});
