import { existsSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { MAX_LISTED } from "../../worker/agent/mcp/connection.ts";
import { type LockedTool, lockedAs, runsAsTask } from "../../worker/agent/mcp/lock.ts";
import { type McpServer, mcpTools, serverAt } from "../../worker/agent/mcp/mcp-tools.ts";
import { isRecord } from "../../worker/protocol/json-reader.ts";
import { plain, shorten } from "../../worker/protocol/plain-text.ts";
import { didYouMean } from "../did-you-mean.ts";
import { lockFile, readLock, writeLock } from "../mcp/lock-file.ts";
import { changesAt, listOf, NotSeen, serversOf } from "../mcp/look.ts";
import { loadAgents } from "../setup/command-line.ts";
import { findVariables, type Variables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";
import { named } from "../stack/agents-load.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, UsageError, variableFiles } from "./command.ts";

/** `npm run mcp`: what of MCP servers' tools is accepted, and whether they are still the same. */

const USAGE = `Usage: npm run mcp -- check | pull | add AGENT NAME URL [options]
  check             whether the servers still list what was accepted; ends with 1 where one does not
  pull              accepts what they list now, of the tools that the agents allow
  add               accepts tools of a server, which gets NAME; without --allow it lists what there is
  --allow TOOLS     with add: names of tools, with commas
  --header LINE     with add, may be repeated: "Authorization: Bearer {{SHOP_KEY}}", with a secret by its name
${SHARED_USAGE}
What was accepted stands in agents/AGENT/mcp/NAME.lock.json. Look at what changed there before you deploy: it is what the
model is told. An entry whose tool is the same stays as it is, also where you have put its description in other words.`;

const OPTIONS = {
  ...SHARED_OPTIONS,
  allow: { type: "string" },
  header: { type: "string", multiple: true },
} as const;

const reads = ({ annotations }: LockedTool): string =>
  annotations.readOnlyHint ? "reads" : "changes something";

async function check(agents: string | undefined, variables: Variables): Promise<boolean> {
  const used = serversOf(await loadAgents(agents));
  if (used.length === 0)
    console.log("No agent has tools of an MCP server. npm run mcp -- add makes a beginning.");
  let isGood = true;
  for (const { server } of used) {
    try {
      const changes = await changesAt(server, variables);
      for (const [tool, how] of changes)
        console.log(`✗ ${server.name}: ${tool} ${how === "gone" ? "is gone" : "has changed"}`);
      if (changes.size === 0) console.log(`✓ ${server.name}: ${server.tools.length} tools as accepted`);
      isGood &&= changes.size === 0;
    } catch (error) {
      if (!(error instanceof NotSeen)) throw error;
      console.log(`✗ ${server.name}: ${error.message}`);
      isGood = false;
    }
  }
  return isGood;
}

/** @returns whether all that the agents allow is there. */
async function pull(agents: string | undefined, variables: Variables): Promise<boolean> {
  const used = serversOf(await loadAgents(agents));
  if (used.length === 0)
    console.log("No agent has tools of an MCP server. npm run mcp -- add makes a beginning.");
  let isGood = true;
  for (const { server, agents: users } of used) {
    const files = users
      .map((agent) => lockFile(agents ?? "agents/index.ts", agent, server.name))
      .filter(existsSync);
    if (files.length === 0)
      throw new Error(
        `The lock of "${server.name}" is not where it is looked for: ${named(lockFile(agents ?? "agents/index.ts", users[0] ?? "", server.name))}.`,
      );
    const listed = await listOf(server, variables);
    for (const file of files) isGood = (await accept(server, server.allow, listed, file)) && isGood;
  }
  return isGood;
}

/**
 * Writes what the server lists of some tools, and says what is new.
 *
 * @returns whether all of them are there. What is not keeps its entry, so that the agent loads, and the call refuses it.
 */
async function accept(
  server: McpServer,
  wanted: readonly string[],
  listed: readonly unknown[],
  file: string,
): Promise<boolean> {
  const before = await readLock(file);
  const tools: LockedTool[] = [];
  let isGood = true;
  for (const name of wanted) {
    const old = before.find((tool) => tool.name === name);
    const now = await lockedAs(name, listed);
    if (!now) {
      console.log(`✗ ${server.name}: ${name} is not there any more, or twice: take it out of allow`);
      isGood = false;
    } else if (runsAsTask(now)) {
      console.log(`✗ ${server.name}: ${name} runs as a task alone now: take it out of allow`);
      isGood = false;
    } else if (old?.digest === now.digest) console.log(`  ${server.name}: ${name} is the same`);
    else console.log(`✓ ${server.name}: ${name} (${reads(now)}) is ${old ? "taken as it is now" : "new"}`);
    const kept = now && !runsAsTask(now) && old?.digest !== now.digest ? now : old;
    if (kept) tools.push(kept);
  }
  await writeLock(file, tools);
  console.log(`Wrote ${named(file)}.`);
  return isGood;
}

async function add(
  words: readonly string[],
  values: AddValues,
  agents: string,
  variables: Variables,
): Promise<boolean> {
  const [agent, name, url, ...more] = words;
  if (!agent || !name || !url || more.length > 0)
    throw new UsageError("add takes an agent, a name for the server, and its address.");
  const folder = dirname(resolve(root, agents));
  const folders = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
  if (!folders.includes(agent))
    throw new UsageError(`There is no folder ${named(`${folder}/${agent}`)}.${didYouMean(agent, folders)}`);
  const headers = Object.fromEntries((values.header ?? []).map(headerIn));
  const server = usable(() => serverAt({ name, url, headers, allow: [], tools: [] }));
  const listed = await listOf(server, variables);
  // A terminal obeys some signs: a tool with such a name is none that anybody would choose.
  const names = listed.flatMap((tool) =>
    isRecord(tool) && typeof tool.name === "string" && plain(tool.name) === tool.name ? tool.name : [],
  );
  if (listed.length === MAX_LISTED)
    console.log(`${server.host} lists ${MAX_LISTED} tools or more; the others are not looked at.`);
  if (!values.allow) {
    for (const tool of names) {
      const read = await lockedAs(tool, listed);
      console.log(
        read && runsAsTask(read)
          ? `${tool}: cannot be used, as it runs as a task alone`
          : read
            ? `${tool} (${reads(read)})\n  ${shorten(plain(read.description), 200)}`
            : `${tool}: cannot be used, as it is there twice or has no schema of an object`,
      );
    }
    console.log("\nNothing is accepted yet: choose with --allow NAME,NAME.");
    return true;
  }
  const wanted = values.allow
    .split(",")
    .map((tool) => tool.trim())
    .filter(Boolean);
  const unknown = wanted.find((tool) => !names.includes(tool));
  if (unknown) throw new UsageError(`${server.host} has no tool "${unknown}".${didYouMean(unknown, names)}`);
  for (const tool of wanted) {
    const read = await lockedAs(tool, listed);
    if (read && runsAsTask(read))
      throw new UsageError(`"${tool}" runs as a task alone (execution.taskSupport), which no call can use.`);
  }
  const file = lockFile(agents, agent, name);
  const allow = [...new Set([...(await readLock(file)).map((tool) => tool.name), ...wanted])];
  const isGood = await accept(server, allow, listed, file);
  const definition = { name, url, headers, allow, lock: { v: 1, tools: await readLock(file) } };
  console.log(
    `\nIn ${named(`${folder}/${agent}/agent.ts`)}, with mcpTools from "#baton":\n\n${snippet(definition)}`,
  );
  try {
    mcpTools(definition);
  } catch (error) {
    console.log(`\nAs it stands it is refused: ${error instanceof Error ? error.message : error}`);
  }
  return isGood;
}

interface AddValues {
  readonly allow?: string | undefined;
  readonly header?: string[] | undefined;
}

/** @throws UsageError for what is no header, or has a secret in it: a command line is read by others. */
function headerIn(line: string): readonly [string, string] {
  const [, name = "", value = ""] = /^([^:\s]+):\s*(.+)$/.exec(line) ?? [];
  if (!name) throw new UsageError('--header takes a line such as "Authorization: Bearer {{SHOP_KEY}}".');
  if (/authorization|cookie|key|token|secret/i.test(name) && !value.includes("{{"))
    throw new UsageError(
      `--header ${name}: name the secret as {{SHOP_KEY}}, with a line SHOP_KEY=… in .dev.vars.`,
    );
  return [name, value];
}

/** @throws UsageError for an address or header that cannot be. */
function usable<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function snippet({
  name,
  url,
  headers,
  allow,
}: {
  name: string;
  url: string;
  headers: object;
  allow: readonly string[];
}): string {
  const variable = name
    .replace(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^\d/, "_$&");
  const shown = Object.keys(headers).length > 0 ? `\n    headers: ${JSON.stringify(headers)},` : "";
  return `  import ${variable}Lock from "./mcp/${name}.lock.json" with { type: "json" };

  ...mcpTools({
    name: ${JSON.stringify(name)},
    url: ${JSON.stringify(url)},${shown}
    allow: ${JSON.stringify(allow)},
    lock: ${variable}Lock,
  }),`;
}

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async (values, [what, ...words]) => {
  const { all: variables } = await findVariables(variableFiles(values.env));
  const agents = values.agents && existing(values.agents);
  if (what !== "add" && (words.length > 0 || values.allow || values.header))
    throw new UsageError(`${words[0] ?? "--allow and --header"}: only add takes more.`);
  const run = {
    check: () => check(agents, variables),
    pull: () => pull(agents, variables),
    add: () => add(words, values, agents ?? "agents/index.ts", variables),
  };
  if (what !== "check" && what !== "pull" && what !== "add")
    throw new UsageError(
      what ? `There is no "${what}".${didYouMean(what, Object.keys(run))}` : "Say check, pull or add.",
    );
  process.exitCode = (await run[what]()) ? 0 : 1;
});
