import { ModelError, type ModelEvent, type ModelRequest } from "../../../agent/model.ts";
import { contentOf, countOf, type Fields, fieldsOf, isFields, isWritten, listOf, textOf } from "../fields.ts";
import { type Asked, ask } from "../openai-ask.ts";
import { callIdSource } from "../openai-conversation.ts";
import type { Dialect } from "../openai-dialect.ts";
import { reportedError } from "../openai-errors.ts";
import {
  AFTER_CALLS_MS,
  cutShort,
  finish,
  hasSaid,
  isOver,
  newText,
  noProgress,
  PROGRESS,
  restOf,
} from "../openai-reply.ts";
import { chatBody } from "./chat-body.ts";
import { collectToolCalls, finishedCalls, type Over } from "./chat-tool-calls.ts";

/**
 * A `Model` stream over Chat Completions, for OpenAI and for servers that are compatible with it. Source: the
 * types of the `openai` package, `chat/completions`.
 */

/**
 * The usage follows the reason in a chunk of its own, which OpenAI and the servers that send one write in the same
 * breath. The end of the reply, and a tool call with it, waits no longer: figures are not worth a silence.
 */
const USAGE_MS = 20;
/**
 * A reason in a chunk with text or a call is the last of some servers and stands in each chunk of others. Either
 * `[DONE]` or the next piece comes sooner than this; in the middle of a sentence it is waited for nearly as long as the
 * conversation waits for a piece (`stallMs`).
 */
const DOUBT_MS = 500;
const DOUBT_IN_SENTENCE_MS = 1_400;

type Reason = "stop" | "length" | "content_filter";

export async function* streamChat(
  asked: Asked,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const { known } = asked;
  const write = (dialect: Dialect) => {
    const body = chatBody(request, dialect);
    return { text: JSON.stringify(body), parameters: Object.keys(body) };
  };
  const reply = await ask(asked, write, signal);
  const progress = noProgress();
  const newCallId = callIdSource(request.items);
  const toolCalls = collectToolCalls();
  let reason: Reason | undefined;
  let usage: ReturnType<typeof usageOf>;

  try {
    for await (const chunk of reply.events) {
      const own = usageOf(chunk);
      usage = own ?? usage;
      const choice = choiceOf(chunk);
      const news = choice && readChoice(choice, toolCalls, progress.text);
      if (news?.text) {
        progress.text += news.text;
        yield { type: "text", delta: news.text };
      } else if (news?.atWork) yield PROGRESS;
      if (news?.refused) progress.refused = true;
      if (choice?.error || news?.reason === "error") throw reportedError(choice?.error);

      const goesOn = news !== undefined && (news.text !== "" || news.atWork);
      if (reason && goesOn) {
        known.stopsEarly = true;
        reply.reopen();
      }
      if (goesOn && toolCalls.calls.length > 0) {
        yield* given(toolCalls.followed());
        if (toolCalls.areWhole()) reply.complete(AFTER_CALLS_MS);
        else reply.reopen();
      }
      if (news?.reason && (!reason || goesOn)) {
        reason = news.reason;
        if (known.stopsEarly || !(hasSaid(progress) || toolCalls.calls.length > 0)) continue;
        const isWhole = toolCalls.calls.length > 0 || isOver(progress, false);
        reply.complete(!goesOn ? USAGE_MS : isWhole ? DOUBT_MS : DOUBT_IN_SENTENCE_MS);
        if (!goesOn) yield* finished("said so");
      }
      // Some compatible servers send no `[DONE]` after the usage.
      if (reason && own && !goesOn && !(known.stopsEarly && choice)) break;
    }
  } catch (error) {
    // After its finish reason a reply is whole; only the usage is lost.
    if (reason === undefined || known.stopsEarly || !isBroken(error)) {
      yield* finished("cut");
      throw error;
    }
  }
  if (signal.aborted) return;
  const saidSo = reason !== undefined || !reply.ended();
  if (saidSo) reply.complete();
  yield* finished(reason !== undefined && reason !== "length" ? "unread" : saidSo ? "said so" : "cut");
  if (reason === undefined || reason === "length") {
    const isCut = toolCalls.calls.some((call) => call.name && !call.emitted);
    if (isCut || (!saidSo && !isOver(progress, known.saysWhenOver))) throw cutShort();
  }
  known.saysWhenOver ||= saidSo;
  yield finish(progress, reason ?? "stop", usage);

  function finished(over: Over): Generator<ModelEvent> {
    return given(finishedCalls(toolCalls.calls, over));
  }

  function* given(calls: ReturnType<typeof finishedCalls>): Generator<ModelEvent> {
    for (const { id, name, arguments: text } of calls) {
      progress.called = true;
      yield { type: "tool_call", callId: newCallId(id), name, arguments: text };
    }
  }
}

