import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import { isBackchannel } from "../../../worker/language/hearing/backchannel.ts";
import { completionOf } from "../../../worker/language/hearing/completion.ts";
import { asksForPerson } from "../../../worker/language/hearing/person-request.ts";
import { leavingOut } from "../../../worker/language/leaving-out.ts";
import type { LanguagePack } from "../../../worker/language/pack.ts";
import { LANGUAGES, type LanguageParts } from "../../../worker/language/parts.ts";
import { addressRules } from "../../../worker/language/spoken/address.ts";
import { codeRules } from "../../../worker/language/spoken/codes.ts";
import { CURRENCY_SIGNS } from "../../../worker/language/spoken/money.ts";
import { alternatives } from "../../../worker/language/spoken/number.ts";
import { textRules } from "../../../worker/language/spoken/rules.ts";
import { voice } from "../../fixtures/language/made-up/voice.ts";
import { LANGUAGES as TESTED } from "./fixtures.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const folder = (...names: string[]) => path.join(root, "worker/language", ...names);
const isCode = (name: string) => /^[a-z]{2,3}$/.test(name);

/** What a language has that is spoken, and what one has that people only read. */
const SPOKEN: readonly (keyof LanguageParts)[] = ["callLines", "pack", "panel", "voice"];
const READ: readonly (keyof LanguageParts)[] = ["direction", "panel"];

// The list.

test("every folder of a language has its line, and every line its folder", () => {
  expect(Object.keys(LANGUAGES).sort()).toEqual(readdirSync(folder()).filter(isCode).sort());
});

test.each(Object.entries(LANGUAGES))(
  "%s is spoken by engine, Functions and panel alike, or is only read",
  (code, parts) => {
    const names = Object.keys(parts).sort();

    expect([SPOKEN, [...SPOKEN, "direction"].sort(), READ, ["panel"]]).toContainEqual(names);
    expect(parts.pack?.code ?? code).toBe(code);
    expect(parts.callLines?.sayLanguage.split("-")[0] ?? code).toBe(code);
    expect(parts.voice?.(code).months ?? { length: 12 }).toHaveLength(12);
  },
);

test("every language that is spoken has its tables of cases", () => {
  const spoken = Object.entries(LANGUAGES).filter(([, { pack }]) => pack !== undefined);

  expect(spoken.map(([code]) => code).sort()).toEqual([...TESTED].sort());
});

test("every language says the same things for the Functions, each with its count", () => {
  const english = LANGUAGES.en?.callLines;
  for (const [code, { callLines }] of Object.entries(LANGUAGES)) {
    if (callLines === undefined) continue;
    expect(Object.keys(callLines).sort(), code).toEqual(Object.keys(english ?? {}).sort());
    for (const line of [callLines.callersAhead, callLines.aboutMinutes]) {
      expect(line.other, code).toContain("{count}");
      expect(line.one, code).toBeDefined();
    }
  }
});

// A language that is added.

/** One more line in the list. */
const withLine = (line: string): Plugin => ({
  name: "one-more-line",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]language[\\/]languages\.ts$/ }, ({ path: file }) => ({
      contents: `${readFileSync(file, "utf8")}\n${line}`,
      loader: "ts",
    }));
  },
});

async function bundle(contents: string, ...plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    charset: "utf8",
    plugins,
  });
  return outputFiles[0]?.text ?? "";
}

test("a folder and a line make a language that engine, Functions and panel speak", async () => {
  const madeUp = path.join(root, "test/fixtures/language/made-up/index.ts");
  const code = await bundle(
    `export * from "./worker/language/packs.ts";
     export * from "./worker/language/hearing/backchannel.ts";
     export * from "./worker/language/spoken/normalise.ts";
     export * from "./functions/_lib/call-lines.ts";
     export * from "./assets/flex/words.ts";`,
    withLine(`export * as xx from ${JSON.stringify(madeUp)};`),
  );
  const dir = await mkdtemp(path.join(tmpdir(), "language-"));
  try {
    await writeFile(path.join(dir, "units.mjs"), code);
    // What the bundle exports is what it was told to, above.
    const units = (await import(pathToFileURL(path.join(dir, "units.mjs")).href)) as Units;
    const pack = units.packFor("xx-XX");
    const speech = units.pushSpeech(units.startSpeech("xx-XX"), "Ζα 12:30 ζιζι, 3ζη ζο ζδρ ζε ρω.ρω.");
    const panel = units.createVoice({ strings: {} }, "xx-XX");

    expect(pack.phrases.nudge).toBe("Ζουζου ζα.");
    expect(units.isBackchannel("Ζουζου.", pack)).toBe(true);
    expect([...speech.out, ...units.flushSpeech(speech.state)].map((s) => s.spoken).join("")).toBe(
      "Ζα βγ ζι δα, δ ε ζε ρω ζω ρω.",
    );
    expect(units.linesFor("xx")).toMatchObject({ sayLanguage: "xx-XX", goodbye: "Ζαζα." });
    expect(panel.say("next_step")).toBe("Ζιζι");
    expect(panel.direction).toBe("rtl");
  } finally {
    await rm(dir, { recursive: true });
  }
});

