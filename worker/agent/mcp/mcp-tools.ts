import * as z from "zod";
import { defineTool } from "../define.ts";
import { headerTemplate, urlTemplate } from "../http/http-template.ts";
import type { Companion } from "../tools/companion.ts";
import { naming } from "../tools/naming.ts";
import type { Tool } from "../tools/tool.ts";
import { type LockedTool, McpLock, runsAsTask } from "./lock.ts";
import { inputOf } from "./mcp-input.ts";
import { outputOf } from "./mcp-output.ts";
import { McpSession, type SessionWith } from "./session.ts";

/** Something of some tools, by the names that the server gives them. */
type ByTool<T> = Readonly<Partial<Record<string, T>>>;

type Sentence = string | ((args: Readonly<Record<string, unknown>>) => string);

export interface McpToolsDefinition {
  /** Names the server in its lock file, in logs and in refusals: lower case letters, digits and -. */
  readonly name: string;
  /** Its one address for streamable HTTP, such as `https://mcp.example.com/mcp`. */
  readonly url: string;
  /** Sent with each request, with secrets of the Worker put in: `{ Authorization: "Bearer {{SHOP_MCP_KEY}}" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The tools that the agent may use, by the server's names for them. Whatever else it lists does not exist. */
  readonly allow: readonly string[];
  /** What was accepted of them: the file that `npm run mcp` writes, imported. */
  readonly lock: object;
  /** What the model calls a tool. Default: the server's name in lower case, with `_` for other signs. */
  readonly names?: ByTool<string>;
  /** Whether a tool only reads; the others are run once for each set of arguments. Default: its `readOnlyHint` in the lock. */
  readonly readOnly?: ByTool<boolean>;
  /** What to read back before a tool may run: a sentence, or a function of the arguments. */
  readonly confirm?: ByTool<Sentence>;
  /** Milliseconds, for each of them; the agent's `toolUse.deadlineMs` when absent. */
  readonly deadlineMs?: number | undefined;
}

/** A server as its tools know it. */
export interface McpServer extends Companion<McpSession>, SessionWith {
  readonly allow: readonly string[];
}

const servers = new WeakMap<Tool, McpServer>();

/** The server of a tool that `mcpTools` has made. */
export const mcpServerOf = (tool: Tool): McpServer | undefined => servers.get(tool);

/** Set by the protocol, whatever the author says. */
const OURS = /^(accept|idempotency-key|mcp-.*)$/i;

/**
 * Tools of an MCP server that speaks streamable HTTP, each as `defineTool` would make it.
 *
 * Nothing is asked for when they are defined: all that the model is told stands in the lock. A call has one session for all
 * of them, which opens beside the greeting; a tool that the server has changed since is refused there, and the others go on.
 *
 * @throws TypeError naming the server or the tool and what is wrong with it.
 */
export function mcpTools(definition: McpToolsDefinition): readonly Tool[] {
  const { name, url, headers = {}, allow, confirm, readOnly, names, deadlineMs } = definition;
  return naming(`MCP server "${name}"`, () => {
    const tools = accepted(allow, readLock(definition.lock));
    for (const [field, some] of Object.entries({ names, readOnly, confirm }))
      for (const tool of Object.keys(some ?? {}))
        if (!allow.includes(tool)) throw new TypeError(`${field}: "${tool}" is not in allow.`);
    const server = serverAt({ name, url, headers, allow, tools });
    return tools.map((tool) => {
      const made = toolOf(server, tool, {
        name: of(names, tool.name) ?? inOurSigns(tool.name),
        confirm: asking(of(confirm, tool.name)),
        reads: of(readOnly, tool.name) ?? tool.annotations.readOnlyHint ?? false,
        deadlineMs,
      });
      servers.set(made, server);
      return made;
    });
  });
}

/** @throws TypeError naming what is wrong with its name, address or headers. */
export function serverAt(
  server: Pick<McpServer, "name" | "url" | "allow" | "tools"> & Pick<McpToolsDefinition, "headers">,
): McpServer {
  const { headers = {}, ...rest } = server;
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(server.name))
    throw new TypeError("name: use lower case letters, digits and -, at most 40.");
  const { host } = urlTemplate(server.url, "POST", z.object({}));
  const ours = Object.keys(headers).find((header) => OURS.test(header));
  if (ours) throw new TypeError(`header "${ours}" is set by the protocol.`);
  const made: McpServer = {
    ...rest,
    host,
    headersFor: headerTemplate(headers, []),
    begin: (world) => new McpSession(made, world),
  };
  return made;
}

function readLock(lock: unknown): McpLock {
  const { success, data, error } = McpLock.safeParse(lock);
  if (success) return data;
  const faults = error.issues.map(
    ({ path, message }) => `${path.map(String).join(".") || "file"}: ${message}`,
  );
  throw new TypeError(`lock: ${faults.join("; ")}. npm run mcp -- add writes it.`);
}

function accepted(allow: readonly string[], { tools }: McpLock): readonly LockedTool[] {
  if (allow.length === 0) throw new TypeError("allow: name the tools that the agent may use.");
  const twice = allow.find((name, i) => allow.indexOf(name) !== i);
  if (twice) throw new TypeError(`allow: "${twice}" is there twice.`);
  return allow.map((name) => {
    const tool = tools.find((locked) => locked.name === name);
    if (tool && runsAsTask(tool))
      throw new TypeError(
        `allow: "${name}" runs as a task alone (execution.taskSupport), which no call can use.`,
      );
    if (tool) return tool;
    throw new TypeError(
      `allow: "${name}" is not in the lock. npm run mcp -- add takes it in, where the server has it.`,
    );
  });
}

interface Made {
  readonly name: string;
  readonly reads: boolean;
  readonly confirm: ((args: Readonly<Record<string, unknown>>) => string) | undefined;
  readonly deadlineMs: number | undefined;
}

const asking = (confirm: Sentence | undefined): Made["confirm"] =>
  typeof confirm === "string" ? () => confirm : confirm;

/** A server may call a tool "constructor". */
const of = <T>(some: ByTool<T> | undefined, tool: string): T | undefined =>
  some && Object.hasOwn(some, tool) ? some[tool] : undefined;

const inOurSigns = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "_");

function toolOf(
  server: McpServer,
  { name: theirs, description, inputSchema }: LockedTool,
  { name, reads, confirm, deadlineMs }: Made,
): Tool {
  try {
    return defineTool({
      name,
      description,
      input: inputOf(inputSchema),
      sideEffect: !reads,
      deadlineMs,
      companion: server,
      // The schema's top is an object.
      confirm: confirm && ((args) => confirm(args as Readonly<Record<string, unknown>>)),
      run: async (args, { secret, signal, idempotencyKey, companion }) => {
        const headers = { ...server.headersFor(secret), "Idempotency-Key": idempotencyKey };
        const result = await companion(server).callTool(theirs, args, { headers, signal });
        return outputOf(server.url, result);
      },
    });
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message : String(cause);
    const hint =
      "Another name for it goes into names; its description may be put in other words in the lock.";
    throw new TypeError(`"${theirs}": ${fault} ${hint}`, { cause });
  }
}
