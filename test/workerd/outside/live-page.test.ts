import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { LiveMessage } from "../../../worker/protocol/console/live.ts";
import { says } from "../../support/model-steps.ts";
import type { Caller } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What a person who has the live page open sees of many calls, and how soon. */

const CALLS = 200;
const TURNS = 3;
/** Of one call, from one thing that its caller says to the next: as people talk. */
const TURN_MS = 6_000;

let served: ServedWorker;
let page: WebSocket;
const callers: Caller[] = [];
/** What was said and is not on the page yet, by its words; and how long the others took, milliseconds. */
const unseen = new Map<string, number>();
const took: number[] = [];
/** The calls that the page knows of. */
const there = new Set<string>();

beforeAll(async () => {
  // The answer has the words of the question: both may come in one message of the page.
  served = await serveWorker({
    script: {
      otherwise: ({ call }) => says(`You said ${/mark\w+/.exec(call.messages.at(-1)?.text ?? "")?.[0]}.`),
    },
  });
  for (let n = 0; n < CALLS; n += 20)
    callers.push(...(await Promise.all(Array.from({ length: 20 }, () => connects(served.origin)))));
  const token = await signOperatorToken(AUTH_TOKEN, {
    role: "operator",
    expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
    id: "78c9419ab7ca",
  });
  page = new WebSocket(`${served.origin.replace("http", "ws")}/api/live`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  page.on("message", (data) => {
    const message = JSON.parse(String(data)) as LiveMessage; // the Worker's own
    if (message.type === "snapshot") for (const { callSid } of message.calls) there.add(callSid);
    if (message.type !== "call") return;
    there.add(message.call.callSid);
    const [mark = ""] = /mark\w+/.exec(message.call.lastWords?.text ?? "") ?? [];
    const saidAt = unseen.get(mark);
    if (saidAt === undefined) return;
    unseen.delete(mark);
    took.push(performance.now() - saidAt);
  });
}, 120_000);
afterAll(async () => {
  page.close();
  await served.close();
});

test(`of ${CALLS} calls at once, what is said in each is on the page within 250 ms of its frame, at the median`, async () => {
  await expect.poll(() => there.size, { timeout: 20_000 }).toBe(CALLS);
  await Promise.all(
    callers.map(async (caller, n) => {
      await pause((n / CALLS) * TURN_MS);
      for (let turn = 0; turn < TURNS; turn += 1) {
        const mark = `mark${n}x${turn}`;
        unseen.set(mark, performance.now());
        caller.says(`I would like to know about ${mark}.`);
        await pause(TURN_MS);
      }
    }),
  );
  await expect.poll(() => unseen.size, { timeout: 10_000 }).toBe(0);

  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.ceil(took.length * share) - 1] ?? Number.NaN;
  process.stdout.write(
    `${CALLS} calls, ${took.length} things said, on the page after: p50 ${at(0.5).toFixed(0)} ms, p90 ${at(0.9).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms, max ${at(1).toFixed(0)} ms\n`,
  );
  expect(took).toHaveLength(CALLS * TURNS);
  expect(at(0.5)).toBeLessThanOrEqual(250);
}, 120_000);
