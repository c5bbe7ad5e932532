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

/** The beginning of `text` that costs at most `maxCost` escaped characters, with an ellipsis where it was cut. */
export function clip(text: string, maxCost: number): string {
  if (text.length <= maxCost && cost(text) <= maxCost) return text;
  const ellipsis = "…";
  let room = maxCost - cost(ellipsis);
  if (room < 0) return "";
  let kept = "";
  for (const character of text) {
    room -= cost(character);
    if (room < 0) break;
    kept += character;
  }
  const word = kept.lastIndexOf(" ");
  return (word > kept.length * 0.8 ? kept.slice(0, word) : kept).trimEnd() + ellipsis;
}
