import type { Clock } from "../ports.ts";
import { cyrb53 } from "../protocol/digest.ts";
import { countsOnce, type LiveFrame } from "../session/line/frames.ts";

/**
 * Recognises events that Twilio replays after it has reconnected (`applicationReconnect`), so that each counts once.
 *
 * Known (changelog of 2026-10-28): up to 500 events are kept and sent again on the new socket. How one is marked is not
 * published, so nothing in a frame says so, and its words do not either: callers say "Yes." twice. Assumed: a replay
 * comes at once, before anything new, in the order of the first time, and reaches to the last frame that was received.
 * So what counts is a whole run: frames that begin like one are held back for a moment, until they are the end of what
 * came before (then they are dropped) or are not (then all of them are passed on).
 */

/** A replay begins this soon; one of two turns or more later, too, as nobody says two turns at once. */
const BEGINS_WITHIN_MS = 2_000;
/** One of a few words or keys sooner: "Hello?" is what one says again to a line that was dead. */
const SHORT_BEGINS_WITHIN_MS = 1_000;
/** Frames of a replay come in one go, on one connection. */
const FOLLOWS_WITHIN_MS = 250;
/**
 * What says enough to be known again waits longer for what followed it: a packet that is lost, twice, takes 600 ms and more
 * (RFC 6298, with the 200 ms that Linux begins at). "Yes." and keys are repeated in earnest, and do not wait.
 */
const FOLLOWS_SLOWLY_MS = 1_000;
const TELLING_WORDS = 4;
/** Characters; 500 of them are 100 kB of a call's memory at worst. */
const SHORT_REPORT = 200;
/** Stands for any key: which one it was is not kept. */
const SOME_KEY = "key";

interface Port {
  readonly clock: Clock;
  /** A frame that is to be acted on; `mark` tells it again. */
  readonly deliver: (frame: LiveFrame, mark: string | undefined) => void;
  /** What is keyed now is kept from everybody, the disk as well. */
  readonly keysAreSecret: () => boolean;
}

interface Held {
  readonly frame: LiveFrame;
  readonly mark: string;
}

export class ReplayFilter {
  readonly #port: Port;
  /** Marks of the frames that were acted on and count once, oldest first. */
  #seen: string[];
  /** Marks of the others, which do no harm a second time but tell of a moment that has passed. */
  #reports = new Set<string>();
  /** Those of them that came before this socket. */
  #oldReports: ReadonlySet<string> = new Set();
  /** Until when a known report is one of before: later the same words tell of a new moment. */
  #reportsUntilMs = 0;
  /** When the socket came, while nothing new has come on it. */
  #openedMs: number | undefined;
  /** What has come of a possible replay, and where in `#seen` it may have begun. */
  #held: Held[] = [];
  #dropped = 0;
  #starts: number[] = [];
  #cancel = (): void => {};

  /** Twilio buffers up to 500 events. */
  static readonly LIMIT = 500;

  /** @param seen - marks of this session's frames that a process before this one has acted on, oldest first. */
  constructor(port: Port, seen: readonly string[] = []) {
    this.#port = port;
    this.#seen = [...seen];
  }

  /** A new socket of the same call: what the last one brought may come again. */
  reconnected(): void {
    this.#release();
    this.#openedMs = this.#seen.length > 0 ? this.#port.clock.now() : undefined;
    this.#reportsUntilMs = this.#port.clock.now() + FOLLOWS_WITHIN_MS;
    this.#oldReports = new Set(this.#reports);
    this.#starts = this.#seen.map((_, i) => i);
    this.#dropped = 0;
  }

  /** The socket has closed: nothing of it is to come later. */
  closed(): void {
    this.#close();
  }

  /** A new session replays nothing: the same words are said anew. */
  newSession(): void {
    this.#release();
    this.#seen = [];
    this.#reports = new Set();
    this.#oldReports = new Set();
    this.#reportsUntilMs = 0;
    this.#openedMs = undefined;
  }

