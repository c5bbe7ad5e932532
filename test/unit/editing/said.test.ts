import { expect, test } from "vitest";
import { isTrialPlace, MAX_SAID_CHARS, TRIAL_PLACES } from "../../../worker/protocol/console/trial.ts";
import { CALL_ID } from "../../../worker/protocol/sids.ts";
import { pace, readSaid } from "../../../worker/trial/said.ts";

test.each<readonly [string | ArrayBuffer, object]>([
  ['{"type":"say","text":"  Hello\\u0007 <b>  "}', { ok: true, said: { type: "say", text: "Hello  <b>" } }],
  ['{"type":"press","digit":"#"}', { ok: true, said: { type: "press", digit: "#" } }],
  ['{"type":"hang_up","more":1}', { ok: true, said: { type: "hang_up" } }],
  ["{", { ok: false, error: "bad_message" }],
  ["[1]", { ok: false, error: "bad_message" }],
  ["null", { ok: false, error: "bad_message" }],
  ['{"type":"say"}', { ok: false, error: "no_text", goesOn: true }],
  ['{"type":"press","digit":7}', { ok: false, error: "bad_digit" }],
  [new ArrayBuffer(4), { ok: false, error: "bad_message" }],
  ["x".repeat(100_000), { ok: false, error: "too_long", goesOn: true }],
])("what a page sends is read, or refused by its name: %.40s", (raw, read) => {
  expect(readSaid(raw)).toMatchObject(read);
});

test("the longest text is taken however it is escaped, and one character more is not", () => {
  const escaped = (chars: number) => `{"type":"say","text":"${"\\u00e9".repeat(chars)}"}`;

  expect(readSaid(escaped(MAX_SAID_CHARS))).toMatchObject({ ok: true });
  expect(readSaid(escaped(MAX_SAID_CHARS + 1))).toMatchObject({ ok: false, error: "too_long" });
});

test("a card's number may be keyed at once, and two texts a second in the long run", () => {
  let nowMs = 0;
  const isInTime = pace(() => nowMs);
  const many = (count: number) => Array.from({ length: count }, () => isInTime()).filter(Boolean).length;

  expect(many(16)).toBe(16);
  expect(many(50)).toBe(4);
  nowMs = 10_000;
  expect(many(50)).toBe(20);
  for (let second = 11; second < 31; second += 1) {
    nowMs = second * 1_000;
    expect(many(3)).toBe(2);
  }
});

test("no call can have the name of a place where agents are tried", () => {
  expect(TRIAL_PLACES.length).toBeGreaterThan(1);
  for (const name of TRIAL_PLACES) {
    expect(isTrialPlace(name)).toBe(true);
    expect(name).not.toMatch(new RegExp(`^${CALL_ID}$`));
  }
  expect([isTrialPlace("try:0"), isTrialPlace("CA1"), isTrialPlace(undefined)]).toEqual([
    false,
    false,
    false,
  ]);
});
