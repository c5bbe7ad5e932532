import { unreachable } from "../protocol/unreachable.ts";
import type { RequestEvent } from "../session/state/event.ts";
import type { Agent } from "./define.ts";
import type { ModelEvent } from "./model.ts";
import { priced } from "./prices.ts";
import { toolsOf } from "./prompt.ts";
import { callMeant } from "./tools/tool-call.ts";

/** Words, or a whole call. */
export const isOutput = ({ type }: ModelEvent): boolean => type === "text" || type === "tool_call";

/** What something that the model brought means to the conversation. @param model - its name, which has a price. */
export function requestEvent(agent: Agent, attempt: number, model: string, event: ModelEvent): RequestEvent {
  switch (event.type) {
    case "text":
      return { type: "model_spoke", attempt, delta: event.delta };
    case "progress":
      return { type: "model_progressed", attempt };
    case "tool_call": {
      const { callId } = event;
      const { name, arguments: json } = callMeant(agent.tools, toolsOf(agent), event);
      return { type: "model_called_tool", attempt, callId, name, arguments: json };
    }
    case "finished": {
      const usage = priced(model, event.usage, agent.limits.prices);
      return { type: "model_finished", attempt, reason: event.reason, usage };
    }
    default:
      return unreachable(event);
  }
}
