// By this name a build puts in what is in the folders: docs/knowledge.md.
import files from "#knowledge";

/** What is in an agent's folder, `agents/NAME/knowledge/`, Markdown by the name of its file. */
export const filesOf = (name: unknown): Readonly<Record<string, string>> =>
  (typeof name === "string" && Object.hasOwn(files, name) && files[name]) || {};
