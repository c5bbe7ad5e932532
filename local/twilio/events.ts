/**
 * What the simulated Twilio reports, as it happens: the phone page draws from it, `npm run call` prints it and
 * the scenario tests wait on it. Every event is plain JSON.
 */

/** Increases by one with each event of a stack. `at` is epoch milliseconds, with fractions. */
interface Stamp {
  readonly seq: number;
  readonly at: number;
  readonly callSid?: string;
}

export type CallStatus = "ringing" | "in-progress" | "completed" | "busy" | "failed" | "no-answer";
export type TaskStatus = "pending" | "reserved" | "assigned" | "wrapping" | "completed" | "canceled";

/** As Twilio has them. */
export type RecordingStatus = "in-progress" | "paused" | "stopped" | "processing" | "completed" | "deleted";

export interface Task {
  readonly sid: string;
  /** Empty where the task is no call, such as a callback that was promised. */
  readonly callSid: string;
  readonly workflowSid: string;
  readonly status: TaskStatus;
  readonly priority: number;
  readonly timeoutS: number;
  /** Ours, merged with the fields Twilio adds itself. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly queueName: string;
  /** TaskRouter's task channel; `voice` when absent. */
  readonly channel?: string;
  /** Why a task was canceled, as TaskRouter words it. */
  readonly reason?: string;
}

/** The log event of a Worker whose thread is kept: it cannot write it itself. */
export const WORKER_STUCK = "worker.stuck";

export type StackEventBody =
  | {
      readonly kind: "call";
      readonly status: CallStatus;
      readonly from: string;
      readonly to: string;
      readonly durationS?: number;
    }
  | {
      readonly kind: "webhook_request";
      readonly id: string;
      /** The path, such as `/voice/incoming`. */
      readonly name: string;
      readonly url: string;
      readonly params: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "webhook_response";
      readonly id: string;
      readonly name: string;
      /** 0 when there was no answer. */
      readonly status: number;
      readonly body: string;
      readonly ms: number;
    }
  | {
      readonly kind: "socket";
      readonly state: "open" | "refused" | "closed";
      readonly socket: number;
      readonly code?: number;
      readonly reason?: string;
    }
  | {
      readonly kind: "frame";
      readonly direction: "to_worker" | "from_worker";
      readonly socket: number;
      readonly frame: unknown;
    }
  /**
   * A piece of agent speech. `text` is what will be heard and `ms` how long it takes, real milliseconds; of a piece
   * that was cut, what was heard and how long that took.
   */
  | {
      readonly kind: "agent_speech";
      readonly state: "started" | "finished" | "cut";
      readonly id: string;
      readonly text: string;
      readonly ms: number;
      readonly lang: string;
      readonly source: "greeting" | "text" | "say";
    }
  | { readonly kind: "caller_speech"; readonly text: string; readonly final: boolean }
  | { readonly kind: "caller_key"; readonly digit: string }
  /** A TwiML verb outside ConversationRelay is being run: Say, Play, Pause, Enqueue, Dial, Hangup, Redirect, Gather, Reject. */
  | { readonly kind: "verb"; readonly verb: string; readonly detail: Readonly<Record<string, string>> }
  | { readonly kind: "task"; readonly task: Task }
  /** The people who could take a call: how many there are, are signed in as available, and are free right now. */
  | { readonly kind: "workers"; readonly total: number; readonly available: number; readonly free: number }
  /** A request to Twilio's REST API, and what it was answered. */
  | {
      readonly kind: "rest";
      readonly method: string;
      /** With its query. */
      readonly path: string;
      readonly status: number;
      readonly ms: number;
    }
  /** A recording of the call has begun, or is another than it was. */
  | { readonly kind: "recording"; readonly sid: string; readonly status: RecordingStatus }
  | { readonly kind: "sms"; readonly from: string; readonly to: string; readonly body: string }
  /** Something Twilio would put in its alerts log: an error code, a lint of the TwiML. */
  | { readonly kind: "alert"; readonly code: string; readonly message: string }
  | { readonly kind: "fault"; readonly name: string; readonly detail: string }
  | ModelRequested
  | ModelAnswered
  | ToolCalled
  /** A line of the Worker's log: what it decided, and why. */
  | {
      readonly kind: "log";
      readonly level: "info" | "warning" | "error";
      /** Such as `turn.interrupted`. */
      readonly event: string;
      readonly fields: Readonly<Record<string, string | number | boolean>>;
    }
  /** The agents were edited: what answers the next call, or why that is still the last good one. */
  | {
      readonly kind: "agents";
      readonly state: "updated" | "broken";
      readonly message: string;
      readonly file?: string;
      readonly line?: number;
    };

