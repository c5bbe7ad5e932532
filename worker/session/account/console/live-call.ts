import { moodOf } from "../../../language/hearing/mood.ts";
import type { LanguagePack } from "../../../language/pack.ts";
import type { LiveCall } from "../../../protocol/console/live.ts";
import { type CallState, isLost, runOf } from "../../state/call-state.ts";
import type { Rules, Secret } from "../../state/rules.ts";
import { saidOf } from "../../state/run.ts";
import { unheardChars } from "../../state/speech/playback.ts";
import type { Entry } from "../../state/transcript.ts";
import { concealer } from "../concealment.ts";
import { isDue } from "../timeline/due.ts";
import { rowPhaseOf } from "./call-row.ts";

/** Where a call stands, for whoever watches all of them. */

/** What is shown of what was said last; characters. */
const LAST_CHARS = 200;

/**
 * A call as the live page has it. Who looks at it the hub knows.
 *
 * @param nowMs - epoch milliseconds.
 */
export function liveCallOf(
  state: CallState,
  rules: Pick<Rules, "secrets" | "pack" | "running">,
  nowMs: number,
): LiveCall {
  const { call, quality } = state;
  const silentSince = silentSinceMs(state);
  const lastWords = lastWordsOf(state, rules.secrets);
  const mood = moodIn(state, rules.pack(call.language));
  return {
    callSid: call.callSid,
    agent: rules.running.agent,
    from: call.from,
    to: call.to,
    startedAt: call.startedAtMs,
    phase: rowPhaseOf(state),
    language: call.language,
    turns: quality.turns,
    speaking: speakerIn(state),
    ...(silentSince === undefined ? {} : { silentSince }),
    ...(lastWords === undefined ? {} : { lastWords }),
    ...(mood === undefined ? {} : { mood }),
    ...(state.operating.muted ? { muted: true } : {}),
    ...(state.recording.at === "on" ? { recording: true } : {}),
    operators: [],
    at: nowMs,
  };
}

const isSounding = ({ speech: { playback } }: CallState): boolean =>
  playback.speaking || unheardChars(playback) > 0;

/** The caller, where both do: then we are about to be cut off. */
function speakerIn(state: CallState): LiveCall["speaking"] {
  if (state.phase.name === "ended" || isLost(state)) return "nobody";
  if (state.hearing.speaking || state.hearing.partial !== "") return "caller";
  return isSounding(state) ? "agent" : "nobody";
}

/** Since the caller's last word, or our own, whichever was later; epoch ms. */
function silentSinceMs(state: CallState): number | undefined {
  if (!isDue(state) || isSounding(state)) return undefined;
  const askedMs =
    runOf(state)?.startedAtMs ?? state.operating.muted?.askedAtMs ?? state.transcript.at(-1)?.atMs ?? 0;
  return Math.max(askedMs, state.speech.latest?.untilMs ?? 0);
}

/** Words that are not final are left out: nobody knows yet what they are the beginning of. */
function lastWordsOf(state: CallState, secrets: readonly Secret[]): LiveCall["lastWords"] {
  const conceal = concealer(state.keypad.vault, secrets);
  const shown = (text: string): string => lastOf(conceal(text.trim()));
  const run = runOf(state);
  const said = run ? saidOf(run).trim() : "";
  if (said) return { who: "agent", text: shown(said) };
  for (let i = state.transcript.length - 1; i >= 0; i--) {
    const item = state.transcript[i]?.item;
    if ((item?.role === "caller" || item?.role === "agent") && item.text.trim())
      return { who: item.role, text: shown(item.text) };
  }
  return undefined;
}

/** The end of it, from the beginning of a word where there is one. */
function lastOf(text: string): string {
  if (text.length <= LAST_CHARS) return text;
  const end = text.slice(-LAST_CHARS);
  const from = end.indexOf(" ");
  return `…${from < 0 || from > LAST_CHARS / 2 ? end : end.slice(from + 1)}`;
}

/** How many of the caller's lines tell their mood now. */
const MOOD_LINES = 6;
const known = new WeakMap<Entry, LiveCall["mood"]>();

/** Read once for each of the caller's lines. */
function moodIn({ transcript }: CallState, pack: LanguagePack): LiveCall["mood"] {
  const lines: string[] = [];
  let newest: Entry | undefined;
  for (let i = transcript.length - 1; i >= 0 && lines.length < MOOD_LINES; i--) {
    const entry = transcript[i];
    if (entry?.item.role !== "caller") continue;
    newest ??= entry;
    lines.unshift(entry.item.text);
  }
  if (!newest) return undefined;
  const mood = known.get(newest) ?? moodOf(lines, pack).sentiment;
  known.set(newest, mood);
  return mood;
}
