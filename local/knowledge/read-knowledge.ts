import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FilesByAgent } from "../../worker/agent/knowledge/no-files.ts";
import { textIn } from "../markdown-text.ts";

const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      )
    : [];

const markdownIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /\.md$/i.test(name)) : [];

/** The folders and files that are read, for whoever follows them: those in which a file may come to be as well. */
export const knowledgePaths = (agents: string) => {
  const folders = foldersIn(agents).map((name) => join(agents, name));
  const own = folders.map((folder) => join(folder, "knowledge")).filter((folder) => existsSync(folder));
  return {
    folders: [...folders, ...own],
    files: own.flatMap((folder) => markdownIn(folder).map((name) => join(folder, name))),
  };
};

/**
 * @param agents - a folder with a folder for each agent, by its name.
 * @throws Error naming a file that is no text.
 */
export function readKnowledge(agents: string): FilesByAgent {
  const read = foldersIn(agents).map((name) => {
    const folder = join(agents, name, "knowledge");
    return [
      name,
      Object.fromEntries(
        markdownIn(folder).map((file) => {
          const at = join(folder, file);
          return [file, textIn(at, readFileSync(at))] as const;
        }),
      ),
    ] as const;
  });
  return Object.fromEntries(read.filter(([, files]) => Object.keys(files).length > 0));
}

/** The same as a module. */
export const knowledgeModule = (agents: string): string =>
  `export default ${JSON.stringify(readKnowledge(agents), undefined, 1)};\n`;
