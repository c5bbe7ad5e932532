import type { Outcome } from "../../protocol/log/outcome.ts";
import { present } from "../../protocol/present.ts";
import type { CallState } from "../state/call-state.ts";
import { REQUEST_CALLBACK } from "../state/engine-tools.ts";
import type { Running } from "../state/rules.ts";

/** What one call came to, in one line for the operator: figures, codes and names of ours. */

/** @param state - of a call that has ended. */
export function outcomeOf({ phase, quality, patience, wanted, tools, operating }: CallState): Outcome {
  const cause = phase.name === "ended" ? phase.cause : "lost";
  if (cause === "handed_off") return "handed_off";
  if (tools.runs.some((t) => t.name === REQUEST_CALLBACK && t.status === "ok")) return "callback";
  if (cause === "lost") return "lost";
  if (patience.overSinceTurn !== undefined) return "limit";
  const before = phase.name === "ended" ? phase.before : undefined;
  if (wanted !== undefined && before !== "person") return "unserved";
  if (patience.modelFailuresInRow > 0) return "failed";
  if (before !== undefined) return "abandoned";
  // An operator who has spoken to them, or ended it, has served the caller.
  const isServed = operating.acted.some(
    (acted) => (acted.do === "say" && !acted.unsaid) || acted.do === "end",
  );
  return quality.turns === 0 && !isServed ? "abandoned" : "resolved";
}

/** The value below which so much of them lies, by the nearest rank. */
function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/**
 * Fields of `call.summary`. What is not known is absent, and never 0: so is the cost where the price of one reply is not
 * known. Requests that were stopped say nothing of their tokens and cost some all the same: `unmetered` counts them.
 *
 * @param nowMs - epoch milliseconds.
 */
export function summaryOf(state: CallState, running: Running, nowMs: number) {
  const { call, line, phase, quality, usage, tally, wanted } = state;
  const endedAtMs = line.at === "lost" ? line.sinceMs : nowMs;
  const why = (phase.name === "ended" ? phase.why : undefined) ?? wanted;
  const latencies = quality.latenciesMs.toSorted((a, b) => a - b);
  const requests = state.nextAttempt - 1;
  const isPriced = requests === 0 || (usage.metered > 0 && usage.unpriced === 0);
  return present({
    agent: running.agent,
    agentVersion: running.agentVersion,
    called: call.to,
    language: call.language,
    outcome: outcomeOf(state),
    cause: phase.name === "ended" ? phase.cause : undefined,
    reasonCode: why?.reasonCode,
    rule: why?.rule,
    ends: tally.ends,
    connects: call.connects,
    seconds: call.startedAtMs === 0 ? 0 : Math.round((endedAtMs - call.startedAtMs) / 1_000),
    turns: quality.turns,
    firstFrameP50Ms: percentile(latencies, 0.5),
    firstFrameP95Ms: percentile(latencies, 0.95),
    firstFrameMaxMs: latencies.at(-1),
    interruptions: quality.interruptions,
    reprompts: quality.reprompts,
    modelFailures: tally.modelFailures,
    toolFailures: quality.toolFailures,
    requests,
    guessesKept: tally.guessesKept,
    guessesLost: tally.guesses - tally.guessesKept,
    unmetered: requests - usage.metered,
    inputTokens: usage.input,
    cachedTokens: usage.cached,
    outputTokens: usage.output,
    costUsd: isPriced ? usage.microUsd / 1_000_000 : undefined,
    model: running.model,
    version: running.version,
    release: running.release,
  });
}
