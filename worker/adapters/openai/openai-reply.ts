import { ModelError, type ModelEvent } from "../../agent/model.ts";

type Finished = Extract<ModelEvent, { type: "finished" }>;

/** What a reply has brought so far; decides what its end means. */
export interface ReplyProgress {
  /** All text so far. */
  text: string;
  called: boolean;
  /** The model declined, in words that are not for the caller. */
  refused: boolean;
}

export const noProgress = (): ReplyProgress => ({ text: "", called: false, refused: false });

/** Something can be heard: not only white space. */
export const hasSaid = (progress: ReplyProgress): boolean => progress.text.trim() !== "";

export const PROGRESS: ModelEvent = { type: "progress" };

/**
 * What is new in a piece of text. Some servers send all that came so far with each piece, and some the whole reply
 * once more at its end. Nobody begins a word with all they have said, but figures may: "1", "10".
 */
export function newText(before: string, piece: string): string {
  if (before === "" || piece.length < before.length || !piece.startsWith(before)) return piece;
  if (piece.length === before.length) return before.length < LONG ? piece : "";
  return /\p{L}/u.test(before) ? piece.slice(before.length) : piece;
}

/** Letters of a piece that is not said twice in a row by chance. */
const LONG = 12;

/** Of a text that is given whole, beside its pieces: what they left out. */
export const restOf = (said: string, whole: string): string =>
  whole.startsWith(said) ? whole.slice(said.length) : "";

/**
 * Whether a reply that only ends is over: with a whole call, or a whole sentence from a server that never says when it
 * is done. Half a sentence is cut, and so is any text of a server that does say it.
 */
export function isOver(progress: ReplyProgress, saysWhenOver: boolean): boolean {
  return progress.called || (!saysWhenOver && /[.!?…。？！।؟]["'”’»)\]*\s]*$/u.test(progress.text));
}

/**
 * A whole call that nothing follows for this long ends its reply: some servers never say that it is over. As long as a
 * caller is left in silence at most.
 */
export const AFTER_CALLS_MS = 4_000;

export const cutShort = (): ModelError =>
  new ModelError("cut", "The model's stream ended before the reply was finished.");

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
  if (!hasSaid(progress) && !progress.called) {
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
