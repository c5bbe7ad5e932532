import {
  asksForNumber,
  isFiller,
  leadsOn,
  namesCard,
  namesCardDetails,
  securityCodeIn,
} from "../../language/hearing/between-figures.ts";
import type { Said } from "../../language/hearing/figures.ts";
import { ALL_PACKS } from "../../language/packs.ts";
import { numeralsOf, type Part, runsOf, said, sentenceBefore } from "./told-numbers.ts";

/** What is told beside a payment card's number: when it expires, and the code on its back. */

/** A part that is a card's. Of its number the last four digits may be known. */
export interface CardPart extends Part {
  readonly ending: string;
}

/** An expiry (`MMYYYY`) and a security code. */
export const MOST_BEHIND = 10;
/** As long as what is said between a number and what sets it right, or is told beside it: "and it is valid until". */
export const MOST_BETWEEN = 40;
/** "Yes, 2 of them" is no expiry. */
const SHORTEST_DETAIL = 3;

/** Behind the number, by name: "expires 12/26", "and the code is 123". @returns where that ends. */
export function withDetails(all: string, end: number): number {
  const [text = ""] = all.slice(end).split("\n");
  let to = 0;
  for (const reading of new Set(said(text).readings)) {
    let [at, count] = [0, 0];
    for (const { from, to: until, digits } of reading) {
      const between = text.slice(at, from);
      count += digits.length;
      const isNamed =
        between.length <= MOST_BETWEEN && !between.includes("•") && namesCardDetails(between, ALL_PACKS);
      const belongs = isNamed || isFiller(between, ALL_PACKS, "between");
      if (!belongs || digits.length > 6 || count > MOST_BEHIND) break;
      at = until;
      to = Math.max(to, until);
    }
  }
  return end + to;
}

/**
 * The expiry, or the code, in a turn of its own: behind the card's number, or asked for.
 *
 * @param isBehind - the card's number was told just before.
 */
export function detailParts(line: Said, asked: string, isBehind: boolean): readonly Part[] {
  const isAsked = namesCardDetails(asked, ALL_PACKS);
  const isOpen = !asksForNumber(asked, ALL_PACKS) || namesCardDetails(line.text, ALL_PACKS);
  if (!(isAsked && namesCard(asked)) && !(isBehind && (isAsked || isOpen))) return [];
  const figures = line.readings.flat();
  const from = Math.min(...figures.map((figure) => figure.from));
  const to = withDetails(line.text, isAsked ? from : 0);
  const digits = figures.filter((figure) => figure.to <= to).map((figure) => figure.digits);
  return digits.join("").length >= SHORTEST_DETAIL ? [{ from, to, shown: "[card details withheld]" }] : [];
}

/**
 * The code on a card's back, which is named or asked for: three or four digits by themselves.
 *
 * @param asked - what the agent said before the line.
 */
export function codeParts(line: Said, asked: string): readonly CardPart[] {
  const { text } = line;
  return (
    numeralsOf(line)
      .flatMap((numerals) => runsOf(numerals, "joined"))
      // "Le code au dos, 911": a word in front may be a number in another language.
      .flatMap((run) => (run.length > 1 ? [run, run.slice(1)] : [run]))
      .flatMap((run): readonly CardPart[] => {
        const [first, last] = [run[0], run.at(-1)];
        const count = run.reduce((n, { digits }) => n + digits.length, 0);
        if (!first || !last || (count !== 3 && count !== 4)) return [];
        const before = sentenceBefore(text, first.from);
        const behind = text.slice(last.to).split(/(?<=[.!?])\s/)[0] ?? "";
        const filler = behind.endsWith("?") ? "between" : "chatter";
        const isNamed =
          isCodeNamed(before, "behind", filler) ||
          isCodeNamed(behind, "before", "between") ||
          (asked !== "" &&
            securityCodeIn(asked, ALL_PACKS) !== null &&
            (isFiller(`${before} ${behind}`, ALL_PACKS, "chatter") || namesCardDetails(before, ALL_PACKS)));
        return isNamed
          ? [{ from: first.from, to: last.to, shown: "[security code withheld]", ending: "" }]
          : [];
      })
  );
}

/** Whether it names the code, with nothing but filler on the side of the number: a question about one does not tell it. */
function isCodeNamed(words: string, side: "before" | "behind", filler: "between" | "chatter"): boolean {
  const name = securityCodeIn(words, ALL_PACKS);
  if (!name) return false;
  const { input, index } = name;
  const between = side === "behind" ? input.slice(index + name[0].length) : input.slice(0, index);
  // "The code, at the back, is".
  const one = filler === "chatter" ? between.replace(/\p{L}{4,}/u, "") : between;
  return isFiller(one, ALL_PACKS, filler) || (side === "behind" && leadsOn(between, ALL_PACKS));
}
