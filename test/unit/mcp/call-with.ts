import { afterEach } from "vitest";
import { realClock } from "../../../worker/adapters/real-clock.ts";
import { type McpToolsDefinition, mcpTools } from "../../../worker/agent/mcp/mcp-tools.ts";
import { Companions } from "../../../worker/agent/tools/companion.ts";
import { runTool, type ToolOutcome } from "../../../worker/agent/tools/tool-runner.ts";
import type { LogFields } from "../../../worker/ports.ts";
import { BOOK_REPAIR, FIND_ORDER, lockOf, ShopMcp } from "../../support/mcp/mcp-server.ts";
import { toolContext } from "../agents/tool-context.ts";

export const KEY = "k3y-of-the-shop";

/** Servers that go with the test. */
export function startsServers(): (...how: ConstructorParameters<typeof ShopMcp>) => Promise<ShopMcp> {
  const servers: ShopMcp[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  return async (...how) => {
    const server = await new ShopMcp(...how).start();
    servers.push(server);
    return server;
  };
}

export interface Logged {
  readonly event: string;
  readonly fields: LogFields | undefined;
  readonly code?: unknown;
}

/** One call: its tools run as the engine runs them, and what it wrote to the log. */
export async function callWith(server: ShopMcp, over: Partial<McpToolsDefinition> = {}) {
  const tools = mcpTools({
    name: "shop",
    url: server.url,
    headers: { Authorization: "Bearer {{SHOP_KEY}}" },
    allow: ["find-order", "bookRepair"],
    lock: await lockOf(FIND_ORDER, BOOK_REPAIR),
    ...over,
  });
  const logs: Logged[] = [];
  const secret = (name: string) => {
    if (name !== "SHOP_KEY") throw new Error("This tool is not set up.");
    return KEY;
  };
  const companions = new Companions({
    clock: realClock,
    log: (event, fields, cause) => {
      const code = cause instanceof Error && "code" in cause ? { code: cause.code } : {};
      logs.push({ event, fields, ...code });
    },
    secret,
  });
  const run = async (name: string, args: unknown, deadlineMs = 15_000): Promise<ToolOutcome> => {
    const call = tools.find((tool) => tool.name === name)?.check(args);
    if (!call?.ok) throw new Error(call?.faults ?? `There is no tool ${name}.`);
    return runTool(name, call, toolContext({ secret, companion: (c) => companions.of(c) }), {
      deadlineMs,
      maxOutputChars: 4_000,
      signal: new AbortController().signal,
      clock: realClock,
      threw: () => {},
      conceal: (text) => text,
      concealOutput: (text) => text,
    });
  };
  return { tools, companions, logs, run };
}
