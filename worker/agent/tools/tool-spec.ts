import * as z from "zod";
import type { ToolSpec } from "../model.ts";

interface Described {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
}

/** A tool as the model is told of it: its schema as JSON Schema, without what only validators read. */
export function specOf({ name, description, input }: Described): ToolSpec {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return { name, description, parameters };
}

/**
 * What OpenAI's APIs take, and with them the servers that are modelled on them (https://platform.openai.com/docs/api-reference,
 * `tools`); one tool too many, or one that does not fit, and every request of every call is refused with a 400.
 */
export const MAX_TOOLS = 128;
const MAX_DESCRIPTION_CHARS = 1_024;

const fieldAt = (path: readonly (string | number)[]): string =>
  path.filter((part) => part !== "properties").join(".") || "input";

/** What an API refuses beside `type: "object"`. */
const NOT_AT_THE_TOP = ["anyOf", "oneOf", "allOf", "enum", "const", "not"] as const;

/**
 * Refuses a tool of which no model could be told, or whose arguments nothing could ever fit.
 *
 * @throws TypeError naming the tool and what is wrong with it.
 */
export function checkSendable({ name, description, input }: Described): void {
  const fault = (what: string) => new TypeError(`Tool "${name}": ${what}`);
  if (!description.trim()) throw fault("it needs a description: the model chooses by it.");
  if (description.length > MAX_DESCRIPTION_CHARS)
    throw fault(
      `its description has ${description.length} characters; an API takes ${MAX_DESCRIPTION_CHARS}.`,
    );

  // All that has `_zod` is a schema; asking for its class would bring every language of zod into the bundle.
  if (typeof input !== "object" || input === null || !("_zod" in input))
    throw fault("input has to be a z.object.");
  const { type, properties, ...rest } = z.toJSONSchema(input, {
    io: "input",
    unrepresentable: ({ zodSchema, path }) => {
      const { type: kind } = zodSchema._zod.def;
      // What a transform alone takes is told to nobody, and may be anything.
      if (kind !== "transform")
        throw fault(`${fieldAt(path)}: no JSON is a ${kind}. Take text or a number, and transform it.`);
      return "any";
    },
    override: ({ zodSchema, path }) => {
      const { type: kind } = zodSchema._zod.def;
      if (kind === "promise" || kind === "file") throw fault(`${fieldAt(path)}: no JSON is a ${kind}.`);
      if (isImpossible(zodSchema)) throw fault(`${fieldAt(path)}: no value can ever fit it.`);
    },
  });
  const wrong = NOT_AT_THE_TOP.find((key) => key in rest);
  if (type !== "object" || properties === undefined || wrong)
    throw fault("input has to be one z.object; put a union, a list, a record or a value into a field of it.");
  if (isAsync(input)) throw fault("input is checked at once: what needs a promise belongs in run.");
}

/** A choice of nothing; `z.never()`, but where it says that a field must not be there. */
function isImpossible({ _zod: { def } }: z.core.$ZodTypes): boolean {
  switch (def.type) {
    case "enum":
      return Object.keys(def.entries).length === 0;
    case "union":
      return def.options.length === 0;
    case "object":
      return Object.values(def.shape).some((field) => (field as z.core.$ZodTypes)._zod.def.type === "never");
    case "array":
      return (def.element as z.core.$ZodTypes)._zod.def.type === "never";
    default:
      return false;
  }
}

/** Whether a schema, or any within it, has a refinement or a transform that is an async function. */
function isAsync(schema: unknown, seen = new Set<unknown>()): boolean {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return false;
  seen.add(schema);
  if (Array.isArray(schema)) return schema.some((part) => isAsync(part, seen));
  if (!("_zod" in schema)) return false;
  const { def } = (schema as z.core.$ZodType)._zod; // all that has `_zod` is a schema or a check of zod's
  const { shape, getter, ...parts } = def as typeof def & {
    readonly shape?: object;
    readonly getter?: () => unknown;
  };
  const inner = [...Object.values(parts), ...Object.values(shape ?? {}), getter?.()];
  return inner.some((part) => isAsyncFunction(part) || isAsync(part, seen)) || isAsyncCheck(schema);
}

const isAsyncFunction = (value: unknown): boolean =>
  typeof value === "function" && Object.prototype.toString.call(value) === "[object AsyncFunction]";

/** `superRefine` hides its function: asked about nothing, an async one answers with a promise, whatever becomes of it. */
function isAsyncCheck(check: object): boolean {
  const { def, check: run } = (check as z.core.$ZodCheck)._zod;
  if (def.check !== "custom" || "fn" in def) return false;
  try {
    // No value is of every type, `undefined` least of all: only whether it answers with a promise matters.
    const answer: unknown = run({ value: undefined as never, issues: [] });
    if (!(answer instanceof Promise)) return false;
    answer.catch(() => {}); // it was asked about nothing
    return true;
  } catch {
    return false; // a check that is not async, of a value that is none
  }
}
