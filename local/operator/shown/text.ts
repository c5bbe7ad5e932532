import { stripVTControlCharacters } from "node:util";

/** Pieces of what the commands print. What a caller, a tool or a name brings is text, and moves no cursor. */

/** In one line, without what a terminal would obey. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();

/** As wide as `width`, cut with … where it is longer. */
export function cell(text: string, width: number): string {
  const characters = [...plain(text)];
  return (
    characters.length > width ? [...characters.slice(0, width - 1), "…"].join("") : characters.join("")
  ).padEnd(width);
}

/** Lines of at most `width`, broken between words where that is possible. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plain(text).split(/\s+/)) {
    let rest = word;
    while (line === "" ? rest.length > width : line.length + 1 + rest.length > width) {
      if (line === "") {
        lines.push(rest.slice(0, width));
        rest = rest.slice(width);
      } else {
        lines.push(line);
        line = "";
      }
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  return line === "" ? lines : [...lines, line];
}

/** As in 4:07, or 1:02:33; whole seconds that have passed, as the console shows them. */
export function length(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m] = [Math.floor(s / 3_600), Math.floor(s / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** Of UTC, as logs and vendors have it and `--from` takes it: 11-28 09:14:03. */
export const moment = (ms: number): string => new Date(ms).toISOString().slice(5, 19).replace("T", " ");
