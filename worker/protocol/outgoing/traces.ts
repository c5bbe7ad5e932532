import type { RecordItem } from "../call-record.ts";
import type { CallRow } from "../console/call-row.ts";
import type { Bar, Timeline } from "../console/timeline.ts";
import { cyrb53, hexOf } from "../digest.ts";
import {
  type Attributes,
  keyValues,
  nanos,
  SPAN_KIND,
  type Span,
  type SpanEvent,
  STATUS_CODE,
} from "./otlp-span.ts";

/**
 * A call as one trace: a span of it, within it one of each turn, and within those what went on. Names are those of the
 * GenAI conventions, and LiveKit's where those have none; what is ours begins with `baton.`. Words of the conversation
 * stand under names with a `pii` segment, so that a collector can drop them, and only where they are wanted.
 *
 * Source: OpenTelemetry semantic conventions, "Generative AI spans"; livekit/agents, `telemetry/trace_types`.
 */

export interface Traced {
  readonly call: CallRow;
  readonly timeline: Timeline;
  readonly transcript: readonly RecordItem[];
}

/** More spans of one call nobody looks at; those of its end are left out. */
const MAX_SPANS = 400;
const MAX_EVENTS = 1_000;
const MAX_WORDS = 1_000;
/** A line's characters may be longer as JSON. Beyond it words are left out, and the spans stay. */
const MAX_WORDS_IN_ALL = 100_000;

/** The body of `POST /v1/traces`. @param withWords - what was said, and numbers. */
export async function tracesBody(
  { call, timeline, transcript }: Traced,
  withWords: boolean,
): Promise<string> {
  const traceId = await traceIdOf(call.callSid);
  const words = withWords ? wordsOf(transcript) : () => undefined;
  const endedAt = Math.max(timeline.endedAt ?? call.endedAt ?? 0, timeline.startedAt);
  const spanId = (name: string) => idOf(`${call.callSid}/${name}`);
  const root = spanId("call");
  const ends = (bar: Bar) => Math.max(bar.from, bar.to ?? endedAt);
  const isInstant = (bar: Bar) => bar.to === bar.from;
  const eventsOf = eventWriter();
  const { bars } = timeline;
  const turns = Map.groupBy(
    bars.filter((bar) => bar.turn !== undefined && bar.turn > 0),
    (bar) => bar.turn ?? 0,
  );
  const of = { traceId, kind: SPAN_KIND.internal };

  const turnSpans = [...turns].map(([turn, own]): Span => {
    const from = Math.min(...own.map((bar) => bar.from));
    return {
      ...of,
      spanId: spanId(`turn/${turn}`),
      parentSpanId: root,
      name: "agent_turn",
      startTimeUnixNano: nanos(from),
      endTimeUnixNano: nanos(Math.max(...own.map(ends))),
      attributes: keyValues({ "baton.turn": turn, ...latencyOf(own), ...wordsOfTurn(own, words) }),
      ...eventsOf(own.filter((bar) => isInstant(bar) && !isRequest(bar) && bar.lane !== "tools")),
    };
  });
  const barSpans = bars
    .map((bar, i) => ({ bar, i }))
    .filter(({ bar }) => !isInstant(bar) || isRequest(bar) || bar.lane === "tools")
    .map(({ bar, i }): Span => {
      const parent = bar.turn !== undefined && turns.has(bar.turn) ? spanId(`turn/${bar.turn}`) : root;
      const isFailed = bar.outcome === "failed" || bar.outcome === "timeout";
      return {
        ...of,
        ...described(bar, call),
        spanId: spanId(`${i}`),
        parentSpanId: parent,
        startTimeUnixNano: nanos(bar.from),
        endTimeUnixNano: nanos(ends(bar)),
        attributes: keyValues({
          ...attributesOf(bar, call),
          ...(withWords && bar.lane === "tools" ? { "baton.pii.tool.title": bar.label } : {}),
          ...(isFailed ? { "error.type": bar.outcome } : {}),
        }),
        ...(bar.firstAt === undefined
          ? {}
          : { events: [{ timeUnixNano: nanos(bar.firstAt), name: "first_output" }] }),
        ...(isFailed ? { status: { code: STATUS_CODE.error } } : {}),
      };
    });
  const within = [...turnSpans, ...barSpans].slice(0, MAX_SPANS);
  const rootSpan: Span = {
    ...of,
    spanId: root,
    name: "call",
    kind: SPAN_KIND.server,
    startTimeUnixNano: nanos(timeline.startedAt),
    endTimeUnixNano: nanos(endedAt),
    attributes: keyValues({
      ...callAttributes(call),
      "baton.timeline.incomplete": timeline.incomplete,
      "baton.spans.left_out": turnSpans.length + barSpans.length - within.length || undefined,
      ...(withWords
        ? {
            "baton.pii.from": call.from,
            "baton.pii.to": call.to,
            "baton.pii.summary": call.summary,
            "baton.pii.reason": call.reason,
          }
        : {}),
    }),
    ...eventsOf(bars.filter((bar) => isInstant(bar) && !bar.turn && !isRequest(bar) && bar.lane !== "tools")),
  };
  return JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: keyValues({
            "service.name": "baton",
            "service.version": call.release,
            "baton.worker.version": call.version,
          }),
        },
        scopeSpans: [{ scope: { name: "baton", version: call.release }, spans: [rootSpan, ...within] }],
      },
    ],
  });
}

