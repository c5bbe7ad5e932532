/**
 * An edit as its fields, each that may stand alone: `greeting`, `voice.language`, `knowledge.returns.md`,
 * `words.en.phrases.closed`. The console and `npm run agents` compare edits by them, and tell the same.
 */
export type Fields = ReadonlyMap<string, Field>;

export interface Field {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** In the order of the editor. How many names lead to what stands alone; of what another release has, one. */
const DEPTHS: Readonly<Record<string, number>> = {
  greeting: 1,
  instructions: 1,
  voice: 2,
  languages: 1,
  hints: 1,
  hours: 1,
  words: 4,
  knowledge: 2,
};
const ORDER = Object.keys(DEPTHS);

/** @param edit - of any release: what it does not know, this one passes on. */
export function fieldsOf(edit: object): Fields {
  const found = new Map<string, Field>();
  const walk = (value: unknown, path: readonly string[]): void => {
    const depth = path[0] === undefined ? 1 : (DEPTHS[path[0]] ?? 1);
    if (path.length < depth && typeof value === "object" && value !== null) {
      // `__proto__` would be no name where it is put together again.
      for (const [name, inner] of Object.entries(value))
        if (name !== "__proto__") walk(inner, [...path, name]);
    } else if (value !== undefined) found.set(path.join("."), { path, value });
  };
  walk(edit, []);
  return found;
}

/** The code's, with those of an edit in their place. */
export const both = (code: object, edit: object): Fields => new Map([...fieldsOf(code), ...fieldsOf(edit)]);

/** What the agent is, by its code and an edit. */
export const over = (code: object, edit: object): Fields => {
  const all = new Map(both(code, edit));
  // A file of the code's that is taken out.
  for (const [name, { path, value }] of all) if (path[0] === "knowledge" && value === null) all.delete(name);
  return all;
};

/** Names of the fields that are not the same in all of these, in the order of the editor. */
export function differing(sides: readonly Fields[]): readonly string[] {
  const place = (name: string): number => {
    const at = ORDER.indexOf(name.split(".")[0] ?? "");
    return at < 0 ? ORDER.length : at;
  };
  return [...new Set(sides.flatMap((fields) => [...fields.keys()]))]
    .filter((name) => sides.some((side) => !isSame(side.get(name)?.value, sides[0]?.get(name)?.value)))
    .sort((a, b) => place(a) - place(b));
}

/** An editor ends a file with a line's end, and nobody hears it. */
export const isSame = (one: unknown, other: unknown): boolean =>
  typeof one === "string" && typeof other === "string"
    ? one.trimEnd() === other.trimEnd()
    : isEqual(one, other);

/** Whether two values of JSON are the same, to the letter. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (!isNode(a) || !isNode(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]))
  );
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
