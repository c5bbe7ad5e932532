import { present } from "../../worker/protocol/present.ts";
import type { CallContext, CallListener } from "./call-context.ts";
import { type CallIdentity, callParams, FIRST_REQUEST_ONLY } from "./call-params.ts";
import { pause } from "./clock.ts";
import type { CallStatus } from "./events.ts";
import { createCallerSpeech } from "./relay/caller-speech.ts";
import { RECORDED } from "./settings.ts";
import { newSid } from "./sid.ts";
import type { Stack } from "./stack.ts";
import type { TaskRouter } from "./task-router/task-router.ts";
import { runDocuments } from "./twiml/interpreter.ts";
import { notify } from "./webhook.ts";

/** A caller on the line. What is ordered after the call has ended does nothing. */
export interface Call {
  readonly sid: string;
  /** @returns when the final recognition result is out. */
  say(text: string, instant: boolean): Promise<void>;
  hear(text: string, final: boolean): void;
  /** @returns when the last key has been pressed. */
  press(digits: string): Promise<void>;
  cough(): void;
  dropSocket(): void;
  hangUp(): void;
  /** After the last callback. */
  readonly over: Promise<void>;
}

/** One inbound call: rings, runs the TwiML of its number, and ends with the status callback. */
export function startCall(
  stack: Stack,
  router: TaskRouter,
  voiceUrl: string,
  from: string,
  to: string,
): Call {
  const { speech } = stack;
  const identity: CallIdentity = { accountSid: stack.accountSid, callSid: newSid("CA"), from, to };
  const { callSid } = identity;
  const line = new AbortController();
  let status: CallStatus = "ringing";
  let answeredAt: number | undefined;
  let listener: CallListener = {};

  function enter(next: CallStatus): void {
    status = next;
    const durationS =
      answeredAt === undefined || next === "in-progress"
        ? undefined
        : Math.round((speech.now() - answeredAt) / 1000);
    stack.emit(present({ kind: "call", status, from, to, durationS }), callSid);
  }

  function end(as: CallStatus): void {
    if (line.signal.aborted) return;
    enter(as);
    line.abort();
  }

  const context: CallContext = {
    stack,
    router,
    identity,
    status: () => status,
    answer() {
      if (status !== "ringing") return;
      answeredAt = speech.now();
      enter("in-progress");
    },
    listen(next) {
      const before = listener;
      listener = next;
      return () => {
        listener = before;
      };
    },
    run: (request, place) => runDocuments(context, request, place),
  };

  const caller = createCallerSpeech(speech, stack.settings, line.signal, (heard) => {
    stack.emit({ kind: "caller_speech", text: heard.text, final: heard.kind === "final" }, callSid);
    listener.recognised?.(heard);
  });

  async function run(): Promise<void> {
    enter("ringing");
    const params = { ...callParams(identity, status), ...FIRST_REQUEST_ONLY, CallToken: newSid("") };
    const place = { signal: line.signal, inQueue: false, params: () => ({}) };
    const outcome = await context.run({ url: voiceUrl, method: "POST", params }, place);
    // A document without a verb answers the call and ends it.
    if (outcome.go === "on") context.answer();
    end(outcome.go === "hang_up" ? (outcome.as ?? "completed") : "completed");
    await reportStatus();
  }

  async function reportStatus(): Promise<void> {
    if (!stack.statusUrl) return;
    await pause(speech, RECORDED.statusCallbackMs);
    const seconds = answeredAt === undefined ? 0 : Math.round((speech.now() - answeredAt) / 1000);
    const params = {
      ...callParams(identity, status),
      CallDuration: String(seconds),
      Duration: String(Math.ceil(seconds / 60)),
      Timestamp: new Date().toUTCString().replace("GMT", "+0000"),
      CallbackSource: "call-progress-events",
      SequenceNumber: "0",
    };
    await notify(stack, { url: stack.statusUrl, method: "POST", params }, callSid);
  }

  return {
    sid: callSid,
    say: caller.say,
    hear: caller.hear,
    async press(digits) {
      for (const [i, digit] of [...digits].entries()) {
        if (i > 0) await pause(speech, RECORDED.keyMs, line.signal);
        if (line.signal.aborted) return;
        stack.emit({ kind: "caller_key", digit }, callSid);
        listener.pressed?.(digit);
      }
    },
    cough: () => listener.coughed?.(),
    dropSocket: () => listener.dropSocket?.(),
    hangUp: () => end(answeredAt === undefined ? "no-answer" : "completed"),
    over: run(),
  };
}
