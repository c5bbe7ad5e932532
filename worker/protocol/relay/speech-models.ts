/**
 * Whose a recognition model is, as far as its name says: Twilio ends a session over a model that its provider does not have.
 * What neither is known for may be new, and passes.
 * Source: ConversationRelay noun page (2026-06), `speechModel`; the models that Deepgram and Google list.
 */
const MODELS = {
  Deepgram: { form: /^(?:flux|nova|enhanced|base|whisper)(?:-|$)/i, usual: "flux" },
  Google: {
    form: /^(?:telephony|long|short|latest|chirp|phone_call|command_and_search|medical)(?:_|$)/i,
    usual: "telephony",
  },
} as const;

export type Recognizer = keyof typeof MODELS;
export const RECOGNIZERS = ["Deepgram", "Google"] as const satisfies readonly Recognizer[];

/** What a provider hears by where nobody says. */
export const usualModel = (provider: Recognizer): string => MODELS[provider].usual;

/** @returns undefined for what may be a model of that provider, whether or not it has one. */
export function speechModelFault(provider: Recognizer, model: string): string | undefined {
  const whose = RECOGNIZERS.find((name) => name !== provider && MODELS[name].form.test(model));
  if (!whose) return undefined;
  return `"${model}" is ${whose}'s: needs transcriptionProvider "${whose}", or a model of ${provider}'s, such as "${usualModel(provider)}"`;
}
