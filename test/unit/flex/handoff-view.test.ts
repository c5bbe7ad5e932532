import fc from "fast-check";
import { expect, test } from "vitest";
import {
  handoffView,
  IDENTITIES,
  MOODS,
  OUTCOMES,
  REASONS,
  SOURCES,
  TRENDS,
} from "../../../assets/flex/handoff-view.ts";
import { REASON_CODES, SENTIMENTS } from "../../../worker/protocol/handoff.ts";
import { Handoff } from "../../fixtures/handoff-schema.ts";
import { ATTRIBUTES, CALLBACK } from "../../flex/tasks.ts";

test("the example that all tests start from is a hand-off by the contract", () => {
  const { callSummary, sentiment, reason, reasonCode, handoff } = ATTRIBUTES;

  expect(Handoff.safeParse({ ...handoff, callSummary, sentiment, reason, reasonCode }).success).toBe(true);
});

test("the plugin knows every code of the contract and no other", () => {
  const { facts, steps, identity, sentimentTrend } = Handoff.shape;

  expect([...REASONS].sort()).toEqual([...REASON_CODES].sort());
  expect([...MOODS].sort()).toEqual([...SENTIMENTS].sort());
  expect([...TRENDS].sort()).toEqual([...sentimentTrend.unwrap().options].sort());
  expect([...IDENTITIES].sort()).toEqual([...identity.unwrap().shape.status.options].sort());
  expect([...SOURCES].sort()).toEqual([...facts.unwrap().element.shape.from.unwrap().options].sort());
  expect([...OUTCOMES].sort()).toEqual([...steps.unwrap().element.shape.outcome.unwrap().options].sort());
});

test("where the caller wanted to be put through to is read, in words", () => {
  const place = { name: "portland", says: "the shop in Portland" };

  expect(handoffView({ ...ATTRIBUTES, handoff: { ...ATTRIBUTES.handoff, place } })?.place).toBe(place.says);
  expect(handoffView({ ...ATTRIBUTES, handoff: { ...ATTRIBUTES.handoff, place: "portland" } })?.place).toBe(
    undefined,
  );
});

test("everything in our own attributes is read", () => {
  const view = handoffView({
    ...ATTRIBUTES,
    handoff: {
      ...ATTRIBUTES.handoff,
      record: { url: "https://calls.example/r?signature=a", expiresAt: 1_800_000_000 },
    },
  });

  expect(view).toMatchObject({
    reasonCode: "policy_required",
    reason: ATTRIBUTES.reason,
    summary: ATTRIBUTES.callSummary,
    nativeSummary: false,
    mood: { level: "negative", trend: "improving", quotes: ATTRIBUTES.handoff.sentimentWords },
    language: "en-GB",
    nextStep: ATTRIBUTES.handoff.nextBestAction,
    identity: { status: "verified", name: "Priya Natarajan" },
    promises: ATTRIBUTES.handoff.promises,
    turns: 9,
    botSeconds: 143,
    record: { url: "https://calls.example/r?signature=a", expiresAtMs: 1_800_000_000_000 },
    truncated: false,
  });
  expect(view?.facts[0]).toEqual({ name: "Order number", value: "88213", from: "caller", confirmed: true });
});

test("what was known before the call is read with its source, and whatever is none is left out", () => {
  const known = [
    { from: "Segment", name: "favorite_brand", value: "Perch" },
    { from: "earlier calls", value: "Asked for boots." },
    { value: "no source" },
    { from: "Segment", name: "no value" },
    null,
    "text",
    { from: { nested: 1 }, value: ["x"] },
  ];
  const view = handoffView({ ...ATTRIBUTES, handoff: { ...ATTRIBUTES.handoff, known } });

  expect(view?.known).toEqual([
    { from: "Segment", name: "Favorite brand", value: "Perch" },
    { from: "earlier calls", value: "Asked for boots." },
    { from: "", value: "no source" },
  ]);
  expect(view?.facts).toHaveLength(4);
  expect(handoffView(ATTRIBUTES)?.known).toEqual([]);
});

test("a callback says whom to call and from when; a call is none", () => {
  const { callback } = handoffView(CALLBACK) ?? {};

  expect(callback).toEqual({ number: "+447397321173", notBeforeMs: Date.parse("2026-11-23T09:00:00.000Z") });
  expect(handoffView({ ...CALLBACK, callBackData: null, notBefore: "soon" })?.callback).toEqual({
    number: CALLBACK.from,
  });
  expect(handoffView(ATTRIBUTES)?.callback).toBeUndefined();
});

test("a whole hand-off in one object is read like the split form", () => {
  const { callSummary, sentiment, reason, reasonCode, handoff } = ATTRIBUTES;

  const whole = handoffView({ handoff: { ...handoff, callSummary, sentiment, reason, reasonCode } });

  expect(whole).toEqual(handoffView(ATTRIBUTES));
});

