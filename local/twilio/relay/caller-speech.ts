import { type Clock, pause } from "../clock.ts";
import { RECORDED } from "../settings.ts";

/** What speech recognition makes of the caller: `text` is all of the utterance so far. */
export type Recognised =
  | { readonly kind: "partial"; readonly text: string }
  | { readonly kind: "final"; readonly text: string };

export interface CallerSpeech {
  /**
   * Says a whole utterance, after those still being said.
   *
   * @param instant - recognised at once and as a whole, with no partial results.
   * @returns when its final result is out.
   */
  say(text: string, instant: boolean): Promise<void>;
  /** A live result, from a microphone. */
  hear(text: string, final: boolean): void;
  /** The caller is within an utterance. */
  readonly talking: boolean;
}

export interface SpeechPace {
  readonly callerCharsPerSecond: number;
  readonly endpointingMs: number;
}

/** A caller who speaks at a human pace, and is recognised as Deepgram's flux does: cumulatively, then as a whole. */
export function createCallerSpeech(
  clock: Clock,
  pace: SpeechPace,
  signal: AbortSignal,
  report: (heard: Recognised) => void,
): CallerSpeech {
  let talking = false;
  let before: Promise<void> = Promise.resolve();

  function tell(heard: Recognised): void {
    if (signal.aborted) return;
    talking = heard.kind === "partial";
    report(heard);
  }

  async function speak(text: string): Promise<void> {
    const lengthMs = (text.length * 1000) / pace.callerCharsPerSecond;
    let told = "";
    for (
      let spokenMs = RECORDED.partialMs;
      told !== text && !signal.aborted;
      spokenMs += RECORDED.partialMs
    ) {
      await pause(clock, RECORDED.partialMs, signal);
      const heard = wordsWithin(text, spokenMs / lengthMs);
      if (heard !== told) tell({ kind: "partial", text: heard });
      told = heard;
    }
    await pause(clock, pace.endpointingMs, signal);
    tell({ kind: "final", text });
  }

  return {
    say(text, instant) {
      const spoken = text.trim();
      before = before.then(() => (instant ? tell({ kind: "final", text: spoken }) : speak(spoken)));
      return before;
    },
    hear: (text, final) => tell({ kind: final ? "final" : "partial", text }),
    get talking() {
      return talking;
    },
  };
}

/** Whole words only: recognition does not guess at half of one. */
function wordsWithin(text: string, fraction: number): string {
  if (fraction >= 1) return text;
  const spoken = text.slice(0, Math.floor(text.length * fraction));
  return text[spoken.length] === " " ? spoken : spoken.slice(0, Math.max(0, spoken.lastIndexOf(" ")));
}
