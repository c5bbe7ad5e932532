import { createParser, type EventSourceMessage } from "eventsource-parser";
import { ModelError } from "../../agent/model.ts";
import { type Fields, fieldsOf, isFields } from "./fields.ts";
import { streamError } from "./openai-errors.ts";

/**
 * The events in the bytes of a reply, whatever the server calls them: server-sent events, or JSON, told apart by their
 * first letter. The content type is no help: gateways send a stream as JSON, and the
 * other way round.
 */

export interface EventReader {
  /** The events that are whole now. @throws ModelError for what is no reply, or an error that was reported. */
  feed(text: string): Iterable<Fields>;
  /** The bytes are at their end. Some servers leave out the empty line after their last event. */
  end(): Iterable<Fields>;
  /** The server has said that this was all. */
  readonly done: () => boolean;
}

/** How a heartbeat is written where it is not a comment: as an event's name, or as all of its data. */
const HEARTBEAT = /^(ping|pong|heart-?beat|keep-?alive|null|ok)$/i;
/** A proxy's own prefix in front of the server's. */
const TWICE = /^data:\s*/gm;
const DONE = /^"?\[DONE\]/;
/** What a reply, or an event of one, has at least one of. */
const REPLY_FIELDS = ["choices", "output", "type", "error", "object"];
/** Where a gateway puts it, as JSON or as text of JSON, within an answer of its own. */
const ENVELOPES = ["data", "result", "response", "body"];

export function eventReader(): EventReader {
  let head = "";
  let reader: EventReader | undefined;
  return {
    feed(text) {
      if (reader) return reader.feed(text);
      head += text;
      const first = head.trimStart()[0];
      if (first === undefined) return [];
      if (first === "<")
        throw new ModelError("bad_stream", "The model endpoint answered with a page and no event stream.");
      reader = first === "{" || first === "[" ? jsonReader() : streamReader();
      return reader.feed(head);
    },
    end: () => reader?.end() ?? [],
    done: () => reader?.done() ?? false,
  };
}

function streamReader(): EventReader {
  const arrived: EventSourceMessage[] = [];
  let isDone = false;
  const parser = createParser({ onEvent: (message) => arrived.push(message) });

  function* take(atEnd: boolean): Generator<Fields> {
    for (const { event, data } of arrived.splice(0)) {
      if (isDone) return;
      const text = data.trim().replace(TWICE, "");
      if (DONE.test(text)) isDone = true;
      else if (event === "error") yield* objectsOf(fieldsOf(parsed(text)), event);
      else if (text !== "" && !HEARTBEAT.test(text) && !HEARTBEAT.test(event ?? "")) {
        yield* read(event, text, atEnd);
      }
    }
  }

  function* read(name: string | undefined, text: string, atEnd: boolean): Generator<Fields> {
    const value = parsed(text);
    if (value !== undefined) return yield* objectsOf(value, name);
    // Without the empty line between them, several events are one of several lines.
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length < 2 || !lines.every((line) => DONE.test(line) || parsed(line) !== undefined)) {
      throw atEnd
        ? new ModelError("cut", "The model's stream ended inside an event.")
        : new ModelError("bad_stream", "The model's stream is not made of JSON events.");
    }
    for (const line of lines) {
      if (DONE.test(line)) isDone = true;
      else yield* objectsOf(parsed(line), name);
    }
  }

  return {
    feed(text) {
      parser.feed(text);
      return arrived.length > 0 ? take(false) : [];
    },
    end() {
      parser.reset({ consume: true });
      return take(true);
    },
    done: () => isDone,
  };
}

/** Objects of JSON, each as soon as it is whole: one, one on each line, one behind the other, or in a list. */
function jsonReader(): EventReader {
  let rest = "";
  let at = 0;
  let depth = 0;
  let inText = false;
  let isReply = false;

  return {
    *feed(text) {
      rest += text;
      for (; at < rest.length; at += 1) {
        const sign = rest[at];
        if (inText && sign === "\\") at += 1;
        else if (sign === '"') inText = depth > 0 && !inText;
        else if (inText) continue;
        else if (sign === "{") depth += 1;
        else if (sign === "}" && depth > 0) depth -= 1;
        else continue;
        if (sign !== "}" || depth > 0 || inText) continue;
        const value = rest.slice(rest.indexOf("{"), at + 1);
        rest = rest.slice(at + 1);
        at = -1;
        for (const event of objectsOf(parsed(value), undefined)) {
          isReply ||= hasReplyField(event);
          yield event;
        }
      }
    },
    end() {
      if (depth > 0) throw new ModelError("cut", "The model's reply ended inside its JSON.");
      if (!isReply)
        throw new ModelError("bad_stream", "The model endpoint answered with JSON that is no reply.");
      return [];
    },
    done: () => false,
  };
}

function* objectsOf(value: unknown, name: string | undefined): Generator<Fields> {
  if (Array.isArray(value)) {
    for (const inner of value) yield* objectsOf(inner, name);
    return;
  }
  // A heartbeat that counts.
  if (value === null || typeof value === "number" || typeof value === "boolean") return;
  if (!isFields(value)) throw new ModelError("bad_stream", "An event of the model is no JSON object.");
  const error = streamError(name, value);
  if (error) throw error;
  const inner = hasReplyField(value) || name?.startsWith("response.") ? undefined : enclosed(value);
  if (inner !== undefined) yield* objectsOf(inner, undefined);
  // Some servers give an event's type as its name only.
  else yield typeof value.type === "string" || name === undefined ? value : { ...value, type: name };
}

const hasReplyField = (value: Fields): boolean => REPLY_FIELDS.some((field) => field in value);

function enclosed(envelope: Fields): unknown {
  for (const name of ENVELOPES) {
    const inner = envelope[name];
    const value = typeof inner === "string" ? parsed(inner) : inner;
    if (typeof value === "object" && value !== null) return value;
  }
  return undefined;
}

/** Python writes numbers that JSON does not have. */
const NO_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

function parsed(text: string): unknown {
  const value = asJson(text);
  if (value !== undefined || !/NaN|Infinity/.test(text)) return value;
  return asJson(text.replace(NO_NUMBERS, (m) => (m[0] === '"' ? m : "null")));
}

function asJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined; // JSON has no `undefined`.
  }
}
