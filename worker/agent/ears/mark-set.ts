import { firstSource, prefixSource } from "../../language/spoken/prefix.ts";
import type { ToolSpec } from "../model.ts";
import { MARKS, type Mark, type Opens, toolMarks } from "./marks.ts";

/** The marks that can start with one character. */
interface Shelf {
  readonly prefixes: readonly { readonly exact: boolean; readonly pattern: RegExp }[];
  readonly marks: readonly { readonly mark: Mark; readonly pattern: RegExp }[];
}

/** Characters by their number, up to Latin 1. */
const LATIN = 0x100;

/** Marks made ready: where one may begin, whether a text can still become one, and which it is. */
export class MarkSet {
  readonly #marks: readonly { readonly mark: Mark; readonly opening: RegExp }[];
  readonly #others: MarkSet | undefined;
  readonly #shelves = new Map<string, Shelf | undefined>();
  /** Characters of Latin 1 that are known to begin no mark: nearly all of a reply is that. */
  readonly #plain = new Uint8Array(LATIN);

  /** @param others - come after these. */
  constructor(marks: readonly Mark[], others?: MarkSet) {
    this.#others = others;
    this.#marks = marks.map((mark) => ({
      mark,
      opening: new RegExp(`^(?:${firstSource(mark.pattern)})$`, "u"),
    }));
  }

  /** Where in `text` a mark may begin; its length when none can. Words are looked at where they begin. */
  first(before: string, text: string): number {
    let inWord = isLetter(before.charCodeAt(before.length - 1));
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      const letter = isLetter(unit);
      if (!(letter && inWord) && this.#plain[unit] !== 1) {
        if (this.#shelf(text.charAt(i))) return i;
        this.#plain[unit] = 1;
      }
      inWord = letter;
    }
    return text.length;
  }

  viable(text: string, from: number): boolean {
    for (const { exact, pattern } of this.#shelf(text.charAt(from))?.prefixes ?? []) {
      pattern.lastIndex = from;
      if (pattern.test(exact ? text : lower(text))) return true;
    }
    return false;
  }

  /** The first in the list that stands at `from`. */
  find(text: string, from: number): { opens: Opens; raw: string } | undefined {
    for (const { mark, pattern } of this.#shelf(text.charAt(from))?.marks ?? []) {
      pattern.lastIndex = from;
      const match = pattern.exec(mark.exact ? text : lower(text));
      const opens = match ? opensOf(mark, match.groups?.name) : undefined;
      if (match && opens) return { opens, raw: text.slice(from, from + match[0].length) };
    }
    return undefined;
  }

  #shelf(first: string): Shelf | undefined {
    if (this.#shelves.has(first)) return this.#shelves.get(first);
    const own = shelve(
      this.#marks.filter((m) => m.opening.test(m.mark.exact ? first : lower(first))).map((m) => m.mark),
    );
    const others = this.#others === undefined ? undefined : this.#others.#shelf(first);
    const shelf = others
      ? { prefixes: [...own.prefixes, ...others.prefixes], marks: [...own.marks, ...others.marks] }
      : own;
    const kept = shelf.marks.length > 0 ? shelf : undefined;
    this.#shelves.set(first, kept);
    return kept;
  }
}

const shelve = (marks: readonly Mark[]): Shelf => ({
  prefixes: [true, false].flatMap((exact) => {
    const of = marks.filter((m) => (m.exact ?? false) === exact);
    const source = of.map((m) => prefixSource(m.pattern)).join("|");
    return of.length === 0 ? [] : [{ exact, pattern: new RegExp(`(?:${source})$`, "uy") }];
  }),
  marks: marks.map((mark) => ({ mark, pattern: new RegExp(mark.pattern, "uy") })),
});

const opensOf = ({ opens }: Mark, name = ""): Opens | undefined =>
  typeof opens === "string" ? opens : Object.hasOwn(opens, name) ? opens[name] : undefined;

/** Small letters, at the same places: `toLowerCase` may make two characters of one. */
function lower(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length ? small : text.replace(/[A-Z]+/g, (c) => c.toLowerCase());
}

/** A letter of Latin 1, or an underscore: names of tools have them inside. */
const isLetter = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0xc0 && unit <= 0xff);

/** The same for every agent, and made with the first reply of a process. */
let common: MarkSet | undefined;
/** An agent's tools are one list for all its calls. */
const known = new WeakMap<readonly ToolSpec[], MarkSet>();

/** The marks of a reply that may call these tools. */
export function marksFor(tools: readonly ToolSpec[]): MarkSet {
  common ??= new MarkSet(MARKS);
  const made = known.get(tools) ?? new MarkSet(toolMarks(tools), common);
  known.set(tools, made);
  return made;
}
