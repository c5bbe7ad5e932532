import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { Bar, CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { says } from "../../support/model-steps.ts";
import { newCallSid } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { attach, open } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/**
 * B40 over real sockets: what the timeline shows beside what the telephone and the model have seen by their own clocks. With
 * the harness's clock it agrees to the millisecond (test/unit/timeline); here the way there is in it, and a busy machine.
 */
const WITHIN_MS = 10;
const CALLERS = [
  ["Anna", "Bruno", "Clara", "David"],
  ["Emma", "Felix", "Greta", "Hugo"],
];
const TURNS = 4;

let served: ServedWorker;
beforeAll(async () => {
  const words = "Your order left our house on Monday. You will have it on Thursday.".match(/\S+\s?/g) ?? [];
  served = await serveWorker({
    script: { otherwise: says(words, { firstTokenMs: 120, tokenMs: 5 }) },
  });
});
afterAll(() => served.close());

/** Epoch ms, with fractions. */
const now = (): number => performance.timeOrigin + performance.now();

/** How far from what led to it, milliseconds, by what it is: the way there, and however busy the machine was. */
const apart = new Map<string, number[]>();

/** Each is shown where it can have been: not before what led to it was seen elsewhere, nor after what came of it was. */
function compare(
  what: string,
  shown: readonly (number | undefined)[],
  after: readonly number[],
  before: readonly number[],
): void {
  expect(shown, what).toHaveLength(after.length);
  for (const [i, from] of after.entries()) {
    const at = shown[i] ?? Number.NaN;
    expect(at, `${what} ${i}`).toBeGreaterThanOrEqual(from - WITHIN_MS);
    expect(at, `${what} ${i}`).toBeLessThanOrEqual((before[i] ?? Number.NaN) + WITHIN_MS);
    apart.set(what, [...(apart.get(what) ?? []), at - from]);
  }
}

/** @param name - whose call it is, in what is said: by that the requests for it are known. */
async function call(token: string, name: string): Promise<void> {
  const callSid = newCallSid();
  const socket = await open(served.origin, callSid);
  const [spokenTo, heard, interrupted]: [number[], number[], number[]] = [[], [], []];
  let awaited = false;
  socket.on("message", (data) => {
    if (!awaited || !String(data).includes('"text"')) return;
    awaited = false;
    heard.push(now());
  });
  const caller = attach(socket, callSid);
  const moments: number[] = [];
  caller.setsUp({ callSid });
  for (let turn = 0; turn < TURNS; turn += 1) {
    awaited = true;
    spokenTo.push(now());
    caller.says(`This is question number ${turn} of ${name}, about my order.`);
    await caller.answer();
    await pause(150);
    if (turn % 2 === 0) {
      interrupted.push(now());
      caller.interrupts("Your order left");
    } else caller.hearsOut();
    await pause(150);
    moments.push(now());
  }
  const hungUpAt = now();
  caller.hangsUp();
  await caller.isClosed();
  const closedAt = now();
  await pause(300);

  const response = await fetch(`${served.origin}/api/calls/${callSid}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { timeline } = (await response.json()) as CallDetail; // the Worker's own
  const bars = (lane: Bar["lane"], what?: string) =>
    timeline.bars.filter((bar) => bar.lane === lane && (what === undefined || bar.what === what));
  const asked = served.model.requests.filter(({ raw }) => raw.includes(name));
  const epoch = (ms: number | undefined) => performance.timeOrigin + (ms ?? Number.NaN);
  const received = asked.map((request) => epoch(request.receivedAt));
  const firstWords = asked.map((request) => epoch(request.firstTokenAt));
  // What was cut off is a bar of its own, of the same first frame; the greeting is Twilio's to say.
  const frames = new Set(bars("agent").flatMap(({ firstAt }) => firstAt ?? []));
  const froms = (found: readonly Bar[]) => found.map(({ from }) => from);
  const firsts = (found: readonly Bar[]) => found.map(({ firstAt }) => firstAt);
  compare("the caller's turn", froms(bars("caller", "turn")), spokenTo, received);
  compare("a request to the model", froms(bars("model")), spokenTo, received);
  compare("its first word", firsts(bars("model")), firstWords, heard);
  compare("the first frame", [...frames].slice(-TURNS), firstWords, heard);
  const ways = moments.filter((_, turn) => turn % 2 === 0);
  compare("the caller's barge-in", froms(bars("agent", "interrupted")), interrupted, ways);
  compare("the end", [timeline.endedAt], [hungUpAt], [closedAt]);
}

test("what the timeline shows of eight calls is where it was seen from their other ends", async () => {
  const token = await signOperatorToken(AUTH_TOKEN, {
    role: "operator",
    expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
    id: "78c9419ab7ca",
  });
  await call(token, "Nobody");
  apart.clear();
  for (const names of CALLERS) await Promise.all(names.map((name) => call(token, name)));

  for (const [what, found] of apart) {
    found.sort((a, b) => a - b);
    const at = (share: number) => (found[Math.ceil(found.length * share) - 1] ?? Number.NaN).toFixed(1);
    process.stdout.write(
      `${what.padEnd(24)} ${found.length} times, after what led to it: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms\n`,
    );
  }
}, 60_000);
