import * as z from "zod";
import { languageTag } from "../language-tag.ts";

/**
 * Frames Twilio sends over the ConversationRelay websocket: one JSON object per text frame.
 * Source: ConversationRelay "Websocket messages", and wire recordings for `info`.
 * Keys that are not read here are dropped, whatever they hold; optional ones cover what differs between products and years.
 */

const text = z.string().catch("");

const Setup = z.object({
  type: z.literal("setup"),
  sessionId: text,
  callSid: z.string().min(1),
  from: text,
  to: text,
  customParameters: z.record(z.string(), z.string()).catch({}),
});

const Prompt = z.object({
  type: z.literal("prompt"),
  voicePrompt: z.string(),
  /** Language of these words: `en-US`, `en` with `flux`, a primary subtag with `multi`. What is no tag says nothing. */
  lang: z.string().transform(languageTag).optional().catch(undefined),
  /** Absent on very old samples, where every prompt was final. */
  last: z.boolean().catch(true),
});

const Dtmf = z.object({ type: z.literal("dtmf"), digit: z.string().regex(/^[0-9*#A-D]$/) });

const Interrupt = z.object({
  type: z.literal("interrupt"),
  /** The heard part of the chunk that was playing, not of the whole reply. */
  utteranceUntilInterrupt: text,
});

const RelayError = z.object({ type: z.literal("error"), description: text });

const Info = z.object({ type: z.literal("info"), name: z.string(), value: text });

/** By `type`, so that a frame meets its own schema at once: every turn waits for three of them. */
const FRAMES = {
  setup: Setup,
  prompt: Prompt,
  dtmf: Dtmf,
  interrupt: Interrupt,
  error: RelayError,
  info: Info,
} as const;

export type Inbound = z.infer<(typeof FRAMES)[keyof typeof FRAMES]>;
export type Setup = z.infer<typeof Setup>;

export type ParsedInbound =
  | { readonly ok: true; readonly frame: Inbound }
  /** `reason` names the kind of fault and never carries content of the frame. */
  | {
      readonly ok: false;
      readonly reason: "binary" | "too_large" | "not_json" | "unknown_type" | "bad_shape";
    };

const isFrameType = (type: unknown): type is keyof typeof FRAMES =>
  typeof type === "string" && Object.hasOwn(FRAMES, type);

/** Five minutes of speech without a pause are 6,000 characters; a frame that is ten times that is nobody's words. */
const MAX_CHARS = 65_536;

/** Reads one websocket message. A frame that cannot be read is a value: the peer's mistake is not our bug. */
export function parseInbound(raw: string | ArrayBuffer): ParsedInbound {
  if (typeof raw !== "string") return { ok: false, reason: "binary" };
  if (raw.length > MAX_CHARS) return { ok: false, reason: "too_large" };
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { ok: false, reason: "not_json" };
  }
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
  if (!isFrameType(type)) return { ok: false, reason: "unknown_type" };
  const parsed = FRAMES[type].safeParse(value);
  return parsed.success ? { ok: true, frame: parsed.data } : { ok: false, reason: "bad_shape" };
}
