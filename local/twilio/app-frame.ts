import * as z from "zod";
import { LANGUAGE_TAG } from "./relay/relay-config.ts";

/** What an app may send. Source: "Websocket messages" page; each message is validated, unknown keys are let pass. */
const language = z.string().regex(LANGUAGE_TAG);

const AppFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    token: z.string(),
    last: z.boolean().default(false),
    lang: language.optional(),
    interruptible: z.boolean().optional(),
    preemptible: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("play"),
    source: z.url(),
    loop: z.number().int().min(0).max(1000).default(1),
    interruptible: z.boolean().optional(),
    preemptible: z.boolean().optional(),
  }),
  z.object({ type: z.literal("sendDigits"), digits: z.string().regex(/^[0-9w#*]+$/) }),
  z
    .object({
      type: z.literal("language"),
      ttsLanguage: language.optional(),
      transcriptionLanguage: language.optional(),
    })
    .refine((frame) => frame.ttsLanguage ?? frame.transcriptionLanguage, "one of the two is needed"),
  z.object({ type: z.literal("end"), handoffData: z.string().optional() }),
]);

export type AppFrame = z.infer<typeof AppFrame>;

/** @returns the message, or undefined for one that Twilio refuses with 64107. */
export function readAppFrame(raw: string): AppFrame | undefined {
  try {
    return AppFrame.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined; // not JSON
  }
}
