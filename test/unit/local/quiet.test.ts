import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { quietAgent } from "../../../local/commands/quiet.ts";
import type { StackEvent } from "../../../local/twilio/events.ts";

/** When `npm run call` and `npm run eval` take the agent to have finished. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listening() {
  let hear = (_event: StackEvent): void => {};
  const on = (listener: (event: StackEvent) => void) => {
    hear = listener;
    return () => {};
  };
  const agent = quietAgent({ on }, "CA1");
  const happens = (event: object): void => hear({ callSid: "CA1", ...event } as StackEvent); // the fields it reads
  const speaks = (value: "on" | "off"): void =>
    happens({ kind: "frame", frame: { type: "info", name: "agentSpeaking", value } });
  const guesses = (id: string): void => {
    happens({ kind: "model_request", id });
    happens({ kind: "model_response", id, outcome: "stopped", toolCalls: [] });
  };
  const isQuiet = async (ms: number): Promise<boolean> => {
    let quiet = false;
    void agent.next().then(() => {
      quiet = true;
    });
    await vi.advanceTimersByTimeAsync(ms);
    return quiet;
  };
  return { happens, speaks, guesses, isQuiet };
}

test("the agent has finished when it has been silent for a moment", async () => {
  const { speaks, isQuiet } = listening();
  speaks("on");
  speaks("off");

  expect(await isQuiet(1_000)).toBe(true);
});

test("a guess that ends while the caller still speaks is no answer to the caller", async () => {
  const { happens, speaks, guesses, isQuiet } = listening();
  speaks("off");
  await isQuiet(1_000);

  happens({ kind: "caller_speech", text: "How much", final: false });
  guesses("1");
  await vi.advanceTimersByTimeAsync(1_000);
  happens({ kind: "caller_speech", text: "How much is it?", final: true });
  happens({ kind: "model_request", id: "2" });

  expect(await isQuiet(4_000)).toBe(false);
});

test("a guess that ended just before the caller spoke is none either", async () => {
  const { happens, speaks, guesses, isQuiet } = listening();
  speaks("off");
  await isQuiet(1_000);

  guesses("1");
  await vi.advanceTimersByTimeAsync(1_000);
  happens({ kind: "caller_speech", text: "Ada Byron", final: true });

  expect(await isQuiet(1_000)).toBe(false);
});

test("words that nobody answers do not hold the call up for ever", async () => {
  const { happens, speaks, isQuiet } = listening();
  speaks("off");
  await isQuiet(1_000);
  happens({ kind: "caller_speech", text: "mhm", final: true });

  expect(await isQuiet(6_000)).toBe(true);
});

test("a hand-off that there is nobody for does not hold the call up for ever, and a tool that runs does", async () => {
  for (const [name, quiet] of [
    ["hand_off", true],
    ["look_up", false],
  ] as const) {
    const { happens, speaks, isQuiet } = listening();
    happens({ kind: "model_request", id: "1" });
    happens({ kind: "model_response", id: "1", outcome: "finished", toolCalls: [{ name, arguments: "{}" }] });
    speaks("off");
    // The engine looks who is there, and has not said yet that nobody is.
    expect(await isQuiet(3_000)).toBe(false);
    speaks("on");
    speaks("off");

    expect(await isQuiet(6_000)).toBe(quiet);
  }
});
