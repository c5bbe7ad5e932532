import * as z from "zod";
import { checkedBy } from "./fault-check.ts";
import { Hints } from "./hints.ts";
import { RECOGNIZERS, speechModelFault } from "./speech-models.ts";
import { languageFault, TTS_PROVIDERS, voiceFault } from "./speech-names.ts";

/**
 * Attributes of `<ConversationRelay>` and `<Language>` that an agent's definition may set. Twilio ignores a
 * misspelt attribute in silence and ends the session over a bad value (64101), so both are refused here.
 * Source: ConversationRelay noun page (2026-06) and helper libraries.
 */

const languageTag = z.string().superRefine(checkedBy(languageFault));
const input = z.enum(["none", "dtmf", "speech", "any"]);
const provider = { tts: z.enum(TTS_PROVIDERS), stt: z.enum(RECOGNIZERS) };

export const RelayLanguage = z
  .strictObject({
    code: languageTag,
    ttsProvider: provider.tts.optional(),
    voice: z.string().min(1).optional(),
    transcriptionProvider: provider.stt.optional(),
    speechModel: z.string().min(1).optional(),
  })
  .refine(
    (l) => l.code !== "multi" || (l.ttsProvider === "ElevenLabs" && l.transcriptionProvider === "Deepgram"),
    {
      message: '"multi" needs ttsProvider "ElevenLabs" and transcriptionProvider "Deepgram"',
    },
  );

const Known = z.strictObject({
  /** Speech recognition and synthesis language at the start of the call. `multi` hears any: see `callLanguages`. */
  language: languageTag.default("en-US"),
  ttsProvider: provider.tts.default("ElevenLabs"),
  /** Provider's voice id; the provider's default when absent. */
  voice: z.string().min(1).optional(),
  /** Set explicitly, because Twilio's default depends on the age of the account. */
  transcriptionProvider: provider.stt.default("Deepgram"),
  /** `flux` closes turns with a model instead of a silence, and is what partial prompts need. */
  speechModel: z.string().min(1).default("flux"),
  /** Confidence that closes a turn, 0.5 to 0.9; only with Deepgram `flux`. Twilio's default is 0.8. */
  eotThreshold: z.number().min(0.5).max(0.9).optional(),
  partialPrompts: z.boolean().default(true),
  /** Silence before the final prompt: `auto`, or 600 to 5000 milliseconds. */
  speechTimeout: z.union([z.literal("auto"), z.number().int().min(600).max(5000)]).optional(),
  interruptible: input.default("any"),
  welcomeGreetingInterruptible: input.default("any"),
  interruptSensitivity: z.enum(["low", "medium", "high"]).optional(),
  /** Twilio's own filter of "mm-hmm". Off: ours also puts back what was cut. */
  ignoreBackchannel: z.boolean().optional(),
  reportInputDuringAgentSpeech: input.optional(),
  dtmfDetection: z.boolean().default(true),
  profanityFilter: z.boolean().optional(),
  /** Twilio keeps the agent from hearing itself. Its default is not documented. */
  echoPromptFiltering: z.boolean().optional(),
  deepgramSmartFormat: z.boolean().optional(),
  elevenlabsTextNormalization: z.enum(["on", "auto", "off"]).optional(),
  /** Phrases that speech recognition should expect, as they are written. */
  hints: Hints.default([]),
  intelligenceService: z.string().min(1).optional(),
  conversationConfiguration: z.string().min(1).optional(),
});

/** What the Functions write themselves; a definition has no say in them, or says it by another field. */
const OURS = [
  "url",
  "welcomeGreeting",
  "ttsLanguage",
  "transcriptionLanguage",
  "events",
  "applicationReconnect",
  "xmlns",
];

/** As long as a value of `<Parameter>` may safely be; Twilio documents no bound. Characters. */
const MAX_EXTRA_CHARS = 500;

const Extra = z
  .record(
    z.string(),
    z.union(
      [
        z
          .string()
          .max(MAX_EXTRA_CHARS)
          .regex(/^[^\p{Cc}\p{Cs}\ufffe\uffff]*$/u),
        z.number(),
        z.boolean(),
      ],
      `must be a number, true, false, or a line of at most ${MAX_EXTRA_CHARS} characters`,
    ),
  )
  .superRefine((extra, context) => {
    for (const name of Object.keys(extra)) {
      const message = extraFault(name);
      if (message) context.addIssue({ code: "custom", path: [name], message });
    }
  });

function extraFault(name: string): string | undefined {
  if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(name)) return "is no attribute's name, such as newAttribute";
  // Helper libraries write some names in small letters: a second spelling would be a second value.
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  const known = [...Object.keys(Known.shape), "extra"].find(same);
  if (known) return `write it as relay.${known}`;
  return OURS.some(same) ? "is set by Baton itself" : undefined;
}

export const RelayAttributes = Known.extend({
  /** Attributes of `<ConversationRelay>` that are newer than this release, as they are to be written: passed on unread. */
  extra: Extra.default({}),
})
  .refine(
    (r) =>
      r.language !== "multi" || (r.ttsProvider === "ElevenLabs" && r.transcriptionProvider === "Deepgram"),
    {
      path: ["language"],
      message: '"multi" needs ttsProvider "ElevenLabs" and transcriptionProvider "Deepgram"',
    },
  )
  .refine((r) => !r.partialPrompts || (r.transcriptionProvider === "Deepgram" && r.speechModel === "flux"), {
    path: ["partialPrompts"],
    message: 'needs transcriptionProvider "Deepgram" and speechModel "flux"',
  })
  .refine((r) => r.eotThreshold === undefined || r.speechModel === "flux", {
    path: ["eotThreshold"],
    message: 'needs speechModel "flux"',
  })
  .superRefine(checkedBy((r) => speechModelFault(r.transcriptionProvider, r.speechModel), "speechModel"))
  .superRefine(
    checkedBy(
      ({ ttsProvider, voice }) => (voice === undefined ? undefined : voiceFault(ttsProvider, voice)),
      "voice",
    ),
  );

export type RelayAttributes = z.infer<typeof RelayAttributes>;
export type RelayLanguage = z.infer<typeof RelayLanguage>;
