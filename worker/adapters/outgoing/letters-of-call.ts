import { fillOutcome } from "../../agent/after-call/fill-outcome.ts";
import type { Agent } from "../../agent/define.ts";
import type { Models } from "../../agent/model.ts";
import type { Clock, Log } from "../../ports.ts";
import type { CallRecord } from "../../protocol/call-record.ts";
import type { CallDetail } from "../../protocol/console/timeline.ts";
import { type Reported, reportBody } from "../../protocol/outgoing/call-report.ts";
import type { Delivery } from "../../protocol/outgoing/delivery.ts";
import { tracesBody } from "../../protocol/outgoing/traces.ts";

/** What of a call that is over leaves, and where to: nothing where neither is set. */
export interface Leaving {
  readonly report: boolean;
  readonly traces: boolean;
  /** What was said goes into traces. */
  readonly words: boolean;
}

/** The variables of these names. */
interface Addresses {
  readonly REPORT_WEBHOOK?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: boolean;
}

/** @returns undefined where nothing leaves. */
export function leavingOf(set: Addresses): Leaving | undefined {
  const report = set.REPORT_WEBHOOK !== undefined;
  const traces = set.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
  if (!report && !traces) return undefined;
  return { report, traces, words: set.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT };
}

/** What is known of a call at its end, taken down before anything of it is deleted. */
export interface EndedCall extends Pick<CallDetail, "call" | "timeline" | "transcript"> {
  readonly agent: Agent;
}

const HOUR_MS = 3_600_000;

/**
 * The report of a call and its traces. Asks the model where the agent wants an outcome; never throws for that.
 *
 * @param retentionMs - what was said is kept so long, and so long a report is tried; an hour at least.
 */
export async function lettersOf(
  { agent, call, timeline, transcript }: EndedCall,
  leaving: Leaving,
  outside: {
    readonly models: Models;
    readonly clock: Clock;
    readonly log: Log;
    readonly retentionMs: number;
  },
): Promise<readonly Delivery[]> {
  const { callSid, startedAt, endedAt = 0 } = call;
  const forMs = Math.max(HOUR_MS, outside.retentionMs);
  const letters: Delivery[] = [];
  if (leaving.traces) {
    const body = await tracesBody({ call, timeline, transcript }, leaving.words);
    letters.push({
      kind: "traces",
      target: "traces",
      key: `${callSid}-traces-${endedAt}`,
      callSid,
      body,
      forMs,
    });
  }
  if (leaving.report) {
    const outcome = await outcomeOf(agent, { callSid, startedAt, live: false, items: transcript }, outside);
    const body = reportBody({ call, ...outcome, transcript, timeline });
    letters.push({
      kind: "report",
      target: "report_webhook",
      key: `${callSid}-report-${endedAt}`,
      callSid,
      body,
      forMs,
    });
  }
  return letters;
}

async function outcomeOf(
  agent: Agent,
  record: CallRecord,
  { models, clock, log }: { readonly models: Models; readonly clock: Clock; readonly log: Log },
): Promise<Pick<Reported, "outcome" | "outcomeFault" | "afterCall">> {
  const filled = await fillOutcome(agent, record, { models, clock });
  if (!filled) return {};
  const { outcome, usage, model } = filled;
  const afterCall = { model, ...usage };
  if ("why" in filled) {
    log("outcome.failed", { code: filled.why, ...afterCall });
    return { outcome: null, outcomeFault: filled.why, afterCall };
  }
  log("outcome.filled", afterCall);
  return { outcome, afterCall };
}
