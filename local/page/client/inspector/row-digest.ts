import { inDollars } from "../../../recorder/spend.ts";
import type { StackEvent } from "../../../twilio/events.ts";
import { briefJson } from "../parts/wording.ts";
import { type Digest, digest, field } from "./digest.ts";
import type { Row } from "./fold.ts";

type Of<K extends StackEvent["kind"]> = Extract<StackEvent, { kind: K }>;

const lastOf = <K extends StackEvent["kind"]>({ events }: Row, kind: K): Of<K> | undefined =>
  events.findLast((event): event is Of<K> => event.kind === kind);

/** A row in one line. */
export function digestRow(row: Row): Digest {
  const { events } = row;
  const last = digest(events.at(-1) ?? events[0]);
  if (events.some((event) => event.kind === "model_request" || event.kind === "model_response"))
    return digestModel(row);
  if (events.length === 1) return last;
  const asked = lastOf(row, "webhook_request");
  const answered = lastOf(row, "webhook_response");
  if (asked && answered) return { ...last, way: "out", label: `POST ${last.label}` };
  const heard = lastOf(row, "caller_speech");
  if (heard) return { ...digest(heard), way: "out" };
  if (last.label === "text" || last.label === "prompt") {
    const texts = events.map((event) => event.kind === "frame" && field(event.frame, "token"));
    const prompt =
      last.label === "prompt" ? last.text : `“${texts.filter((t) => typeof t === "string").join("")}”`;
    return { ...last, text: prompt };
  }
  return last;
}

/** What was answered, how fast, at what price; and whether it was wanted in the end. */
function digestModel(row: Row): Digest {
  const asked = lastOf(row, "model_request");
  const answer = lastOf(row, "model_response");
  const guess = asked?.guess;
  const lost = answer?.outcome === "stopped";
  const kind = guess ? "guess" : asked?.beside ? "beside another" : undefined;
  const said = answer?.text ? `“${answer.text}”` : undefined;
  const on = asked?.messages.findLast(({ role }) => role === "user")?.text;
  const calls = answer?.toolCalls.map(({ name, arguments: json }) => `${name}(${briefJson(json)})`) ?? [];
  const usage = answer?.usage;
  const counted = row.events.find((event) => event.kind === "log" && event.event === "model.finished");
  const microUsd = counted?.kind === "log" ? counted.fields.microUsd : undefined;
  const parts = [
    kind && `${kind}${guess && on ? ` on “${on}”` : ""}${lost ? ", lost" : ""}`,
    !kind && lost && "stopped",
    answer?.error,
    said,
    ...calls,
    !answer && "…",
    usage && `${usage.inputTokens} in (${usage.cachedTokens} cached), ${usage.outputTokens} out`,
    counted && inDollars(typeof microUsd === "number" ? microUsd : undefined),
    asked?.model,
  ];
  return {
    way: "none",
    label: "model",
    text: parts.filter(Boolean).join(" · "),
    tone: answer?.outcome === "failed" ? "warning" : "plain",
    ...(answer?.firstTokenMs === undefined ? {} : { ms: answer.firstTokenMs }),
  };
}
