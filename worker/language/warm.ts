import { isBackchannel } from "./hearing/backchannel.ts";
import { completionOf, expectedBy } from "./hearing/completion.ts";
import { asksForPerson, asksInAnother } from "./hearing/person-request.ts";
import { admitsMisunderstanding } from "./hearing/understanding.ts";
import type { LanguagePack } from "./pack.ts";
import { flushSpeech, pushSpeech, startSpeech } from "./spoken/normalise.ts";

/** A character of each kind that a token can start with, and every letter that a word can. */
const SAMPLE =
  "A b 1 $1 €1 -1 #1 +1 (1) *a* _a_ `a` [a](b) a.b/c @ & ½ A1-b2 https://a.b\n- a | ~ § < > 2026-11-22 13:05 5%";

const LETTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"].join(" ");

/**
 * Compiles what a language needs, so that the caller's first turn does not wait for it: 100 to 200 ms once
 * per isolate and language, to be spent while the greeting plays. Calling it again costs a few.
 *
 * @param tag - BCP 47 tag the agent will speak.
 * @param all - every language in which a request for a person counts.
 */
export function warmLanguage(tag: string, pack: LanguagePack, all: readonly LanguagePack[] = []): void {
  // Twice: the engine translates an expression to machine code when it is used again.
  for (const sample of [SAMPLE, SAMPLE, LETTERS, LETTERS])
    flushSpeech(pushSpeech(startSpeech(tag), sample).state);
  // One of them asks for a person in each language: only then is what merely looks like it compiled as well.
  for (const said of ["hm", "I would like one", ...pack.personWords.slice(0, 1)]) {
    isBackchannel(said, pack);
    completionOf(said, pack, "phone");
    asksForPerson(said, pack);
    expectedBy(said, pack);
    admitsMisunderstanding(said, pack);
  }
  asksInAnother("?", pack, () => all);
}
