import { diff } from "node:util";
import { differing, type Field, type Fields, isSame } from "../../../worker/protocol/editing/edit-fields.ts";
import { shorten } from "../../../worker/protocol/plain-text.ts";

/** What differs between several states of an agent, field by field, in lines for a terminal. */
export interface Side {
  /** As in `published`. */
  readonly name: string;
  readonly fields: Fields;
}

/** Longer values are shown as what of their lines changed. */
const MAX_SHORT = 100;
const MAX_LINE = 1_000;

/** @param sides - from the code on; each is told by what it has over the one before. @returns nothing where none differs. */
export function differences(sides: readonly Side[]): readonly string[] {
  return differing(sides.map(({ fields }) => fields)).flatMap((name) => {
    const steps = sides.slice(1).flatMap((after, at) => step(name, sides[at], after));
    return [printable(name), ...steps.map((line) => `  ${line}`), ""];
  });
}

function step(name: string, before: Side | undefined, after: Side): readonly string[] {
  const [old, now] = [before?.fields.get(name), after.fields.get(name)];
  if (!before || isSame(old?.value, now?.value)) return [];
  const [from, to] = [linesOf(old), linesOf(now)];
  const width = Math.max(before.name.length, after.name.length);
  if (from.length <= 1 && to.length <= 1)
    return [
      `- ${before.name.padEnd(width)}  ${printable(from[0] ?? "(not there)")}`,
      `+ ${after.name.padEnd(width)}  ${printable(to[0] ?? "(not there)")}`,
    ];
  return [`--- ${before.name}`, `+++ ${after.name}`, ...unified(from, to).map(printable)];
}

/** One where it is short and no text of several, none where there is no such field. */
function linesOf(field: Field | undefined): readonly string[] {
  if (!field) return [];
  const { value } = field;
  const text = typeof value === "string" ? value.trimEnd() : JSON.stringify(value, undefined, 2);
  const short = JSON.stringify(value);
  const isText = typeof value === "string" && text.includes("\n");
  if (short.length <= MAX_SHORT && !isText) return [short];
  return text.split("\n");
}

/** Nothing that somebody wrote moves a terminal's cursor, or fills it. */
function printable(line: string): string {
  const shown = line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
  return shown.length > MAX_LINE ? `${shorten(shown, MAX_LINE)} (${shown.length} characters)` : shown;
}

type Line = readonly [sign: " " | "-" | "+", text: string];

const CONTEXT = 3;
/** Beyond it Node's `diff` takes seconds and a gigabyte: 13 s and 1.9 GB for 20,000 lines with 2,900 changed. */
const MAX_COMPARED = 4_000;

/** As `diff -u` writes it, without file names. */
export function unified(before: readonly string[], after: readonly string[]): readonly string[] {
  const lines = compared(before, after);
  const changes = lines.flatMap(([sign], at) => (sign === " " ? [] : [at]));
  const hunks: { from: number; to: number }[] = [];
  for (const at of changes) {
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, at - CONTEXT), Math.min(lines.length, at + CONTEXT + 1)];
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  const count = (part: readonly Line[], sign: "-" | "+") => part.filter(([own]) => own !== sign).length;
  const span = (start: number, length: number) => `${length === 0 ? start : start + 1},${length}`;
  return hunks.flatMap(({ from, to }) => {
    const [above, part] = [lines.slice(0, from), lines.slice(from, to)];
    const old = span(count(above, "+"), count(part, "+"));
    const now = span(count(above, "-"), count(part, "-"));
    return [`@@ -${old} +${now} @@`, ...part.map(([sign, text]) => `${sign}${text}`)];
  });
}

/** Both in one: what is the same at the beginning and the end is not compared. */
function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [old, now] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const same = (lines: readonly string[]) => lines.map((text): Line => [" ", text]);
  return [...same(before.slice(0, head)), ...middle(old, now), ...same(before.slice(before.length - tail))];
}

function middle(old: readonly string[], now: readonly string[]): readonly Line[] {
  if (old.length + now.length > MAX_COMPARED || old.length === 0 || now.length === 0)
    return [...old.map((text): Line => ["-", text]), ...now.map((text): Line => ["+", text])];
  // 1 is of the first alone, -1 of the second. Source: Node's documentation of util.diff.
  const signs = { "1": "-", "-1": "+", "0": " " } as const;
  return diff(old, now).map(([op, text]): Line => [signs[`${op}`], text]);
}
