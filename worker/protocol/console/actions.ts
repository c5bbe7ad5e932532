/**
 * What an operator does to a live call. `say`: the agent says it, as it stands. `whisper`: the agent is told, and the
 * caller is not. `mute`: the agent answers no more, and whoever muted it types for it by `say`.
 */
export const ACTIONS = ["say", "whisper", "hand_over", "mute", "unmute", "end"] as const;
export type Action = (typeof ACTIONS)[number];

/** Those that are nothing without words. */
export const WORDED: readonly Action[] = ["say", "whisper"];
export const MAX_ACTION_CHARS = 1_000;

/** `POST /api/calls/:sid/actions`. */
export interface ActionRequest {
  readonly do: Action;
  readonly text?: string;
}

/** Why a call does not take an action: HTTP 409, with a hint in words. */
export const ACTION_REFUSALS = {
  over: "The call is over.",
  leaving: "The caller is on the way to a person: nothing can be added now.",
  goodbye: "The agent is saying goodbye: only a hand-over is taken now.",
  with_person: "The caller waits for a person, or talks to one.",
  line_lost: "The line is lost: nothing can be heard until the caller is back.",
  already: "That is so already.",
  waiting: "As much as can wait waits to be said already.",
} as const;
export type ActionRefusal = keyof typeof ACTION_REFUSALS;

export type ActionAnswer = { readonly ok: true } | { readonly ok: false; readonly refusal: ActionRefusal };
