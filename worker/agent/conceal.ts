import * as z from "zod";
import { fold } from "../language/hearing/words.ts";
import type { Secret } from "../session/state/rules.ts";

/** What an agent keeps from everybody beside card numbers: kinds that are known here, and patterns of its own. */

/** A kind of number: how it is written, and what has to hold of it. */
interface Kind {
  /** Source of an expression for what it is called, folded. */
  readonly named: string;
  readonly pattern: string;
  readonly holds: (found: string) => boolean;
}

const always = (): boolean => true;

/** Kinds by the name that an agent writes. A caller says them without the signs, so these may be missing. */
const KINDS = {
  /** US social security number. Source: the SSA's rules for numbers that are given out. */
  ssn: {
    named: "\\bsocial\\b|\\bs ?s ?n\\b|\\bseguridad social\\b|\\bsozialversicherung|\\bsecurite sociale\\b",
    pattern: "(?<![\\d+])(?!000|666|9)\\d{3}[ -]?(?!00)\\d{2}[ -]?(?!0000)\\d{4}(?!\\d)",
    holds: always,
  },
  /** Source: ISO 13616, with its check digits. */
  iban: {
    named: "\\biban\\b",
    pattern: "(?<![a-z\\d])[a-z][ .]?[a-z][ -]?\\d{2}(?:[ -]?[a-z\\d]){11,30}",
    holds: isIban,
  },
  /** Brazilian taxpayer's number. Source: Receita Federal, check digits modulo 11. */
  cpf: {
    named: "\\bcpf\\b",
    pattern: "(?<![\\d+])\\d{3}[ .]?\\d{3}[ .]?\\d{3}[ -]?\\d{2}(?!\\d)",
    holds: isCpf,
  },
} satisfies Readonly<Record<string, Kind>>;

export const Conceal = z.union(
  [
    z.enum(["ssn", "iban", "cpf"] satisfies readonly (keyof typeof KINDS)[]),
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
  'one of "ssn", "iban", "cpf", or { name: "member number", pattern: "MB-?\\\\d{6}" } with a pattern that can be used',
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
    typeof entry === "string"
      ? secret(entry === "ssn" ? "social security number" : entry.toUpperCase(), KINDS[entry])
      : secret(entry.name, { named: `\\b${fold(entry.name)}`, pattern: entry.pattern, holds: always }),
  );
  made.set(conceal, secrets);
  return secrets;
}

function secret(name: string, { named, pattern, holds }: Kind): Secret {
  const expression = new RegExp(pattern, "giu");
  const calls = new RegExp(named, "u");
  return {
    shown: `[${name} withheld]`,
    checked: holds !== always,
    isNamed: (text) => calls.test(fold(text)),
    find: (text) =>
      [...text.matchAll(expression)].flatMap((m) => {
        const length = m[0] === "" ? undefined : longestThat(holds, m[0]);
        return length === undefined ? [] : [{ from: m.index, to: m.index + length }];
      }),
  };
}

/** Words behind a number may look like more of it: as much of the beginning counts as holds. */
function longestThat(holds: (found: string) => boolean, found: string): number | undefined {
  for (let length = found.length; length > 0; length--) if (holds(found.slice(0, length))) return length;
  return undefined;
}

function isIban(found: string): boolean {
  if (found.length < 15 || !/[a-z\d]$/i.test(found)) return false;
  const bare = found.replace(/[^a-z\d]/gi, "").toUpperCase();
  if (bare.length < 15) return false;
  const figures = [...(bare.slice(4) + bare.slice(0, 4))].map((c) => Number.parseInt(c, 36)).join("");
  return [...figures].reduce((rest, c) => (rest * 10 + Number(c)) % 97, 0) === 1;
}

function isCpf(found: string): boolean {
  const digits = [...found.replace(/\D/g, "")].map(Number);
  if (digits.length !== 11 || new Set(digits).size === 1) return false;
  return [9, 10].every((n) => {
    const sum = digits.slice(0, n).reduce((total, digit, i) => total + digit * (n + 1 - i), 0);
    return ((sum * 10) % 11) % 10 === digits[n];
  });
}
