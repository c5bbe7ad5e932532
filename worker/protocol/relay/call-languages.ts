import type { RelayAttributes, RelayLanguage } from "./relay-attributes.ts";

/** Hears whatever language is spoken, and says of each prompt which it was. No language to be spoken to in. */
export const MULTI = "multi";

export interface CallLanguages {
  /** BCP 47 tag the call starts in: a language, also where recognition hears any. */
  readonly start: string;
  /** Tags the call can be in, `start` first: those that have their declared voice. */
  readonly offered: readonly string[];
  /** Recognition hears any language: the call follows the caller. */
  readonly hearsAny: boolean;
}

/**
 * What the settings of an agent come to. `multi` counts wherever it stands, as a language of the call or as one more:
 * a `<Language>` that is only declared would never be heard.
 *
 * Source: ConversationRelay noun page; with `multi`, `prompt.lang` is the primary subtag.
 */
export function callLanguages(agent: {
  readonly relay: Pick<RelayAttributes, "language">;
  readonly languages: readonly Pick<RelayLanguage, "code">[];
}): CallLanguages {
  const codes = [...new Set([agent.relay.language, ...agent.languages.map(({ code }) => code)])];
  const spoken = codes.filter((code) => code !== MULTI);
  const [start = "en-US"] = spoken;
  return { start, offered: spoken.length > 0 ? spoken : [start], hearsAny: codes.includes(MULTI) };
}
