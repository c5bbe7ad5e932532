/** A piece of what a search found. */
export interface FoundPart {
  readonly text: string;
  readonly hit: boolean;
}

/** Of what was said before the first word that was found so much is shown, UTF-16 units: where there is room for two lines, it is in sight. */
const BEFORE = 28;

/** The same as it is shown: it begins near the first word that was found, and a line of the call is told from the next. */
export function shownParts(found: string): readonly FoundPart[] {
  const at = Math.max(0, found.indexOf("\u0002"));
  const before = found.slice(0, at).replace(/^…/, "");
  const own = before.slice(before.lastIndexOf("\n") + 1);
  // What another has said goes first, and then words from the left.
  const from =
    before.length <= BEFORE
      ? before
      : own.length <= BEFORE
        ? own
        : own.slice(own.length - BEFORE).replace(/^\S*\s+/, "");
  const isCut = from !== found.slice(0, at);
  return partsOf(`${isCut ? "…" : ""}${from}${found.slice(at)}`.replaceAll(/\s*\n\s*/g, " / "));
}

/** @returns the first of the lines that has all the words of a search, else one of them; -1 where none has. */
export function lineWith(texts: readonly string[], q: string): number {
  const terms = [...plain(q).matchAll(/"([^"]+)"?|([^\s"]+)/g)]
    .map(([, phrase, word]) => (phrase ?? word ?? "").replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""))
    .filter((term) => term !== "");
  if (terms.length === 0) return -1;
  const lines = texts.map(plain);
  const all = lines.findIndex((line) => terms.every((term) => line.includes(term)));
  return all >= 0 ? all : lines.findIndex((line) => terms.some((term) => line.includes(term)));
}

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

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
