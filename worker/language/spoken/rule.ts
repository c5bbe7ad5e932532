import { firstSource, prefixSource } from "./prefix.ts";

/**
 * What the transducer is in the middle of. All but `text` exist because such a run may be longer than what can
 * be held back: `address` after the first dot or slashes of a URL or e-mail, `code` inside letters mixed with
 * digits; the `skip_` modes drop what is not for the ear, up to their end.
 */
export type Mode = "text" | "address" | "code" | "skip_target" | "skip_mark" | "skip_tag" | "skip_line";

/** What is known where a token was found. */
export interface Place {
  /** Raw text before the token, at most `BEFORE_CHARS`; starts with a line feed at the start of the reply. */
  readonly before: string;
  /** The one raw character behind the token; empty at the end of the reply. */
  readonly after: string;
  /** The last two characters that were spoken. */
  readonly tail: string;
}

/** What is said for a token, and the mode it leaves behind when that is not the one it was found in. */
export type Speech = string | { readonly spoken: string; readonly mode: Mode };

/** A kind of token: how it is written, and what is said for it. `undefined` declines, as if it did not match. */
export interface Rule {
  /** Source of a regular expression with the `u` flag. May look behind into `before`. */
  readonly pattern: string;
  readonly speak: (match: RegExpExecArray, place: Place) => Speech | undefined;
}

export const rule = (pattern: string, speak: Speech | Rule["speak"]): Rule => ({
  pattern,
  speak: typeof speak === "function" ? speak : () => speak,
});

/** The letters that a language is written with, as the inside of a character class: `a-zß-öø-ÿ`. */
export interface Alphabet {
  readonly lower: string;
  readonly upper: string;
}

const LATIN: Alphabet = { lower: "a-zß-öø-ÿœ", upper: "A-ZÀ-ÖØ-ÞŒ" };

/**
 * `\p{L}` and its kin, narrowed to the letters of the language that is spoken. Unicode's classes have hundreds of
 * ranges, and with them in every pattern the first reply waits a quarter of a second.
 */
export const narrowed = (pattern: string, { lower, upper }: Alphabet = LATIN): string =>
  pattern.replace(/\[(?:\\.|[^\]\\])*\]|\\p\{\w+\}/gu, (part) => {
    const inside = part
      .replaceAll("\\p{Lu}", upper)
      .replaceAll("\\p{Ll}", lower)
      .replaceAll("\\p{L}", upper + lower)
      .replaceAll("\\p{N}", "\\d");
    return part.startsWith("[") || inside === part ? inside : `[${inside}]`;
  });

/** Rules made ready: whether a text can still become a token, and which token it is. */
export interface RuleSet {
  /** Can `text` from `from` on be the beginning of a token? */
  readonly viable: (text: string, from: number) => boolean;
  /** The longest token at `from`; the earlier rule wins among equals. */
  readonly find: (text: string, from: number, tail: string) => { raw: string; speech: Speech } | undefined;
}

/** A rule whose expressions are compiled when they are first asked: what a reply has no need of costs it nothing. */
interface Ready {
  readonly first: RegExp;
  readonly prefix: () => RegExp;
  readonly pattern: () => RegExp;
  readonly speak: Rule["speak"];
}

const onFirstUse = (source: () => string): (() => RegExp) => {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(source(), "uy");
    return made;
  };
};

const readied = ({ pattern, speak }: Rule): Ready => ({
  first: new RegExp(`^(?:${firstSource(pattern)})$`, "u"),
  prefix: onFirstUse(() => `(?:${prefixSource(pattern)})$`),
  pattern: onFirstUse(() => pattern),
  speak,
});

const matches = (expression: RegExp, text: string, from: number): boolean => {
  expression.lastIndex = from;
  return expression.test(text);
};

export function ruleSet(written: readonly Rule[], alphabet: Alphabet = LATIN): RuleSet {
  const rules = written.map((r) => readied({ ...r, pattern: narrowed(r.pattern, alphabet) }));
  const byFirst = new Map<string, readonly Ready[]>();

  const startingWith = (first: string): readonly Ready[] => {
    const known = byFirst.get(first) ?? rules.filter((r) => r.first.test(first));
    byFirst.set(first, known);
    return known;
  };

  // One rule is enough to wait for more, whichever: the one that was last is likely to be again, with one character more.
  const byLuck = new Map<string, Ready[]>();
  const askedFirst = (first: string): Ready[] => {
    const known = byLuck.get(first) ?? [...startingWith(first)];
    byLuck.set(first, known);
    return known;
  };

  return {
    viable: (text, from) => {
      const asked = askedFirst(text.charAt(from));
      for (const [at, ready] of asked.entries()) {
        if (!matches(ready.prefix(), text, from)) continue;
        if (at > 0) asked.unshift(...asked.splice(at, 1));
        return true;
      }
      return false;
    },
    find: (text, from, tail) => {
      let best: { raw: string; speech: Speech } | undefined;
      for (const { pattern, speak } of startingWith(text.charAt(from))) {
        const expression = pattern();
        expression.lastIndex = from;
        const match = expression.exec(text);
        const raw = match?.[0] ?? "";
        if (!match || raw.length <= (best?.raw.length ?? 0)) continue;
        const end = from + raw.length;
        const speech = speak(match, { before: text.slice(0, from), after: text.slice(end, end + 1), tail });
        if (speech !== undefined) best = { raw, speech };
      }
      return best;
    },
  };
}
