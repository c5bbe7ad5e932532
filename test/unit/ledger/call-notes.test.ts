import { beforeEach, describe, expect, test } from "vitest";
import { CallNotes, MAX_NOTES } from "../../../worker/adapters/ledger/call-notes.ts";
import { type Owed, OwedNote } from "../../../worker/adapters/ledger/owed-note.ts";
import { defineAgent } from "../../../worker/agent/define.ts";
import { rulesOf } from "../../../worker/agent/judge.ts";
import type { CallNote, LedgerPort, NoteAnswer } from "../../../worker/protocol/console/call-note.ts";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";
import { recordOf } from "../../../worker/session/account/record.ts";
import { type CallState, newCall } from "../../../worker/session/state/call-state.ts";
import { ManualClock, settle } from "../../support/manual-clock.ts";

/** What a call tells the ledger, and that nothing of the ledger's is told to the call. */

const RETENTION_MS = 24 * 3_600_000;
const rules = rulesOf(defineAgent({ name: "shop", greeting: "Hello.", instructions: "Be kind." }));

let clock: ManualClock;
let kept: Map<string, unknown>;
let told: CallNote[];
let pushed: LiveCall[];
let left: object[];
let logged: string[];
let reached: string[];
let alarmMs: number | undefined;
/** What the ledger does; undefined where none is bound. */
let answers: (() => Promise<NoteAnswer>) | undefined;
let notes: CallNotes;
let state: CallState;

const owed = () => kept.get("owed") as Owed | undefined; // as OwedNote has put it

/** As after a restart: what is in the object's storage is all that is left. */
function process(): CallNotes {
  const ledger: LedgerPort = {
    note: (note) => {
      told.push(note);
      return answers?.() ?? Promise.reject(new Error("gone"));
    },
    personLeft: (callSid, times) => {
      left.push({ callSid, ...times });
      return answers?.() ?? Promise.reject(new Error("gone"));
    },
    live: (call) => {
      pushed.push(call);
      return answers?.() ?? Promise.reject(new Error("gone"));
    },
  };
  return new CallNotes({
    callSid: "CA1",
    ledger: () => (answers ? ledger : undefined),
    clock,
    log: (event) => void logged.push(event),
    owed: new OwedNote({
      get: <T>(key: string) => kept.get(key) as T | undefined,
      put: (key, value) => void kept.set(key, structuredClone(value)),
      delete: (key) => kept.delete(key),
    }),
    rules: () => rules,
    retentionMs: () => RETENTION_MS,
    record: () => recordOf(state),
    ringAt: (atMs) => {
      alarmMs = atMs;
    },
    beyond: (limit) => void reached.push(limit),
  });
}

beforeEach(() => {
  clock = new ManualClock();
  kept = new Map();
  [told, pushed, left, logged, reached] = [[], [], [], [], []];
  alarmMs = undefined;
  answers = async () => ({ ok: true, watchedUntil: 0 });
  notes = process();
  const fresh = newCall("CA1", "en-US");
  state = {
    ...fresh,
    phase: { name: "listening" },
    call: { ...fresh.call, from: "+15550100001", to: "+15550100002", startedAtMs: clock.now() },
    transcript: [
      {
        id: 1,
        atMs: clock.now(),
        item: { role: "caller", text: "My card is 4111 1111 1111 1111, says Zoe." },
      },
      { id: 2, atMs: clock.now(), item: { role: "agent", text: "Thank you." } },
    ],
    quality: { ...fresh.quality, turns: 1 },
  };
});

async function becomes(change: Partial<CallState>): Promise<void> {
  state = { ...state, ...change };
  notes.stepped(state);
  await settle();
}
async function passes(ms: number): Promise<void> {
  await clock.advance(ms);
  await settle();
}
const over = (): Partial<CallState> => ({
  phase: { name: "ended", cause: "hung_up" },
  line: { at: "lost", sinceMs: clock.now(), closed: true },
});
async function ends(wipeInMs = RETENTION_MS): Promise<void> {
  await becomes(over());
  notes.ended(
    state,
    { record: recordOf(state), timeline: { startedAt: state.call.startedAtMs, bars: [] } },
    clock.now() + wipeInMs,
  );
  await settle();
}
/** The object's alarm, as `Call.alarm` has it of a call that is over. */
async function rings(): Promise<void> {
  if (alarmMs === undefined) throw new Error("no alarm is set");
  await passes(Math.max(0, alarmMs - clock.now()));
  const wipes = notes.isToBeWiped;
  if (wipes) notes.outlive(true);
  void notes.deliver();
  await settle();
}

