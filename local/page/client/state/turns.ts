import type { StackEvent } from "../../../twilio/events.ts";

/** One exchange, timed from the caller's last word (the final prompt), milliseconds. */
export interface Turn {
  readonly said: string;
  readonly saidAt: number;
  /** The Worker's first text frame: our share and the model's. */
  readonly firstTextMs?: number;
  /** The agent is heard: speech synthesis is included. */
  readonly heardMs?: number;
}

/** The turns after one event of the call; the same array when it says nothing about them. */
export function hearTurn(turns: readonly Turn[], event: StackEvent): readonly Turn[] {
  if (event.kind === "caller_speech" && event.final && event.text.trim()) {
    return [...turns, { said: event.text, saidAt: event.at }];
  }
  const turn = turns.at(-1);
  if (turn === undefined) return turns;
  if (carriesWords(event) && turn.firstTextMs === undefined) {
    return turns.with(-1, { ...turn, firstTextMs: event.at - turn.saidAt });
  }
  const starts = event.kind === "agent_speech" && event.state === "started" && event.source === "text";
  // Speech that starts before this turn's first text still belongs to an earlier reply.
  if (starts && turn.firstTextMs !== undefined && turn.heardMs === undefined) {
    return turns.with(-1, { ...turn, heardMs: event.at - turn.saidAt });
  }
  return turns;
}

function carriesWords(event: StackEvent): boolean {
  if (event.kind !== "frame" || event.direction !== "from_worker") return false;
  const frame = event.frame;
  if (typeof frame !== "object" || frame === null || !("type" in frame) || frame.type !== "text")
    return false;
  return "token" in frame && typeof frame.token === "string" && frame.token.trim() !== "";
}

/** @returns the median; undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}
