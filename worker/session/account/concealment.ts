import type { Said } from "../../language/hearing/figures.ts";
import { type SpelledLetter, spelledLetters } from "../../language/hearing/spelled.ts";
import { oncePer } from "../../language/hearing/words.ts";
import { ALL_PACKS } from "../../language/packs.ts";
import type { Secret } from "../state/rules.ts";
import { maskCards, maskedCards } from "./card-numbers.ts";
import {
  hasNumber,
  hidden,
  isWithin,
  type Numeral,
  numeralsOf,
  type Part,
  said,
  type Told,
} from "./told-numbers.ts";

/** Fewer digits than a security code are no secret, and would be found in any price. */
const SHORTEST_SECRET = 3;
/** Whoever tells a number in three turns does not tell three numbers, each in one. */
const TURNS_OF_ONE = 3;

type Vault = Readonly<Record<string, string>>;
type Conceal = (text: string) => string;

/**
 * Takes out of text what nobody may read who takes the call over: payment card numbers, what the caller keyed in
 * as a secret, and what the agent names; in figures or in words. What is masked already stays as it is.
 *
 * @param vault - values keyed in secure mode, by purpose.
 */
export function concealer(vault: Vault, secrets: readonly Secret[] = []): Conceal {
  const all = [...keyedIn(vault), ...secrets];
  return (text) => {
    const line = said(text);
    const shown = hidden(text, secretParts(line, all));
    return hidden(shown, maskedCards(shown === text ? line : said(shown)));
  };
}

/** The same without card numbers. */
export function secretConcealer(vault: Vault, secrets: readonly Secret[] = []): Conceal {
  const all = [...keyedIn(vault), ...secrets];
  return all.length === 0 ? (text) => text : (text) => hidden(text, secretParts(said(text), all));
}

/** As many digits as a card's number has, however they are grouped. */
const AS_LONG_AS_A_CARD = /(?:\p{Nd}[^\p{L}\p{Nd}]{0,4}){13}/u;

/**
 * The same for what a tool has found, as the model is told of it: it asked with placeholders, and an endpoint may quote
 * what it was sent. The model goes on by an id, of which one in ten passes for a card's number, so that an id stays,
 * unless it is what was keyed in.
 */
export function outputConcealer(
  vault: Vault,
  secrets: readonly Secret[],
): (text: string, isId: boolean) => string {
  const keyedOnly = secretConcealer(vault);
  const named = secretConcealer(vault, secrets);
  return (text, isId) => {
    if (isId) return keyedOnly(text);
    const shown = named(text);
    return AS_LONG_AS_A_CARD.test(shown) ? maskCards(shown) : shown;
  };
}

/** A text or a number in JSON; the last text may have been cut. */
const TOKEN = /"(?:[^"\\]+|\\[\s\S])*"?|-?\d[\d.eE+-]*/g;

/** What is found under such a name is asked for again by it, and may pass for a card's number by chance. */
const ID =
  /(?:^|[^a-z])(?:id|ids|ref|reference|order|tracking|shipment|invoice|booking|case|ticket|serial|imei)(?:[^a-z]|$)|(?:Id|Ids|Ref|Number|Reference)$/;
const CARD = /card|pan\b/i;

/** Concealed token by token, so that JSON stays JSON: a number of which something is masked becomes a text. */
export function concealedJson(json: string, conceal: (text: string, isId: boolean) => string): string {
  let name = "";
  return json.replace(TOKEN, (token, at: number) => {
    const isName = json[at + token.length] === ":";
    if (isName) name = token.slice(1, -1);
    const shown = conceal(token, !isName && ID.test(name) && !CARD.test(name));
    return shown === token || token.startsWith('"') ? shown : JSON.stringify(shown);
  });
}

export const keyedIn = (vault: Vault): readonly Secret[] =>
  Object.values(vault).flatMap((v) => (v.length >= SHORTEST_SECRET ? keyed(v) : []));

function keyed(value: string): Secret {
  const keys = [...value].map((key) => (/\d/.test(key) ? key : `\\${key}`));
  const pattern = new RegExp(`(?<!\\d)${keys.join("[ .-]?")}(?!\\d)`, "g");
  return {
    shown: "••••",
    // Known as it is, it is no other number by chance.
    checked: true,
    hasFigures: true,
    isNamed: () => true,
    find: (text) => [...text.matchAll(pattern)].map((m) => ({ from: m.index, to: m.index + m[0].length })),
  };
}

/** What of a line is a secret: as it is written, and as it would be with its numbers in figures. */
export function secretParts(line: Said, secrets: readonly Secret[], asked = ""): readonly Part[] {
  if (secrets.length === 0) return [];
  if (!hasNumber(line)) {
    const sought = inContext(inWords(secrets), []);
    return [...partsIn(line.text, sought), ...found(sought, line)];
  }
  const sought = inContext(secrets, [asked, line.text]);
  return [...partsIn(line.text, sought), ...found(sought, line)];
}

interface Sought extends Pick<Secret, "shown" | "find"> {
  readonly isNamed: boolean;
  /** A number that is checked, or was called by its name, may be told with anything between its parts. */
  readonly isSure: boolean;
}

/** Nearly every line has no number, and is looked at for little. */
const inWords = oncePer((secrets: readonly Secret[]) => secrets.filter((s) => !s.hasFigures));

