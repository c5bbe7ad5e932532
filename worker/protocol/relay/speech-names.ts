/**
 * What can be known without an account of the names by which Twilio finds a language and a voice. It ends a session over one
 * that it does not know (64101); a list of them would be old by next month, so what may be right passes.
 */

const TAG = /^(?<language>[a-z]{2,3})(?:-(?<script>[A-Z][a-z]{3}))?(?:-(?<region>[A-Z]{2}|\d{3}))?$/;

/** Codes that Google and Amazon use, of Chinese and Arabic, though there is a shorter one. */
const LONG: ReadonlySet<string> = new Set(["cmn", "arb"]);

/**
 * Workerd names fewer languages than Node does; which script a language is usually written in both know of the same ones.
 *
 * @returns undefined for a tag of a language, and for `multi`.
 */
export function languageFault(tag: string): string | undefined {
  if (tag === "multi") return undefined;
  const { language, script, region } = TAG.exec(tag)?.groups ?? {};
  if (!language) return `must be ${EXPECTED}`;
  const unknown = (kind: string, part: string): string => `"${part}" is no ${kind}: must be ${EXPECTED}`;
  const usual = new Intl.Locale(tag);
  const likely = new Intl.Locale(language).maximize();
  if (language === "und" || !likely.script) return unknown("language", language);
  if (script && !isNamed("script", script)) return unknown("script", script);
  if (usual.region && usual.region !== likely.region && !isRegion(usual.region))
    return unknown("region", region ?? usual.region);
  // What has another name for its language alone is as right: "iw-IL" is Google's.
  const spelt = language.length > usual.language.length && !LONG.has(language) ? usual.language : language;
  const written = [spelt, script, usual.region].filter(Boolean).join("-");
  return written === tag ? undefined : `must be written "${written}"`;
}

const EXPECTED = 'a BCP 47 tag such as "en-US", or "multi"';

/** Of those in digits a few parts of the world are in use. */
const isRegion = (region: string): boolean =>
  /^(?:001|150|419)$/.test(region) || (/^[A-Z]/.test(region) && isNamed("region", region));

/** `Intl` takes 10 ms to load names, and a Worker that begins checks its agents before it answers: the usual languages need none. */
const isNamed = (type: "script" | "region", code: string): boolean =>
  !/^Z+$/i.test(code) && new Intl.DisplayNames(["en"], { type, fallback: "none" }).of(code) !== undefined;

/**
 * How each provider writes its voices here. Source: Twilio docs, "Picking a voice"; `<Say>` puts `Polly.` and `Google.` before
 * them, and `<ConversationRelay>` does not.
 */
const VOICES = {
  /** An id, or a name as the first documents had them, with a model and `speed_stability_similarity` where it is tuned. */
  ElevenLabs: {
    form: /^(?:[A-Za-z\d]{20}|[A-Z][a-z]+)(?:-(?=[a-z_]*v\d)[a-z\d_]+)?(?:-\d(?:\.\d+)?(?:_\d(?:\.\d+)?){2})?$/,
    example: "UgBBYS2sOqTuMpoF3BR0",
  },
  Google: {
    form: /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-(?:[A-Za-z]{2}|\d{3})-[A-Z][A-Za-z\d]*(?:-[A-Za-z\d]+)+$/,
    example: "en-US-Journey-O",
  },
  Amazon: { form: /^[A-Z][a-z]+(?:-[A-Z][A-Za-z]+)*$/, example: "Joanna-Neural" },
} as const;

export type TtsProvider = keyof typeof VOICES;
export const TTS_PROVIDERS = ["ElevenLabs", "Google", "Amazon"] as const satisfies readonly TtsProvider[];

/** @returns undefined for what may be a voice of that provider, whether or not it has one. */
export function voiceFault(provider: TtsProvider, voice: string): string | undefined {
  const { form, example } = VOICES[provider];
  if (form.test(voice)) return undefined;
  const other = TTS_PROVIDERS.find((name) => VOICES[name].form.test(voice));
  const hint = other ? `, and this is as ${other} does: change ttsProvider as well` : "";
  return `is no voice of ${provider}, which writes them such as "${example}"${hint}; without one ${provider} chooses`;
}
