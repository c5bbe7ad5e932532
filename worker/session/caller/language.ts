import { subtagOf } from "../../language/parts.ts";
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
  const said = points(text);
  if (isSame(known, call.language)) {
    // A lone "okay" between two sentences is no return.
    if (said > POINTS_OF_A_LONE_WORD) changePart(d, "hearing", { other: undefined });
    return;
  }
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

const isSame = (a: string, b: string): boolean => subtagOf(a) === subtagOf(b);

/** The tag that the agent has a voice for; recognition may say no more than the primary subtag. */
const declared = (lang: string, { offered }: CallLanguages): string =>
  offered.find((code) => code.toLowerCase() === lang.toLowerCase()) ??
  offered.find((code) => isSame(code, lang)) ??
  lang;

/** Words; of what is written without spaces, every two characters count as one. */
function points(text: string): number {
  const unspaced =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const words = Math.max(text.match(/[\p{L}\p{M}'’]+/gu)?.length ?? 0, Math.floor(unspaced / 2));
  return words <= 1 ? words * POINTS_OF_A_LONE_WORD : words * POINTS_A_WORD;
}
