import { chmod, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { variablesIn } from "./variables.ts";

/**
 * An assignment and, as Node reads it, its value: in quotes it may go over several lines, and a line within them is
 * none of its own. Groups: up to the value, name, value.
 */
const ASSIGNMENT =
  /^(\ufeff?[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*)("[^"]*"|'[^']*'|`[^`]*`|[^\r\n#]*)/gm;

/**
 * The text of a file of variables with these values in it. A variable that stands there gets its value where it
 * stands, the last one of a name, which is the one that counts; others follow at the end. Everything else stays.
 *
 * @throws Error naming the variable whose value cannot be written so that it is read again.
 */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const before = variablesIn(text);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  let written = text;
  for (const [name, value] of Object.entries(values)) {
    if (variablesIn(written)[name] === value) continue;
    const last = [...written.matchAll(ASSIGNMENT)].findLast(([, , found]) => found === name);
    if (last) {
      const [whole, head = "", , old = ""] = last;
      const rest = old.slice(old.trimEnd().length);
      // A comment needs its blank, also where there was no value before it.
      const gap = rest === "" && written[last.index + whole.length] === "#" ? " " : rest;
      written = `${written.slice(0, last.index)}${head}${quoted(name, value)}${gap}${written.slice(last.index + whole.length)}`;
    } else {
      const gap = written === "" || written.endsWith("\n") ? "" : newline;
      written = `${written}${gap}${name}=${quoted(name, value)}${newline}`;
    }
  }
  const expected = { ...before, ...values };
  const after = variablesIn(written);
  for (const name of new Set([...Object.keys(expected), ...Object.keys(after)]))
    if (after[name] !== expected[name])
      throw new Error(`${name} cannot be written so that it is read as it is: write its line yourself.`);
  return written;
}

function quoted(name: string, value: string): string {
  if (/^[\w@%+,./:=~-]*$/.test(value)) return value;
  for (const quote of ["'", "`"]) if (!value.includes(quote)) return `${quote}${value}${quote}`;
  if (/["\\]/.test(value)) throw new Error(`${name} has quotes of every kind: write its line yourself.`);
  return `"${value}"`;
}

/** The text of a file; empty where there is none. */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/**
 * Replaces a file at once or not at all, so that a run broken off leaves the old one or the new one.
 *
 * @param mode - of the file; of one that is there, its own is kept when absent.
 */
export async function writeAtOnce(path: string, text: string, mode?: number): Promise<void> {
  const target = await realpath(path).catch(() => path); // a link stays one
  const kept = mode ?? ((await stat(target).catch(() => undefined))?.mode ?? 0o600) & 0o777;
  const temporary = `${target}.${process.pid}.new`;
  try {
    await writeFile(temporary, text, { mode: kept });
    await chmod(temporary, kept); // whatever the umask says
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes these values into a file of variables, which is for its owner alone. */
export async function setInFile(path: string, values: Readonly<Record<string, string>>): Promise<void> {
  await writeAtOnce(path, withValues(await textOf(path), values), 0o600);
}
