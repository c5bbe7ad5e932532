import { ModelError } from "../../agent/model.ts";

/** Longest wait for the end of a reply that is already whole. */
const DRAIN_MS = 1_000;

/** The bytes of one reply, with an end that suits the connection. */
export class ReplySource {
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #detach: () => void;
  #complete = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline: Promise<{ done: true; value?: undefined }> | undefined;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, detach: () => void) {
    this.#reader = reader;
    this.#detach = detach;
  }

  /** @returns undefined at the end. @throws ModelError when the connection breaks. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      const next = this.#reader.read();
      const { done, value } = await (this.#deadline ? Promise.race([next, this.#deadline]) : next);
      this.ended = done;
      return value;
    } catch (cause) {
      this.ended = true;
      throw new ModelError("cut", "The connection to the model broke in the middle of a reply.", { cause });
    }
  }

  complete(withinMs?: number): void {
    this.#complete = true;
    clearTimeout(this.#timer);
    if (withinMs === undefined) return;
    this.#deadline = new Promise((resolve) => {
      const late = (): void => resolve({ done: true });
      // One round of the event loop more: what came in while the thread was busy is read first.
      this.#timer = setTimeout(() => {
        this.#timer = setTimeout(late);
      }, withinMs);
    });
  }

  /** It was not all, although the server had said so. */
  reopen(): void {
    this.#complete = false;
    this.#deadline = undefined;
    clearTimeout(this.#timer);
  }

  /** The consumer is done, whichever way. */
  settle(): void {
    this.#detach();
    clearTimeout(this.#timer);
    void (this.#complete ? this.#drain() : this.#reader.cancel().catch(() => undefined));
  }

  async #drain(): Promise<void> {
    const timer = setTimeout(() => void this.#reader.cancel().catch(() => undefined), DRAIN_MS);
    try {
      while (!(await this.#reader.read()).done);
    } catch {
      // The reply is whole; how its connection ends is of no interest.
    } finally {
      clearTimeout(timer);
    }
  }
}