const isBroken = (error: unknown): boolean => error instanceof ModelError && error.code === "cut";

interface News {
  readonly text: string;
  /** There is something of thoughts, a refusal or a call: nothing to hear, and yet the model is at work. */
  readonly atWork: boolean;
  readonly refused: boolean;
  readonly reason: Reason | "error" | undefined;
}

/** Of whom agents behind a gateway pass words on, in the same stream. */
const OTHERS: ReadonlySet<unknown> = new Set(["user", "tool", "function"]);

/** What a choice brings, in whichever of the ways that are in use. */
function readChoice(choice: Fields, calls: ReturnType<typeof collectToolCalls>, said: string): News {
  const delta = fieldsOf(choice.delta);
  const content = contentOf(OTHERS.has(delta.role) ? undefined : delta.content);
  let text = newText(said, content.text || textOf(choice.text) || textOf(choice.delta));
  let atWork = content.thoughts || hasThoughts(delta);
  let refused = content.refusal || isWritten(delta.refusal);
  const pieces = [...listOf(delta.tool_calls), ...listOf(delta.function_call)];

  // A whole message in place of a piece; some servers send it after the pieces as well.
  if (isFields(choice.message)) {
    const { message } = choice;
    const whole = contentOf(message.content);
    text += restOf(said + text, whole.text);
    refused ||= whole.refusal || isWritten(message.refusal);
    if (calls.calls.length === 0)
      pieces.push(...listOf(message.tool_calls), ...listOf(message.function_call));
  }
  for (const piece of pieces) atWork = calls.add(piece) || atWork;
  return {
    text,
    atWork: atWork || refused,
    refused,
    reason: reasonOf(choice.finish_reason ?? choice.finishReason),
  };
}

/** `reasoning_content`, `reasoning`, `reasoning_details`, `thinking`: there is no one name for what is not for the ear. */
function hasThoughts(delta: Fields): boolean {
  for (const name in delta) if (/^(reason|think|thought)/.test(name) && isWritten(delta[name])) return true;
  return false;
}

/** The first choice, of which there is one only; gateways may send others, of other replies. */
function choiceOf(chunk: Fields): Fields | undefined {
  for (const choice of listOf(chunk.choices)) {
    if (isFields(choice) && !(typeof choice.index === "number" && choice.index > 0)) return choice;
  }
  return undefined;
}

/** OpenAI's words, and those of the vendors behind gateways. */
function reasonOf(given: unknown): News["reason"] {
  const word = textOf(given).toLowerCase();
  if (word === "" || word === "null") return undefined;
  if (/length|max_?tokens|context_window/.test(word)) return "length";
  if (/filter|safety|recitation|blocklist|prohibited|sensitive/.test(word)) return "content_filter";
  return /error|fail|abort|cancel|interrupt|resource|time_?out|malformed/.test(word) ? "error" : "stop";
}

function usageOf({ usage }: Fields) {
  if (!isFields(usage) || Object.keys(usage).length === 0) return undefined;
  return {
    inputTokens: countOf(usage.prompt_tokens),
    cachedTokens: countOf(fieldsOf(usage.prompt_tokens_details).cached_tokens),
    outputTokens: countOf(usage.completion_tokens),
  };
}
