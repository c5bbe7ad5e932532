import { ModelError, type ModelEvent } from "../../agent/model.ts";

type Finished = Extract<ModelEvent, { type: "finished" }>;

/** What a reply has brought so far; decides what its end means. */
export interface ReplyProgress {
  /** Something can be heard: not only white space. */
  said: boolean;
  called: boolean;
  /** The model declined, in words that are not for the caller. */
  refused: boolean;
}

export const noProgress = (): ReplyProgress => ({ said: false, called: false, refused: false });

/**
 * The last event of a reply.
 *
 * @throws ModelError `refused` or `empty` when there is nothing to say or do.
 */
export function finish(
  progress: ReplyProgress,
  reason: Finished["reason"],
  usage: Finished["usage"],
): Finished {
  const filtered = progress.refused || reason === "content_filter";
  if (!progress.said && !progress.called) {
    if (filtered) {
      const who = progress.refused
        ? "The model refused to answer"
        : "The provider's content filter held the answer back";
      throw new ModelError("refused", `${who}; nothing was said.`);
    }
    throw new ModelError("empty", `The model finished (${reason}) without text and without a tool call.`);
  }
  // A forced call ends with "stop" at OpenAI, and any call does at some compatible servers.
  const actual = filtered ? "content_filter" : progress.called && reason === "stop" ? "tool_calls" : reason;
  return { type: "finished", reason: actual, ...(usage && { usage }) };
}
