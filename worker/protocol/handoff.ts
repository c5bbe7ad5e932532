import {
  fieldsOf,
  figure,
  flag,
  isRecord,
  listOf,
  oneOf,
  otherwise,
  type Read,
  text,
} from "./json-reader.ts";
import { present } from "./present.ts";

/**
 * What leaves the conversation when a person takes over: the contract between the Worker (which writes it
 * into `end.handoffData`), the Functions (which turn it into task attributes) and the Flex plugin.
 */

export const REASON_CODES = [
  "caller_requested",
  "caller_frustrated",
  "out_of_scope",
  "policy_required",
  "verification_failed",
  "repeated_misunderstanding",
  "tool_failed",
  "model_failed",
  "agent_unreachable",
  "safety",
  "rule",
] as const;

export const SENTIMENTS = ["positive", "neutral", "negative"] as const;

export type ReasonCode = (typeof REASON_CODES)[number];
export type Sentiment = (typeof SENTIMENTS)[number];

/** Something learned in the call. `value` is what may be shown; a secret is masked before it gets here. */
export const readFact = fieldsOf(
  {
    name: text,
    value: text,
    from: otherwise(oneOf(["caller", "tool", "keypad", "agent"]), "agent"),
    confirmed: otherwise(flag, false),
  },
  {},
);
export type Fact = Read<typeof readFact>;

/** Something the agent did, in words ("Looked up order 1042"), and how it went. */
const readStep = fieldsOf(
  {
    what: text,
    outcome: otherwise(oneOf(["ok", "failed", "timeout", "refused", "pending"]), "ok"),
  },
  {},
);
export type Step = Read<typeof readStep>;

/**
 * Who the caller is. `verified` and `failed` come from a check that a tool has made, `claimed` from the caller's words
 * alone. Where nothing is known our engine leaves the whole of it out; `unknown` is for whoever has to say so.
 */
const readIdentity = fieldsOf(
  { status: oneOf(["unknown", "claimed", "verified", "failed"]) },
  {
    /** What was checked: "order number and ZIP code". */
    method: text,
    /** Of a caller who failed: the name they gave. */
    name: text,
  },
);
export type Identity = Read<typeof readIdentity>;

/** One thing that was known, from where it is; a memory has no name. */
const readKnown = fieldsOf({ from: text, value: text }, { name: text });

const readQuality = fieldsOf(
  { turns: figure, interruptions: figure, reprompts: figure, toolFailures: figure },
  {
    /** Median from the caller's last word (final prompt) to our first text frame, milliseconds. */
    latencyMs: figure,
  },
);

/** What is never absent. */
const REQUIRED = {
  v: oneOf([1]),
  reasonCode: oneOf(REASON_CODES),
  /** One sentence in plain words: why the caller is handed over. */
  reason: text,
  callSummary: text,
  sentiment: oneOf(SENTIMENTS),
  /** Who decided: the model through its tool, the caller by asking or pressing 0, or a rule of ours. */
  triggeredBy: oneOf(["model", "caller", "rule"]),
  /** BCP 47 tag the call ended in. */
  language: text,
};

const OPTIONAL = {
  sentimentTrend: oneOf(["improving", "steady", "worsening"]),
  /** The caller's words that show the mood, at most three short quotes. */
  sentimentWords: listOf(text),
  intent: text,
  desiredOutcome: text,
  nextBestAction: text,
  identity: readIdentity,
  /** Where the caller wanted to be put through to, of the agent's directory: its name there, and in words. */
  place: fieldsOf({ name: text, says: text }, {}),
  facts: listOf(readFact),
  /** What was known of the caller before the call, each with its source. It says nothing of who is on the line. */
  known: listOf(readKnown),
  steps: listOf(readStep),
  /** Things already done in the world: "Placed order 10432". */
  sideEffects: listOf(text),
  /** What the caller was told would happen, as far as they heard it. */
  promises: listOf(text),
  quality: readQuality,
  /** Seconds the agent talked with the caller. */
  botSeconds: figure,
  /** Signed link to the full transcript, and when it stops working (epoch seconds). */
  record: fieldsOf({ url: text, expiresAt: figure }, {}),
  /** What the Worker's code was built from, such as a commit; for the operator. */
  release: text,
  /** As Twilio Agent Connect names them, when a conversation or profile is known. */
  conversationId: text,
  profileId: text,
};

const readHandoff = fieldsOf(REQUIRED, OPTIONAL);
export type Handoff = Read<typeof readHandoff>;

/** `handoffData` as it goes into the `end` frame. */
export const encodeHandoff = (handoff: Handoff): string => JSON.stringify(handoff);

/**
 * Reads `HandoffData` from the action callback. Nothing is guaranteed about it, and the caller has to reach a
 * person whatever it is, so what can be used is used: good fields are kept and bad ones replaced.
 *
 * @returns the hand-off and whether it had to be repaired; undefined when there is nothing usable in it.
 */
export function parseHandoff(raw: string | undefined): { handoff: Handoff; repaired: boolean } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(raw ?? "");
  } catch {
    return undefined;
  }
  const whole = readHandoff(value);
  if (whole !== undefined) return { handoff: whole, repaired: false };
  if (!isRecord(value)) return undefined;

  const kept: Record<string, unknown> = {};
  for (const [name, read] of Object.entries({ ...REQUIRED, ...OPTIONAL })) kept[name] = read(value[name]);
  const mended = readHandoff({
    reasonCode: "rule",
    reason: "The assistant handed the call over.",
    callSummary: "",
    sentiment: "neutral",
    triggeredBy: "rule",
    language: "en-US",
    ...present(kept),
    v: 1,
  });
  return mended && { handoff: mended, repaired: true };
}
