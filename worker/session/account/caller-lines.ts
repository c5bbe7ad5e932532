import { endsSpelled, isFiller } from "../../language/hearing/between-figures.ts";
import type { Said } from "../../language/hearing/figures.ts";
import { ALL_PACKS } from "../../language/packs.ts";
import { amend, type Draft, record } from "../draft/draft.ts";
import type { ExpectedKeys } from "../state/parts.ts";
import type { Entry, Item } from "../state/transcript.ts";
import { codeParts, detailParts } from "./card-details.ts";
import { cardParts } from "./card-numbers.ts";
import { keyedIn, secretParts, spreadParts } from "./concealment.ts";
import {
  alone,
  hasNumber,
  hidden,
  linked,
  numeralsOf,
  type Part,
  partsOfLines,
  runsOf,
  said,
  together,
} from "./told-numbers.ts";

/**
 * What the caller says and keys goes into the transcript without card numbers and other secrets: so neither the model,
 * nor the record, the payload, a tool or the disk has them. A number may be told over several turns.
 *
 * A line is read once, when it is written; the lines before it are known, and looked at again only for what goes on in
 * the new one.
 */

/** How many of the caller's turns before this one may hold the beginning of the number, and for how long. */
const TURNS_OF_A_NUMBER = 12;
const NUMBER_WITHIN_MS = 180_000;

const read = new WeakMap<Item, Said>();

function saidIn(item: Item & { role: "caller" }): Said {
  const known = read.get(item);
  if (known) return known;
  const line = said(item.text);
  read.set(item, line);
  return line;
}

/** A new entry of the caller's. @returns its id. */
export function recordCaller(d: Draft, text: string): number {
  return record(d, withheld(d, said(text), undefined));
}

/** More of an entry that is open. */
export function amendCaller(d: Draft, entryId: number, text: string): void {
  amend(d, entryId, withheld(d, said(text), entryId));
}

/** Fewer figures than this are no part of a secret that says anything. */
const LONG = 5;
const ENDS = /^[^\p{L}\p{Nd}]*$/u;

/**
 * Words that are not in the transcript yet, as a guess is asked with them: with the turn's earlier ones, `entryId`.
 *
 * @returns undefined while they may be the beginning of a secret, which nobody knows before it is whole.
 */
export function concealed(d: Draft, text: string, entryId: number | undefined): string | undefined {
  const line = said(text);
  const isBegun = numeralsOf(line).some((numerals) => {
    const run = runsOf(numerals, "loose").at(-1) ?? [];
    const digits = run.map((n) => n.digits).join("");
    return digits.length >= LONG && ENDS.test(text.slice(run.at(-1)?.to ?? 0));
  });
  const { secrets } = d.rules;
  const isTold =
    secrets.length > 0 &&
    (endsSpelled(text, ALL_PACKS) || secrets.some((s) => s.isNamed(text) || s.isNamed(lastAsked(d))));
  const before = linesBefore(d, entryId);
  const shown = seen(d, line, before);
  const isSame = before.every(({ item }, i) => shown[i] === item.text);
  const own = shown.at(-1) ?? "";
  return !isSame || ((isBegun || isTold) && own === text) ? undefined : own;
}

/** What an operator types, as the caller's own words would stand in the transcript. */
export const concealedTyped = (d: Draft, text: string): string => seen(d, said(text), []).at(-1) ?? "";

/** A number's last letter, or an address behind a name: "Z", "at example dot com". */
const MAY_GO_ON = /^\P{L}*(?:\p{L}{1,2}(?!\p{L})|ar+oba\p{L}*\b)/iu;
/** How soon the expiry is told behind the card's number. */
const TURNS_TO_DETAILS = 2;

/** The line without its secrets; the beginning of a number that it ends is taken out of the turns before. */
function withheld(d: Draft, line: Said, entryId: number | undefined): Item {
  const isPlain =
    !hasNumber(line) && d.rules.secrets.length === 0 && Object.keys(d.state.keypad.vault).length === 0;
  if (isPlain) return known({ role: "caller", text: line.text }, line);
  const before = linesBefore(d, entryId);
  const texts = seen(d, line, before);
  before.forEach(({ id, item }, i) => {
    const text = texts[i] ?? item.text;
    if (text !== item.text) amend(d, id, { ...item, text });
  });
  return known({ role: "caller", text: texts.at(-1) ?? "" }, line);
}

