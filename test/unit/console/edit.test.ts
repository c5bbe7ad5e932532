import { describe, expect, test } from "vitest";
import agents from "../../../agents/index.ts";
import { at, differences, faultsBy, fileFor, withAt } from "../../../assets/console/logic/edit.ts";
import { groupName } from "../../../assets/console/logic/format.ts";
import { differences as inTerminal } from "../../../local/operator/edits/differences.ts";
import { editableOf } from "../../../worker/agent/editing/edited.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { isEqual, over } from "../../../worker/protocol/editing/edit-fields.ts";

const code = { ...editableOf(agents.default), knowledge: { "returns.md": "# Returns\n\nThirty days." } };

describe("an edit", () => {
  test("is changed at one place, and what is empty then is gone", () => {
    const once = withAt({ greeting: "Hi." }, ["words", "de", "phrases", "closed"], "Zu.");
    expect(once).toEqual({ greeting: "Hi.", words: { de: { phrases: { closed: "Zu." } } } });
    expect(withAt(once, ["words", "de", "phrases", "closed"], undefined)).toEqual({ greeting: "Hi." });
    expect(withAt({}, ["greeting"], undefined)).toEqual({});
  });

  test("keeps null, which takes away, apart from nothing", () => {
    const edit = withAt({}, ["knowledge", "returns.md"], null);
    expect(at(edit, ["knowledge", "returns.md"])).toBeNull();
    expect(at(edit, ["knowledge", "constructor"])).toBeUndefined();
    expect(at(edit, ["hours", "week", "mon"])).toBeUndefined();
  });

  test("is the same as another whatever the order of its fields, and not with one more or less", () => {
    expect(isEqual({ a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] })).toBe(true);
    expect(isEqual({ a: undefined }, {})).toBe(false);
    expect(isEqual([1], [1, 2])).toBe(false);
    expect(isEqual({ a: [] }, { a: {} })).toBe(false);
  });
});

describe("two edits differ", () => {
  const named = (before: AgentEdit, after: AgentEdit) =>
    differences(code, before, after).map(({ name, before: old, after: now }) => [name, old, now]);

  test("in what they come to, and not in how they are written", () => {
    expect(named({}, { greeting: code.greeting ?? "" })).toEqual([]);
    expect(named({ greeting: "A" }, {})).toEqual([["Greeting", "A", code.greeting]]);
  });

  test("in each file, phrase and part of the voice by itself, in the order of the editor", () => {
    const week = { mon: ["09:00-17:00"], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
    const found = named(
      {},
      {
        knowledge: { "returns.md": null, "norway.md": "Yes." },
        words: { de: { phrases: { nobodyFree: "Niemand." } } },
        hours: { timeZone: "Europe/Berlin", week, holidays: ["2026-12-25"] },
        voice: { voice: "Anna" },
      },
    );
    expect(found).toEqual([
      ["Voice", "The provider's own choice", "Anna"],
      [
        "Hours",
        "Always open",
        "Europe/Berlin\nMon: 09:00-17:00\nTue: closed\nWed: closed\nThu: closed\nFri: closed\nSat: closed\nSun: closed\nHolidays: 2026-12-25",
      ],
      ["German: Nobody free", undefined, "Niemand."],
      ["returns.md", "# Returns\n\nThirty days.", undefined],
      ["norway.md", undefined, "Yes."],
    ]);
  });
});

describe("the console and the terminal tell the same fields, in the same order:", () => {
  const week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  test.each<readonly [string, AgentEdit, AgentEdit, readonly string[]]>([
    ["none where a text ends in a line's end", {}, { greeting: `${code.greeting}\n` }, []],
    [
      "a voice or a model of a language, of the same name",
      { languages: [{ code: "de-DE", voice: "Anna" }] },
      { languages: [{ code: "de-DE", speechModel: "Anna" }] },
      ["languages"],
    ],
    [
      "none where fields stand in another order",
      { languages: [{ code: "de-DE", voice: "Anna" }] },
      { languages: [{ voice: "Anna", code: "de-DE" }] },
      [],
    ],
    [
      "a file that is taken out, and one that is empty",
      {},
      { knowledge: { "returns.md": null, "new.md": "" } },
      ["knowledge.returns.md", "knowledge.new.md"],
    ],
    [
      "several, in the order of the editor",
      { knowledge: { "a.b.md": "x" } },
      {
        words: { de: { phrases: { closed: "Zu." } } },
        hours: { timeZone: "UTC", week, holidays: [] },
        greeting: "Hi.",
      },
      ["greeting", "hours", "words.de.phrases.closed", "knowledge.a.b.md"],
    ],
  ])("%s", (_, before, after, names) => {
    const shown = differences(code, before, after);
    const sides = [before, after].map((edit, n) => ({ name: `${n}`, fields: over(code, edit) }));
    const printed = inTerminal(sides).filter((line) => /^[^\s]/.test(line));

    expect(shown.map(({ path }) => path.join("."))).toEqual(names);
    expect(printed).toEqual(names);
    for (const { before: old, after: now } of shown) expect(old).not.toBe(now);
  });
});

test("a fault stands at the field that it names, at its section, or above all", () => {
  const found = faultsBy(
    [
      "voice.voice: Polly names are invalid here",
      "voice.partialPrompts: needs flux",
      "hours.week.mon.0: must be a span",
      "knowledge.returns.md: is empty",
      "voiceless: is nothing",
      "Something else is wrong",
    ],
    ["voice", "voice.voice", "hours", "knowledge", "knowledge.returns.md"],
  );

  expect(Object.fromEntries(found)).toEqual({
    "voice.voice": ["Polly names are invalid here"],
    voice: ["partialPrompts: needs flux"],
    hours: ["week.mon.0: must be a span"],
    "knowledge.returns.md": ["is empty"],
    "": ["voiceless: is nothing", "Something else is wrong"],
  });
});

test("a question gives its file a name that is free, in any script", () => {
  expect(fileFor("Do you ship to Norway?", [])).toBe("do-you-ship-to-norway.md");
  expect(fileFor("¿Envían a España?", ["envian-a-espana.md"])).toBe("envian-a-espana-2.md");
  expect(fileFor("Do you?", ["do-you.md", "do-you-2.md"])).toBe("do-you-3.md");
  expect(fileFor("هل توصلون؟", [])).toBe("question.md");
  expect(fileFor("x".repeat(300), []).length).toBeLessThan(80);
});

test("a group of statistics is called as a person reads it", () => {
  expect(groupName("version", "owl-shoes@7")).toBe("Owl Shoes, version 7");
  expect(groupName("version", "owl-shoes@0")).toBe("Owl Shoes, the code");
  expect(groupName("version", "whatever")).toBe("whatever");
  expect(groupName("release", "owl-shoes@7")).toBe("owl-shoes@7");
});
