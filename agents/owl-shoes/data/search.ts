import { CATALOGUE, type Shoe } from "./catalogue.ts";

/** What callers say around a name. */
const NOISE = new Set([
  "owl",
  "owls",
  "shoe",
  "shoes",
  "pair",
  "pairs",
  "the",
  "a",
  "an",
  "of",
  "in",
  "some",
  "your",
]);

export type ShoeFound =
  | { readonly kind: "one"; readonly shoe: Shoe }
  | { readonly kind: "several"; readonly shoes: readonly Shoe[] }
  | { readonly kind: "none" };

/**
 * Finds a shoe by what a caller calls it: in any case, singular or plural, without the brand, with a slip of one
 * letter ("trial runner"). Words that fit no shoe at all are passed over; equally good shoes are several.
 */
export function findShoe(spoken: string): ShoeFound {
  const known = wordsOf(spoken)
    .filter((word) => !NOISE.has(word))
    .map((word) => new Map(CATALOGUE.map((shoe) => [shoe, likeness(word, shoe)])))
    .filter((fit) => [...fit.values()].some((score) => score > 0));
  if (known.length === 0) return { kind: "none" };

  const scored = CATALOGUE.map((shoe) => ({
    shoe,
    score: known.reduce((sum, fit) => sum + (fit.get(shoe) ?? 0), 0),
  }));
  const best = Math.max(...scored.map((s) => s.score));
  const shoes = scored.filter((s) => s.score === best).map((s) => s.shoe);
  const [shoe, ...others] = shoes;
  return shoe && others.length === 0 ? { kind: "one", shoe } : { kind: "several", shoes };
}

/** The offered colour that a caller means ("blue" for "midnight blue"), if there is one. */
export function findColor(spoken: string, shoe: Shoe): string | undefined {
  const asked = wordsOf(spoken);
  return Object.keys(shoe.stock).find((color) => wordsOf(color).some((word) => asked.includes(word)));
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]s\b/g, "");
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => (word === "gray" ? "grey" : word.length > 3 ? word.replace(/s$/, "") : word));
}

/** 12 for a word of the name, 11 for one with a slip in it, 10 for what kind it is, else 0: more words outweigh better ones. */
function likeness(word: string, shoe: Shoe): number {
  const name = wordsOf(shoe.name);
  if (name.includes(word)) return 12;
  if (shoe.kinds.includes(word)) return 10;
  return word.length >= 4 && name.some((part) => isOneSlipAway(word, part)) ? 11 : 0;
}

/** One letter more, less, other, or two in the wrong order. */
function isOneSlipAway(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const [restOfA, restOfB] = [a.slice(at), b.slice(at)];
  return (
    restOfA.slice(1) === restOfB ||
    restOfA === restOfB.slice(1) ||
    restOfA.slice(1) === restOfB.slice(1) ||
    (restOfA.slice(2) === restOfB.slice(2) && restOfA[0] === restOfB[1] && restOfA[1] === restOfB[0])
  );
}
