import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Outbound } from "../../../worker/protocol/relay/outbound.ts";
import { callsTool, fails, says } from "../../support/model-steps.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** Beside whatever ledger, a call's frames are those that it has without one. */

/** Two turns, an interruption, a model that fails once, and a hand-off: every frame that the caller was sent. */
async function framesOf(served: ServedWorker): Promise<readonly unknown[]> {
  const caller = await connects(served.origin);
  served.model.play([says("We open at nine in the morning. On Sunday at ten.")]);
  caller.says("When do you open on Monday?");
  await caller.answer();
  caller.interrupts("We open at nine");
  served.model.play([fails(503), says("It is in the post.")]);
  caller.says("And where is my order?");
  await caller.answer();
  caller.hearsOut();
  served.model.play([
    callsTool("hand_off", { reason: "A refund.", callSummary: "Wants a refund.", sentiment: "neutral" }),
  ]);
  caller.says("I want my money back.");
  await caller.answer();
  caller.hearsOut();
  await caller.ends();
  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);
  return joined(caller.frames);
}

/** How the words of an answer fall into frames is a matter of milliseconds; of a hand-off, when its link expires and how long it and its answers took. */
function joined(frames: readonly Outbound[]): readonly unknown[] {
  const seen: unknown[] = [];
  let words = "";
  for (const frame of frames) {
    if (frame.type === "text") {
      words += frame.token;
      if (!frame.last) continue;
      seen.push(words);
      words = "";
    } else if (frame.type === "end" && "handoffData" in frame) {
      const { record: _, botSeconds: __, quality: ___, ...handoff } = JSON.parse(frame.handoffData ?? "{}");
      seen.push(handoff);
    } else seen.push(frame);
  }
  return seen;
}

let expected: readonly unknown[];
beforeAll(async () => {
  const bare = await serveWorker({ ledger: false });
  expected = await framesOf(bare);
  await bare.close();
}, 60_000);

describe("a call beside a ledger", () => {
  let served: ServedWorker;
  beforeAll(async () => {
    served = await serveWorker();
  });
  afterAll(() => served.close());

  test("that takes all it is told", async () => {
    expect(await framesOf(served)).toEqual(expected);
    expect(served.logs.filter((line) => line.includes("ledger."))).toEqual([]);
  });

  // Each stays as it was made: the last is that of a later release.
  test.each<readonly [string, readonly string[]]>([
    [
      "that is full",
      [
        "CREATE TRIGGER full BEFORE INSERT ON calls BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
      ],
    ],
    ["that throws whatever it is told", ["DROP TRIGGER full", "DROP TABLE calls"]],
    ["that a later release has written", ["UPDATE meta SET version = 99"]],
  ])("%s", async (_, statements) => {
    for (const statement of statements) await served.ledger(statement);
    await served.redeploy();
    const before = served.logs.length;

    expect(await framesOf(served)).toEqual(expected);
    await expect
      .poll(() => served.logs.slice(before).filter((line) => line.includes("ledger.unreachable")).length, {
        timeout: 10_000,
      })
      .toBeGreaterThan(0);
    expect(served.logs.filter((line) => line.includes("call.fault"))).toEqual([]);
  });
});
