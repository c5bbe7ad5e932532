import type { Handoff } from "../handoff.ts";

/**
 * `GET /api/agents/:name/try?version=N`, or `?draft=REVISION`: a websocket to the agent as it would answer, by text. The
 * engine, the model and the tools are those of a call; nobody is called, texted or put in line, and nothing is counted.
 * With `open=true` or `false` it is within its hours, or outside them, whatever the clock says.
 */

/** As much as anybody says in one go; characters. */
export const MAX_SAID_CHARS = 1_000;
/** Whoever tries an agent for longer has left the page open. */
export const MAX_TRIAL_MINUTES = 15;
/**
 * At once, of all agents together: no limit counts what their models cost, and enough for a team that edits, each with a
 * page open, and a terminal that plays cases.
 */
export const MAX_TRIALS = 6;

/** What stands before a trial's own id, which its tools and its requests to the model have for a call's. */
export const TRIAL = "try:";

/**
 * The objects that hold them, of those that hold calls: one each, so that there are no more. A call's id has no colon
 * (worker/protocol/sids.ts), so no address leads to one, and no call is taken for one.
 */
export const TRIAL_PLACES: readonly string[] = Array.from(
  { length: MAX_TRIALS },
  (_, n) => `${TRIAL}${n + 1}`,
);

export const isTrialPlace = (name: string | undefined): boolean =>
  name !== undefined && TRIAL_PLACES.includes(name);

/** From the page. */
export type TrialSaid =
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "press"; readonly digit: string }
  | { readonly type: "hang_up" };

/** To the page, in the order of its happening. */
export type TrialNews =
  /** `version`: as it was asked for; of a draft, its revision. */
  | { readonly type: "ready"; readonly agent: string; readonly version: number; readonly language: string }
  /** What the agent says: a piece, spoken as it stands; `last` ends what is said in one go. */
  | { readonly type: "agent"; readonly text: string; readonly last: boolean }
  /** It has said all, and waits for what is said next. */
  | { readonly type: "listening" }
  | { readonly type: "language"; readonly language: string }
  | {
      readonly type: "tool";
      readonly name: string;
      /** As a person may see them. */
      readonly arguments: Readonly<Record<string, unknown>>;
      readonly ok: boolean;
      readonly output: string;
    }
  /** It would have been sent to the caller. */
  | { readonly type: "text_message"; readonly body: string }
  /** `handoff` is what a person would have been given. */
  | {
      readonly type: "ended";
      readonly how: "said_goodbye" | "handed_off" | "hung_up" | "failed";
      readonly handoff?: Handoff;
    }
  /** Why it cannot be tried, or goes no further; with `goesOn` why a text was not taken, and the next one may be. */
  | { readonly type: "refused"; readonly error: string; readonly hint: string; readonly goesOn?: boolean };
