import type { StackEvent } from "../twilio/events.ts";
import type { Twilio } from "../twilio/index.ts";

/** Between two sentences, and between an answer and its sound, the agent is silent for a moment. */
const SETTLED_MS = 400;

export interface QuietAgent {
  /** Settles when the agent has fallen silent, with no model and no tool of its at work, since it was last asked. */
  readonly next: () => Promise<void>;
  readonly stop: () => void;
}

/** Listens to a call of a stack that records, for whoever speaks next. */
export function quietAgent(twilio: Pick<Twilio, "on">, callSid: string): QuietAgent {
  const asked = new Set<string>();
  let toolsRun = false;
  let speaking = true;
  let settling: NodeJS.Timeout | undefined;
  let quiet = Promise.withResolvers<void>();

  const stop = twilio.on((event) => {
    if (event.callSid !== callSid || !changes(event)) return;
    clearTimeout(settling);
    if (!speaking && !toolsRun && asked.size === 0) settling = setTimeout(() => quiet.resolve(), SETTLED_MS);
  });

  /** @returns whether the event says something of that. */
  function changes(event: StackEvent): boolean {
    if (event.kind === "frame") {
      const said = speakingOf(event.frame);
      if (said !== undefined) speaking = said;
      return said !== undefined;
    }
    if (event.kind === "model_request") {
      asked.add(event.id);
      toolsRun = false;
    }
    if (event.kind === "model_response") {
      asked.delete(event.id);
      // What they give is asked of the model again, and then it has something to say.
      if (event.outcome === "finished" && event.toolCalls.length > 0) toolsRun = true;
    }
    return event.kind === "model_request" || event.kind === "model_response";
  }

  return {
    next: async () => {
      await quiet.promise;
      quiet = Promise.withResolvers();
    },
    stop: () => {
      clearTimeout(settling);
      stop();
    },
  };
}

/** What `agentSpeaking` says, where the frame is one. */
function speakingOf(frame: unknown): boolean | undefined {
  const f = frame as { name?: unknown; value?: unknown } | null; // read field by field
  return f?.name === "agentSpeaking" ? f.value !== "off" : undefined;
}