/** What the Worker asks of the model. */
export interface ModelRequested {
  readonly kind: "model_request";
  /** The same of its answer. */
  readonly id: string;
  /** The Worker's own number of it within the call; its log lines name it. */
  readonly attempt: number;
  /** It was sent before the caller had finished. */
  readonly guess: boolean;
  readonly model: string;
  /** An earlier request of the call was still being answered. */
  readonly beside: boolean;
  /** Absent when it is that of the request before: a prompt may have 100 kB. */
  readonly prompt?: { readonly instructions: string; readonly tools: readonly unknown[] };
  readonly messages: readonly ModelMessage[];
}

export interface ModelMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly text: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[];
}

export interface ModelAnswered {
  readonly kind: "model_response";
  readonly id: string;
  readonly attempt: number;
  /** `stopped`: the Worker did not want it any more. */
  readonly outcome: "finished" | "stopped" | "failed";
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  /** From the request to the first word or the first sign of a tool call, milliseconds. */
  readonly firstTokenMs?: number;
  readonly ms: number;
  readonly usage?: {
    readonly inputTokens: number;
    readonly cachedTokens: number;
    readonly outputTokens: number;
  };
  /** What the server said when it refused. */
  readonly error?: string;
}

/** A tool as far as it has come; each event holds all that is known. */
export interface ToolCalled {
  readonly kind: "tool";
  readonly callId: string;
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
  /** What the model was told. */
  readonly output?: string;
  readonly outcome?: string;
  readonly ms?: number;
  /** What it threw: the kind of error, and where. */
  readonly stack?: string;
}

export type StackEvent = Stamp & StackEventBody;

/** Faults that can be switched on, one by one, from the page's menu or from a test. */
export interface Faults {
  /** Added to every frame in both directions, milliseconds. */
  frameLatencyMs: number;
  /** Refuse the next N websocket connects, as an unreachable Worker would. */
  refuseSockets: number;
  /** Deliver each action callback twice. */
  duplicateCallbacks: boolean;
  /** Delay of every webhook request, milliseconds (Twilio gives up after 15 s). */
  webhookLatencyMs: number;
  /** Leave out `info` frames, as without `events`. */
  muteInfo: boolean;
  /** Split finals: one spoken turn arrives as two `last:true` prompts 300 ms apart. */
  splitFinals: boolean;
  /** `info` frames carry `ts` (epoch milliseconds), as in 2025. */
  infoTimestamps: boolean;
  /** `durationUntilInterruptMs` is a string, as in older documents. */
  stringDurations: boolean;
  /** An `info` with an unknown name and a `configUpdated` follow each `setup` and each final prompt. */
  unknownFrames: boolean;
  /** The action callback goes out before the socket is closed instead of after. */
  actionBeforeClose: boolean;
  /** Added to TaskRouter's statistics, milliseconds. */
  statisticsLatencyMs: number;
  /** TaskRouter's statistics answer 500. */
  statisticsFail: boolean;
  /** TaskRouter's statistics are of another form than documented. */
  statisticsGarbage: boolean;
  /** TaskRouter's statistics are those of a quiet floor: everybody is free, and nobody is in line. */
  statisticsWrong: boolean;
  /** No further call gets into a queue. */
  queueFull: boolean;
  /** Twilio's own queue malfunctions: each call leaves it at once, as `system-error`. */
  queueFails: boolean;
}

/** What a client of the stack (page, script, test) may order. */
export type StackCommand =
  | { readonly do: "dial"; readonly from?: string; readonly to?: string }
  /** Says a whole utterance: partial prompts at a human pace, then the final one. Over the agent it barges in. */
  | { readonly do: "say"; readonly callSid: string; readonly text: string; readonly instant?: boolean }
  /** Live recognition: cumulative text so far; `final` closes the utterance. */
  | { readonly do: "hear"; readonly callSid: string; readonly text: string; readonly final: boolean }
  | { readonly do: "press"; readonly callSid: string; readonly digits: string }
  /** A noise over the agent: barges in like speech, and no prompt follows. */
  | { readonly do: "cough"; readonly callSid: string }
  | { readonly do: "hang_up"; readonly callSid: string }
  /** Drops the websocket mid-call, as a broken network would. */
  | { readonly do: "drop_socket"; readonly callSid: string }
  | { readonly do: "set_faults"; readonly faults: Partial<Faults> }
  | {
      readonly do: "task";
      readonly taskSid: string;
      /** `ring_out`: nobody answers the reservation in time. `expire`: nobody takes the task in time. */
      readonly action: "accept" | "complete" | "cancel" | "reject" | "ring_out" | "expire";
    }
  /** How many of the people are signed in as available. */
  | { readonly do: "workers"; readonly available: number };

/** What an order answers. `callSid` names the call that was dialled or spoken to. */
export interface CommandResult {
  readonly callSid?: string;
}
