import { expect, test } from "vitest";
import { defineAgent } from "../../../worker/agent/define.ts";
import { drafted } from "../../../worker/agent/editing/drafted.ts";

const agent = defineAgent({ name: "plain", greeting: "Hello.", instructions: "Be kind." });

test("an edit without a fault is a draft, as it was read", () => {
  const edit = { greeting: "Hi.", hours: { timeZone: "Europe/Berlin" } };

  const week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  expect(drafted(agent, edit)).toEqual({
    ok: true,
    edit: { greeting: "Hi.", hours: { timeZone: "Europe/Berlin", week, holidays: [] } },
    faults: [],
  });
});

test.each([
  [{ greeting: " " }, /^greeting: has no words/],
  [{ instructions: "x".repeat(200_000) }, /^instructions: has more than 60000/],
  [{ voice: { voice: "Polly.Joanna" } }, /^voice\.voice: is no voice/],
  [{ hours: { timeZone: "Mars/Olympus", holidays: ["2026-02-30"] } }, /^hours\.timeZone: /],
  [{ hours: { timeZone: "Europe/Berlin", week: { mon: ["09:00-"] } } }, /^hours\.week\.mon\.0: /],
  [{ words: { en: { phrases: { closed: "x".repeat(1_001) } } } }, /^words\.en\.phrases\.closed: /],
  [{ words: { en: { phrases: { closd: "We are closed." } } } }, /^words\.en\.phrases\.closd: no such/],
  [{ hints: ["one, two"] }, /^hints\.0: /],
] as const)("%# breaks a rule, and is kept as it was written, with its fault", (edit, fault) => {
  const draft = drafted(agent, edit);

  expect(draft).toMatchObject({ ok: true, edit });
  expect(draft.faults.join("\n")).toMatch(fault);
});

test.each([
  [null, /^edit: /],
  [[], /^edit: /],
  [{ tools: [] }, /^edit: .*tools/],
  [{ greeting: 7 }, /^greeting: /],
  [{ hours: {} }, /^hours\.timeZone: /],
  [{ hours: "always" }, /^hours: /],
  [{ words: { en: { phrases: { closed: 7 } } } }, /^words\.en\.phrases\.closed: /],
  [{ words: { English: {} } }, /^words\.English: /],
  [{ knowledge: { "../../secrets.md": "x" } }, /^knowledge\./],
  [{ voice: { pitch: 2 } }, /^voice: .*pitch/],
] as const)("%# has another form, and is no draft", (edit, fault) => {
  const draft = drafted(agent, edit);

  expect(draft.ok).toBe(false);
  expect(draft.faults.join("\n")).toMatch(fault);
});

test.each([
  [{ hours: { timeZone: "Mars/Olympus" } }, []],
  [{ hours: { timeZone: "UTC", week: { mon: ["9-17"] } } }, ["9-17"]],
] as const)("of hours that are none yet all days are there: %#", (edit, monday) => {
  const draft = drafted(agent, edit);

  expect(draft.ok && draft.edit.hours).toEqual({
    ...edit.hours,
    week: { mon: monday, tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
    holidays: [],
  });
});
