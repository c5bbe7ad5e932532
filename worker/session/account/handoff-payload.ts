import { toldMood } from "../../language/hearing/mood.ts";
import type { Fact, Handoff, Identity } from "../../protocol/handoff.ts";
import { BOUNDS } from "../../protocol/payload-bounds.ts";
import { plain, shorten } from "../../protocol/plain-text.ts";
import { placeNamed, saidOf } from "../../protocol/routing/places.ts";
import type { CallState, Why } from "../state/call-state.ts";
import { callbackPromise, REQUEST_CALLBACK } from "../state/engine-tools.ts";
import type { HandOffRequest } from "../state/hand-off-request.ts";
import type { Rules } from "../state/rules.ts";
import { callerLines } from "../state/transcript.ts";
import { concealer } from "./concealment.ts";
import { sideEffectsOf, stepsOf } from "./deeds.ts";
import { identityOf, isName } from "./identity.ts";
import { promisesMade } from "./promises.ts";

/** Text as the person may see it, of at most so many characters. */
type Show = (text: string, maxChars: number) => string;

export function showTo(state: CallState, { secrets }: Rules): Show {
  const conceal = concealer(state.keypad.vault, secrets);
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
export function composeHandoff(state: CallState, why: Why, rules: Rules, nowMs: number): Handoff {
  const { request } = why;
  const show = showTo(state, rules);
  const said = callerLines(state.transcript);
  const mood = toldMood(
    said.map((line) => show(line, 400)),
    rules.pack(state.call.language),
    request?.sentiment,
  );
  const identity = identityOf(state.tools.checks, nameIn(request?.entities));
  return {
    v: 1,
    reasonCode: why.reasonCode,
    reason: show(why.reason, BOUNDS.reason),
    callSummary: show(request?.callSummary.trim() || plainSummary(state, said, show), BOUNDS.callSummary),
    sentiment: mood.sentiment,
    triggeredBy: why.triggeredBy,
    language: state.call.language,
    ...given("sentimentTrend", mood.trend),
    ...given(
      "sentimentWords",
      mood.words?.slice(0, BOUNDS.quotes).map((w) => show(w, BOUNDS.quote)),
    ),
    ...given("intent", show(request?.intent ?? "", BOUNDS.intent)),
    ...given("desiredOutcome", show(request?.desiredOutcome ?? "", BOUNDS.desiredOutcome)),
    ...given("nextBestAction", show(request?.nextBestAction ?? "", BOUNDS.nextBestAction)),
    ...given("identity", identity && shownIdentity(identity, show)),
    ...given("place", placeIn(request, rules)),
    ...given("facts", factsOf(state, request, identity?.name, show)),
    ...given(
      "known",
      state.known.facts.slice(0, BOUNDS.known).map(({ from, name, value }) => ({
        from: show(from, BOUNDS.knownFrom),
        ...(name !== undefined && { name: show(name, BOUNDS.knownName) }),
        value: show(value, BOUNDS.knownValue),
      })),
    ),
    ...given(
      "steps",
      stepsOf(state.tools.runs, BOUNDS.steps).map((step) => ({
        ...step,
        what: show(step.what, BOUNDS.step),
      })),
    ),
    ...given(
      "sideEffects",
      sideEffectsOf(state.tools.runs)
        .slice(-BOUNDS.sideEffects)
        .map((line) => show(line, BOUNDS.sideEffect)),
    ),
    ...given(
      "promises",
      promisesMade(state.tools.promised, state.transcript)
        .slice(-BOUNDS.promises)
        .map((line) => show(line, BOUNDS.promise)),
    ),
    quality: qualityOf(state),
    botSeconds: Math.round((nowMs - state.call.startedAtMs) / 1000),
    ...given("record", rules.record),
    release: rules.running.release,
    ...given("conversationId", shownId(state.call.conversationId, show)),
    ...given("profileId", shownId(state.call.profileId, show)),
  };
}

function placeIn(request: HandOffRequest | undefined, { handOff }: Rules): Handoff["place"] {
  const place = placeNamed(handOff, request?.place);
  return place && request?.place !== undefined ? { name: request.place, says: saidOf(place) } : undefined;
}

const shownIdentity = (identity: Identity, show: Show): Identity => ({
  status: identity.status,
  ...(identity.method ? { method: show(identity.method, BOUNDS.method) } : {}),
  ...(identity.name ? { name: show(identity.name, BOUNDS.callerName) } : {}),
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
  const asked: Why = {
    reasonCode: "caller_requested",
    reason: "The caller asked to be called back.",
    triggeredBy: "caller",
    rule: undefined,
    request: undefined,
  };
  // The run that makes this very task is under way, and no news to whoever reads it.
  const runs = state.tools.runs.filter((t) => t.name !== REQUEST_CALLBACK || t.status !== "running");
  const account = composeHandoff(
    { ...state, tools: { ...state.tools, runs } },
    state.wanted ?? asked,
    rules,
    nowMs,
  );
  return {
    ...account,
    promises: [...new Set([...(account.promises ?? []), callbackPromise(state.call.from)])],
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
  const known = new Map(state.tools.facts.map((fact) => [key(fact.name), fact]));
  const noted = Object.entries(request?.entities ?? {})
    .filter(([name, value]) => !known.has(key(name)) && !(isName(name) && value.trim() === identified))
    .map(([name, value]) => ({ name, value, from: "agent" as const, confirmed: false }));
  return [...[...known.values()].slice(-BOUNDS.facts), ...noted].slice(0, BOUNDS.facts).map((fact) => ({
    ...fact,
    name: show(fact.name, BOUNDS.factName),
    value: show(fact.value, BOUNDS.factValue),
  }));
}

/** A summary without a model: what was done, and the caller's own words, as many of the latest as fit. */
function plainSummary(state: CallState, said: readonly string[], show: Show): string {
  const [first, ...later] = said.map((line) => `“${show(line, 240)}”`);
  if (first === undefined) return "The caller has not said what the call is about.";
  const done = stepsOf(state.tools.runs, BOUNDS.steps).flatMap((t) =>
    t.outcome === "ok" ? [show(t.what, BOUNDS.step)] : [],
  );
  const what = done.length > 0 ? ` The assistant has done: ${[...new Set(done)].join("; ")}.` : "";
  let words = "";
  for (const line of later.reverse()) {
    if (first.length + what.length + words.length + line.length > BOUNDS.callSummary - 60) break;
    words = ` ${line}${words}`;
  }
  return `The caller said: ${first}${words}${what}`;
}
