import { toldMood } from "../../../language/hearing/mood.ts";
import type { CallRecord } from "../../../protocol/call-record.ts";
import { MAX_SAID_CHARS } from "../../../protocol/console/call-note.ts";
import type { CallRow, RowPhase } from "../../../protocol/console/call-row.ts";
import type { Timeline } from "../../../protocol/console/timeline.ts";
import { plain, shorten } from "../../../protocol/plain-text.ts";
import { present } from "../../../protocol/present.ts";
import type { CallState, Why } from "../../state/call-state.ts";
import type { Rules } from "../../state/rules.ts";
import { callerLines } from "../../state/transcript.ts";
import { composeHandoff } from "../handoff-payload.ts";
import { recordingOf } from "../recording.ts";
import { summaryOf } from "../summary.ts";
import { longestSilenceMs } from "../timeline/silence.ts";
import { personIn } from "../timeline/timeline.ts";
import { rememberedOf } from "./remembered.ts";

/** A call as the ledger lists it: nothing in it but what a person may see. */

export function rowPhaseOf({ phase, line }: Pick<CallState, "phase" | "line">): RowPhase {
  if (phase.name === "ended") return phase.cause === "handed_off" ? "with_person" : "ended";
  if (line.at === "lost") return "lost";
  return phase.name === "connecting" ? "listening" : phase.name;
}

/** Why a person is needed, or was. */
export const whyOf = ({ phase, wanted }: CallState): Why | undefined =>
  (phase.name === "handing_off" || phase.name === "ended" ? phase.why : undefined) ?? wanted;

/** What is worth a row of its own when it changes: turns are not. */
export const milestoneOf = (state: CallState): string => {
  const phase = rowPhaseOf(state);
  const stage = phase === "answering" ? "listening" : phase;
  return `${stage} ${state.call.language} ${whyOf(state)?.reasonCode ?? ""} ${recordingOf(state)?.goesOn ?? ""}`;
};

/** A call takes 4 hours at most (`limits.maxCallMs`), and an end that nobody could tell of keeps its number no longer. */
const LONGEST_CALL_MS = 4 * 3_600_000;

interface AsOf {
  readonly nowMs: number;
  /** How long what was said is kept after the end. */
  readonly retentionMs: number;
  /** What happened when; of a call that goes on it is not looked at for a row. */
  readonly timeline?: Timeline | undefined;
}

export function callRowOf(state: CallState, rules: Rules, { nowMs, retentionMs, timeline }: AsOf): CallRow {
  const { call, phase, line } = state;
  const recorded = recordingOf(state);
  const sums = summaryOf(state, rules.running, nowMs);
  const isOver = phase.name === "ended";
  const person = timeline && personIn(timeline);
  const endedAt = line.at === "lost" ? line.sinceMs : nowMs;
  return present({
    callSid: call.callSid,
    agent: sums.agent,
    agentVersion: sums.agentVersion,
    from: call.from,
    to: call.to,
    startedAt: call.startedAtMs,
    endedAt: isOver ? endedAt : undefined,
    phase: isOver && person?.isOver ? "ended" : rowPhaseOf(state),
    language: call.language,
    outcome: isOver ? sums.outcome : undefined,
    reasonCode: whyOf(state)?.reasonCode,
    rule: whyOf(state)?.rule,
    ...(isOver && toldAtTheEnd(state, rules, endedAt)),
    ...(isOver && rememberedOf(state, rules)),
    turns: sums.turns,
    interruptions: sums.interruptions,
    firstFrameP50Ms: sums.firstFrameP50Ms,
    firstFrameP95Ms: sums.firstFrameP95Ms,
    longestSilenceMs: timeline && longestSilenceMs(timeline, endedAt),
    waitedMs: person?.waitedMs,
    talkedMs: person?.talkedMs,
    modelFailures: sums.modelFailures,
    toolFailures: sums.toolFailures,
    inputTokens: sums.inputTokens,
    cachedTokens: sums.cachedTokens,
    outputTokens: sums.outputTokens,
    costUsd: sums.costUsd,
    recording: recorded && (recorded.goesOn ? "recording" : "kept"),
    model: sums.model,
    version: sums.version,
    release: sums.release,
    keptUntil: (isOver ? endedAt : call.startedAtMs + LONGEST_CALL_MS) + retentionMs,
  });
}

/** What a person was told, where one was needed; else how the caller was. */
function toldAtTheEnd(state: CallState, rules: Rules, nowMs: number) {
  const why = whyOf(state);
  if (!why)
    return {
      sentiment: toldMood(callerLines(state.transcript), rules.pack(state.call.language), undefined)
        .sentiment,
    };
  const { reason, callSummary, sentiment, intent } = composeHandoff(state, why, rules, nowMs);
  return { reason, summary: callSummary, sentiment, intent };
}

/**
 * What caller and agent said, to be searched, a line each.
 *
 * @returns its beginning where it is longer than can be kept: the last sign is then an ellipsis.
 */
export const saidIn = ({ items }: CallRecord): string =>
  shorten(
    items
      .filter(({ who }) => who !== "tool")
      .map(({ text }) => plain(text))
      .join("\n"),
    MAX_SAID_CHARS,
  );
