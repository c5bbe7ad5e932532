import fc from "fast-check";
import { expect, test } from "vitest";
import { manualClock } from "../../../local/twilio/clock.ts";
import { createChunker } from "../../../local/twilio/relay/chunker.ts";
import { createPlayback, type PlaybackEvent, type SpeechItem } from "../../../local/twilio/relay/playback.ts";

const VOICE = { lang: "en-US", interruptible: "any", preemptible: false } as const;
const speech = (text: string, more: Partial<SpeechItem> = {}): SpeechItem => ({
  kind: "speech",
  source: "text",
  text,
  ...VOICE,
  ...more,
});

/** Twenty characters a second: fifty milliseconds each. */
function setUp() {
  const clock = manualClock();
  const told: string[] = [];
  const brief = (e: PlaybackEvent) => {
    if (e.kind === "voice_on" || e.kind === "voice_off") return e.kind;
    const text =
      e.item.kind === "speech" ? e.item.text : e.item.kind === "digits" ? e.item.digits : e.item.url;
    return e.kind === "cut" ? `cut "${e.heard}" of "${text}"` : `${e.kind} "${text}"`;
  };
  const playback = createPlayback(clock, { agentCharsPerSecond: 20, mediaMs: 4000 }, (e) =>
    told.push(`${clock.now()} ${brief(e)}`),
  );
  return { clock, told, playback };
}

test("the first piece sounds after 300 ms, the next without a gap, and silence is told at once", () => {
  const { clock, told, playback } = setUp();

  playback.add(speech("Twenty characters ab"));
  playback.add(speech(" And ten."));
  clock.advance(10_000);

  expect(told).toEqual([
    "300 voice_on",
    '300 started "Twenty characters ab"',
    '1300 finished "Twenty characters ab"',
    '1300 started " And ten."',
    '1700 finished " And ten."',
    "1700 voice_off",
  ]);
});

test("an interruption cuts at the character the clock is at and drops the rest, without telling of silence", () => {
  const { clock, told, playback } = setUp();
  playback.add(speech(" Twenty characters ab"));
  playback.add(speech(" Never heard."));
  clock.advance(300 + 520);

  const cut = playback.interrupt("speech");
  clock.advance(10_000);

  expect(cut).toEqual({ heard: "Twenty cha", elapsedMs: 520 });
  expect(told.slice(2)).toEqual(['820 cut "Twenty cha" of " Twenty characters ab"']);
  expect(playback).toMatchObject({ speaking: false, idle: true });
});

test.each([
  ["none", "speech", false],
  ["dtmf", "speech", false],
  ["dtmf", "dtmf", true],
  ["speech", "speech", true],
  ["any", "dtmf", true],
] as const)('what is interruptible by "%s" and meets %s is cut: %s', (interruptible, by, expected) => {
  const { clock, playback } = setUp();
  playback.add(speech("Twenty characters ab", { interruptible }));
  clock.advance(400);

  expect(playback.interrupt(by) !== undefined).toBe(expected);
});

test("what has not begun to sound cannot be interrupted", () => {
  const { clock, playback } = setUp();
  playback.add(speech("Hello there."));
  clock.advance(299);

  expect(playback.interrupt("speech")).toBeUndefined();
});

test("preemptible speech gives way to what comes later: cut after 100 ms, the new sounds after two seconds", () => {
  const { clock, told, playback } = setUp();
  playback.add(speech("Still looking for it, one moment.", { preemptible: true }));
  playback.add(speech(" Nearly there.", { preemptible: true }));
  clock.advance(1000);

  playback.preempt();
  playback.add(speech("Found it."));
  clock.advance(10_000);

  expect(told.slice(2)).toEqual([
    '1100 cut "Still looking fo" of "Still looking for it, one moment."',
    '3000 started "Found it."',
    '3450 finished "Found it."',
    "3450 voice_off",
  ]);
});

test("plain speech does not give way, whatever comes later", () => {
  const { clock, told, playback } = setUp();
  playback.add(speech("Twenty characters ab"));
  clock.advance(400);

  playback.preempt();
  playback.add(speech("Later.", { preemptible: true }));
  clock.advance(10_000);

  expect(told.filter((t) => t.includes("cut"))).toEqual([]);
  expect(told).toContain('1300 finished "Twenty characters ab"');
});

test("a piece that ends by itself within those 100 ms takes nothing else with it", () => {
  const { clock, told, playback } = setUp();
  playback.add(speech("Twenty characters ab", { preemptible: true }));
  clock.advance(300 + 950);

  playback.preempt();
  playback.add(speech("The answer is here."));
  clock.advance(10_000);

  expect(told.some((t) => t.includes("cut"))).toBe(false);
  expect(told.at(-2)).toContain('finished "The answer is here."');
});

test("keys wait their turn in the same queue, half a second for a w", () => {
  const { clock, told, playback } = setUp();
  playback.add(speech("Ten chars."));
  playback.add({ kind: "digits", digits: "1w2", ...VOICE }, 2000);
  clock.advance(10_000);

  expect(told.slice(3)).toEqual(['800 started "1w2"', '1700 finished "1w2"', "1700 voice_off"]);
});

test("recorded tokens make the recorded chunks", () => {
  const chunker = createChunker();

  const chunks = ["I", " heard:", " Stop.", " Stop."].flatMap((token) => chunker.push(token, VOICE, false));

  expect(chunks.map((c) => c.text)).toEqual(["I heard:", " Stop.", " Stop."]);
});

test("marks within a number do not end a chunk, and a fragment waits for last", () => {
  const chunker = createChunker();

  const before = chunker.push("It is 3.50 at 12:30 today", VOICE, false);

  expect(before).toEqual([]);
  expect(chunker.held).toBe("It is 3.50 at 12:30 today");
  expect(chunker.push("", VOICE, true).map((c) => c.text)).toEqual(["It is 3.50 at 12:30 today"]);
  expect(chunker.held).toBe("");
});

test("text in another voice is a chunk of its own, and an empty closing token changes no voice", () => {
  const chunker = createChunker();

  const chunks = [
    ...chunker.push("One moment", { ...VOICE, interruptible: "none" }, false),
    ...chunker.push(" Bonjour", { ...VOICE, lang: "fr-FR" }, false),
    ...chunker.push("", VOICE, true),
  ];

  expect(chunks.map((c) => [c.text, c.lang, c.interruptible])).toEqual([
    ["One moment", "en-US", "none"],
    [" Bonjour", "fr-FR", "any"],
  ]);
});

test("however text is cut into tokens, nothing of it is lost or said twice", () => {
  const text = fc
    .array(fc.constantFrom("word", " ", ".", "?", "3.5", "!", "é", ": ", "…"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.infiniteStream(fc.nat(4)), (whole, sizes) => {
      const chunker = createChunker();
      const said: string[] = [];
      for (let at = 0; at < whole.length; ) {
        const size = (sizes.next().value ?? 0) + 1;
        said.push(...chunker.push(whole.slice(at, at + size), VOICE, false).map((c) => c.text));
        at += size;
      }
      said.push(...chunker.push("", VOICE, true).map((c) => c.text));

      const sayable = (t: string) => t.replace(/[^\p{L}\p{N}]/gu, "");
      expect(sayable(said.join(""))).toBe(sayable(whole));
    }),
  );
});
