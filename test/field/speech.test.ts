import { describe, expect, test } from "vitest";
import { flushSpeech, MAX_HELD, pushSpeech, startSpeech } from "../../worker/language/spoken/normalise.ts";
import { LANGUAGES, TAGS } from "../unit/language/fixtures.ts";
import { FIRST, linesOf } from "./speech-lists.ts";

/**
 * What is written for the eye is said for the ear (BC-23, 43 to 52).
 *
 * Judgements: "3/4" is a date behind a word that dates ("on", "until", a weekday) or beside a time, a fraction before
 * what it is a part of, and a fraction where nothing says; "by 1/3" is a date unless something was cut by a third.
 * "$" is the peso where the national currency is one; where a region is not named ("es", "es-419"), the dollar.
 * Behind its name an id is read figure by figure, rooms included; two-figure services ("le 15") are read as the number,
 * as people say them; "call 300" and "call 150 people" are amounts, for no service has a round number or a plural.
 * Money in Spanish keeps the name of its cents: "dos euros con setenta y cinco céntimos".
 */

/** Read one character at a time: the hardest way of cutting. */
function say(tag: string, text: string): { spoken: string; raw: string; mostHeld: number } {
  let state = startSpeech(tag);
  let mostHeld = 0;
  const pieces = [...text].flatMap((unit) => {
    const pushed = pushSpeech(state, unit);
    state = pushed.state;
    mostHeld = Math.max(mostHeld, state.held.length);
    return pushed.out;
  });
  pieces.push(...flushSpeech(state));
  return { spoken: pieces.map((p) => p.spoken).join(""), raw: pieces.map((p) => p.raw).join(""), mostHeld };
}

const whole = (tag: string, text: string): string => {
  const { state, out } = pushSpeech(startSpeech(tag), text);
  return [...out, ...flushSpeech(state)].map((p) => p.spoken).join("");
};

describe.each(LANGUAGES)("the lists, in %s", (language) => {
  test.each(linesOf(FIRST[language]))("$number: $text", (line) => {
    const tag = line.tag ?? TAGS[language];
    const said = say(tag, line.text);

    expect(said).toMatchObject({ spoken: line.words, raw: line.text });
    expect(said.mostHeld).toBeLessThanOrEqual(MAX_HELD);
    expect(whole(tag, line.text)).toBe(line.words);
  });
});
