export interface Heading {
  /** 1 to 6, from the top. */
  readonly level: number;
  readonly text: string;
}

/** No title is longer; characters. */
const MAX_CHARS = 200;

/** A line of Markdown as a heading; undefined where it is none. In a time that grows with its length, whatever is in it. */
export function headingOf(line: string): Heading | undefined {
  const [, marks = "", rest = ""] = /^ {0,3}(#{1,6})(?=[ \t])(.*)$/.exec(line) ?? [];
  if (marks === "") return undefined;
  const text = rest.trim();
  let end = text.length;
  while (text[end - 1] === "#") end -= 1;
  // "C#": signs that close a heading stand by themselves.
  const closed = end === 0 || /[ \t]/.test(text.charAt(end - 1)) ? text.slice(0, end) : text;
  return { level: marks.length, text: closed.trimEnd().slice(0, MAX_CHARS) };
}

/** Whether it parts a text, and says nothing. */
export const isRule = (line: string): boolean => /^ {0,3}(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$/.test(line);

/**
 * A line as the heading that the next one makes of it: `===` or `---` below it. A sentence, an item or a row of a table above
 * a rule is none.
 */
export function underlinedBy(under: string, line: string): Heading | undefined {
  const [, marks = ""] = /^ {0,3}(={2,}|-{2,})[ \t]*$/.exec(under) ?? [];
  const text = line.trim();
  if (marks === "" || text.length > MAX_CHARS || /^(?:[-*+•>|]|\d+[.)]\s)/.test(text)) return undefined;
  if (marks.startsWith("-") && /[.,;:]$/.test(text)) return undefined;
  return { level: marks.startsWith("=") ? 1 : 2, text };
}
