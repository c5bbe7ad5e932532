import * as z from "zod";
import { hexOf } from "../../protocol/digest.ts";
import { isRecord } from "../../protocol/json-reader.ts";
import { canonical } from "../arguments/same.ts";

/** What of a server's tools was accepted. */

/** As a server lists it, as far as it says what the tool is. Source: MCP 2025-11-25, "Tools", `Tool`. */
const ListedTool = z.object({
  name: z.string().min(1),
  description: z.string().default(""),
  /** JSON Schema. */
  inputSchema: z.looseObject({ type: z.literal("object") }),
  annotations: z.looseObject({ readOnlyHint: z.boolean().optional() }).default({}),
  /** Kept where it can only run as a task; that it may is nothing to us. Source: MCP 2025-11-25, "Tasks". */
  execution: z
    .object({ taskSupport: z.literal("required") })
    .optional()
    .catch(undefined),
});
type ListedTool = z.output<typeof ListedTool>;

const LockedTool = ListedTool.extend({
  /** Of what the server listed: the rest of this entry may be put in other words since. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, "must be a digest, as npm run mcp writes it"),
});
export type LockedTool = z.output<typeof LockedTool>;

/** What runs as a task gives its result some other time, when nobody is on the line any more. */
export const runsAsTask = ({ execution }: Pick<ListedTool, "execution">): boolean => execution !== undefined;

/** The file `agents/AGENT/mcp/NAME.lock.json`. */
export const McpLock = z.object({ v: z.literal(1), tools: z.array(LockedTool) });
export type McpLock = z.output<typeof McpLock>;

/** SHA-256 over what a tool is, whatever the order of its keys. */
async function digestOf(tool: ListedTool): Promise<string> {
  const bytes = new TextEncoder().encode(canonical(tool) ?? "");
  return hexOf(await crypto.subtle.digest("SHA-256", bytes));
}

/** What stands in a server's list under that name; undefined where nothing does that could be a tool. */
export async function lockedAs(name: string, listed: readonly unknown[]): Promise<LockedTool | undefined> {
  const found = listed.filter((tool) => isRecord(tool) && tool.name === name);
  // Of two by one name nobody knows which is run.
  const { success, data } = ListedTool.safeParse(found.length === 1 ? found[0] : undefined);
  try {
    return success ? { ...data, digest: await digestOf(data) } : undefined;
  } catch {
    return undefined; // nested deeper than the stack is
  }
}

export type Change = "changed" | "gone";

/** What has become of accepted tools, by their names. */
export async function changesOf(
  tools: readonly LockedTool[],
  listed: readonly unknown[],
): Promise<ReadonlyMap<string, Change>> {
  const changes = new Map<string, Change>();
  for (const { name, digest } of tools) {
    const now = await lockedAs(name, listed);
    if (now?.digest !== digest) changes.set(name, now ? "changed" : "gone");
  }
  return changes;
}
