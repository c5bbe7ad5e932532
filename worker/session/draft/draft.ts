import type { LanguagePack, Phrases } from "../../language/pack.ts";
import type { Outbound } from "../../protocol/relay/outbound.ts";
import type { CallState, TimerName } from "../state/call-state.ts";
import type { Effect } from "../state/effect.ts";
import type { Rules } from "../state/rules.ts";
import { append, replace } from "../state/transcript.ts";
import type { Item } from "../state/transcript-item.ts";

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

export function change(d: Draft, patch: Partial<CallState>): void {
  d.state = { ...d.state, ...patch };
}

export function order(d: Draft, effect: Effect): void {
  d.effects.push(effect);
}

export const send = (d: Draft, frame: Outbound): void => order(d, { type: "send", frame });

export function log(
  d: Draft,
  event: string,
  fields: Readonly<Record<string, string | number | boolean>> = {},
): void {
  order(d, { type: "log", event, fields });
}

export function setTimer(d: Draft, name: TimerName, inMs: number): void {
  change(d, { timers: { ...d.state.timers, [name]: d.now + inMs } });
}

export function clearTimers(d: Draft, ...names: readonly TimerName[]): void {
  if (!names.some((n) => d.state.timers[n] !== undefined)) return;
  const timers = { ...d.state.timers };
  for (const name of names) delete timers[name];
  change(d, { timers });
}

export function record(d: Draft, item: Item): number {
  const { transcript, id } = append(d.state.transcript, item, d.now);
  change(d, { transcript });
  return id;
}

export function amend(d: Draft, entryId: number, item: Item | undefined): void {
  change(d, { transcript: replace(d.state.transcript, entryId, item) });
}

export const packOf = (d: Draft): LanguagePack => d.rules.pack(d.state.language);

/** The engine's own line of that kind, in the call's language; where there are several, they take turns. */
export function phrase(d: Draft, kind: keyof Phrases): string {
  const lines = packOf(d).phrases[kind];
  if (typeof lines === "string") return lines;
  const used = d.state.phraseUses[kind] ?? 0;
  change(d, { phraseUses: { ...d.state.phraseUses, [kind]: used + 1 } });
  return lines[used % lines.length] ?? "";
}
