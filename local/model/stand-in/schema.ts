import type { OfferedTool } from "../model-call.ts";
import { termsOf, words } from "./concepts.ts";

/** What a tool wants to know, read from its JSON Schema. */

export type Kind =
  | "text"
  | "thing"
  | "name"
  | "code"
  | "phone"
  | "email"
  | "date"
  | "time"
  | "moment"
  | "number"
  | "boolean"
  | "choice"
  /** Objects, lists of them, unions: nothing that is said on the phone fits. */
  | "unfillable";

export interface Field {
  readonly name: string;
  /** As it is spoken of: "order number". */
  readonly label: string;
  readonly description: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly choices: readonly (string | number)[];
  readonly isList: boolean;
  readonly isNumeric: boolean;
  /** Terms by which a caller names it. */
  readonly terms: readonly string[];
}

export interface ToolForm {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly fields: readonly Field[];
}

type Schema = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const records = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function formOf({ name, description, parameters }: OfferedTool): ToolForm {
  const { properties, required } = parameters;
  const isRequired = (field: string) => Array.isArray(required) && required.includes(field);
  const fields = Object.entries(isRecord(properties) ? properties : {}).flatMap(([field, schema]) =>
    isRecord(schema)
      ? [
          fieldOf(
            field,
            schema,
            (isRequired(field) && schema.default === undefined) || REQUIRED.test(text(schema.description)),
          ),
        ]
      : [],
  );
  return { name, label: words(name), description, fields };
}

/** "Required when the shoe comes in several": asked for, then. */
const REQUIRED = /(?<!not |only )\brequired (?:when|if|for|unless)\b/i;

/** One schema of several that stand for one: `null` beside it only says that it may be missing. */
function plainest(schema: Schema): Schema {
  const several = [...records(schema.anyOf), ...records(schema.oneOf), ...records(schema.allOf)].filter(
    (s) => s.type !== "null",
  );
  const [only, ...others] = several;
  if (only && others.length === 0) return { ...schema, ...only };
  const constants = several.map((s) => s.const);
  return several.length > 0 && constants.every((c) => c !== undefined)
    ? { ...schema, enum: constants }
    : schema;
}

export function fieldOf(name: string, given: Schema, required: boolean): Field {
  const schema = plainest(given);
  const item = schema.type === "array" && isRecord(schema.items) ? plainest(schema.items) : undefined;
  const inner = item ?? schema;
  const choices = (Array.isArray(inner.enum) ? inner.enum : "const" in inner ? [inner.const] : []).filter(
    (c): c is string | number => typeof c === "string" || typeof c === "number",
  );
  const description = text(given.description) || text(inner.description);
  const label = words(name);
  const isNumeric = inner.type === "number" || inner.type === "integer";
  const kind = choices.length > 0 ? "choice" : kindOf(label, description, inner);
  return {
    name,
    label,
    description,
    kind,
    required,
    choices,
    isList: item !== undefined,
    isNumeric,
    terms: termsOf(label),
  };
}

/** Long words of the caller's own, which no list could foresee. */
const FREE =
  /\b(?:message|notes?|reason|problem|symptoms?|description|details?|comments?|request|concern|complaint|subject|question|feedback|what (?:it|happened)|instructions?|mensaje|motivo|motif|grund|anliegen|nachricht|mensagem|problema)\b/;

function kindOf(label: string, description: string, { type, format }: Schema): Kind {
  const types = Array.isArray(type) ? type.filter((t) => t !== "null") : [type];
  const [only] = types;
  if (types.length !== 1 || only === "object" || only === "array" || only === undefined) return "unfillable";
  if (only === "boolean") return "boolean";
  if (format === "date" || format === "time" || format === "email") return format;
  if (format === "date-time") return "moment";
  const terms = new Set(termsOf(label));
  const has = (...wanted: string[]) => wanted.some((t) => terms.has(t));
  // A number by which something is known, and not one of how many.
  if (only === "number" || only === "integer")
    return has("number", "zip") || /\b(?:number|id|code)[.,;:)]|\b(?:number|id|code)$/i.test(description)
      ? "code"
      : "number";
  const about = `${label} ${description}`.toLowerCase();
  if (has("email")) return "email";
  if (
    has("phone") ||
    (has("number", "callback") && /\b(?:phone|call(?:ed)? back|telefon|llamar|rappel|reach)\b/.test(about))
  )
    return "phone";
  if (has("time") && !/\bdate\b/.test(about)) return "time";
  if (has("date", "checkin", "checkout", "arrive", "departure") || /\b(?:iso|yyyy-mm-dd)\b/.test(about))
    return has("time") ? "moment" : "date";
  if (has("number", "zip") || /\b\p{Lu}{1,4}-?\d{2,}\b|\bdigits\b/u.test(description)) return "code";
  if (
    (has("name") || /'s (?:full )?name\b/i.test(description)) &&
    /\b(?:caller|patient|guest|customer|person|full|first|last|family|your|who|recipient|sender|name of the (?:caller|guest|patient))\b/.test(
      `${about} ${label === "name" ? "full" : ""}`,
    )
  )
    return "name";
  return FREE.test(about) && !/^the (?:item|shoe|product)/.test(about) ? "text" : "thing";
}
