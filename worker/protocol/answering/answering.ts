import { calledAddress } from "../phone-address.ts";
import { type Arrival, isMeant, meets } from "./arrival.ts";
import type { ArrivalConditions } from "./arrival-conditions.ts";

/** Who answers which call. Both units choose by this, the Functions with as much of an agent as they need. */

export interface AnsweringRules<A> {
  readonly default: A;
  /** By numbers and addresses as `calledAddress` writes them. */
  readonly byNumber: Readonly<Record<string, A>>;
  /** The first whose conditions all hold comes before the called number. */
  readonly when: readonly (ArrivalConditions & { readonly agent: A })[];
}

export interface Answering<A> {
  readonly rules: AnsweringRules<A>;
  readonly all: readonly A[];
  readonly default: A;
  /** Those that are named, each as E.164. */
  readonly numbers: readonly string[];
  /** The agent that answers a call. */
  readonly forCall: (call: Arrival) => A;
  /** The same, of a call of which no more than the called number is known. */
  readonly forNumber: (to: string) => A;
  /** The agent of that name; a name comes from the other unit, which may be of another release. */
  readonly named: (name: string | undefined) => A | undefined;
}

/** @param rules - that `defineAgents` has checked. */
export function answeringBy<A extends { readonly name: string }>(rules: AnsweringRules<A>): Answering<A> {
  const { default: other, when } = rules;
  const numbers = new Map(Object.entries(rules.byNumber));
  const all = [...new Set([other, ...numbers.values(), ...when.map(({ agent }) => agent)])];
  const forCall = (call: Arrival): A =>
    when.find((rule) => meets(rule, call))?.agent ??
    numbers.get(calledAddress(call.to)) ??
    [...numbers].find(([number]) => isMeant(number, call.to))?.[1] ??
    other;
  return {
    rules,
    all,
    default: other,
    numbers: [...new Set([...numbers.keys(), ...when.flatMap(({ calledNumber }) => calledNumber ?? [])])],
    forCall,
    forNumber: (to) => forCall({ to }),
    named: (name) => all.find((agent) => agent.name === name),
  };
}
