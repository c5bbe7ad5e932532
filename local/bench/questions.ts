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
const LAST = [
  "Archer",
  "Becker",
  "Cooper",
  "Draper",
  "Falconer",
  "Fisher",
  "Fletcher",
  "Gardner",
  "Glover",
  "Mercer",
  "Miller",
  "Porter",
  "Potter",
  "Shepherd",
  "Tanner",
  "Weaver",
] as const;
const ASKS = [
  (name: string) => `This is ${name}, do you have the red running shoes in stock?`,
  (name: string) => `Hello, this is ${name}. Where is the order that I placed last week?`,
  (name: string) => `This is ${name}, can I still change the delivery address?`,
  (name: string) => `This is ${name}. How long does the delivery usually take?`,
] as const;

/** @param index - any number from 0; questions repeat after 1,024. */
export function question(index: number): string {
  const ask = ASKS[index % ASKS.length] ?? ASKS[0];
  const person = Math.floor(index / ASKS.length);
  return ask(`${FIRST[person % FIRST.length]} ${LAST[Math.floor(person / FIRST.length) % LAST.length]}`);
}

/** The name the caller gave. */
export const nameIn = (said: string): string => /\bthis is (\w+ \w+)/i.exec(said)?.[1] ?? "nobody";
