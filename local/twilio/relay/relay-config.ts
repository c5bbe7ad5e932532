import { isLoopback } from "../settings.ts";
import type { Element } from "../twiml/twiml.ts";
import type { Interruptible } from "./playback.ts";

/** The attributes of a `<ConversationRelay>` in force, with Twilio's defaults. */
export interface RelayConfig {
  readonly url: string;
  readonly welcomeGreeting: string;
  readonly greetingInterruptible: Interruptible;
  readonly ttsLanguage: string;
  readonly transcriptionLanguage: string;
  readonly speechModel: string;
  /** Cumulative prompts before the final one; documented for Deepgram's flux only. */
  readonly partialPrompts: boolean;
  readonly interruptible: Interruptible;
  readonly sensitivity: "low" | "medium" | "high";
  readonly ignoreBackchannel: boolean;
  readonly reportInput: Interruptible;
  readonly preemptible: boolean;
  readonly dtmfDetection: boolean;
  readonly speakerEvents: boolean;
  readonly tokensPlayed: boolean;
  readonly applicationReconnect: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

export type RelayConfigResult =
  | { readonly ok: true; readonly config: RelayConfig; readonly warnings: readonly string[] }
  /** `message` names the bad value; Twilio reports 64101. */
  | { readonly ok: false; readonly message: string };

const INPUT: Readonly<Record<string, Interruptible>> = {
  none: "none",
  dtmf: "dtmf",
  speech: "speech",
  any: "any",
};
/** `interruptible` takes booleans as well. */
const INTERRUPTIBLE: Readonly<Record<string, Interruptible>> = { ...INPUT, true: "any", false: "none" };
const BOOLEAN: Readonly<Record<string, boolean>> = { true: true, false: false };
const SENSITIVITY = { low: "low", medium: "medium", high: "high" } as const;
export const LANGUAGE_TAG = /^(multi|[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?)$/;

/**
 * Reads the attributes of a `<ConversationRelay>`; names are case-sensitive and unknown ones have no effect.
 * Source: noun page (2026-06), facts sheet section 1.2.
 *
 * @param unknownVoices - names that look like a voice's, and are none.
 */
export function readRelayConfig(relay: Element, unknownVoices: readonly string[] = []): RelayConfigResult {
  const given = relay.attributes;
  const bad: string[] = [];
  const warnings: string[] = [];

  function choice<T>(name: string, values: Readonly<Record<string, T>>, usual: T, faults = bad): T {
    const value = given[name];
    if (value === undefined) return usual;
    // An own property, so that a value such as "constructor" is not found.
    const found = Object.entries(values).find(([key]) => key === value);
    if (found) return found[1];
    faults.push(`${name}="${value}" (one of ${Object.keys(values).join(", ")})`);
    return usual;
  }

  const url = given.url ?? "";
  if (url.startsWith("ws://") && isLoopback(url))
    warnings.push('url="ws://…" works on this machine only: Twilio takes wss:// alone');
  else if (!url.startsWith("wss://") || !URL.canParse(url)) bad.push(`url="${url}" (must start with wss://)`);

  const language = given.language ?? "en-US";
  const ttsLanguage = given.ttsLanguage ?? language;
  const transcriptionLanguage = given.transcriptionLanguage ?? language;
  for (const tag of [ttsLanguage, transcriptionLanguage, ...declared(relay).map((l) => l.code ?? "")]) {
    if (!LANGUAGE_TAG.test(tag)) bad.push(`language "${tag}"`);
  }
  const ttsProvider = provider("ttsProvider", ["ElevenLabs", "Google", "Amazon"], "ElevenLabs");
  const stt = provider("transcriptionProvider", ["Deepgram", "Google"], "Deepgram");
  if (given.voice?.startsWith("Polly.") || unknownVoices.includes(given.voice ?? ""))
    bad.push(`(${ttsProvider}/${ttsLanguage}/${given.voice}) for tts settings`);
  for (const l of [given, ...declared(relay)]) {
    const tags = "code" in l ? [l.code] : [ttsLanguage, transcriptionLanguage];
    if (!tags.includes("multi")) continue;
    if ((l.ttsProvider ?? ttsProvider) !== "ElevenLabs" || (l.transcriptionProvider ?? stt) !== "Deepgram") {
      bad.push('language "multi" (needs ElevenLabs and Deepgram)');
    }
  }
  const timeout = given.speechTimeout ?? "auto";
  if (timeout !== "auto" && !(/^\d+$/.test(timeout) && Number(timeout) >= 600 && Number(timeout) <= 5000)) {
    bad.push(`speechTimeout="${timeout}" (auto, or 600 to 5000)`);
  }
  const eot = Number(given.eotThreshold ?? 0.8);
  if (!(eot >= 0.5 && eot <= 0.9)) bad.push(`eotThreshold="${given.eotThreshold}" (0.5 to 0.9)`);

  const speechModel = given.speechModel ?? "";
  const partial = choice("partialPrompts", BOOLEAN, false);
  const flux = stt === "Deepgram" && speechModel === "flux";
  if (partial && !flux) warnings.push('partialPrompts is documented for Deepgram "flux" only: none are sent');

  const subscribed = new Set(`${given.events ?? ""} ${given.debug ?? ""}`.split(/\s+/));
  const config: RelayConfig = {
    url,
    welcomeGreeting: given.welcomeGreeting ?? "",
    greetingInterruptible: choice("welcomeGreetingInterruptible", INTERRUPTIBLE, "any"),
    ttsLanguage,
    transcriptionLanguage,
    speechModel,
    partialPrompts: partial && flux,
    interruptible: choice("interruptible", INTERRUPTIBLE, "any"),
    sensitivity: choice("interruptSensitivity", SENSITIVITY, "high"),
    ignoreBackchannel: choice("ignoreBackchannel", BOOLEAN, false),
    // The booleans that two helper libraries write here are not known to be refused, and are linted.
    reportInput: choice(
      "reportInputDuringAgentSpeech",
      INPUT,
      "none",
      ["true", "false"].includes(given.reportInputDuringAgentSpeech ?? "") ? [] : bad,
    ),
    preemptible: choice("preemptible", BOOLEAN, false),
    dtmfDetection: choice("dtmfDetection", BOOLEAN, false),
    speakerEvents: subscribed.has("speaker-events"),
    tokensPlayed: subscribed.has("tokens-played"),
    applicationReconnect: choice("applicationReconnect", BOOLEAN, false),
    parameters: Object.fromEntries(
      relay.children
        .filter((c) => c.name === "Parameter")
        .map((c) => [c.attributes.name ?? "", c.attributes.value ?? ""]),
    ),
  };
  return bad.length > 0
    ? { ok: false, message: `Invalid values ${bad.join(", ")}` }
    : { ok: true, config, warnings };

  /** Providers are written in either case in Twilio's own examples. */
  function provider(name: string, known: readonly string[], usual: string): string {
    const value = given[name] ?? usual;
    const found = known.find((k) => k.toLowerCase() === value.toLowerCase());
    if (!found) bad.push(`${name}="${value}" (one of ${known.join(", ")})`);
    return found ?? usual;
  }
}

const declared = (relay: Element) =>
  relay.children.filter((c) => c.name === "Language").map((c) => c.attributes);
