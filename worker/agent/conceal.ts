import * as z from "zod";
import { fold } from "../language/hearing/words.ts";
import { KINDS, type Kind, namesPhone } from "../session/account/secret-kinds.ts";
import type { Secret } from "../session/state/rules.ts";

/** What an agent keeps from everybody beside card numbers: kinds that are known, and patterns of its own. */

// `keys` widens the names to any text.
const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

export const Conceal = z.union(
  [
    z.enum(NAMES),
    z.strictObject({
      /** What it is called in its place: "[member number withheld]". */
      name: z.string().regex(/^[\p{L} -]{1,40}$/u, "letters and spaces, at most 40"),
      /** Source of a regular expression; letters count in either case. Numbers that were said are matched in figures. */
      pattern: z
        .string()
        .min(1)
        .max(500)
        .superRefine((source, context) => {
          for (const message of faultsOf(source)) context.addIssue({ code: "custom", message });
        }),
    }),
  ],
  `one of ${NAMES.map((name) => `"${name}"`).join(", ")}, or { name: "member number", pattern: "MB-?\\\\d{6}" } with a pattern that can be used`,
);

function faultsOf(source: string): readonly string[] {
  try {
    return new RegExp(source, "iu").test("") ? [`"${source}" matches where there is nothing`] : [];
  } catch (error) {
    return [
      `"${source}" is not a regular expression (${error instanceof Error ? error.message : "unknown"})`,
    ];
  }
}

type Concealed = readonly z.output<typeof Conceal>[];

const made = new WeakMap<Concealed, readonly Secret[]>();

/** The same list gives the same secrets, so that their patterns are compiled once. */
export function secretsOf(conceal: Concealed): readonly Secret[] {
  const known = made.get(conceal);
  if (known) return known;
  const secrets = conceal.map((entry) =>
    secret(
      typeof entry === "string" ? KINDS[entry] : { ...entry, sign: "", named: `\\b${fold(entry.name)}` },
    ),
  );
  made.set(conceal, secrets);
  return secrets;
}

function secret({ name, named, pattern, whenNamed = "(?!)", holds, sign, likePhone }: Kind): Secret {
  const expression = new RegExp(pattern, "giu");
  const both = new RegExp(`${pattern}|${whenNamed}`, "giu");
  const mayHold = new RegExp(sign ?? "\\d", "iu");
  const calls = new RegExp(named, "u");
  return {
    shown: `[${name} withheld]`,
    hasFigures: sign === undefined,
    checked: holds !== undefined,
    isNamed: (text) => calls.test(fold(text)),
    find: (text, isNamed) => {
      if (!mayHold.test(text)) return [];
      if (likePhone && !isNamed && namesPhone(text)) return [];
      return [...text.matchAll(isNamed ? both : expression)].flatMap((m) => {
        const length = m[0] === "" ? undefined : longestThat(holds, m[0]);
        return length === undefined ? [] : [{ from: m.index, to: m.index + length }];
      });
    },
  };
}

/** Words behind a number may look like more of it: as much of the beginning counts as holds. */
function longestThat(holds: Kind["holds"], found: string): number | undefined {
  if (!holds) return found.length;
  for (let length = found.length; length > 0; length--) {
    const part = found.slice(0, length);
    if (/[a-z\d]$/i.test(part) && holds(part.replace(/[^a-z\d]/gi, "").toUpperCase())) return length;
  }
  return undefined;
}
