import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import { connects } from "./line.ts";

/** The ledger in workerd, with real calls beside it. */

const ledger = env.LEDGER.getByName("ledger-0", { locationHint: "enam" });

async function rowOf(callSid: string, until: (row: CallRow) => boolean = () => true): Promise<CallRow> {
  return vi.waitFor(
    async () => {
      const found = await ledger.row(callSid);
      if (!("row" in found) || !found.row || !until(found.row)) throw new Error(JSON.stringify(found));
      return found.row;
    },
    { timeout: 5_000, interval: 50 },
  );
}

const find = async (q: string) => {
  const page = await ledger.page({ q, byNumber: false, limit: 50 });
  if (!("calls" in page)) throw new Error(page.error);
  return page.calls;
};

test("a call has its row from its beginning, and at its end what came of it and what was said", async () => {
  const caller = await connects({ from: "+15550109001" });
  const live = await rowOf(caller.callSid);
  caller.says("My zebra is called Épiphanie.");
  await caller.answer();
  caller.hearsOut();
  caller.hangsUp();
  const ended = await rowOf(caller.callSid, (row) => row.endedAt !== undefined);

  expect(live).toMatchObject({ phase: "listening", from: "+15550109001", turns: 0 });
  expect(ended).toMatchObject({ phase: "ended", outcome: "resolved", turns: 1, startedAt: live.startedAt });
  const [found, ...others] = await find("epiphan");
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    callSid: caller.callSid,
    found: expect.stringContaining("\u0002Épiphanie\u0003"),
  });
  // It has arrived: nothing is owed any more.
  await vi.waitFor(() =>
    runInDurableObject(env.CALLS.getByName(caller.callSid), (_, { storage }) => {
      expect(storage.kv.get("owed")).toBeUndefined();
    }),
  );
});

test("texts are counted by the caller, and the object's alarm is set to forget them with the day", async () => {
  const other = env.LEDGER.getByName("ledger-of-texts");
  const count = (who: string) => other.countText({ who, atMost: 2 });

  const answers = [await count("a"), await count("a"), await count("a"), await count("b")];

  expect(answers.map((answer) => "ok" in answer && answer.isBeyond)).toEqual([false, false, true, false]);
  await runInDurableObject(other, async (_, { storage }) => {
    const day = 24 * 3_600_000;
    expect(await storage.getAlarm()).toBe((Math.floor(Date.now() / day) + 1) * day);
  });
});
