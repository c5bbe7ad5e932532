/** Texts whose form is remembered: those of a turn. */
const REMEMBERED = 16;

/**
 * An utterance as the lists of a pack are compared with it: lower case, no accents, no punctuation but the
 * apostrophe, one space between words. Transcripts differ in all of these between providers.
 */
export const fold = lately((text) =>
  foldLightly(PLAIN.test(text) ? text : text.replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "")),
);

/** The same with the accents left: "sí" ends a sentence, "si" does not. */
export const foldLightly = lately((text) => {
  const small = text.toLowerCase();
  const plain = PLAIN.test(small) ? small : small.normalize("NFC").replace(/[’‘`´]/g, "'");
  const words = plain.replace(/[^\p{L}\p{N}'@]+/gu, " ").trim();
  if (!words.includes("'")) return words;
  return words
    .replace(/(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
});

/** Nothing to take off or to bring into one form, as in most of what is said in English. */
const PLAIN = /^[ -_a-~]*$/;

/**
 * A dozen deciders look at the same words one after the other: what the last few texts became is remembered.
 *
 * @param most - of them; then it begins anew.
 */
export function lately<V>(make: (text: string) => V, most = REMEMBERED): (text: string) => V {
  const made = new Map<string, { readonly value: V }>();
  return (text) => {
    const known = made.get(text);
    if (known) return known.value;
    const value = make(text);
    if (made.size >= most) made.clear();
    made.set(text, { value });
    return value;
  };
}

/** The same for one word, without its cost where there is nothing to fold. */
export const foldWord = (word: string): string => (/^[a-z']+$/i.test(word) ? word.toLowerCase() : fold(word));

/** A value made from each key once, for as long as the key lives. For what is costly to make from a pack. */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

/** One expression for a list of sources; an empty list matches nothing. */
export const anyOf = (sources: readonly string[], flags = "u"): RegExp =>
  new RegExp(sources.length === 0 ? "(?!)" : sources.map((s) => `(?:${s})`).join("|"), flags);

/** Phrases, folded, found by whole words. */
export interface PhraseSet {
  readonly has: (phrase: string) => boolean;
  /** Can the words be cut into phrases of the set, with nothing left over? */
  readonly covers: (words: readonly string[]) => boolean;
  /** Is one of the phrases among the words? */
  readonly within: (words: readonly string[]) => boolean;
  /** Does the text end with one of the phrases? Returns the longest that does. */
  readonly ending: (words: readonly string[]) => string | undefined;
}

export function phraseSet(phrases: readonly string[], folded: (text: string) => string = fold): PhraseSet {
  const set = new Set(phrases.map(folded));
  const cut = [...set].map((p) => p.split(" "));
  const longest = Math.max(0, ...cut.map((words) => words.length));
  // Most words begin no phrase of a set, and end none: told by that alone, they are not put together with their neighbours.
  const firsts = new Set(cut.map((words) => words[0]));
  const lasts = new Set(cut.map((words) => words.at(-1)));
  return {
    has: (phrase) => set.has(phrase),
    covers: (words) => {
      const reached = new Array<boolean>(words.length + 1).fill(false);
      reached[0] = true;
      for (let end = 1; end <= words.length; end++) {
        for (let size = 1; size <= Math.min(longest, end); size++) {
          if (reached[end - size] && set.has(words.slice(end - size, end).join(" "))) reached[end] = true;
        }
      }
      return reached[words.length] === true;
    },
    within: (words) =>
      words.some((word, start) => {
        if (!firsts.has(word)) return false;
        for (let size = 1; size <= Math.min(longest, words.length - start); size++) {
          if (set.has(words.slice(start, start + size).join(" "))) return true;
        }
        return false;
      }),
    ending: (words) => {
      if (!lasts.has(words.at(-1))) return undefined;
      for (let size = Math.min(longest, words.length); size > 0; size--) {
        const phrase = words.slice(-size).join(" ");
        if (set.has(phrase)) return phrase;
      }
      return undefined;
    },
  };
}
