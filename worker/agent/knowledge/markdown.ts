import { oncePer } from "../../language/hearing/words.ts";
import { type Heading, headingOf, isRule, underlinedBy } from "./headings.ts";
import { partsOf } from "./markup.ts";

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
  /** Lines that are one block, as far as they have come. */
  let block: string[] = [];
  const end = (): void => {
    if (block.length > 0) sections.at(-1)?.blocks.push(block.join("\n"));
    block = [];
  };
  const begin = (heading: Heading): void => {
    end();
    headings.push(heading);
    while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop();
    above.push(heading);
    sections.push({ path: above.map(({ text }) => text).filter(Boolean), blocks: [] });
  };
  for (const { text, isCode } of partsOf(markdown))
    for (const line of text.split("\n")) {
      const heading = isCode ? undefined : headingOf(line);
      const underlined = isCode || block.length !== 1 ? undefined : underlinedBy(line, block[0] ?? "");
      if (heading) begin(heading);
      else if (underlined) {
        block = [];
        begin(underlined);
      } else if (line.trim() === "" || (!isCode && isRule(line))) end();
      else block.push(line.trimEnd());
    }
  end();
  return { file, headings, sections: sections.filter(({ blocks }) => blocks.length > 0) };
}
