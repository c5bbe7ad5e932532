import fc from "fast-check";
import { expect, test } from "vitest";
import { asciiJson } from "../../../worker/protocol/ascii-json.ts";
import { type Handoff, REASON_CODES, SENTIMENTS } from "../../../worker/protocol/handoff.ts";
import { BOUNDS } from "../../../worker/protocol/payload-bounds.ts";
import {
  fitTaskAttributes,
  MAX_TASK_ATTRIBUTE_CHARS,
} from "../../../worker/protocol/task/task-attributes.ts";
import { Handoff as HandoffSchema } from "../../fixtures/handoff-schema.ts";

const call = { callSid: "CA00000000000000000000000000000001", from: "+15550100001", sessionSeconds: 41 };

const small: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "The caller asked for a person.",
  callSummary: "Wants to return boots bought last week.",
  sentiment: "neutral",
  triggeredBy: "caller",
  language: "en-GB",
  intent: "return_order",
  identity: { status: "verified", method: "order number", name: "Ada Byron" },
  facts: [{ name: "order", value: "4711", from: "tool", confirmed: true }],
  quality: { turns: 6, interruptions: 1, reprompts: 0, toolFailures: 2, latencyMs: 540 },
  botSeconds: 74,
  record: { url: "https://worker.example.com/api/record/CA1?sig=abc", expiresAt: 1_900_000_000 },
};

test("a hand-off that fits travels whole: four names at the root, the rest under handoff", () => {
  const { reason, reasonCode, callSummary, sentiment, ...rest } = small;

  expect(fitTaskAttributes(small, call)).toEqual({
    type: "inbound",
    direction: "inbound",
    name: "Ada Byron",
    language: "en",
    reason,
    reasonCode,
    callSummary,
    sentiment,
    handoff: rest,
    conversations: {
      conversation_id: call.callSid,
      conversation_attribute_1: "caller_requested",
      conversation_attribute_2: "neutral",
      conversation_attribute_3: "return_order",
      conversation_measure_1: 74,
      conversation_measure_2: 6,
      conversation_measure_3: 2,
      ivr_time: 74,
      preceded_by: "AI assistant",
      language: "en-GB",
    },
  });
});

test("a caller without a name is listed by number, and one without either as Caller", () => {
  const { identity, ...anonymous } = small;

  expect(fitTaskAttributes(anonymous, call).name).toBe("+15550100001");
  expect(fitTaskAttributes(anonymous, { ...call, from: "" }).name).toBe("Caller");
});

test("a caller who failed to prove a name is not listed under it", () => {
  const identity = { status: "failed", method: "PIN", name: "Ada Byron" } as const;

  expect(fitTaskAttributes({ ...small, identity }, call).name).toBe("+15550100001");
});

test("Twilio's own session length stands in where the agent reported none", () => {
  const { botSeconds, ...unmeasured } = small;

  expect(fitTaskAttributes(unmeasured, call).conversations).toMatchObject({
    conversation_measure_1: 41,
    ivr_time: 41,
  });
});

const facts = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `fact ${i}`,
    value: "a value of ordinary length",
    from: "caller" as const,
    confirmed: i % 2 === 0,
  }));

test.each([
  ["English", "The caller would like to return boots. ".repeat(260)],
  ["Arabic", "يريد المتصل إرجاع الأحذية ".repeat(400)],
  ["emoji", "👩‍👩‍👧‍👦🥾".repeat(900)],
])(
  "a summary of ten thousand characters in %s is cut with an ellipsis, and keeps the facts",
  (_, callSummary) => {
    const fitted = fitTaskAttributes({ ...small, callSummary, facts: facts(5) }, call);

    expect(asciiJson(fitted).length).toBeLessThanOrEqual(MAX_TASK_ATTRIBUTE_CHARS);
    expect(fitted.truncated).toBe(true);
    expect(fitted.callSummary).toMatch(/.{50,}…$/u);
    expect(callSummary.startsWith(fitted.callSummary.slice(0, -1))).toBe(true);
    expect(fitted.handoff.facts).toHaveLength(5);
    expect(fitted.handoff.record).toEqual(small.record);
  },
);

const ALPHABETS = {
  English: "The caller was told it. ",
  Arabic: "قيل للمتصل هذا الأمر ",
  emoji: "👩‍👩‍👧‍👦🥾 ",
};

