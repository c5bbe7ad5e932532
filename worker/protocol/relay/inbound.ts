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
  /** `AC…`: whose call it is. */
  accountSid: z.string().optional().catch(undefined),
  from: text,
  to: text,
  customParameters: z.record(z.string(), z.string()).catch({}),
});
export type Setup = z.infer<typeof Setup>;

export type Inbound =
  | Setup
  | {
      readonly type: "prompt";
      readonly voicePrompt: string;
      /** Language of these words: `en-US`, `en` with `flux`, a primary subtag with `multi`. What is no tag says nothing. */
      readonly lang: string | undefined;
      /** Absent on very old samples, where every prompt was final. */
      readonly last: boolean;
    }
  | { readonly type: "dtmf"; readonly digit: string }
  /** The heard part of the chunk that was playing, not of the whole reply. */
  | { readonly type: "interrupt"; readonly utteranceUntilInterrupt: string }
  | { readonly type: "error"; readonly description: string }
  | { readonly type: "info"; readonly name: string; readonly value: string };

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * By `type`; undefined where a frame has not the shape. Those of a live call by hand: every turn waits for three of them,
 * and a schema cost it a twentieth of a millisecond each.
 */
const READERS: {
  readonly [T in Inbound["type"]]: (fields: Fields) => Extract<Inbound, { type: T }> | undefined;
} = {
  setup: (fields) => Setup.safeParse(fields).data,
  prompt: ({ voicePrompt, lang, last }) =>
    typeof voicePrompt === "string"
      ? {
          type: "prompt",
          voicePrompt,
          lang: typeof lang === "string" ? languageTag(lang) : undefined,
          last: typeof last === "boolean" ? last : true,
        }
      : undefined,
  dtmf: ({ digit }) =>
    typeof digit === "string" && /^[0-9*#A-D]$/.test(digit) ? { type: "dtmf", digit } : undefined,
  interrupt: ({ utteranceUntilInterrupt: heard }) => ({
    type: "interrupt",
    utteranceUntilInterrupt: textOf(heard),
  }),
  error: ({ description }) => ({ type: "error", description: textOf(description) }),
  info: ({ name, value }) =>
    typeof name === "string" ? { type: "info", name, value: textOf(value) } : undefined,
};

export type ParsedInbound =
  | { readonly ok: true; readonly frame: Inbound }
  /** `reason` names the kind of fault and never carries content of the frame. */
  | {
      readonly ok: false;
      readonly reason: "binary" | "too_large" | "not_json" | "unknown_type" | "bad_shape";
    };

const isFrameType = (type: unknown): type is Inbound["type"] =>
  typeof type === "string" && Object.hasOwn(READERS, type);

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
  if (typeof value !== "object" || value === null) return { ok: false, reason: "unknown_type" };
  const fields = value as Fields; // an object of JSON
  if (!isFrameType(fields.type)) return { ok: false, reason: "unknown_type" };
  const frame = READERS[fields.type](fields);
  return frame ? { ok: true, frame } : { ok: false, reason: "bad_shape" };
}
