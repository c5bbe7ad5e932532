import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type LockedTool, McpLock } from "../../worker/agent/mcp/lock.ts";
import { root } from "../stack/agents-build.ts";

/** Where what was accepted of a server stands. @param agents - path of the agents' module, from the root or absolute. */
export const lockFile = (agents: string, agent: string, server: string): string =>
  join(dirname(resolve(root, agents)), agent, "mcp", `${server}.lock.json`);

/** @returns no tools where there is no file. @throws Error naming a file that is no lock. */
export async function readLock(file: string): Promise<readonly LockedTool[]> {
  if (!existsSync(file)) return [];
  try {
    return McpLock.parse(JSON.parse(await readFile(file, "utf8"))).tools;
  } catch (cause) {
    throw new Error(`${file} is no lock of an MCP server: delete it, and add the server again.`, { cause });
  }
}

export async function writeLock(file: string, tools: readonly LockedTool[]): Promise<void> {
  const lock: McpLock = { v: 1, tools: [...tools] };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
}
