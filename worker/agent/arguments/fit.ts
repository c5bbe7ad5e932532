import * as z from "zod";
import { isRecord } from "../../protocol/json-reader.ts";
import { folded } from "./folded.ts";
import { isDeep } from "./json-text.ts";
import { canonical } from "./same.ts";

/**
 * Arguments as a model has written them, made to fit the schema that it was told, where they mean one thing: `null` or
 * an empty text for what may be absent, numbers, yes or no, lists and objects as text, a number for a text. What fits
 * already stays as it is: "0042" is a text, and a nullable field keeps its null. What means nothing to the schema
 * stays as well, and is refused by it.
 */

type Schema = z.core.JSONSchema.BaseSchema;

/** @returns a function of the arguments; the schema is read with the first of them. */
export function fitting(input: z.ZodType): (value: unknown) => unknown {
  let root: Schema | undefined;
  return (value) => {
    root ??= z.toJSONSchema(input, {
      io: "input",
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => {
        if ("coerce" in zodSchema._zod.def && zodSchema._zod.def.coerce === true) jsonSchema.coerces = true;
      },
    });
    return shaped(root.type === "object" ? unwrapped(value, root) : value, root, root, true);
  };
}

/** Around the arguments: their own name, or that of the tool. */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...["arguments", "parameters", "params", "args", "kwargs", "input", "properties"],
  ...["name", "tool", "function", "type", "tool_uses", "tool_calls", "recipient_name", "id"],
]);

function unwrapped(value: unknown, root: Schema): unknown {
  if (value === null || value === "") return {};
  const [one, ...more]: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (one === undefined) return {};
  if (more.length > 0 || !isRecord(one)) return value;
  const { properties = {} } = root;
  const keys = Object.keys(one);
  if (keys.some((key) => Object.hasOwn(properties, key) || !WRAPPERS.has(key))) return one;
  const inner = Object.values(one)
    .map((v) => (typeof v === "string" ? parsed(v) : v))
    .filter((v) => isRecord(v) || Array.isArray(v));
  return inner.length === 1 ? unwrapped(inner[0], root) : one;
}

/** @param wraps - whether a single value may become a list of it. */
function shaped(given: unknown, schema: unknown, root: Schema, wraps = false): unknown {
  const node = resolved(schema, root);
  const value = typeof given === "string" ? given.replace(QUOTED, "$1") : given;
  if (node.allOf) return node.allOf.reduce<unknown>((v, part) => shaped(v, part, root, wraps), value);
  const choices = choicesOf(node);
  if (choices) {
    if (choices.some((choice) => fits(value, choice, root))) return value;
    const ways = choices
      .map((choice) => shaped(value, choice, root))
      .filter((v, i) => fits(v, choices[i], root));
    return new Set(ways.map(canonical)).size === 1 ? ways[0] : value;
  }
  switch (node.type) {
    case "object": {
      const object = typeof value === "string" ? parsed(value) : value;
      return isRecord(object) ? fitObject(object, node, root) : value;
    }
    case "array":
      return fitList(value, node, root, wraps);
    case "integer":
    case "number":
      return typeof value === "string" ? (numberIn(value) ?? value) : value;
    case "boolean":
      return typeof value === "string" ? (YES_OR_NO.get(value.trim().toLowerCase()) ?? value) : value;
    case "null":
      return isNothing(value) ? null : value;
    default:
      return fitText(value, node);
  }
}

function fitObject(value: Readonly<Record<string, unknown>>, node: Schema, root: Schema): unknown {
  const { properties = {}, required = [], additionalProperties: others } = node;
  const fieldMeant = fieldsMeant(value, node);
  const entries = Object.entries(value).flatMap(([key, given]) => {
    const name = Object.hasOwn(properties, key) ? key : (fieldMeant(key) ?? key);
    const schema = Object.hasOwn(properties, name) ? properties[name] : others;
    if (schema === undefined) return [[name, given] as const];
    const absent = !required.includes(name) && isNothing(given) && !fits(given, schema, root);
    if (absent) return [];
    const made = shaped(given, schema, root, true);
    return isMadeUp(made, resolved(schema, root)) ? [] : [[name, made] as const];
  });
  return Object.fromEntries(entries);
}

/** What of its own `z.coerce` may go on from: else it makes 0 of `null`, and "[object Object]" of an object. */
const COERCED: Readonly<Partial<Record<string, readonly string[]>>> = {
  string: ["string", "number", "boolean"],
  number: ["number"],
  integer: ["number"],
  boolean: ["boolean", "number"],
};

/** Whether a schema would take something for a value that is none; left out, it is refused as missing. */
const isMadeUp = (value: unknown, { coerces, type }: Schema): boolean =>
  coerces === true && COERCED[String(type)]?.includes(typeof value) === false;

