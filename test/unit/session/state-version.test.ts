import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { STATE_VERSION } from "../../../worker/session/state/call-state.ts";

/**
 * What is stored is read by the next release. It is told apart by its version, so a change of its shape without one
 * would be read as if nothing had changed. The shape is the text of the types that `CallState` is made of.
 */

/** When this test fails, the shape has changed: raise STATE_VERSION, and write here what the failure prints. */
const SHAPE = { version: 8, print: "3217d12a62010700" };

const worker = path.resolve(import.meta.dirname, "../../../worker");
const files = readdirSync(worker, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));

/** Interfaces and type aliases of a source, without comments and white space, by name. */
function declarations(source: string): readonly (readonly [name: string, text: string])[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found = code.matchAll(
    /^(?:export )?(?:interface (\w+)[^{]*\{[\s\S]*?^\}|type (\w+)(?:<[^=]*>)? =[\s\S]*?;$)/gm,
  );
  return [...found].map((m) => [m[1] ?? m[2] ?? "", m[0].replace(/\s+/g, " ")]);
}

/** Where a declaration of that name is looked for: what is stored is made of the state's types and few others. */
const HOMES = /^(?:session\/state\/|language\/spoken\/|protocol\/(?:handoff|caller\/known-caller)\.ts$)/;

function shapeOf(root: string): string {
  const known = new Map(
    files
      .filter((f) => HOMES.test(f))
      .flatMap((f) => declarations(readFileSync(path.join(worker, f), "utf8"))),
  );
  const shape = new Map<string, string>();
  const read = (name: string): void => {
    const text = known.get(name);
    if (text === undefined || shape.has(name)) return;
    shape.set(name, text);
    for (const [word] of text.matchAll(/\b[A-Z]\w+/g)) read(word);
  };
  read(root);
  return [...shape].map(([, text]) => text).join("\n");
}

const printOf = (shape: string): string => createHash("sha256").update(shape).digest("hex").slice(0, 16);

test("every part of the state is in its shape", () => {
  const shape = shapeOf("CallState");

  for (const name of [
    "Hearing",
    "Keypad",
    "Speaking",
    "Playback",
    "Kept",
    "ToolRun",
    "Run",
    "Attempt",
    "Why",
    "SpeechState",
  ])
    expect(shape).toMatch(new RegExp(`(?:interface|type) ${name}\\b`));
});

test("a field that is added, renamed or made optional changes the shape, a comment does not", () => {
  const source = "export interface A {\n  /** Why. */\n  readonly b: string;\n}\n";
  const [[, text] = []] = declarations(source);

  expect(declarations(source.replace("Why", "Because"))[0]?.[1]).toBe(text);
  for (const other of [
    source.replace("b:", "c:"),
    source.replace("b:", "b?:"),
    source.replace(";\n}", ";\n  d: 1;\n}"),
  ])
    expect(declarations(other)[0]?.[1]).not.toBe(text);
});

test("the shape of what is stored has not changed without its version", () => {
  expect({ version: STATE_VERSION, print: printOf(shapeOf("CallState")) }).toEqual(SHAPE);
});
