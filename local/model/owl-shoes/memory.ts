import { ABOUT_ORDER, BUY, colorIn, SHOE_KINDS, SHOE_QUALITIES, STOCK, WHERE } from "./lexicon.ts";
import { numbersIn, plain, sizeFrom } from "./numbers.ts";

/** What the caller has said so far, as far as it matters for what comes next. */
export interface Memory {
  readonly topic?: "order" | "stock" | "buy";
  readonly orderNumbers: readonly string[];
  /** Of the address an order goes to. */
  readonly zip?: string;
  readonly product?: string;
  readonly size?: number;
  readonly color?: string;
  readonly quantity?: number;
}

/** What one utterance brings. Fields that it does not mention are absent. */
export interface Heard {
  readonly orderNumbers: readonly string[];
  /** Of the address an order goes to. */
  readonly zip?: string;
  readonly product?: string;
  readonly size?: number;
  readonly color?: string;
  readonly quantity?: number;
  /** The product is one of several that the shop had suggested for the same wish. */
  readonly refines: boolean;
  readonly wantsOrder: boolean;
  readonly wantsStock: boolean;
  readonly wantsToBuy: boolean;
}

export const NOTHING: Memory = { orderNumbers: [] };

const PAIRS = /\b([a-z]+|\d+) pairs?\b/;
const SIZE_NAMED =
  /\b(?:sizes?|talla|taille|pointure|grosse|tamanho)\s+(?:is |of |us |eu |number )?((?:[\w.]+\s*){1,5})/;
const SIZE_IMPLIED =
  /\b(?:in|an?|take|en|em)\s+(?:an? )?((?:\d{1,2}(?:\.5)?|[a-z]+)(?: and a half)?)\b(?! (?:days?|hours?|weeks?|pairs?))/g;
const ZIP_NAMED = /\b(?:zip(?: code)?|post(?:al)? ?code|codigo postal|code postal|postleitzahl|cep)\b/;
const LONGEST_NAME = 4;
/** The longest utterance in which a bare number is a new size although there was one: "ten then", "make it a nine". */
const SHORT_WORDS = 5;
const SHOE_MEANT = /\b(?:shoes?|pairs?|sizes?|it|them|those|one)\b|zapat|chauss|schuh|sapat/;
const ORDINALS = ["first", "second", "third"];

/**
 * Takes one utterance in.
 *
 * @param before - decides what a bare number or "it" stands for.
 * @param offered - names that the shop has just suggested, to choose one from.
 */
export function hear(text: string, before: Memory, offered: readonly string[] = []): Heard {
  const said = plain(text);
  const quantityMatch = PAIRS.exec(said);
  const quantity = Number(numbersIn(quantityMatch?.[1] ?? "")[0] ?? Number.NaN);
  const rest = said.replace(PAIRS, " ");

  const named = SIZE_NAMED.exec(rest);
  const afterSize = named ? sizeFrom(firstNumberPhrase(named[1] ?? "")) : undefined;
  const withoutSize = named
    ? rest.replace(SIZE_NAMED, (whole) => whole.replace(firstNumberPhrase(named[1] ?? ""), " "))
    : rest;
  const zip = zipIn(said);
  const orderNumbers = numbersIn(withoutSize).filter((number) => /^\d{3,10}$/.test(number) && number !== zip);

  const chosen = chosenFrom(offered, said);
  const product = chosen ?? productIn(said);
  const shopping = product !== undefined || before.topic === "stock" || before.topic === "buy";
  const size = afterSize ?? (shopping && orderNumbers.length === 0 ? impliedSize(rest, before) : undefined);
  const color = colorIn(said);
  const wantsToBuy = BUY.test(said) && !/\border (?:number|status)\b/.test(said);
  const mentionsOrder = ABOUT_ORDER.test(said) && !wantsToBuy;
  const asksForShoe = STOCK.test(said) || !mentionsOrder;
  const again = before.topic === "order" && WHERE.test(said) && product === undefined;

  return {
    orderNumbers,
    ...(zip !== undefined && { zip }),
    ...(product !== undefined && { product }),
    ...(size !== undefined && { size }),
    ...(color !== undefined && { color }),
    ...(Number.isInteger(quantity) && quantity > 0 && { quantity }),
    refines: chosen !== undefined,
    wantsOrder: mentionsOrder || orderNumbers.length > 0 || zip !== undefined || again,
    wantsStock:
      (product !== undefined && asksForShoe) || (STOCK.test(said) && !mentionsOrder && SHOE_MEANT.test(said)),
    wantsToBuy,
  };
}

