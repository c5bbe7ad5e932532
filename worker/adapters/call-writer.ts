import type { Mark } from "../session/account/timeline/marks.ts";
import type { CallState } from "../session/state/call-state.ts";
import type { CallStore } from "./call-store.ts";

/**
 * A commit holds the thread until the disk has it, and with it the request and the frames that left in the same
 * step: 1 ms on a quiet disk, 10 on a busy one. So it waits until they are on their way.
 */
const WRITE_AFTER_MS = 10;

interface Outcome {
  /** On disk: the alarm can be set by it. */
  readonly written: (state: CallState) => void;
  /** The call goes on from memory: only a process that dies now would miss it. */
  readonly failed: (cause: unknown) => void;
}

/** What a call has to keep, and when it is written: before any word of ours leaves, and soon in any case. */
export class CallWriter {
  readonly #store: CallStore;
  readonly #outcome: Outcome;
  /** Ordered to be saved, and not written yet. */
  #unsaved: { readonly state: CallState; readonly marks: readonly Mark[] } | undefined;
  /** Something is not on disk yet: a state, or a frame that was acted on. */
  #unwritten = false;
  #writesSoon = false;

  constructor(store: CallStore, outcome: Outcome) {
    this.#store = store;
    this.#outcome = outcome;
  }

  /** A frame that must not count twice. */
  remember(frame: string): void {
    this.#store.remember(frame);
    this.#unwritten = true;
  }

  /** @param marks - a list that is added to: what has come in until it is written is written as well. */
  save(state: CallState, soon: boolean, marks: readonly Mark[]): void {
    this.#unsaved = { state, marks };
    this.#unwritten = true;
    if (soon) this.soon();
    else this.flush();
  }

  /** Writes what there is, once what else was ordered is on its way. */
  soon(): void {
    if (!this.#unwritten || this.#writesSoon) return;
    this.#writesSoon = true;
    void scheduler.wait(WRITE_AFTER_MS).then(() => {
      this.#writesSoon = false;
      this.flush();
    });
  }

  /** One commit for whatever has been ordered, now. */
  flush(): void {
    if (!this.#unwritten) return;
    this.#unwritten = false;
    const unsaved = this.#unsaved;
    this.#unsaved = undefined;
    try {
      this.#store.writeFrames();
      if (!unsaved) return;
      this.#store.save(unsaved.state, unsaved.marks);
      this.#outcome.written(unsaved.state);
    } catch (cause) {
      this.#unsaved ??= unsaved; // with whatever is written next
      this.#outcome.failed(cause);
    }
  }
}
