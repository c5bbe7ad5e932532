import { AgentEdit } from "../../protocol/editing/agent-edit.ts";
import { withSpoken } from "../../protocol/editing/with-spoken.ts";
import { present } from "../../protocol/present.ts";
import { type Agent, defineAgent } from "../define.ts";

/** An agent as it was edited without code: the same tools and routing, and checked as code is. */

export type Edited =
  | { readonly ok: true; readonly agent: Agent; readonly edit: AgentEdit }
  /** Each is a line that begins with its field. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** @param written - an edit as somebody sent it, or as it was stored by this or another release. */
export function edited(agent: Agent, written: unknown): Edited {
  const read = AgentEdit.safeParse(written);
  if (!read.success)
    return {
      ok: false,
      faults: read.error.issues.map(({ path, message }) => `${path.join(".") || "edit"}: ${message}`),
    };
  try {
    return { ok: true, agent: defineAgent(withEdit(agent, read.data)), edit: read.data };
  } catch (error) {
    // Its first line names the agent, which whoever edits it knows.
    const [, ...faults] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { ok: false, faults: faults.map((fault) => inEditsWords(fault.trim())) };
  }
}

/** Names are checked by `defineAgent`: a word that no language has is refused there. */
function withEdit(agent: Agent, edit: AgentEdit): Agent {
  const { instructions, hours } = edit;
  const { hours: codeHours, ...handOff } = agent.handOff;
  const open = hours === undefined ? codeHours : (hours ?? undefined);
  return {
    ...withSpoken(agent, edit),
    ...present({ instructions }),
    handOff: { ...handOff, ...present({ hours: open }) },
    knowledge: withFiles(agent.knowledge, edit.knowledge ?? {}),
  };
}

const withFiles = (
  files: Agent["knowledge"],
  edit: NonNullable<AgentEdit["knowledge"]>,
): Agent["knowledge"] =>
  Object.fromEntries(
    Object.entries({ ...files, ...edit }).filter((file): file is [string, string] => file[1] !== null),
  );

/** Faults are named as the definition has them, and an edit has two of its fields elsewhere. */
const inEditsWords = (fault: string): string =>
  fault
    .replace(/^languagePacks: languagePacks\./, "words.")
    .replace(/^relay\.hints/, "hints")
    .replace(/^relay\./, "voice.")
    .replace(/^handOff\.hours/, "hours");

/** Of what may be edited, all that an agent has. */
export function editableOf(agent: Agent): Required<AgentEdit> {
  const { language, ttsProvider, voice = null, transcriptionProvider, speechModel, hints } = agent.relay;
  return {
    greeting: agent.greeting,
    instructions: agent.instructions,
    voice: { language, ttsProvider, voice, transcriptionProvider, speechModel },
    languages: agent.languages,
    hints,
    hours: agent.handOff.hours ?? null,
    knowledge: agent.knowledge,
    words: Object.fromEntries(
      Object.entries(agent.languagePacks).map(([code, { phrases, callLines }]) => [
        code,
        // Of the same form; they are read-only there.
        present({ phrases, callLines }) as NonNullable<AgentEdit["words"]>[string],
      ]),
    ),
  };
}