test.each(Object.entries(ALPHABETS))(
  "with every field full to the brim in %s, who, what first and the link are kept, and the least useful went first",
  (_, words) => {
    const long = words.repeat(40);
    const lines = Array.from({ length: 10 }, (__, i) => `${i} ${words.repeat(8)}`);
    const full: Handoff = {
      ...small,
      reason: long,
      callSummary: words.repeat(Math.ceil(10_000 / words.length)),
      identity: { status: "verified", method: long, name: "Ada Byron" },
      intent: long,
      desiredOutcome: long,
      nextBestAction: `Refund it. ${long}`,
      facts: facts(20),
      steps: lines.map((what, i) => ({ what, outcome: i === 3 ? "failed" : "ok" })),
      sideEffects: lines,
      promises: lines,
      sentimentTrend: "worsening",
      sentimentWords: [words.trim()],
      conversationId: "conv_conversation_01",
      profileId: "mem_profile_01",
    };

    const fitted = fitTaskAttributes(full, call);

    expect(asciiJson(fitted).length).toBeLessThanOrEqual(MAX_TASK_ATTRIBUTE_CHARS);
    expect(fitted).toMatchObject({ name: "Ada Byron", truncated: true, handoff: { record: small.record } });
    expect(fitted.handoff.identity).toMatchObject({ status: "verified", name: "Ada Byron" });
    expect(fitted.handoff.nextBestAction).toMatch(/^Refund it\./);
    for (const gone of ["sentimentWords", "sentimentTrend", "quality", "conversationId", "profileId"])
      expect(fitted.handoff).not.toHaveProperty(gone);
    expect(fitted.handoff).not.toHaveProperty("steps");
    expect(fitted.handoff.promises?.[0]).toMatch(/^0 /);
    expect(fitted.handoff.sideEffects?.[0]).toMatch(/^0 /);
  },
);

test("an ordinary hand-off with every field keeps all that a person acts on", () => {
  const ordinary: Handoff = {
    ...small,
    callSummary:
      "Maya wants a refund for order 1042, the Night Runner, which came damaged. A new pair was ordered.",
    intent: "wants a refund for order 1042",
    desiredOutcome: "A refund for order 1042.",
    nextBestAction: "Check the order and decide on the refund.",
    identity: { status: "verified", method: "order 1042 and its ZIP code", name: "Maya Lindqvist" },
    facts: [
      { name: "order number", value: "1042", from: "caller", confirmed: true },
      { name: "order status", value: "shipped", from: "tool", confirmed: true },
    ],
    steps: [
      { what: "Looked up order 1042", outcome: "ok" },
      { what: "Tried to order Night Runner", outcome: "timeout" },
      { what: "Placed order 10432", outcome: "ok" },
    ],
    sideEffects: ["Placed order 10432"],
    promises: [
      "Order 10432 arrives in 3 to 5 working days",
      "A text message with order 10432",
      "A person in about 4 minutes",
    ],
  };

  const fitted = fitTaskAttributes(ordinary, call);

  expect(fitted).not.toHaveProperty("truncated");
  expect(fitted.handoff).toMatchObject({
    identity: ordinary.identity,
    steps: ordinary.steps,
    sideEffects: ordinary.sideEffects,
    promises: ordinary.promises,
  });
});

test.each(["reason", "intent", "desiredOutcome", "nextBestAction"] as const)(
  "a %s in plain letters that the Worker kept whole is whole on the task",
  (field) => {
    const fitted = fitTaskAttributes({ ...small, [field]: "w".repeat(BOUNDS[field]) }, call);

    expect(fitted).not.toHaveProperty("truncated");
  },
);

test("how a caller was checked, two checks long, is not cut on the task", () => {
  const method = "the order number and its ZIP code; verified before by a text message's code";

  const fitted = fitTaskAttributes({ ...small, identity: { status: "failed", method } }, call);

  expect(fitted.handoff.identity?.method).toBe(method);
});

test("a step that stands as a side effect already goes first, and the others stay", () => {
  const handoff: Handoff = {
    ...small,
    steps: [
      { what: "Placed order 10432", outcome: "ok" },
      { what: "Looked up order 1042", outcome: "ok" },
      { what: "Tried to order Night Runner", outcome: "failed" },
    ],
    sideEffects: ["Placed order 10432"],
    sentimentWords: ["thanks"],
  };
  const needed = asciiJson(fitTaskAttributes(handoff, call)).length;

  const fitted = fitTaskAttributes(handoff, call, needed - 1);

  expect(fitted.handoff.steps?.map((step) => step.what)).toEqual([
    "Looked up order 1042",
    "Tried to order Night Runner",
  ]);
  expect(fitted.handoff.sentimentWords).toEqual(["thanks"]);
});

test("mood details and unconfirmed facts give way to confirmed ones, the link and the next step", () => {
  const fitted = fitTaskAttributes(
    {
      ...small,
      callSummary: "The caller wants to return boots that hurt. ".repeat(12),
      sentimentWords: ["this is ridiculous"],
      sentimentTrend: "worsening",
      nextBestAction: "Offer an exchange.",
      steps: [{ what: "looked up the order", outcome: "ok" }],
      facts: facts(10),
    },
    call,
  );

  expect(fitted.handoff).not.toHaveProperty("sentimentWords");
  expect(fitted.handoff).not.toHaveProperty("sentimentTrend");
  expect(fitted.handoff.facts?.filter((f) => !f.confirmed).length ?? 0).toBeLessThan(5);
  expect(fitted.handoff.facts?.filter((f) => f.confirmed)).toHaveLength(5);
  expect(fitted.handoff).toMatchObject({ nextBestAction: "Offer an exchange.", record: small.record });
  expect(fitted.callSummary.endsWith("…")).toBe(false);
  expect(fitted.conversations).toMatchObject({ conversation_measure_2: 6, conversation_measure_3: 2 });
});

