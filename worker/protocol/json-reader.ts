/**
 * Reads what came as JSON, part by part: a value as it is meant, or undefined where it is none. For what the Functions
 * read, whose bundles leave the schema library out: it takes longer to load than all else they are made of.
 */
export type Reader<T> = (value: unknown) => T | undefined;

export type Read<R> = R extends Reader<infer T> ? T : never;

export const text: Reader<string> = (value) => (typeof value === "string" ? value : undefined);
export const flag: Reader<boolean> = (value) => (typeof value === "boolean" ? value : undefined);
/** JSON can write numbers that are too large to be one: `1e999`. */
export const figure: Reader<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

export const oneOf =
  <const T extends string | number>(values: readonly T[]): Reader<T> =>
  (value) =>
    values.find((known) => known === value);

/** A list of such values alone. */
export const listOf =
  <T>(item: Reader<T>): Reader<T[]> =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const items: readonly (T | undefined)[] = value.map((each: unknown) => item(each));
    return items.every((each) => each !== undefined) ? items.slice() : undefined;
  };

/** Whatever is there, or is not. */
export const otherwise =
  <T>(reader: Reader<T>, other: T): Reader<T> =>
  (value) =>
    reader(value) ?? other;

type Readers = Readonly<Record<string, Reader<unknown>>>;

type Fields<R extends Readers, O extends Readers> = { [K in keyof R]: Read<R[K]> } & {
  [K in keyof O]?: Read<O[K]> | undefined;
} extends infer All
  ? { [K in keyof All]: All[K] }
  : never;

/** An object with these fields; what else it has is left out. */
export const fieldsOf =
  <R extends Readers, O extends Readers>(required: R, optional: O): Reader<Fields<R, O>> =>
  (value) => {
    if (!isRecord(value)) return undefined;
    const read: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(required)) {
      const field = reader(value[name]);
      if (field === undefined) return undefined;
      read[name] = field;
    }
    for (const [name, reader] of Object.entries(optional)) {
      if (value[name] === undefined) continue;
      const field = reader(value[name]);
      if (field === undefined) return undefined;
      read[name] = field;
    }
    // Each name has its own reader's value.
    return read as Fields<R, O>;
  };

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
