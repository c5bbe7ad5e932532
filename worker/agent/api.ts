/** What an agent's author imports, by the name `#baton` (package.json, `imports`). */
export {
  type Agent,
  type AgentDefinition,
  type Agents,
  defineAgent,
  defineAgents,
  defineTool,
} from "./define.ts";
export { type HttpToolDefinition, HttpToolError, httpTool } from "./http/http-tool.ts";
export type { Tool, ToolAccount, ToolContext, ToolDefinition } from "./tools/tool.ts";
