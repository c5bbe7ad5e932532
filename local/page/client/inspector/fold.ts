import type { StackEvent } from "../../../twilio/events.ts";
import type { Turn } from "../state/turns.ts";
import { field } from "./digest.ts";

/** Events that are looked at as one: a sentence in its tokens, a request and its answer, a tool and its result. */
export interface Row {
  /** Of the first event. */
  readonly seq: number;
  readonly callSid: string | undefined;
  readonly events: readonly [StackEvent, ...StackEvent[]];
}

/** A turn of the call, from the caller's first word to their next; or what goes before, and what comes after. */
export interface Section {
  readonly seq: number;
  readonly at: number;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly turn?: Turn;
}

/** What events have in common that stand in one row; undefined for one that stands alone. */
function bondOf(event: StackEvent): string | undefined {
  switch (event.kind) {
    case "frame": {
      const type = typeOf(event.frame);
      return type === "text" || type === "info" ? type : type === "prompt" ? "heard" : undefined;
    }
    case "caller_speech":
      return "heard";
    case "agent_speech":
      return `speech ${event.id}`;
    case "webhook_request":
    case "webhook_response":
      return `webhook ${event.id}`;
    case "model_request":
    case "model_response":
      return `attempt ${event.attempt}`;
    case "log":
      return event.event === "model.finished" ? `attempt ${event.fields.attempt}` : undefined;
    case "tool":
      return `tool ${event.callId}`;
    default:
      return undefined;
  }
}

/** After it, the next of its kind begins a row of its own. */
const closes = (event: StackEvent): boolean =>
  event.kind === "frame" && typeOf(event.frame) === "text" && field(event.frame, "last") === true;

const beginsAnew = (event: StackEvent, row: Row): boolean =>
  event.kind === "caller_speech" && row.events.some((e) => e.kind === "caller_speech" && e.final);

/** Puts events into rows, in the order of the first of each. */
export function foldRows(events: readonly StackEvent[]): readonly Row[] {
  const rows: { seq: number; callSid: string | undefined; events: [StackEvent, ...StackEvent[]] }[] = [];
  const open = new Map<string, (typeof rows)[number]>();
  for (const event of events) {
    const bond = bondOf(event);
    const key = `${event.callSid} ${bond}`;
    const row = bond === undefined ? undefined : open.get(key);
    if (row && !beginsAnew(event, row)) row.events.push(event);
    else {
      const fresh = { seq: event.seq, callSid: event.callSid, events: [event] as [StackEvent] };
      rows.push(fresh);
      if (bond !== undefined) open.set(key, fresh);
    }
    if (closes(event)) open.delete(key);
  }
  return rows;
}

/**
 * Puts the events of one call into its turns. A turn begins with the caller's first word or key after the last turn was
 * answered, so that a request that was a guess on half a sentence stands in the turn it was for.
 */
export function foldTurns(events: readonly StackEvent[], turns: readonly Turn[]): readonly Section[] {
  const parts: { title: string; events: StackEvent[] }[] = [];
  let spoken = true;
  /** The caller is in the middle of a sentence: what the agent still says is of the turn before, and so is its end. */
  let hearing = false;
  /** Where they began it: the call may be queued before they have finished. */
  let begun: (typeof parts)[number] | undefined;
  for (const event of events) {
    let part = parts.at(-1);
    const byCaller = event.kind === "caller_speech" || event.kind === "caller_key";
    const title = byCaller ? (spoken ? "…" : undefined) : titleOf(event);
    if (!part || title !== undefined) {
      part = { title: title ?? "The call comes in", events: [] };
      parts.push(part);
    }
    part.events.push(event);
    if (title === "…") begun = part;
    if (event.kind === "caller_speech" && event.text) {
      spoken = event.final;
      hearing = !event.final;
      (begun ?? part).title = `“${event.text}”`;
    } else if (event.kind === "caller_key") {
      spoken = false;
      part.title = part.title.startsWith("Keys") ? `${part.title}${event.digit}` : `Keys ${event.digit}`;
    } else if (event.kind === "agent_speech" && event.state === "started" && !hearing) spoken = true;
  }
  return parts.map(({ title, events: own }) => {
    const [first] = own;
    const last = own.at(-1);
    const turn = turns.find(({ saidAt }) => saidAt >= (first?.at ?? 0) && saidAt <= (last?.at ?? 0));
    return {
      seq: first?.seq ?? 0,
      at: first?.at ?? 0,
      title,
      rows: foldRows(own),
      ...(turn ? { turn } : {}),
    };
  });
}

/** What begins a part of the call that the caller does not begin. */
function titleOf(event: StackEvent): string | undefined {
  if (event.kind === "verb" && event.verb === "Enqueue") return "Queued for a person";
  if (event.kind === "task" && event.task.status === "assigned") return "A person has taken over";
  if (event.kind === "call" && event.status !== "ringing" && event.status !== "in-progress") return "The end";
  return undefined;
}

const typeOf = (frame: unknown): unknown => field(frame, "type");
