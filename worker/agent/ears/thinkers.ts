import type { Agent } from "../define.ts";

/**
 * Models, by agent, that close a reasoning block which their template has opened in the prompt: their replies are
 * reasoning up to there. Learned from the first such reply, for as long as the process lives.
 */
const thinkers = new WeakMap<Agent, Set<string>>();

export const beginsInThought = (agent: Agent, model: string): boolean =>
  thinkers.get(agent)?.has(model) ?? false;

export function learnThinker(agent: Agent, model: string): void {
  thinkers.set(agent, (thinkers.get(agent) ?? new Set()).add(model));
}
