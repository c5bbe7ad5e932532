import { expect, test } from "vitest";
import { AfterCall, type AfterCallPorts } from "../../../worker/adapters/outgoing/after-call.ts";
import type { Delivery } from "../../../worker/protocol/outgoing/delivery.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function setUp(post: (tries: number) => boolean | "hangs" = () => true, writeMs = 2_000) {
  const clock = new ManualClock();
  const stored = new Map<string, unknown>();
  const posted: { readonly at: number; readonly letters: readonly Delivery[] }[] = [];
  const logged: unknown[] = [];
  let written = 0;
  let alarmAt: number | undefined;
  let wiped = 0;
  let kept: string | undefined = "all that was said";
  const ports: AfterCallPorts = {
    kv: {
      get: (key) => stored.get(key),
      put: (key, value) => void stored.set(key, value),
      delete: (key) => stored.delete(key),
    },
    clock,
    isWanted: () => true,
    log: (event, fields) => void logged.push([event, fields]),
    ringAt: (at) => {
      alarmAt = at;
    },
    prepare: () => {
      const body = kept;
      if (body === undefined) return undefined;
      return async () => {
        written += 1;
        await new Promise<void>((resolve) => void clock.after(writeMs, resolve));
        return [{ kind: "report", target: "report_webhook", key: "k", body }];
      };
    },
    post: async (letters) => {
      posted.push({ at: clock.now(), letters });
      const answer = post(posted.length);
      if (answer === "hangs") return new Promise(() => undefined);
      return answer;
    },
  };
  const started = { call: new AfterCall(ports), goesOn: false };
  const wipe = (isForgotten: boolean): void => {
    stored.clear();
    kept = undefined;
    wiped += 1;
    started.call.outlive(isForgotten);
  };
  /** The call's alarm, as its object has it: one, and the last that was set. */
  const passes = async (ms: number): Promise<void> => {
    const end = clock.now() + ms;
    for (;;) {
      if (alarmAt !== undefined && alarmAt <= clock.now()) {
        alarmAt = undefined;
        if (started.goesOn) continue;
        if (started.call.isToBeWiped) wipe(false);
        void started.call.deliver();
      }
      if (clock.now() >= end) return;
      await clock.toNext(Math.max(1, Math.min(alarmAt ?? end, end) - clock.now()));
    }
  };
  return { clock, ports, posted, logged, stored, passes, wipe, started, counts: () => ({ written, wiped }) };
}

test("a call that is over is told of at once, and deleted when its time has come", async () => {
  const { clock, started, posted, passes, stored, counts } = setUp();
  const began = clock.now();

  started.call.ended(began, began + DAY_MS);
  await passes(5_000);
  expect(posted).toEqual([{ at: began + 2_000, letters: [expect.objectContaining({ key: "k" })] }]);
  expect(stored.size).toBe(0);
  await passes(2 * DAY_MS);

  expect(posted).toHaveLength(1);
  expect(counts()).toEqual({ written: 1, wiped: 1 });
});

test("where nothing is kept, what was taken down is told although all of it is deleted meanwhile", async () => {
  const { clock, ports, started, posted, passes, counts } = setUp();

  started.call.ended(clock.now(), clock.now());
  ports.ringAt(clock.now()); // as for every call that is over
  await passes(0);
  expect(counts().wiped).toBe(1);
  await passes(5_000);

  expect(posted[0]?.letters[0]?.body).toBe("all that was said");
});

test("a caller who waits for a person may come back: it is told when they no longer can, and not before", async () => {
  const { clock, started, posted, passes } = setUp();
  const over = clock.now() + 720_000;

  started.call.ended(over, clock.now() + DAY_MS);
  await passes(719_000);
  expect(posted).toEqual([]);
  await passes(10_000);

  expect(posted.map(({ at }) => at)).toEqual([over + 2_000]);
});

test("one who came back is told of at the last end alone", async () => {
  const { clock, started, posted, passes } = setUp();

  started.call.ended(clock.now() + 720_000, clock.now() + DAY_MS);
  await passes(300_000);
  started.call.cameBack();
  started.goesOn = true;
  await passes(1_000_000);
  expect(posted).toEqual([]);
  started.goesOn = false;
  started.call.ended(clock.now(), clock.now() + DAY_MS);
  await passes(10_000);

  expect(posted).toHaveLength(1);
});

test("a ledger that is away is told later, once, and the model is not asked again for it", async () => {
  const { clock, started, posted, passes, counts, stored } = setUp((tries) => tries > 8);

  started.call.ended(clock.now(), clock.now() + DAY_MS);
  await passes(HOUR_MS);

  expect(posted).toHaveLength(9);
  expect(counts().written).toBe(1);
  expect(stored.size).toBe(0);
});

test("a process that dies with it is followed by another, which tells it", async () => {
  const { clock, started, ports, posted, passes, counts } = setUp((tries) => (tries === 1 ? "hangs" : true));

  started.call.ended(clock.now(), clock.now() + DAY_MS);
  await passes(10_000);
  started.call = new AfterCall(ports);
  await passes(HOUR_MS);

  expect(posted).toHaveLength(2);
  expect(counts()).toEqual({ written: 2, wiped: 0 });
});

test("a call that is to be forgotten is not told of any more, also while it is being written", async () => {
  const { clock, started, posted, passes, wipe } = setUp();

  started.call.ended(clock.now(), clock.now() + DAY_MS);
  await passes(1_000);
  wipe(true);
  await passes(DAY_MS);

  expect(posted).toEqual([]);
});

test("a ledger that is away for as long as the call is kept: it is given up, and that is logged once", async () => {
  const { clock, started, logged, passes, counts } = setUp(() => false);

  started.call.ended(clock.now(), clock.now() + 10 * DAY_MS);
  await passes(5 * DAY_MS);

  expect(logged).toEqual([["report.given_up", { code: "ledger_unreachable", tries: 24 }]]);
  expect(counts().wiped).toBe(0);
  await passes(6 * DAY_MS);
  expect(counts().wiped).toBe(1);
});