/** What was read of a line is known of its entry as well, where nothing is hidden in it. */
function known(item: Item & { role: "caller" }, line: Said): Item {
  if (item.text === line.text) read.set(item, line);
  return item;
}

interface CallerEntry extends Entry {
  readonly item: Item & { role: "caller" };
}

function linesBefore(d: Draft, entryId: number | undefined): readonly CallerEntry[] {
  const { transcript } = d.state;
  const lines: CallerEntry[] = [];
  for (let i = transcript.length - 1; i >= 0 && lines.length < TURNS_OF_A_NUMBER; i--) {
    const entry = transcript[i];
    if (!entry || d.now - entry.atMs > NUMBER_WITHIN_MS) break;
    const { id, atMs, item } = entry;
    if (item.role === "caller" && id !== entryId) lines.push({ id, atMs, item });
  }
  return lines.reverse();
}

/** What the agent said last. */
function lastAsked({ state }: Draft): string {
  const last = state.transcript.findLast((e) => e.item.role === "agent" && e.item.text !== "");
  return last?.item.role === "agent" ? last.item.text : "";
}

/** The lines before and the new one as they may be seen. */
function seen(d: Draft, line: Said, before: readonly CallerEntry[]): readonly string[] {
  const { keypad } = d.state;
  const secrets = [...keyedIn(keypad.vault), ...d.rules.secrets];
  const texts = before.map(({ item }) => item.text);
  if (!hasNumber(line) && !(secrets.length > 0 && MAY_GO_ON.test(line.text)))
    return [...texts, hidden(line.text, secretParts(line, secrets))];
  const asked = lastAsked(d);
  const own = [
    ...secretParts(line, secrets, asked),
    ...codeParts(line, asked),
    ...detailParts(
      line,
      asked,
      texts.slice(-TURNS_TO_DETAILS).some((text) => text.includes("[card number")),
    ),
    ...askedParts(line, keypad.expected),
  ];
  const all = [...before.map(({ item }) => saidIn(item)), line];
  const lines = hasNumber(line) ? linked(all) : all.slice(-2);
  const told = lines.length === 1 ? alone(line) : together(lines);
  const spread = spreadParts(told, secrets, [asked, line.text, ...texts]);
  const parts = partsOfLines(told, [...cardParts(told, asked), ...spread]);
  const first = texts.length + 1 - lines.length;
  return [...texts, line.text].map((text, i) =>
    hidden(text, [...(parts[i - first] ?? []), ...(i === texts.length ? own : [])]),
  );
}

/** Fewer digits are no secret by themselves, and more are another number than the one that was asked for. */
const SHORTEST_SAID = 3;
const LONGEST_SURPLUS = 2;
const LONGEST_SAID = 19;

/** What was asked for as a secret, to be keyed in, and is said. */
function askedParts(line: Said, expected: ExpectedKeys | undefined): readonly Part[] {
  if (!expected?.secure) return [];
  const most = (expected.length ?? LONGEST_SAID) + LONGEST_SURPLUS;
  return numeralsOf(line)
    .flatMap((numerals) => runsOf(numerals, "loose"))
    .flatMap((run): readonly Part[] => {
      const [first, last] = [run[0], run.at(-1)];
      if (!first || !last) return [];
      const count = run.reduce((n, { digits }) => n + digits.length, 0);
      const around = `${line.text.slice(0, first.from)} ${line.text.slice(last.to)}`;
      const isAll =
        isFiller(around, ALL_PACKS, "between") && run.slice(1).every(({ gap }) => gap !== "loose");
      if (count > most || (count < SHORTEST_SAID && !isAll)) return [];
      return [{ from: first.from, to: last.to, shown: `[${expected.purpose} withheld]` }];
    });
}
