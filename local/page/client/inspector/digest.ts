import type { StackEvent } from "../../../twilio/events.ts";
import { briefJson } from "../parts/wording.ts";
import { DECISIONS } from "./decisions.ts";

/** Kinds of events that are looked at together. */
export const GROUPS = {
  agent: { label: "Agent", kinds: ["model_request", "model_response", "tool", "log", "agents"] },
  frames: { label: "Frames", kinds: ["frame", "socket"] },
  webhooks: { label: "Webhooks", kinds: ["webhook_request", "webhook_response", "rest"] },
  speech: { label: "Speech", kinds: ["agent_speech", "caller_speech", "caller_key"] },
  call: { label: "Call", kinds: ["call", "verb", "task", "workers", "sms"] },
  trouble: { label: "Alerts", kinds: ["alert", "fault"] },
} as const satisfies Record<string, { label: string; kinds: readonly StackEvent["kind"][] }>;

export type Group = keyof typeof GROUPS;

// Object.keys forgets the literal keys.
export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];

const GROUP_OF: ReadonlyMap<string, Group> = new Map(
  GROUP_NAMES.flatMap((group) => GROUPS[group].kinds.map((kind): [string, Group] => [kind, group])),
);

/** The group of an event. A kind this page does not know yet is a matter of the call. */
export const groupOf = (event: StackEvent): Group => GROUP_OF.get(event.kind) ?? "call";

/** An event in one line: which way it went, what it was, and what it said. */
export interface Digest {
  /** `out`: from Twilio's side to ours. `in`: from ours to Twilio. */
  readonly way: "out" | "in" | "none";
  readonly label: string;
  readonly text: string;
  readonly tone: "plain" | "warning";
  readonly ms?: number;
}

export function digest(event: StackEvent): Digest {
  switch (event.kind) {
    case "frame":
      return {
        ...line(frameLabel(event.frame), frameText(event.frame)),
        way: event.direction === "to_worker" ? "out" : "in",
      };
    case "socket": {
      const why = [event.code, event.reason].filter((part) => part !== undefined && part !== "").join(" ");
      const lost = event.state === "refused" || (event.state === "closed" && event.code !== 1000);
      return line(`socket ${event.state}`, `#${event.socket}${why ? ` · ${why}` : ""}`, lost);
    }
    case "webhook_request":
      return { ...line("POST", `${event.name}${picked(event.params)}`), way: "out" };
    case "webhook_response": {
      const text = `${event.name} · ${event.body.replaceAll(/\s+/g, " ").replace(/^<\?xml.*?\?>\s*/, "")}`;
      return {
        ...line(String(event.status || "no answer"), text, event.status < 200 || event.status >= 300),
        way: "in",
        ms: event.ms,
      };
    }
    case "rest":
      return {
        ...line("REST", `${event.method} ${resource(event.path)} · ${event.status}`, event.status >= 400),
        way: "in",
        ms: event.ms,
      };
    case "agent_speech":
      return { ...line(SPEAKS[event.state], event.text), ms: event.ms };
    case "caller_speech":
      return line(event.final ? "caller said" : "caller …", event.text);
    case "caller_key":
      return line("key", event.digit);
    case "call":
      return line(
        "call",
        `${event.status} · ${event.from} → ${event.to}`,
        event.status === "failed" || event.status === "busy",
      );
    case "verb":
      return line(`<${event.verb}>`, pairs(event.detail));
    case "task":
      return line("task", `${event.task.status} · ${event.task.queueName} · ${event.task.sid}`);
    case "workers":
      return line("people", `${event.free} free, ${event.available} available of ${event.total}`);
    case "sms":
      return line("sms", `to ${event.to}: ${event.body}`);
    case "alert":
      return line(`alert ${event.code}`, event.message, true);
    case "fault":
      return line("fault", `${event.name} · ${event.detail}`, true);
    case "model_request":
      return line("model", `${event.model} …`);
    case "model_response":
      return line("model", event.error ?? event.outcome, event.outcome === "failed");
    case "tool": {
      const result = event.output === undefined ? "" : ` → ${briefJson(event.output)}`;
      const failed = event.stack !== undefined || (event.outcome !== undefined && event.outcome !== "ok");
      const called = line(event.name, `(${briefJson(event.arguments)})${result}`, failed);
      return event.ms === undefined ? called : { ...called, ms: event.ms };
    }
    case "log": {
      const words = [DECISIONS[event.event], pairs(event.fields)].filter(Boolean).join(" · ");
      return line(event.event, words, event.level !== "info");
    }
    case "agents": {
      if (event.state === "updated") return line("agents updated", event.message);
      const where = event.file === undefined ? "" : ` (${event.file}${event.line ? `:${event.line}` : ""})`;
      return line(
        "agents broken",
        `${`${event.message}${where}`.replace(/\.?$/, ".")} The last good one goes on.`,
        true,
      );
    }
    default:
      return line("event", JSON.stringify(event));
  }
}

const SPEAKS = { started: "agent says", finished: "agent said", cut: "agent cut off" } as const;

const line = (label: string, text: string, warning = false): Digest => ({
  way: "none",
  label,
  text,
  tone: warning ? "warning" : "plain",
});

const pairs = (detail: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

/** What of an address tells one request from another: no account, no workspace, no question, no whole SID. */
const resource = (path: string): string =>
  path
    .replace(/^\/(?:v1\/Workspaces|2010-04-01\/Accounts)\/\w+/, "")
    .replace(/\?.*$/, "")
    .replaceAll(/\b([A-Z]{2})[0-9a-f]{32}\b/g, "$1…");

/** The parameters that tell one webhook from another. */
function picked(params: Readonly<Record<string, string>>): string {
  const shown = ["CallStatus", "SessionStatus", "ErrorCode", "QueueResult"].flatMap((name) =>
    params[name] === undefined ? [] : [`${name}=${params[name]}`],
  );
  return shown.length > 0 ? ` · ${shown.join(" ")}` : "";
}

/** Reads a field of a frame, whatever the frame is. */
export function field(frame: unknown, name: string): unknown {
  // Any object can be read by string keys; the value stays unknown.
  return typeof frame === "object" && frame !== null
    ? (frame as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function frameLabel(frame: unknown): string {
  const type = field(frame, "type");
  return typeof type === "string" ? type : "not a frame";
}

function frameText(frame: unknown): string {
  const last = field(frame, "last");
  const mark = last === true ? " ⏎" : "";
  switch (frameLabel(frame)) {
    case "text":
      return `${JSON.stringify(field(frame, "token"))}${mark}`;
    case "prompt":
      return `${JSON.stringify(field(frame, "voicePrompt"))}${mark}`;
    case "info":
      return `${String(field(frame, "name"))} ${JSON.stringify(field(frame, "value"))}`;
    case "interrupt":
      return `heard ${JSON.stringify(field(frame, "utteranceUntilInterrupt"))} · ${String(field(frame, "durationUntilInterruptMs"))} ms`;
    case "dtmf":
      return String(field(frame, "digit"));
    case "end":
      return field(frame, "handoffData") === undefined ? "" : String(field(frame, "handoffData"));
    default:
      return typeof frame === "string" ? frame : JSON.stringify(frame);
  }
}
