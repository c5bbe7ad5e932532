import type { CallState } from "../../state/call-state.ts";

/** The caller waits for a word of ours. Who is told of the transfer, or has heard it, waits for a person. */
export function isDue({ phase, line, operating }: CallState): boolean {
  if (line.at === "lost") return false;
  if (phase.name === "handing_off") return phase.stage.at === "looking" || phase.stage.at === "arranging";
  if (phase.name === "listening") return operating.muted?.askedAtMs !== undefined;
  return phase.name === "answering";
}