test("a link that is too long to carry is left out rather than cut", () => {
  const fitted = fitTaskAttributes(
    { ...small, record: { url: `https://w.example/${"x".repeat(500)}`, expiresAt: 1 } },
    call,
  );

  expect(fitted.handoff).not.toHaveProperty("record");
  expect(fitted.truncated).toBe(true);
});

test("control, direction-changing and broken characters do not reach a person's screen", () => {
  const fitted = fitTaskAttributes({ ...small, callSummary: "a\u0000b\u202ec\ufffed\ud800e" }, call);

  expect(fitted.callSummary).toBe("a b c d e");
});

test("asciiJson carries every UTF-16 unit in plain ASCII", () => {
  const everything = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit)).join("");

  expect(asciiJson(everything)).toMatch(/^[ -~]+$/);
  expect(JSON.parse(asciiJson(everything))).toBe(everything);
});

const prose = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom("👩‍👩‍👧‍👦", "م", "رحبا ", '"', "\\", "\n", "<", "&", "a", " "),
    maxLength: 300,
  }),
  fc.string({ minLength: 5_000, maxLength: 12_000 }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const handoffs = fc
  .record({
    v: fc.constant(1 as const),
    reasonCode: fc.constantFrom(...REASON_CODES),
    reason: prose,
    callSummary: prose,
    sentiment: fc.constantFrom(...SENTIMENTS),
    triggeredBy: fc.constantFrom("model", "caller", "rule"),
    language: fc.oneof(fc.constantFrom("en-US", "ar-SA", "zh-Hant-TW"), prose),
    sentimentTrend: maybe(fc.constantFrom("improving", "steady", "worsening")),
    sentimentWords: maybe(fc.array(prose, { maxLength: 6 })),
    intent: maybe(prose),
    desiredOutcome: maybe(prose),
    nextBestAction: maybe(prose),
    identity: maybe(
      fc.record({ status: fc.constantFrom("claimed", "verified"), name: prose, method: prose }),
    ),
    facts: maybe(
      fc.array(
        fc.record({
          name: prose,
          value: prose,
          from: fc.constantFrom("caller", "agent"),
          confirmed: fc.boolean(),
        }),
        { maxLength: 60 },
      ),
    ),
    steps: maybe(
      fc.array(fc.record({ what: prose, outcome: fc.constantFrom("ok", "failed") }), { maxLength: 40 }),
    ),
    sideEffects: maybe(fc.array(prose, { maxLength: 12 })),
    promises: maybe(fc.array(prose, { maxLength: 12 })),
    botSeconds: maybe(fc.double({ min: 0, max: 1e6, noNaN: true })),
    record: maybe(fc.record({ url: prose, expiresAt: fc.nat() })),
    conversationId: maybe(prose),
    profileId: maybe(prose),
  })
  // Through JSON, as it travels: fields that are undefined disappear.
  .map((value) => HandoffSchema.parse(JSON.parse(JSON.stringify(value))));

test("whatever a hand-off holds, the attributes stay within the limit and keep what routing needs", () => {
  fc.assert(
    fc.property(handoffs, fc.constantFrom(1_200, 1_600, 2_000), prose, (handoff, maxChars, from) => {
      const json = asciiJson(fitTaskAttributes(handoff, { ...call, from }, maxChars));
      const read = JSON.parse(json);

      expect(json.length).toBeLessThanOrEqual(maxChars);
      expect(read).toMatchObject({
        type: "inbound",
        direction: "inbound",
        reasonCode: handoff.reasonCode,
        sentiment: handoff.sentiment,
        handoff: { v: 1, triggeredBy: handoff.triggeredBy },
        conversations: { conversation_id: call.callSid },
      });
      expect(HandoffSchema.safeParse({ ...read, ...read.handoff }).success).toBe(true);
      for (const value of Object.values(read.conversations))
        expect(String(value).length).toBeLessThanOrEqual(128);
    }),
    { numRuns: 200 },
  );
});

test("a hand-off of 200 kB is fitted within a quarter of a second", () => {
  const huge: Handoff = { ...small, callSummary: "é".repeat(100_000), facts: facts(3_000) };
  const startedMs = performance.now();

  fitTaskAttributes(huge, call);

  expect(performance.now() - startedMs).toBeLessThan(250);
});
