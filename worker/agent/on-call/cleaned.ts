import type { Known, KnownCaller } from "../../protocol/caller/known-caller.ts";
import { isRecord } from "../../protocol/json-reader.ts";
import { plain, shorten } from "../../protocol/plain-text.ts";

/** What sources have said, as far as it is of use: nothing of another party's is trusted to be small, flat or plain. */

type Text = (text: string) => string;

/** Items, and characters of each. What is cut is the least important: sources say the most important first. */
const BOUNDS = { profile: 30, memory: 20, variables: 30, name: 60, value: 200, line: 500 } as const;
/** Of all that the sources of one call know together: the model reads it with each turn, and to mask as much takes some 30 ms. */
export const MAX_KNOWN_CHARS = 4_000;
/** A number that is cut is known as one only when it is seen whole. */
const LONGEST_NUMBER = 40;

/** @param said - whatever a source gave. @param hide - takes out what the source was asked with. */
export function cleaned(from: string, said: unknown, hide: Text): KnownCaller {
  const { profile, memory, variables } = isRecord(said) ? said : {};
  const named = fieldsOf(profile, BOUNDS.profile, hide).map(([name, value]) => ({ from, name, value }));
  const lines = (Array.isArray(memory) ? memory.slice(0, BOUNDS.memory) : [])
    .map((line) => ({ from, value: textOf(line, BOUNDS.line, hide) }))
    .filter(({ value }) => value !== "");
  const set = fieldsOf(variables, BOUNDS.variables, hide).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  return { facts: [...named, ...lines], variables: Object.fromEntries(set) };
}

/**
 * What several sources know, in their order: of one variable's name the first counts, and what goes beyond the room is left
 * out.
 *
 * @param conceal - takes out what nobody may read.
 */
export function together(all: readonly KnownCaller[], conceal: Text): KnownCaller {
  let room = MAX_KNOWN_CHARS;
  const fits = (name: string, value: string): boolean => {
    room -= name.length + value.length;
    return room >= 0;
  };
  // The greeting and tools are made of these, and a source that remembers much has them all the same.
  const variables = new Map<string, string>();
  for (const [name, value] of all.flatMap((known) => Object.entries(known.variables)))
    if (!variables.has(name) && fits(name, value))
      for (const shown of masked({ name, value }, conceal)) variables.set(name, shown.value);
  const facts = all
    .flatMap((known) => known.facts)
    .filter(({ name = "", value }) => fits(name, value))
    .flatMap((fact) => masked(fact, conceal));
  return { facts, variables: Object.fromEntries(variables) };
}

/** Read with its name beside it: some numbers are a secret only where they are called by their name. */
function masked<K extends Pick<Known, "name" | "value">>(known: K, conceal: Text): K[] {
  const { name, value } = known;
  if (name === undefined) return [{ ...known, value: shorten(conceal(value), BOUNDS.line) }];
  const line = `${name}: `;
  const shown = conceal(`${line}${value}`);
  return shown.startsWith(line) ? [{ ...known, value: shorten(shown.slice(line.length), BOUNDS.value) }] : [];
}

/** The first of its own fields that hold something: another party's object may have any number. */
function fieldsOf(value: unknown, most: number, hide: Text): readonly (readonly [string, string])[] {
  if (!isRecord(value)) return [];
  return Object.keys(value)
    .slice(0, most)
    .map((name) => [shorten(plain(name), BOUNDS.name), textOf(value[name], BOUNDS.value, hide)] as const)
    .filter(([name, text]) => name !== "" && name !== "__proto__" && text !== "");
}

/** A line; empty for whatever is no plain value. */
function textOf(value: unknown, maxChars: number, hide: Text): string {
  if (typeof value === "number" ? !Number.isFinite(value) : !["string", "boolean"].includes(typeof value))
    return "";
  return plain(hide(String(value).slice(0, maxChars + LONGEST_NUMBER)));
}
