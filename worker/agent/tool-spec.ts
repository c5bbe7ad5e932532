import * as z from "zod";
import type { ToolSpec } from "./model.ts";

/** A tool as the model is told of it: its schema as JSON Schema, without what only validators read. */
export function specOf(tool: {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
}): ToolSpec {
  const { name, description, input } = tool;
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return { name, description, parameters };
}
