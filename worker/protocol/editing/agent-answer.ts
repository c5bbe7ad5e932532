import type { AgentAnswer } from "../console/agents.ts";
import { isRecord, listOf, text } from "../json-reader.ts";
import type { AgentEdit } from "./agent-edit.ts";

/** `GET /api/agents/answer`: what the Functions ask, and what they are answered. No schema, as they load it with each call. */

const ASKED = ["to", "from", "callSid", "country", "language", "agent", "version"] as const;

/** What may be asked: `agent` and `version` together, for that version again. */
export type AnswerQuery = { readonly [name in (typeof ASKED)[number]]?: string | undefined };

export function queryOf(asked: AnswerQuery): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ASKED) if (asked[name]) query.set(name, asked[name]);
  return query;
}

/** What a link is signed for: all that is asked. */
export const answerSubject = (query: URLSearchParams): string =>
  JSON.stringify(ASKED.map((name) => query.get(name) ?? ""));

/** What of an edit the Functions need. The engine's phrases are the Worker's alone. */
export function spokenIn({ greeting, voice, languages, hints, words }: AgentEdit): AgentAnswer["edit"] {
  const lines = Object.entries(words ?? {}).flatMap(([code, { callLines }]) =>
    callLines ? [[code, { callLines }] as const] : [],
  );
  return {
    ...(greeting !== undefined && { greeting }),
    ...(voice && { voice }),
    ...(languages && { languages }),
    ...(hints && { hints }),
    ...(lines.length > 0 && { words: Object.fromEntries(lines) }),
  };
}

/** @returns undefined for what is no answer: the Worker may be of another release, or something else may answer there. */
export function readAgentAnswer(value: unknown): AgentAnswer | undefined {
  if (!isRecord(value) || !isRecord(value.edit)) return undefined;
  const { agent, version, edit, spokenGreeting } = value;
  if (typeof agent !== "string" || !isVersion(version)) return undefined;
  const { greeting = "", voice = {}, languages = [], hints = [], words = {} } = edit;
  const fits =
    typeof greeting === "string" &&
    isRecord(voice) &&
    Array.isArray(languages) &&
    languages.every(isRecord) &&
    listOf(text)(hints) !== undefined &&
    isRecord(words) &&
    Object.values(words).every(isRecord);
  if (!fits) return undefined;
  return {
    agent,
    version,
    // What is within was checked by the Worker.
    edit: edit as AgentAnswer["edit"],
    ...(typeof spokenGreeting === "string" && { spokenGreeting }),
  };
}

/** A version's number, 0 for the code. */
const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
