import { type Next, ON, type Scope } from "../../call-context.ts";
import { pause } from "../../clock.ts";
import type { PlaybackItem } from "../../relay/playback.ts";
import { sound } from "../../sound.ts";
import type { Element } from "../twiml.ts";
import { integer, target } from "./target.ts";

/** `loop="0"` stands for as often as Twilio allows. */
const MOST_LOOPS = 1000;
const VOICE = { interruptible: "none", preemptible: false } as const;

export async function say({ attributes, text }: Element, scope: Scope): Promise<Next> {
  if (!text) return ON;
  const lang = attributes.language ?? attributes.voice?.match(/[a-z]{2}-[A-Z]{2}/)?.[0] ?? "en-US";
  return repeat({ kind: "speech", source: "say", text, lang, ...VOICE }, integer(attributes.loop, 1), scope);
}

export async function play({ attributes, text }: Element, scope: Scope): Promise<Next> {
  if (attributes.digits)
    return repeat({ kind: "digits", digits: attributes.digits, lang: "", ...VOICE }, 1, scope);
  const { url } = target(scope, text, "GET");
  return repeat({ kind: "media", url, loops: 1, lang: "", ...VOICE }, integer(attributes.loop, 1), scope);
}

export async function pauseVerb({ attributes }: Element, { call, signal }: Scope): Promise<Next> {
  await pause(call.stack.speech, integer(attributes.length, 1) * 1000, signal);
  return ON;
}

async function repeat(item: PlaybackItem, loop: number, { call, signal }: Scope): Promise<Next> {
  for (let i = 0; i < (loop || MOST_LOOPS) && !signal.aborted; i += 1) {
    await sound(call.stack, call.identity.callSid, item, signal);
  }
  return ON;
}
