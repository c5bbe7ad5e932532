import { expect, test } from "vitest";
import { fold, NO_SCENE, personNow, placesOf, silenceMs } from "../../../assets/console/logic/live-scene.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { LiveCall, LiveMessage } from "../../../worker/protocol/console/live.ts";

const call = (callSid: string, rest: Partial<LiveCall> = {}): LiveCall => ({
  callSid,
  agent: "owl-shoes",
  from: "+15550100001",
  to: "+15550100010",
  startedAt: 1_000,
  phase: "listening",
  language: "en-US",
  turns: 0,
  speaking: "nobody",
  operators: [],
  at: 1_000,
  ...rest,
});
// The page shows of it what the list shows, and folds by its name alone.
const row = (callSid: string): CallRow => ({ ...call(callSid), phase: "ended" }) as unknown as CallRow;
const after = (...messages: readonly LiveMessage[]) =>
  messages.reduce((scene, message) => fold(scene, message, 5_000), NO_SCENE);
const snapshot = (...calls: LiveCall[]): LiveMessage => ({ type: "snapshot", now: 7_500, calls, alerts: [] });
const sids = ({ calls }: { readonly calls: readonly { callSid: string }[] }) =>
  calls.map(({ callSid }) => callSid);

test("nothing is known before the first snapshot, which sets the clock", () => {
  expect(NO_SCENE.known).toBe(false);
  expect(after(snapshot())).toMatchObject({ known: true, skewMs: 2_500, calls: [] });
});

test("a call keeps its place while it changes and others come and go", () => {
  const scene = after(
    snapshot(call("b", { startedAt: 2 }), call("a", { startedAt: 1 })),
    { type: "call", call: call("c", { startedAt: 3 }) },
    { type: "call", call: call("a", { startedAt: 1, turns: 4, at: 2_000 }) },
    { type: "ended", callSid: "b", call: row("b") },
  );

  expect(sids(scene)).toEqual(["a", "c"]);
  expect(scene.calls[0]?.turns).toBe(4);
  expect(scene.ended.map(({ callSid }) => callSid)).toEqual(["b"]);
});

test("what comes late is not shown over what is newer", () => {
  const scene = after(snapshot(call("a", { turns: 5, at: 3_000 })), {
    type: "call",
    call: call("a", { turns: 4, at: 2_000 }),
  });

  expect(scene.calls[0]?.turns).toBe(5);
});

test("after a lost connection the snapshot is the truth", () => {
  const scene = after(snapshot(call("a"), call("b")), snapshot(call("b")));

  expect(sids(scene)).toEqual(["b"]);
});

test("the newest of those that ended stay for a while, and not for ever", () => {
  const scene = after(
    snapshot(),
    ...Array.from(
      { length: 20 },
      (_, n): LiveMessage => ({ type: "ended", callSid: `${n}`, call: row(`${n}`) }),
    ),
  );

  expect(scene.ended.map(({ callSid }) => callSid)).toEqual(["19", "18", "17", "16", "15", "14", "13", "12"]);
});

test("what was deleted is nowhere", () => {
  const scene = after(snapshot(call("a"), call("b")), { type: "ended", callSid: "b", call: row("b") });

  expect(fold(scene, { type: "forgotten", callSid: "a" }, 1).calls).toEqual([]);
  expect(fold(scene, { type: "forgotten", callSid: "b" }, 1).ended).toEqual([]);
});

test("a message of a newer Worker changes nothing", () => {
  const before = after(snapshot(call("a")));

  expect(fold(before, { type: "weather" } as unknown as LiveMessage, 0)).toBe(before);
});

test("a silence is counted from its beginning by the ledger's clock, and never below 0", () => {
  expect(silenceMs(call("a", { silentSince: 1_000 }), 4_500)).toBe(3_500);
  expect(silenceMs(call("a", { silentSince: 1_000 }), 900)).toBe(0);
  expect(silenceMs(call("a"), 4_500)).toBeUndefined();
});

test("who waits for a person is apart from those with the agent, the longest wait first", () => {
  const away = (callSid: string, part: "waiting" | "talking", since: number) =>
    call(callSid, { phase: "with_person", person: { part, since, heardAt: since, until: 1_000_000 } });
  const scene = after(
    snapshot(away("t", "talking", 100), away("w2", "waiting", 300), call("a"), away("w1", "waiting", 200)),
  );

  const { withAgent, away: others } = placesOf(scene, 5_000);
  expect(sids({ calls: withAgent })).toEqual(["a"]);
  expect(others.map((one) => `${one.call.callSid} ${one.person.part}`)).toEqual([
    "w1 waiting",
    "w2 waiting",
    "t talking",
  ]);
});

test("who is no longer told of by the queue is with a person, and one of whom nothing is heard leaves", () => {
  const waits = call("a", {
    phase: "with_person",
    person: { part: "waiting", since: 1_000, heardAt: 40_000, until: 400_000 },
  });

  expect(personNow(waits, 189_999)).toEqual({ part: "waiting", since: 1_000 });
  expect(personNow(waits, 190_000)).toEqual({ part: "talking" });
  expect(personNow(waits, 400_000)).toBeUndefined();
  expect(placesOf(after(snapshot(waits)), 400_000)).toEqual({ withAgent: [], away: [] });
});
