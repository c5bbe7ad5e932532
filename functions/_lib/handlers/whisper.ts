import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { CallLines } from "../../../worker/language/pack.ts";
import type { PackChanges } from "../../../worker/language/pack-changes.ts";
import { clip } from "../../../worker/protocol/ascii-json.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { fitTaskAttributes, type TaskCall } from "../../../worker/protocol/task/task-attributes.ts";
import { linesFor } from "../call-lines.ts";
import { readTrail } from "../trail.ts";
import { readCallSid } from "../webhook/params.ts";
import { say } from "../webhook/twiml.ts";
import type { RespondNow } from "../webhook/webhook.ts";

/**
 * What is said to a person who answers the telephone, before the caller is put through.
 *
 * It travels in the address, as everything does that one webhook tells the next: so it needs neither a store nor the
 * Worker, which may be what has failed. Twilio signs the whole address, and a protected Function is only run for
 * what Twilio has signed, so that nobody else can have anything said. It is bounded, as addresses are; it stands in
 * Twilio's own log of the call, like the attributes of a task.
 */

/**
 * UTF-8 octets of all that is said: about half a minute of speech, and 700 characters of the address. The agent's own
 * words, each within the smaller bound, take from the note.
 */
const MAX_OCTETS = 520;
const MAX_OWN_OCTETS = 120;

const octets = (text: string): number => Buffer.byteLength(text);

export function whisperAddress(handoff: Handoff, call: TaskCall, changes: PackChanges): string {
  const own = ownLines(handoff.language, changes);
  const { reason, callSummary } = fitTaskAttributes(handoff, call);
  const note = clip([reason, callSummary].filter(Boolean).join(" "), MAX_OCTETS - octets(own), octets);
  const language = /^[A-Za-z]{2,3}\b/.exec(handoff.language)?.[0] ?? "en";
  const query = new URLSearchParams({
    language,
    ...(own ? { lines: encoded(own) } : {}),
    note: encoded(note),
  });
  return `/voice/whisper?${query}`;
}

/** What the agent has put in the place of the shipped lines: language, introduction, request, one a line; or nothing. */
function ownLines(language: string, changes: PackChanges): string {
  const [own, shipped] = [linesFor(language, changes), linesFor(language)].map((lines) =>
    [lines.sayLanguage, lines.whisperIntro, lines.whisperAccept].map(oneLine).join("\n"),
  );
  return own === undefined || own === shipped ? "" : own;
}

const oneLine = (text: string): string => clip(text.replace(/\s+/g, " "), MAX_OWN_OCTETS, octets);

function readLines(raw: string | undefined, language: string | undefined): WhisperLines {
  const [sayLanguage, whisperIntro, whisperAccept] = decoded(raw).split("\n");
  return sayLanguage && whisperIntro && whisperAccept
    ? { sayLanguage, whisperIntro, whisperAccept }
    : linesFor(language);
}

type WhisperLines = Pick<CallLines, "sayLanguage" | "whisperIntro" | "whisperAccept">;

const encoded = (text: string): string => Buffer.from(text).toString("base64url");

function decoded(raw: string | undefined): string {
  if (raw === undefined || !/^[\w-]{1,1000}$/.test(raw)) return "";
  return Buffer.from(raw, "base64url").toString("utf8");
}

/** Seconds to press a key in, after each of the two times it is asked for. */
const KEY_TIMEOUT_S = 6;

/**
 * Tells whoever answered why the call comes, and asks for a key: an answering machine presses none, and is hung up
 * on, so that the caller does not end there. An empty document puts the caller through.
 */
export const whisper: RespondNow = (params, _config, nowMs) => {
  const twiml = new VoiceResponse();
  if (params.text("Digits") !== undefined) {
    // This is the call to them; the caller's has led to it.
    const callSid = readCallSid(params, "ParentCallSid");
    return { twiml, outcome: "accepted", person: { callSid, news: { at: nowMs, what: "talking" } } };
  }

  const { language } = readTrail(params);
  const lines = readLines(params.text("lines"), language);
  const ask = () =>
    twiml.gather({
      action: `/voice/whisper?language=${language ?? "en"}`,
      numDigits: 1,
      finishOnKey: "",
      timeout: KEY_TIMEOUT_S,
    });
  const first = ask();
  for (const line of [lines.whisperIntro, decoded(params.text("note")), lines.whisperAccept]) {
    if (line) say(first, lines, line);
  }
  say(ask(), lines, lines.whisperAccept);
  twiml.hangup();
  return { twiml, outcome: "whispered" };
};

/** A fault of ours is no reason to lose the one who answered: the caller is put through unannounced. */
export const putThrough: RespondNow = () => ({ twiml: new VoiceResponse(), outcome: "accepted" });