test("a call that has begun beyond a limit is told so; what another release calls its limits is left", async () => {
  const answer = (beyond: unknown) => async () => ({ ok: true, watchedUntil: 0, beyond }) as NoteAnswer;
  answers = answer("calls_of_the_moon");
  await becomes({});
  await passes(200);
  expect(reached).toEqual([]);

  answers = answer("calls_at_once_of_caller");
  await becomes({ call: { ...state.call, language: "de-DE" } });
  await passes(200);

  expect(reached).toEqual(["calls_at_once_of_caller"]);
});

describe("a note", () => {
  test("is made at the start, of what changes for people, and at the end; turns are none", async () => {
    await becomes({});
    await passes(200);
    for (let turn = 0; turn < 20; turn += 1) await becomes({ turn });
    await passes(200);
    await becomes({ call: { ...state.call, language: "de-DE" } });
    await passes(200);
    await ends();

    expect(told.map(({ row }) => [row.phase, row.language, row.endedAt !== undefined])).toEqual([
      ["listening", "en-US", false],
      ["listening", "de-DE", false],
      ["ended", "de-DE", true],
    ]);
    expect(told.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(told.map(({ seq }) => seq));
    expect(owed()).toBeUndefined();
  });

  test("of changes that come together is one", async () => {
    await becomes({});
    await becomes({ call: { ...state.call, language: "de-DE" } });
    await becomes({ line: { at: "lost", sinceMs: clock.now() } });
    await passes(200);

    expect(told.map(({ row }) => row.phase)).toEqual(["lost"]);
  });

  test("of a line that comes and goes is made so often and no more, and the end all the same", async () => {
    for (let n = 0; n < 40; n += 1) {
      await becomes({ line: n % 2 === 0 ? { at: "lost", sinceMs: clock.now() } : { at: "open" } });
      await passes(1_000);
    }
    await ends();

    expect(told).toHaveLength(MAX_NOTES + 1);
    expect(told.at(-1)?.row.phase).toBe("ended");
  });

  test("has nothing that may not leave the call, and what was said with the last alone", async () => {
    await becomes({});
    await passes(200);
    await ends();

    expect(JSON.stringify(told)).not.toMatch(/4111/);
    expect(told.map(({ said }) => said !== undefined)).toEqual([false, true]);
    expect(told.at(-1)?.said).toContain("says Zoe.\nThank you.");
    expect(told.at(-1)?.row).toMatchObject({
      outcome: "resolved",
      from: "+15550100001",
      keptUntil: (told.at(-1)?.row.endedAt ?? 0) + RETENTION_MS,
    });
  });

  test("of four hours of talk is cut, and says so", async () => {
    const line = {
      role: "caller",
      text: "I have been waiting for a very long time now. ".repeat(20),
    } as const;
    const transcript = Array.from({ length: 300 }, (_, id) => ({ id, atMs: clock.now(), item: line }));
    await becomes({ transcript });
    await ends();

    expect(told.at(-1)?.said).toHaveLength(200_000);
    expect(told.at(-1)?.said).toMatch(/…$/);
  });
});

describe("a ledger that", () => {
  const faults: readonly (readonly [string, () => Promise<NoteAnswer>])[] = [
    ["never answers", () => new Promise(() => {})],
    ["throws", () => Promise.reject(new Error("database or disk is full: SQLITE_FULL"))],
    ["is of a later release", async () => ({ error: "ledger_newer" })],
  ];

  test.each(faults)("%s has the end later, once, by the alarm", async (_, fault) => {
    answers = fault;
    await becomes({});
    await passes(200);
    await ends();
    await passes(6_000);
    const tried = told.length;
    notes = process(); // the object was let go
    await rings();
    await passes(6_000);
    answers = async () => ({ ok: true, watchedUntil: 0 });
    await rings();

    expect(told.slice(tried).map(({ seq }) => seq)).toEqual([told[tried]?.seq, told[tried]?.seq]);
    expect(told.at(-1)).toMatchObject({ row: { phase: "ended" }, said: expect.stringContaining("Zoe") });
    expect(owed()).toBeUndefined();
    // And then it rings to delete the call.
    expect(alarmMs).toBe((told.at(-1)?.row.endedAt ?? 0) + RETENTION_MS);
    // A line a process, and not one a try.
    expect(logged.filter((event) => event === "ledger.unreachable").length).toBeLessThanOrEqual(2);
  });

  test.each(faults)("%s is tried less and less often, and given up after a day", async (_, fault) => {
    answers = fault;
    await ends(365 * RETENTION_MS);
    let tries = 0;
    while (owed() && tries < 1_000) {
      await passes(6_000);
      if (!owed()) break;
      tries += 1;
      await rings();
      await passes(6_000);
    }

    expect(tries).toBeGreaterThan(50);
    expect(tries).toBeLessThan(150);
    expect(logged.filter((event) => event === "ledger.given_up")).toHaveLength(1);
  });

  test("is away when the call has to be deleted still gets its figures, and nothing else", async () => {
    answers = faults[1]?.[1];
    await ends(20_000);
    await rings();
    await rings();
    expect(owed()?.wipeAtMs).toBe(0);
    expect(JSON.stringify(owed())).not.toMatch(/\+1555|Zoe/);
    answers = async () => ({ ok: true, watchedUntil: 0 });
    await rings();

    expect(told.at(-1)).toMatchObject({ row: { phase: "ended", outcome: "resolved" } });
    expect(JSON.stringify(told.at(-1))).not.toMatch(/\+1555|Zoe/);
    expect(owed()).toBeUndefined();
  });

  test("is not bound is asked for nothing, and nothing is kept for it", async () => {
    answers = undefined;
    await becomes({});
    await passes(200);
    await ends();

    expect([told, owed(), alarmMs, logged]).toEqual([[], undefined, undefined, []]);
  });
});

test("a process that finds something owed knows that its alarm has to ring, before it has tried", async () => {
  answers = () => Promise.reject(new Error("gone"));
  await ends();

  expect(process().retryAtMs).toBe(clock.now());
});

test("a call that comes back after its end is noted anew, and its old end is not told any more", async () => {
  answers = () => Promise.reject(new Error("gone"));
  await ends();
  expect(owed()).toBeDefined();
  answers = async () => ({ ok: true, watchedUntil: 0 });
  await becomes({ phase: { name: "listening" }, line: { at: "open" } });
  expect(owed()).toBeUndefined();
  await passes(200);
  await ends();

  expect(told.slice(1).map(({ row }) => row.phase)).toEqual(["listening", "ended"]);
});

test("a call that is deleted on request tells nothing any more", async () => {
  answers = () => Promise.reject(new Error("gone"));
  await ends();
  kept.clear(); // deleteAll
  notes.outlive(false);
  const before = told.length;
  await notes.deliver();

  expect([told.length, owed()]).toEqual([before, undefined]);
});

describe("the live page", () => {
  const watched = async (): Promise<NoteAnswer> => ({ ok: true, watchedUntil: clock.now() + 60_000 });

  test("is told nothing while nobody watches", async () => {
    for (let turn = 0; turn < 20; turn += 1) await becomes({ turn });
    await passes(60_000);

    expect(pushed).toEqual([]);
  });

  test("is told of what changes, ten times a second at most, and of the latest", async () => {
    answers = watched;
    await becomes({});
    await passes(200);
    const before = pushed.length;
    for (let turn = 0; turn < 100; turn += 1) {
      await becomes({ quality: { ...state.quality, turns: turn } });
      await passes(10);
    }
    await passes(200);

    expect(pushed.length - before).toBeLessThanOrEqual(12);
    expect(pushed.at(-1)).toMatchObject({ callSid: "CA1", turns: 99, speaking: "nobody" });
    expect(JSON.stringify(pushed)).not.toMatch(/4111/);
  });

  test("of a call in which nothing happens asks now and then whether anybody watches, until nobody does", async () => {
    answers = watched;
    notes.stepped(state);
    await passes(1_000);
    await passes(90_000);
    const inSilence = pushed.length;
    answers = async () => ({ ok: true, watchedUntil: 0 });
    await passes(60_000);
    const after = pushed.length;
    await becomes({ turn: 9 });
    await passes(120_000);

    expect(inSilence).toBeGreaterThanOrEqual(3);
    expect(inSilence).toBeLessThanOrEqual(6);
    expect(pushed.length).toBe(after);
  });

  test("that opens in the middle of a call is told at once", async () => {
    await becomes({});
    await passes(10_000);
    answers = watched;
    notes.watched(clock.now() + 60_000);
    await passes(0);

    expect(pushed).toHaveLength(1);
  });

  test("that hangs has one request of a call's, and no pile of them", async () => {
    answers = () => new Promise(() => {});
    notes.stepped(state);
    notes.watched(clock.now() + 600_000);
    for (let n = 0; n < 100; n += 1) {
      await becomes({ turn: n });
      await passes(40);
    }

    expect(pushed.length).toBeLessThanOrEqual(2);
  });
});
