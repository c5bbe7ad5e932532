/**
 * A value as text, with sorted keys and without what is absent, so that the same value is the same text. Undefined
 * for what has no such text, as an instance of a class: two different ones must not look the same.
 */
export function canonical(value: unknown): string | undefined {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (value instanceof Date) return canonical(value.getTime());
  if (Array.isArray(value)) {
    const items = value.map((item) => (item === undefined ? "null" : canonical(item)));
    return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => [JSON.stringify(k), canonical(v)]);
  return entries.some(([, v]) => v === undefined)
    ? undefined
    : `{${entries.map((e) => e.join(":")).join(",")}}`;
}
