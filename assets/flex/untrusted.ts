/**
 * Reading values that anybody may have written. React escapes what is shown; what is left to do here is to take
 * nothing for granted about types, and to keep text from misleading the eye.
 */

const MAX_CHARS = 20_000;
const MAX_ITEMS = 100;

// Control characters other than tab and newline; and marks that reorder text, with which one string can be made
// to read as another. Whole fields get their direction from `dir="auto"` instead.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object, or the JSON of one, also where that was written as JSON once more; empty for anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  let read = value;
  for (let times = 0; times < 2 && typeof read === "string" && /^\s*["{]/.test(read); times += 1) {
    try {
      read = JSON.parse(read);
    } catch {
      // Text that only begins like JSON.
      return {};
    }
  }
  return isRecord(read) ? read : {};
}

/** Text worth showing: trimmed, visible, of bounded length. Numbers count, as ids often are. */
export function text(value: unknown, maxChars = MAX_CHARS): string | undefined {
  const raw = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
  if (typeof raw !== "string") return undefined;
  const seen = raw
    .slice(0, MAX_CHARS * 2)
    .replace(UNSEEN, "")
    .trim();
  // Cut by code points: half an emoji is no character.
  const cut =
    seen.length > maxChars
      ? `${Array.from(seen)
          .slice(0, maxChars - 1)
          .join("")}…`
      : seen;
  return cut === "" ? undefined : cut;
}

/** A number that can be counted with: finite and not negative. */
export const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;

export const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((option) => option === value);

export function list<T>(
  value: unknown,
  read: (item: unknown) => T | undefined,
  max = MAX_ITEMS,
): readonly T[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, max)
    .map(read)
    .filter((item): item is Exclude<typeof item, undefined> => item !== undefined);
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** An address that may be fetched: https, or http on this machine, and with no credentials in it. */
export function webAddress(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 4_000) return undefined;
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const allowed = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  return allowed && url.username === "" && url.password === "" ? url.href : undefined;
}
