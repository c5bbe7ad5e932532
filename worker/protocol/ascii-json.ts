/** JSON in ASCII: every other UTF-16 unit is escaped, so that no XML or transport in between can spoil it. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Characters of a value as it travels. */
export const size = (value: unknown): number => asciiJson(value).length;

/** Escaped characters of a string, without its quotes. */
export const cost = (text: string): number => size(text) - 2;

/**
 * The beginning of a text that costs at most `maxCost`, with an ellipsis where it was cut; nothing where not even that
 * fits.
 *
 * @param costOf - what a piece of text costs, one for each UTF-16 unit or more; has to add up piece by piece.
 * @param ellipsis - for where only ASCII can be carried.
 */
export function clip(
  text: string,
  maxCost: number,
  costOf: (piece: string) => number = cost,
  ellipsis = "…",
): string {
  if (text.length <= maxCost && costOf(text) <= maxCost) return text;
  let room = maxCost - costOf(ellipsis);
  let kept = "";
  for (const character of text) {
    room -= costOf(character);
    if (room < 0) break;
    kept += character;
  }
  if (kept === "") return "";
  const word = kept.lastIndexOf(" ");
  return (word > kept.length * 0.8 ? kept.slice(0, word) : kept).trimEnd() + ellipsis;
}
