import { afterAll, beforeAll, expect, test } from "vitest";
import { says } from "../../support/model-steps.ts";
import type { ReceivedRequest } from "../../support/scripted-model.ts";
import { newCallSid } from "../caller.ts";
import { oddFrames, PLANTED } from "../fuzz.ts";
import { attach, connects, dial, open } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** A longer run: `FUZZ_FRAMES=10000 FUZZ_SEED=7 npx vitest …`. The same seed gives the same frames. */
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 1_000);
const SEED = Number(process.env.FUZZ_SEED ?? 42);

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({ script: { otherwise: echoes } });
});
afterAll(() => served.close());

function echoes({ call }: ReceivedRequest) {
  // The end of it: who says the same a hundred times would be echoed by a model that goes round in circles.
  return says(`Heard: ${call.messages.findLast((m) => m.role === "user")?.text.slice(-60)}`);
}

const MEGABYTE = "x".repeat(1_000_000);

test.each<[string, string | ArrayBuffer, string]>([
  [
    "a frame of a type that is not known",
    JSON.stringify({ type: "configUpdated", note: PLANTED }),
    "unknown_type",
  ],
  ["a frame without a type", JSON.stringify({ voicePrompt: PLANTED }), "unknown_type"],
  ["a number", "42", "unknown_type"],
  ["null", "null", "unknown_type"],
  ["a list", JSON.stringify([PLANTED]), "unknown_type"],
  ["a binary frame", new TextEncoder().encode(PLANTED).buffer, "binary"],
  ["half a frame", `{"type":"prompt","voicePrompt":"${PLANTED}`, "not_json"],
  ["an empty frame", "", "not_json"],
  ["a megabyte of nonsense", `${PLANTED}${MEGABYTE}`, "too_large"],
  ["a megabyte in a field that is not known", JSON.stringify({ type: PLANTED, x: MEGABYTE }), "too_large"],
  [
    "a prompt whose words are a number",
    JSON.stringify({ type: "prompt", voicePrompt: 7, last: true }),
    "bad_shape",
  ],
  ["a key that no telephone has", JSON.stringify({ type: "dtmf", digit: PLANTED }), "bad_shape"],
  ["a setup without a call", JSON.stringify({ type: "setup", from: PLANTED }), "bad_shape"],
])("B30: %s is logged by kind, and answered with nothing", async (_, frame, reason) => {
  const caller = await connects(served.origin);

  caller.raw(frame);

  const [line] = await served.logged("frame.rejected", caller.callSid);
  expect(line).toContain(`reason: '${reason}'`);
  expect(served.logs.join("\n")).not.toContain(PLANTED);
  expect(caller.frames).toEqual([]);
  caller.says("Do you sell boots?");
  expect(await caller.answer()).toBe("Heard: Do you sell boots?");
});

test("B30: a text frame that is not UTF-8 closes nothing", async () => {
  const socket = await open(served.origin, newCallSid());
  const caller = attach(socket, newCallSid());

  socket.send(Buffer.from([0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22]), { binary: false });
  socket.ping();

  await new Promise((resolve) => socket.once("pong", resolve));
  expect(caller.closed).toBeUndefined();
  expect(caller.frames).toEqual([]);
});

test("B30: a prompt before the setup is not answered, and the call goes on from its setup", async () => {
  const caller = await dial(served.origin);

  caller.says("I am early.");
  caller.setsUp({ callSid: caller.callSid });
  caller.says("Do you sell boots?");

  expect(await caller.answer()).toBe("Heard: Do you sell boots?");
});

test("B30: a duration that is a text is a duration", async () => {
  const caller = await connects(served.origin);
  caller.says("Do you sell boots?");
  await caller.answer();

  caller.sends({ type: "interrupt", utteranceUntilInterrupt: "Heard", durationUntilInterruptMs: "460" });
  caller.says("And sandals?");

  expect(await caller.answer()).toContain("And sandals?");
  expect(served.logs.filter((l) => l.includes("frame.rejected") && l.includes(caller.callSid))).toEqual([]);
});

/** So many to a call: a longer one comes to the most turns that it may have. */
const FRAMES_A_CALL = 1_000;

test.each(Array.from({ length: Math.ceil(FRAMES / FRAMES_A_CALL) }, (_, i) => SEED + i))(
  "B30: after a thousand odd frames (seed %i) the socket is open and the next prompt is answered",
  async (seed) => {
    const caller = await connects(served.origin);
    const neighbour = await connects(served.origin);
    const frames = Math.min(FRAMES, FRAMES_A_CALL);

    for (const frame of oddFrames(frames, seed, caller.callSid)) caller.raw(frame);
    caller.says("Do you sell sandals?");
    neighbour.says("What is going on next door?");

    await caller.until(
      "the answer",
      () => caller.spoken().includes("Do you sell sandals?") || undefined,
      frames * 20,
    );
    expect(caller.closed).toBeUndefined();
    expect(served.logs.join("\n")).not.toContain(PLANTED);
    expect(served.logs.filter((l) => /call\.fault|model\.fault/.test(l))).toEqual([]);
    expect((await served.logged("frame.rejected", caller.callSid, frames / 10)).length).toBeLessThan(frames);
  },
  FRAMES_A_CALL * 25,
);
