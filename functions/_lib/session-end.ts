import { type Handoff, parseHandoff } from "../../worker/protocol/handoff.ts";
import { handoffWithoutAgent } from "./person.ts";

/**
 * How a relay session ended, as Twilio reports it to the action URL. Nothing about it is guaranteed.
 * Source: ConversationRelay "result of TwiML execution", and wire recordings.
 */
export interface SessionEnd {
  /** `ended` by us, `completed` by the caller's hang-up, `failed`. */
  readonly status: string | undefined;
  readonly errorCode: string | undefined;
  readonly callOver: boolean;
  readonly handoffData: string | undefined;
  readonly seconds: number | undefined;
}

/** What happens with the call next. A further way to go on is a further member. */
export type NextStep =
  /** The caller is gone; nobody hears the answer. */
  | { readonly kind: "nothing" }
  /** The agent has said goodbye. */
  | { readonly kind: "goodbye" }
  | { readonly kind: "reconnect" }
  /** Twilio does not take what was published: the call begins again, as the code has the agent. */
  | { readonly kind: "begin_again"; readonly refused: { readonly version: number; readonly code: string } }
  | {
      readonly kind: "person";
      readonly handoff: Handoff;
      /** What the agent's own notes were worth; for the operator. */
      readonly notes: "whole" | "repaired" | "unreadable" | "absent";
      /** The agent is out of reach: the caller has been told nothing yet, and is not sent back to it. */
      readonly agentDown: boolean;
    };

/** The socket was lost on a call that goes on. Source: 64105 on the wire, 39001 in the documents' sample. */
const LOST_SOCKET: ReadonlySet<string> = new Set(["64105", "39001"]);

/** Invalid attributes, address unreachable, concurrency limit: another try would end the same way. */
const NEVER_CAME_UP: ReadonlySet<string> = new Set(["64101", "64102", "64109"]);

/** What the attributes of the connection may be refused for: a value, or one that a provider does not support. */
const ATTRIBUTES_REFUSED: ReadonlySet<string> = new Set(["64101", "64106"]);
/** Later, a session has had attributes that Twilio takes. Seconds. */
const BEGINNING_S = 10;

/**
 * Decides by session status, error code and call status; `HandoffData` counts only where the agent can have sent
 * it. Whatever does not fit the table reaches a person, as that loses nobody.
 *
 * @param connects - connects of this call so far, this session's included.
 * @param version - which the call has of its agent; undefined for the code.
 */
export function decide(
  session: SessionEnd,
  {
    connects,
    maxConnects,
    language,
    version,
  }: { connects: number; maxConnects: number; language: string; version?: number | undefined },
): NextStep {
  if (session.callOver) return { kind: "nothing" };

  if (session.handoffData !== undefined) return handedOver(session.handoffData, language);

  switch (session.status) {
    case "completed":
      return { kind: "nothing" };
    case "ended":
      return { kind: "goodbye" };
    case "failed": {
      const code = session.errorCode ?? "";
      const isBeginning = connects === 1 && (session.seconds ?? 0) < BEGINNING_S;
      if (version !== undefined && isBeginning && ATTRIBUTES_REFUSED.has(code))
        return { kind: "begin_again", refused: { version, code } };
      if (NEVER_CAME_UP.has(code)) return unreachable("The assistant could not be reached.", language);
      if (!LOST_SOCKET.has(code)) return unreachable("The assistant's connection failed.", language);
      if (connects === 1 && session.seconds === 0)
        return unreachable("The assistant never came up.", language);
      if (connects >= maxConnects)
        return unreachable("The assistant's connection was lost too often.", language);
      return { kind: "reconnect" };
    }
    default:
      return unreachable("The assistant's session ended in an unknown way.", language);
  }
}

/** A hand-off that cannot be read is still one: the caller was promised a person. */
function handedOver(raw: string, language: string): NextStep {
  const parsed = parseHandoff(raw);
  if (parsed) {
    const notes = parsed.repaired ? "repaired" : "whole";
    return { kind: "person", handoff: parsed.handoff, notes, agentDown: false };
  }
  const reason = "The assistant handed the call over, but its notes could not be read.";
  const handoff = handoffWithoutAgent("rule", reason, language);
  return { kind: "person", handoff, notes: "unreadable", agentDown: false };
}

const unreachable = (reason: string, language: string): NextStep => ({
  kind: "person",
  handoff: handoffWithoutAgent("agent_unreachable", reason, language),
  notes: "absent",
  agentDown: true,
});
