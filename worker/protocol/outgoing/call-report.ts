import type { RecordItem } from "../call-record.ts";
import type { CallRow } from "../console/call-row.ts";
import type { Timeline } from "../console/timeline.ts";

/**
 * What `REPORT_WEBHOOK` is sent of a call that is over: docs/reports.md. Fields are added, and none is renamed or taken
 * away, while `v` is 1. Times are epoch milliseconds; what is not known is absent.
 */
export interface CallReport {
  readonly v: 1;
  readonly call: CallRow;
  /** What the model made of the agent's `afterCall.outcome`; null where it did not, and absent where none is asked for. */
  readonly outcome?: unknown;
  /** Where `outcome` is null: `misfit`, `timeout`, or the code of the model's failure. */
  readonly outcomeFault?: string;
  /** What the outcome took, which is no part of the call's own figures. */
  readonly afterCall?: {
    readonly model: string;
    readonly requests: number;
    readonly inputTokens: number;
    readonly cachedTokens: number;
    readonly outputTokens: number;
    readonly costUsd?: number;
  };
  readonly transcript: readonly RecordItem[];
  readonly timeline?: Timeline;
  /** What was left out, as the report would be too large: so many lines from the middle, the timeline. */
  readonly leftOut?: { readonly lines: number; readonly timeline: boolean };
}

/** What of a report is known beside the call's own facts. */
export type Reported = Omit<CallReport, "v" | "leftOut">;

/** Of a body, characters. An hour of lively talk has a tenth of it. */
export const MAX_REPORT_CHARS = 400_000;

/** The body of a report. One that is too large loses its timeline first, and then lines from the middle of the transcript. */
export function reportBody(reported: Reported): string {
  const whole: CallReport = { v: 1, ...reported };
  const body = JSON.stringify(whole);
  if (body.length <= MAX_REPORT_CHARS) return body;
  const { timeline, transcript, ...rest } = whole;
  const left = (lines: number) => ({ lines, timeline: timeline !== undefined });
  let room =
    MAX_REPORT_CHARS - JSON.stringify({ ...rest, transcript: [], leftOut: left(transcript.length) }).length;
  // From both ends in turn: how it began and how it ended say most.
  let [first, last] = [0, transcript.length];
  for (let turn = 0; first < last; turn += 1) {
    const item = transcript[turn % 2 === 0 ? first : last - 1];
    room -= JSON.stringify(item).length + 1;
    if (room < 0) break;
    if (turn % 2 === 0) first += 1;
    else last -= 1;
  }
  const report: CallReport = {
    ...rest,
    transcript: [...transcript.slice(0, first), ...transcript.slice(last)],
    leftOut: left(last - first),
  };
  return JSON.stringify(report);
}
