import type { Document } from "./markdown.ts";
import type { Passage } from "./source.ts";

/**
 * Markdown as passages that stand for themselves: a heading's text each, with the headings above it. Two that are short are
 * one (but more are not: what is about many things is found for none of them), what is long is cut between its paragraphs, rows and items, and a table's heading goes with each part.
 */

/** Two that are shorter are put together. Characters. */
const SHORT = 150;
/** Three of them are read by a model, and told, without a pause. Characters. */
const LONG = 900;

/** The file's name is for where it has no heading of its own. */
export function chunksOf({ file, sections }: Document): readonly Passage[] {
  const made: { path: readonly string[]; titles: string[]; text: string }[] = [];
  for (const { path, blocks } of sections) {
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
