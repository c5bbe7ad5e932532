import type { ModelEvent, ModelRequest } from "../../../agent/model.ts";
import { contentOf, countOf, type Fields, fieldsOf, isFields, isWritten, listOf, textOf } from "../fields.ts";
import { type Asked, ask } from "../openai-ask.ts";
import { callIdSource } from "../openai-conversation.ts";
import { reportedError } from "../openai-errors.ts";
import { AFTER_CALLS_MS, cutShort, finish, isOver, noProgress, PROGRESS } from "../openai-reply.ts";
import { responsesText } from "./responses-body.ts";
import { collectCalls, type FinishedCall } from "./responses-calls.ts";
import { collectText } from "./responses-text.ts";

/** A `Model` stream over OpenAI's Responses API. Source: the types of the `openai` package, `responses/responses`. */
export async function* streamResponses(
  asked: Asked,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const reply = await ask(asked, (dialect) => responsesText(request, dialect), signal);
  const progress = noProgress();
  const newCallId = callIdSource(request.items);
  const calls = collectCalls();
  const text = collectText();
  const isRepeat = repeats();

  let isNews = false;

  /** The model has shown itself at work. */
  function came(event: ModelEvent): ModelEvent {
    isNews = true;
    return event;
  }

  function* say(piece: string): Generator<ModelEvent> {
    if (piece === "") return;
    progress.text += piece;
    yield came({ type: "text", delta: piece });
  }

  function* call(finished: Iterable<FinishedCall>): Generator<ModelEvent> {
    for (const { id, name, arguments: given } of finished) {
      progress.called = true;
      yield came({ type: "tool_call", callId: newCallId(id), name, arguments: given });
    }
  }

  try {
    for await (const event of reply.events) {
      if (isRepeat(event)) continue;
      const item = fieldsOf(event.item);
      const type = typeof event.type === "string" ? event.type : event.object;
      switch (type) {
        case "response.output_text.delta":
          yield* say(text.piece(event, contentOf(event.delta).text));
          break;
        case "response.output_text.done":
          yield* say(text.whole(event, textOf(event.text)));
          break;
        case "response.content_part.added":
          text.begins(event);
          yield* say(text.whole(event, contentOf(event.part).text));
          break;
        case "response.content_part.done":
          yield* say(text.whole(event, contentOf(event.part).text));
          break;
        case "response.output_item.added":
          if (item.type === "function_call") calls.added(event, item);
          if (item.type === "function_call" || item.type === "reasoning") yield came(PROGRESS);
          else if (item.type === "message") {
            text.begins(event);
            yield* say(text.message(event, item));
          }
          break;
        case "response.function_call_arguments.delta":
          if (calls.piece(event)) yield came(PROGRESS);
          break;
        case "response.function_call_arguments.done":
          isNews = true;
          yield* call(calls.whole(event));
          break;
        case "response.output_item.done":
          if (item.type === "function_call") yield* call(calls.done(event, item));
          if (item.type === "message") yield* say(text.message(event, item));
          if (item.type === "reasoning") yield came(PROGRESS);
          break;
        case "response.refusal.delta":
        case "response.refusal.done":
          progress.refused = true;
          yield came(PROGRESS);
          break;
        case "response.failed":
        case "response.cancelled":
          throw reportedError(fieldsOf(event.response).error);
        case "response": // The whole response as one document, from a server that does not stream.
        case "response.completed":
        case "response.incomplete":
        case "response.done": {
          const response = isFields(event.response) ? event.response : event;
          if (response.status === "failed" || response.status === "cancelled")
            throw reportedError(response.error);
          reply.complete();
          const output = listOf(response.output);
          const reason = reasonOf(response);
          yield* say(text.rest(output));
          yield* call(calls.rest(output, reason !== "length"));
          if (reason === "length" && calls.isOpen()) throw cutShort();
          yield finish(progress, reason, usageOf(response));
          asked.known.saysWhenOver = true;
          return;
        }
        default:
          // Thoughts go by several names: `reasoning_text`, `reasoning_summary_text`, `reasoning`. The server's own tools
          // tell their steps (`web_search_call.searching`); what is written for a tool comes as deltas.
          if (/^response\.\w+_call\.\w+$/.test(String(type))) yield came(PROGRESS);
          else if (/^response\.(?:reasoning|\w+_call_)/.test(String(type)) && isWritten(event.delta))
            yield came(PROGRESS);
      }
      if (isNews && calls.any()) {
        if (calls.areWhole()) reply.complete(AFTER_CALLS_MS);
        else reply.reopen();
      }
      isNews = false;
    }
  } catch (error) {
    yield* call(calls.left());
    throw error;
  }
  if (signal.aborted) return;
  yield* call(calls.left());
  const saidSo = !reply.ended();
  if (calls.isOpen() || (!saidSo && !isOver(progress, asked.known.saysWhenOver))) throw cutShort();
  yield finish(progress, "stop", undefined);
}

/**
 * Tells an event that was sent before, as where a gateway takes a stream up again: it has the number of the first. A
 * server that gives one number to two events does not count them.
 */
function repeats(): (event: Fields) => boolean {
  const seen = new Map<number, string>();
  let counts = true;
  return ({ sequence_number: n, type, output_index: place, delta }) => {
    if (typeof n !== "number" || !counts) return false;
    const event = `${String(type)} ${String(place)} ${textOf(delta)}`;
    const before = seen.get(n);
    seen.set(n, event);
    counts = before === undefined || before === event;
    return counts && before !== undefined;
  };
}

function reasonOf(response: Fields): "stop" | "length" | "content_filter" {
  const cause = fieldsOf(response.incomplete_details).reason;
  if (cause === "content_filter") return "content_filter";
  return cause || response.status === "incomplete" ? "length" : "stop";
}

function usageOf({ usage }: Fields) {
  if (!isFields(usage)) return undefined;
  return {
    inputTokens: countOf(usage.input_tokens),
    cachedTokens: countOf(fieldsOf(usage.input_tokens_details).cached_tokens),
    outputTokens: countOf(usage.output_tokens),
  };
}
