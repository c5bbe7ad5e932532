import { asciiJson } from "../ascii-json.ts";
import type { Handoff } from "../handoff.ts";
import { present } from "../present.ts";
import type { RoutingRule } from "./routing-rule.ts";

/**
 * Where in the contact centre a call belongs, by the rules of the agent's definition. What the model said chooses
 * among the rules (through two closed sets of values and the language); it never becomes a queue or a priority.
 */
export interface Route {
  /** `priority` of `<Task>`; 0 where absent. Source: TaskRouter, "Queueing Twilio calls". */
  readonly priority?: number;
  /** Read by workflow expressions as `queue`. */
  readonly queue?: string;
  /** Read by workflow expressions as `skills`, as in `skills HAS "returns"`. */
  readonly skills?: readonly string[];
}

/** What the rules look at. */
export interface RoutingFacts extends Pick<Handoff, "reasonCode" | "sentiment" | "language"> {
  /** The number that was called, E.164. */
  readonly calledNumber: string | undefined;
}

/** @returns where the first rule that fits sends the call; an empty route where none does. */
export function routeFor(rules: readonly RoutingRule[], facts: RoutingFacts): Route {
  const rule = rules.find(({ when }) => fits(when, facts));
  if (!rule) return {};
  const { priority, queue, skills } = rule;
  return present({ priority, queue, skills: skills?.length ? skills : undefined });
}

/** Every condition that is stated has to hold; a rule that states none fits every call. */
function fits(when: RoutingRule["when"], facts: RoutingFacts): boolean {
  const language = facts.language.split("-")[0]?.toLowerCase() ?? "";
  return (
    (when.reasonCode?.includes(facts.reasonCode) ?? true) &&
    (when.sentiment?.includes(facts.sentiment) ?? true) &&
    (when.language?.includes(language) ?? true) &&
    (when.calledNumber === undefined ||
      (facts.calledNumber !== undefined && when.calledNumber.includes(facts.calledNumber)))
  );
}

/** Characters that a route may take of the task's attributes, as their JSON. The rest belongs to the hand-off. */
export const MAX_ROUTE_CHARS = 400;

/** The attributes of a route: flat, as a workflow's expressions read them most easily. */
export const routeAttributes = ({ queue, skills }: Route): Pick<Route, "queue" | "skills"> =>
  present({ queue, skills });

/**
 * Rules whose attributes are too long to travel on a task. They are the user's own words and never shortened, so the
 * definition is refused.
 */
export function oversizedRules(
  rules: readonly RoutingRule[],
): { readonly index: number; readonly message: string }[] {
  return rules.flatMap((rule, index) => {
    const { length } = asciiJson(routeAttributes(routeFor([{ ...rule, when: {} }], ANY_CALL)));
    const message = `queue and skills take ${length} characters of the task, at most ${MAX_ROUTE_CHARS}`;
    return length > MAX_ROUTE_CHARS ? [{ index, message }] : [];
  });
}

const ANY_CALL: RoutingFacts = {
  reasonCode: "rule",
  sentiment: "neutral",
  language: "en",
  calledNumber: undefined,
};