type Units = typeof import("../../../worker/language/packs.ts") &
  typeof import("../../../worker/language/hearing/backchannel.ts") &
  typeof import("../../../worker/language/spoken/normalise.ts") &
  typeof import("../../../functions/_lib/call-lines.ts") &
  typeof import("../../../assets/flex/words.ts");

// What a unit has no use for.

const MARKS: Readonly<Record<"pack" | "voice" | "callLines" | "panel", string>> = {
  pack: "unfinishedEndings",
  voice: "joinMoney",
  callLines: "brokenFindingPerson",
  panel: "native_summary",
};

test.each([
  ["the Functions", ["pack", "voice", "panel"], "callLines"],
  ["the panel", ["pack", "voice", "callLines"], "panel"],
] as const)("%s carry one part of each language and no other", async (_, left, kept) => {
  const code = await bundle(
    `import * as all from "./worker/language/languages.ts"; console.log(all);`,
    leavingOut(...left),
  );

  expect(left.filter((part) => code.includes(MARKS[part]))).toEqual([]);
  expect(code.split(MARKS[kept]).length - 1).toBeGreaterThanOrEqual(5);
});

test("what the Worker leaves out is imported by the languages' own lists alone", () => {
  const alias =
    /^\[alias\]\n((?:.+\n)+)/m.exec(readFileSync(path.join(root, "wrangler.toml"), "utf8"))?.[1] ?? "";
  const left = [...alias.matchAll(/^"(.+)" = "\.\/worker\/language\/nothing\.ts"$/gm)].map(
    ([, from = ""]) => from,
  );
  const importers = readdirSync(path.join(root, "worker"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => {
      const source = readFileSync(path.join(root, "worker", file), "utf8");
      return left.some((from) => source.includes(`from "${from}"`));
    });

  expect(left).toEqual(["./call-lines.ts", "./panel.ts"]);
  expect(importers.sort()).toEqual(
    Object.keys(LANGUAGES)
      .map((code) => `language/${code}/index.ts`)
      .sort(),
  );
});

// Rules for all languages know none.

test("the general rules of speech look for no word of a language", () => {
  const madeUp = voice("xx");
  const patterns = [...textRules(madeUp), ...addressRules(madeUp), ...codeRules(madeUp)].map(
    (r) => r.pattern,
  );
  const words = patterns.flatMap(
    (pattern) =>
      pattern
        // Signs and codes of currencies are the same in every language.
        .replaceAll(alternatives([...Object.keys(madeUp.currencies), ...CURRENCY_SIGNS]), " ")
        // Kinds of characters, and names of groups, are no text.
        .replace(/\\[pu]\{[^}]*\}|\[(?:\\.|[^\]\\])*\]|\(\?<\w+>|\\[a-zA-Z]/g, " ")
        .match(/[A-Za-zÀ-ÿ]+/g) ?? [],
  );

  // Of addresses, "&amp;", the signs of hour and minute, the T of ISO 8601, "2 x 3 m".
  const known = ["T", "amp", "ft", "h", "in", "m", "mailto", "min", "ttps", "ww", "www", "x"];
  expect([...new Set(words)].sort()).toEqual(known);
});

test("the general deciders know no word of a language", () => {
  const english = LANGUAGES.en?.pack;
  if (english === undefined) throw new Error("English has a pack.");
  const unknown: LanguagePack = {
    ...english,
    ...Object.fromEntries(
      Object.entries(english)
        .filter(([, v]) => Array.isArray(v))
        .map(([name]) => [name, []]),
    ),
    digitWords: {},
    digitRepeats: {},
  };

  for (const { pack } of Object.values(LANGUAGES)) {
    const heard = pack?.backchannels.filter((said) => isBackchannel(said, unknown)) ?? [];
    // Sounds are left: "mm-hmm", "ah", "uh".
    expect(heard.filter((said) => !/^[aäehmou -]+$/.test(said))).toEqual([]);
    expect(pack?.holdOn.filter((said) => completionOf(said, unknown) !== "complete") ?? []).toEqual([]);
    expect(pack?.personWords.filter((said) => asksForPerson(said, unknown)) ?? []).toEqual([]);
  }
});
