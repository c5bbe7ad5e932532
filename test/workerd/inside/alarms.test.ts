import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signRecordLink } from "../../../worker/adapters/record-link.ts";
import type { Call } from "../../../worker/call.ts";
import type { Caller } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";

/** The date can be moved; timers do not notice, as if their process had gone, and only alarms are left. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const stubOf = ({ callSid }: Caller): DurableObjectStub<Call> => env.CALLS.getByName(callSid);

/** Lets time pass until the alarm is due, and rings it. @returns the seconds that passed. */
async function ringAlarm(stub: DurableObjectStub<Call>): Promise<number> {
  // A call that has ended tells the ledger so, and until that has arrived the alarm is for that.
  await vi.waitFor(async () => {
    const owed = await runInDurableObject(stub, (_, { storage }) => storage.kv.get("owed"));
    expect(owed).toBeUndefined();
  });
  const due = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  if (due === null) throw new Error("No alarm is set.");
  const seconds = Math.round((due - Date.now()) / 1_000);
  vi.setSystemTime(Math.max(due, Date.now()));
  await runDurableObjectAlarm(stub);
  return seconds;
}

async function recordStatus({ callSid }: Caller): Promise<{ status: number; live?: unknown }> {
  const inAWeek = Math.floor(Date.now() / 1_000) + 7 * 86_400;
  const link = await signRecordLink(AUTH_TOKEN, "https://relay.example.com", callSid, inAWeek);
  const response = await exports.default.fetch(link);
  const body = await response.json<{ live?: unknown }>();
  return response.ok ? { status: response.status, live: body.live } : { status: response.status };
}

test("a lost call that nobody takes up is finished by its alarm, and deleted a day later", async () => {
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();
  caller.loses();
  await caller.isClosed();

  expect(await ringAlarm(stubOf(caller))).toBe(61);
  expect(await recordStatus(caller)).toEqual({ status: 200, live: false });
  expect(await ringAlarm(stubOf(caller))).toBe(24 * 3_600);
  expect(await recordStatus(caller)).toEqual({ status: 404 });
  const rows = await runInDurableObject(
    stubOf(caller),
    (_, { storage }) => [...storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'entries'")].length,
  );
  expect(rows).toBe(0);
});

test("an alarm that was set during the call does not delete it between its end and the close of its socket", async () => {
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();
  caller.presses("0");
  await caller.hears("put you through");
  caller.hearsOut();
  await caller.ends();

  expect(await ringAlarm(stubOf(caller))).toBe(24 * 3_600);
});

test("an alarm that finds a call in progress leaves another one behind it", async () => {
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();

  for (let n = 0; n < 3; n += 1) await runDurableObjectAlarm(stubOf(caller));

  expect(await runInDurableObject(stubOf(caller), (_, { storage }) => storage.getAlarm())).not.toBeNull();
  expect(await recordStatus(caller)).toEqual({ status: 200, live: true });
});

test("a call whose process died is taken over by its alarm, and finished when nobody comes back", async () => {
  const caller = await connects();
  caller.says("Tell me slowly what you sell.");
  await caller.hears("Heard");

  await abortAllDurableObjects();

  expect(await runDurableObjectAlarm(stubOf(caller))).toBe(true);
  expect(await recordStatus(caller)).toEqual({ status: 200, live: true });
  expect(await ringAlarm(stubOf(caller))).toBe(61);
  expect(await recordStatus(caller)).toEqual({ status: 200, live: false });
});
