import { expect, test } from "vitest";
import { refusalCounter } from "../../../worker/adapters/outgoing/refusals.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function setUp(tell: (count: number) => Promise<unknown> = async () => undefined) {
  const clock = new ManualClock();
  const told: number[] = [];
  const count = refusalCounter(
    (n) => {
      told.push(n);
      return tell(n);
    },
    (ms) => new Promise<void>((resolve) => void clock.after(ms, resolve)),
  );
  return { clock, told, count };
}

test("a flood of refused handshakes is one note a second, and none of them is lost", async () => {
  const { clock, told, count } = setUp();

  for (let i = 0; i < 5_000; i++) {
    count();
    if (i % 500 === 499) await clock.advance(200);
  }
  await clock.advance(2_000);

  expect(told.length).toBeLessThanOrEqual(3);
  expect(told.reduce((sum, n) => sum + n, 0)).toBe(5_000);
});

test("whoever is refused first keeps the note alive, and the others wait for nothing", () => {
  const { count } = setUp();

  expect(count()).toBeInstanceOf(Promise);
  expect(count()).toBeUndefined();
});

test("a ledger that throws, or never answers, is passed over", async () => {
  let n = 0;
  const { clock, told, count } = setUp(() => {
    n += 1;
    return n === 1 ? Promise.reject(new Error("gone")) : new Promise(() => undefined);
  });

  const first = count();
  await clock.advance(1_000);
  await expect(first).resolves.toBeUndefined();
  for (let i = 0; i < 3; i++) {
    count();
    await clock.advance(1_000);
  }

  expect(told).toEqual([1, 1, 1, 1]);
});
