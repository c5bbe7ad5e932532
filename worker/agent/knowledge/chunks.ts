import { type Heading, headingOf } from "./headings.ts";
import type { Passage } from "./source.ts";

/**
 * Markdown as passages that stand for themselves: a heading's text each, with the headings above it. Two that are short are
 * one (but more are not: what is about many things is found for none of them), what is long is cut between its paragraphs, rows and items, and a table's heading goes with each part.
 */

/** Two that are shorter are put together. Characters. */
const SHORT = 150;
/** Three of them are read by a model, and told, without a pause. Characters. */
const LONG = 900;

interface Section {
  readonly path: readonly string[];
  readonly blocks: readonly string[];
}

/** @param file - its name, for where it has no heading of its own. */
export function chunksOf(file: string, markdown: string): readonly Passage[] {
  const made: { path: readonly string[]; titles: string[]; text: string }[] = [];
  for (const { path, blocks } of sectionsOf(markdown)) {
    const text = blocks.join("\n\n");
    const last = made.at(-1);
    if (last && text.length < SHORT && last.text.length < SHORT && isBeside(last.path, path)) {
      // Without its heading nobody would know what it is about.
      last.text += `\n\n${path.at(-1) ?? ""}: ${text}`;
      last.titles.push(path.at(-1) ?? "");
      continue;
    }
    for (const part of cut(blocks)) made.push({ path, titles: path.slice(-1), text: part });
  }
  return made.map(({ path, titles, text }) => ({
    file,
    title: [...path.slice(0, -1), titles.join("; ")].filter(Boolean).join(" › ") || nameOf(file),
    text,
  }));
}

/** Of the same heading, or the one's is above the other's. */
const isBeside = (before: readonly string[], path: readonly string[]): boolean =>
  path.length > 0 && path.slice(0, -1).every((heading, i) => before[i] === heading);

const nameOf = (file: string): string => file.replace(/\.md$/i, "").replaceAll(/[-_.]+/g, " ");

function sectionsOf(markdown: string): readonly Section[] {
  const sections: { path: string[]; blocks: string[] }[] = [{ path: [], blocks: [] }];
  const above: { level: number; heading: string }[] = [];
  let open = false;
  let fence = false;
  for (const line of plainLines(markdown)) {
    const heading = fence ? undefined : headingOf(line);
    if (/^\s*(?:```|~~~)/.test(line)) {
      fence = !fence;
      continue;
    }
    if (heading) {
      while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop();
      above.push({ level: heading.level, heading: heading.text });
      sections.push({ path: above.map((a) => a.heading).filter(Boolean), blocks: [] });
      open = false;
    } else if (line.trim() === "") open = false;
    else {
      const blocks = sections.at(-1)?.blocks ?? [];
      if (open) blocks.push(`${blocks.pop() ?? ""}\n${line.trimEnd()}`);
      else blocks.push(line.trimEnd());
      open = true;
    }
  }
  return sections.filter(({ blocks }) => blocks.length > 0);
}

/** What it is about, by its headings; what is left out of the passages is left out here. */
export function headingsIn(markdown: string): readonly Heading[] {
  let fence = false;
  return plainLines(markdown).flatMap((line) => {
    if (/^\s*(?:```|~~~)/.test(line)) fence = !fence;
    return fence ? [] : (headingOf(line) ?? []);
  });
}

/**
 * What is written for machines or for the eye is left out: front matter, comments, tags, pictures, the addresses of links.
 * Whoever edits may paste anything: each pattern ends where it would begin again, or after some length, so that no text takes longer than its own.
 */
const plainLines = (markdown: string): readonly string[] =>
  withoutElements(
    markdown
      .replace(/^\uFEFF/, "")
      .replaceAll(/\r\n?|\u2028|\u2029/g, "\n")
      .replace(/^---\n[\s\S]*?\n---(?:\n|$)/, "")
      .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ""),
  )
    .replaceAll(/<\/?[a-z][^<>]*>/gi, " ")
    .replaceAll(/!\[[^[\]\n]{0,500}\]\([^()\n]{0,2000}\)/g, "")
    .replaceAll(/\[([^[\]\n]{1,500})\]\([^()\n]{0,2000}\)/g, "$1")
    .split("\n");

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

/** The blocks of a section in parts of some equal length. */
function cut(blocks: readonly string[]): readonly string[] {
  const pieces = blocks.flatMap((block) => (block.length > LONG ? inPieces(block) : [block]));
  const whole = pieces.reduce((sum, piece) => sum + piece.length + 2, -2);
  const aim = whole / Math.ceil(whole / LONG);
  const parts: string[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    const fits = last !== undefined && last.length + piece.length + 2 <= LONG && last.length < aim;
    if (fits) parts[parts.length - 1] = `${last}\n\n${piece}`;
    else parts.push(piece);
  }
  return parts;
}

function inPieces(block: string): readonly string[] {
  const lines = block.split("\n");
  const [head = "", rule = "", ...rows] = lines;
  const isTable = head.includes("|") && /^[\s|:-]+$/.test(rule) && rule.includes("-");
  if (isTable && head.length + rule.length < LONG / 2)
    return joined(
      rows.flatMap((row) => shortened(row, LONG / 2 - 2)),
      "\n",
      LONG - head.length - rule.length - 2,
    ).map((part) => `${head}\n${rule}\n${part}`);
  const isList = lines.some((line) => /^\s*(?:[-*+•]|\d+[.)])\s/.test(line));
  const units = isList ? joinedItems(lines) : lines.join(" ").split(/(?<=[.!?…])\s+(?=\S)/);
  return joined(
    units.flatMap((unit) => shortened(unit, LONG)),
    isList ? "\n" : " ",
    LONG,
  );
}

/** An item with the lines that go on with it. */
const joinedItems = (lines: readonly string[]): readonly string[] =>
  lines.reduce<string[]>((items, line) => {
    if (items.length > 0 && !/^\s*(?:[-*+•]|\d+[.)])\s/.test(line))
      items.push(`${items.pop() ?? ""}\n${line}`);
    else items.push(line);
    return items;
  }, []);

function joined(units: readonly string[], by: string, atMost: number): readonly string[] {
  const parts: string[] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + by.length + unit.length <= atMost)
      parts[parts.length - 1] = last + by + unit;
    else parts.push(unit);
  }
  return parts;
}

/** What has no end of its own is cut between words, or anywhere. */
function shortened(unit: string, atMost: number): readonly string[] {
  if (unit.length <= atMost) return [unit];
  const space = unit.lastIndexOf(" ", atMost);
  const at = space > atMost / 2 ? space : atMost;
  return [unit.slice(0, at).trimEnd(), ...shortened(unit.slice(at).trimStart(), atMost)];
}
