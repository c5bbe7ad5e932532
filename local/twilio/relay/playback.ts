import { randomUUID } from "node:crypto";
import type { Cancel, Clock } from "../clock.ts";
import { RECORDED } from "../settings.ts";

/** Which of the caller's input stops what is playing. */
export type Interruptible = "none" | "dtmf" | "speech" | "any";

export interface Voice {
  readonly lang: string;
  readonly interruptible: Interruptible;
  /** May be cut off by what the app sends later. */
  readonly preemptible: boolean;
}

export interface SpeechItem extends Voice {
  readonly kind: "speech";
  readonly text: string;
  readonly source: "greeting" | "text" | "say";
}

export type PlaybackItem =
  | SpeechItem
  | (Voice & { readonly kind: "media"; readonly url: string; readonly loops: number })
  | (Voice & { readonly kind: "digits"; readonly digits: string });

/** An item with its number and the time it takes, on the playback's clock. */
interface Sounding {
  readonly id: string;
  readonly ms: number;
  readonly item: PlaybackItem;
}

export type PlaybackEvent =
  | { readonly kind: "voice_on" }
  | ({ readonly kind: "started" | "finished" } & Sounding)
  /** `heard` is the part of the item's text that had sounded, trimmed; the cut may be within a word. */
  | ({ readonly kind: "cut"; readonly heard: string; readonly elapsedMs: number } & Sounding)
  | { readonly kind: "voice_off" };

export interface Playback {
  /** Queues an item. `delayMs` is the wait before its sound when nothing is playing. */
  add(item: PlaybackItem, delayMs?: number): void;
  /**
   * The caller's doing: cuts what is playing, if it may be, and drops all that is queued. No `voice_off` follows,
   * as frames come between in the recording: it is for the one who interrupts to report.
   */
  interrupt(by: "speech" | "dtmf"): { readonly heard: string; readonly elapsedMs: number } | undefined;
  /** What is playing may be stopped by this input. */
  mayInterrupt(by: "speech" | "dtmf"): boolean;
  /**
   * The app's doing: what is playing, if it is preemptible, gives way to what is queued next.
   *
   * @returns whether it does.
   */
  preempt(): boolean;
  /** Silence at once, without a `voice_off`. */
  drop(): void;
  /** True from `voice_on` to `voice_off` or the interruption. */
  readonly speaking: boolean;
  /** Nothing sounds and nothing is queued. */
  readonly idle: boolean;
}

export interface PlaybackRates {
  readonly agentCharsPerSecond: number;
  readonly mediaMs: number;
}

const KEY_MS = 200;
const WAIT_KEY_MS = 500;
/** Short chunks are the slowest in the recordings. */
const SHORTEST_CHUNK_MS = 350;

/** How long an item sounds, in milliseconds. */
export function soundingMs(item: PlaybackItem, rates: PlaybackRates): number {
  switch (item.kind) {
    case "speech":
      return Math.max(SHORTEST_CHUNK_MS, (item.text.trim().length * 1000) / rates.agentCharsPerSecond);
    case "media":
      return rates.mediaMs * item.loops;
    case "digits":
      return [...item.digits].reduce((ms, key) => ms + (key === "w" ? WAIT_KEY_MS : KEY_MS), 0);
  }
}

/** What the caller hears: one item after the other, on a speaking clock. */
export function createPlayback(
  clock: Clock,
  rates: PlaybackRates,
  report: (event: PlaybackEvent) => void,
): Playback {
  let queue: PlaybackItem[] = [];
  let current: (Sounding & { readonly startedAt: number; readonly cancel: Cancel }) | undefined;
  let waiting: Cancel | undefined;
  let preempting: Cancel | undefined;
  let speaking = false;

  function playNext(): void {
    waiting = undefined;
    const item = queue.shift();
    if (!item) {
      if (speaking) {
        speaking = false;
        report({ kind: "voice_off" });
      }
      return;
    }
    if (!speaking) {
      speaking = true;
      report({ kind: "voice_on" });
    }
    const sounding = { id: randomUUID(), ms: soundingMs(item, rates), item };
    const cancel = clock.after(sounding.ms, () => {
      current = undefined;
      preempting?.();
      preempting = undefined;
      report({ kind: "finished", ...sounding });
      playNext();
    });
    current = { ...sounding, startedAt: clock.now(), cancel };
    report({ kind: "started", ...sounding });
  }

  function cut() {
    preempting?.();
    preempting = undefined;
    if (!current) return undefined;
    const { id, ms, item, startedAt, cancel } = current;
    cancel();
    current = undefined;
    const elapsedMs = Math.round(clock.now() - startedAt);
    const heard = heardPart(item, elapsedMs / ms);
    report({ kind: "cut", id, ms, item, heard, elapsedMs });
    return { heard, elapsedMs };
  }

  const mayInterrupt = (by: "speech" | "dtmf") =>
    current !== undefined && covers(current.item.interruptible, by);

  return {
    add(item, delayMs = RECORDED.speechStartMs) {
      queue.push(item);
      if (!current && !waiting) waiting = clock.after(delayMs, playNext);
    },
    mayInterrupt,
    interrupt(by) {
      if (!mayInterrupt(by)) return undefined;
      queue = [];
      speaking = false;
      return cut();
    },
    preempt() {
      if (!current?.item.preemptible || preempting) return false;
      const firm = queue.findIndex((item) => !item.preemptible);
      queue = firm < 0 ? [] : queue.slice(firm);
      preempting = clock.after(RECORDED.preemptMs, () => {
        cut();
        waiting = clock.after(RECORDED.afterPreemptMs - RECORDED.preemptMs, playNext);
      });
      return true;
    },
    drop() {
      queue = [];
      waiting?.();
      waiting = undefined;
      speaking = false;
      cut();
    },
    get speaking() {
      return speaking;
    },
    get idle() {
      return !current && !waiting && queue.length === 0;
    },
  };
}

/** Whether an attribute such as `interruptible` takes in this kind of input. */
export const covers = (allowed: Interruptible, by: "speech" | "dtmf"): boolean =>
  allowed === "any" || allowed === by;

/** The part of an item's text that has sounded after a fraction of its time; cut as the clock has it, and trimmed. */
export function heardPart(item: PlaybackItem, fraction: number): string {
  if (item.kind === "media") return "";
  const characters = [...(item.kind === "speech" ? item.text.trim() : item.digits)];
  return characters
    .slice(0, Math.floor(characters.length * Math.min(1, fraction)))
    .join("")
    .trim();
}
