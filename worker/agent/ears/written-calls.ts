import type { ToolSpec } from "../model.ts";

/** A call that a model has written as text. */
export interface WrittenCall {
  readonly name: string;
  /** JSON text of an object. */
  readonly arguments: string;
}

type Fields = Readonly<Record<string, unknown>>;

const NAMES = ["name", "tool", "tool_name", "function", "function_name", "recipient_name", "action"];
const ARGUMENTS = ["arguments", "parameters", "args", "params", "input", "action_input", "tool_input"];
/** Characters of a payload that is read; no call is as long. */
const MAX_PAYLOAD = 16_384;
/** Opening brackets that are tried, as each may lead to the end of the payload. */
const MAX_OPENINGS = 64;
const LISTS = ["tool_calls", "tool_uses", "calls", "function_calls"];

/**
 * The calls in a payload, in whichever dialect: JSON with or without the name in it, `name(key="value")`, tags. Only
 * what is whole and names a tool that there is; arguments alone count where just one tool can have them.
 *
 * @param whole - the payload came to its end. What was cut off in tags cannot be told from what was left out.
 */
export function callsIn(payload: string, tools: readonly ToolSpec[], whole: boolean): readonly WrittenCall[] {
  if (payload.length > MAX_PAYLOAD) return [];
  const text = payload.replace(/<escape>|<\|"\|>/g, '"');
  const reader = new Reader(tools);
  const inJson = reader.json(text);
  if (inJson.length > 0) return inJson;
  const inBrackets = reader.brackets(text);
  return inBrackets.length > 0 || !whole ? inBrackets : reader.tags(text);
}

class Reader {
  readonly #tools: readonly ToolSpec[];

  constructor(tools: readonly ToolSpec[]) {
    this.#tools = tools;
  }

  json(text: string): WrittenCall[] {
    const calls: WrittenCall[] = [];
    let before = 0;
    let openings = 0;
    for (let at = 0; at < text.length && openings < MAX_OPENINGS; at += 1) {
      if (text[at] !== "{" && text[at] !== "[") continue;
      openings += 1;
      const end = closing(text, at);
      const value = end === undefined ? undefined : readJson(text.slice(at, end));
      if (end === undefined || value === undefined) continue;
      calls.push(...this.#value(value, this.#named(text.slice(before, at))));
      before = end;
      at = end - 1;
    }
    return calls;
  }

  /** `lookup(number="1042", exact=True)`, `lookup("1042")`. */
  brackets(text: string): WrittenCall[] {
    const calls: WrittenCall[] = [];
    for (const match of text.matchAll(/([\w.:-]+)\s?\(/g)) {
      const tool = this.#tool(match[1] ?? "");
      const open = match.index + match[0].length - 1;
      const end = closing(text, open);
      if (!tool || end === undefined) continue;
      const inside = text.slice(open + 1, end - 1).trim();
      const fields = keywordFields(inside);
      const only = Object.keys(properties(tool));
      if (inside === "") calls.push(written(tool, {}));
      else if (Object.keys(fields).length > 0) calls.push(written(tool, fields));
      else if (only.length === 1 && only[0] !== undefined)
        calls.push(written(tool, { [only[0]]: readJson(inside) ?? inside }));
    }
    return calls;
  }

  /** `<invoke name="…"><parameter name="…">…`, `<function=…><parameter=…>…`, `<arg_key>…`, a tag for each argument. */
  tags(text: string): WrittenCall[] {
    return text.split(/<\/(?:\w+:)?(?:invoke|function|tool_call|tool_use|call)>/).flatMap((part) => {
      const tool = this.#named(part);
      if (!tool) return [];
      const known = properties(tool);
      const fields: Record<string, unknown> = {};
      const take = (key: string | undefined, value: string | undefined): void => {
        if (key !== undefined && value !== undefined && Object.hasOwn(known, key))
          fields[key] = typed(value.trim(), known[key]);
      };
      for (const m of part.matchAll(
        /<(?:\w+:)?(?:parameter|param|argument|arg)(?:=|\s+(?:name|key)\s*=\s*)["']?([\w-]+)["']?[^>]*>([\s\S]*?)<\/(?:\w+:)?\w+>/g,
      ))
        take(m[1], m[2]);
      for (const m of part.matchAll(
        /<(?:\w+_)?arg_key>([^<]*)<\/\w+>\s*<(?:\w+_)?arg_value>([\s\S]*?)<\/(?:\w+_)?arg_value>/g,
      ))
        take(m[1]?.trim(), m[2]);
      for (const m of part.matchAll(/<([\w-]+)>([^<]*)<\/\1>/g)) take(m[1], m[2]);
      return [written(tool, fields)];
    });
  }

  #value(value: unknown, named: ToolSpec | undefined): WrittenCall[] {
    if (Array.isArray(value)) return value.flatMap((v) => this.#value(v, named));
    if (!isFields(value)) return [];
    for (const key of LISTS) if (Array.isArray(value[key])) return this.#value(value[key], undefined);
    for (const key of ["function", "function_call"])
      if (isFields(value[key])) return this.#value(value[key], undefined);
    for (const key of NAMES) {
      const name = value[key];
      const tool = typeof name === "string" ? this.#tool(name) : undefined;
      if (tool) return argumentsOf(value, key).map((fields) => written(tool, fields));
    }
    if (named) return [written(named, value)];
    const [key, ...others] = Object.keys(value);
    const tool = key !== undefined && others.length === 0 ? this.#tool(key) : undefined;
    if (tool && key !== undefined && isFields(value[key])) return [written(tool, value[key])];
    // A call of a tool that there is not is no set of arguments.
    if (typeof value.name === "string" && ARGUMENTS.some((a) => a in value)) return [];
    const fitting = this.#tools.filter((t) => fits(value, t));
    const [only] = fitting;
    return only && fitting.length === 1 ? [written(only, value)] : [];
  }

  /** `functions.lookup_order:0` and `LookupOrder` are `lookup_order`. */
  #tool(name: string): ToolSpec | undefined {
    const bare = name.replace(/:\d+$|\.call$/, "").replace(/^.*[.:/]/, "");
    return (
      this.#tools.find((t) => t.name === bare) ?? this.#tools.find((t) => folded(t.name) === folded(bare))
    );
  }

  /** The tool that was named last in a text. */
  #named(text: string): ToolSpec | undefined {
    const words = text.match(/[A-Za-z][\w-]*/g) ?? [];
    return words.map((w) => this.#tools.find((t) => t.name === w)).findLast((t) => t !== undefined);
  }
}

const folded = (name: string): string => name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

const written = (tool: ToolSpec, fields: Fields): WrittenCall => ({
  name: tool.name,
  arguments: JSON.stringify(fields),
});

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The properties that a tool's schema names. */
const properties = (tool: ToolSpec): Fields =>
  isFields(tool.parameters.properties) ? tool.parameters.properties : {};

/** A required field that is missing is the tool's to ask for. */
function fits(value: Fields, tool: ToolSpec): boolean {
  const keys = Object.keys(value);
  const own = properties(tool);
  return keys.length > 0 && keys.every((k) => Object.hasOwn(own, k));
}

function argumentsOf(value: Fields, nameKey: string): readonly Fields[] {
  for (const key of ARGUMENTS) {
    if (!(key in value)) continue;
    const found = typeof value[key] === "string" ? readJson(value[key]) : value[key];
    return isFields(found) ? [found] : found === null || found === undefined ? [{}] : [];
  }
  const { [nameKey]: _name, id: _id, type: _type, ...rest } = value;
  return [rest];
}

function keywordFields(inside: string): Fields {
  const fields: Record<string, unknown> = {};
  for (const m of inside.matchAll(
    /(?:^|,)\s*"?(\w+)"?\s*[=:]\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,()"']+)/g,
  ))
    if (m[1] !== undefined && m[2] !== undefined) fields[m[1]] = readJson(m[2]) ?? m[2];
  return fields;
}

const typed = (text: string, schema: unknown): unknown =>
  isFields(schema) && schema.type !== "string" ? (readJson(text) ?? text) : text;

/** JSON, also as Python or a hasty hand writes it; undefined when it is none. */
function readJson(text: string): unknown {
  for (const attempt of [(t: string) => t, mended]) {
    try {
      return JSON.parse(attempt(text));
    } catch {
      // Not yet, or not at all.
    }
  }
  return undefined;
}

const mended = (text: string): string =>
  (text.includes('"') ? text : text.replace(/'((?:[^'\\]|\\.)*)'/g, (_, s: string) => JSON.stringify(s)))
    .replace(/\bTrue\b/g, "true")
    .replace(/\bFalse\b/g, "false")
    .replace(/\bNone\b/g, "null")
    .replace(/([{,]\s*)([A-Za-z_]\w*)\s*:/g, '$1"$2":')
    .replace(/,\s*([}\]])/g, "$1");

/** The place behind the bracket that closes the one at `open`; undefined while it is not there. */
function closing(text: string, open: number): number | undefined {
  const scan = new BracketScan();
  return scan.read(text.slice(open)) === undefined ? undefined : open + scan.at;
}

/** Finds the closing bracket of a text that comes in pieces, and skips what stands in quotes. */
export class BracketScan {
  /** How far it has read. */
  at = 0;
  #depth = 0;
  #quote = "";

  /** @param text - all of it so far. @returns the place behind the closing bracket. */
  read(text: string): number | undefined {
    for (; this.at < text.length; this.at += 1) {
      const unit = text.charAt(this.at);
      if (this.#quote !== "") {
        if (unit === "\\") this.at += 1;
        else if (unit === this.#quote) this.#quote = "";
      } else if (this.#depth > 0 && (unit === '"' || (unit === "'" && opensQuote(text, this.at)))) {
        this.#quote = unit;
      } else if ("{[(".includes(unit)) this.#depth += 1;
      else if ("}])".includes(unit) && --this.#depth <= 0) {
        this.at += 1;
        return this.at;
      }
    }
    return undefined;
  }
}

/** A quote opens a text where a value may stand; in "don't" it does not. */
const opensQuote = (text: string, at: number): boolean =>
  /[[{(,:=]\s*$/.test(text.slice(Math.max(0, at - 8), at));
