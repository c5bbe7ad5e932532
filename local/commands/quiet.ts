import { ENGINE_TOOLS } from "../../worker/session/state/engine-tools.ts";
import type { StackEvent } from "../twilio/events.ts";
import type { Twilio } from "../twilio/index.ts";

/** Between two sentences, and between an answer and its sound, the agent is silent for a moment. */
const SETTLED_MS = 400;
/** What the engine answers with nothing ("mhm") is followed by nothing either. */
const UNANSWERED_MS = 5_000;

export interface QuietAgent {
  /** Settles when the agent has fallen silent, with no model and no tool of its at work, since the caller spoke. */
  readonly next: () => Promise<void>;
  readonly stop: () => void;
}

/** Listens to a call of a stack that records, for whoever speaks next. */
export function quietAgent(twilio: Pick<Twilio, "on">, callSid: string): QuietAgent {
  const asked = new Set<string>();
  let toolsRun = false;
  /** The model has asked for something of the engine's, which speaks for itself or is silent. */
  let engineActs = false;
  let speaking = true;
  let callerSpeaks = false;
  let isQuiet = false;
  let settling: NodeJS.Timeout | undefined;
  let quiet = Promise.withResolvers<void>();

  const stop = twilio.on((event) => {
    if (event.callSid !== callSid || !changes(event)) return;
    clearTimeout(settling);
    if (speaking || callerSpeaks || toolsRun || asked.size > 0) return;
    const mayFollow = event.kind === "caller_speech" || engineActs;
    settling = setTimeout(settle, mayFollow ? UNANSWERED_MS : SETTLED_MS);
  });

  function settle(): void {
    isQuiet = true;
    quiet.resolve();
  }

  function forget(): void {
    isQuiet = false;
    quiet = Promise.withResolvers();
  }

  /** @returns whether the event says something of that. */
  function changes(event: StackEvent): boolean {
    if (event.kind === "frame") {
      const said = speakingOf(event.frame);
      if (said !== undefined) speaking = said;
      return said !== undefined;
    }
    if (event.kind === "caller_speech") {
      callerSpeaks = !event.final;
      // A guess at what the caller is about to say ends as well, and leaves a silence that is nobody's answer.
      if (isQuiet) forget();
      return true;
    }
    if (event.kind === "model_request") {
      asked.add(event.id);
      toolsRun = false;
      engineActs = false;
    }
    if (event.kind === "model_response") {
      asked.delete(event.id);
      if (event.outcome === "finished") {
        const isEngines = ({ name }: { readonly name: string }) => Object.hasOwn(ENGINE_TOOLS, name);
        // What the agent's own give is asked of the model again, and then it has something to say.
        toolsRun ||= !event.toolCalls.every(isEngines);
        // A hand-off that there is nobody for ends in words of the engine's, and asks no model.
        engineActs ||= event.toolCalls.some(isEngines);
      }
    }
    return event.kind === "model_request" || event.kind === "model_response";
  }

  return {
    next: async () => {
      await quiet.promise;
      forget();
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
