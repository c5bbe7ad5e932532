import { plain, shorten } from "../../protocol/plain-text.ts";
import type { Agent } from "../define.ts";
import { documentsIn } from "./markdown.ts";

/** What an agent's knowledge is about, for its model: the headings of the files, so that it asks by their words. */

/** Beside the tool's own words, of which an API takes 1,024 in all (tool-spec.ts). */
const MAX_CHARS = 780;
/** Of one title: what is longer says more than what it is about. */
const MAX_TITLE_CHARS = 80;
const BETWEEN = "; ";

/** Marks by which models tell who speaks are nobody's text. */
const MARKS = /<\|[^|<>]{0,40}\|>|<\/?(?:system|user|assistant|tool|im_start|im_end)\b[^<>]*>/gi;
export const withoutMarks = (text: string): string => text.replace(MARKS, " ");

/** A title that no quotation mark of its own ends; empty where nothing of it is left. */
function quoted(title: string): string {
  const said = plain(withoutMarks(title))
    .replace(/\s+/g, " ")
    .replace(/["\p{Pi}\p{Pf}„❝❞〝〞″˝＂״『』]/gu, "'")
    .trim();
  return said === "" ? "" : `"${shorten(said, MAX_TITLE_CHARS)}"`;
}

/** All files by their names, and the headings of as many as there is room for. */
export function titlesOf({ knowledge, knowledgeSource }: Agent): string {
  const files = documentsIn(knowledge).map(({ file, headings }) => {
    const titles = (of: number) =>
      headings.flatMap(({ level, text }) =>
        level === of ? [quoted(text)].filter((said) => said !== "") : [],
      );
    return { name: titles(1)[0] ?? quoted(file.replace(/\.md$/i, "")), parts: titles(2) };
  });
  const about = knowledgeSource?.about;
  const said = [...(about ? [about] : []), ...files.map(({ name }) => name)];
  const lengthOf = (lines: readonly string[]) => lines.join(BETWEEN).length;
  const first = said.length - files.length;
  for (const [i, { name, parts }] of files.entries()) {
    const whole = `${name} (${parts.join(", ")})`;
    if (parts.length > 0 && lengthOf(said) + whole.length - name.length <= MAX_CHARS) said[first + i] = whole;
  }
  while (said.length > 1 && lengthOf(said) > MAX_CHARS) said.pop();
  return shorten(said.join(BETWEEN), MAX_CHARS);
}
