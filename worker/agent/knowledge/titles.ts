import { shorten } from "../../protocol/plain-text.ts";
import type { Agent } from "../define.ts";
import { headingOf } from "./headings.ts";

/** What an agent's knowledge is about, for its model: the headings of the files, so that it asks by their words. */

/** Beside the tool's own words, of which an API takes 1,024 in all (tool-spec.ts). */
const MAX_CHARS = 780;
const BETWEEN = "; ";

/** All files by their names, and the headings of as many as there is room for. */
export function titlesOf({ knowledge, knowledgeSource }: Agent): string {
  const files = Object.entries(knowledge).map(([file, text]) => {
    const headings = text.split("\n").flatMap((line) => headingOf(line) ?? []);
    const name = headings.find(({ level, text }) => level === 1 && text !== "")?.text;
    return {
      name: name ?? file.replace(/\.md$/i, ""),
      parts: headings.flatMap(({ level, text }) => (level === 2 && text !== "" ? [text] : [])),
    };
  });
  const about = knowledgeSource?.about;
  const said = [...(about ? [about] : []), ...files.map(({ name }) => name)];
  const lengthOf = (lines: readonly string[]) => lines.join(BETWEEN).length;
  const first = said.length - files.length;
  for (const [i, { name, parts }] of files.entries()) {
    const whole = `${name} (${parts.join(", ")})`;
    if (parts.length > 0 && lengthOf(said) + whole.length - name.length <= MAX_CHARS) said[first + i] = whole;
  }
  return shorten(said.join(BETWEEN), MAX_CHARS);
}
