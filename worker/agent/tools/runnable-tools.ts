import { composeCallback } from "../../session/account/handoff-payload.ts";
import type { CallState } from "../../session/state/call-state.ts";
import { SEARCH_KNOWLEDGE } from "../../session/state/engine-tools.ts";
import type { Rules } from "../../session/state/rules.ts";
import type { Agent } from "../define.ts";
import { callbackTool } from "../engine-tool-specs.ts";
import { searchTool } from "../knowledge/search-tool.ts";
import type { Outside } from "../outside.ts";
import type { Tool } from "./tool.ts";

/** The tools that a run may be of: the agent's, and those of the engine's own that run. @param name - of the one that is to. */
export const runnableTools = (
  name: string,
  agent: Agent,
  state: CallState,
  rules: Rules,
  { clock, createCallback, knowledge }: Pick<Outside, "clock" | "createCallback" | "knowledge">,
): readonly Tool[] => [
  // It needs the whole conversation for its payload.
  callbackTool(state.call.from, (number, signal) =>
    createCallback(state, composeCallback(state, rules, clock.now()), signal, number),
  ),
  ...(name === SEARCH_KNOWLEDGE ? [searchTool(knowledge)] : []),
  ...agent.tools,
];
