import { clip, cost, size } from "../ascii-json.ts";
import type { Handoff } from "../handoff.ts";
import { BOUNDS, TASK_LINES } from "../payload-bounds.ts";
import { readCaller } from "../phone-address.ts";
import { plain } from "../plain-text.ts";
import { present } from "../present.ts";
import { type Route, routeAttributes } from "../routing/routing.ts";
import { SHEDDING, type Shed, shedKnown } from "./shedding.ts";

/**
 * The form in which a hand-off travels on the TaskRouter task: what a person reads in the first five seconds,
 * what a workflow routes on, and what Flex Insights reports. The full record stays with the call.
 *
 * Source: TaskRouter refuses attributes beyond 4,096 characters of JSON, and Twilio adds the call's parameters,
 * Flex its conference. Hence the limit of 2,000 for ours.
 */
export const MAX_TASK_ATTRIBUTE_CHARS = 2_000;

/** What Twilio, and not the agent, says of the call. */
export interface TaskCall {
  readonly callSid: string;
  /** The caller's number or address. */
  readonly from: string;
  /** Seconds of the last relay session; stands in where the agent did not report its own. */
  readonly sessionSeconds?: number | undefined;
  /** Where the agent's rules send it; never dropped, as a workflow goes by it. Within `MAX_ROUTE_CHARS`. */
  readonly route?: Route | undefined;
}

type AtRoot = "callSummary" | "sentiment" | "reason" | "reasonCode";

export interface TaskAttributes extends Pick<Handoff, AtRoot> {
  readonly type: "inbound";
  readonly direction: "inbound";
  /** Title of the task in Flex. */
  readonly name: string;
  /** Primary subtag, such as `en`: worker attributes with a hyphen are unsafe in routing expressions. */
  readonly language: string;
  /** Name of the queue a rule of the agent's chose. */
  readonly queue?: string;
  /** Skills a rule of the agent's asks for. */
  readonly skills?: readonly string[];
  /** Name of the place that the caller wanted, of the agent's directory. */
  readonly place?: string;
  /** Set when any text was shortened or anything left out. */
  readonly truncated?: true;
  readonly handoff: Omit<Handoff, AtRoot>;
  /** Flex Insights' own names; a value is cut there after 128 characters. */
  readonly conversations: Readonly<Record<string, string | number>>;
}

/**
 * Task attributes for a hand-off, within `maxChars` of `asciiJson` whatever the hand-off holds.
 *
 * Over the limit, the least useful goes first: what was known before the call, mood details, counts, steps that went well, unconfirmed facts. A
 * long-winded summary gives way to `SUMMARY_FLOOR` before facts do; where everything is long, all of it gets shorter.
 *
 * @param maxChars - at least 1,000: the fields a workflow and a person cannot do without are never dropped.
 */
export function fitTaskAttributes(
  handoff: Handoff,
  call: TaskCall,
  maxChars: number = MAX_TASK_ATTRIBUTE_CHARS,
): TaskAttributes {
  const { handoff: whole, cut } = bound(handoff);
  const fixed = fixedFields(whole, call);
  let attributes = arrange(whole, fixed, cut);
  if (size(attributes) <= maxChars) return attributes;

  let kept = whole;
  const without = (shed: Shed): void => {
    for (let less = shed(kept); less && size(attributes) > maxChars; less = shed(kept)) {
      kept = less;
      attributes = arrange(kept, fixed, true);
    }
  };
  without(shedKnown);
  if (size(attributes) <= maxChars) return attributes;
  kept = { ...kept, callSummary: clip(kept.callSummary, SUMMARY_FLOOR) };
  attributes = arrange(kept, fixed, true);
  for (const shed of SHEDDING) without(shed);
  const excess = size(attributes) - maxChars;
  return excess > 0
    ? arrange({ ...kept, callSummary: clip(kept.callSummary, cost(kept.callSummary) - excess) }, fixed, true)
    : attributes;
}

/** Escaped characters a summary may keep before facts are dropped for its sake. */
const SUMMARY_FLOOR = 700;

/** As long as a name of the directory may be. */
const MAX_PLACE_NAME = 40;

/** What is never dropped, because Flex, a workflow or a report goes by it. */
function fixedFields(handoff: Handoff, call: TaskCall) {
  const { reasonCode, sentiment, identity, intent, language, quality } = handoff;
  const botSeconds = handoff.botSeconds ?? call.sessionSeconds;
  return {
    type: "inbound",
    direction: "inbound",
    name: clip(nameOf(identity) || titleOfCaller(call.from), BOUNDS.callerName),
    language: language.split("-")[0]?.toLowerCase() || "en",
    ...routeAttributes(call.route ?? {}),
    ...(handoff.place && { place: clip(handoff.place.name, MAX_PLACE_NAME) }),
    conversations: {
      conversation_id: clip(plain(call.callSid), 64),
      conversation_attribute_1: reasonCode,
      conversation_attribute_2: sentiment,
      ...(intent ? { conversation_attribute_3: clip(intent, 128) } : {}),
      ...(botSeconds === undefined ? {} : { conversation_measure_1: botSeconds, ivr_time: botSeconds }),
      ...(quality
        ? { conversation_measure_2: quality.turns, conversation_measure_3: quality.toolFailures }
        : {}),
      preceded_by: "AI assistant",
      language,
    },
  } as const;
}

