import type { Piece } from "./piece.ts";
import { layOutJson, unfold } from "./pretty-json.ts";

// A `<` that begins no tag is a token of its own: nothing of a broken document may be lost.
const TOKEN = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(?:"[^"]*"|'[^']*'|[^<>"'])+>|[^<]+|</g;
const TAG = /^(<\/?)([^\s/>="']+)((?:\s+[^\s=/"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?>)$/;
/** Longer start tags get one attribute a line. */
const MAX_TAG_CHARS = 88;

/**
 * Lays XML out, one element a line. Beside the JSON of a `<Task>`, which is laid out as well, it moves
 * white space only: what is not well formed is shown as it came.
 *
 * @returns undefined when the text does not look like XML.
 */
export function layOutXml(source: string): readonly Piece[] | undefined {
  const xml = source.trim();
  if (!xml.startsWith("<") || !xml.endsWith(">")) return undefined;
  const pieces: Piece[] = [];
  const tokens = (xml.match(TOKEN) ?? []).filter((token) => token.trim() !== "");
  let depth = 0;
  let inline = false;
  for (const [index, token] of tokens.entries()) {
    const closes = token.startsWith("</");
    if (closes) depth = Math.max(0, depth - 1);
    if (index > 0 && !inline) pieces.push({ kind: "text", text: `\n${"  ".repeat(depth)}` });
    inline = false;
    if (!token.startsWith("<")) {
      pieces.push(...layOutText(token.trim(), depth));
      inline = tokens[index + 1]?.startsWith("</") === true;
      continue;
    }
    if (token.startsWith("<?") || token.startsWith("<!")) {
      pieces.push({ kind: "punctuation", text: token });
      continue;
    }
    pushTag(pieces, token, depth);
    if (closes || token.endsWith("/>")) continue;
    depth += 1;
    const next = tokens[index + 1];
    // A short text stays on the line of its element.
    inline =
      next !== undefined &&
      (next.startsWith("</") || (!next.startsWith("<") && next.length <= MAX_TAG_CHARS));
  }
  return pieces;
}

/** The text of an element; JSON in it is indented to its place. */
function layOutText(text: string, depth: number): readonly Piece[] {
  const value = unfold(text);
  if (value === text) return [{ kind: "value", text }];
  const indent = `\n${"  ".repeat(depth)}`;
  return layOutJson(value).map((piece) => ({ ...piece, text: piece.text.replaceAll("\n", indent) }));
}

function pushTag(pieces: Piece[], tag: string, depth: number): void {
  const found = TAG.exec(tag);
  if (found === null) {
    pieces.push({ kind: "punctuation", text: tag });
    return;
  }
  const [, open = "", name = "", attributes = "", close = ""] = found;
  pieces.push({ kind: "punctuation", text: open }, { kind: "name", text: name });
  const gap = tag.length > MAX_TAG_CHARS ? `\n${"  ".repeat(depth + 1)}` : " ";
  for (const [, attribute = "", value = ""] of attributes.matchAll(/([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    pieces.push({ kind: "punctuation", text: `${gap}${attribute}=` }, { kind: "string", text: value });
  }
  pieces.push({ kind: "punctuation", text: close });
}
