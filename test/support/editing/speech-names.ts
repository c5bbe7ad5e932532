import type { TtsProvider } from "../../../worker/protocol/relay/speech-names.ts";

/** Names of languages and voices as people write them, right and wrong: Node and workerd say the same of each. */

export const LANGUAGES = [
  ..."en-US en-GB de-DE pt-BR es-419 es-US fr-CA nl-BE sv-SE da-DK ja-JP ko-KR hi-IN uk-UA cy-GB".split(" "),
  // Google's and Amazon's own spellings.
  ..."cmn-CN cmn-Hans-CN yue-Hant-HK iw-IL fil-PH nb-NO no-NO ar-XA arb sr-Latn-RS".split(" "),
  ..."en ha sn gsw-CH en-001 multi".split(" "),
];

export const NO_LANGUAGES: readonly (readonly [string, RegExp])[] = [
  ["xx-YY", /"xx" is no language/],
  ["qq", /is no language/],
  ["und", /is no language/],
  ["xxx-US", /is no language/],
  ["en-ZZ", /"ZZ" is no region/],
  ["en-YY", /is no region/],
  ["en-999", /is no region/],
  ["sr-Abcd-RS", /"Abcd" is no script/],
  ["sr-Zzzz-RS", /is no script/],
  ["en-UK", /must be written "en-GB"/],
  ["en-840", /must be written "en-US"/],
  ["eng-US", /must be written "en-US"/],
  ["deu-DE", /must be written "de-DE"/],
  ["de-DD", /must be written "de-DE"/],
  ...["english", "English", "EN-US", "en-us", "en_US", "en-", "-US", "e", "", " en", "en-US ", "en-USA"].map(
    (tag) => [tag, /must be a BCP 47 tag such as "en-US"/] as const,
  ),
  ...["Multi", "en-US-x-shop", "en,de", "12-US", "*"].map((tag) => [tag, /BCP 47/] as const),
];

export const VOICES: readonly (readonly [TtsProvider, string])[] = [
  ["ElevenLabs", "UgBBYS2sOqTuMpoF3BR0"],
  ["ElevenLabs", "21m00Tcm4TlvDq8ikWAM"],
  ["ElevenLabs", "NYC9WEgkq1u4jiqBseQ9-turbo_v2_5-0.8_0.8_0.6"],
  ["ElevenLabs", "ZF6FPAbjXT4488VcRRnw-flash_v2_5-1.0_1.0_1.0"],
  ["ElevenLabs", "ZF6FPAbjXT4488VcRRnw-flash_v2_5"],
  ["ElevenLabs", "ZF6FPAbjXT4488VcRRnw-0.9_0.6_0.4"],
  ["ElevenLabs", "ZF6FPAbjXT4488VcRRnw-turbo_v4"],
  ["ElevenLabs", "ZF6FPAbjXT4488VcRRnw-v3_conversational-1_1_1"],
  ["ElevenLabs", "Jessica-flash_v2_5"],
  ["ElevenLabs", "Charlotte"],
  ["Google", "en-US-Journey-O"],
  ["Google", "en-US-Chirp3-HD-Aoede"],
  ["Google", "en-US-Chirp-HD-F"],
  ["Google", "es-US-Neural2-A"],
  ["Google", "cmn-CN-Wavenet-A"],
  ["Google", "ar-XA-Standard-B"],
  ["Google", "sr-rs-Standard-A"],
  ["Google", "en-US-Polyglot-1"],
  ["Google", "es-419-Chirp4-HD-Somebody"],
  ["Amazon", "Joanna-Neural"],
  ["Amazon", "Joanna"],
  ["Amazon", "Zhiyu-Neural"],
  ["Amazon", "Ruth-Generative"],
  ["Amazon", "Danielle-Long-Form"],
];

export const NO_VOICES: readonly (readonly [TtsProvider, string, RegExp])[] = [
  ...["Polly.Joanna", "alice", "man", "no-such-voice", "Anna Smith", "UgBBYS2sOqTuMpoF3BR", " ", "Ünal"].map(
    (voice) => ["ElevenLabs", voice, /such as "UgBBYS2sOqTuMpoF3BR0"; without one/] as const,
  ),
  ["ElevenLabs", "UgBBYS2sOqTuMpoF3BR0-flash_v2_5-fast", /such as/],
  ["ElevenLabs", "UgBBYS2sOqTuMpoF3BR0-flash_v2_5-1.0_0.8", /such as/],
  ["ElevenLabs", "UgBBYS2sOqTuMpoF3BR0 -flash_v2_5", /such as/],
  ["ElevenLabs", "https://elevenlabs.io/voice-library", /such as/],
  ["ElevenLabs", "en-US-Journey-O", /as Google does: change ttsProvider/],
  ["ElevenLabs", "Joanna-Neural", /as Amazon does: change ttsProvider/],
  ["Google", "Google.en-US-Journey-O", /such as "en-US-Journey-O"; without one/],
  ["Google", "en-US", /such as/],
  ["Google", "en-US-Journey", /such as/],
  ["Google", "en_US-Journey-O", /such as/],
  ["Google", "UgBBYS2sOqTuMpoF3BR0", /as ElevenLabs does: change ttsProvider/],
  ["Google", "Joanna-Neural", /as Amazon does/],
  ["Amazon", "Polly.Vitoria-Neural", /such as "Joanna-Neural"; without one/],
  ["Amazon", "joanna", /such as/],
  ["Amazon", "Joanna_Neural", /such as/],
  ["Amazon", "en-GB-Wavenet-A", /as Google does/],
];