/** A placeholder is no number, and nobody should dial it. */
const titleOfCaller = (from: string): string =>
  from !== "" && readCaller(from).withheld ? "Caller (number withheld)" : plain(from) || "Caller";

/** Who failed to prove a name is not listed under it. */
const nameOf = (identity: Handoff["identity"]): string | undefined =>
  identity?.status === "failed" ? undefined : identity?.name;

function arrange(
  handoff: Handoff,
  { conversations, ...fixed }: ReturnType<typeof fixedFields>,
  truncated: boolean,
): TaskAttributes {
  const { callSummary, sentiment, reason, reasonCode, ...rest } = handoff;
  const flat = { ...fixed, callSummary, sentiment, reason, reasonCode };
  return { ...flat, ...(truncated ? { truncated } : {}), handoff: rest, conversations };
}

/** All that `bound` has to give back: a new field that it leaves out does not compile. */
type Bounded = { readonly [K in Exclude<keyof Handoff, "record">]-?: Handoff[K] | undefined };

/** Bounds every field for itself, so that no single one can crowd out the others and shedding ends soon. */
function bound(handoff: Handoff): { handoff: Handoff; cut: boolean } {
  let cut = false;
  const line = (text: string, maxCost: number): string => {
    const clean = plain(text);
    const clipped = clip(clean, maxCost);
    cut ||= clipped !== clean;
    return clipped;
  };
  const list = <T>(items: readonly T[], max: number, each: (item: T) => T): T[] => {
    cut ||= items.length > max;
    return items.slice(0, max).map(each);
  };
  const optional = (text: string | undefined, maxCost: number) =>
    text === undefined ? undefined : line(text, maxCost);
  const lines = (items: readonly string[] | undefined, max: number, maxCost: number) =>
    items && list(items, max, (text) => line(text, maxCost));

  const { identity, facts, known, steps } = handoff;
  const bounded: Handoff = present({
    v: 1,
    reasonCode: handoff.reasonCode,
    reason: line(handoff.reason, BOUNDS.reason),
    callSummary: line(handoff.callSummary, MAX_TASK_ATTRIBUTE_CHARS),
    sentiment: handoff.sentiment,
    triggeredBy: handoff.triggeredBy,
    language: /^[A-Za-z0-9-]{1,35}$/.test(handoff.language) ? handoff.language : "en-US",
    identity:
      identity &&
      present({
        status: identity.status,
        method: optional(identity.method, BOUNDS.method),
        name: optional(identity.name, BOUNDS.callerName),
      }),
    place: handoff.place && {
      name: line(handoff.place.name, MAX_PLACE_NAME),
      says: line(handoff.place.says, BOUNDS.place),
    },
    intent: optional(handoff.intent, BOUNDS.intent),
    desiredOutcome: optional(handoff.desiredOutcome, BOUNDS.desiredOutcome),
    nextBestAction: optional(handoff.nextBestAction, BOUNDS.nextBestAction),
    facts:
      facts &&
      list(facts, BOUNDS.facts, (fact) => ({
        ...fact,
        name: line(fact.name, BOUNDS.factName),
        value: line(fact.value, BOUNDS.factValue),
      })),
    known:
      known &&
      list(known, TASK_LINES, ({ from, name, value }) =>
        present({
          from: line(from, BOUNDS.knownFrom),
          name: optional(name, BOUNDS.knownName),
          value: line(value, BOUNDS.knownValue),
        }),
      ),
    promises: lines(handoff.promises, TASK_LINES, BOUNDS.promise),
    sideEffects: lines(handoff.sideEffects, TASK_LINES, BOUNDS.sideEffect),
    steps: steps && list(steps, BOUNDS.steps, (step) => ({ ...step, what: line(step.what, BOUNDS.step) })),
    sentimentTrend: handoff.sentimentTrend,
    sentimentWords: lines(handoff.sentimentWords, BOUNDS.quotes, BOUNDS.quote),
    quality: handoff.quality,
    botSeconds: handoff.botSeconds,
    release: optional(handoff.release, BOUNDS.id),
    conversationId: optional(handoff.conversationId, BOUNDS.id),
    profileId: optional(handoff.profileId, BOUNDS.id),
  } satisfies Bounded);
  // Half a link is worse than none.
  const record = handoff.record;
  const link = record !== undefined && cost(record.url) <= BOUNDS.link && plain(record.url) === record.url;
  cut ||= record !== undefined && !link;
  return { handoff: link ? { ...bounded, record } : bounded, cut };
}