const inContext = (secrets: readonly Secret[], context: readonly string[]): readonly Sought[] =>
  secrets.map(({ shown, find, checked, isNamed: names }) => {
    const isNamed = context.some(names);
    return { shown, find, isNamed, isSure: checked || isNamed };
  });

const partsIn = (text: string, sought: readonly Sought[]): readonly Part[] =>
  sought.flatMap(({ shown, find, isNamed }) => find(text, isNamed).map((place) => ({ ...place, shown })));

/**
 * What is told of a secret over several lines. Without check digits a number is one when it was called one, as an order
 * number with a postcode behind it has as many digits; or when it was told in three turns.
 *
 * @param context - what else was said, and may name the secret.
 */
export function spreadParts(
  told: Told,
  secrets: readonly Secret[],
  context: readonly string[],
): readonly Part[] {
  if (secrets.length === 0 || told.starts.length < 2) return [];
  const lineOf = (at: number) => told.starts.findLastIndex((start) => start <= at);
  const linesIn = ({ from, to }: Part) => lineOf(to - 1) - lineOf(from) + 1;
  const sought = inContext(secrets, context);
  const sure = sought.filter((s) => s.isSure);
  const others = sought.filter((s) => !s.isSure);
  return [
    ...[...partsIn(told.text, sought), ...found(sure, told)].filter((part) => linesIn(part) > 1),
    ...found(others, told).filter((part) => linesIn(part) >= TURNS_OF_ONE),
  ];
}

/** A text with its numbers in figures. */
interface View {
  readonly text: string;
  /** Where a letter of it comes from. */
  readonly placeOf: (at: number) => { readonly from: number; readonly to: number };
}

/** Where they are when the numbers are in figures, in each reading of the text: "oh seven eight, oh five" → "07805". */
function found(sought: readonly Sought[], line: Said): readonly Part[] {
  const sure = sought.filter((s) => s.isSure);
  const known = new Set([line.text]);
  const look = (view: View, at: readonly Sought[]) =>
    (at.length === 0 ? [] : [view, ...inOnePiece(view)]).flatMap(({ text, placeOf }) => {
      if (known.has(text)) return [];
      known.add(text);
      return partsIn(text, at).map(({ from, to, shown }) => ({
        from: placeOf(from).from,
        to: placeOf(to - 1).to,
        shown,
      }));
    });
  const all = numeralsOf(line).filter((numerals) => numerals.length > 0);
  return [
    ...look(asItIs(line.text), sought),
    ...all.flatMap((numerals) => look(inFigures(line.text, numerals, "joined"), sought)),
    ...(sure.length === 0 ? [] : all).flatMap((numerals) =>
      look(inFigures(line.text, numerals, "loose"), sure),
    ),
  ];
}

const asItIs = (text: string): View => ({ text, placeOf: (at) => ({ from: at, to: at + 1 }) });

/** The numbers of a text in figures, those of one told number without what is said between them. */
function inFigures(text: string, numerals: readonly Numeral[], widest: "joined" | "loose"): View {
  let end = 0;
  const edits = numerals.flatMap(({ digits, from, to, gap }) => {
    const between = isWithin(gap, widest) ? [{ from: end, to: from, text: "" }] : [];
    end = to;
    return [...between, { from, to, text: digits }];
  });
  return edited(asItIs(text), edits);
}

/** Letters that are said one by one, or stand in capitals, beside a number or each other: "M B 44", "M. B. 44", "44 M B". */
const LETTER_GAP =
  /(?<=(?<![\p{L}\p{N}'])(?:\p{L}|\p{Lu}{2,4}))[ .,\n-]{1,3}(?=\p{L}(?![\p{L}'])|\p{Nd})|(?<=\p{Nd})[ .,\n-]{1,3}(?=\p{L}(?![\p{L}']))/gu;

/** What is spelled as it would be written: "Mike Bravo 44", "M as in Mary, B 44" → "MB44". */
function inOnePiece(view: View): readonly View[] {
  const letters = edited(view, spelledLetters(view.text, ALL_PACKS));
  const gaps = [...letters.text.matchAll(LETTER_GAP)];
  if (gaps.length === 0) return [];
  return [
    edited(
      letters,
      gaps.map((gap) => ({ from: gap.index, to: gap.index + gap[0].length, text: "" })),
    ),
  ];
}

/** @param edits - in order, none over another. */
function edited(view: View, edits: readonly SpelledLetter[]): View {
  if (edits.length === 0) return view;
  let [text, end] = ["", 0];
  /** Where each stretch of the new text begins, and what of the old it is. */
  const stretches: {
    readonly at: number;
    readonly from: number;
    readonly to: number;
    readonly isNew: boolean;
  }[] = [];
  const add = (words: string, from: number, to: number, isNew: boolean) => {
    stretches.push({ at: text.length, from, to, isNew });
    text += words;
  };
  for (const edit of edits) {
    add(view.text.slice(end, edit.from), end, edit.from, false);
    if (edit.text !== "") add(edit.text, edit.from, edit.to, true);
    end = edit.to;
  }
  add(view.text.slice(end), end, view.text.length, false);
  const placeOf = (at: number) => {
    const found = stretches.findLast((s) => s.at <= at);
    const from = found?.isNew ? found.from : (found?.from ?? 0) + at - (found?.at ?? 0);
    const to = found?.isNew ? found.to : from + 1;
    return { from: view.placeOf(from).from, to: view.placeOf(to - 1).to };
  };
  return { text, placeOf };
}
