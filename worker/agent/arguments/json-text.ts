import { isRecord } from "../../protocol/json-reader.ts";

/**
 * The arguments in a model's text. Some servers send `{}` before them or send them twice, some models put them in a
 * fence or encode them twice: where there are several objects, the last one with something in it counts.
 *
 * @throws SyntaxError where no whole object is in it, or one is cut off: half of the arguments is not what was meant.
 */
export function argumentsIn(text: string): unknown {
  // A model that has nothing to say sends an empty text.
  if (text.trim() === "") return {};
  try {
    const value = parse(text);
    return typeof value === "string" && value.trim() !== "" ? argumentsIn(value) : value;
  } catch {
    const objects = wholeObjects(text).map(parse);
    const last = objects.findLast((o) => isRecord(o) && Object.keys(o).length > 0) ?? objects.at(-1);
    if (last === undefined) throw new SyntaxError("There is no object in it.");
    return last;
  }
}

function parse(text: string): unknown {
  if (isDeep(text)) throw new SyntaxError("There is too much within each other.");
  // A double holds 15 digits of any number: longer ones stay as they were written.
  if (/\d{16}/.test(text)) return JSON.parse(legal(text));
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(legal(text));
  }
}

/** Deeper than anything that is meant; what takes it apart goes by levels, and the stack has an end. */
const MAX_DEPTH = 64;

/** Whether its lists and objects are within each other without end. */
export function isDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]+|\\[\s\S])*"?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/**
 * Figures that are no number in JSON, or would lose digits as one, become text; line ends in text are escaped, Python's
 * words are JSON's, and the comma after the last item goes.
 */
const legal = (text: string): string =>
  text.replace(/"(?:[^"\\]+|\\[\s\S])*"?|-?\d[\d.eE+-]*|\b(?:True|False|None)\b|,(?=\s*[}\]])/g, (token) => {
    if (token.startsWith('"')) return token.replace(/\p{Cc}/gu, (c) => JSON.stringify(c).slice(1, -1));
    if (token === ",") return "";
    return /^-?(0\d+|\d{16,})$/.test(token) ? `"${token}"` : (PYTHON.get(token) ?? token);
  });

const PYTHON: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);

/** @throws SyntaxError where the last object has no end. */
function wholeObjects(text: string): string[] {
  const objects: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]+|\\[\s\S])*"?|[{}]/g)) {
    if (token === "{") {
      if (depth === 0) start = index;
      depth += 1;
    } else if (token === "}" && depth > 0) {
      depth -= 1;
      if (depth === 0) objects.push(text.slice(start, index + 1));
    }
  }
  if (depth > 0) throw new SyntaxError("An object has no end.");
  return objects;
}
