/**
 * The arguments of a call as one object of JSON, where that is what they mean. Compatible servers put `{}` or `null`
 * in front of them, send them twice, write JSON as a string of JSON, or put two calls' arguments into one call.
 */

/** What a server's parser leaves behind the arguments: a closing tag, a control token. */
const LEAVINGS = /(?<=[}\]])\s{0,8}(?:<\/\w{1,24}>|<[|｜][^|｜<>]{1,40}[|｜]>)\s*$/u;

/** Whether the text is JSON that is not cut. Empty arguments are not: they may still come. */
export function isWhole(text: string): boolean {
  return parsed(text) !== undefined;
}

/**
 * @returns the objects that the arguments are, one for each call that was meant; undefined where they are no JSON, or
 *   not whole.
 */
export function separate(raw: string): readonly string[] | undefined {
  const text = raw.replace(LEAVINGS, "");
  const value = text.trim() === "" ? null : parsed(text);
  if (value === null) return ["{}"];
  if (typeof value === "string") return separate(value.trim() === "" ? "null" : value);
  if (value !== undefined) return [text];
  const values = topLevel(text);
  if (values === undefined) return undefined;
  const distinct = [...new Set(values)];
  const written = distinct.filter((one) => !/^(\{\s*\}|null)$/.test(one));
  return written.length > 0 ? written : ["{}"];
}

/** The values that stand one after the other in the text; undefined where something else does. */
function topLevel(text: string): string[] | undefined {
  const values: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|\bnull\b/g)) {
    if (depth === 0) {
      if (text.slice(start, index).trim() !== "") return undefined;
      start = index;
    }
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth < 0) return undefined;
    if (depth > 0) continue;
    const value = text.slice(start, index + token.length);
    if (parsed(value) === undefined) return undefined;
    values.push(value);
    start = index + token.length;
  }
  return depth === 0 && text.slice(start).trim() === "" ? values : undefined;
}

function parsed(text: string): unknown {
  // Told by the last letter, most pieces of a long text are not read from the start again.
  if (!'}]"l'.includes(text.trimEnd().at(-1) ?? " ")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined; // JSON has no `undefined`.
  }
}
