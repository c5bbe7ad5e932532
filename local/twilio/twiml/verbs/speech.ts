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
  const item = { kind: "media", url, loops: 1, lang: "", ...VOICE } as const;
  const ms = await wavMs(url);
  if (ms !== undefined && ms < scope.call.stack.settings.mediaMs) {
    await pause(scope.call.stack.speech, ms * integer(attributes.loop, 1), scope.signal);
    return ON;
  }
  return repeat(item, integer(attributes.loop, 1), scope);
}

const lengths = new Map<string, number>();

/** How long a WAV file lasts; undefined where there is none. Fetched once, as Twilio caches what it plays. */
async function wavMs(url: string): Promise<number | undefined> {
  if (!url.endsWith(".wav") || lengths.has(url)) return lengths.get(url);
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) return undefined;
  const file = Buffer.from(await response.arrayBuffer());
  const data = file.indexOf("data");
  if (data < 0 || file.length < data + 8) return undefined;
  // Bytes a second stand 28 bytes into the header. Source: Microsoft, "Multiple channel audio data and WAVE files".
  const ms = (file.readUInt32LE(data + 4) / file.readUInt32LE(28)) * 1_000;
  lengths.set(url, ms);
  return ms;
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
