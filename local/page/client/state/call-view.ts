import { AGENT_PARAMETER } from "../../../../worker/protocol/relay/connect-reason.ts";
import { addSpend, NOTHING_SPENT, type Spend } from "../../../recorder/spend.ts";
import type { CallStatus, StackEvent, ToolCalled } from "../../../twilio/events.ts";
import { hearTurn, type Turn } from "./turns.ts";

/** One entry of the conversation, in the order it began. Times are the stack's epoch milliseconds. */
export type Line =
  | {
      readonly who: "agent";
      readonly id: string;
      readonly at: number;
      readonly text: string;
      /** How long the whole of it takes to say. */
      readonly ms: number;
      readonly endedAt?: number;
      readonly state: "speaking" | "finished" | "cut";
      /** What the caller heard of it; the whole text unless it was cut. */
      readonly heard: string;
      readonly lang: string;
      /** `say`: Twilio's own voice, reading a document. */
      readonly source: "greeting" | "text" | "say";
    }
  | { readonly who: "caller"; readonly at: number; readonly text: string; readonly final: boolean }
  | { readonly who: "tool"; readonly at: number; readonly tool: ToolCalled }
  | { readonly who: "keys"; readonly at: number; readonly digits: string }
  | { readonly who: "sms"; readonly at: number; readonly from: string; readonly body: string }
  | { readonly who: "note"; readonly at: number; readonly text: string; readonly tone: "calm" | "warning" };

/** Whom the caller is with. */
export type Company = "nobody" | "agent" | "queue" | "person";

/** A call as the phone shows it. */
export interface CallView {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
  readonly status: CallStatus;
  readonly company: Company;
  /** The furthest the call has come. */
  readonly reached: Company;
  /** The agent's name, where more than one could have answered. */
  readonly agent?: string;
  /** What becomes of what is said; absent where it is not recorded. */
  readonly recording?: "recorded" | "paused";
  /** What Twilio has complained of. */
  readonly alerts: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** BCP 47 tag the agent spoke in last. */
  readonly lang: string;
  readonly lines: readonly Line[];
  readonly turns: readonly Turn[];
  readonly spend: Spend;
}

export const newCall = (callSid: string, at: number): CallView => ({
  callSid,
  from: "",
  to: "",
  status: "ringing",
  company: "nobody",
  reached: "nobody",
  alerts: 0,
  startedAt: at,
  lang: "en-US",
  lines: [],
  turns: [],
  spend: NOTHING_SPENT,
});

export const isLive = (call: CallView | undefined): call is CallView =>
  call !== undefined && (call.status === "ringing" || call.status === "in-progress");

/** The piece the agent is saying now. */
export const speakingLine = (call: CallView | undefined): Extract<Line, { who: "agent" }> | undefined => {
  const line = call?.lines.findLast((l) => l.who === "agent");
  return line?.who === "agent" && line.state === "speaking" ? line : undefined;
};

const WAY: readonly Company[] = ["nobody", "agent", "queue", "person"];

/** The call after one of its events. */
export function hear(call: CallView, event: StackEvent): CallView {
  const next = heard(call, event);
  return WAY.indexOf(next.company) > WAY.indexOf(next.reached) ? { ...next, reached: next.company } : next;
}

function heard(call: CallView, event: StackEvent): CallView {
  const turns = hearTurn(call.turns, event);
  const timed = turns === call.turns ? call : { ...call, turns };
  switch (event.kind) {
    case "call":
      return hearStatus(timed, event);
    case "agent_speech":
      return { ...timed, lang: event.lang || timed.lang, lines: hearAgent(timed.lines, event) };
    case "caller_speech":
      return { ...timed, lines: hearCaller(timed.lines, event) };
    case "caller_key":
      return { ...timed, lines: hearKey(timed.lines, event.digit, event.at) };
    case "sms":
      return withLine(timed, { who: "sms", at: event.at, from: event.from, body: event.body });
    case "socket":
      return hearSocket(timed, event);
    case "verb":
      return hearVerb(timed, event);
    case "task":
      return hearTask(timed, event);
    case "tool":
      return { ...timed, lines: hearTool(timed.lines, event) };
    case "recording":
      return hearRecording(timed, event.status);
    case "alert":
      return { ...timed, alerts: timed.alerts + 1 };
    case "frame":
      return hearSetup(timed, event.frame);
    case "log":
      return { ...timed, spend: addSpend(timed.spend, event) };
    default:
      return timed;
  }
}

type Of<K extends StackEvent["kind"]> = Extract<StackEvent, { kind: K }>;

const withLine = (call: CallView, line: Line): CallView => ({ ...call, lines: [...call.lines, line] });

/** Adds a remark once: hold music that loops is one remark. */
function note(call: CallView, at: number, text: string, tone: "calm" | "warning" = "calm"): CallView {
  const last = call.lines.findLast((line) => line.who === "note");
  return last?.who === "note" && last.text === text ? call : withLine(call, { who: "note", at, text, tone });
}

const REACHED: Readonly<Record<Company, string>> = {
  nobody: "not connected",
  agent: "with the agent",
  queue: "nobody took it",
  person: "with a person",
};

/** How a call ended, or that it goes on, in a word or two. */
export function outcomeOf({ status, reached }: CallView): string {
  if (status === "ringing" || status === "in-progress") return "live";
  return status === "completed" ? REACHED[reached] : ENDED[status].toLowerCase();
}

