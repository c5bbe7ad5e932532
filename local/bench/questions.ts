/**
 * What the callers of the bench say: whole sentences, as an unfinished one is waited for, and no two alike, so
 * that each request is known by its question and each reply by the name in it.
 */

const FIRST = [
  "Amber",
  "Bella",
  "Carla",
  "Diana",
  "Ellen",
  "Fiona",
  "Greta",
  "Helen",
  "Irene",
  "Julia",
  "Karen",
  "Laura",
  "Maria",
  "Nadia",
  "Olive",
  "Paula",
] as const;
const STEMS = [
  "Arch",
  "Beck",
  "Coop",
  "Drap",
  "Falk",
  "Fish",
  "Gard",
  "Glov",
  "Merc",
  "Mill",
  "Pott",
  "Tann",
] as const;
const ENDINGS = [
  "er",
  "ers",
  "erly",
  "ington",
  "ford",
  "field",
  "ley",
  "man",
  "stone",
  "well",
  "wood",
  "worth",
] as const;
const ASKS = [
  (name: string) => `This is ${name}, do you have the red running shoes in stock?`,
  (name: string) => `Hello, this is ${name}. Where is the order that I placed last week?`,
  (name: string) => `This is ${name}, can I still change the delivery address?`,
  (name: string) => `This is ${name}. How long does the delivery usually take?`,
] as const;

/** @param index - any number from 0; questions repeat after 9,216. */
export function question(index: number): string {
  const ask = ASKS[index % ASKS.length] ?? ASKS[0];
  const first = Math.floor(index / ASKS.length);
  const stem = Math.floor(first / FIRST.length);
  const ending = Math.floor(stem / STEMS.length);
  return ask(`${of(FIRST, first)} ${of(STEMS, stem)}${of(ENDINGS, ending)}`);
}

const of = (list: readonly string[], index: number): string => list[index % list.length] ?? "";

/** The name the caller gave. */
export const nameIn = (said: string): string => /\bthis is (\w+ \w+)/i.exec(said)?.[1] ?? "nobody";

/** The callers a reply of `REPLY` was meant for. */
export const namesHeard = (reply: string): readonly string[] =>
  [...reply.matchAll(/\bThanks, (\w+ \w+)/g)].map(([, name = ""]) => name);
