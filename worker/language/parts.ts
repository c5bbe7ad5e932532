import type { PanelTexts } from "./en/panel.ts";
import * as known from "./languages.ts";
import type { CallLines, LanguagePack } from "./pack.ts";
import type { Voice } from "./spoken/voice.ts";

/** What a language's folder holds, one file a part. Where a language lacks a part, English stands in for it. */
export interface LanguageParts {
  /** What the engine hears, and says itself. */
  readonly pack: LanguagePack;
  /** How figures and signs are said; regions differ, so it is made for a BCP 47 tag. */
  readonly voice: (tag: string) => Voice;
  /** What the Functions say. */
  readonly callLines: CallLines;
  /** What the person in Flex reads. */
  readonly panel: PanelTexts;
  /** Absent where the language is written from left to right. */
  readonly direction: "rtl";
}

/** By primary subtag. A deployed unit has only the parts it uses: see `leaving-out.ts`. */
export const LANGUAGES: Readonly<Record<string, Partial<LanguageParts>>> = known;

/** What stands in for a part that a language lacks. */
export const ENGLISH = known.en;

/** `pt-BR`, `pt_BR` → `pt`. */
export function subtagOf(tag: string): string {
  // Asked several times a turn: a pattern would cost more than all else here.
  const [dash, bar] = [tag.indexOf("-"), tag.indexOf("_")];
  const end = dash < 0 ? bar : bar < 0 ? dash : Math.min(dash, bar);
  return (end < 0 ? tag : tag.slice(0, end)).toLowerCase() || "en";
}

/** The parts of a language, by any tag of it; none of a language that is not known. */
export const partsOf = (tag: string): Partial<LanguageParts> => {
  const code = subtagOf(tag);
  return (Object.hasOwn(LANGUAGES, code) ? LANGUAGES[code] : undefined) ?? {};
};