  take(frame: LiveFrame, raw: string): void {
    const mark = this.#markOf(frame, raw);
    if (!countsOnce(frame)) {
      if (this.#port.clock.now() <= this.#reportsUntilMs && this.#oldReports.has(mark)) return;
      // Live words: whatever comes now is no replay.
      if (frame.type === "prompt") this.#close();
      return this.#pass({ frame, mark });
    }
    if (this.#openedMs === undefined) return this.#pass({ frame, mark });
    const place = this.#dropped + this.#held.length;
    const starts = this.#starts.filter((s) => isSame(this.#seen[s + place], mark));
    if (starts.length === 0) {
      this.#close();
      return this.#pass({ frame, mark });
    }
    this.#starts = starts;
    this.#held.push({ frame, mark });
    this.#judge(place + 1);
  }

  /** Is what is held the end of what came before? Or may it yet become that? */
  #judge(length: number): void {
    this.#cancel();
    const openedMs = this.#openedMs ?? 0;
    const turns = this.#held.filter(({ frame }) => frame.type === "prompt").length;
    const telling = this.#held.some(isTelling);
    const sinceMs = this.#port.clock.now() - openedMs;
    const soon = sinceMs <= (telling ? BEGINS_WITHIN_MS : SHORT_BEGINS_WITHIN_MS);
    const whole = this.#starts.some((s) => s + length === this.#seen.length);
    if (whole && (soon || this.#dropped > 0 || turns >= 2)) {
      this.#held = [];
      this.#dropped = length;
      this.#reportsUntilMs = this.#port.clock.now() + FOLLOWS_WITHIN_MS;
    }
    this.#starts = this.#starts.filter((s) => s + length < this.#seen.length);
    if (this.#starts.length === 0) return this.#close();
    const waitMs = this.#dropped > 0 || telling ? FOLLOWS_SLOWLY_MS : FOLLOWS_WITHIN_MS;
    this.#cancel = this.#port.clock.after(waitMs, () => this.#close());
  }

  /** Nothing is a replay any more; what was held was said in earnest. */
  #close(): void {
    this.#openedMs = undefined;
    this.#release();
  }

  #release(): void {
    this.#cancel();
    const held = this.#held;
    this.#held = [];
    for (const one of held) this.#pass(one);
  }

  #pass({ frame, mark }: Held): void {
    const counts = countsOnce(frame);
    if (counts) {
      this.#seen.push(mark);
      if (this.#seen.length > ReplayFilter.LIMIT) this.#seen.shift();
    } else {
      if (this.#reports.size >= ReplayFilter.LIMIT) this.#reports = new Set();
      this.#reports.add(mark);
    }
    this.#port.deliver(frame, counts ? mark : undefined);
  }

  /**
   * Words are kept as a digest, and secret keys as no more than that there was one. Reports are not kept on disk, hold no
   * words of the caller's, and come just before each prompt: the short ones are told by themselves.
   */
  #markOf(frame: LiveFrame, raw: string): string {
    if (frame.type === "info" && raw.length <= SHORT_REPORT) return raw;
    // What is said is all that tells two prompts apart.
    if (frame.type === "prompt") return cyrb53(`${frame.lang} ${frame.voicePrompt}`, Number(frame.last));
    if (frame.type !== "dtmf") return cyrb53(raw, 0);
    return this.#port.keysAreSecret() ? SOME_KEY : `${SOME_KEY} ${frame.digit}`;
  }
}

/** A key that is not known may be any. */
const isSame = (seen: string | undefined, mark: string): boolean =>
  seen === mark ||
  (seen === SOME_KEY && mark.startsWith(SOME_KEY)) ||
  (mark === SOME_KEY && seen?.startsWith(SOME_KEY) === true);

/** Nobody is interrupted twice after the same milliseconds, and few say a whole sentence twice. */
const isTelling = ({ frame }: Held): boolean =>
  frame.type === "interrupt" ||
  (frame.type === "prompt" && frame.voicePrompt.trim().split(/\s+/).length >= TELLING_WORDS);
