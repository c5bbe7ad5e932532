import type { AgentEdit } from "../editing/agent-edit.ts";
import type { AgentDraft, AgentFault, AgentVersion, Rollout } from "./agents.ts";

/**
 * What the ledger is asked and told of agents, by the routes and by the calls that begin. Whoever changes something has
 * checked the edit before: the ledger knows no agents. What it has kept may have been checked by another release.
 */

/** What is published of an agent; without `live` the code answers. */
export interface AgentAnswering {
  readonly live?: Edition;
  readonly rollout?: Edition & Pick<Rollout, "share" | "numbers">;
}

export interface Edition {
  readonly version: number;
  readonly edit: AgentEdit;
}

/** The same to a process that has some of it: a version never changes, and what it knows is named and not sent again. */
export interface AnsweringNews {
  readonly live?: EditionNews;
  readonly rollout?: EditionNews & Pick<Rollout, "share" | "numbers">;
}

export interface EditionNews {
  readonly version: number;
  /** Absent where whoever asks has it. */
  readonly edit?: AgentEdit;
}

/** `edit` is undefined where there is no such version. */
export type EditionAnswer = { readonly edit: AgentEdit } | { readonly edit: undefined };

/** A draft as it is kept: what is wrong with it is asked anew each time. */
export type KeptDraft = Omit<AgentDraft, "faults">;
/** Without what was written. */
export type DraftHead = Omit<KeptDraft, "edit">;

/** All that is kept of an agent. */
export interface AgentKept {
  readonly answering: AgentAnswering;
  /** Undefined where nobody has published or restored anything yet; version 0 where somebody went back to the code. */
  readonly live?: AgentVersion;
  readonly draft?: KeptDraft;
  /** The newest first. */
  readonly versions: readonly AgentVersion[];
  /** The newest first, one of each kind. */
  readonly faults: readonly AgentFault[];
}

/** Beside the version that answers, or in its place where it is absent. */
type Beside = Pick<Rollout, "share" | "numbers">;

/** `revision` is that of the draft as whoever asks has seen it: 0 where there was none. */
export type AgentChange =
  | { readonly do: "save"; readonly revision: number; readonly edit: AgentEdit; readonly base?: number }
  /** Without `revision` whatever is drafted. */
  | { readonly do: "discard"; readonly revision?: number }
  | {
      readonly do: "publish";
      readonly revision: number;
      readonly note?: string;
      readonly beside?: Beside;
    }
  /** 0 is the code, and is nothing beside it. */
  | { readonly do: "answer"; readonly version: number; readonly beside?: Beside };

export type AgentChangeAnswer =
  | {
      readonly ok: true;
      readonly kept: AgentKept;
      /** That which was published, or answers now. */
      readonly version?: number;
      /** The draft in whose place another was saved. */
      readonly before?: DraftHead;
    }
  /** Another has saved since, as `draft` says; absent where it was discarded or published meanwhile. */
  | { readonly ok: false; readonly refusal: "draft_changed"; readonly draft?: DraftHead }
  /** The draft was made from another version than answers now: published, it would undo what that one changed. */
  | {
      readonly ok: false;
      readonly refusal: "base_changed";
      readonly base: number;
      readonly live: { readonly version: number; readonly by?: string; readonly at?: number };
    }
  | { readonly ok: false; readonly refusal: "unknown_version" }
  | { readonly ok: false; readonly refusal: "answers_already" };
