import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { VARIABLES } from "../doctor/variables.ts";
import { root } from "../stack/agents-build.ts";
import { namedSecrets } from "./named-secrets.ts";

/** Variables that are set, by name. An empty value is none. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The Functions' and the Worker's; where both name a variable, the Worker's counts. */
const USUAL_FILES = [".env", ".dev.vars"];

export interface FoundVariables {
  /** Of the files and the shell; the shell's go first. */
  readonly all: Variables;
  /** The file of each that stands in one. */
  readonly fileOf: Readonly<Record<string, string>>;
  /** In words, of each that stands in several places with several values: which of them counts. */
  readonly repeated?: Readonly<Record<string, string>>;
}

/**
 * What is set on this machine. Every command reads it here and nowhere else.
 *
 * @param files - instead of the usual ones, which may be absent. A later one goes before an earlier one.
 * @throws Error when a named file cannot be read.
 */
export async function findVariables(
  files?: readonly string[],
  shell: Variables = process.env,
): Promise<FoundVariables> {
  const read = await Promise.all(
    (files ?? USUAL_FILES).map(async (file) => {
      const reading = readFile(files ? file : resolve(root, file), "utf8");
      const text = await (files ? reading : reading.catch(() => ""));
      return [file, variablesIn(text, file), text] as const;
    }),
  );
  return {
    all: Object.assign({}, ...read.map(([, variables]) => variables), set(shell)),
    fileOf: Object.assign(
      {},
      ...read.map(([file, variables]) =>
        Object.fromEntries(Object.keys(variables).map((name) => [name, file])),
      ),
    ),
    repeated: repeatedIn(read, set(shell)),
  };
}

type Read = readonly [file: string, variables: Variables, text: string];

/** A line that was copied and forgotten further down is easily missed: it is the last one that counts. */
function repeatedIn(read: readonly Read[], shell: Variables): Readonly<Record<string, string>> {
  const names = new Set(read.flatMap(([, variables]) => Object.keys(variables)));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const places = read.flatMap(([file, variables, text]) => {
        const times = [...text.matchAll(new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=`, "gm"))]
          .length;
        if (variables[name] === undefined) return [];
        return [{ value: variables[name], where: times > 1 ? `${file} (${times} times)` : file, times }];
      });
      if (shell[name] !== undefined) places.push({ value: shell[name], where: "the shell", times: 1 });
      const several = new Set(places.map(({ value }) => value)).size > 1;
      if (!several && !places.some(({ times }) => times > 1)) return [];
      return [
        [name, `it stands in ${places.map(({ where }) => where).join(", then in ")}: the last one counts`],
      ];
    }),
  );
}

/**
 * A byte order mark would be part of the first name, and Node reads the line after a blank value as the value.
 *
 * @param file - as it is named where it cannot be read.
 * @throws Error where it is no text of lines, in which every variable would only seem to be missing.
 */
export function variablesIn(text: string, file = "The file of variables"): Variables {
  if (text.includes("\0"))
    throw new Error(`${file} cannot be read: it is in UTF-16, or no text. Save it as UTF-8.`);
  if (/\r(?!\n)/.test(text) && !text.includes("\n"))
    throw new Error(
      `${file} cannot be read: its lines end with CR alone, so that it is one line. Save it with LF or CR LF.`,
    );
  return set(parseEnv(text.replace(/^\ufeff/, "").replaceAll(/=[ \t]+$/gm, "=")));
}

const set = (variables: Variables): Variables =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );

/** What of it the local stack is given, and what its agents ask for and nobody has set. */
export interface StackVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** In words, for the developer. */
  readonly missing: readonly string[];
}

/** All that stands in the files; of the shell, which holds much else, only what the project knows or its agents name. */
export async function stackVariables(
  agents?: string,
  files?: readonly string[],
  shell?: Variables,
): Promise<StackVariables> {
  const { all, fileOf } = await findVariables(files, shell);
  const named = await namedSecrets(agents);
  const names = new Set([
    ...Object.keys(fileOf),
    ...Object.keys(VARIABLES),
    ...named.map(({ name }) => name),
  ]);
  // A key to Cloudflare or the address of an operator's API is nothing to a call.
  const ofTheStack = [...names].filter((name) => VARIABLES[name]?.of !== "O");
  return {
    variables: Object.fromEntries(
      ofTheStack.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
    ),
    missing: named
      .filter(({ name }) => all[name] === undefined)
      .map(({ name, at }) => `${name} is not set, and ${at} asks for it: put ${name}=… into .dev.vars.`),
  };
}
