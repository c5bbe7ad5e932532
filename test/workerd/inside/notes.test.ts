import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { CallStore } from "../../../worker/adapters/call-store.ts";
import type { Mark } from "../../../worker/session/account/timeline/marks.ts";
import { type CallState, newCall } from "../../../worker/session/state/call-state.ts";

/** What happened when, in a Durable Object's own SQLite: it is there again, and costs next to nothing. */

const listening: CallState = { ...newCall("CA1", "en-US"), phase: { name: "listening" } };
const marksUpTo = (n: number): readonly Mark[] => Array.from({ length: n }, (_, at) => ["key", at] as const);

const inStorage = <T>(name: string, does: (storage: DurableObjectStorage) => T): Promise<T> =>
  runInDurableObject(env.CALLS.getByName(name), (_, { storage }) => does(storage));

test.each([0, 1, 149, 150, 151, 470])("%i marks are read as they were written, in their order", async (n) => {
  await inStorage(`notes-${n}`, ({ sql }) => {
    const store = new CallStore(sql, "CA1");
    // A list that grows, written after each ten.
    for (let written = 0; written < n; written += 10) store.save(listening, marksUpTo(written));
    store.save(listening, marksUpTo(n));

    const loaded = new CallStore(sql, "CA1").load();
    expect(loaded?.marks).toEqual(marksUpTo(n));
    expect(loaded?.state).toEqual(listening);
  });
});

test("a process that takes the call up goes on with them, and no row is written twice", async () => {
  await inStorage("notes-again", ({ sql }) => {
    new CallStore(sql, "CA1").save(listening, marksUpTo(160));
    const next = new CallStore(sql, "CA1");
    const known = next.load()?.marks ?? [];
    next.save(listening, [...known, ["over", 999]]);

    expect(new CallStore(sql, "CA1").load()?.marks).toEqual([...marksUpTo(160), ["over", 999]]);
    expect(sql.exec("SELECT count(*) AS n FROM notes").one()).toEqual({ n: 1 });
  });
});

test("a lively call of five minutes has four rows of them beside the rows that are written anyway", async () => {
  await inStorage("notes-rows", ({ sql }) => {
    const store = new CallStore(sql, "CA1");
    const rows = (does: () => void): number => {
      const before = sql.exec("SELECT total_changes() AS n").one().n as number;
      does();
      return (sql.exec("SELECT total_changes() AS n").one().n as number) - before;
    };
    const turns = 30;
    const without = rows(() => {
      for (let t = 0; t < turns; t += 1) store.save(listening, []);
    });
    const withMarks = rows(() => {
      for (let t = 1; t <= turns; t += 1) store.save(listening, marksUpTo(t * 20));
    });

    expect(withMarks - without).toBeLessThanOrEqual(4);
  });
});

test("a call that another release has stored keeps what this one knows of them", async () => {
  await inStorage("notes-other", ({ sql }) => {
    const store = new CallStore(sql, "CA1");
    store.save(listening, [...marksUpTo(155)]);
    sql.exec(
      "UPDATE state SET json = ?",
      JSON.stringify({
        v: 99,
        marks: [
          ["hummed", 1],
          ["over", 7],
        ],
      }),
    );

    const loaded = new CallStore(sql, "CA1").load();
    expect(loaded?.otherRelease).toBe(true);
    expect(loaded?.marks).toEqual([...marksUpTo(155), ["over", 7]]);
  });
});
