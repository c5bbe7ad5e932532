/** What leaves by itself: a report after a call, its traces, an alert. */
export const KINDS = ["report", "traces", "alert"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * Where to. Whoever sends reads the address and its secrets from the variables then, so that neither is stored, and one
 * that was mended takes what waits for it.
 */
export const TARGETS = ["report_webhook", "traces", "alert_webhook", "alert_sms"] as const;
export type Target = (typeof TARGETS)[number];

export interface Delivery {
  readonly kind: Kind;
  readonly target: Target;
  /** The same for every try of the same thing, and of nothing else: who receives it can tell that it was there before. */
  readonly key: string;
  /** JSON, as it is sent. */
  readonly body: string;
  /** The call that it tells of: it goes when the call is to be forgotten. */
  readonly callSid?: string | undefined;
  /** For how long it is tried, milliseconds; a day when absent, and at most. */
  readonly forMs?: number | undefined;
}

/** What came of one try. */
export type Answer =
  | {
      /** HTTP status. */
      readonly status: number;
      /** As `Retry-After` has it, seconds from now. */
      readonly retryAfterS?: number | undefined;
    }
  /** `redirected`: not followed, as it would carry the call elsewhere. `not_set`: there is no such address. */
  | { readonly fault: "timeout" | "unreachable" | "redirected" | "not_set" };

export type Verdict = "delivered" | "again" | "given_up";

/** Of traces, OTLP allows these alone to be tried again. Source: OTLP specification, "Retryable Response Codes". */
const AGAIN_OF_TRACES: readonly number[] = [408, 429, 502, 503, 504];

export function verdictOn(kind: Kind, answer: Answer): Verdict {
  if ("fault" in answer) return answer.fault === "not_set" ? "given_up" : "again";
  const { status } = answer;
  if (status >= 200 && status <= 299) return "delivered";
  if (kind === "traces") return AGAIN_OF_TRACES.includes(status) ? "again" : "given_up";
  return status === 408 || status === 429 || status >= 500 ? "again" : "given_up";
}

/** What is logged of an answer: HTTP status, or how there was none. */
export const codeOf = (answer: Answer): string | number => ("fault" in answer ? answer.fault : answer.status);
