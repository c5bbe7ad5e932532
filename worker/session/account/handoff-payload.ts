import { moodOf } from "../../language/hearing/mood.ts";
import type { Fact, Handoff, Identity } from "../../protocol/handoff.ts";
import { plain, shorten } from "../../protocol/plain-text.ts";
import type { CallState, Decision } from "../state/call-state.ts";
import { CALLBACK_PROMISE, REQUEST_CALLBACK } from "../state/engine-tools.ts";
import { promisesMade } from "../state/promises.ts";
import type { HandOffRequest, Rules } from "../state/rules.ts";
import { callerLines } from "../state/transcript.ts";
import { concealer } from "./concealment.ts";
import { sideEffectsOf, stepsOf } from "./deeds.ts";
import { identityOf, isName } from "./identity.ts";

/** The payload has to stay readable in five seconds, and within what Twilio takes. */
const MAX_FACTS = 20;
const MAX_STEPS = 20;
const MAX_LINES = 10;
const MAX_TEXT = 1_200;

/** Text as the person may see it, of at most so many characters. */
type Show = (text: string, maxChars: number) => string;

function showTo(state: CallState): Show {
  const conceal = concealer(state.vault);
  return (text, maxChars) => shorten(conceal(plain(text)), maxChars);
}

const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** `{ [name]: value }`, or nothing: an optional field is absent, not empty. */
const given = <K extends keyof Handoff, T>(name: K, value: T | undefined): { readonly [P in K]?: T } =>
  // A computed key is typed as any string by the compiler.
  (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
    ? {}
    : { [name]: value }) as { readonly [P in K]?: T };

/**
 * What the person gets, from the model's account where there is one, and from the conversation itself where the
 * model is dead or late. Deterministic: the same state gives the same payload.
 */
export function composeHandoff(state: CallState, decision: Decision, rules: Rules, nowMs: number): Handoff {
  const { request } = decision;
  const show = showTo(state);
  const said = callerLines(state.transcript);
  const mood = moodOf(
    said.map((line) => show(line, 400)),
    rules.pack(state.language),
  );
  const identity = identityOf(state.identityChecks, nameIn(request?.entities));
  return {
    v: 1,
    reasonCode: decision.reasonCode,
    reason: show(decision.reason, 200),
    callSummary: show(request?.callSummary.trim() || plainSummary(state, said, show), MAX_TEXT),
    sentiment: request?.sentiment ?? mood.sentiment,
    triggeredBy: decision.triggeredBy,
    language: state.language,
    ...given("sentimentTrend", mood.trend),
    ...given(
      "sentimentWords",
      mood.words.slice(0, 3).map((w) => show(w, 60)),
    ),
    ...given("intent", show(request?.intent ?? "", 120)),
    ...given("desiredOutcome", show(request?.desiredOutcome ?? "", 200)),
    ...given("nextBestAction", show(request?.nextBestAction ?? "", 200)),
    ...given("identity", identity && shownIdentity(identity, show)),
    ...given("facts", factsOf(state, request, identity?.name, show)),
    ...given(
      "steps",
      stepsOf(state.tools, MAX_STEPS).map((step) => ({ ...step, what: show(step.what, 100) })),
    ),
    ...given(
      "sideEffects",
      sideEffectsOf(state.tools)
        .slice(-MAX_LINES)
        .map((line) => show(line, 160)),
    ),
    ...given(
      "promises",
      promisesMade(state.promised, state.transcript)
        .slice(-MAX_LINES)
        .map((line) => show(line, 160)),
    ),
    quality: qualityOf(state),
    botSeconds: Math.round((nowMs - state.startedAtMs) / 1000),
    ...given("record", rules.record),
    ...given("conversationId", shownId(state.conversationId, show)),
    ...given("profileId", shownId(state.profileId, show)),
  };
}

const shownIdentity = (identity: Identity, show: Show): Identity => ({
  status: identity.status,
  ...(identity.method ? { method: show(identity.method, 120) } : {}),
  ...(identity.name ? { name: show(identity.name, 80) } : {}),
});

/** An id of which a part may not be seen is none. */
const shownId = (id: string | undefined, show: Show): string | undefined =>
  id !== undefined && show(id, id.length) === id ? id : undefined;

function qualityOf({ quality }: CallState): NonNullable<Handoff["quality"]> {
  const { latenciesMs, ...counts } = quality;
  const latencyMs = median(latenciesMs);
  return { ...counts, ...(latencyMs === undefined ? {} : { latencyMs }) };
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
  // The run that makes this very task is under way, and no news to whoever reads it.
  const tools = state.tools.filter((t) => t.name !== REQUEST_CALLBACK || t.status !== "running");
  const account = composeHandoff({ ...state, tools }, state.wanted ?? asked, rules, nowMs);
  return {
    ...account,
    promises: [...new Set([...(account.promises ?? []), CALLBACK_PROMISE])],
  };
}

/** The name that the model has heard, under whichever name it reports it. */
function nameIn(entities: HandOffRequest["entities"]): string | undefined {
  return Object.entries(entities ?? {})
    .find(([entity, value]) => isName(entity) && value.trim() !== "")?.[1]
    .trim();
}

/**
 * Of several facts of one name ("Order number", "orderNumber") the last counts, and what a tool has found out comes
 * before what the model says of it. The name that identifies the caller is no fact beside.
 */
function factsOf(
  state: CallState,
  request: HandOffRequest | undefined,
  identified: string | undefined,
  show: Show,
): Fact[] {
  const key = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const known = new Map(state.facts.map((fact) => [key(fact.name), fact]));
  const noted = Object.entries(request?.entities ?? {})
    .filter(([name, value]) => !known.has(key(name)) && !(isName(name) && value.trim() === identified))
    .map(([name, value]) => ({ name, value, from: "agent" as const, confirmed: false }));
  return [...[...known.values()].slice(-MAX_FACTS), ...noted]
    .slice(0, MAX_FACTS)
    .map((fact) => ({ ...fact, name: show(fact.name, 60), value: show(fact.value, 160) }));
}

/** A summary without a model: what was done, and the caller's own words, as many of the latest as fit. */
function plainSummary(state: CallState, said: readonly string[], show: Show): string {
  const [first, ...later] = said.map((line) => `“${show(line, 240)}”`);
  if (first === undefined) return "The caller has not said what the call is about.";
  const done = stepsOf(state.tools, MAX_STEPS).flatMap((t) =>
    t.outcome === "ok" ? [show(t.what, 100)] : [],
  );
  const what = done.length > 0 ? ` The assistant has done: ${[...new Set(done)].join("; ")}.` : "";
  let words = "";
  for (const line of later.reverse()) {
    if (first.length + what.length + words.length + line.length > MAX_TEXT - 60) break;
    words = ` ${line}${words}`;
  }
  return `The caller said: ${first}${words}${what}`;
}
