import type { CallIdentity } from "./call-params.ts";
import type { CallStatus } from "./events.ts";
import type { Recognised } from "./relay/caller-speech.ts";
import type { Stack } from "./stack.ts";
import type { TaskRouter } from "./task-router/task-router.ts";
import type { TwimlDocument, WebhookRequest } from "./webhook.ts";

/** Takes what the caller does while a verb runs; without one it is heard by nobody. */
export interface CallListener {
  recognised?(heard: Recognised): void;
  pressed?(digit: string): void;
  coughed?(): void;
  dropSocket?(): void;
}

/** What a verb leads to. */
export type Next =
  /** The next verb; after the last one, whatever follows the document. */
  | { readonly go: "on" }
  | { readonly go: "to"; readonly request: WebhookRequest }
  | { readonly go: "hang_up"; readonly as?: CallStatus }
  /** Out of the queue. */
  | { readonly go: "leave" }
  /** A fatal error of the call: Twilio asks the number's fallback URL. */
  | { readonly go: "fail"; readonly code: string };

export type Outcome = Exclude<Next, { go: "to" | "fail" }>;

/** Where TwiML runs: in the call itself, or for a caller who waits in a queue. */
export interface Place {
  /** Aborts when the call is over or, in a queue, when it is left. */
  readonly signal: AbortSignal;
  readonly inQueue: boolean;
  /** Added to every request made from here. */
  readonly params: () => Readonly<Record<string, string>>;
}

export interface CallContext {
  readonly stack: Stack;
  readonly router: TaskRouter;
  readonly identity: CallIdentity;
  readonly status: () => CallStatus;
  answer(): void;
  /** @returns what hands the caller back to the listener before. */
  listen(listener: CallListener): () => void;
  /** Runs a document and those it leads to. */
  run(request: WebhookRequest, place: Place): Promise<Outcome>;
}

/** What a verb sees. */
export interface Scope extends Place {
  readonly call: CallContext;
  readonly document: TwimlDocument;
}

export const ON: Next = { go: "on" };
