import { oncePer } from "../../language/hearing/words.ts";
import type { Clock } from "../../ports.ts";
import type { Agent } from "../define.ts";
import { searchOver } from "./passages.ts";

/** Whether an agent has anything to look up. */
export const hasKnowledge = ({ knowledge, knowledgeSource }: Agent): boolean =>
  knowledgeSource !== undefined || Object.keys(knowledge).length > 0;

/** The search in an agent's files: one index for all its calls, built when it is first wanted. */
export const searchIn = oncePer((agent: Agent) => searchOver(agent.knowledge));

/** Builds the index now, while the greeting is spoken, and not in a turn. */
export function warmKnowledge(agent: Agent, clock: Clock): void {
  if (searchIn(agent).warm()) clock.after(0, () => warmKnowledge(agent, clock));
}
