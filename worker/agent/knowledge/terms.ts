import { fold, lately } from "../../language/hearing/words.ts";
import { COMMON, ENDINGS, MEANINGS } from "./words.ts";

/** A text as what it is found by: its meanings, and the stems of its other words. */

const common: ReadonlySet<string> = new Set(COMMON.flatMap((words) => words.split(" ")));

/** By beginning and by the whole word; those of several words apart, as they are looked for first. */
const beginnings = new Map<string, string>();
const wholeWords = new Map<string, string>();
const phrases = new Map<string, string>();
for (const [meaning, words] of Object.entries(MEANINGS))
  for (const word of words.split(" ").filter(Boolean)) {
    if (word.includes("+")) phrases.set(word.replaceAll("+", " "), meaning);
    else if (word.endsWith(".")) wholeWords.set(word.slice(0, -1), meaning);
    else beginnings.set(word, meaning);
  }
/** Folded text is letters, digits and spaces alone. */
const aPhrase = new RegExp(`(?<= )(?:${[...phrases.keys()].join("|")})(?= )`, "g");
/** Stands before a meaning in the place of a phrase's words: no folded text has it. */
const MEANING = "=";

/** Shorter beginnings are found in words of all kinds. */
const SHORTEST = 3;
/** What is found within a compound has to be a word of some length: "Liefer-adresse". */
const SHORTEST_PART = 4;
/** Letters that join the parts of a compound: "Rückgabe-frist", "Geschenk-s-karte", "Öffnung-szeiten". */
const MOST_JOINING = 2;

export function termsOf(text: string): readonly string[] {
  return ` ${fold(text).replaceAll("'", " ")} `
    .replace(aPhrase, (words) => (phrases.get(words) ?? "").replace(/^|(?<= )/g, MEANING))
    .split(" ")
    .flatMap((word) => {
      if (word === "" || common.has(word)) return [];
      return word.startsWith(MEANING) ? word.slice(MEANING.length) : meantBy(word);
    });
}

/** The same few words make up most of a text. */
const REMEMBERED = 5_000;
const meantBy = lately(meant, REMEMBERED);

function meant(word: string): readonly string[] {
  const whole = wholeWords.get(word);
  if (whole !== undefined) return whole.split(" ");
  for (let length = word.length; length >= SHORTEST; length -= 1) {
    const meaning = beginnings.get(word.slice(0, length));
    if (meaning !== undefined) return [...meaning.split(" "), ...otherPart(word.slice(length))];
  }
  return [stem(word)];
}

/** What the rest of a compound means. */
function otherPart(rest: string): readonly string[] {
  for (let from = 0; from <= MOST_JOINING && rest.length - from >= SHORTEST_PART; from += 1) {
    const part = rest.slice(from);
    for (let length = part.length; length >= SHORTEST_PART; length -= 1) {
      const meaning =
        (length === part.length ? wholeWords.get(part) : undefined) ?? beginnings.get(part.slice(0, length));
      if (meaning !== undefined) return meaning.split(" ");
    }
  }
  return [];
}

function stem(word: string): string {
  const ending = ENDINGS.find((e) => word.endsWith(e) && word.length - e.length >= SHORTEST_PART);
  return ending === undefined ? word : word.slice(0, -ending.length);
}