/** What is known after an utterance. A new shoe forgets the old one's size and colour. */
export function remember(before: Memory, heard: Heard): Memory {
  const newShoe =
    !heard.refines &&
    heard.product !== undefined &&
    before.product !== undefined &&
    !sameShoe(heard.product, before.product);
  const kept: Memory = newShoe ? aboutOrders(before) : before;
  const shoeDetail = heard.size !== undefined || heard.color !== undefined || heard.quantity !== undefined;
  const shopping = before.topic === "stock" || before.topic === "buy";
  const topic = heard.wantsToBuy
    ? "buy"
    : heard.wantsStock || (shoeDetail && shopping)
      ? before.topic === "buy"
        ? "buy"
        : "stock"
      : heard.wantsOrder
        ? "order"
        : before.topic;
  const {
    refines: _refines,
    wantsOrder: _order,
    wantsStock: _stock,
    wantsToBuy: _buy,
    orderNumbers,
    ...details
  } = heard;
  return {
    ...kept,
    ...details,
    ...(topic && { topic }),
    orderNumbers: orderNumbers.length > 0 ? orderNumbers : kept.orderNumbers,
  };
}

/** What stays known when the shoe that was talked about is done with. */
export const aboutOrders = ({ orderNumbers, zip }: Memory): Memory => ({
  orderNumbers,
  ...(zip !== undefined && { zip }),
});

/** The five digits that follow the name of the thing. */
function zipIn(said: string): string | undefined {
  const named = ZIP_NAMED.exec(said);
  if (!named) return undefined;
  const [first] = numbersIn(said.slice(named.index + named[0].length));
  return first !== undefined && /^\d{5}$/.test(first) ? first : undefined;
}

/** Whether two ways to name a shoe share a word that tells it from others. */
export function sameShoe(a: string, b: string): boolean {
  const words = new Set(wordsOf(b));
  return wordsOf(a).some((word) => word !== "owl" && word !== "shoe" && words.has(word));
}

/** A shoe by its name or its kind; without one, the thing that the sentence asks for. */
function productIn(said: string): string | undefined {
  const words = said.match(/[a-z']+/g) ?? [];
  let best: string[] = [];
  for (let from = 0; from < words.length; from += 1) {
    let to = from;
    while (to < words.length && to - from < LONGEST_NAME && isShoeWord(words[to] ?? "")) to += 1;
    const run = words.slice(from, to);
    if (isProduct(run) && run.length > best.length) best = run;
  }
  if (best.length > 0) return best.join(" ");
  const asked =
    /\b(?:(?:do you|have you) (?:have|sell|carry|got|stock)|(?:price|cost) of|how much (?:is|are|do|does)|looking for|(?:buy|purchase|order)) (?:(?:the|a|an|any|some|your|pairs?|of|me) )*([a-z][a-z']{2,}(?: [a-z']+){0,2}?)(?= (?:in|for|size|cost|costs|please|and|available)\b|[,.?!]|$)/.exec(
      said,
    )?.[1];
  return asked &&
    !/\b(?:it|them|that|those|this|these|shoes?|orders?|one|something|anything|new|time|please|sizes?|colou?rs?|is|are|my|stock|hours|delivery|numbers?|another|other|pairs?|else|more)\b/.test(
      asked,
    )
    ? asked
    : undefined;
}

const singular = (word: string): string => (word.length > 3 ? word.replace(/s$/, "") : word);
const wordsOf = (text: string): string[] => (plain(text).match(/[a-z]+/g) ?? []).map(singular);
const isKind = (word: string): boolean => SHOE_KINDS.includes(singular(word));
const isShoeWord = (word: string): boolean =>
  isKind(word) || SHOE_QUALITIES.includes(word) || singular(word) === "shoe";

function isProduct(run: readonly string[]): boolean {
  if (run.some(isKind)) return true;
  const qualities = run.filter((word) => SHOE_QUALITIES.includes(word) && word !== "owl");
  return qualities.length > 0 && run.some((word) => singular(word) === "shoe");
}

/** The words up to the end of the first number: "nine and a half in black" is "nine and a half". */
function firstNumberPhrase(words: string): string {
  return (
    /^(?:[\d.]+(?: ?1\/2|½)?|[a-z]+(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)(?: and a half| point five| y medi[oa]| et demi| e meio)?/.exec(
      words,
    )?.[0] ?? ""
  );
}

/** "in a nine", or a number alone where a size was asked for. */
function impliedSize(said: string, before: Memory): number | undefined {
  for (const match of said.matchAll(SIZE_IMPLIED)) {
    const size = sizeFrom(match[1] ?? "");
    if (size !== undefined) return size;
  }
  const short = said.trim().split(/\s+/).length <= SHORT_WORDS;
  return before.product !== undefined && (before.size === undefined || short) ? sizeFrom(said) : undefined;
}

/** "the trail one", "the second": the one suggestion that this fits. */
function chosenFrom(offered: readonly string[], said: string): string | undefined {
  const words = new Set(wordsOf(said));
  const fitting = offered.filter((name) => {
    const own = wordsOf(name).filter(
      (word) => offered.filter((other) => wordsOf(other).includes(word)).length === 1,
    );
    return own.some((word) => words.has(word));
  });
  if (fitting.length === 1) return fitting[0];
  const place = ORDINALS.findIndex((ordinal) => words.has(ordinal));
  return place >= 0 && fitting.length === 0 ? offered[place] : undefined;
}
