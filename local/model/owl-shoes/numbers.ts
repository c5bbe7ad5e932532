/** Numbers as callers say them and speech recognition writes them. */

const DIGIT_WORDS: Readonly<Record<string, string>> = {
  en: "zero one two three four five six seven eight nine",
  es: "cero uno dos tres cuatro cinco seis siete ocho nueve",
  fr: "zero un deux trois quatre cinq six sept huit neuf",
  de: "null eins zwei drei vier funf sechs sieben acht neun",
  pt: "zero um dois tres quatro cinco seis sete oito nove",
};
const TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const REPEATS: Readonly<Record<string, number>> = { double: 2, triple: 3 };
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1_000 };

const VALUES: ReadonlyMap<string, number> = new Map([
  ...Object.values(DIGIT_WORDS).flatMap((words) =>
    words.split(" ").map((word, value) => [word, value] as const),
  ),
  ...TEENS.map((word, i) => [word, 10 + i] as const),
  ...TENS.map((word, i) => [word, 20 + 10 * i] as const),
  ["oh", 0],
  ["o", 0],
]);

/** Words that are a number in one language and something else in another, or in the same. */
const ONLY_AMONG_NUMBERS = new Set(["oh", "o", "un", "um", "one", "uno", "double", "triple"]);

/** Lower case, without accents, with plain apostrophes. */
export const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’‘`]/g, "'").replace(/ß/g, "ss").toLowerCase();

/**
 * Every number in an utterance, as digits: "one zero four two", "O-H 1 0 4 2", "ten forty-two", "double four",
 * "one thousand and forty two" and "1,042" are one number each; "1042 and 1077" are two.
 */
export function numbersIn(text: string): string[] {
  const tokens = plain(text)
    .replace(/(?<=\d),(?=\d{3}\b)/g, "")
    .match(/\d+(?:\.\d+)?|[a-z']+|[,;.?!]/g);
  const numbers: string[] = [];
  let run: string[] = [];
  const end = () => {
    while (run.length > 0 && run.every((token) => ONLY_AMONG_NUMBERS.has(token))) run = [];
    if (run.length > 0) numbers.push(digitsOf(run));
    run = [];
  };
  for (const [i, token] of (tokens ?? []).entries()) {
    const next = tokens?.[i + 1] ?? "";
    if (isNumeric(token)) run.push(token);
    else if (token === "and" && (run.at(-1) ?? "") in SCALES && isNumeric(next)) continue;
    else if (token === "," && isShort(run.at(-1)) && isShort(next)) continue;
    else end();
  }
  end();
  return numbers.filter((number) => number !== "");
}

const isNumeric = (token: string): boolean =>
  /^\d/.test(token) || VALUES.has(token) || token in SCALES || token in REPEATS;

const isShort = (token: string | undefined): boolean =>
  token !== undefined && /^(\d{1,2}|[a-z]+)$/.test(token) && isNumeric(token);

function digitsOf(tokens: readonly string[]): string {
  if (tokens.some((token) => token in SCALES)) return String(spelledOut(tokens));
  let digits = "";
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] ?? "";
    const next = VALUES.get(tokens[i + 1] ?? "");
    const value = VALUES.get(token);
    if (token in REPEATS) {
      const digit = tokens[i + 1] ?? "";
      digits += String(VALUES.get(digit) ?? digit).repeat(REPEATS[token] ?? 1);
      i += 1;
    } else if (value !== undefined && value >= 20 && next !== undefined && next > 0 && next < 10) {
      digits += String(value + next);
      i += 1;
    } else {
      digits += value === undefined ? token : String(value);
    }
  }
  return digits;
}

function spelledOut(tokens: readonly string[]): number {
  let total = 0;
  let current = 0;
  for (const token of tokens) {
    if (token === "thousand") {
      total += (current || 1) * 1_000;
      current = 0;
    } else if (token === "hundred") {
      current = (current || 1) * 100;
    } else {
      current += VALUES.get(token) ?? Number(token);
    }
  }
  return total + current;
}

/** A shoe size: a number from 3 to 50, with or without a half. */
export function sizeFrom(text: string): number | undefined {
  const words = plain(text)
    .replace(/\b(?:and a half|y medi[oa]|et demi|einhalb|e meio)\b|(?<=\d) ?(?:1\/2|½)/g, " point five")
    .replace(/\b(?:point|comma|coma|virgule|komma|virgula)\s+(?:five|cinco|cinq|funf)\b/g, " .5");
  const half = / \.5\b/.test(words);
  const [first] = numbersIn(words.replace(/ \.5\b/g, " "));
  const size = Number(first) + (half ? 0.5 : 0);
  return first !== undefined && size >= 3 && size <= 50 ? size : undefined;
}