test("a hand-off that arrives as JSON text is read", () => {
  expect(handoffView({ handoff: JSON.stringify({ v: 1, callSummary: "Wants boots." }) })?.summary).toBe(
    "Wants boots.",
  );
});

test.each([
  ["summary only", { callSummary: "Wants boots." }],
  ["reason and mood", { reason: "asked for a person", sentiment: "frustrated" }],
  ["code and mood", { reasonCode: "live-agent-handoff", sentiment: "Positive" }],
])("the flat attributes of another plugin are a hand-off: %s", (_, attributes) => {
  expect(handoffView(attributes)).toBeDefined();
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["text", "hello"],
  ["a list", [1]],
  ["a call without an assistant", { from: "+15550100", name: "Ann", direction: "inbound" }],
  ["a lone reason of some other integration", { reason: "callback" }],
  ["a mood alone", { sentiment: "happy" }],
  ["an empty summary", { callSummary: "  " }],
  ["an empty hand-off", { handoff: {} }],
])("no hand-off is seen in %s", (_, attributes) => {
  expect(handoffView(attributes)).toBeUndefined();
});

test("a mood in another plugin's words keeps the word and finds its level", () => {
  expect(handoffView({ callSummary: "x", sentiment: "Frustrated" })?.mood).toEqual({
    level: "negative",
    label: "Frustrated",
    quotes: [],
  });
  expect(handoffView({ callSummary: "x", sentiment: "toString" })?.mood).toEqual({
    label: "To String",
    quotes: [],
  });
});

test("Flex has a summary of its own for Agent Connect's tasks, and not for ours", () => {
  expect(handoffView({ callSummary: "x", conversationId: "conv_1" })?.nativeSummary).toBe(true);
  expect(handoffView({ callSummary: "x", handoff: { v: 1, conversationId: "conv_1" } })?.nativeSummary).toBe(
    false,
  );
});

test("a promise that stands there twice is read once", () => {
  expect(handoffView({ handoff: { v: 1, promises: ["a call", "a call"] } })?.promises).toEqual(["a call"]);
});

test("Twilio's own fields of the same name do not hide ours", () => {
  const view = handoffView({
    identity: "client:ann",
    language: 7,
    handoff: { v: 1, language: "de", identity: { status: "claimed" } },
  });

  expect(view).toMatchObject({ language: "de", identity: { status: "claimed" } });
});

test("a bad item is left out and its neighbours stay", () => {
  const view = handoffView({
    handoff: {
      v: 1,
      facts: [null, { name: "order", value: 42 }, { name: "no value" }, "text"],
      steps: [{ what: "look up", outcome: "exploded" }, {}],
      promises: ["a call back", 7, {}, ""],
    },
  });

  expect(view?.facts).toEqual([{ name: "Order", value: "42", from: "agent", confirmed: false }]);
  expect(view?.steps).toEqual([{ what: "Look up", outcome: "pending" }]);
  expect(view?.promises).toEqual(["a call back", "7"]);
});

test.each([
  ["https", "https://calls.example/r", "https://calls.example/r"],
  ["http on this machine", "http://127.0.0.1:8787/r", "http://127.0.0.1:8787/r"],
  ["http elsewhere", "http://calls.example/r", undefined],
  ["script", "javascript:alert(1)", undefined],
  ["data", "data:application/json,{}", undefined],
  ["credentials", "https://user:secret@calls.example/r", undefined],
  ["a host that only begins like this machine", "http://127.0.0.1.example/r", undefined],
  ["no address", "calls", undefined],
])("a record's address may be fetched or not: %s", (_, url, expected) => {
  expect(handoffView({ handoff: { v: 1, record: { url, expiresAt: 1 } } })?.record?.url).toBe(expected);
});

test("marks that reorder or hide text are taken out", () => {
  expect(handoffView({ callSummary: "pay \u202e001\u202c \u0000\u200bnow" })?.summary).toBe("pay 001 now");
});

test("a text beyond all bounds is cut between characters", () => {
  const summary = handoffView({ callSummary: "🦉".repeat(50_000) })?.summary ?? "";

  expect(summary.length).toBeLessThanOrEqual(40_000);
  expect(summary).toMatch(/^🦉+…$/u);
});

test("attributes of any shape are read without an error", () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const shaped = fc.record(
    {
      callSummary: anything,
      sentiment: anything,
      reason: anything,
      handoff: fc.oneof(
        anything,
        fc.record({
          v: anything,
          facts: fc.array(anything),
          steps: anything,
          record: anything,
          quality: anything,
        }),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(anything, shaped), (attributes) => {
      const view = handoffView(attributes);
      expect(view === undefined || Array.isArray(view.facts)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
