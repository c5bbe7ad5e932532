import fc from "fast-check";

/**
 * Frames that no good peer sends, and good ones in any order among them. Left out is only what rightly ends a
 * conversation: another call's setup, the key for a person.
 */

/** Stands in every made-up text, so that it can be looked for where it must not be. */
export const PLANTED = "zebra-quartz";

const planted = fc.string({ maxLength: 40, unit: "binary" }).map((s) => `${PLANTED} ${s}`);
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  planted,
  fc.constantFrom(null, true, -1, 1e308, "", [], {}),
);
const sentence = fc.constantFrom("Do you sell boots?", "What do they cost?", "Are you open today?");

/** A good frame in which some fields have become something else, have gone, or have company. */
function bent(good: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<string> {
  const fields = Object.fromEntries(
    Object.entries(good).map(([name, value]) => [
      name,
      fc.oneof(
        { arbitrary: value, weight: 4 },
        { arbitrary: anything.filter((v) => typeof v !== "string"), weight: 1 },
        { arbitrary: fc.constant(undefined), weight: 1 },
      ),
    ]),
  );
  return fc
    .tuple(fc.record(fields), fc.dictionary(planted, anything, { maxKeys: 2 }))
    .map(([frame, more]) => JSON.stringify({ ...more, ...frame }));
}

const type = (name: string) => fc.constant(name);

/** @param callSid - of the call under fire: only with it is a setup no other call's. */
function frame(callSid: string): fc.Arbitrary<string | ArrayBuffer> {
  return fc.oneof(
    bent({ type: type("prompt"), voicePrompt: sentence, lang: planted, last: fc.boolean() }),
    bent({ type: type("interrupt"), utteranceUntilInterrupt: planted, durationUntilInterruptMs: anything }),
    bent({ type: type("dtmf"), digit: fc.constantFrom("1", "2", "77", "x", "") }),
    bent({
      type: type("info"),
      name: fc.constantFrom("agentSpeaking", "clientSpeaking", "tokensPlayed"),
      value: fc.constantFrom("on", "off", PLANTED),
    }),
    bent({ type: type("error"), description: planted }),
    fc
      .record({ from: anything, to: anything, customParameters: anything })
      .map((facts) => JSON.stringify({ ...facts, type: "setup", callSid, sessionId: "VX1" })),
    fc.record({ type: anything, [PLANTED]: anything }).map((odd) => JSON.stringify(odd)),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    planted,
    planted.map((text) => `{"type":"prompt","voicePrompt":"${text}`),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes).buffer),
  );
}

/** The same frames for the same seed. */
export const oddFrames = (count: number, seed: number, callSid: string): readonly (string | ArrayBuffer)[] =>
  fc.sample(frame(callSid), { numRuns: count, seed });
