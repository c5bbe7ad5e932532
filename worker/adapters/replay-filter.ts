/**
 * Recognises events that Twilio replays after it has reconnected (`applicationReconnect`): the same frame, body
 * and all, arriving before anything new. Such a frame was acted on once already.
 *
 * Source: changelog of 2026-10-28; how a replayed event is marked is not published, so the body decides.
 */
export class ReplayFilter {
  #seen: string[];
  #replayable: string[] = [];

  /** Twilio buffers up to 500 events. */
  static readonly LIMIT = 500;

  /** @param seen - frames of this session that a process before this one has acted on, oldest first. */
  constructor(seen: readonly string[] = []) {
    this.#seen = [...seen];
  }

  /** A new socket of the same call: what the last one brought may come again. */
  reconnected(): void {
    this.#replayable = [...this.#seen];
  }

  /** A new session replays nothing: the same words are said anew. */
  newSession(): void {
    this.#seen = [];
    this.#replayable = [];
  }

  /** @returns whether the frame is one of before. */
  isReplay(raw: string): boolean {
    const at = this.#replayable.indexOf(raw);
    if (at >= 0) {
      this.#replayable.splice(0, at + 1);
      return true;
    }
    this.#replayable = [];
    this.#seen.push(raw);
    if (this.#seen.length > ReplayFilter.LIMIT) this.#seen.shift();
    return false;
  }
}
