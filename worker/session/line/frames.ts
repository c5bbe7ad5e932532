import type { Inbound } from "../../protocol/relay/inbound.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import type { LineEvent } from "../state/event.ts";

/** What the frames of a live call mean to the conversation. */

/** Any but the first of a session. */
export type LiveFrame = Exclude<Inbound, { type: "setup" }>;

/** What a replay would do a second time; reports of what was played, and words that are not final, do no harm. */
export const countsOnce = (frame: Inbound): boolean =>
  (frame.type === "prompt" && frame.last) || frame.type === "dtmf" || frame.type === "interrupt";

/** @returns undefined where a frame is no event of the conversation. */
export function lineEvent(frame: LiveFrame): LineEvent | undefined {
  switch (frame.type) {
    case "prompt":
      return {
        type: frame.last ? "caller_spoke" : "caller_was_heard",
        text: frame.voicePrompt,
        lang: frame.lang,
      };
    case "dtmf":
      return { type: "key_pressed", digit: frame.digit };
    case "interrupt":
      return { type: "caller_interrupted", fragment: frame.utteranceUntilInterrupt };
    case "info":
      if (frame.name === "agentSpeaking") return { type: "agent_speaking", on: frame.value === "on" };
      if (frame.name === "clientSpeaking") return { type: "caller_speaking", on: frame.value === "on" };
      if (frame.name === "tokensPlayed") return { type: "speech_played", text: frame.value };
      return undefined;
    case "error":
      return undefined;
    default:
      return unreachable(frame);
  }
}
