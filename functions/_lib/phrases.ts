import { de } from "./phrases/de.ts";
import { en } from "./phrases/en.ts";
import { es } from "./phrases/es.ts";
import { fr } from "./phrases/fr.ts";
import { pt } from "./phrases/pt.ts";

/**
 * What a Function says itself, outside the agent: in the queue, to a person who answers the telephone, and when
 * something is broken. It is spoken by Twilio's `<Say>`, whose language is named with the lines, so that both always
 * fit together.
 */
export interface CallLines {
  readonly sayLanguage: "en-US" | "es-ES" | "de-DE" | "fr-FR" | "pt-BR";
  /** Before a person is looked for because the agent failed. */
  readonly brokenFindingPerson: string;
  /** Before we hang up, when neither the agent nor a person can be reached. */
  readonly brokenGoodbye: string;
  /** Before we hang up, when nobody took the call. */
  readonly nobodyFreeGoodbye: string;
  /** After whatever came of a queue that nothing else of ours could follow up. */
  readonly goodbye: string;
  readonly holdTheLine: string;
  readonly stillInLine: string;
  readonly nextInLine: string;
  readonly callersAhead: (count: number) => string;
  readonly aboutMinutes: (minutes: number) => string;
  /** Key 1 for a callback, key 2 for the agent. */
  readonly queueMenu: string;
  /** To whoever answers the telephone, before what the agent noted. */
  readonly whisperIntro: string;
  readonly whisperAccept: string;
}

const LINES: Readonly<Record<string, CallLines>> = { en, es, de, fr, pt };

/** Lines for a BCP 47 tag, by its primary subtag; English where there are none. */
export const linesFor = (language: string | undefined): CallLines => {
  const code = language?.split("-")[0]?.toLowerCase() ?? "en";
  return Object.hasOwn(LINES, code) ? (LINES[code] ?? en) : en;
};
