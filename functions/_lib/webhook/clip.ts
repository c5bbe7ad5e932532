/**
 * The beginning of a text that costs at most `maxCost`, with an ellipsis where it was cut; nothing where not even that
 * fits.
 *
 * @param costOf - what a piece of text costs, such as its length once it is escaped. Has to add up piece by piece.
 * @param ellipsis - for where only ASCII can be carried.
 */
export function clip(
  text: string,
  maxCost: number,
  costOf: (piece: string) => number,
  ellipsis = "…",
): string {
  if (costOf(text) <= maxCost) return text;
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
