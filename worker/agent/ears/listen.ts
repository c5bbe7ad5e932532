import type { Rules } from "../../session/state/rules.ts";
import type { Agent } from "../define.ts";
import { languagesOf } from "../engine-tool-specs.ts";
import type { ModelRequest } from "../model.ts";
import { directionsIn } from "./directions.ts";
import { Ear } from "./ear.ts";
import type { Manners, TakenOut } from "./filter.ts";
import { beginsInThought, learnThinker } from "./thinkers.ts";

/** How an agent's model is listened to. */

/** @param language - BCP 47 tag the call is in. */
export function mannersOf(
  agent: Agent,
  pack: Rules["pack"],
  language: string,
  tools: ModelRequest["tools"],
): Manners {
  const languages = ["en", language, ...languagesOf(agent)];
  return { tools, directs: directionsIn(languages.map(pack)), speakBrackets: agent.ears.speakBrackets };
}

export const earFor = (agent: Agent, request: ModelRequest, manners: Manners, attempt: number): Ear =>
  new Ear(request, { ...manners, attempt, beginsInThought: beginsInThought(agent, request.model) });

/** @returns what the reply had in it that was not for ears, in figures; undefined where there was none. */
export function heardOut(agent: Agent, model: string, ear: Ear): TakenOut | undefined {
  if (ear.closedUnopened) learnThinker(agent, model);
  return Object.values(ear.takenOut).some((n) => n > 0) ? ear.takenOut : undefined;
}
