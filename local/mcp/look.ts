import type { Agents } from "../../worker/agent/define.ts";
import { connect } from "../../worker/agent/mcp/connection.ts";
import { type Change, changesOf } from "../../worker/agent/mcp/lock.ts";
import { McpError } from "../../worker/agent/mcp/mcp-error.ts";
import { type McpServer, mcpServerOf } from "../../worker/agent/mcp/mcp-tools.ts";
import { plain, shorten } from "../../worker/protocol/plain-text.ts";
import type { Variables } from "../setup/variables.ts";

/** What MCP servers list now, as this machine sees them. */

/** Nobody is on the phone. */
const LOOK_MS = 20_000;

/** Of what a server says of its failure. */
const MAX_WHY_CHARS = 500;

/** A server with the agents that have tools of it. */
export interface UsedServer {
  readonly server: McpServer;
  readonly agents: readonly string[];
}

export function serversOf(agents: Agents): readonly UsedServer[] {
  const used = agents.all.flatMap(({ name, tools }) =>
    tools.map((tool) => ({ name, server: mcpServerOf(tool) })),
  );
  return [...Map.groupBy(used, ({ server }) => server)].flatMap(([server, by]) =>
    server ? [{ server, agents: [...new Set(by.map(({ name }) => name))] }] : [],
  );
}

/** Why it could not be looked at: a secret that is not set on this machine, or what the server has answered. */
export class NotSeen extends Error {
  readonly unset: string | undefined;

  constructor(message: string, details: { readonly unset?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.unset = details.unset;
  }
}

/** @returns what it lists, unchecked. @throws NotSeen */
export async function listOf(server: McpServer, variables: Variables): Promise<readonly unknown[]> {
  const secrets: string[] = [];
  const headers = server.headersFor((name) => {
    const value = variables[name];
    if (value !== undefined) {
      secrets.push(value);
      return value;
    }
    throw new NotSeen(`${name} is not set: put ${name}=… into .dev.vars.`, { unset: name });
  });
  const signal = AbortSignal.timeout(LOOK_MS);
  try {
    const connection = await connect(server, headers, signal);
    try {
      return await connection.tools(signal);
    } finally {
      await connection.close();
    }
  } catch (cause) {
    const why =
      cause instanceof McpError
        ? `${server.host}: ${cause.message}`
        : `${server.host} did not answer within ${LOOK_MS / 1_000} s.`;
    // A server may repeat what it was sent.
    const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
    const shown = longestFirst.reduce((text, secret) => text.replaceAll(secret, "•••"), why);
    throw new NotSeen(shorten(plain(shown), MAX_WHY_CHARS), {
      cause: cause instanceof McpError ? cause.cause : cause,
    });
  }
}

/** @returns what is not as it was accepted. @throws NotSeen */
export const changesAt = async (
  server: McpServer,
  variables: Variables,
): Promise<ReadonlyMap<string, Change>> => changesOf(server.tools, await listOf(server, variables));
