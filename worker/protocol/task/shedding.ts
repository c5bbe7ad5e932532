import { clip, size } from "../ascii-json.ts";
import type { Handoff } from "../handoff.ts";

/** Escaped characters of a summary that leave room for the rest, where everything is long. */
const SHORT_SUMMARY = 450;

/** A way to say less; undefined when there is nothing left of its kind. */
export type Shed = (handoff: Handoff) => Handoff | undefined;

type OptionalField = { [K in keyof Handoff]-?: undefined extends Handoff[K] ? K : never }[keyof Handoff];

const without =
  (field: OptionalField): Shed =>
  (handoff) => {
    const { [field]: dropped, ...rest } = handoff;
    return dropped === undefined ? undefined : rest;
  };

/** Drops one item, the last that `isSpare` allows: what comes first in a list was written first. An empty list goes. */
const shedItem =
  <K extends "facts" | "known" | "steps" | "promises" | "sideEffects">(
    field: K,
    { keep = 0, isSpare = () => true }: Spare<NonNullable<Handoff[K]>[number]> = {},
  ): Shed =>
  (handoff) => {
    // The items of one field; TypeScript sees those of any of the five.
    const items = (handoff[field] ?? []) as readonly NonNullable<Handoff[K]>[number][];
    const index = items.length > keep ? items.findLastIndex(isSpare) : -1;
    if (index < 0) return undefined;
    if (items.length === 1) return without(field)(handoff);
    return { ...handoff, [field]: items.toSpliced(index, 1) };
  };

interface Spare<T> {
  /** So many are left. */
  readonly keep?: number;
  readonly isSpare?: (item: T) => boolean;
}

/** Half of what long lines say is worth more than the whole of a few. Once. */
const tighten: Shed = (handoff) => {
  const line = (text: string): string => clip(text, 100);
  const lines = (texts: string[] | undefined) => texts?.map(line);
  const { reason, intent, desiredOutcome, nextBestAction, facts, promises, sideEffects } = handoff;
  const tight = {
    reason: line(reason),
    intent: intent && line(intent),
    desiredOutcome: desiredOutcome && line(desiredOutcome),
    nextBestAction: nextBestAction && line(nextBestAction),
    facts: facts?.map((fact) => ({ ...fact, value: line(fact.value) })),
    promises: lines(promises),
    sideEffects: lines(sideEffects),
  };
  const changed = Object.entries(tight).filter(
    ([field, value]) => value !== undefined && size(value) < size(handoff[field as keyof typeof tight]), // its own keys
  );
  return changed.length > 0 ? { ...handoff, ...Object.fromEntries(changed) } : undefined;
};

/** A step that went well, and stands as a side effect too. */
const saidTwice: Shed = (handoff) => {
  const steps = handoff.steps?.filter(
    ({ what, outcome }) => outcome !== "ok" || !handoff.sideEffects?.includes(what),
  );
  if (!steps || steps.length === handoff.steps?.length) return undefined;
  return steps.length > 0 ? { ...handoff, steps } : without("steps")(handoff);
};

const shorterSummary: Shed = (handoff) => {
  const callSummary = clip(handoff.callSummary, SHORT_SUMMARY);
  return callSummary === handoff.callSummary ? undefined : { ...handoff, callSummary };
};

/** Before anything of the call itself: it was known before, and still is where it came from. */
export const shedKnown: Shed = shedItem("known");

/** What of a hand-off gives way when a task has no room for it: the least useful first. */
export const SHEDDING: readonly Shed[] = [
  saidTwice,
  without("release"),
  without("sentimentWords"),
  without("sentimentTrend"),
  without("quality"),
  shedItem("steps", { isSpare: (step) => step.outcome === "ok" }),
  shedItem("facts", { isSpare: (fact) => !fact.confirmed && fact.from === "agent" }),
  without("profileId"),
  without("conversationId"),
  shedItem("facts", { isSpare: (fact) => !fact.confirmed }),
  shedItem("steps"),
  tighten,
  without("desiredOutcome"),
  // Something of each before more of one.
  shedItem("facts", { keep: 4 }),
  shedItem("promises", { keep: 2 }),
  shedItem("sideEffects", { keep: 2 }),
  shorterSummary,
  shedItem("facts"),
  shedItem("promises", { keep: 1 }),
  shedItem("sideEffects", { keep: 1 }),
  shedItem("promises"),
  shedItem("sideEffects"),
  without("intent"),
  without("nextBestAction"),
  // Its name stays at the root.
  without("place"),
  without("record"),
  without("identity"),
];
