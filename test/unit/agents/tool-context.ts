import type { Tool, ToolContext } from "../../../worker/agent/define.ts";
import { reportOf } from "../../../worker/agent/tool-report.ts";
import type { Fact } from "../../../worker/protocol/handoff.ts";
import { concealer } from "../../../worker/session/account/concealment.ts";

/** Texts go nowhere, and are kept. */
export function toolContext(over: Partial<ToolContext> = {}): ToolContext & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    callSid: `CA${"0".repeat(32)}`,
    from: "+15550100001",
    to: "+15550100002",
    language: "en-US",
    signal: new AbortController().signal,
    idempotencyKey: "first-key",
    secret: (name) => {
      throw new Error(`Secret ${name} is not set.`);
    },
    textCaller: async (body) => ({ sid: `SM${texts.push(body)}` }),
    ...over,
    texts,
  };
}

/** Runs a tool as the engine does: arguments through its schema, output through JSON. */
export async function use(tool: Tool, args: unknown, context: ToolContext = toolContext()) {
  const input = tool.input.parse(args) as never; // `run` and `facts` take what the tool's own schema gives
  const output: unknown = await tool.run(input, context);
  const facts: readonly Fact[] = tool.facts?.(input, output as never) ?? [];
  return { output: JSON.parse(JSON.stringify(output)) as Record<string, unknown>, facts };
}

/** What a run tells the person who takes over, as the engine keeps it. */
export async function account(tool: Tool, args: unknown, context: ToolContext = toolContext()) {
  const input = tool.input.parse(args) as never; // as above
  return reportOf(tool, concealer({}), input, await tool.run(input, context));
}

/** What is read back before the tool may run. */
export const readBack = (tool: Tool, args: unknown): string | undefined =>
  tool.confirm?.(tool.input.parse(args) as never);
