import * as z from "zod";
import { RelayLanguage } from "../relay/relay-attributes.ts";
import { RECOGNIZERS } from "../relay/speech-models.ts";
import { TTS_PROVIDERS } from "../relay/speech-names.ts";
import { Hours } from "../routing/hand-off-settings.ts";
import { knowledgeOf } from "./knowledge-files.ts";

/**
 * What of an agent may change without code: by people in the console, by API, from a terminal, from a table of theirs. What
 * is absent is as the code has it. Tools, routing, targets and secrets are the code's alone.
 *
 * This is the form; whether the agent that comes of it is one that may answer is what `defineAgent` says, as of code.
 */

/** More than any instructions of use, and a tenth of what a model takes in. Characters. */
export const MAX_INSTRUCTIONS = 60_000;
const MAX_HINTS = 500;

const line = z.string().min(1).max(1_000);

const Voice = z.strictObject({
  /** What the call begins in: BCP 47, or `multi`. */
  language: z.string().max(20).optional(),
  ttsProvider: z.enum(TTS_PROVIDERS).optional(),
  /** The provider's id of it; null for the provider's own choice. */
  voice: z.string().min(1).max(200).nullable().optional(),
  transcriptionProvider: z.enum(RECOGNIZERS).optional(),
  speechModel: z.string().min(1).max(100).optional(),
});

/** Lines that the engine and the Functions say, by name: worker/language/pack.ts has all names, and checks what is given. */
const Words = z.strictObject({
  phrases: z.record(z.string(), z.union([line, z.array(line).max(20)])).optional(),
  callLines: z.record(z.string(), z.union([line, z.record(z.string(), line)])).optional(),
});

export const AgentEdit = z.strictObject({
  greeting: z.string().optional(),
  instructions: z.string().max(MAX_INSTRUCTIONS, `has more than ${MAX_INSTRUCTIONS} characters`).optional(),
  voice: Voice.optional(),
  /** The languages that a call may switch to, all of them. */
  languages: z.array(RelayLanguage).max(40).optional(),
  /** Words that recognition should expect, all of them. */
  hints: z.array(z.string().max(100)).max(MAX_HINTS).optional(),
  /** When people answer; null for always. */
  hours: Hours.nullable().optional(),
  /** Markdown by the name of its file, added to the code's, or in its place; null takes one of the code's out. */
  knowledge: knowledgeOf(z.string().nullable()).optional(),
  /** What is said in each language, by its primary subtag: added to what the code changes. */
  words: z.record(z.string().regex(/^[a-z]{2,3}$/, 'must be a language such as "en"'), Words).optional(),
});

export type AgentEdit = z.output<typeof AgentEdit>;
