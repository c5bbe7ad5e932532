import { expect, test } from "vitest";
import { type AgentDefinition, defineAgent } from "../../worker/agent/define.ts";
import { drafted } from "../../worker/agent/editing/drafted.ts";
import { edited } from "../../worker/agent/editing/edited.ts";
import { speechModelFault } from "../../worker/protocol/relay/speech-models.ts";

/** Whose a recognition model is: Twilio ends a call over one that its provider does not have. */

const plain = defineAgent({ name: "plain", greeting: "Hello.", instructions: "Be kind." });
type Relay = NonNullable<AgentDefinition["relay"]>;
const withRelay = (relay: Relay) => defineAgent({ ...plain, relay });
const GOOGLE: Relay = {
  transcriptionProvider: "Google",
  speechModel: "telephony",
  partialPrompts: false,
};

test.each([
  ["Deepgram", "flux"],
  ["Deepgram", "flux-general-en"],
  ["Deepgram", "nova-3-general"],
  ["Deepgram", "nova-2-phonecall"],
  ["Deepgram", "enhanced"],
  ["Google", "telephony"],
  ["Google", "telephony_short"],
  ["Google", "long"],
  ["Google", "latest_long"],
  ["Google", "chirp_2"],
  // What no list knows may be right.
  ["Google", "gemini-transcribe"],
  ["Deepgram", "pulsar-1"],
  ["Google", "novara"],
  ["Deepgram", "longhorn"],
] as const)("%s may hear by %s", (provider, model) => {
  expect(speechModelFault(provider, model)).toBeUndefined();
});

test.each([
  ["Google", "flux", /^"flux" is Deepgram's.* such as "telephony"/],
  ["Google", "Flux", /Deepgram's/],
  ["Google", "flux-general-en", /Deepgram's/],
  ["Google", "nova-3-general", /Deepgram's/],
  ["Google", "nova-2", /Deepgram's/],
  ["Deepgram", "telephony", /^"telephony" is Google's.* such as "flux"/],
  ["Deepgram", "long", /Google's/],
  ["Deepgram", "chirp_2", /Google's/],
] as const)("%s has no model “%s”, and it is said whose it is", (provider, model, fault) => {
  expect(speechModelFault(provider, model)).toMatch(fault);
});

test.each([
  [{ relay: { transcriptionProvider: "Google" } }, 'relay.speechModel: "flux" is Deepgram'],
  [
    { relay: { ...GOOGLE, speechModel: "nova-3-general" } },
    'relay.speechModel: "nova-3-general" is Deepgram',
  ],
  [
    { relay: { speechModel: "telephony", partialPrompts: false } },
    'relay.speechModel: "telephony" is Google',
  ],
  [
    { languages: [{ code: "es-US", transcriptionProvider: "Google", speechModel: "nova-2" }] },
    'languages.0.speechModel: "nova-2" is Deepgram',
  ],
  // It inherits "flux".
  [
    { languages: [{ code: "de-DE" }, { code: "es-US", transcriptionProvider: "Google" }] },
    'languages.1.speechModel: "flux" is Deepgram',
  ],
  [
    { relay: GOOGLE, languages: [{ code: "es-US", speechModel: "nova-3-general" }] },
    'languages.0.speechModel: "nova-3-general" is Deepgram',
  ],
] satisfies [Partial<AgentDefinition>, string][])("code with %j is refused by name", (definition, fault) => {
  expect(() =>
    defineAgent({ name: "a", greeting: "Hello.", instructions: "Be kind.", ...definition }),
  ).toThrow(fault);
});

test.each([
  [{ voice: { transcriptionProvider: "Google", speechModel: "flux" } }, 'voice.speechModel: "flux"'],
  [
    { voice: { transcriptionProvider: "Google", speechModel: "nova-3-general" } },
    'voice.speechModel: "nova-3-general"',
  ],
  [{ voice: { speechModel: "telephony" } }, 'voice.speechModel: "telephony"'],
  [
    { languages: [{ code: "es-US", transcriptionProvider: "Google", speechModel: "flux" }] },
    'languages.0.speechModel: "flux"',
  ],
] as const)("an edit to %j is refused by name, once, and kept as a draft with its fault", (edit, fault) => {
  const faults = [expect.stringContaining(fault)];

  expect(edited(plain, edit)).toEqual({ ok: false, faults });
  expect(drafted(plain, edit)).toEqual({ ok: true, edit, faults });
});

test("languages that have all of what the call is heard by are not at fault for it", () => {
  const heard = defineAgent({ ...plain, languages: [{ code: "de-DE" }, { code: "fr-FR" }] });
  const voice = { transcriptionProvider: "Google", speechModel: "flux" };

  expect(edited(heard, { voice })).toMatchObject({ faults: [expect.stringMatching(/^voice\.speechModel/)] });
  expect(edited(heard, { voice: { ...voice, speechModel: "long" } })).toMatchObject({ ok: true });
});

test.each<readonly [Relay, "Deepgram" | "Google", string]>([
  [{}, "Google", "telephony"],
  [{ speechModel: "nova-3-general", partialPrompts: false }, "Google", "telephony"],
  // Whatever it is, it is the other provider's.
  [{ speechModel: "pulsar-1", partialPrompts: false }, "Google", "telephony"],
  [{ ...GOOGLE, speechModel: "long" }, "Deepgram", "flux"],
  [{ ...GOOGLE, speechModel: "long" }, "Google", "long"],
  [{ speechModel: "nova-2", partialPrompts: false }, "Deepgram", "nova-2"],
])(
  "an agent with %j that is edited to be heard by %s alone is heard by %s",
  (relay, transcriptionProvider, speechModel) => {
    const found = edited(withRelay(relay), { voice: { transcriptionProvider } });

    expect(found).toMatchObject({ ok: true, agent: { relay: { transcriptionProvider, speechModel } } });
  },
);
