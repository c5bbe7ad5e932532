import type { Step } from "./handoff.ts";

/**
 * What a record's signed link answers: written by the Worker, read by the Flex plugin, which takes nothing for granted
 * and checks it by hand, as the schema library is larger than the plugin. Times are epoch milliseconds.
 */
export interface CallRecord {
  readonly callSid: string;
  readonly startedAt: number;
  /** Who has the call, and in which version, 0 for the code; absent where an earlier release has kept it. */
  readonly agent?: string;
  readonly agentVersion?: number;
  /** The agent is still in the call: more is to come. */
  readonly live: boolean;
  readonly items: readonly RecordItem[];
}

export interface RecordItem {
  readonly at: number;
  readonly who: Speaker;
  readonly text: string;
  /** The caller spoke over this; the text is what was heard of it. */
  readonly interrupted?: boolean;
  /** Of a tool that did not go well, or not yet. */
  readonly outcome?: Exclude<Step["outcome"], "ok">;
}

export const SPEAKERS = ["caller", "agent", "tool"] as const;
type Speaker = (typeof SPEAKERS)[number];
