import { CALLBACK, type Language } from "./lexicon.ts";
import type { Lines } from "./line-shapes.ts";
import { de } from "./lines/de.ts";
import { en } from "./lines/en.ts";
import { es } from "./lines/es.ts";
import { fr } from "./lines/fr.ts";
import { pt } from "./lines/pt.ts";
import { plain } from "./numbers.ts";

export const LINES: Readonly<Record<Language, Lines>> = { en, es, fr, de, pt };

/** Whether the last thing said offered a person, in any of the languages. */
export const offeredPerson = (text: string): boolean =>
  Object.values(LINES).some((l) => text.includes(l.offerPerson) || text.includes(l.orderNotFoundAgain));

/** Whether the last thing said offered a callback; the engine says that in words of its own. */
export const offeredCallback = (text: string): boolean => text.includes("?") && CALLBACK.test(plain(text));

/** Whether the last thing said offered to try a failed tool again. */
export const offeredAgain = (text: string): boolean =>
  Object.values(LINES).some((l) => text.includes(l.toolFailed));
