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
export { McpError } from "./mcp/mcp-error.ts";
export { type McpToolsDefinition, mcpTools } from "./mcp/mcp-tools.ts";
export type {
  ArrivingCall,
  CallerLookUp,
  CallerProfile,
  CallerSource,
  LookUpContext,
} from "./on-call/source.ts";
export { earlierCalls } from "./on-call/sources/earlier-calls.ts";
export { type HttpProfileDefinition, httpProfile } from "./on-call/sources/http-profile.ts";
export { segmentProfile } from "./on-call/sources/segment.ts";
export { twilioMemory } from "./on-call/sources/twilio-memory.ts";
export type { Tool, ToolAccount, ToolContext, ToolDefinition } from "./tools/tool.ts";