const isRequest = ({ lane }: Bar): boolean => lane === "model";

/** The name of a span, and its kind where it is not internal. */
function described(
  { lane, what }: Bar,
  { model }: CallRow,
): Pick<Span, "name"> & Partial<Pick<Span, "kind">> {
  // A hedge is another model's, and the timeline does not say whose.
  if (lane === "model") return { name: what === "hedge" ? "chat" : `chat ${model}`, kind: SPAN_KIND.client };
  if (lane === "tools") return { name: `execute_tool ${toolName(what)}` };
  return { name: `${lane}.${what}` };
}

/** A tool that does not exist is called by whatever the model has written. */
const toolName = (name: string): string => (/^[a-zA-Z0-9_-]{1,64}$/.test(name) ? name : "unknown");

function attributesOf(
  { lane, what, outcome, from, firstAt, turn }: Bar,
  { callSid, model }: CallRow,
): Attributes {
  const common = {
    "gen_ai.conversation.id": callSid,
    "baton.turn": turn,
    "baton.outcome": outcome,
  };
  if (lane === "model")
    return {
      ...common,
      "gen_ai.operation.name": "chat",
      // Whoever answers speaks OpenAI's API; the convention takes that for the provider.
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": what === "hedge" ? undefined : model,
      "baton.request.purpose": what,
      "lk.agents.turn.llm_ttft": firstAt === undefined ? undefined : (firstAt - from) / 1_000,
    };
  if (lane === "tools")
    return { ...common, "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": toolName(what) };
  return common;
}

/** From the caller's last word to the first sound of the answer. */
function latencyOf(own: readonly Bar[]): Attributes {
  const said = own.find(({ lane, what }) => lane === "caller" && what === "turn");
  const sounds = own.filter(
    ({ lane, what, from }) => lane === "agent" && what !== "interrupted" && from >= (said?.from ?? 0),
  );
  const first = Math.min(...sounds.map(({ from, firstAt }) => firstAt ?? from));
  return {
    "lk.agents.turn.e2e_latency": said && sounds.length > 0 ? (first - said.from) / 1_000 : undefined,
    "lk.interrupted": own.some(({ what, lane }) => lane === "agent" && what === "interrupted") || undefined,
  };
}

function wordsOfTurn(
  own: readonly Bar[],
  words: (item: number | undefined) => string | undefined,
): Attributes {
  const line = (lane: Bar["lane"]) =>
    words(own.find((bar) => bar.lane === lane && bar.item !== undefined)?.item);
  return { "lk.pii.user_input": line("caller"), "lk.pii.response.text": line("agent") };
}

/** Instants, by their names alone. */
function eventWriter(): (instants: readonly Bar[]) => { readonly events?: readonly SpanEvent[] } {
  let room = MAX_EVENTS;
  return (instants) => {
    const taken = instants.slice(0, room);
    room -= taken.length;
    if (taken.length === 0) return {};
    return {
      events: taken.map(({ lane, what, from }) => ({ timeUnixNano: nanos(from), name: `${lane}.${what}` })),
    };
  };
}

const callAttributes = (call: CallRow): Attributes => ({
  "gen_ai.conversation.id": call.callSid,
  "gen_ai.agent.name": call.agent,
  "baton.agent.version": call.agentVersion,
  "gen_ai.request.model": call.model,
  "gen_ai.usage.input_tokens": call.inputTokens,
  "gen_ai.usage.cache_read.input_tokens": call.cachedTokens,
  "gen_ai.usage.output_tokens": call.outputTokens,
  "baton.cost_usd": call.costUsd,
  "baton.outcome": call.outcome,
  "baton.reason_code": call.reasonCode,
  "baton.sentiment": call.sentiment,
  "baton.language": call.language,
  "baton.turns": call.turns,
  "baton.interruptions": call.interruptions,
  "baton.model_failures": call.modelFailures,
  "baton.tool_failures": call.toolFailures,
  "baton.first_frame.p50_ms": call.firstFrameP50Ms,
  "baton.first_frame.p95_ms": call.firstFrameP95Ms,
  "baton.longest_silence_ms": call.longestSilenceMs,
});

function wordsOf(transcript: readonly RecordItem[]): (item: number | undefined) => string | undefined {
  let room = MAX_WORDS_IN_ALL;
  return (item) => {
    const text = item === undefined ? undefined : transcript[item]?.text.slice(0, MAX_WORDS).toWellFormed();
    if (text === undefined || room < text.length) return undefined;
    room -= text.length;
    return text;
  };
}

/** The same for the same call, so that what is sent twice is one trace. */
async function traceIdOf(callSid: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(callSid));
  return hexOf(digest.slice(0, 16));
}

/** 8 bytes, distinct within a call, and never all zero. */
const idOf = (text: string): string =>
  `${cyrb53(text, 0)}${cyrb53(text, 1).slice(-2)}`.replace(/^0{16}$/, "1".padStart(16, "0"));
