import { expect, test } from "vitest";
import shippedAgents from "../../../agents/index.ts";
import { afterQueue } from "../../../functions/_lib/after-queue.ts";
import { linesFor } from "../../../functions/_lib/phrases.ts";
import { waitInSilence } from "../../../functions/_lib/wait.ts";
import { webhook } from "../../../functions/_lib/webhook.ts";
import { handler as wait } from "../../../functions/voice/wait.protected.ts";
import agents, { RICH_NUMBER } from "./agents/index.ts";
import { all, CALL, CALL_SID, one, request, VARIABLES, verbs } from "./webhook.ts";

const handler = webhook("after-queue", afterQueue(agents));
const left = { ...CALL, QueueSid: "QU01", QueueTime: "61", connects: "1" };

test.each(["bridged", "bridging-in-process", "redirected-from-bridged", "hangup"])(
  "after a queue that ended in %s there is nothing left to say",
  (QueueResult) => {
    expect(verbs(request(handler, { ...left, QueueResult }).twiml)).toEqual([]);
  },
);

test.each(["leave", "redirected", "queue-full", "error", "system-error", "abducted", undefined])(
  "after a queue that ended in %s the caller is back with the agent, ungreeted",
  (QueueResult) => {
    const { twiml } = request(handler, { ...left, QueueResult });

    expect(one(twiml, "Connect").attributes.action).toBe("/voice/after-agent?connects=2");
    expect(one(twiml, "ConversationRelay").attributes.url).toBe(`${VARIABLES.RELAY_URL}/${CALL_SID}`);
    expect(one(twiml, "ConversationRelay").attributes).not.toHaveProperty("welcomeGreeting");
    expect(one(twiml, "Parameter").attributes).toEqual({ name: "connect", value: "nobody_free" });
  },
);

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
  const params = { ...left, QueueResult: "error" };
  const { xml, twiml } = request(handler, params);

  expect(request(handler, params).xml).toBe(xml);
  expect(all(twiml, "Task")).toEqual([]);
});

const spoken = (params: object) =>
  all(request(wait, { ...CALL, ...params }).twiml, "Say").map(({ text }) => text);

test("who comes into the queue is told to hold the line, and where they stand", () => {
  expect(spoken({ QueueTime: "0", QueuePosition: "1" })).toEqual([
    "Please hold the line. A person will be with you as soon as one is free.",
    "You are next in line.",
  ]);
  expect(spoken({ QueueTime: "0", QueuePosition: "2" })[1]).toBe("There is one caller ahead of you.");
});

test("who has waited hears that they are still in line", () => {
  expect(spoken({ QueueTime: "40", QueuePosition: "4" })).toEqual([
    "Thank you for waiting. You have kept your place in line.",
    "There are 3 callers ahead of you.",
  ]);
});

test("a place in line that Twilio does not report is not made up", () => {
  expect(spoken({})).toHaveLength(1);
  expect(spoken({ QueuePosition: "soon" })).toHaveLength(1);
});

test.each([
  ["es-MX", "es-ES", "cuelgue"],
  ["de", "de-DE", "Bitte bleiben"],
  ["fr-CA", "fr-FR", "ligne"],
  ["pt-PT", "pt-BR", "Aguarde"],
  ["ja-JP", "en-US", "hold the line"],
  ["constructor", "en-US", "hold the line"],
  ["en-US&x=<y>", "en-US", "hold the line"],
])("in a call in %s the queue speaks %s", (language, said, words) => {
  const [line] = all(request(wait, { ...CALL, language }).twiml, "Say");

  expect(line).toMatchObject({ attributes: { language: said }, text: expect.stringContaining(words) });
});

test("the queue uses only verbs that Twilio allows there, also after a fault of ours", () => {
  const faulty = webhook("wait", () => raise(), waitInSilence);

  expect(verbs(request(wait, CALL).twiml)).toEqual(["Say", "Pause"]);
  expect(verbs(request(faulty, CALL).twiml)).toEqual(["Pause"]);
});

function raise(): never {
  throw new Error("a fault");
}

test("the queue speaks every language that the shipped agents do", () => {
  const codes = shippedAgents.all.flatMap(({ relay, languages }) => [
    relay.language,
    ...languages.map(({ code }) => code),
  ]);

  for (const code of codes) {
    expect(linesFor(code).sayLanguage.slice(0, 2), code).toBe(code.slice(0, 2));
  }
});
