import { expect, test } from "vitest";
import { twilioPeople } from "../../../worker/adapters/twilio/twilio-people.ts";
import { type AgentDefinition, defineAgent } from "../../../worker/agent/define.ts";
import { engineTools } from "../../../worker/agent/engine-tool-specs.ts";
import { rulesOf } from "../../../worker/agent/judge.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { accountOfCall } from "../../../worker/session/account/console/call-account.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, says } from "../../support/played-model.ts";

/** Calls that go to one of several places, by its name in the directory. */

const handOff = {
  hours: { timeZone: "UTC", week: { mon: ["00:00-24:00"] } },
  places: {
    portland: {
      says: { en: "the shop in Portland", de: "der Laden in Portland", es: "la tienda de Portland" },
      target: { kind: "number", number: "+15550100078" },
    },
    repair_desk: {
      says: "the repair desk",
      target: { kind: "flex" },
      hours: { timeZone: "UTC" },
    },
  },
} satisfies AgentDefinition["handOff"];

const asked = { reason: "Wants the shop.", callSummary: "Wants the shop in Portland.", sentiment: "neutral" };
const handsOver = (place: unknown) => callsTool("hand_off", { ...asked, place });
const WANTS = "I would like to have the one in Portland.";

const callTo = (place: unknown, definition: Partial<AgentDefinition> = {}) =>
  new TestCall([handsOver(place)], { handOff, ...definition }).answered();

test("the model is offered the names of the directory, in words, and no number", () => {
  const agent = defineAgent({ name: "a", greeting: "Hello.", instructions: "Help.", handOff });
  const spec = JSON.stringify(engineTools(agent).find(({ name }) => name === "hand_off"));

  expect(spec).toContain('"enum":["portland","repair_desk"]');
  expect(spec).toContain("portland is the shop in Portland; repair_desk is the repair desk");
  expect(spec).not.toContain("+1555");
});

test("an agent without places offers none, and takes a place that the model makes up for nothing", async () => {
  const agent = defineAgent({ name: "a", greeting: "Hello.", instructions: "Help." });
  const call = await new TestCall([handsOver("portland")]).answered();

  await call.says(WANTS);
  await call.hearsOut();

  expect(JSON.stringify(engineTools(agent))).not.toContain("place");
  expect(call.ends[0]?.handoff).not.toHaveProperty("place");
  expect(call.ends).toHaveLength(1);
});

test("the caller hears where the call goes, and the payload says so", async () => {
  const call = await callTo("portland");
  const from = call.sent.length;

  await call.says(WANTS);
  await call.hearsOut();

  expect(call.spoken(from)).toBe(
    "I'm connecting you with the shop in Portland now. They'll know what we've talked about.",
  );
  expect(call.ends[0]?.handoff).toMatchObject({
    place: { name: "portland", says: "the shop in Portland" },
    promises: ["To be put through to the shop in Portland"],
  });
});

test("the console's page of the call says where the caller wanted to go", async () => {
  const call = await callTo("portland");
  await call.says(WANTS);
  await call.hearsOut();
  const record = { callSid: "CA1", startedAt: 0, live: false, items: [] };

  const known = { state: call.state, timeline: call.timeline, actions: [] };
  const { facts } = accountOfCall(known, record, rulesOf(call.agent), call.clock.now(), 0);

  expect(facts).toContainEqual({ label: "wanted to reach", value: "the shop in Portland" });
});

test.each([
  ["de-DE", "Ich verbinde Sie jetzt: der Laden in Portland."],
  ["es-ES", "Le paso ahora con la tienda de Portland."],
  ["fr-FR", "Je vous mets en relation tout de suite avec the shop in Portland."],
  ["pt-BR", "Vou passar a ligação agora: the shop in Portland."],
])(
  "in %s it is told in that language, in the words that the definition has for it",
  async (language, line) => {
    const call = await callTo("portland", { relay: { language } });

    await call.says("Portland.");
    await call.hearsOut();

    expect(call.spoken()).toContain(line);
  },
);

test.each(["Portland", " portland ", "PORTLAND"])("%j is the place of that name", async (place) => {
  const call = await callTo(place);

  await call.says(WANTS);
  await call.hearsOut();

  expect(call.ends[0]?.handoff?.place?.name).toBe("portland");
});

test.each(["boston", "+15550100666", "constructor"])(
  "%s, which is no place, is refused to the model by name, and the call goes on",
  async (place) => {
    const call = await new TestCall([handsOver(place), says("We have a shop in Portland.")], {
      handOff,
    }).answered();

    await call.says("I would like to have the one in Boston.");
    await call.passes(50);

    const told = call.model.lastItems.findLast((item) => item.role === "tool_result");
    expect(told).toMatchObject({
      text: expect.stringContaining(`no place \\"${place}\\". It may be portland, repair_desk`),
    });
    expect(call.ends).toEqual([]);
    expect(call.spoken()).toContain("We have a shop in Portland.");
  },
);

