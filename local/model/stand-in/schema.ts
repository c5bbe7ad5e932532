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
  /** Lists of objects, unions: nothing that is said on the phone fits. */
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
  /** The letters of the example in its description: "HH" of "such as HH-55120". */
  readonly letters: string | undefined;
  /** How many digits it has, where its description says so: "six digits". */
  readonly digits: number | undefined;
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
  return { name, label: words(name), description, fields: fieldsOf(parameters, "", true) };
}

/** An object's fields stand among the others, by their path: `driver.age`. */
function fieldsOf({ properties, required }: Schema, path: string, isNeeded: boolean): readonly Field[] {
  return Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, given]) => {
    if (!isRecord(given)) return [];
    const schema = plainest(given);
    const needed =
      (isNeeded && Array.isArray(required) && required.includes(name) && schema.default === undefined) ||
      REQUIRED.test(text(schema.description));
    return isRecord(schema.properties) && Object.keys(schema.properties).length > 0
      ? fieldsOf(schema, `${path}${name}.`, needed)
      : [fieldOf(path + name, schema, needed)];
  });
}

/** Values by their path as the arguments that the schema wants. */
export function argumentsOf(values: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [path, value] of values) {
    let at = args;
    const names = path.split(".");
    for (const name of names.slice(0, -1)) {
      const inner = isRecord(at[name]) ? { ...at[name] } : {};
      at[name] = inner;
      at = inner;
    }
    at[names.at(-1) ?? path] = value;
  }
  return args;
}

/** The way back. */
export const pathsOf = (args: Schema, path = ""): (readonly [string, unknown])[] =>
  Object.entries(args).flatMap(([name, value]) =>
    isRecord(value) ? pathsOf(value, `${path}${name}.`) : [[path + name, value] as const],
  );

const COUNTS = [
  "",
  "",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];
// "4 to 6 digits" is no one length.
const DIGITS = new RegExp(`(?<!(?:to|or|and|-|–) ?)\\b(\\d+|${COUNTS.slice(2).join("|")}) digits\\b`, "i");

/** "HH-55120", "BX1042", "LH 454" */
const EXAMPLE = /\b(\p{Lu}{1,4})(?:-?|(?<=\p{Lu}{2}) )\d{2,}\b/u;

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
  const label = words(name.replaceAll(".", "_"));
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
    letters: EXAMPLE.exec(description)?.[1],
    digits: DIGITS.exec(description)
      ?.slice(1)
      .map((n) => Number(n) || COUNTS.indexOf(n.toLowerCase()))[0],
    terms: termsOf(label),
  };
}

/** Long words of the caller's own, which no list could foresee. */
const FREE =
  /\b(?:message|notes?|reason|problem|symptoms?|description|details?|comments?|request|concern|complaint|subject|question|feedback|what (?:it|happened)|instructions?|mensaje|motivo|motif|grund|anliegen|nachricht|mensagem|problema)\b/;

/** What a pattern is for is told by what it takes. One that needs flags, which JSON Schema does not carry, tells nothing. */
function takes({ pattern }: Schema, sample: string): boolean {
  if (typeof pattern !== "string") return false;
  try {
    return new RegExp(pattern).test(sample) && !new RegExp(pattern).test("word");
  } catch {
    return false;
  }
}

/** A number by which something is known, and not one of how many: "Invoice no.", "ID of the bike", no "number of guests". */
function isKnownBy(text: string): boolean {
  const [head = ""] = text.split(/[.,;:(]| (?:of (?:the|an?|your)|on|for|with|in|from|as|to|d[eou]|da) /i);
  const last = termsOf(head).at(-1);
  return (
    !/ (?:and|or|und|oder|y|o|et|ou|e) /i.test(head) &&
    (last === "number" || last === "zip" || / n[or]$/i.test(head))
  );
}

function kindOf(label: string, description: string, schema: Schema): Kind {
  const { type, format } = schema;
  const types = Array.isArray(type) ? type.filter((t) => t !== "null") : [type];
  // A text or a number: a text will do.
  const isEither =
    types.includes("string") && types.every((t) => /^(?:string|number|integer)$/.test(text(t)));
  const only = isEither ? "string" : types[0];
  if ((types.length !== 1 && !isEither) || only === "object" || only === "array" || only === undefined)
    return "unfillable";
  if (only === "boolean") return "boolean";
  if (format === "date" || format === "time" || format === "email") return format;
  if (format === "date-time") return "moment";
  if (takes(schema, "19:15")) return "time";
  if (takes(schema, "2026-12-01")) return "date";
  const terms = new Set(termsOf(label));
  const has = (...wanted: string[]) => wanted.some((t) => terms.has(t));
  const isNumber = isKnownBy(label) || isKnownBy(description);
  if (only === "number" || only === "integer") return isNumber ? "code" : "number";
  const about = `${label} ${description}`.toLowerCase();
  if (has("email")) return "email";
  if (
    has("phone") ||
    ((isNumber || has("callback")) &&
      /\b(?:phone|call(?:ed)? back|telefon|llamar|rappel|reach)\b/.test(about))
  )
    return "phone";
  if (has("time") && !/\bdate\b/.test(about)) return "time";
  if (has("date", "checkin", "checkout", "arrive", "departure") || /\b(?:iso|yyyy-mm-dd)\b/.test(about))
    return has("time") ? "moment" : "date";
  if (isNumber || EXAMPLE.test(description) || /\b(?:digits|characters)\b|\d{3}["”).]*$/i.test(description))
    return "code";
  const isPerson = (text: string) =>
    /\b(?:caller|patient|guest|customer|client|person|driver|owner|member|recipient|sender|traveller|pet|animal)/i.test(
      text,
    );
  if (
    (has("name") &&
      (label === "name" || /\b(?:full|first|last|family|your)\b/i.test(about) || isPerson(about))) ||
    (isPerson(label) && /\bname\b/i.test(description)) ||
    /\bname (?:for|under)\b/i.test(description)
  )
    return "name";
  return FREE.test(about) && !/^the (?:item|shoe|product)/.test(about) ? "text" : "thing";
}
