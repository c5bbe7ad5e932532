import { describe, expect, test } from "vitest";
import { defineAgent } from "../../worker/agent/define.ts";
import { edited } from "../../worker/agent/editing/edited.ts";
import { languageFault, voiceFault } from "../../worker/protocol/relay/speech-names.ts";
import { LANGUAGES, NO_LANGUAGES, NO_VOICES, VOICES } from "../support/editing/speech-names.ts";

const plain = defineAgent({ name: "plain", greeting: "Hello.", instructions: "Be kind." });

test.each(LANGUAGES)("%s may be a language of a call", (tag) => {
  expect(languageFault(tag)).toBeUndefined();
});

test.each(NO_LANGUAGES)("“%s” is no language, and it is said what to write", (tag, fault) => {
  expect(languageFault(tag)).toMatch(fault);
});

test.each(VOICES)("%s may have the voice %s", (provider, voice) => {
  expect(voiceFault(provider, voice)).toBeUndefined();
});

test.each(NO_VOICES)("%s has no voice “%s”, and it is said how it writes them", (provider, voice, fault) => {
  expect(voiceFault(provider, voice)).toMatch(fault);
});

describe("an edit, and code, of which Twilio would end the calls", () => {
  test.each([
    [{ voice: { language: "en-UK" } }, 'voice.language: must be written "en-GB"'],
    [{ languages: [{ code: "xx-YY" }] }, 'languages.0.code: "xx" is no language'],
    [{ voice: { voice: "Rachel Smith" } }, "voice.voice: is no voice of ElevenLabs"],
    // Each of the two is right in itself.
    [{ voice: { ttsProvider: "Google", voice: "Joanna-Neural" } }, "voice.voice: is no voice of Google"],
    [
      { languages: [{ code: "de-DE" }, { code: "es-ES", voice: "es-ES-Journey-F" }] },
      "languages.1.voice: is no voice of ElevenLabs",
    ],
  ])("%j is refused by name", (edit, fault) => {
    const found = edited(plain, edit);

    expect(found).toMatchObject({ ok: false, faults: [expect.stringContaining(fault)] });
  });

  test("another provider alone leaves the code's voice without one, and is refused", () => {
    const code = defineAgent({ ...plain, relay: { voice: "UgBBYS2sOqTuMpoF3BR0" } });

    expect(edited(code, { voice: { ttsProvider: "Amazon" } })).toMatchObject({ ok: false });
    expect(edited(code, { voice: { ttsProvider: "Amazon", voice: null } })).toMatchObject({ ok: true });
  });

  test("a voice of a language is its own provider's, or else the call's", () => {
    const es = { code: "es-ES", voice: "es-ES-Journey-F" };

    expect(edited(plain, { languages: [{ ...es, ttsProvider: "Google" }] })).toMatchObject({ ok: true });
    expect(edited(plain, { voice: { ttsProvider: "Google" }, languages: [es] })).toMatchObject({ ok: true });
  });
});
