import type { LogEvent } from "../../protocol/log/log-events.ts";
import type { Outbound } from "../../protocol/relay/outbound.ts";
import type { RecordingOrder } from "./parts.ts";
import type { Item } from "./transcript.ts";

/** Orders that `step` gives; whoever holds the ports carries them out, in order. */
export type Effect =
  | { readonly type: "send"; readonly frame: Outbound }
  | {
      readonly type: "ask_model";
      readonly attempt: number;
      readonly model: "main" | "fallback";
      readonly items: readonly Item[];
      /** Facts of this moment, after everything else. */
      readonly trailer: string | undefined;
      readonly toolChoice: "auto" | "none" | { readonly name: string };
      /** Sent on words that may yet go on. */
      readonly guess?: true;
    }
  | { readonly type: "stop_model"; readonly attempt: number }
  | {
      readonly type: "run_tool";
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
      readonly key: string;
      readonly deadlineMs: number;
    }
  | { readonly type: "stop_tool"; readonly callId: string }
  /** Asks the agent's sources who is calling; answered by `caller_known`. */
  | { readonly type: "look_up_caller" }
  /** Answered by `availability_known`. */
  | { readonly type: "check_availability" }
  /** To Twilio's recorder; answered by a `RecordingEvent`. `again`: an earlier process may have had it done. */
  | {
      readonly type: "record";
      readonly order: RecordingOrder;
      readonly sid: string | undefined;
      readonly again: boolean;
    }
  /** What a first turn would otherwise pay for: the model's connection, the language's patterns. */
  | { readonly type: "warm_up"; readonly language: string }
  /** `soon`: once what else was ordered in this step is on its way; at once otherwise. */
  | { readonly type: "save"; readonly soon?: true }
  /** Nothing more is to come on it, and Twilio has not closed it. */
  | { readonly type: "close_socket" }
  /** The record is complete; nothing more is expected on this call. */
  | { readonly type: "finish" }
  | {
      readonly type: "log";
      readonly event: LogEvent;
      readonly fields: Readonly<Record<string, string | number | boolean>>;
    };
