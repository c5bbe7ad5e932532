import { moodOf } from "../language/mood.ts";
import type { Fact, Handoff } from "../protocol/handoff.ts";
import { maskCards } from "./card-numbers.ts";
import type { Rules } from "./rules.ts";
import type { CallState, Decision } from "./state.ts";
import { callerLines } from "./transcript.ts";

/** The payload has to stay readable in five seconds, and within what Twilio takes. */
const MAX_FACTS = 20;
const MAX_TEXT = 1_200;

/** Text as the person may see it. */
function clip(whole: string, max: number): string {
  const text = maskCards(whole);
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}

const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * What the person gets, from the model's account where there is one, and from the conversation itself where the
 * model is dead or late. Deterministic: the same state gives the same payload.
 */
export function composeHandoff(state: CallState, decision: Decision, rules: Rules, nowMs: number): Handoff {
  const { request } = decision;
  const said = callerLines(state.transcript);
  const mood = moodOf(
    said.map((line) => clip(line, 400)),
    rules.pack(state.language),
  );
  const facts = latestFacts([...entityFacts(request?.entities), ...state.facts])
    .slice(0, MAX_FACTS)
    .map((fact) => ({ ...fact, value: maskCards(fact.value) }));
  const steps = state.tools.map((t) => ({
    what: t.name,
    outcome: t.status === "running" ? ("pending" as const) : t.status,
  }));
  const sideEffects = state.tools.filter((t) => t.sideEffect && t.status === "ok").map((t) => t.name);
  const latencyMs = median(state.quality.latenciesMs);
  return {
    v: 1,
    reasonCode: decision.reasonCode,
    reason: clip(decision.reason, 200),
    callSummary: clip(request?.callSummary.trim() || plainSummary(state, said), MAX_TEXT),
    sentiment: request?.sentiment ?? mood.sentiment,
    triggeredBy: decision.triggeredBy,
    language: state.language,
    ...(mood.trend ? { sentimentTrend: mood.trend } : {}),
    ...(mood.words.length > 0 ? { sentimentWords: mood.words.slice(0, 3).map((w) => clip(w, 60)) } : {}),
    ...(request?.intent ? { intent: clip(request.intent, 120) } : {}),
    ...(request?.desiredOutcome ? { desiredOutcome: clip(request.desiredOutcome, 200) } : {}),
    ...(request?.nextBestAction ? { nextBestAction: clip(request.nextBestAction, 200) } : {}),
    ...(facts.length > 0 ? { facts } : {}),
    ...(steps.length > 0 ? { steps } : {}),
    ...(sideEffects.length > 0 ? { sideEffects } : {}),
    quality: {
      turns: state.quality.turns,
      interruptions: state.quality.interruptions,
      reprompts: state.quality.reprompts,
      toolFailures: state.quality.toolFailures,
      ...(latencyMs === undefined ? {} : { latencyMs }),
    },
    ...(rules.record ? { record: rules.record } : {}),
    botSeconds: Math.round((nowMs - state.startedAtMs) / 1000),
  };
}

/** The same account for a person who calls back: of the hand-off that was wanted, where there was one. */
export function composeCallback(state: CallState, rules: Rules, nowMs: number): Handoff {
  const asked: Decision = {
    reasonCode: "caller_requested",
    reason: "The caller asked to be called back.",
    triggeredBy: "caller",
    request: undefined,
    summaryAttempt: undefined,
    promised: true,
    announced: true,
    goodbyeHeard: true,
  };
  return {
    ...composeHandoff(state, state.wanted ?? asked, rules, nowMs),
    promises: ["A callback to the number the call came from."],
  };
}

/**
 * Of several facts of one name ("Order number", "orderNumber") the last counts: what a tool has found out comes
 * after what the model says of it.
 */
function latestFacts(facts: readonly Fact[]): readonly Fact[] {
  const named = (fact: Fact): string => fact.name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return [...new Map(facts.map((f) => [named(f), f])).values()];
}

function entityFacts(entities: Readonly<Record<string, string>> | undefined): readonly Fact[] {
  return Object.entries(entities ?? {}).map(([name, value]) => ({
    name: clip(name, 40),
    value: clip(value, 120),
    from: "agent" as const,
    confirmed: false,
  }));
}

/** A summary without a model: what was done, and the caller's own words, as many of the latest as fit. */
function plainSummary(state: CallState, said: readonly string[]): string {
  const [first, ...later] = said.map((line) => `“${clip(line, 240)}”`);
  if (first === undefined) return "The caller has not said what the call is about.";
  const done = state.tools.filter((t) => t.status === "ok").map((t) => t.name.replaceAll("_", " "));
  const what = done.length > 0 ? ` The assistant has done: ${[...new Set(done)].join(", ")}.` : "";
  let words = "";
  for (const line of later.reverse()) {
    if (first.length + what.length + words.length + line.length > MAX_TEXT - 60) break;
    words = ` ${line}${words}`;
  }
  return `The caller said: ${first}${words}${what}`;
}