/** `order_number` for `orderNumber`, where that is one of the fields, and is not given itself. */
function fieldsMeant(value: object, { properties = {}, additionalProperties }: Schema) {
  const free = Object.keys(properties).filter((name) => !Object.hasOwn(value, name));
  if (isRecord(additionalProperties) || free.length === 0) return () => undefined;
  const names = free.map((name) => [folded(name), name] as const);
  return (key: string): string | undefined => {
    const form = folded(key);
    const alike = names.filter(([name]) => name === form);
    const only = Object.keys(value).every((other) => other === key || folded(other) !== form);
    return alike.length === 1 && only ? alike[0]?.[1] : undefined;
  };
}

function fitList(value: unknown, node: Schema, root: Schema, wraps: boolean): unknown {
  const given = typeof value === "string" ? (parsed(value) ?? value) : value;
  const itemAt = (i: number) => node.prefixItems?.[i] ?? node.items ?? {};
  if (Array.isArray(given)) return given.map((item: unknown, i) => shaped(item, itemAt(i), root, true));
  // Text with a comma in it may be a list that nobody can take apart.
  if (!wraps || isNothing(value) || (typeof value === "string" && /[,;\n]/.test(value))) return value;
  const item = shaped(value, itemAt(0), root);
  return fits(item, itemAt(0), root) ? [item] : value;
}

function fitText(value: unknown, node: Schema): unknown {
  const allowed = allowedBy(node);
  if (allowed && !allowed.includes(value)) {
    // Compared as texts, whatever the type of either; then without the signs between words.
    for (const form of [plain, joined]) {
      const meant = allowed.filter((a) => form(a) === form(value));
      if (meant.length === 1) return meant[0];
    }
    return value;
  }
  return node.type === "string" && typeof value === "number" && Number.isFinite(value)
    ? String(value)
    : value;
}

const plain = (value: unknown): string | undefined =>
  typeof value === "object" ? undefined : String(value).trim().toLowerCase();

/** "In store" and "inStore" are `in_store`; the sign of a number stays. */
const joined = (value: unknown): string | undefined => plain(value)?.replace(/[\s_-]+(?=\p{L})/gu, "");

/** Whether it has the form that the schema asks for; bounds and rules are the schema's own to check. */
function fits(value: unknown, schema: unknown, root: Schema): boolean {
  const node = resolved(schema, root);
  const choices = choicesOf(node);
  if (choices) return choices.some((choice) => fits(value, choice, root));
  if (node.allOf && !node.allOf.every((part) => fits(value, part, root))) return false;
  const allowed = allowedBy(node);
  if (allowed && !allowed.includes(value)) return false;
  switch (node.type) {
    case "object": {
      const { properties = {}, required = [], additionalProperties: others } = node;
      if (!isRecord(value) || !required.every((name) => Object.hasOwn(value, name))) return false;
      return Object.entries(value).every(([key, v]) =>
        fits(v, Object.hasOwn(properties, key) ? properties[key] : (others ?? {}), root),
      );
    }
    case "array":
      return (
        Array.isArray(value) &&
        value.every((v, i) => fits(v, node.prefixItems?.[i] ?? node.items ?? {}, root))
      );
    case "integer":
      return Number.isInteger(value);
    case "string":
      return typeof value === "string" && (value !== "" || takesEmptyText(node));
    case "null":
      return value === null;
    case undefined:
      return schema !== false;
    default:
      return typeof value === node.type;
  }
}

const takesEmptyText = ({ minLength = 0, format, pattern }: Schema): boolean =>
  minLength === 0 && format === undefined && pattern === undefined;

function resolved(schema: unknown, root: Schema): Schema {
  if (!isRecord(schema)) return {};
  const { $ref } = schema as Schema; // written by zod, from its own schema
  if ($ref === undefined) return schema;
  return $ref === "#" ? root : resolved(root.$defs?.[$ref.replace("#/$defs/", "")], root);
}

/** The forms that a value may have, where there are several. */
function choicesOf(node: Schema): readonly unknown[] | undefined {
  const { type } = node as { readonly type?: string | readonly string[] }; // zod writes both, its type knows one
  if (typeof type === "object") return type.map((one) => ({ ...node, type: one }));
  return node.anyOf ?? node.oneOf;
}

const allowedBy = (node: Schema): readonly unknown[] | undefined =>
  node.const === undefined ? node.enum : [node.const];

/** A text that was made a text of JSON once too often. */
const QUOTED = /^"([^"\\]*)"$/;

/** What models write where there is nothing to write. */
const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === "string" && /^(null|none|undefined)?$/i.test(value.trim()));

const YES_OR_NO: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["false", false],
  ["no", false],
]);

/** A number in JSON's own form. "007", "1,000" and "2 pairs" may mean something else than 7, 1000 and 2. */
function numberIn(text: string): number | undefined {
  if (!/^[+-]?(0|[1-9]\d*)?(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim()) || !/\d/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) && (Number.isSafeInteger(number) || /[.e]/i.test(text)) ? number : undefined;
}

/** The list or object in a text. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // words that begin with a bracket
  }
}
