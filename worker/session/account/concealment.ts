import { figuresIn, isWithinNumber } from "../../language/hearing/figures.ts";
import { ALL_PACKS } from "../../language/packs.ts";
import type { Secret } from "../state/rules.ts";
import { maskCards } from "./card-numbers.ts";

/** Fewer digits than a security code are no secret, and would be found in any price. */
const SHORTEST_SECRET = 3;

type Vault = Readonly<Record<string, string>>;
type Conceal = (text: string) => string;

/**
 * Takes out of text what nobody may read who takes the call over: payment card numbers, what the caller keyed in
 * as a secret, and what the agent names; in figures or in words. What is masked already stays as it is.
 *
 * @param vault - values keyed in secure mode, by purpose.
 */
export function concealer(vault: Vault, secrets: readonly Secret[] = []): Conceal {
  const conceal = secretConcealer(vault, secrets);
  return (text) => maskCards(conceal(text));
}

/** The same without card numbers that nobody keyed in: what a tool has found may hold ids that look like one. */
export function secretConcealer(vault: Vault, secrets: readonly Secret[] = []): Conceal {
  const all = [
    ...Object.values(vault)
      .filter((v) => v.length >= SHORTEST_SECRET)
      .map(keyed),
    ...secrets,
  ];
  return all.length === 0 ? (text) => text : (text) => all.reduce(hide, text);
}

function keyed(value: string): Secret {
  const keys = [...value].map((key) => (/\d/.test(key) ? key : `\\${key}`));
  const pattern = new RegExp(`(?<!\\d)${keys.join("[ .-]?")}(?!\\d)`, "g");
  return {
    shown: "••••",
    checked: false,
    find: (text) => [...text.matchAll(pattern)].map((m) => ({ from: m.index, to: m.index + m[0].length })),
  };
}

/**
 * What is told of a secret over several texts is taken out of each of them; of those alone whose check digits tell
 * them from an order number with a postcode behind it.
 *
 * @returns the texts as they may be seen, those without a number as they are.
 */
export function withoutSpread(texts: readonly string[], secrets: readonly Secret[]): readonly string[] {
  const checked = secrets.filter((s) => s.checked);
  const parts = texts.map((text) => (checked.length > 0 && hasNumber(text) ? text : ""));
  if (parts.filter(Boolean).length < 2) return texts;
  const told = parts.filter(Boolean).join(" ");
  const found = checked
    .flatMap(({ shown, find }) => placesOf(told, find).map((place) => ({ ...place, shown })))
    .sort((a, b) => a.from - b.from);
  let start = 0;
  return texts.map((text, i) => {
    if (!parts[i]) return text;
    const [from, end] = [start, start + text.length];
    start = end + 1;
    return found
      .filter((f) => f.from < end && f.to > from && (f.from < from || f.to > end))
      .reduceRight((shown, f) => {
        const [first, last] = [Math.max(f.from - from, 0), Math.min(f.to - from, text.length)];
        return shown.slice(0, first) + f.shown + shown.slice(last);
      }, text);
  });
}

const hasNumber = (text: string): boolean => figuresIn(text, ALL_PACKS).some((reading) => reading.length > 0);

/** As it is written, and as it would be with its numbers in figures; the first of those that overlap. */
function placesOf(
  text: string,
  find: Secret["find"],
): readonly { readonly from: number; readonly to: number }[] {
  const found = [
    ...find(text),
    ...inFigures(text).flatMap((view) =>
      find(view.text).map(({ from, to }) => ({
        from: view.places[from]?.from ?? 0,
        to: view.places[to - 1]?.to ?? 0,
      })),
    ),
  ].sort((a, b) => a.from - b.from || b.to - a.to);
  return found.filter(({ from }, i) => found.slice(0, i).every((before) => before.to <= from));
}

function hide(text: string, { shown, find }: Secret): string {
  const found = placesOf(text, find);
  let [out, at] = ["", 0];
  for (const { from, to } of found) {
    if (from >= at) out += text.slice(at, from) + shown;
    at = Math.max(at, to);
  }
  return out + text.slice(at);
}

interface View {
  readonly text: string;
  /** For each of its letters where it comes from. */
  readonly places: readonly { readonly from: number; readonly to: number }[];
}

/** "oh seven eight, oh five" → "07805"; each reading of the text, none where there is no number in it. */
function inFigures(text: string): readonly View[] {
  return figuresIn(text, ALL_PACKS).flatMap((figures): readonly View[] => {
    if (figures.length === 0) return [];
    const places: { from: number; to: number }[] = [];
    let [shown, at] = ["", 0];
    const copy = (until: number) => {
      for (let i = at; i < until; i++) places.push({ from: i, to: i + 1 });
      shown += text.slice(at, until);
    };
    figures.forEach((figure, i) => {
      if (i === 0 || !isWithinNumber(text.slice(at, figure.from), ALL_PACKS)) copy(figure.from);
      for (const _ of figure.digits) places.push({ from: figure.from, to: figure.to });
      shown += figure.digits;
      at = figure.to;
    });
    copy(text.length);
    return [{ text: shown, places }];
  });
}
