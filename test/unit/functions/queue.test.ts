import { expect, test } from "vitest";
import { linesFor } from "../../../functions/_lib/call-lines.ts";
import { afterQueue, decideAfterQueue, QUEUE_RESULTS } from "../../../functions/_lib/handlers/after-queue.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { CONNECT_REASONS, readConnectReason } from "../../../worker/protocol/relay/connect-reason.ts";
import shippedAgents from "../../fixtures/agents/shop/index.ts";
import agents, { RICH_NUMBER } from "./agents/index.ts";
import { all, atNow, CALL, CALL_SID, NOW_MS, one, request, VARIABLES, verbs } from "./webhook.ts";

const handler = webhook("after-queue", afterQueue(agents), undefined, atNow);
const left = { ...CALL, QueueSid: "QU01", QueueTime: "61", connects: "1" };

test.each(["bridged", "bridging-in-process", "redirected-from-bridged", "hangup"])(
  "after a queue that ended in %s there is nothing left to say",
  (QueueResult) => {
    expect(verbs(request(handler, { ...left, QueueResult }).twiml)).toEqual([]);
  },
);

test.each([
  ["leave", "nobody_free"],
  ["redirected", "nobody_free"],
  ["queue-full", "queue_full"],
  ["error", "nobody_free"],
  ["system-error", "nobody_free"],
  ["abducted", "nobody_free"],
  [undefined, "nobody_free"],
])("after a queue that ended in %s the caller is back with the agent, ungreeted: %s", (QueueResult, why) => {
  const { twiml } = request(handler, { ...left, QueueResult });

  expect(one(twiml, "Connect").attributes.action).toBe("/voice/after-agent?connects=2");
  expect(one(twiml, "ConversationRelay").attributes.url).toBe(`${VARIABLES.RELAY_URL}/${CALL_SID}`);
  expect(one(twiml, "ConversationRelay").attributes).not.toHaveProperty("welcomeGreeting");
  expect(one(twiml, "Parameter").attributes).toEqual({ name: "connect", value: why });
});

test("the reason of every connect is one the Worker knows", () => {
  for (const QueueResult of QUEUE_RESULTS) {
    for (const { attributes } of all(request(handler, { ...left, QueueResult }).twiml, "Parameter")) {
      expect(readConnectReason({ [attributes.name ?? ""]: attributes.value ?? "" })).toBe(attributes.value);
    }
  }
  expect(readConnectReason({ connect: "abducted" })).toBeUndefined();
  expect(readConnectReason({})).toBeUndefined();
  expect(CONNECT_REASONS).toHaveLength(new Set(CONNECT_REASONS).size);
});

test.each([
  ["1-1", "wants_callback"],
  ["1-2", "left_queue"],
  ["2-1", "nobody_free"],
  ["1-9", "nobody_free"],
  ["1", "nobody_free"],
  ["1-constructor", "nobody_free"],
  [["1-1"], "nobody_free"],
  [undefined, "nobody_free"],
])("the key of this stay in the queue says why its caller is back: %j, %s", (queue_key, why) => {
  const exit = { ...left, QueueResult: "leave", request: { cookies: { queue_key } } };

  expect(one(request(handler, exit).twiml, "Parameter").attributes.value).toBe(why);
});

test("a key does not stand for what happened after it", () => {
  const exit = { ...left, QueueResult: "system-error", request: { cookies: { queue_key: "1-1" } } };

  expect(one(request(handler, exit).twiml, "Parameter").attributes.value).toBe("nobody_free");
});

test.each([
  ["straight from the queue", 62, "nobody_free"],
  ["with the delays of two requests", 61 + 15, "nobody_free"],
  ["after a minute with somebody", 61 + 60, "served"],
])("a caller who was redirected out of the queue, %s, counts as %s", (_, secondsSinceQueued, outcome) => {
  expect(
    decideAfterQueue({ result: "redirected", queueSeconds: 61, secondsSinceQueued, byKey: undefined }),
  ).toBe(outcome);
});

test("a served caller does not land at the agent again, however the call left the queue", () => {
  const queued = String(NOW_MS / 1000 - 300);

  const { twiml, logged } = request(handler, { ...left, QueueResult: "redirected", queued });

  expect(verbs(twiml)).toEqual([]);
  expect(logged).toMatchObject([{ outcome: "served", queueSeconds: 61 }]);
});

test("what is not a time does not make a caller served", () => {
  for (const queued of ["0", "-1", "1e9", "17", "x", ""]) {
    expect(verbs(request(handler, { ...left, QueueResult: "redirected", queued }).twiml)).toEqual([
      "Connect",
    ]);
  }
});

test("a caller who has hung up meanwhile gets an empty response", () => {
  expect(verbs(request(handler, { ...left, QueueResult: "leave", CallStatus: "completed" }).twiml)).toEqual(
    [],
  );
});

test("the caller comes back in the language of the call, if the agent speaks it", () => {
  const back = { ...left, To: RICH_NUMBER, QueueResult: "leave" };
  const language = (params: object) =>
    one(request(handler, { ...back, ...params }).twiml, "ConversationRelay").attributes.language;

  expect(language({ language: "es-ES" })).toBe("es-ES");
  expect(language({ language: "fr-FR" })).toBe("en-GB");
});

test.each([
  ["the agent is down", { agent: "down" }, VARIABLES],
  ["the agent has been connected too often", { connects: "4" }, VARIABLES],
  ["the call has no id", { CallSid: undefined }, VARIABLES],
  ["the agent has no address", {}, { WORKFLOW_SID: VARIABLES.WORKFLOW_SID }],
])("a caller whom nobody took hears an apology and a goodbye when %s", (_, params, variables) => {
  const { twiml } = request(
    handler,
    { ...left, QueueResult: "queue-full", language: "fr-FR", ...params },
    variables,
  );

  expect(verbs(twiml)).toEqual(["Say", "Hangup"]);
  expect(one(twiml, "Say")).toMatchObject({
    attributes: { language: "fr-FR" },
    text: expect.stringContaining("rappeler"),
  });
});

test("the same callback, twice, gets the same answer, and creates nothing", () => {
  for (const QueueResult of QUEUE_RESULTS) {
    const params = { ...left, QueueResult };
    const { xml, twiml } = request(handler, params);

    expect(request(handler, params).xml).toBe(xml);
    expect(all(twiml, "Task")).toEqual([]);
  }
});

test("the queue speaks every language that the shipped agents do", () => {
  const codes = shippedAgents.all.flatMap(({ relay, languages }) => [
    relay.language,
    ...languages.map(({ code }) => code),
  ]);

  for (const code of codes) {
    expect(linesFor(code).sayLanguage.slice(0, 2), code).toBe(code.slice(0, 2));
  }
});
