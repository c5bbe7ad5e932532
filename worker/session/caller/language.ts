import { isHum } from "../../language/hearing/backchannel.ts";
import { littleWordsIn } from "../../language/hearing/person-request.ts";
import { fold, oncePer } from "../../language/hearing/words.ts";
import type { LanguagePack } from "../../language/pack.ts";
import { subtagOf } from "../../language/parts.ts";
import { languageTag } from "../../protocol/language-tag.ts";
import type { CallLanguages } from "../../protocol/relay/call-languages.ts";
import { changePart, type Draft, log, order, record, setLanguage } from "../draft/draft.ts";
import type { LineEvent } from "../state/event.ts";

/** Which language the caller speaks, and when the call is in it. */

type Prompt = Extract<LineEvent, { type: "caller_was_heard" | "caller_spoke" }>;

/**
 * What it takes until a call is in another language: three words in one go, or about six one by one. A single word
 * may be any language's ("no"), and recognition often takes it for the wrong one.
 */
const ENOUGH_POINTS = 6;
const POINTS_OF_A_LONE_WORD = 1;
const POINTS_A_WORD = 2;

/** Tags that name no language. Source: ISO 639-2. */
const NO_LANGUAGE: ReadonlySet<string> = new Set(["und", "mul", "zxx", "mis"]);

/**
 * Notes the language of a prompt, so that it is judged by it. Where recognition hears any language, the call follows:
 * voice, figures and the engine's own lines.
 */
export function followCaller(d: Draft, { type, text, lang }: Prompt): void {
  const { phase, hearing, call } = d.state;
  if (phase.name === "ended" || phase.name === "connecting") return;
  const known = lang === undefined || NO_LANGUAGE.has(subtagOf(lang)) ? undefined : lang;
  if (known !== hearing.lang) {
    changePart(d, "hearing", { lang: known });
    // The first use of a language takes long: while the caller still speaks, it costs nobody anything.
    if (known !== undefined && !isSame(known, hearing.lang ?? call.language))
      order(d, { type: "warm_up", language: known });
  }
  if (type !== "caller_spoke" || known === undefined || !d.rules.languages.hearsAny) return;
  const own = d.rules.pack(call.language);
  const said = points(text, own);
  if (isSame(known, call.language)) {
    // A lone "okay" between two sentences is no return.
    if (said > POINTS_OF_A_LONE_WORD) changePart(d, "hearing", { other: undefined });
    return;
  }
  // "My name is Jean-Luc Dupont" is English, whatever the name makes of it.
  const other = d.rules.pack(known);
  const shown = other === own ? 0 : littleWordsIn(text, other);
  if (littleWordsIn(text, own) > shown) return;
  const before = hearing.other && isSame(hearing.other.lang, known) ? hearing.other.points : 0;
  const sum = before + said;
  if (sum < ENOUGH_POINTS) return changePart(d, "hearing", { other: { lang: known, points: sum } });
  changePart(d, "hearing", { other: undefined });
  // A transfer is told to its end in the language it was begun in.
  if (phase.name === "handing_off" || phase.name === "saying_goodbye") return;
  goOnIn(d, declared(known, d.rules.languages));
}

function goOnIn(d: Draft, language: string): void {
  changePart(d, "call", { language });
  setLanguage(d, language);
  order(d, { type: "warm_up", language });
  record(d, { role: "note", text: `The caller speaks ${language} now. Answer in it.` });
  log(d, "call.language_followed", { language });
}

/** A definition may name a language by another code than recognition does: `cmn-CN` is `zh-CN`. */
const isSame = (a: string, b: string): boolean =>
  subtagOf(languageTag(a) ?? a) === subtagOf(languageTag(b) ?? b);

/** The tag that the agent has a voice for; recognition may say no more than the primary subtag. */
const declared = (lang: string, { offered }: CallLanguages): string =>
  offered.find((code) => languageTag(code) === languageTag(lang)) ??
  offered.find((code) => isSame(code, lang)) ??
  lang;

/** Short answers of the call's own language: "no" and "okay" are said in many, and show none. */
const answersOf = oncePer(
  (pack: LanguagePack) => new Set([...pack.backchannels, ...pack.agreements, ...pack.refusals].map(fold)),
);

/** What the words show of the language they are in; of what is written without spaces, two characters are a word. */
function points(text: string, own: LanguagePack): number {
  const unspaced =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const said = text.match(/[\p{L}\p{M}'’]+/gu) ?? [];
  // "Juan Carlos Rodríguez" is a name in any language; and "no, no, no" is the one word that it is alone.
  const isName = said.length > 1 && said.every((word) => /^\p{Lu}\p{Ll}/u.test(word));
  const telling = new Set(
    isName ? [] : said.map(fold).filter((word) => !isHum(word, own) && !answersOf(own).has(word)),
  );
  const words = Math.max(telling.size, Math.floor(unspaced / 2));
  return words <= 1 ? words * POINTS_OF_A_LONE_WORD : words * POINTS_A_WORD;
}
