import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { environmentNamed } from "../../operate/environments.ts";
import { findVariables, type Variables } from "../variables.ts";
import { textOf, withValues, writeAtOnce } from "../variables-file.ts";

/** The two files of an installation: what is no secret, read by the Functions' tools, and the rest. */
export type VariableFile = "settings" | "secrets";

/** What is set for an installation, and where it is written to. */
export interface KeptVariables {
  /** The files' names, as they are shown. */
  readonly files: Readonly<Record<VariableFile, string>>;
  /** What was taken in this run goes first, then the shell's, then the files'. */
  readonly all: () => Variables;
  /** The file in which the value stands that counts; undefined where it stands in none. */
  readonly fileOf: (name: string) => string | undefined;
  readonly inShell: (name: string) => boolean;
  /** Whether it was taken and is not written yet. */
  readonly typed: (name: string) => boolean;
  /** For this run; nothing is written. */
  readonly take: (values: Readonly<Record<string, string>>) => void;
  /** Writes them at once, where they stand already as well, or the older one would count the next time. */
  readonly keep: (file: VariableFile, values: Readonly<Record<string, string>>) => Promise<void>;
}

const HEADS: Readonly<Record<VariableFile, string>> = {
  settings: "# Variables of the Functions. No secrets: they are in",
  secrets: "# Secrets of this installation, for its owner alone. What is none is in",
};

/** @param folder - in which the files stand. */
export async function keptVariables(folder: string, env: string, shell: Variables): Promise<KeptVariables> {
  const [settings, secrets] = environmentNamed(env).files;
  const files = { settings, secrets };
  const paths = { settings: resolve(folder, files.settings), secrets: resolve(folder, files.secrets) };
  const read = async () => {
    const there = await Promise.all(
      Object.values(paths).map((path) =>
        stat(path)
          .then(() => [path])
          .catch(() => []),
      ),
    );
    return findVariables(there.flat(), shell);
  };
  let found = await read();
  const taken: Record<string, string> = {};
  const unwritten = new Set<string>();
  const isOf = (file: VariableFile, name: string) => found.fileOf[name] === paths[file];

  return {
    files,
    all: () => ({ ...found.all, ...taken }),
    fileOf: (name) =>
      isOf("secrets", name) ? files.secrets : isOf("settings", name) ? files.settings : undefined,
    inShell: (name) => Boolean(shell[name]?.trim()),
    typed: (name) => unwritten.has(name),
    take(values) {
      Object.assign(taken, values);
      for (const name of Object.keys(values)) unwritten.add(name);
    },
    async keep(file, values) {
      Object.assign(taken, values);
      for (const each of ["settings", "secrets"] as const) {
        const path = paths[each];
        const text = await textOf(path);
        const { fileOf } = text === "" ? { fileOf: {} } : await findVariables([path], {});
        const here = Object.fromEntries(
          Object.entries(values).filter(([name]) => each === file || name in fileOf),
        );
        if (Object.keys(here).length === 0) continue;
        const other = files[each === "settings" ? "secrets" : "settings"];
        const start = text === "" ? `${HEADS[each]} ${other}.\n` : text;
        await writeAtOnce(path, withValues(start, here), each === "secrets" ? 0o600 : undefined);
      }
      for (const name of Object.keys(values)) unwritten.delete(name);
      found = await read();
    },
  };
}
