import { flushSpeech, pushSpeech, startSpeech } from "../../language/spoken/normalise.ts";
import { currentRun, type Draft, packOf } from "../draft/draft.ts";
import type { Attempt } from "../state/run.ts";
import { significant } from "../state/speech/spoken-text.ts";
import { newAfter, type Voice } from "./joining.ts";

/** What of a request is of use: a tool call, or text of which something can be heard. A reply may be all signs and blanks. */

export const isUseful = (a: Attempt): boolean => a.audible || a.calls.length > 0;

/** What has come of a request that is not spoken yet: can any of it be heard? */
export function listen(d: Draft, attempt: Attempt, delta: string): Attempt {
  let { text, after } = attempt;
  let piece = delta;
  text += delta;
  if (after !== undefined) {
    const fresh = newAfter(after, text, false, voiceOf(d));
    if (fresh === undefined || !significant.test(fresh)) return { ...attempt, text };
    text = fresh;
    piece = fresh;
    after = undefined;
  }
  if (attempt.audible) return { ...attempt, text };
  // Nothing is made of such words but words: the normaliser need not read them for this.
  if (!attempt.speech && PLAIN_WORDS.test(piece))
    return { ...attempt, text, after, blanks: 0, audible: true };
  const { language } = voiceOf(d);
  const { state: speech, out } = pushSpeech(attempt.speech ?? startSpeech(language), piece);
  const audible = out.some((p) => significant.test(p.spoken));
  const blanks = significant.test(piece) ? 0 : attempt.blanks + piece.length;
  return { ...attempt, text, after, blanks, audible, speech: audible ? undefined : speech };
}

/** The same once nothing more is to come: what was held back counts. */
export function listenedOut(d: Draft, attempt: Attempt): Attempt {
  const { after } = attempt;
  const { speech, ...a } =
    after === undefined
      ? attempt
      : listen(
          d,
          { ...attempt, text: "", after: undefined },
          newAfter(after, attempt.text, true, voiceOf(d)) ?? "",
        );
  const audible =
    a.audible || (speech !== undefined && flushSpeech(speech).some((p) => significant.test(p.spoken)));
  return { ...a, audible, speech: undefined };
}

const PLAIN_WORDS = /^\p{L}{2}[\p{L} ,]*$/u;

const voiceOf = (d: Draft): Voice => ({
  language: currentRun(d)?.lang ?? d.state.call.language,
  digitWords: packOf(d).digitWords,
});
