/**
 * What of Markdown is written for machines or for the eye is left out: front matter, comments, tags, pictures, the addresses
 * of links. Whoever edits may paste anything: each pattern ends where it would begin again, or after some length, so that no
 * text takes longer than its own.
 */

export interface Part {
  readonly text: string;
  /** From between fences: as it was written. */
  readonly isCode: boolean;
}

/** A file as prose that is without markup, and code. */
export const partsOf = (markdown: string): readonly Part[] =>
  fenced(withoutFrontMatter(markdown.replace(/^\uFEFF/, "").replaceAll(/\r\n?|\u2028|\u2029/g, "\n"))).map(
    ({ text, isCode }) => ({ text: isCode ? text : proseOf(text), isCode }),
  );

/** Between two rules at the top, where each line looks like it: what stands between two others is text. */
function withoutFrontMatter(text: string): string {
  if (!/^---[ \t]*\n/.test(text)) return text;
  let hasKey = false;
  for (let from = text.indexOf("\n") + 1; from > 0; ) {
    const next = text.indexOf("\n", from);
    const line = text.slice(from, next < 0 ? text.length : next);
    if (/^(?:---|\.\.\.)[ \t]*$/.test(line)) return hasKey ? text.slice(from + line.length + 1) : text;
    const isKey = /^[\w.-]+:(?:[ \t]|$)/.test(line);
    if (!isKey && !/^(?:[ \t#]|-[ \t]|$)/.test(line)) return text;
    hasKey ||= isKey;
    from = next + 1;
  }
  return text;
}

/** Without comments; one that never ends is none. */
function fenced(text: string): readonly Part[] {
  const parts: Part[] = [];
  const openings = /^[ \t]*(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)$|<!--/gm;
  let prose = "";
  let from = 0;
  let isEndless = false;
  for (let opening = openings.exec(text); opening !== null; opening = openings.exec(text)) {
    const fence = opening[1] ?? opening[2];
    prose += text.slice(from, opening.index);
    const after = openings.lastIndex;
    if (fence === undefined) {
      const end: number = isEndless ? -1 : text.indexOf("-->", after);
      isEndless = end < 0;
      from = isEndless ? after : end + 3;
    } else {
      const closings = new RegExp(`^[ \\t]*${fence.charAt(0)}{${fence.length},}[ \\t]*$`, "gm");
      closings.lastIndex = after;
      const closing = closings.exec(text);
      // Without the ends of the lines around it: what is of one paragraph stays so.
      parts.push({ text: prose.replace(/\n$/, ""), isCode: false });
      parts.push({ text: text.slice(after + 1, closing ? closing.index - 1 : text.length), isCode: true });
      prose = "";
      from = closing ? closings.lastIndex + 1 : text.length;
    }
    openings.lastIndex = from;
  }
  parts.push({ text: prose + text.slice(from), isCode: false });
  return parts.filter((part) => part.text !== "");
}

const INLINE = /`[^`\n]{1,500}`|<\/?[a-z0-9][^<>]*>|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]{0,2});/gi;

const proseOf = (text: string): string =>
  withoutElements(text)
    .replaceAll(/<h([1-6])(?:\s[^<>]*)?>\s*/gi, (_, level) => `\n\n${"#".repeat(Number(level))} `)
    .replaceAll(/<\/h[1-6]\s*>/gi, "\n\n")
    .replaceAll(INLINE, (found) => {
      if (found.startsWith("`")) return found;
      return found.startsWith("&") ? signOf(found) : inBrackets(found);
    })
    .replaceAll(/!\[[^[\]\n]{0,500}\]\([^()\n]{0,2000}\)/g, "")
    .replaceAll(/\[([^[\]\n]{1,500})\]\([^()\n]{0,2000}\)/g, "$1");

/** An address is what it is, and a word that is no tag is somebody's own. */
function inBrackets(found: string): string {
  const inner = found.slice(1, -1);
  if (/^(?:[a-z][a-z0-9+.-]{1,31}:|[^\s@:]+@)[^\s@]+(?:@[^\s@]+)?$/i.test(inner))
    return inner.replace(/^mailto:/i, "");
  const [, closing = "", name = "", rest = ""] = /^(\/?)([a-z][a-z0-9:-]*)(.*)$/is.exec(inner) ?? [];
  const isTag = name !== "" && (closing !== "" || TAGS.has(name.toLowerCase()) || /=|\/$/.test(rest));
  return isTag ? " " : found;
}

/** Of HTML, as far as people write it into texts. */
const TAGS: ReadonlySet<string> = new Set(
  `a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code col
  colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form head header
  hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav nobr noscript object ol
  optgroup option output p path picture pre progress q rp rt ruby s samp script search section select slot small source span
  strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
  video wbr`.split(/\s+/),
);

/** Without `script` and `style` and what is in them, as far as they end. */
function withoutElements(text: string): string {
  let kept = "";
  let from = 0;
  const endless = new Set<string>();
  for (const opening of text.matchAll(/<(script|style)\b/gi)) {
    const name = opening[1]?.toLowerCase() ?? "";
    if (opening.index < from || endless.has(name)) continue;
    const closing = new RegExp(`</${name}\\s*>`, "gi");
    closing.lastIndex = opening.index;
    if (closing.exec(text) === null) {
      endless.add(name);
      continue;
    }
    kept += text.slice(from, opening.index);
    from = closing.lastIndex;
  }
  return kept + text.slice(from);
}

const SIGNS: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ensp: " ",
  emsp: " ",
  thinsp: " ",
  shy: "",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  minus: "−",
  lsquo: "‘",
  rsquo: "’",
  sbquo: "‚",
  ldquo: "“",
  rdquo: "”",
  bdquo: "„",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  times: "×",
  divide: "÷",
  deg: "°",
  plusmn: "±",
  frac12: "½",
  frac14: "¼",
  frac34: "¾",
  sup2: "²",
  sup3: "³",
  sect: "§",
  larr: "←",
  rarr: "→",
  iexcl: "¡",
  iquest: "¿",
  ordf: "ª",
  ordm: "º",
  szlig: "ß",
};
/** Those in which case says which. */
const LETTERS: Readonly<Record<string, string>> = {
  aelig: "æ",
  AElig: "Æ",
  oelig: "œ",
  OElig: "Œ",
  oslash: "ø",
  Oslash: "Ø",
};
/** As they are put onto a letter. */
const ACCENTS: Readonly<Record<string, string>> = {
  acute: "\u0301",
  grave: "\u0300",
  circ: "\u0302",
  uml: "\u0308",
  tilde: "\u0303",
  ring: "\u030a",
  cedil: "\u0327",
  caron: "\u030c",
};

/** `&euro;` as the sign that it stands for; as it was where it is none. */
function signOf(entity: string): string {
  const name = entity.slice(1, -1);
  if (name.startsWith("#")) {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return entity;
    // A line's end would make a heading of what follows.
    return code < 0x20 || (code >= 0x7f && code <= 0xa0) ? " " : String.fromCodePoint(code);
  }
  const known = own(LETTERS, name) ?? own(SIGNS, name.toLowerCase());
  if (known !== undefined) return known;
  const accent = own(ACCENTS, name.slice(1));
  return accent === undefined ? entity : `${name.charAt(0)}${accent}`.normalize("NFC");
}

const own = (table: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
