import type { StackEvent } from "../../../twilio/events.ts";

/** The agent's voice in the browser: says the pieces of speech as they start, and stops when one is cut. */
export interface Voice {
  hear(event: StackEvent): void;
  hush(): void;
}

/** What a synthesiser says in a second at its normal rate, roughly; any voice differs. */
const CHARS_PER_SECOND = 15;

/** @returns undefined where the browser cannot speak. */
export function createVoice(
  synthesis: SpeechSynthesis | undefined = window.speechSynthesis,
): Voice | undefined {
  if (synthesis === undefined || typeof SpeechSynthesisUtterance === "undefined") return undefined;
  return {
    hear: (event) => {
      if (event.kind === "call" && event.status !== "ringing" && event.status !== "in-progress")
        synthesis.cancel();
      if (event.kind !== "agent_speech") return;
      if (event.state === "cut") return synthesis.cancel();
      if (event.state !== "started" || event.text.trim() === "") return;
      const utterance = new SpeechSynthesisUtterance(event.text);
      utterance.lang = event.lang;
      utterance.rate = rateFor(event.text, event.ms);
      synthesis.speak(utterance);
    },
    hush: () => synthesis.cancel(),
  };
}

/** The simulated call sets the pace, and the browser's voice keeps up with it; beyond these it is hard to follow. */
export function rateFor(text: string, ms: number): number {
  const naturalMs = (text.length / CHARS_PER_SECOND) * 1_000;
  return Math.min(1.6, Math.max(0.85, naturalMs / Math.max(1, ms)));
}
