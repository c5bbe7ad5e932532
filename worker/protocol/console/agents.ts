import type { AgentEdit } from "../editing/agent-edit.ts";

/**
 * The agents as the console, the commands and the API have them: what the code says, what was published in its place, and
 * what is being drafted. A version is a number from 1 that is never used twice for an agent; 0 is the code.
 */

export const CODE_VERSION = 0;

/** Where a version came from: a person by name, or a source. */
export interface AgentVersion {
  readonly version: number;
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
  /** What whoever published it said of it. */
  readonly note?: string;
}

export interface AgentDraft {
  /** Grows with each save; a save or a publication names the one it was made from, so that nobody overwrites another's. */
  readonly revision: number;
  readonly by: string;
  readonly at: number;
  readonly edit: AgentEdit;
  /** The version that it was made from, 0 for the code: it is published only while that one answers. Of older drafts it is not known. */
  readonly base?: number;
  /** Why it may not be published as it is, each fault in a line; empty where it may. */
  readonly faults: readonly string[];
}

/** A version beside the one that answers: for a share of calls, and for the numbers called or calling that are named. */
export interface Rollout {
  readonly version: number;
  /** 0 to 1 */
  readonly share: number;
  /** E.164 */
  readonly numbers: readonly string[];
}

/** What does not answer as it should, said where the agent is shown. */
export interface AgentFault {
  /** Epoch ms */
  readonly at: number;
  /** `source`: what it is read from. `edit`: what was published, which this release does not take. `relay`: Twilio ended calls of it. */
  readonly of: "source" | "edit" | "relay";
  readonly message: string;
}

export interface AgentSummary {
  readonly name: string;
  readonly isDefault: boolean;
  /** Called numbers that the code gives it, E.164. */
  readonly numbers: readonly string[];
  /** The version that answers, 0 for the code. */
  readonly live: AgentVersion | undefined;
  readonly rollout?: Rollout;
  readonly draft?: Pick<AgentDraft, "revision" | "by" | "at">;
  /** Who is its author beside people: where it is set, what people publish is overwritten by what it says next. */
  readonly source?: "airtable" | "sync";
  readonly fault?: AgentFault;
}

/** `GET /api/agents` */
export interface AgentList {
  readonly agents: readonly AgentSummary[];
}

/** `GET /api/agents/:name`; `?version=N` for one of them in `shown`. */
export interface AgentDetail extends AgentSummary {
  /** Of what may be edited all that the code says. */
  readonly code: Required<AgentEdit>;
  /** What is published and answers now; empty where the code does. */
  readonly published: AgentEdit;
  readonly shown?: AgentEdit;
  readonly drafted?: AgentDraft;
  /** The newest first. */
  readonly versions: readonly AgentVersion[];
  readonly tools: readonly { readonly name: string; readonly description: string }[];
}

/**
 * `PUT /api/agents/:name/draft`: `revision` is that of the draft it was made from, 0 where there was none. `base` is the version
 * that was seen to answer; without it what answers as the draft begins, and what the draft had from then on.
 */
export interface DraftRequest {
  readonly edit: AgentEdit;
  readonly revision: number;
  readonly base?: number;
}

/**
 * `POST /api/agents/:name/publish`: the draft of that revision becomes a version and answers all calls, or as `share` and
 * `numbers` say beside the one that answers. With `version` in place of `revision` one that was published before.
 */
export interface PublishRequest {
  readonly revision?: number;
  readonly version?: number;
  readonly share?: number;
  readonly numbers?: readonly string[];
  readonly note?: string;
}

/** `POST /api/agents/:name/restore`: that version, or the code as 0, answers all calls from now on. */
export interface RestoreRequest {
  readonly version: number;
}

/** What the routes that change something answer with: 200, or 409 and 422 with `error`, `hint` and, of an edit, `faults`. */
export interface AgentChanged {
  readonly agent: AgentSummary;
  readonly draft?: AgentDraft;
}

/**
 * `GET /api/agents/answer?to&from&callSid`, signed, for the Functions: who answers this call and how. With `agent` and
 * `version` that version again, for a later webhook of the same call.
 */
export interface AgentAnswer {
  readonly agent: string;
  readonly version: number;
  /** What of the agent the Functions need, each over the code's own; empty for the code. */
  readonly edit: Pick<AgentEdit, "greeting" | "voice" | "languages" | "hints" | "words">;
  /** The greeting as this caller is to hear it, where it names what is known of them; absent where all hear the same. */
  readonly spokenGreeting?: string;
}

/** `GET /api/agents/:name/questions`: what callers asked that the agent's knowledge does not answer, the newest first. */
export interface AgentQuestions {
  readonly questions: readonly {
    /** As the agent searched for it. */
    readonly asked: string;
    readonly callSid: string;
    /** Epoch ms */
    readonly at: number;
    readonly language: string;
  }[];
}
