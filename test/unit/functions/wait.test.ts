import { expect, test } from "vitest";
import { wait, waitInSilence } from "../../../functions/_lib/handlers/wait.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import agents, { ROUTED_NUMBER } from "./agents/index.ts";
import { all, CALL, one, request, verbs } from "./webhook.ts";

const handler = webhook("wait", wait(agents), waitInSilence);
const MENU = "To be called back instead, press 1. To go back to the assistant, press 2.";

const spoken = (params: object) =>
  all(request(handler, { ...CALL, ...params }).twiml, "Say").map(({ text }) => text);

test("who comes into the queue is told to hold the line, where they stand, and the ways out", () => {
  expect(spoken({ QueueTime: "0", QueuePosition: "1" })).toEqual([
    "Please hold the line. A person will be with you as soon as one is free.",
    "You are next in line.",
    MENU,
  ]);
  expect(spoken({ QueueTime: "0", QueuePosition: "2" })[1]).toBe("There is one caller ahead of you.");
});

test("what is said changes from round to round, and the music stays", () => {
  const rounds = ["41", "85", "125"].map((QueueTime) => spoken({ QueueTime, QueuePosition: "4" }));

  expect(rounds).toEqual([
    ["There are 3 callers ahead of you."],
    ["Thank you for waiting. You have kept your place in line.", MENU],
    ["There are 3 callers ahead of you."],
  ]);
  for (const QueueTime of ["0", "41", "85"]) {
    const { twiml } = request(handler, { ...CALL, QueueTime });
    expect(one(one(twiml, "Gather"), "Play").text).toBe("/audio/hold.wav");
  }
});

test("a place in line that Twilio does not report is not made up", () => {
  for (const QueuePosition of [undefined, "soon", "0", "-1"]) {
    expect(spoken({ QueuePosition })).toHaveLength(2);
    expect(spoken({ QueuePosition, QueueTime: "41" })[0]).toMatch(/^Thank you for waiting/);
  }
});

const waiting = { QueueTime: "0", QueuePosition: "2", CurrentQueueSize: "3" };

test.each([
  ["30", "The wait is about one minute."],
  ["61", "The wait is about 3 minutes."],
  ["300", "The wait is about 10 minutes."],
])("with an average wait of %s s, the second in line hears: %s", (AvgQueueTime, estimate) => {
  expect(spoken({ ...waiting, AvgQueueTime })[2]).toBe(estimate);
});

test.each([
  ["unknown", { AvgQueueTime: undefined }],
  ["nothing yet", { AvgQueueTime: "0" }],
  ["unreadable", { AvgQueueTime: "NaN" }],
  ["without a place", { AvgQueueTime: "60", QueuePosition: undefined }],
  ["the caller's own, who is alone", { AvgQueueTime: "60", QueuePosition: "1", CurrentQueueSize: "1" }],
  ["longer than anybody is kept waiting", { AvgQueueTime: "301" }],
])("no wait is promised when the average is %s", (_, params) => {
  expect(spoken({ ...waiting, ...params }).join(" ")).not.toMatch(/about/);
});

test.each(["1", "2"])("key %s leads out of the queue", (Digits) => {
  const { twiml, cookie, logged } = request(handler, { ...CALL, QueueTime: "30", connects: "2", Digits });

  expect(verbs(twiml)).toEqual(["Leave"]);
  expect(cookie).toBe(`queue_key=2-${Digits}`);
  expect(logged).toMatchObject([{ outcome: "left_queue", queueSeconds: 30 }]);
});

test.each(["0", "9", "#", "*", "12", "call me"])("key %s only goes on with the music", (Digits) => {
  const { twiml } = request(handler, { ...CALL, QueueTime: "30", QueuePosition: "1", Digits });

  expect(verbs(twiml)).toEqual(["Gather"]);
  expect(all(twiml, "Say")).toEqual([]);
  expect(all(twiml, "Play")).toHaveLength(1);
});

test.each([
  ["is down", { agent: "down" }],
  ["has had the call as often as it may", { connects: "4" }],
])("where the agent %s nobody is offered a way back to it, and no key ends the call", (_, trail) => {
  expect(spoken({ ...trail, QueueTime: "0", QueuePosition: "1" })).toEqual([
    "Please hold the line. A person will be with you as soon as one is free.",
    "You are next in line.",
  ]);
  expect(spoken({ ...trail, QueueTime: "85" })).not.toContain(MENU);
  for (const Digits of ["1", "2"]) {
    const { twiml } = request(handler, { ...CALL, ...trail, QueueTime: "30", Digits });
    expect(verbs(twiml)).toEqual(["Gather"]);
  }
  expect(verbs(request(handler, { ...CALL, ...trail, QueueTime: "100000" }).twiml)).toEqual(["Leave"]);
});

test("the keys come back to the same place, with what is known of the call", () => {
  const { twiml } = request(handler, { ...CALL, connects: "2", language: "es-ES", agent: "down" });

  expect(one(twiml, "Gather").attributes).toEqual({
    action: "/voice/wait?connects=2&language=es-ES&agent=down",
    numDigits: "1",
    finishOnKey: "",
    timeout: "1",
  });
});

test("who has waited longer than the agent allows is taken out of the queue, whatever became of the task", () => {
  const at = (QueueTime: string, To: string) => verbs(request(handler, { ...CALL, To, QueueTime }).twiml);

  expect(at("599", CALL.To)).toEqual(["Gather"]);
  expect(at("600", CALL.To)).toEqual(["Leave"]);
  expect(at("86400", CALL.To)).toEqual(["Leave"]);
  expect(request(handler, { ...CALL, QueueTime: "600" }).cookie).toBeUndefined();
  expect(at("119", ROUTED_NUMBER)).toEqual(["Gather"]);
  expect(at("120", ROUTED_NUMBER)).toEqual(["Leave"]);
});

test.each([
  ["es-MX", "es-ES", "cuelgue", "unos 2 minutos"],
  ["de", "de-DE", "Bitte bleiben", "etwa 2 Minuten"],
  ["fr-CA", "fr-FR", "ligne", "environ 2 minutes"],
  ["pt-PT", "pt-BR", "Aguarde", "cerca de 2 minutos"],
  ["ja-JP", "en-US", "hold the line", "about 2 minutes"],
  ["constructor", "en-US", "hold the line", "about 2 minutes"],
  ["en-US&x=<y>", "en-US", "hold the line", "about 2 minutes"],
])("in a call in %s the queue speaks %s", (language, said, words, estimate) => {
  const lines = all(request(handler, { ...CALL, ...waiting, AvgQueueTime: "60", language }).twiml, "Say");

  expect(lines[0]).toMatchObject({ attributes: { language: said }, text: expect.stringContaining(words) });
  expect(lines[2]?.text).toContain(estimate);
  expect(lines[3]?.text).toMatch(/1.*2/);
});

test("the queue uses only verbs that Twilio allows there, also after a fault of ours", () => {
  const faulty = webhook("wait", () => raise(), waitInSilence);

  expect(verbs(request(handler, CALL).twiml)).toEqual(["Gather"]);
  expect(verbs(request(faulty, CALL).twiml)).toEqual(["Pause"]);
});

function raise(): never {
  throw new Error("a fault");
}
