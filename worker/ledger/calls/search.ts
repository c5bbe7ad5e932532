import { SID_DIGITS } from "../../protocol/sids.ts";

/** What somebody has typed into the search. Whatever it is, it is looked for, and is no language of its own. */
export type Search =
  | { readonly by: "call_sid"; readonly callSid: string }
  | { readonly by: "sid_start"; readonly start: string }
  | { readonly by: "number"; readonly number: string }
  /** `ending`: or the last digits of a number, as the list shows it. */
  | { readonly by: "words"; readonly match: string; readonly ending?: string }
  /** Nothing that could be found: signs alone. */
  | { readonly by: "nothing" };

const CALL_SID = new RegExp(`^CA${SID_DIGITS}$`, "i");
/** With fewer digits it is a word. */
const SID_START = /^CA[0-9a-f]{6,31}$/i;
/** As "1010", or copied from a list: "•••• 1010", "…1010". */
const ENDING = /^[•…\s]*(\d{4})$/;
/** More words than anybody types; each is a walk through the index. */
const MAX_TERMS = 32;

/** @param byNumber - whoever asks may look for one. */
export function searchOf(q: string, byNumber: boolean): Search {
  const text = q.trim();
  if (CALL_SID.test(text)) return { by: "call_sid", callSid: `CA${text.slice(2).toLowerCase()}` };
  if (SID_START.test(text)) return { by: "sid_start", start: `CA${text.slice(2).toLowerCase()}` };
  const number = byNumber ? numberIn(text) : undefined;
  if (number !== undefined) return { by: "number", number };
  const match = matchOf(q);
  const ending = ENDING.exec(text)?.[1];
  return match === "" ? { by: "nothing" } : { by: "words", match, ...(ending !== undefined && { ending }) };
}

/** With its country, however it is grouped: "+1 (555) 010-0123", "0015550100123"; and ten digits, as in North America. */
function numberIn(text: string): string | undefined {
  if (!/^\+?[\d\s().\u2010-\u2015/-]+$/.test(text)) return undefined;
  const digits = text.replace(/^00/, "").replace(/\D/g, "");
  const isWhole = /^(?:\+|00)/.test(text);
  if (!isWhole && digits.length === 10) return `+1${digits}`;
  // An order's number has fewer.
  return digits.length >= (isWhole ? 7 : 11) && digits.length <= 15 ? `+${digits}` : undefined;
}

/**
 * All terms have to be there, in any order: phrases in quotes, words, and what the last word begins with, from two signs on. Each is given to
 * FTS5 as a string in quotes, where a quote is two: within, nothing means anything. Source: sqlite.org/fts5.html, §3.1.
 */
function matchOf(q: string): string {
  const parts = [...q.matchAll(/"([^"]*)(?:"|$)|([^\s"]+)/g)].map(([all, phrase, word]) => ({
    text: phrase ?? word ?? "",
    isOpen: phrase === undefined || !all.endsWith('"') || all === '"',
  }));
  const terms = parts
    .map((part) => ({ ...part, text: part.text.replace(/[^\p{L}\p{N}\p{M}\p{Co}]+/gu, " ").trim() }))
    .filter(({ text }) => /[\p{L}\p{N}\p{Co}]/u.test(text))
    .slice(0, MAX_TERMS);
  return terms
    .map(
      ({ text, isOpen }, at) => `"${text}"${isOpen && at === terms.length - 1 && text.length > 1 ? "*" : ""}`,
    )
    .join(" AND ");
}
