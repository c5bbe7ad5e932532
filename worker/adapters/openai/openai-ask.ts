import type { Dialect, KnownServer, Lesson } from "./openai-dialect.ts";
import { RefusedRequest } from "./openai-errors.ts";
import { type Endpoint, openReply, type ReplyStream } from "./openai-transport.ts";

/** A server that refuses more than this refuses us. */
const MAX_LESSONS = 6;

/** How one API is asked, by one server. */
export interface Asked {
  readonly endpoint: Endpoint;
  readonly path: string;
  /** See `ModelRequest`. */
  readonly id: string | undefined;
  readonly known: KnownServer;
  /** Told when the server begins to answer, whatever it says. */
  readonly onAnswer: () => void;
  /** Told once of each lesson. */
  readonly onLesson: (lesson: Lesson) => void;
}

/**
 * Sends a request in the form its server takes. What is refused is asked again at once in another form, and what a
 * server has taught is kept when a request in that form has passed.
 *
 * @param write - the body; the same for the same dialect.
 */
export async function ask(
  { endpoint, path, id, known, onAnswer, onLesson }: Asked,
  write: (dialect: Dialect) => { readonly text: string; readonly parameters: readonly string[] },
  signal: AbortSignal,
): Promise<ReplyStream> {
  const lessons = new Set(known.lessons);
  for (let more = 0; ; more += 1) {
    const { text, parameters } = write(lessons);
    try {
      const reply = await openReply(endpoint, path, text, signal, id);
      onAnswer();
      for (const lesson of lessons) {
        if (known.lessons.has(lesson)) continue;
        known.lessons.add(lesson);
        onLesson(lesson);
      }
      return reply;
    } catch (error) {
      if (!(error instanceof RefusedRequest) || more === MAX_LESSONS) throw error;
      const lesson = error.lesson(parameters, lessons);
      if (!lesson || lessons.has(lesson)) throw error;
      lessons.add(lesson);
    }
  }
}
