import type { LanguagePack, Phrases } from "../../language/pack.ts";
import { subtagOf } from "../../language/parts.ts";
import type { LogEvent } from "../../protocol/log/log-events.ts";
import { MULTI } from "../../protocol/relay/call-languages.ts";
import type { Outbound } from "../../protocol/relay/outbound.ts";
import { type CallState, isLost, runOf } from "../state/call-state.ts";
import type { Effect } from "../state/effect.ts";
import type { Rules } from "../state/rules.ts";
import type { Run } from "../state/run.ts";
import { TIMERS, type TimerName, type TimerScope, without } from "../state/timers.ts";
import { append, type Item, replace } from "../state/transcript.ts";

/**
 * One step in the making: the state so far and the effects so far. It lives only inside `step`; the states it
 * passes through are never mutated, so that an old one is still what it was.
 */
export interface Draft {
  state: CallState;
  readonly effects: Effect[];
  /** Epoch milliseconds of the event. */
  readonly now: number;
  readonly rules: Rules;
}

/** Replaces whole parts of the state. */
export function change(d: Draft, patch: Partial<CallState>): void {
  d.state = { ...d.state, ...patch };
}

/** The parts of the state that have an owner and fields of their own. */
type Part =
  | "call"
  | "known"
  | "recording"
  | "hearing"
  | "keypad"
  | "speech"
  | "tools"
  | "patience"
  | "operating"
  | "quality"
  | "usage"
  | "tally";

/** Changes some fields of one part. */
export function changePart<P extends Part>(d: Draft, part: P, patch: Partial<CallState[P]>): void {
  d.state = { ...d.state, [part]: { ...d.state[part], ...patch } };
}

/** Changes the answer that is being made; where none is, there is nothing to change. */
export function changeRun(d: Draft, patch: Partial<Run>): void {
  const { phase } = d.state;
  if (phase.name === "answering") change(d, { phase: { ...phase, run: { ...phase.run, ...patch } } });
}

/** The answer that is being made. */
export const currentRun = (d: Draft): Run | undefined => runOf(d.state);

/** Something is to be done once this step is decided. Orders are carried out in their order. */
export function order(d: Draft, effect: Effect): void {
  d.effects.push(effect);
}

/**
 * A frame to Twilio. Into a lost line nothing is sent: whoever has something to say asks `isLost` first and leaves it
 * for the caller's return, as what is said counts as heard.
 */
export function send(d: Draft, frame: Outbound): void {
  if (isLost(d.state)) return log(d, "frame.unsent", { frame: frame.type });
  order(d, { type: "send", frame });
}

/** For the operator: an event in the past tense and figures; never a word that was said or a key that was pressed. */
export function log(
  d: Draft,
  event: LogEvent,
  fields: Readonly<Record<string, string | number | boolean>> = {},
): void {
  order(d, { type: "log", event, fields });
}

/** Sets a timer, or moves it. It goes with its scope: see `TIMERS`. */
export function setTimer(d: Draft, name: TimerName, inMs: number): void {
  change(d, { timers: { ...d.state.timers, [name]: d.now + inMs } });
}

export function clearTimers(d: Draft, ...names: readonly TimerName[]): void {
  clear(d, (name) => names.includes(name));
}

/** Clears every timer of what is over. */
export function clearScope(d: Draft, ...scopes: readonly TimerScope[]): void {
  clear(d, (name) => scopes.includes(TIMERS[name]));
}

function clear(d: Draft, gone: (name: TimerName) => boolean): void {
  const timers = without(d.state.timers, gone);
  if (timers !== d.state.timers) change(d, { timers });
}

/** Adds to the transcript. @returns the entry, for `amend`. */
export function record(d: Draft, item: Item): number {
  const { transcript, id } = append(d.state.transcript, item, d.now);
  change(d, { transcript });
  return id;
}

/** Says an entry anew; without an item it is taken out. */
export function amend(d: Draft, entryId: number, item: Item | undefined): void {
  change(d, { transcript: replace(d.state.transcript, entryId, item) });
}

/** What is known of the language the call is in. */
export const packOf = (d: Draft): LanguagePack => d.rules.pack(d.state.call.language);

/** What is known of the language of the latest prompt; of the call's where recognition did not say, or it is not shipped. */
export function packOfPrompt(d: Draft): LanguagePack {
  const { lang } = d.state.hearing;
  const own = lang === undefined ? undefined : d.rules.pack(lang);
  return lang !== undefined && own?.code === subtagOf(lang) ? own : packOf(d);
}

/** Whether words mean it in the language they are said to be in, or in the call's: short ones are often mistaken. */
export function isSaid(d: Draft, means: (pack: LanguagePack) => boolean): boolean {
  const own = packOfPrompt(d);
  const call = packOf(d);
  return means(own) || (own !== call && means(call));
}

/**
 * The language that is spoken and, unless any is heard anyway, listened to. A language without a voice of its own is
 * spoken by the one that speaks any.
 */
export function setLanguage(d: Draft, language: string): void {
  const { hearsAny, offered } = d.rules.languages;
  send(d, {
    type: "language",
    ttsLanguage: hearsAny && !offered.includes(language) ? MULTI : language,
    ...(hearsAny ? {} : { transcriptionLanguage: language }),
  });
}

/** The engine's own line of that kind, in the call's language; where there are several, they take turns. */
export function phrase(d: Draft, kind: keyof Phrases): string {
  const lines = packOf(d).phrases[kind];
  if (typeof lines === "string") return lines;
  const used = d.state.phraseUses[kind] ?? 0;
  change(d, { phraseUses: { ...d.state.phraseUses, [kind]: used + 1 } });
  return lines[used % lines.length] ?? "";
}
