import { RELEASE } from "./release.ts";

/** Lines of the Functions' log. Twilio's Debugger and its webhook get what is `warn` and `error`, and nothing else. */
export type Level = "info" | "warn" | "error";

/** What an operator has to see, by webhook: the caller did not get what the call was set up for. */
const UNWANTED: Readonly<Record<string, readonly string[]>> = {
  // The agent could not be reached at all.
  incoming: ["person", "goodbye"],
  // Its line was lost.
  "after-agent": ["reconnected"],
  // Nobody took the call, and the agent does not either.
  "after-dial": ["goodbye"],
  "after-queue": ["goodbye"],
  // Another webhook could not be reached.
  fallback: ["person", "goodbye"],
};

/** Fields that say the same of any outcome. */
const isUnwanted = ({ agentDown, standIn, fault, notes }: Readonly<Record<string, unknown>>): boolean =>
  agentDown === true || standIn === true || fault !== undefined || notes === "unreadable";

/** @param fields - of the line `webhook.answered`. */
export const levelOf = (
  webhook: string,
  outcome: string,
  fields: Readonly<Record<string, unknown>> = {},
): Level => (UNWANTED[webhook]?.includes(outcome) || isUnwanted(fields) ? "warn" : "info");

export function log(level: Level, event: string, fields: object): void {
  console[level](JSON.stringify({ level, event, release: RELEASE, ...fields }));
}
