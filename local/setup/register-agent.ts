/** Adds an agent to the text of `agents/index.ts`, which is its author's: what is there stays as it is written. */

const IMPORT = /^import (\w+) from "(\.\/[^"]+)";\n/gm;

export interface Registered {
  readonly text: string;
  /** The number it answers; undefined where it answers all others. */
  readonly number: string | undefined;
  /** Agents that the text imported and that are not there any more. */
  readonly dropped: readonly string[];
}

/**
 * @param isThere - whether a file that the text imports exists.
 * @throws Error where the text does not define its agents as it is shipped.
 */
export function register(
  before: string,
  name: string,
  { asDefault, isThere }: { readonly asDefault: boolean; readonly isThere: (file: string) => boolean },
): Registered {
  const gone = [...before.matchAll(IMPORT)].filter(([, , file = ""]) => !isThere(file));
  let text = gone.reduce((rest, [line, variable = ""]) => without(rest, line, variable), before);
  const agent = `${name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Agent`;
  const hasDefault = /\bdefault:\s*\w/.test(text);
  const call = /\bdefineAgents\(\{\n?/;
  // In the order of their paths, which the linter wants.
  const line = `import ${agent} from "./${name}/agent.ts";\n`;
  const imports = [...text.matchAll(/^import .* from "(.*)";\n/gm)];
  const last = imports.findLast(([, file = ""]) => !file.startsWith(".") || file < `./${name}/agent.ts`);
  if (!call.test(text) || !last)
    throw new Error("agents/index.ts has no defineAgents({ …: add the agent by hand.");

  const at = last.index + last[0].length;
  text = `${text.slice(0, at)}${line}${text.slice(at)}`;
  const dropped = gone.map(([, , file = ""]) => file);
  if (asDefault || !hasDefault) {
    text = hasDefault
      ? text.replace(/\bdefault:\s*\w+/, `default: ${agent}`)
      : text.replace(call, (start) => `${start.trimEnd()}\n  default: ${agent},\n`);
    return { text, number: undefined, dropped };
  }
  const number = freeNumber(text);
  const entry = `    "${number}": ${agent},\n`;
  const numbers = /\bbyNumber:\s*\{\n?/;
  text = numbers.test(text)
    ? text.replace(numbers, (start) => `${start.trimEnd()}\n${entry}`)
    : text.replace(call, (start) => `${start.trimEnd()}\n  byNumber: {\n${entry}  },\n`);
  return { text, number, dropped };
}

/** The text without an import and the lines that use it. */
const without = (text: string, line: string, variable: string): string =>
  text
    .replace(line, "")
    .replaceAll(new RegExp(`^ *(?:default|"[^"]+"): ${variable},?\\n`, "gm"), "")
    .replace(/^ *byNumber: \{\s*\},?\n/m, "");

/** Of the fictitious ones, after those that are shipped. */
function freeNumber(text: string): string {
  for (let n = 10; ; n += 1) {
    const number = `+155501000${n}`;
    if (!text.includes(number)) return number;
  }
}
