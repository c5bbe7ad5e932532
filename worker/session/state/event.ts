import type { KnownCaller } from "../../protocol/caller/known-caller.ts";
import type { Action } from "../../protocol/console/actions.ts";
import type { Setup } from "../../protocol/relay/inbound.ts";
import type { Fault } from "../../protocol/scrubbed.ts";
import type { EscalationName } from "./escalations.ts";
import type { LimitName } from "./limits.ts";
import type { RecordingOrder } from "./parts.ts";
import type { ToolReport } from "./tool-report.ts";

/** Whether anybody could take the call now. */
export interface Availability {
  readonly state: "free" | "busy" | "closed" | "unknown";
  /** Honest estimate of the wait in seconds, where there is a basis for one. */
  readonly estimateS?: number | undefined;
  /** For the operator: why nothing is known, such as `timeout` or `not_found`. */
  readonly why?: string | undefined;
  /** HTTP status and Twilio's error code, where there was an answer. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
}

/** Everything that can happen to a call, in the past tense. Requests and tools carry their id, so that late ones are told apart. */
export type Event =
  | LineEvent
  | RequestEvent
  | { readonly type: "call_connected"; readonly setup: Setup }
  | {
      readonly type: "tool_finished";
      readonly callId: string;
      readonly outcome: "ok" | "failed" | "timeout";
      readonly output: string;
      /** Absent unless it went well. */
      readonly report?: ToolReport | undefined;
      /** What it has thrown, by its codes. */
      readonly fault?: Fault | undefined;
    }
  /** A tool sends a text message to the caller. */
  | { readonly type: "text_sent" }
  /** The agent's sources have said what they know of the caller, or their time is over. */
  | { readonly type: "caller_known"; readonly known: KnownCaller }
  | { readonly type: "availability_known"; readonly availability: Availability }
  | { readonly type: "time_passed" }
  /** The process was replaced under the call: requests are gone, state is as it was last saved. */
  | { readonly type: "process_restarted"; readonly connected: boolean }
  /** The call has a new socket; whether a `setup` follows is not known yet. */
  | { readonly type: "socket_opened" }
  /** `hung_up`: Twilio closed the session as it does when the caller has gone. `lost`: anything else. */
  | { readonly type: "socket_closed"; readonly how: "hung_up" | "lost" }
  | RecordingEvent
  /** A limit that is counted outside of the call. */
  | { readonly type: "limit_reached"; readonly limit: LimitName }
  /** An operator acts; `by`: the id of their token, or their e-mail address. Nothing comes of what the call does not take. */
  | {
      readonly type: "operator_acted";
      readonly do: Action;
      readonly text?: string | undefined;
      readonly by: string;
    }
  /** Something outside the conversation decided that a person is needed: our own bug, another release's call. */
  | { readonly type: "person_needed"; readonly rule: EscalationName };

/** What came of an order to Twilio's recorder. */
export type RecordingEvent =
  /** `sid`: `RE…`; `atMs`: where it begins, epoch ms. */
  | { readonly type: "recording_started"; readonly sid: string; readonly atMs: number }
  | { readonly type: "recording_changed"; readonly to: "on" | "paused" | "over" | "deleted" }
  | {
      readonly type: "recording_failed";
      readonly during: RecordingOrder;
      /** `unreachable`: it may have been done all the same. For the log: `refused`, `call_over`, `fault`. */
      readonly code: string;
      /** HTTP status and Twilio's own code, where there was an answer. */
      readonly status?: number | undefined;
      readonly providerCode?: number | undefined;
    };

/** Words of the caller's, and the BCP 47 tag of the language they are in, where recognition says so. */
interface Prompt<T extends string> {
  readonly type: T;
  readonly text: string;
  readonly lang?: string | undefined;
}

/** What only a live socket brings. */
export type LineEvent =
  /** Cumulative words of an utterance that is not over. */
  | Prompt<"caller_was_heard">
  | Prompt<"caller_spoke">
  | { readonly type: "key_pressed"; readonly digit: string }
  | { readonly type: "caller_interrupted"; readonly fragment: string }
  | { readonly type: "agent_speaking"; readonly on: boolean }
  | { readonly type: "caller_speaking"; readonly on: boolean }
  | { readonly type: "speech_played"; readonly text: string };

/** What comes of a request to the model. */
export type RequestEvent =
  | { readonly type: "model_progressed"; readonly attempt: number }
  | { readonly type: "model_spoke"; readonly attempt: number; readonly delta: string }
  | {
      readonly type: "model_called_tool";
      readonly attempt: number;
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
    }
  | {
      readonly type: "model_finished";
      readonly attempt: number;
      readonly reason: "stop" | "length" | "content_filter" | "tool_calls";
      readonly usage?:
        | {
            readonly inputTokens: number;
            readonly cachedTokens: number;
            readonly outputTokens: number;
            /** Millionths of a dollar; absent where the model's price is not known. */
            readonly microUsd?: number;
          }
        | undefined;
    }
  | ({ readonly type: "model_failed"; readonly attempt: number; readonly code: string } & ModelFault);

/** What the server has said of a failure, as far as it is a code, and what can be done about it. For the log. */
export interface ModelFault {
  /** HTTP status. */
  readonly status?: number | undefined;
  /** The provider's own code. */
  readonly providerCode?: string | undefined;
  readonly advice?: string | undefined;
}
