import { beforeEach, expect, test } from "vitest";
import { textCounter } from "../../../worker/adapters/ledger/text-counter.ts";
import type { LogFields } from "../../../worker/ports.ts";
import type { TextAnswer, TextToCount } from "../../../worker/protocol/console/call-note.ts";
import { newCall } from "../../../worker/session/state/call-state.ts";
import { ManualClock, settle } from "../../support/manual-clock.ts";

/** A text is counted before it is sent, and no ledger keeps it back. */

let clock: ManualClock;
let counted: TextToCount[];
let logged: { event: string; fields: LogFields | undefined }[];
beforeEach(() => {
  clock = new ManualClock();
  [counted, logged] = [[], []];
});

/** @param answers - what the ledger does; undefined where none is bound. */
function counter(answers: (() => Promise<TextAnswer>) | undefined, token = "token") {
  const countText = (text: TextToCount) => {
    counted.push(text);
    return answers?.() ?? Promise.reject(new Error("gone"));
  };
  return textCounter({
    ledger: () => answers && { countText },
    clock,
    log: (event, fields) => void logged.push({ event, fields }),
    token,
  });
}
const caller = (from: string) => {
  const fresh = newCall("CA1", "en-US");
  return { ...fresh, call: { ...fresh.call, from } };
};
const NUMBER = caller("+15550100001");

test.each([
  [false, true],
  [true, false],
])("the ledger decides: where one is beyond is %s, it may be sent: %s", async (isBeyond, may) => {
  expect(await counter(async () => ({ ok: true, isBeyond }))(NUMBER, 10)).toBe(may);
  expect(logged).toEqual([]);
});

test("the ledger is told no number, but the same sign for the same one, which only the token's owner can make", async () => {
  const [one, other] = [counter(async () => ({ ok: true, isBeyond: false })), caller("+15550100002")];
  await one(NUMBER, 10);
  await one(NUMBER, 10);
  await one(other, 10);
  await counter(async () => ({ ok: true, isBeyond: false }), "another")(NUMBER, 10);

  const who = counted.map((text) => text.who);
  expect(counted[0]).toEqual({ who: expect.stringMatching(/^[0-9a-f]{64}$/), atMost: 10 });
  expect(who[1]).toBe(who[0]);
  expect(new Set(who).size).toBe(3);
});

test.each<readonly [string, (() => Promise<TextAnswer>) | undefined, string]>([
  ["is not bound", undefined, "no_ledger"],
  ["fails", () => Promise.reject(new Error("broken")), "fault"],
  ["was written by a later release", async () => ({ error: "ledger_newer" }), "ledger_newer"],
])("where the ledger %s the text is sent, and that is logged", async (_, answers, why) => {
  expect(await counter(answers)(NUMBER, 10)).toBe(true);
  expect(logged).toEqual([{ event: "limit.not_counted", fields: { limit: "texts_of_day", why } }]);
});

test("a ledger that does not answer is waited for half a second", async () => {
  let may: boolean | undefined;
  const asked = counter(() => new Promise(() => undefined))(NUMBER, 10).then((answer) => {
    may = answer;
  });
  await settle();
  await clock.advance(499);
  await settle();
  expect(may).toBeUndefined();

  await clock.advance(1);
  await asked;

  expect(may).toBe(true);
  expect(logged).toMatchObject([{ fields: { why: "no_answer" } }]);
});

test("a number that is withheld is nobody's count", async () => {
  expect(await counter(async () => ({ ok: true, isBeyond: true }))(caller(""), 10)).toBe(true);
  expect(counted).toEqual([]);
});
