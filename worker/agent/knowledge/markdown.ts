import { oncePer } from "../../language/hearing/words.ts";
import { type Heading, headingOf } from "./headings.ts";

/** A file of Markdown as it is read: once for what the model is told of it, and for the passages that are searched. */

export interface Document {
  readonly file: string;
  readonly headings: readonly Heading[];
  /** Those in which something stands. */
  readonly sections: readonly Section[];
}

export interface Section {
  /** The headings above it, from the top. */
  readonly path: readonly string[];
  readonly blocks: readonly string[];
}

/** @param files - Markdown by the name of its file. */
export const documentsIn = oncePer((files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([file, markdown]) => documentOf(file, markdown)),
);

export function documentOf(file: string, markdown: string): Document {
  const headings: Heading[] = [];
  const sections: { path: string[]; blocks: string[] }[] = [{ path: [], blocks: [] }];
  const above: Heading[] = [];
  let open = false;
  let fence = false;
  for (const line of plainLines(markdown)) {
    const heading = fence ? undefined : headingOf(line);
    if (/^\s*(?:```|~~~)/.test(line)) {
      fence = !fence;
      continue;
    }
    if (heading) {
      headings.push(heading);
      while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop();
      above.push(heading);
      sections.push({ path: above.map(({ text }) => text).filter(Boolean), blocks: [] });
      open = false;
    } else if (line.trim() === "") open = false;
    else {
      const blocks = sections.at(-1)?.blocks ?? [];
      if (open) blocks.push(`${blocks.pop() ?? ""}\n${line.trimEnd()}`);
      else blocks.push(line.trimEnd());
      open = true;
    }
  }
  return { file, headings, sections: sections.filter(({ blocks }) => blocks.length > 0) };
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
