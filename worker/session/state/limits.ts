import type { Beyond } from "../../protocol/console/call-note.ts";
import type { CallState } from "./call-state.ts";
import type { EscalationName } from "./escalations.ts";
import type { Settings } from "./settings.ts";

interface Limit {
  /** The rule by which the call goes to a person. */
  readonly rule: EscalationName;
  /** Whether it is used up. */
  readonly isSpent: (state: CallState, limits: Settings["limits"]) => boolean;
}

/** What one call may use, by the code in the log (`limit.reached`). Time is up when its timer says so. */
const LIMITS = {
  time: { rule: "too_long", isSpent: () => false },
  turns: { rule: "too_many_turns", isSpent: ({ turn }, { maxTurns }) => turn >= maxTurns },
  tokens: {
    rule: "too_many_tokens",
    isSpent: ({ usage }, { maxTokens }) => usage.input + usage.output >= maxTokens,
  },
  spend: {
    rule: "too_expensive",
    isSpent: ({ usage }, { maxSpendUsd }) => usage.microUsd >= maxSpendUsd * 1_000_000,
  },
} as const satisfies Record<string, Limit>;

/** What is counted over many calls, when one begins, by its code: no call has gone on for too long by it. */
const COUNTED_OUTSIDE = {
  calls_of_caller: { rule: "too_many_calls" },
  calls_of_account: { rule: "too_many_calls" },
  calls_at_once_of_caller: { rule: "too_many_calls" },
  calls_at_once_of_account: { rule: "too_many_calls" },
  spend_of_day: { rule: "day_too_expensive" },
} as const satisfies Record<Beyond | "calls_of_caller" | "calls_of_account", Pick<Limit, "rule">>;

const ALL = { ...LIMITS, ...COUNTED_OUTSIDE };
export type LimitName = keyof typeof ALL;

export const ruleOf = (name: LimitName): EscalationName => ALL[name].rule;

/** The first that is used up. */
export const spentLimit = (state: CallState, limits: Settings["limits"]): LimitName | undefined =>
  (Object.keys(LIMITS) as (keyof typeof LIMITS)[]) // exactly the keys of the table above
    .find((name) => LIMITS[name].isSpent(state, limits));

/** Whether a call goes to a person because it has gone on for as long as it may. */
export const isTooLong = (rule: EscalationName | undefined): boolean =>
  Object.values(LIMITS).some((limit) => limit.rule === rule);
