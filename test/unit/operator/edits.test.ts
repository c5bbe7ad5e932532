import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { differences, unified } from "../../../local/operator/edits/differences.ts";
import { beyond, editOf } from "../../../local/operator/edits/fields.ts";
import { passedOver, pulledOf, readEdit, writeEdit } from "../../../local/operator/edits/files.ts";
import { both, fieldsOf, over } from "../../../worker/protocol/editing/edit-fields.ts";

/** What `npm run agents` makes of edits: their fields, what differs, and files. */

const week = { mon: ["09:00-17:00"], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const CODE = {
  greeting: "Hello.",
  instructions: "Be kind.\nBe brief.\n",
  voice: { language: "en-US", voice: null },
  hints: ["owl"],
  hours: null,
  knowledge: { "returns.md": "Thirty days.", "sizes.md": "Run small." },
  words: { en: { phrases: { closed: "We are closed.", busy: "All are busy." } } },
};
const EDIT = {
  greeting: "Hi.",
  voice: { voice: "Anna" },
  hours: { timeZone: "Europe/Berlin", week, holidays: ["2026-12-25"] },
  knowledge: { "returns.md": "Ninety days.", "sizes.md": null },
  words: { en: { phrases: { closed: "Shut." } }, de: { phrases: { closed: "Zu." } } },
};

test("an edit is its fields, and back", () => {
  expect([...fieldsOf(EDIT).keys()]).toEqual([
    "greeting",
    "voice.voice",
    "hours",
    "knowledge.returns.md",
    "knowledge.sizes.md",
    "words.en.phrases.closed",
    "words.de.phrases.closed",
  ]);
  expect(editOf(fieldsOf(EDIT))).toEqual(EDIT);
});

test("a name that every object has is no field", () => {
  const evil = JSON.parse(
    '{"words":{"__proto__":{"phrases":{"x":"y"}},"en":{"__proto__":{"x":"y"}}},"__proto__":{}}',
  );

  expect(editOf(fieldsOf(evil))).toEqual({});
  expect({}).not.toHaveProperty("phrases");
});

test("of files that have everything only what differs from the code is an edit", () => {
  const whole = editOf(both(CODE, EDIT));

  expect(beyond(CODE, whole)).toEqual(EDIT);
  expect(beyond(CODE, { ...CODE, instructions: "Be kind.\nBe brief." })).toEqual({});
  expect([...over(CODE, EDIT).keys()]).not.toContain("knowledge.sizes.md");
});

describe("what differs", () => {
  test("is told field by field, from one state to the next", () => {
    const told = differences([
      { name: "code", fields: fieldsOf(CODE) },
      { name: "published", fields: over(CODE, EDIT) },
      {
        name: "files",
        fields: over(CODE, { ...EDIT, instructions: "Be kind.\nBe very brief.", greeting: "Hey\u001b[2J." }),
      },
    ]);

    expect(told.join("\n")).toBe(`greeting
  - code       "Hello."
  + published  "Hi."
  - published  "Hi."
  + files      "Hey\\u001b[2J."

instructions
  --- published
  +++ files
  @@ -1,2 +1,2 @@
   Be kind.
  -Be brief.
  +Be very brief.

voice.voice
  - code       null
  + published  "Anna"

hours
  --- code
  +++ published
  @@ -1,1 +1,17 @@
  -null
${JSON.stringify(EDIT.hours, undefined, 2).replaceAll(/^/gm, "  +")}

words.en.phrases.closed
  - code       "We are closed."
  + published  "Shut."

words.de.phrases.closed
  - code       (not there)
  + published  "Zu."

knowledge.returns.md
  - code       "Thirty days."
  + published  "Ninety days."

knowledge.sizes.md
  - code       "Run small."
  + published  (not there)
`);
  });

  test("of a text is its lines, as diff -u has them", () => {
    const before = Array.from({ length: 30 }, (_, n) => `line ${n}`);
    const after = before.with(2, "line two").toSpliced(20, 1).toSpliced(25, 0, "new");

    expect(unified(before, after)).toEqual([
      "@@ -1,6 +1,6 @@",
      " line 0",
      " line 1",
      "-line 2",
      "+line two",
      " line 3",
      " line 4",
      " line 5",
      "@@ -18,12 +18,12 @@",
      " line 17",
      " line 18",
      " line 19",
      "-line 20",
      " line 21",
      " line 22",
      " line 23",
      " line 24",
      " line 25",
      "+new",
      " line 26",
      " line 27",
      " line 28",
    ]);
    expect(unified(before, before)).toEqual([]);
    expect(unified([], ["a"])).toEqual(["@@ -0,0 +1,1 @@", "+a"]);
    expect(unified(["a"], [])).toEqual(["@@ -1,1 +0,0 @@", "-a"]);
  });

  test("of a line without an end is told as far as anybody reads, also where it is the end that differs", () => {
    const endless = (end: string) => fieldsOf({ knowledge: { "all.md": `${"x".repeat(5_000)}${end}` } });
    const told = differences([
      { name: "code", fields: endless("a") },
      { name: "draft", fields: endless("b") },
    ]);

    expect(told).toContainEqual(expect.stringMatching(/^ {2}- code {3}x{999}… \(5001 characters\)$/));
    expect(Math.max(...told.map((line) => line.length))).toBeLessThan(1_100);
  });

  test("of a text of 40,000 lines is told in a moment", () => {
    const before = Array.from({ length: 40_000 }, (_, n) => `line ${n}`);
    const startedMs = performance.now();

    expect(unified(before, before.with(20_000, "x"))).toHaveLength(9);
    expect(
      unified(
        before,
        before.map((line, n) => (n % 7 === 0 ? `${line}!` : line)),
      ).length,
    ).toBeGreaterThan(70_000);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe("files", () => {
  let folder: string;
  const before = process.cwd();
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "edits-"));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });
  const at = (name: string) => path.join("edits/owl-shoes", name);
  const put = (name: string, text: string) => writeFile(at(name), text);

  test("are read as they were written, and those that an edit has no more are gone", async () => {
    const edit = { ...EDIT, instructions: "Be kind." };
    await writeEdit("owl-shoes", edit);

    expect(await readEdit("owl-shoes")).toEqual(edit);
    expect(await readdir(at("knowledge"))).toEqual(["returns.md"]);
    expect(JSON.parse(await readFile(at("edit.json"), "utf8"))).toMatchObject({
      knowledge: { "sizes.md": null },
    });
    await writeEdit("owl-shoes", { greeting: "Hi." });
    expect(await readEdit("owl-shoes")).toEqual({ greeting: "Hi." });
    expect(await readdir(at("knowledge"))).toEqual([]);
  });

  test("are what an editor on Windows has left of them", async () => {
    await writeEdit("owl-shoes", { instructions: "Be kind.\nBe brief." });
    await put("instructions.md", "\ufeffBe kind.\r\nBe brief.\r\n");
    await put("edit.json", '\ufeff{"hours": {"timeZone": "Europe/Berlin"}}');

    const { hours, ...rest } = (await readEdit("owl-shoes")) as { hours: { week: object } };
    expect(beyond(CODE, rest)).toEqual({});
    // As the Worker has it.
    expect(Object.keys(hours.week)).toHaveLength(7);
  });

  test.each([
    ["{", /^edits\/owl-shoes\/edit\.json cannot be read/],
    ["[]", /is no edit: an object/],
    ['{"instructions": "Be brief."}', /has instructions, and instructions\.md beside it/],
    ['{"knowledge": "all"}', /knowledge is an object/],
  ])("that cannot be read are named: %s", async (json, said) => {
    await writeEdit("owl-shoes", { instructions: "Be kind." });
    await put("edit.json", json);

    await expect(readEdit("owl-shoes")).rejects.toThrow(said);
  });

  test("of knowledge whose names no edit can have are named, and hidden ones passed over", async () => {
    await writeEdit("owl-shoes", { knowledge: { "returns.md": "Ninety days." } });
    await put("knowledge/.#returns.md", "x");
    await put("knowledge/notes.txt", "x");
    expect(await readEdit("owl-shoes")).toEqual({ knowledge: { "returns.md": "Ninety days." } });
    await put("knowledge/with space.md", "x");

    await expect(readEdit("owl-shoes")).rejects.toThrow(
      "edits/owl-shoes/knowledge/with space.md cannot be sent",
    );
  });

  test.each([
    ["latin.md", Buffer.from("Gr\u00fc\u00dfe", "latin1")],
    ["wide.md", Buffer.from("\ufeffGreetings", "utf16le")],
    ["bare.md", Buffer.from("Greetings", "utf16le")],
    ["binary.md", Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])("that are no UTF-8 are refused by name: %s", async (name, bytes) => {
    await writeEdit("owl-shoes", { knowledge: { "returns.md": "Ninety days." } });
    await writeFile(at(`knowledge/${name}`), bytes);

    await expect(readEdit("owl-shoes")).rejects.toThrow(`edits/owl-shoes/knowledge/${name} is not UTF-8`);
  });

  test("of knowledge that are links lead nowhere", async () => {
    await writeEdit("owl-shoes", { knowledge: { "returns.md": "Ninety days." } });
    await symlink("/etc/passwd", at("knowledge/pw.md"));
    await expect(readEdit("owl-shoes")).rejects.toThrow("edits/owl-shoes/knowledge/pw.md is a link");
    await rm(at("knowledge"), { recursive: true });
    await symlink("/etc", at("knowledge"));
    await expect(readEdit("owl-shoes")).rejects.toThrow("edits/owl-shoes/knowledge is a link");
    await rm(at("knowledge"));
    await symlink("/etc/passwd", at("instructions.md"));

    await expect(readEdit("owl-shoes")).rejects.toThrow("edits/owl-shoes/instructions.md is a link");
  });

  test("that are not sent are told", async () => {
    await writeEdit("owl-shoes", { knowledge: { "returns.md": "Ninety days." } });
    await put("knowledge/notes.txt", "x");
    await put("knowledge/.hidden", "x");
    await mkdir(at("knowledge/old"));

    expect(await passedOver("owl-shoes")).toEqual([
      "edits/owl-shoes/knowledge/notes.txt",
      "edits/owl-shoes/knowledge/old/",
    ]);
  });

  test("of which one is a folder are refused by its name, and nothing is written over it", async () => {
    await writeEdit("owl-shoes", { knowledge: { "returns.md": "Ninety days." } });
    await mkdir(at("knowledge/shipping.md"));
    const said = "edits/owl-shoes/knowledge/shipping.md is a folder: a file of that name is expected.";

    await expect(readEdit("owl-shoes")).rejects.toThrow(said);
    await expect(writeEdit("owl-shoes", { greeting: "Hi." })).rejects.toThrow(said);
    await rm(at("knowledge/shipping.md"), { recursive: true });
    await mkdir(at("instructions.md"));
    await expect(readEdit("owl-shoes")).rejects.toThrow("edits/owl-shoes/instructions.md is a folder");
  });

  test("that are not there are named, and what was pulled is forgotten where it is broken", async () => {
    await expect(readEdit("owl-shoes")).rejects.toThrow(
      "There is no file edits/owl-shoes/edit.json: npm run agents -- pull owl-shoes writes it.",
    );
    await writeEdit("owl-shoes", {});
    await put(".pulled.json", '{"digest":');
    expect(await pulledOf("owl-shoes")).toBeUndefined();
  });

  test("are written nowhere else, whatever a Worker calls them", async () => {
    for (const name of ["../../../x.md", "/tmp/x.md", "x.sh", ".x.md", "a/b.md"])
      await expect(writeEdit("owl-shoes", { knowledge: { [name]: "x" } })).rejects.toThrow(
        /is no name of a file/,
      );
    for (const agent of ["..", "../x", "/tmp", "", "Owl Shoes"])
      await expect(writeEdit(agent, {})).rejects.toThrow(/is no agent's name/);
    expect(await readdir(folder)).toEqual([]);
  });
});
