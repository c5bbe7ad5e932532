import { folded } from "./folded.ts";

/** Longer than any name with what is put around it. */
const MAX_WRITTEN = 200;

/**
 * The tool that is meant by a name as a model has written it: `functions.look_up`, `default_api:look_up`, `LookUp`,
 * `look_uplook_up`, `look_up" />`. Undefined where there is none, or it could be several: a guess might order shoes.
 */
export function toolMeant(written: string, names: readonly string[]): string | undefined {
  if (names.includes(written)) return written;
  // What stands behind a name is the rest of some mark-up, or its arguments.
  const [name = ""] = written
    .slice(0, MAX_WRITTEN)
    .replace(/^[^\p{L}\p{N}]*(?:(?:to|function)=)?/u, "")
    .split(/["'<>(){}[\]|`=\n]|\s(?=commentary|json)/);
  const whole = only(name, names) ?? only(name.replace(/^(functions?|tools?|default_api)[_-]/i, ""), names);
  if (whole !== undefined) return whole;

  const parts = name.split(/[.:/\\,;\s]+|__+/).filter((part) => part !== "");
  // Some servers count calls in the name: `functions.look_up:0`.
  const counted = parts.length > 1 && /^\d+$/.test(parts.at(-1) ?? "");
  const [last = "", ...others] = (counted ? parts.slice(0, -1) : parts).reverse();
  const meant = only(last, names);
  return others.every((part) => [undefined, meant].includes(only(part, names))) ? meant : undefined;
}

function only(part: string, names: readonly string[]): string | undefined {
  const key = folded(part);
  if (key === "") return undefined;
  const alike = names.filter((name) => folded(name) === key);
  const found = alike.length > 0 ? alike : names.filter((name) => isRepeated(key, folded(name)));
  return found.length === 1 ? found[0] : undefined;
}

/** Servers that send the name with each piece of a stream leave it doubled. */
const isRepeated = (text: string, name: string): boolean =>
  text.length % name.length === 0 && name.repeat(text.length / name.length) === text;
