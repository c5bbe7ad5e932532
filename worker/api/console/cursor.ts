/**
 * Where a list goes on: the last call's id, and two signs that tell one that was cut or mistyped. It opens nothing, so it is
 * not signed.
 */

export const encodeCursor = (id: number): string => id.toString(36) + checkOf(id);

/** @returns undefined where it is none of ours. */
export function decodeCursor(cursor: string): number | undefined {
  const [, digits, check] = /^([0-9a-z]{1,11})([0-9a-z]{2})$/.exec(cursor) ?? [];
  if (digits === undefined) return undefined;
  const id = Number.parseInt(digits, 36);
  return Number.isSafeInteger(id) && id.toString(36) === digits && checkOf(id) === check ? id : undefined;
}

/** 1,291 is the greatest prime of two signs: whichever sign is another, the check is. */
const checkOf = (id: number): string => (id % 1_291).toString(36).padStart(2, "0");
