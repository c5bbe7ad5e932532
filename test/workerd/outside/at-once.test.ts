import { afterEach, expect, test } from "vitest";
import { says } from "../../support/model-steps.ts";
import type { Caller } from "../caller.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What is counted over all calls, by the real ledger. */

let served: ServedWorker | undefined;
afterEach(() => served?.close());

/** The machine may be busy with other things. */
const PATIENT = { timeout: 10_000 };
const CALLER = "+15550100123";
const rows = async (where: string): Promise<number> => {
  const [row] = (await served?.ledger(`SELECT count(*) AS count FROM calls WHERE ${where}`)) ?? [];
  return Number(row?.count);
};
const reachedBy = ({ callSid }: Caller) =>
  served?.logs.filter((line) => line.includes("limit.reached") && line.includes(callSid)) ?? [];

async function isAnswered(caller: Caller): Promise<void> {
  served?.model.play([says("We are open on Monday.")]);
  caller.says("When do you open on Monday?");
  expect(await caller.answer()).toContain("We are open on Monday.");
}

test("of two calls of one caller at once the second reaches a person; once the first is over a third is answered", async () => {
  served = await serveWorker({ vars: { MAX_CALLS_AT_ONCE_PER_CALLER: "1" } });
  const { origin, logged } = served;
  const first = await connects(origin, { from: CALLER });
  await expect.poll(() => rows("ended_at IS NULL"), PATIENT).toBe(1);

  const second = await connects(origin, { from: CALLER });
  const another = await connects(origin, { from: "+15550100124" });
  const [line] = await logged("limit.reached", second.callSid);
  await second.hears("colleague");
  second.hearsOut();
  await second.ends();
  second.hangsUp(); // Twilio closes the session after an `end`
  await expect.poll(() => rows("phase = 'with_person'"), PATIENT).toBe(1);
  await isAnswered(another);
  await isAnswered(first);
  first.hangsUp();
  await expect.poll(() => rows(`call_sid = '${first.callSid}' AND ended_at IS NOT NULL`), PATIENT).toBe(1);
  const third = await connects(origin, { from: CALLER });
  await expect.poll(() => rows(`call_sid = '${third.callSid}'`), PATIENT).toBe(1);
  await isAnswered(third);

  expect(line).toContain("calls_at_once_of_caller");
  expect(line).not.toContain(CALLER);
  for (const call of [first, another, third]) expect(reachedBy(call)).toEqual([]);
});

test("of twenty callers at once as many as may be are with the agent", async () => {
  served = await serveWorker({ vars: { MAX_CALLS_AT_ONCE: "5" } });
  const { origin, logged } = served;

  const calls = await Promise.all(
    Array.from({ length: 20 }, (_, n) => connects(origin, { from: `+155501001${10 + n}` })),
  );
  await expect.poll(() => calls.filter((call) => reachedBy(call).length > 0).length, PATIENT).toBe(15);
  await expect.poll(() => rows("1"), PATIENT).toBe(20);

  const turnedAway = calls.filter((call) => reachedBy(call).length > 0);
  for (const { callSid } of turnedAway)
    expect((await logged("limit.reached", callSid))[0]).toContain("calls_at_once_of_account");
  expect(turnedAway).toHaveLength(15);
});

test("once the day's money is spent calls go to a person, and those that go on are finished", async () => {
  served = await serveWorker({ vars: { MAX_SPEND_USD_A_DAY: "0.5" } });
  const { origin, ledger } = served;
  const first = await connects(origin);
  await expect.poll(() => rows("1"), PATIENT).toBe(1);
  await ledger("UPDATE calls SET cost_usd = 0.5");

  // The day is summed anew after some seconds.
  const later: Caller[] = [];
  const isTurnedAway = async () => {
    later.push(await connects(origin, { from: "+15550100124" }));
    return later.some((call) => reachedBy(call).some((line) => line.includes("spend_of_day")));
  };
  await expect.poll(isTurnedAway, { timeout: 15_000, interval: 1_000 }).toBe(true);

  await isAnswered(first);
  expect(reachedBy(first)).toEqual([]);
});

test("a call is answered as ever where limits are set and no ledger is there", async () => {
  served = await serveWorker({
    ledger: false,
    vars: { MAX_CALLS_AT_ONCE: "1", MAX_SPEND_USD_A_DAY: "0.01" },
  });
  const calls = [await connects(served.origin), await connects(served.origin)];

  for (const call of calls) await isAnswered(call);

  expect(calls.flatMap(reachedBy)).toEqual([]);
});
