import * as fc from "fast-check";
import { expect, test } from "vitest";
import { secretsOf } from "../../worker/agent/conceal.ts";
import { concealer } from "../../worker/session/account/concealment.ts";

/** Numbers and codes as they are spelled and counted out, where one way to hear them is not enough. */

const withheld = (pattern: string) => concealer({}, secretsOf([{ name: "code", pattern }]));

test.each([
  ["MB\\d{6}", "M B 4 4 1 2 0 9"],
  ["MB\\d{6}", "Mike Bravo four four one two zero nine"],
  ["MB\\d{6}", "M as in Mary, B as in boy, 441209"],
  ["MB\\d{6}", "M wie Marta B wie Berta vier vier eins zwei null neun"],
  ["MB\\d{6}", "m de María, b de Burgos, cuatro cuatro uno dos cero nueve"],
  ["MB\\d{6}", "M comme Marie, B comme Bernard, 44 12 09"],
  ["MB\\d{6}", "M de Maria, B de bola, 441209"],
  ["\\d{2}[A-Z]{2}\\d{2}", "4 4 M B 1 2"],
  ["\\d{2}[A-Z]{2}\\d{2}", "forty-four mike bravo twelve"],
  ["[A-Z]{6}", "k, l, m, n, p, q"],
  ["[A-Z]{6}", "kilo lima mike november papa quebec"],
  ["[A-Z]\\d[A-Z]\\d[A-Z]\\d", "alpha one bravo two charlie three"],
])("B48: of what an agent keeps back by %s nothing is seen of %j", (pattern, said) => {
  expect(withheld(pattern)(said)).toBe("[code withheld]");
});

test.each([
  ["\\b[A-Z]{2}\\d{4}\\b", "Mike said hello, and Bravo came in 2026."],
  ["\\b[A-Z]{6}\\d\\b", "My hotel in India was the Golf."],
  ["MB\\d{6}", "It is for Mary, as in the song."],
])("B48: with %s kept back, %j stays as it is", (pattern, said) => {
  expect(withheld(pattern)(said)).toBe(said);
});

const UNITS =
  "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix~sept dix~huit dix~neuf"
    .split(" ")
    .map((word) => word.replace("~", " "));
const TENS = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"];

/** As it is said in France, without a hyphen, as many transcripts have it. */
function frenchPair(n: number): string {
  if (n < 10) return `zéro ${UNITS[n]}`;
  if (n < 20) return UNITS[n] ?? "";
  if (n >= 80) return ["quatre vingt", n === 80 ? "" : UNITS[n - 80]].join(" ").trim();
  const [ten, unit] = n < 70 ? [Math.floor(n / 10), n % 10] : [6, n - 60];
  return [TENS[ten], unit % 10 === 1 ? "et" : "", unit === 0 ? "" : UNITS[unit]].filter(Boolean).join(" ");
}

function withCheckDigit(digits: string): string {
  const sum = [...digits]
    .map(Number)
    .reverse()
    .reduce((all, d, i) => all + (i % 2 === 1 ? d : d > 4 ? 2 * d - 9 : 2 * d), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

test("H3: a French card number in pairs is found, though each 'quatre vingt' may be two numbers or one", () => {
  const conceal = concealer({});
  const card = fc
    .tuple(fc.constantFrom("4", "51", "52", "53", "54", "55"), fc.stringMatching(/^\d{14}$/))
    .map(([issuer, rest]) => withCheckDigit((issuer + rest).slice(0, 15)));

  fc.assert(
    fc.property(card, (digits) => {
      const said = (digits.match(/\d\d/g) ?? []).map((pair) => frenchPair(Number(pair))).join(" ");

      expect(conceal(said)).not.toMatch(/[a-zé]{3}/);
    }),
    { numRuns: 500, seed: 271828 },
  );
});

test("H3: 'cinquante quatre vingt cinq' beside 'quatre vingt' is found in each of its ways", () => {
  const conceal = concealer({});

  expect(
    conceal(
      "cinquante quatre vingt et un quatorze trente huit soixante et un quatre vingt huit soixante neuf soixante six",
    ),
  ).toBe("•••• 6966");
});
