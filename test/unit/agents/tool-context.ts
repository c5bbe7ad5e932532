import type { ReadyCall, Tool, ToolContext } from "../../../worker/agent/tools/tool.ts";
import { reportOf } from "../../../worker/agent/tools/tool-account.ts";
import { concealer } from "../../../worker/session/account/concealment.ts";

/** Texts go nowhere, and are kept. */
export function toolContext(over: Partial<ToolContext> = {}): ToolContext & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    callSid: `CA${"0".repeat(32)}`,
    from: "+15550100001",
    to: "+15550100002",
    language: "en-US",
    variables: {},
    signal: new AbortController().signal,
    idempotencyKey: "first-key",
    secret: (name) => {
      throw new Error(`Secret ${name} is not set.`);
    },
    textCaller: async (body) => ({ sid: `SM${texts.push(body)}` }),
    companion: () => {
      throw new Error("No tool here has a companion.");
    },
    ...over,
    texts,
  };
}

/** @throws Error saying what the schema refuses. */
function checked(tool: Tool, args: unknown): ReadyCall {
  const call = tool.check(args);
  if (!call.ok) throw new Error(call.faults);
  return call;
}

/** Runs a tool as the engine does: arguments through its schema, output through JSON. */
export async function use(tool: Tool, args: unknown, context: ToolContext = toolContext()) {
  const { output, account } = await checked(tool, args).run(context);
  return {
    output: JSON.parse(JSON.stringify(output)) as Record<string, unknown>,
    facts: account().facts ?? [],
  };
}

/** What a run tells the person who takes over, as the engine keeps it. */
export async function account(tool: Tool, args: unknown, context: ToolContext = toolContext()) {
  const ran = await checked(tool, args).run(context);
  return reportOf(tool.name, ran.account(), concealer({}));
}

/** What is read back before the tool may run. */
export const readBack = (tool: Tool, args: unknown): string | undefined => checked(tool, args).readBack();
