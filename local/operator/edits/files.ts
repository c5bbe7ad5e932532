import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { textIn } from "../../markdown-text.ts";

/**
 * An edit as files that a person changes and reviews in git: `edit.json`, beside it the long texts, `instructions.md` and
 * `knowledge/*.md`. What stands in none of them is as the code has it.
 */

export const EDITS = "edits";
const EDIT = "edit.json";
const INSTRUCTIONS = "instructions.md";
const KNOWLEDGE = "knowledge";
/** Not for git: what this machine knows of where the files came from. */
const PULLED = ".pulled.json";

/** Names come from a Worker, and become names of files. */
const AGENT = /^[a-z0-9][a-z0-9-]*$/;
const MARKDOWN = /^[a-z0-9][a-z0-9._-]*\.md$/i;

export function folderOf(agent: string): string {
  if (!AGENT.test(agent))
    throw new Error(`${JSON.stringify(agent)} is no agent's name: lower-case letters, digits and hyphens.`);
  return path.join(EDITS, agent);
}

/** Of the agents that have files here, the names. */
export async function agentsWithFiles(): Promise<readonly string[]> {
  const found = await readdir(EDITS, { withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isDirectory() && AGENT.test(entry.name)).map(({ name }) => name);
}

export const hasFiles = (agent: string): boolean => existsSync(path.join(folderOf(agent), EDIT));

const Pulled = z.object({
  /** Of the files as they were written or pushed last: others have been changed since. */
  digest: z.string(),
  /** By the Worker's address, what it had then: the revision of the draft that they are, 0 for none, and what answered. */
  at: z.record(z.string(), z.object({ revision: z.number(), live: z.number() })),
});
export type Pulled = z.output<typeof Pulled>;

/** @returns undefined where these files came from nowhere, as in a fresh clone. */
export async function pulledOf(agent: string): Promise<Pulled | undefined> {
  const text = await readFile(path.join(folderOf(agent), PULLED), "utf8").catch(() => "null");
  try {
    return Pulled.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // broken: as if there were none
  }
}

export const writePulled = (agent: string, pulled: Pulled): Promise<void> =>
  writeFile(path.join(folderOf(agent), PULLED), `${JSON.stringify(pulled, undefined, 2)}\n`);

export const digestOf = (edit: object): string =>
  createHash("sha256").update(JSON.stringify(edit)).digest("hex");

/** As they stand. @throws Error naming the file that is missing or cannot be read. */
export async function readEdit(agent: string): Promise<object> {
  const folder = folderOf(agent);
  const file = path.join(folder, EDIT);
  const text = await textOf(file);
  if (text === undefined)
    throw new Error(`There is no file ${file}: npm run agents -- pull ${agent} writes it.`);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} cannot be read.`, { cause });
  }
  const { data: rest } = z.record(z.string(), z.unknown()).safeParse(read);
  if (!rest) throw new Error(`${file} is no edit: an object such as {"greeting": "Hello."}.`);
  const instructions = await textOf(path.join(folder, INSTRUCTIONS));
  if (instructions !== undefined && "instructions" in rest)
    throw new Error(`${file} has instructions, and ${INSTRUCTIONS} beside it has others: they stand there.`);
  const { knowledge: other = {}, ...simple } = rest;
  if (typeof other !== "object" || other === null)
    throw new Error(`${file}: knowledge is an object, such as {"old.md": null}.`);
  const knowledge = { ...other, ...(await knowledgeIn(path.join(folder, KNOWLEDGE))) };
  const written = {
    ...simple,
    ...(instructions !== undefined && { instructions }),
    ...(Object.keys(knowledge).length > 0 && { knowledge }),
  };
  // As the Worker will have it: days without hours, which it knows as such. What breaks a rule is its to say.
  const { success, data } = AgentEdit.safeParse(written);
  return success ? data : written;
}

async function knowledgeIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await markdownIn(folder)).sort();
  const wrong = names.find((name) => !MARKDOWN.test(name));
  if (wrong !== undefined)
    throw new Error(
      `${path.join(folder, wrong)} cannot be sent: letters, digits, dots, - and _ make its name, as in returns.md.`,
    );
  const texts = names.map(async (name) => [name, (await textOf(path.join(folder, name))) ?? ""] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** What lies in `knowledge/` and is not sent, but for what a system hides. */
export async function passedOver(agent: string): Promise<readonly string[]> {
  const folder = path.join(folderOf(agent), KNOWLEDGE);
  return (await entriesOf(folder))
    .filter(({ name }) => !name.startsWith(".") && !/\.md$/i.test(name))
    .map((entry) => path.join(folder, entry.name) + (entry.isDirectory() ? path.sep : ""))
    .sort();
}

async function entriesOf(folder: string) {
  const link = await lstat(folder).catch(() => undefined);
  if (link?.isSymbolicLink()) throw aLink(folder);
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Without those that a system hides. @throws Error naming one that is a folder. */
async function markdownIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const found = entries.filter(({ name }) => /^[^.].*\.md$/i.test(name));
  const other = found.find((entry) => entry.isDirectory());
  if (other) throw aFolder(path.join(folder, other.name));
  return found.map(({ name }) => name);
}

const aLink = (file: string) =>
  new Error(`${file} is a link: what it leads to is not sent. Put a copy there.`);
const aFolder = (file: string) => new Error(`${file} is a folder: a file of that name is expected.`);

/** Lines end as everywhere, whatever editor or git has written them. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    // It would be sent from wherever it leads to.
    if ((await lstat(file)).isSymbolicLink()) throw aLink(file);
    return textIn(file, await readFile(file))
      .replace(/^\ufeff/, "")
      .replaceAll("\r\n", "\n");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause instanceof Error && "code" in cause && cause.code === "EISDIR" ? aFolder(file) : cause;
  }
}

/** Writes them, and takes away those that the edit has no more. */
export async function writeEdit(agent: string, edit: AgentEdit): Promise<void> {
  const folder = folderOf(agent);
  const { instructions, knowledge = {}, ...rest } = edit;
  const [texts, others] = [new Map<string, string>(), new Map<string, null>()];
  for (const [name, text] of Object.entries(knowledge)) {
    // It would be written elsewhere.
    if (!MARKDOWN.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a file of knowledge.`);
    if (text === null) others.set(name, text);
    else texts.set(name, text);
  }
  const knowledgeFolder = path.join(folder, KNOWLEDGE);
  await mkdir(texts.size > 0 ? knowledgeFolder : folder, { recursive: true });
  for (const name of await markdownIn(knowledgeFolder))
    if (!texts.has(name)) await rm(path.join(knowledgeFolder, name));
  for (const [name, text] of texts) await writeFile(path.join(knowledgeFolder, name), text);
  const file = path.join(folder, INSTRUCTIONS);
  if (instructions === undefined) await rm(file, { force: true });
  else await writeFile(file, instructions);
  const json = { ...rest, ...(others.size > 0 && { knowledge: Object.fromEntries(others) }) };
  await writeFile(path.join(folder, EDIT), `${JSON.stringify(json, undefined, 2)}\n`);
}
