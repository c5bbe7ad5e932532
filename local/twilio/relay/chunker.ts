import type { Voice } from "./playback.ts";

/** A piece of text that is spoken as one: up to a mark that ends a clause. Keeps its leading space, as recorded. */
interface Chunk extends Voice {
  readonly text: string;
}

/** Recorded: `.` and `:` end a chunk. The others are of the same kind. */
const BOUNDARY = /[.!?:;]+["'”’)\]]*(?=\s|$)/g;
const SAYABLE = /[\p{L}\p{N}]/u;

export interface Chunker {
  /** @returns the chunks that are complete now; a trailing fragment is held until more or `last` comes. */
  push(token: string, voice: Voice, last: boolean): readonly Chunk[];
  /** Text that waits for an end. */
  readonly held: string;
  clear(): void;
}

/** Cuts a stream of tokens into chunks. Text in another voice starts a chunk of its own. */
export function createChunker(): Chunker {
  let held = "";
  let voice: Voice | undefined;

  function* complete(close: boolean): Generator<Chunk> {
    if (!voice) return;
    let from = 0;
    for (const { index, 0: mark } of held.matchAll(BOUNDARY)) {
      const text = held.slice(from, index + mark.length);
      if (!SAYABLE.test(text)) continue;
      yield { text, ...voice };
      from = index + mark.length;
    }
    const rest = held.slice(from);
    if (close && SAYABLE.test(rest)) yield { text: rest, ...voice };
    held = close ? "" : rest;
  }

  return {
    push(token, next, last) {
      const changed = voice !== undefined && token !== "" && !sameVoice(voice, next);
      const before = changed ? [...complete(true)] : [];
      if (token !== "") voice = next;
      held += token;
      return [...before, ...complete(last)];
    },
    get held() {
      return held;
    },
    clear() {
      held = "";
    },
  };
}

const sameVoice = (a: Voice, b: Voice) =>
  a.lang === b.lang && a.interruptible === b.interruptible && a.preemptible === b.preemptible;
