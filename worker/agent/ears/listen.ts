import type { Rules } from "../../session/state/rules.ts";
import type { Agent } from "../define.ts";
import { languagesOf } from "../engine-tool-specs.ts";
import type { ModelEvent, ModelRequest } from "../model.ts";
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
  const packs = () => ["en", language, ...languagesOf(agent)].map(pack);
  return { tools, directs: directionsIn(packs), speakBrackets: agent.ears.speakBrackets };
}

export const earFor = (agent: Agent, request: ModelRequest, manners: Manners, attempt: number): Ear =>
  new Ear(request, { ...manners, attempt, beginsInThought: beginsInThought(agent, request.model) });

/** Characters that are listened to at once: more of them would hold the thread, and with it the call. */
const PIECE = 4_096;
/** What comes at once is no longer than this: the longest reply that an agent may ask for, twice. */
const MOST_AT_ONCE = 16 * PIECE;

/** A server that does not stream sends a reply as one text, and one that has run away sends megabytes. */
export function inPieces(event: ModelEvent): readonly ModelEvent[] {
  if (event.type !== "text" || event.delta.length <= PIECE) return [event];
  const pieces: ModelEvent[] = [];
  for (let at = 0; at < Math.min(event.delta.length, MOST_AT_ONCE); at += PIECE)
    pieces.push({ type: "text", delta: event.delta.slice(at, at + PIECE) });
  return pieces;
}

/** @returns what the reply had in it that was not for ears, in figures; undefined where there was none. */
export function heardOut(agent: Agent, model: string, ear: Ear): TakenOut | undefined {
  if (ear.closedUnopened) learnThinker(agent, model);
  return Object.values(ear.takenOut).some((n) => n > 0) ? ear.takenOut : undefined;
}
