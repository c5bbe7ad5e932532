import * as z from "zod";
import { isRecord } from "../../protocol/json-reader.ts";

/** A schema, or one within it, as a server has written it. */
type Node = Readonly<Record<string, unknown>>;

/**
 * The input of a tool whose schema is JSON Schema: the model is told that schema, to the letter, and arguments are checked by
 * what of it is simple. What is not known here fits, since the server checks for itself, and says what is wrong.
 *
 * Not `z.fromJSONSchema`: it knows more, refuses what it does not know, and brings 15 KiB gzip into the Worker.
 */
export function inputOf(schema: Node): z.ZodType {
  // What names a schema is for validators; `id` is zod's own as well.
  const { $schema: _dialect, $id: _address, id: _id, ...told } = schema;
  return objectOf(schema).meta({ properties: {}, ...told });
}

function objectOf({ properties, required, additionalProperties }: Node): z.ZodType {
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const shape = Object.fromEntries(
    Object.entries(isRecord(properties) ? properties : {}).map(([name, node]) => {
      const field = fieldOf(node);
      return [name, needed.includes(name) ? field : field.optional()];
    }),
  );
  return additionalProperties === false ? z.strictObject(shape) : z.looseObject(shape);
}

function fieldOf(node: unknown): z.ZodType {
  if (!isRecord(node)) return z.unknown();
  const { type, anyOf, oneOf, enum: allowed, const: only } = node;
  const values = only === undefined ? allowed : [only];
  if (Array.isArray(values) && values.length > 0)
    return values.every(isPlain) ? z.literal(values) : z.unknown();
  const ways = Array.isArray(type) ? type.map((one) => ({ ...node, type: one })) : (anyOf ?? oneOf);
  if (Array.isArray(ways) && ways.length > 0) return z.union(ways.map(fieldOf));
  return (typeof type === "string" ? TYPES.get(type)?.(node) : undefined) ?? z.unknown();
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

const TYPES: ReadonlyMap<string, (node: Node) => z.ZodType> = new Map<string, (node: Node) => z.ZodType>([
  ["string", ({ minLength, maxLength }) => sized(z.string(), minLength, maxLength)],
  ["array", ({ items, minItems, maxItems }) => sized(z.array(fieldOf(items)), minItems, maxItems)],
  ["number", (node) => bounded(z.number(), node)],
  ["integer", (node) => bounded(z.int(), node)],
  ["boolean", () => z.boolean()],
  ["null", () => z.null()],
  ["object", objectOf],
]);

const sized = <T extends z.ZodString | z.ZodArray>(schema: T, min: unknown, max: unknown): T => {
  const atLeast = typeof min === "number" ? schema.min(min) : schema;
  return (typeof max === "number" ? atLeast.max(max) : atLeast) as T; // a bound changes no type
};

function bounded(schema: z.ZodNumber, { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Node) {
  let bound = schema;
  if (typeof minimum === "number") bound = bound.min(minimum);
  if (typeof maximum === "number") bound = bound.max(maximum);
  if (typeof exclusiveMinimum === "number") bound = bound.gt(exclusiveMinimum);
  if (typeof exclusiveMaximum === "number") bound = bound.lt(exclusiveMaximum);
  return bound;
}
