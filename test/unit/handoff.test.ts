import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeHandoff, type Handoff, parseHandoff } from "../../worker/protocol/handoff.ts";
import { Handoff as Schema } from "../fixtures/handoff-schema.ts";

const WHOLE: Required<Handoff> = {
  v: 1,
  reasonCode: "policy_required",
  reason: "A refund after 30 days.",
  callSummary: "Wants a refund for order 1042.",
  sentiment: "negative",
  triggeredBy: "model",
  language: "en-US",
  sentimentTrend: "worsening",
  sentimentWords: ["really?"],
  intent: "refund",
  desiredOutcome: "money back",
  nextBestAction: "Check the receipt.",
  identity: { status: "verified", method: "order number and ZIP code", name: "Ada" },
  place: { name: "portland", says: "the shop in Portland" },
  known: [{ from: "Segment", name: "first name", value: "Maya" }],
  facts: [{ name: "order", value: "1042", from: "caller", confirmed: true }],
  steps: [{ what: "Looked up order 1042", outcome: "ok" }],
  sideEffects: ["Placed order 10432"],
  promises: ["A call back"],
  quality: { turns: 4, interruptions: 1, reprompts: 0, toolFailures: 0, latencyMs: 700 },
  botSeconds: 61,
  record: { url: "https://calls.example/r", expiresAt: 1_800_000_000 },
  release: "1.2.0",
  conversationId: "conv_1",
  profileId: "mem_1",
};

/** Where something stands in it, as far down as there is anything. */
function pathsOf(value: unknown): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...pathsOf(inner).map((rest) => [name, ...rest]),
  ]);
}

/** One more thing put there, or what is there taken away. */
function withAt(
  value: unknown,
  [name, ...rest]: readonly (string | number)[],
  put: { value?: unknown },
): unknown {
  if (name === undefined) return put.value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : typeof value === "object" && value !== null
      ? { ...value }
      : {};
  if (rest.length === 0 && !("value" in put)) Reflect.deleteProperty(copy, name);
  else Reflect.set(copy, name, withAt(Reflect.get(copy, name), rest, put));
  return copy;
}

const change = fc.record({
  at: fc.constantFrom(...pathsOf(WHOLE)),
  put: fc.oneof(
    fc.constant({}),
    fc.record({
      value: fc.oneof(
        fc.constantFrom(
          1,
          "",
          "ok",
          "agent",
          true,
          null,
          [],
          {},
          ["a", 1],
          [{ name: "a", value: "b" }],
          1e308 * 10,
        ),
        fc.jsonValue(),
      ),
    }),
  ),
});
const written = fc.oneof(
  fc
    .array(change, { maxLength: 3 })
    .map((changes) => changes.reduce<unknown>((value, { at, put }) => withAt(value, at, put), WHOLE)),
  fc.jsonValue(),
);

describe("the reader of a hand-off", () => {
  test("takes and refuses what the schema does, and reads the same", () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(written, (value) => {
        const raw = JSON.stringify(value).replaceAll(":null", ":1e999");
        const read = parseHandoff(raw);
        const schema = Schema.safeParse(JSON.parse(raw));
        seen[schema.success ? "taken" : "refused"]++;

        expect(read?.repaired === false).toBe(schema.success);
        if (schema.success) expect(read?.handoff).toEqual(schema.data);
        // A repaired one is a hand-off as well.
        if (read) expect(Schema.parse(read.handoff)).toEqual(read.handoff);
      }),
      { numRuns: 2_000 },
    );

    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(200);
  });

  test("keeps each field that the schema takes, and replaces the others", () => {
    fc.assert(
      fc.property(written, (value) => {
        const raw = JSON.stringify(value);
        const read = parseHandoff(raw);
        if (!read?.repaired) return;
        const given: Readonly<Record<string, unknown>> = JSON.parse(raw);
        for (const [name, schema] of Object.entries(Schema.shape)) {
          const field = schema.safeParse(given[name]);
          const kept = Reflect.get(read.handoff, name);
          if (field.success && field.data !== undefined) expect(kept).toEqual(field.data);
          else if (Schema.shape[name as keyof typeof Schema.shape].isOptional()) expect(kept).toBeUndefined();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("reads what is encoded, whole", () => {
    expect(parseHandoff(encodeHandoff(WHOLE))).toEqual({ handoff: WHOLE, repaired: false });
  });

  test.each([undefined, "", "{", "null", "[]", '"text"', "1"])("takes %s for nothing", (raw) => {
    expect(parseHandoff(raw)).toBeUndefined();
  });

  test("lets nothing in by names that every object has", () => {
    const raw = `{"__proto__": {"reason": "planted"}, "constructor": 1, "facts": {"length": 2}}`;
    const read = parseHandoff(raw);

    expect(read).toMatchObject({
      repaired: true,
      handoff: { reason: "The assistant handed the call over." },
    });
    expect(Object.keys(read?.handoff ?? {})).not.toContain("facts");
  });
});
