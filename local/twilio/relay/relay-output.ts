import { unreachable } from "../../../worker/protocol/unreachable.ts";
import type { AppFrame } from "../app-frame.ts";
import { RECORDED } from "../settings.ts";
import { reportSpeech } from "../sound.ts";
import type { Stack } from "../stack.ts";
import { createChunker } from "./chunker.ts";
import { createPlayback, type Interruptible, type Playback, type PlaybackEvent } from "./playback.ts";
import type { RelayConfig } from "./relay-config.ts";
import type { RelayLine } from "./relay-line.ts";

/** Languages in force; a `language` message changes them. */
export interface Languages {
  tts: string;
  stt: string;
}

export interface RelayOutput {
  greet(): void;
  take(frame: Exclude<AppFrame, { type: "end" }>): void;
  readonly playback: Pick<Playback, "speaking" | "idle" | "mayInterrupt">;
  /** As the playback's; text that still waited for its end is dropped as well. */
  interrupt(by: "speech" | "dtmf"): ReturnType<Playback["interrupt"]>;
  /** Text that was never closed with `last`, and so is not spoken. */
  readonly held: string;
  drop(): void;
}

interface OutputOptions {
  readonly stack: Stack;
  readonly callSid: string;
  readonly config: RelayConfig;
  readonly languages: Languages;
  readonly line: RelayLine;
  readonly callerTalking: () => boolean;
  readonly whenSilent: () => void;
}

/** A media file plays this often for `loop: 0`. */
const MOST_LOOPS = 1000;

/** What the app sends, made audible: text to chunks to sound, and the reports of it. */
export function createRelayOutput(options: OutputOptions): RelayOutput {
  const { stack, callSid, config, languages, line } = options;
  const chunker = createChunker();
  const playback = createPlayback(stack.speech, stack.settings, report);
  /** The last message closed its talk cycle: what comes now is later than it. */
  let cycleClosed = true;

  function report(event: PlaybackEvent): void {
    switch (event.kind) {
      case "voice_on":
        line.info("agentSpeaking", "on");
        break;
      case "voice_off":
        line.info("agentSpeaking", "off");
        options.whenSilent();
        break;
      default:
        reportSpeech(stack, callSid, event);
        reportPlayed(event);
    }
  }

  function reportPlayed(event: Exclude<PlaybackEvent, { kind: "voice_on" | "voice_off" }>): void {
    if (event.kind === "started" || event.item.kind === "media") return;
    const whole = event.item.kind === "speech" ? event.item.text : event.item.digits;
    const played = event.kind === "cut" ? event.heard : whole;
    if (played) line.info("tokensPlayed", played);
  }

  const voice = (frame: {
    lang?: string | undefined;
    interruptible?: boolean | undefined;
    preemptible?: boolean | undefined;
  }) => ({
    lang: frame.lang ?? languages.tts,
    interruptible: override(frame.interruptible, config.interruptible),
    preemptible: frame.preemptible ?? config.preemptible,
  });

  return {
    greet() {
      if (!config.welcomeGreeting) return;
      playback.add({
        kind: "speech",
        text: config.welcomeGreeting,
        source: "greeting",
        lang: languages.tts,
        interruptible: config.greetingInterruptible,
        preemptible: config.preemptible,
      });
    },
    take(frame) {
      switch (frame.type) {
        case "text": {
          const spoken = voice(frame);
          // Tokens of one preemptible talk cycle do not cut each other; anything later, or plain, does.
          if (frame.token !== "" && (cycleClosed || !spoken.preemptible) && playback.preempt())
            chunker.clear();
          if (frame.token !== "" || frame.last) cycleClosed = frame.last;
          for (const chunk of chunker.push(frame.token, spoken, frame.last)) {
            playback.add({ kind: "speech", source: "text", ...chunk });
          }
          return;
        }
        case "play":
          playback.preempt();
          playback.add({
            kind: "media",
            url: frame.source,
            loops: frame.loop || MOST_LOOPS,
            ...voice(frame),
          });
          return;
        case "sendDigits":
          playback.add(
            { kind: "digits", digits: frame.digits, ...voice({}) },
            options.callerTalking() ? 0 : RECORDED.idleDigitsMs,
          );
          return;
        case "language":
          languages.tts = frame.ttsLanguage ?? languages.tts;
          languages.stt = frame.transcriptionLanguage ?? languages.stt;
          return;
        default:
          unreachable(frame);
      }
    },
    playback,
    interrupt(by) {
      const cut = playback.interrupt(by);
      if (cut) chunker.clear();
      return cut;
    },
    get held() {
      return chunker.held.trim();
    },
    drop() {
      chunker.clear();
      playback.drop();
    },
  };
}

/** `interruptible` of a message is a boolean that stands for `any` and `none`. */
function override(own: boolean | undefined, usual: Interruptible): Interruptible {
  if (own === undefined) return usual;
  return own ? "any" : "none";
}
