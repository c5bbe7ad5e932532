import type { AgentAnswer } from "../console/agents.ts";
import { present } from "../present.ts";
import type { RelayAttributes, RelayLanguage } from "../relay/relay-attributes.ts";
import { usualModel } from "../relay/speech-models.ts";

/** What an agent has of its own in one language: lines of the engine's, and of the Functions'. */
interface Words {
  readonly phrases?: object;
  readonly callLines?: object;
}

/** What of an agent both units speak by. */
interface Spoken {
  readonly greeting: string;
  readonly relay: RelayAttributes;
  readonly languages: readonly RelayLanguage[];
  readonly languagePacks: Readonly<Record<string, Words>>;
}

/**
 * An agent as an edit has it speak. Checks nothing, and needs no schema: the Functions have from the Worker what was checked
 * there, and load in a few milliseconds.
 */
export function withSpoken<A extends Spoken>(agent: A, edit: AgentAnswer["edit"]): A {
  const { greeting, languages, hints, words = {} } = edit;
  const { voice, ...spoken } = edit.voice ?? {};
  const { voice: codeVoice, ...relay } = agent.relay;
  const wanted = voice === undefined ? codeVoice : (voice ?? undefined);
  return {
    ...agent,
    ...present({ greeting, languages }),
    relay: heardBy(agent.relay, { ...relay, ...present({ ...spoken, voice: wanted, hints }) }, spoken),
    languagePacks: withWords(agent.languagePacks, words),
  };
}

/**
 * Another provider hears by its own usual model, unless the edit names one. Partial prompts, and when a turn ends by a model's
 * word, are of Deepgram's flux alone: they go with it.
 */
function heardBy(
  code: RelayAttributes,
  relay: RelayAttributes,
  edited: NonNullable<AgentAnswer["edit"]["voice"]>,
): RelayAttributes {
  const { transcriptionProvider: provider } = relay;
  const isChanged = provider !== code.transcriptionProvider;
  const speechModel = edited.speechModel ?? (isChanged ? usualModel(provider) : relay.speechModel);
  if (provider === "Deepgram" && speechModel === "flux") return { ...relay, speechModel };
  const { eotThreshold: _, ...others } = relay;
  return { ...others, speechModel, partialPrompts: false };
}

function withWords(packs: Spoken["languagePacks"], words: NonNullable<AgentAnswer["edit"]["words"]>) {
  const changes = Object.entries(words).map(([code, { phrases, callLines }]) => {
    const base = Object.hasOwn(packs, code) ? packs[code] : undefined;
    const change = {
      ...base,
      ...(phrases && { phrases: { ...base?.phrases, ...phrases } }),
      ...(callLines && { callLines: { ...base?.callLines, ...callLines } }),
    };
    return [code, change] as const;
  });
  return { ...packs, ...Object.fromEntries(changes) };
}
