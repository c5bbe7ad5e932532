import { randomUUID } from "node:crypto";
import { pause } from "./clock.ts";
import { heardPart, type PlaybackEvent, type PlaybackItem, soundingMs } from "./relay/playback.ts";
import type { Stack } from "./stack.ts";

type Sound = Exclude<PlaybackEvent, { kind: "voice_on" | "voice_off" }>;

/** Tells the stack's listeners of speech; a piece that was cut is told with what was heard of it. */
export function reportSpeech(stack: Stack, callSid: string, event: Sound): void {
  if (event.item.kind !== "speech") return;
  const { text, lang, source } = event.item;
  const ms = (event.kind === "cut" ? event.elapsedMs : event.ms) / stack.settings.speechRate;
  stack.emit(
    {
      kind: "agent_speech",
      state: event.kind,
      id: event.id,
      text: event.kind === "cut" ? event.heard : text,
      ms,
      lang,
      source,
    },
    callSid,
  );
}

/** Plays one item outside ConversationRelay, as `<Say>` and `<Play>` do; ends early when the signal aborts. */
export async function sound(
  stack: Stack,
  callSid: string,
  item: PlaybackItem,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const ms = soundingMs(item, stack.settings);
  const sounding = { id: randomUUID(), ms, item };
  const startedAt = stack.speech.now();
  reportSpeech(stack, callSid, { kind: "started", ...sounding });
  await pause(stack.speech, ms, signal);
  const elapsedMs = Math.round(stack.speech.now() - startedAt);
  reportSpeech(
    stack,
    callSid,
    signal.aborted
      ? { kind: "cut", heard: heardPart(item, elapsedMs / ms), elapsedMs, ...sounding }
      : { kind: "finished", ...sounding },
  );
}
