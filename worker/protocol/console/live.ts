import type { Handoff } from "../handoff.ts";
import type { CallRow, RowPhase } from "./call-row.ts";
import type { WithPerson } from "./person-news.ts";

/** `GET /api/live`, a websocket: one snapshot, and then what changes. Nothing is sent to it but what keeps it open. */

export interface LiveCall {
  readonly callSid: string;
  readonly agent: string;
  /** Masked for a reader. */
  readonly from: string;
  readonly to: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly phase: RowPhase;
  readonly language: string;
  readonly turns: number;
  readonly speaking: "caller" | "agent" | "nobody";
  /** Since when the caller hears nothing though an answer is due; epoch ms. */
  readonly silentSince?: number;
  readonly lastWords?: { readonly who: "caller" | "agent"; readonly text: string };
  readonly mood?: Handoff["sentiment"];
  readonly muted?: true;
  readonly recording?: true;
  /** Who looks at it now: ids of tokens, or e-mail addresses. */
  readonly operators: readonly string[];
  /** Of a call that the agent has handed over. */
  readonly person?: WithPerson;
  /** Why, where it is known. */
  readonly reasonCode?: Handoff["reasonCode"];
  /** As the row has it. */
  readonly rule?: string;
  /** Of the newest change: epoch ms, by the Worker's clock. */
  readonly at: number;
}

export type LiveMessage =
  /** `now`: the ledger's clock, epoch ms, as the browser's may be another. */
  | {
      readonly type: "snapshot";
      readonly now: number;
      readonly calls: readonly LiveCall[];
      readonly alerts: readonly FiredAlert[];
    }
  /** A call that is new, or has changed. */
  | { readonly type: "call"; readonly call: LiveCall }
  | { readonly type: "ended"; readonly callSid: string; readonly call: CallRow }
  /** It was deleted: nothing of it is to be seen any more. */
  | { readonly type: "forgotten"; readonly callSid: string }
  | { readonly type: "alerts"; readonly alerts: readonly FiredAlert[] };

/** What the page may send: which call it looks at, so that others see it; nothing for none. */
export interface LiveRequest {
  readonly looking?: string;
}

/** An alert that is on, or was: see `worker/ledger/alerts`. */
export interface FiredAlert {
  readonly rule: string;
  readonly words: string;
  /** Epoch ms; `until` absent while it is on. */
  readonly since: number;
  readonly until?: number;
  readonly callSid?: string;
}

/** Headers by which the Worker tells the ledger whom its door has let in; nobody else reaches that object. */
export const WATCHER_ROLE = "x-baton-role";
export const WATCHER_ID = "x-baton-by";
/** Until when they may watch, epoch ms; empty where that is not known. */
export const WATCHER_UNTIL = "x-baton-until";
