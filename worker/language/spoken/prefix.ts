/** The parts a pattern is made of: escapes, classes, group openers, quantifiers, plain characters. */
const PART =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?<[=!]|\(\?[=!:]|\(\?<\w+>|[()|*+?^$]|\{\d+(?:,\d*)?\}|./gsu;

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})$/;

/**
 * The source of a regular expression that matches every beginning of what `source` matches, the whole included.
 * A streaming reader needs it to know whether what it holds can still become a token.
 *
 * Each atom may also match the end of the input, and once one did, all that follow must. What a trailing
 * `(?=…)` looks ahead to counts as part of the text, for the reader has to see it before it can decide.
 * Look-behinds and `(?!…)` stay as they are. Back references and lazy quantifiers are not supported.
 *
 * @param anywhere - leave the look-behinds out: what stands before the text is not known.
 */
export function prefixSource(source: string, anywhere = false): string {
  let out = "";
  /** Depth inside a group that is not taken apart, and whether it is kept. */
  let verbatim = 0;
  let kept = true;
  for (const [part] of source.matchAll(PART)) {
    const opens = part.startsWith("(");
    if (verbatim > 0 || part === "(?!" || part === "(?<=" || part === "(?<!") {
      if (verbatim === 0) kept = !(anywhere && part.startsWith("(?<"));
      if (opens) verbatim++;
      if (part === ")") verbatim--;
      if (kept) out += part;
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

/** The atoms that what `source` matches may begin with, as sources; with the same bounds as above. */
export function firstAtoms(source: string): readonly string[] {
  const parts = (source.match(PART) ?? []).values();
  const atoms: string[] = [];
  /** Reads up to the end of a group. @returns whether it may match nothing. */
  const group = (collects: boolean): boolean => {
    let empty = false;
    /** Nothing stands before the next part. */
    let first = true;
    let last = false;
    for (const part of parts) {
      if (part === ")") return empty || first;
      if (QUANTIFIER.test(part)) {
        if (/^(?:[*?]|\{0)/.test(part)) first ||= last;
      } else if (part === "|") {
        empty ||= first;
        first = true;
      } else if (/^\(\?(?:!|<[!=])/.test(part)) group(false);
      else if (part !== "^" && part !== "$") {
        last = first;
        if (part.startsWith("(")) first = group(collects && first) && first;
        else {
          if (collects && first) atoms.push(part);
          first = false;
        }
      }
    }
    return empty || first;
  };
  group(true);
  return [...new Set(atoms)];
}
