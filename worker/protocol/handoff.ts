import * as z from "zod";

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

export const ReasonCode = z.enum(REASON_CODES);
export type ReasonCode = z.infer<typeof ReasonCode>;

export const Sentiment = z.enum(SENTIMENTS);
export type Sentiment = z.infer<typeof Sentiment>;

/** Something learned in the call. `value` is what may be shown; a secret is masked before it gets here. */
export const Fact = z.object({
  name: z.string(),
  value: z.string(),
  from: z.enum(["caller", "tool", "keypad", "agent"]).catch("agent"),
  confirmed: z.boolean().catch(false),
});
export type Fact = z.infer<typeof Fact>;

/** Something the agent did, in words ("Looked up order 1042"), and how it went. */
const Step = z.object({
  what: z.string(),
  outcome: z.enum(["ok", "failed", "timeout", "refused", "pending"]).catch("ok"),
});
export type Step = z.infer<typeof Step>;

/**
 * Who the caller is. `verified` and `failed` come from a check that a tool has made, `claimed` from the caller's words
 * alone. Where nothing is known our engine leaves the whole of it out; `unknown` is for whoever has to say so.
 */
const Identity = z.object({
  status: z.enum(["unknown", "claimed", "verified", "failed"]),
  /** What was checked: "order number and ZIP code". */
  method: z.string().optional(),
  /** Of a caller who failed: the name they gave. */
  name: z.string().optional(),
});
export type Identity = z.infer<typeof Identity>;

export const Handoff = z.object({
  v: z.literal(1),
  reasonCode: ReasonCode,
  /** One sentence in plain words: why the caller is handed over. */
  reason: z.string(),
  callSummary: z.string(),
  sentiment: Sentiment,
  /** Who decided: the model through its tool, the caller by asking or pressing 0, or a rule of ours. */
  triggeredBy: z.enum(["model", "caller", "rule"]),
  /** BCP 47 tag the call ended in. */
  language: z.string(),
  sentimentTrend: z.enum(["improving", "steady", "worsening"]).optional(),
  /** The caller's words that show the mood, at most three short quotes. */
  sentimentWords: z.array(z.string()).optional(),
  intent: z.string().optional(),
  desiredOutcome: z.string().optional(),
  nextBestAction: z.string().optional(),
  identity: Identity.optional(),
  facts: z.array(Fact).optional(),
  steps: z.array(Step).optional(),
  /** Things already done in the world: "Placed order 10432". */
  sideEffects: z.array(z.string()).optional(),
  /** What the caller was told would happen, as far as they heard it. */
  promises: z.array(z.string()).optional(),
  quality: z
    .object({
      turns: z.number(),
      interruptions: z.number(),
      reprompts: z.number(),
      toolFailures: z.number(),
      /** Median from the caller's last word (final prompt) to our first text frame, milliseconds. */
      latencyMs: z.number().optional(),
    })
    .optional(),
  /** Seconds the agent talked with the caller. */
  botSeconds: z.number().optional(),
  /** Signed link to the full transcript, and when it stops working (epoch seconds). */
  record: z.object({ url: z.string(), expiresAt: z.number() }).optional(),
  /** As Twilio Agent Connect names them, when a conversation or profile is known. */
  conversationId: z.string().optional(),
  profileId: z.string().optional(),
});
export type Handoff = z.infer<typeof Handoff>;

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
  const whole = Handoff.safeParse(value);
  if (whole.success) return { handoff: whole.data, repaired: false };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;

  const kept: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(Handoff.shape)) {
    const field = schema.safeParse((value as Record<string, unknown>)[name]);
    if (field.success && field.data !== undefined) kept[name] = field.data;
  }
  const mended = Handoff.safeParse({
    reasonCode: "rule",
    reason: "The assistant handed the call over.",
    callSummary: "",
    sentiment: "neutral",
    triggeredBy: "rule",
    language: "en-US",
    ...kept,
    v: 1,
  });
  return mended.success ? { handoff: mended.data, repaired: true } : undefined;
}
