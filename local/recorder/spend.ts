import type { StackEvent } from "../twilio/events.ts";

/** What a call's model took, as far as its server reported it. */
export interface Spend {
  readonly tokens: number;
  /** Millionths of a dollar; undefined where the price of a model that was asked is not known. */
  readonly microUsd: number | undefined;
}

export const NOTHING_SPENT: Spend = { tokens: 0, microUsd: 0 };

/** The same after one event of the call. */
export function addSpend(spend: Spend, event: StackEvent): Spend {
  if (event.kind !== "log" || event.event !== "model.finished") return spend;
  const { inputTokens, outputTokens, microUsd } = event.fields;
  return {
    tokens: spend.tokens + Number(inputTokens) + Number(outputTokens),
    microUsd:
      spend.microUsd === undefined || typeof microUsd !== "number" ? undefined : spend.microUsd + microUsd,
  };
}

/** 3_412 → "≈ $0.0034"; a cost that is not known is said to be unknown, and is never nothing. */
export function inDollars(microUsd: number | undefined): string {
  if (microUsd === undefined) return "cost unknown";
  return `≈ $${(microUsd / 1_000_000).toFixed(microUsd < 100_000 ? 4 : 2)}`;
}