test("a model that insists on a place that there is not holds nobody up: it is told once, and then a person it is", async () => {
  const call = await new TestCall(
    Array.from({ length: 8 }, () => handsOver("boston")),
    { handOff },
  ).answered();

  await call.says("I would like to have the one in Boston.");
  await call.passes(20_000);

  expect(call.ends).toHaveLength(1);
  expect(call.ends[0]?.handoff).not.toHaveProperty("place");
});

test("a place that is closed is told by its name, and what there is instead is what `whenClosed` says", async () => {
  const call = await callTo("repair_desk");
  call.availability = { state: "closed" };

  await call.says("I need the repair desk.");
  await call.passes(50);

  expect(call.spoken()).toContain("I'm sorry, the repair desk is closed right now. Shall I arrange");
  expect(call.ends).toEqual([]);
});

test.each([
  ["portland", { state: "free" }],
  // Nobody is ever there.
  ["repair_desk", { state: "closed" }],
  // Flex, of which nothing is set up.
  [undefined, { state: "unknown", why: "not_set_up" }],
])("who is there is looked up where the call would go: %s", async (place, found) => {
  const account = {
    ...{ accountSid: "AC1", apiKey: undefined, apiSecret: undefined, workspaceSid: undefined },
    ...{ workflowSid: undefined, apiUrl: "http://127.0.0.1:1", taskRouterUrl: "http://127.0.0.1:1" },
  };
  const call = await callTo(place);
  // A Monday, at noon.
  const people = twilioPeople(account, call.agent, () => Date.UTC(2026, 10, 30, 12));
  call.looksUp = () => people.availability(call.state);

  await call.says(WANTS);
  await call.passes(50);

  expect(call.logs.find(({ event }) => event === "handoff.availability")?.fields).toMatchObject(found);
});

test("who wants a person at a place is not put through elsewhere before the model has said which", async () => {
  const call = await callTo("portland");

  await call.says("Put me through to a person at the Portland shop.");
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ triggeredBy: "model", place: { name: "portland" } });
});

test("where a rule has decided, a place in the model's summary moves nobody", async () => {
  const call = await new TestCall([says("Hello."), handsOver("portland")], { handOff }).answered();
  await call.says("Hello there.");
  await call.passes(3_000);

  await call.says("I want to talk to a person.");
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ callSummary: asked.callSummary });
  expect(call.ends[0]?.handoff).not.toHaveProperty("place");
});

test("a summary that names no place of ours still is one", async () => {
  const call = await new TestCall([says("Hello."), handsOver("boston")], { handOff }).answered();
  await call.says("Hello there.");
  await call.passes(3_000);

  await call.says("I want to talk to a person.");
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ callSummary: asked.callSummary });
});

test.each([
  [
    { "Portland!": { says: "x", target: { kind: "flex" } } },
    /handOff\.places.*must be a name such as "portland"/,
  ],
  [{ a: { says: "", target: { kind: "flex" } } }, /handOff\.places\.a\.says/],
  [{ a: { says: {}, target: { kind: "flex" } } }, /handOff\.places\.a\.says/],
  [{ a: { says: "two\nlines", target: { kind: "flex" } } }, /handOff\.places\.a\.says/],
  [
    { a: { says: "x", target: { kind: "number", number: "555" } } },
    /handOff\.places\.a\.target\.number: must be E\.164/,
  ],
  [{ a: { says: "x" } }, /handOff\.places\.a\.target/],
  [
    Object.fromEntries(
      Array.from({ length: 41 }, (_, i) => [`p${i}`, { says: "x", target: { kind: "flex" } }]),
    ),
    /at most 40 places/,
  ],
])("a directory that cannot be used is refused by name: %j", (places, fault) => {
  const define = () =>
    defineAgent({
      name: "a",
      greeting: "Hello.",
      instructions: "Help.",
      handOff: { places } as unknown as NonNullable<AgentDefinition["handOff"]>,
    });

  expect(define).toThrow(fault);
});

test("in a turn in which no more tools are run, a place that there is not still leads to a person", async () => {
  const call = await new TestCall([callsTool("change_language", { language: "xx" }), handsOver("boston")], {
    handOff,
    toolUse: { maxRounds: 1 },
  }).answered();

  await call.says("I would like to have the one in Boston.");
  await call.passes(20_000);

  expect(call.model.asked.length).toBeLessThanOrEqual(2);
  expect(call.ends).toHaveLength(1);
});

test.each([
  ["portland", /nobody could take your call/i],
  ["repair_desk", /the repair desk is closed/],
])("who comes back from %s hears of its hours, and not of the shop's", async (place, line) => {
  const day = ["00:00-24:00"];
  const always = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
  const { portland, repair_desk } = handOff.places;
  const places = { portland: { ...portland, hours: { timeZone: "UTC", week: always } }, repair_desk };
  const call = await callTo(place, { handOff: { hours: { timeZone: "UTC" }, places } });
  // As it was when it was looked up.
  call.availability = { state: "free" };
  await call.says(WANTS);
  await call.hearsOut();
  await call.event({ type: "socket_closed", how: "hung_up" });
  const from = call.sent.length;
  await call.connects("VX2", { [CONNECT_PARAMETER]: "nobody_free" });
  await call.passes(100);

  expect(call.spoken(from)).toMatch(line);
});
