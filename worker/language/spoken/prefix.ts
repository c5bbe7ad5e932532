/** The parts a pattern is made of: escapes, classes, group openers, quantifiers, plain characters. */
const PART =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?<[=!]|\(\?[=!:]|\(\?<\w+>|[()|*+?^$]|\{\d+(?:,\d*)?\}|./gsu;

/** Groups that are not taken apart. */
const isKept = (part: string): boolean => part === "(?!" || part === "(?<=" || part === "(?<!";

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})$/;

/**
 * The source of a regular expression that matches every beginning of what `source` matches, the whole included.
 * A streaming reader needs it to know whether what it holds can still become a token.
 *
 * Each atom may also match the end of the input, and once one did, all that follow must. What a trailing
 * `(?=…)` looks ahead to counts as part of the text, for the reader has to see it before it can decide.
 * Look-behinds and `(?!…)` stay as they are. Back references and lazy quantifiers are not supported.
 */
export function prefixSource(source: string): string {
  let out = "";
  /** Depth inside a group that is not taken apart. */
  let verbatim = 0;
  for (const [part] of source.matchAll(PART)) {
    const opens = part.startsWith("(");
    if (verbatim > 0 || isKept(part)) {
      if (opens) verbatim++;
      if (part === ")") verbatim--;
      out += part;
    } else if (opens) {
      out += "(?:";
    } else if (part === ")" || part === "|" || part === "^" || part === "$" || QUANTIFIER.test(part)) {
      out += part;
    } else {
      out += `(?:${part}|$)`;
    }
  }
  return out;
}

/**
 * The source of a regular expression that matches every first character of what `source` matches, and some more: what
 * stands before the text, and what must not follow, is not asked. It reads no further than it has to, for of all that
 * is made ready for a language these are needed at once, and a long one takes a millisecond to compile.
 */
export function firstSource(source: string): string {
  const parts = [...source.matchAll(PART)].map(([part]) => part);
  let out = "";
  let skipped = 0;
  /** Has the alternative that is read taken a character, and have those before it in the group? */
  const levels = [{ taken: false, earlier: true }];
  parts.forEach((part, i) => {
    const level = levels.at(-1) ?? { taken: false, earlier: true };
    const isOptional = /^(?:[*?]|\{0)/.test(parts[i + 1] ?? "");
    if (skipped > 0) {
      skipped += part.startsWith("(") ? 1 : part === ")" ? -1 : 0;
    } else if (part === ")") {
      const { taken, earlier } = levels.pop() ?? level;
      const outer = levels.at(-1);
      const always = taken && earlier && !isOptional;
      if (outer && always) outer.taken = true;
      out += always ? ")" : ")|";
    } else if (part === "|") {
      out += part;
      level.earlier &&= level.taken;
      level.taken = false;
    } else if (part.startsWith("(") && (level.taken || isKept(part))) {
      skipped = 1;
    } else if (part.startsWith("(")) {
      levels.push({ taken: false, earlier: true });
      out += "(?:";
    } else if (!level.taken && !QUANTIFIER.test(part) && part !== "^" && part !== "$") {
      out += isOptional ? `${part}|` : part;
      level.taken = !isOptional;
    }
  });
  return out;
}
