/** A piece of what a search found. */
export interface FoundPart {
  readonly text: string;
  readonly hit: boolean;
}

/** Splits `FoundCall.found` at its marks, U+0002 before and U+0003 after each word found. A mark without its twin ends with the text. */
export function partsOf(found: string): readonly FoundPart[] {
  const parts: FoundPart[] = [];
  let hit = false;
  let text = "";
  const cut = (next: boolean): void => {
    if (text !== "") parts.push({ text, hit });
    text = "";
    hit = next;
  };
  for (const letter of found) {
    if (letter === "\u0002" || letter === "\u0003") cut(letter === "\u0002");
    else text += letter;
  }
  cut(false);
  return parts;
}
