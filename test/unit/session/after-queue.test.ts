import { expect, test } from "vitest";
import type { AgentDefinition } from "../../../worker/agent/define.ts";
import { packFor } from "../../../worker/language/packs.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, hangs, type Part, says } from "../../support/played-model.ts";

/** What a caller hears who comes back from the queue, and who calls when nobody is there. */

const handsOff: Part = callsTool("hand_off", {
  reason: "Billing.",
  callSummary: "Charged twice.",
  sentiment: "neutral",
});

async function backFromQueue(
  connect: string,
  definition: Partial<AgentDefinition> = {},
  prepare: (call: TestCall) => void = () => {},
): Promise<{ call: TestCall; heard: string }> {
  const call = await new TestCall([handsOff, says("Certainly."), hangs()], definition).answered();
  prepare(call);
  await call.says("I was charged twice.");
  await call.hearsOut();
  await call.event({ type: "socket_closed", how: "hung_up" });
  const from = call.sent.length;
  await call.connects("VX2", { [CONNECT_PARAMETER]: connect });
  await call.passes(100);
  return { call, heard: call.spoken(from) };
}

/** An agent that is spoken to in that language. */
const speaking = (language: string): Partial<AgentDefinition> => ({ relay: { language } });
const TAGS = ["en-US", "de-DE", "es-ES", "fr-FR", "pt-BR"];

test.each(TAGS)("key 1 arranges the callback at once and says to which number: %s", async (tag) => {
  const { phrases } = packFor(tag);
  const { call, heard } = await backFromQueue("wants_callback", speaking(tag));

  expect(heard).toContain(phrases.callbackArranged);
  expect(heard).not.toContain("?");
  expect(call.callbacks).toMatchObject([{ reason: "Billing.", callSummary: "Charged twice." }]);
  await call.hearsOut();
  expect(call.ends.at(-1)).toMatchObject({ handoff: undefined });
});

test("who speaks over the goodbye behind key 1 goes on with the agent, and has one callback", async () => {
  const { call } = await backFromQueue("wants_callback");

  await call.says("And what is my order number?");
  await call.passes(100);

  expect(call.spoken()).toMatch(/Certainly\.$/);
  expect(call.callbacks).toHaveLength(1);
});

test("a callback that cannot be arranged by key is not promised: the call is put through again", async () => {
  const { call, heard } = await backFromQueue("wants_callback", {}, (c) => {
    c.refusesCallbacks = true;
  });
  await call.hearsOut();

  expect(heard).not.toContain("arranged");
  expect(call.ends.at(-1)).toMatchObject({ handoff: { reason: "Billing." } });
});

test("a line that is lost while key 1's callback is arranged brings it when the caller is back", async () => {
  const taken = Promise.withResolvers<void>();
  const { call } = await backFromQueue("wants_callback", {}, (c) => {
    c.callbackTakes = taken.promise;
  });
  await call.event({ type: "socket_closed", how: "lost" });
  taken.resolve();
  await call.passes(200);
  const from = call.sent.length;

  await call.connects("VX3", { [CONNECT_PARAMETER]: "lost_socket" });
  await call.passes(100);

  expect(call.spoken(from)).toContain("call you back on the number");
  expect(call.callbacks).toHaveLength(1);
});

test.each(TAGS)("key 2 leads to the agent, without an apology or a callback: %s", async (tag) => {
  const { call, heard } = await backFromQueue("left_queue", speaking(tag));

  expect(heard).toBe(packFor(tag).phrases.leftQueue);
  expect(call.callbacks).toEqual([]);
});

test.each(
  TAGS.flatMap((tag) => ["nobody_free", "queue_full", "unheard_of"].map((why) => [tag, why] as const)),
)("who did nothing has not left the queue: %s, %s", async (tag, why) => {
  const { phrases } = packFor(tag);

  expect((await backFromQueue(why, speaking(tag))).heard).toBe(
    `${phrases.nobodyTook} ${phrases.offerCallback}`,
  );
});

/** The test's clock begins at 2026-01-01T00:00Z or another day: hours are made around it. */
function closedUntil(call: TestCall, afterMs: number): AgentDefinition["handOff"] {
  const at = new Date(call.clock.now() + afterMs);
  const day = (["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const)[at.getUTCDay()] ?? "mon";
  const none = { sun: [], mon: [], tue: [], wed: [], thu: [], fri: [], sat: [] };
  return { hours: { timeZone: "UTC", week: { ...none, [day]: ["08:00-08:30"] }, holidays: [] } };
}

const DAY_MS = 86_400_000;

test.each([
  ["en-US", "We open tomorrow at eight AM."],
  ["de-DE", "Wir öffnen morgen um acht Uhr."],
  ["es-ES", "Abrimos mañana a las ocho."],
  ["fr-FR", "Nous ouvrons demain à huit heures."],
  ["pt-BR", "Abrimos amanhã às oito horas."],
])("closed is said as closed, with when it opens: %s", async (tag, opens) => {
  const { phrases } = packFor(tag);
  const handOff = closedUntil(new TestCall([]), DAY_MS);
  const call = await new TestCall([handsOff, hangs()], { ...speaking(tag), handOff }).answered();
  call.availability = { state: "closed" };

  await call.says("I was charged twice.");
  await call.passes(50);

  expect(call.spoken()).toContain(`${phrases.closed} ${opens} ${phrases.offerCallback}`);
  const notes = call.state.transcript.flatMap(({ item }) => (item.role === "note" ? [item.text] : []));
  expect(notes.join("\n")).toContain(opens);
});

test("who comes back from the queue after closing time hears that, too", async () => {
  const handOff = closedUntil(new TestCall([]), 3 * DAY_MS);
  const { heard } = await backFromQueue("nobody_free", { handOff });

  expect(heard).toMatch(/^I'm sorry, we're closed right now\. We open on \w+day at eight AM\. Shall I/);
});
