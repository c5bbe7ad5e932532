import { expect, test } from "vitest";
import { manualClock } from "../../../local/twilio/clock.ts";
import { createCallerSpeech, type Recognised } from "../../../local/twilio/relay/caller-speech.ts";

/** Lets what waits on promises go on, between two moves of the clock. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp() {
  const clock = manualClock();
  const told: string[] = [];
  const gone = new AbortController();
  const speech = createCallerSpeech(
    clock,
    { callerCharsPerSecond: 14, endpointingMs: 550 },
    gone.signal,
    (heard: Recognised) => told.push(`${clock.now()} ${heard.kind} ${heard.text}`),
  );
  async function pass(ms: number) {
    for (let left = ms; left > 0; left -= 50) {
      clock.advance(50);
      await settle();
    }
  }
  return { clock, told, speech, gone, pass };
}

test("an utterance is recognised word by word each 250 ms, and repeated as a whole after a silence", async () => {
  const { told, speech, pass } = setUp();

  const said = speech.say("I have lost my order", false);
  await settle();
  await pass(3000);
  await said;

  expect(told).toEqual([
    "250 partial I",
    "500 partial I have",
    "1000 partial I have lost my",
    "1500 partial I have lost my order",
    "2050 final I have lost my order",
  ]);
});

test("one utterance follows the other, and an instant one has no partial results", async () => {
  const { told, speech, pass } = setUp();

  const both = Promise.all([speech.say("Yes", false), speech.say("And no", true)]);
  await settle();
  await pass(2000);
  await both;

  expect(told).toEqual(["250 partial Yes", "800 final Yes", "800 final And no"]);
});

test("a caller who is gone says no more", async () => {
  const { told, speech, gone, pass } = setUp();

  const said = speech.say("I have lost my order", false);
  await settle();
  await pass(500);
  gone.abort();
  await said;

  expect(told).toEqual(["250 partial I", "500 partial I have"]);
});
