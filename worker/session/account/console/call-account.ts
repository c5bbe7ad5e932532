import type { CallRecord } from "../../../protocol/call-record.ts";
import type { CallDetail, Timeline } from "../../../protocol/console/timeline.ts";
import { placeNamed, saidOf } from "../../../protocol/routing/places.ts";
import type { CallState } from "../../state/call-state.ts";
import type { Rules } from "../../state/rules.ts";
import { concealer } from "../concealment.ts";
import { recordingOf } from "../recording.ts";
import { callRowOf, whyOf } from "./call-row.ts";

/** What a call's object knows of it, for its page; `call` is for where the ledger has no row. */
export type CallAccount = CallDetail;

export function accountOfCall(
  { state, timeline, actions }: Known,
  record: CallRecord,
  rules: Rules,
  nowMs: number,
  retentionMs: number,
): CallAccount {
  const recording = recordingOf(state);
  const place = placeNamed(rules.handOff, whyOf(state)?.request?.place);
  const show = concealer(state.keypad.vault, rules.secrets);
  return {
    call: callRowOf(state, rules, { nowMs, retentionMs, timeline }),
    timeline,
    transcript: record.items,
    actions,
    ...(recording && { recording: { startedAt: recording.startedAt } }),
    ...(state.known.facts.length > 0 && {
      known: state.known.facts.map((fact) => ({ ...fact, value: show(fact.value) })),
    }),
    facts: [
      ...(place ? [{ label: "wanted to reach", value: saidOf(place) }] : []),
      ...state.tools.facts.map(({ name, value }) => ({ label: show(name), value: show(value) })),
    ],
  };
}

/** A conversation, as far as it tells of itself. */
interface Known {
  readonly state: CallState;
  readonly timeline: Timeline;
  readonly actions: CallDetail["actions"];
}
