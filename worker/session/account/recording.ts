import type { CallState } from "../state/call-state.ts";

/** What there is of a call to hear. */
export interface CallRecording {
  /** `RE…` */
  readonly sid: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** It goes on, or is paused while a secret is keyed in. */
  readonly goesOn: boolean;
}

/** One that may hold a secret is none. */
export function recordingOf({ recording, phase, line }: CallState): CallRecording | undefined {
  const { at, sid, startedAtMs, spoilt } = recording;
  if (sid === undefined || spoilt || at === "deleted") return undefined;
  // It may go on with a person, where the agent wants that; with the call it always ends.
  const isOver = phase.name === "ended" && phase.cause !== "handed_off" && line.at === "lost";
  return { sid, startedAt: startedAtMs ?? 0, goesOn: !isOver && (at === "on" || at === "paused") };
}
