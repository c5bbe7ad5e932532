import type { CallNote } from "../../protocol/console/call-note.ts";
import { withoutPersonal } from "../../protocol/console/personal.ts";

/** The note of a call's end, until the ledger has it. It may outlive what else is kept of the call, and is figures alone then. */
export interface Owed {
  readonly note: CallNote;
  /** How often it was tried. */
  readonly tries: number;
  /** When all that is kept of the call is to be deleted, epoch ms; 0 once it is. */
  readonly wipeAtMs: number;
}

const KEY = "owed";

/** Of an object's storage, what is used of its key-value part. */
interface KeyValues {
  readonly get: <T>(key: string) => T | undefined;
  readonly put: <T>(key: string, value: T) => void;
  readonly delete: (key: string) => boolean;
}

/** In the object's key-value part: one row, and no table of its own. */
export class OwedNote {
  readonly #kv: KeyValues;
  #owed: Owed | undefined;

  constructor(kv: KeyValues) {
    this.#kv = kv;
    this.#owed = kv.get<Owed>(KEY);
  }

  get(): Owed | undefined {
    return this.#owed;
  }

  set(owed: Owed): void {
    this.#owed = owed;
    this.#kv.put(KEY, owed);
  }

  clear(): void {
    if (this.#owed) this.#kv.delete(KEY);
    this.#owed = undefined;
  }

  /** All that is kept of the call is deleted, now. @param delivers - its figures are still owed. */
  outlive(delivers: boolean): void {
    const owed = this.#owed;
    this.#owed = undefined;
    if (!owed || !delivers) return;
    const row = withoutPersonal(owed.note.row);
    this.set({ ...owed, note: { seq: owed.note.seq, row }, wipeAtMs: 0 });
  }
}
