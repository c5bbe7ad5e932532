import { type StackEvent, type ToolCalled, WORKER_STUCK } from "../twilio/events.ts";

/** Log lines that tell what a person would ask about: why the agent did, or did not, say something. */
const DECISIONS =
  /^(?:turn\.(?!finished)|handoff\.|model\.(?:hedged|failed|stalled|gave_up)|tool\.(?:refused|unconfirmed)|caller\.|call\.(?:lost|language))/;

export interface Told {
  readonly who: "tool" | "model" | "engine";
  readonly text: string;
  /** Somebody should look into it. */
  readonly wrong: boolean;
}

/**
 * Tells what the agent does in lines for a terminal: tools with what they were asked and answered, requests to the model,
 * the engine's decisions. Each tool once, when it is over, and where it threw.
 *
 * @returns what makes of an event the lines that it is worth.
 */
export function createTeller(): (event: StackEvent) => readonly Told[] {
  const open = new Map<string, ToolCalled>();
  const thrown = new Set<string>();

  function tellTool(tool: ToolCalled): readonly Told[] {
    const { callId, name, output, outcome, ms, stack } = tool;
    const whole = output !== undefined && outcome !== undefined;
    const wasTold = open.get(callId)?.outcome !== undefined && open.get(callId)?.output !== undefined;
    open.set(callId, tool);
    const called = `${name} ${tool.arguments} → ${output ?? outcome ?? ""}${ms === undefined ? "" : `   (${ms} ms)`}`;
    const told: Told[] = whole && !wasTold ? [{ who: "tool", text: called, wrong: outcome !== "ok" }] : [];
    if (stack === undefined || thrown.has(callId)) return told;
    thrown.add(callId);
    return [...told, { who: "tool", text: `${name} ${tool.arguments} threw ${stack}`, wrong: true }];
  }

  return (event) => {
    switch (event.kind) {
      case "tool":
        return tellTool(event);
      case "model_response": {
        const { outcome, firstTokenMs, usage, error } = event;
        const first = firstTokenMs === undefined ? "" : `, first token after ${firstTokenMs} ms`;
        const tokens = usage
          ? `, ${usage.inputTokens} tokens in (${usage.cachedTokens} cached), ${usage.outputTokens} out`
          : "";
        return [{ who: "model", text: `${error ?? outcome}${first}${tokens}`, wrong: outcome === "failed" }];
      }
      case "log": {
        const wrong = event.level !== "info";
        if (!wrong && !DECISIONS.test(event.event)) return [];
        const { stack, ...fields } = event.fields;
        if (event.event === WORKER_STUCK) return [{ who: "engine", text: stuckLine(fields), wrong }];
        const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
        return [
          { who: "engine", text: `${event.event}${pairs.join("")}${stack ? `\n${stack}` : ""}`, wrong },
        ];
      }
      default:
        return [];
    }
  };
}

const stuckLine = ({ seconds, lastTool }: Readonly<Record<string, unknown>>): string =>
  `The Worker has not answered for ${seconds} s${lastTool ? `; the model had just called ${lastTool}` : ""}. ` +
  "A tool that computes without an await holds the thread of every call.";