const ENDED: Readonly<Record<Exclude<CallStatus, "ringing" | "in-progress">, string>> = {
  completed: "Call ended",
  busy: "The line was busy",
  failed: "The call failed",
  "no-answer": "Nobody answered",
};

function hearStatus(call: CallView, event: Of<"call">): CallView {
  const known = { ...call, from: event.from || call.from, to: event.to || call.to, status: event.status };
  if (event.status === "ringing" || event.status === "in-progress") return known;
  const lines = known.lines.map((line) => (line.who === "caller" ? { ...line, final: true } : line));
  const tone = event.status === "completed" ? "calm" : "warning";
  return note({ ...known, company: "nobody", endedAt: event.at, lines }, event.at, ENDED[event.status], tone);
}

function hearAgent(lines: readonly Line[], event: Of<"agent_speech">): readonly Line[] {
  if (event.state === "started") {
    const { id, at, text, ms, lang, source } = event;
    return [...lines, { who: "agent", id, at, text, ms, lang, source, state: "speaking", heard: text }];
  }
  const index = lines.findLastIndex((line) => line.who === "agent" && line.id === event.id);
  const line = lines[index];
  if (line?.who !== "agent") return lines;
  const heard = event.state === "cut" ? heardPart(line, event) : line.text;
  return lines.with(index, { ...line, state: event.state, heard, endedAt: event.at });
}

/** A tool has one line, from its call to its result; that stands before whatever was said meanwhile. */
function hearTool(lines: readonly Line[], { at, ...tool }: Of<"tool">): readonly Line[] {
  const index = lines.findIndex((line) => line.who === "tool" && line.tool.callId === tool.callId);
  const before = lines[index];
  return before
    ? lines.with(index, { who: "tool", at: before.at, tool })
    : [...lines, { who: "tool", at, tool }];
}

const RECORDING: Partial<Record<Of<"recording">["status"], NonNullable<CallView["recording"]>>> = {
  "in-progress": "recorded",
  paused: "paused",
};

function hearRecording(
  { recording: _before, ...call }: CallView,
  status: Of<"recording">["status"],
): CallView {
  const recording = RECORDING[status];
  return recording === undefined ? call : { ...call, recording };
}

function hearSetup(call: CallView, frame: unknown): CallView {
  if (typeof frame !== "object" || frame === null || !("customParameters" in frame)) return call;
  // Twilio's own: texts by name.
  const parameters = frame.customParameters as Readonly<Record<string, string>>;
  const agent = parameters[AGENT_PARAMETER];
  return agent === undefined ? call : { ...call, agent };
}

/** A cut reports the heard words, or the whole text again: then the time that passed decides, in whole words. */
function heardPart(line: Extract<Line, { who: "agent" }>, cut: Of<"agent_speech">): string {
  const reported = cut.text.trim();
  if (reported.length < line.text.trim().length && line.text.trim().startsWith(reported)) return reported;
  return spokenSoFar(line.text, (cut.at - line.at) / line.ms);
}

/** The words of `text` that have been said after `share` (0 to 1) of its time. */
export function spokenSoFar(text: string, share: number): string {
  if (!(share < 1)) return text;
  const reached = Math.round(text.length * Math.max(0, share));
  const wordEnd = text.slice(reached).search(/\s|$/);
  return text.slice(0, reached + wordEnd);
}

function hearCaller(lines: readonly Line[], event: Of<"caller_speech">): readonly Line[] {
  const { text, final, at } = event;
  const index = lines.findLastIndex((line) => line.who === "caller" && !line.final);
  const open = lines[index];
  if (open?.who === "caller") return lines.with(index, { ...open, text: text || open.text, final });
  return text.trim() ? [...lines, { who: "caller", at, text, final }] : lines;
}

/** Keys pressed one after the other stand together. */
function hearKey(lines: readonly Line[], digit: string, at: number): readonly Line[] {
  const last = lines.at(-1);
  return last?.who === "keys"
    ? lines.with(-1, { ...last, digits: last.digits + digit })
    : [...lines, { who: "keys", at, digits: digit }];
}

function hearSocket(call: CallView, event: Of<"socket">): CallView {
  if (event.state === "open") return { ...call, company: "agent" };
  if (event.state === "refused") return note(call, event.at, "The agent could not be reached", "warning");
  const left: CallView = call.company === "agent" ? { ...call, company: "nobody" } : call;
  return event.code === 1000 || call.company !== "agent"
    ? left
    : note(left, event.at, "The connection to the agent was lost", "warning");
}

function hearVerb(call: CallView, event: Of<"verb">): CallView {
  switch (event.verb) {
    case "Enqueue":
      return note({ ...call, company: "queue" }, event.at, "Waiting for a person");
    case "Play":
      // Before the agent it is the moment of silence that lets the line settle.
      return call.company === "queue" ? note(call, event.at, "♪ Hold music") : call;
    case "Dial":
      return note(call, event.at, "Transferring the call");
    case "Reject":
      return note(call, event.at, "The call was rejected", "warning");
    default:
      return call;
  }
}

function hearTask(call: CallView, event: Of<"task">): CallView {
  if (!isLive(call)) return call;
  if (event.task.status === "assigned")
    return note({ ...call, company: "person" }, event.at, "A person took the call");
  if (event.task.status === "canceled") {
    const left: CallView = { ...call, company: "nobody" };
    return event.task.reason === "leave"
      ? note(left, event.at, "You left the queue")
      : note(left, event.at, "Nobody took the call", "warning");
  }
  return call;
}
