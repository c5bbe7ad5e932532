import { memo } from "react";
import type { FoundCall } from "../../../worker/protocol/console/call-row.ts";
import {
  agentTitle,
  clock,
  dayOf,
  duration,
  isEdited,
  languageName,
  masked,
  money,
  timeOfDay,
  UNKNOWN,
} from "../logic/format.ts";
import { shownParts } from "../logic/found.ts";
import { outcomeOf, phaseOf, reasonOf } from "../logic/words.ts";
import { Badge, Mood } from "../parts/bits.tsx";
import { Link } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";

interface CallRowProps {
  readonly call: FoundCall;
  readonly now: number;
  /** What was searched for. */
  readonly q?: string;
}

/** A call in a list; a card where there is no room for a line. */
export const CallRowLink = memo(function CallRowLink({ call, now, q = "" }: CallRowProps) {
  const isFound = q !== "" && call.found !== undefined;
  const [words, tone] = call.outcome === undefined ? phaseOf(call.phase) : outcomeOf(call.outcome);
  return (
    <li>
      <Link
        to={{ view: "call", callSid: call.callSid, ...(isFound && { q }) }}
        className="row"
        row={call.callSid}
      >
        <span className="row-when">
          <span className="fine">{dayOf(call.startedAt, now)}</span> {timeOfDay(call.startedAt)}
        </span>
        <span className="row-who">
          <bdi>{masked(call.from)}</bdi>
        </span>
        <span className="row-agent">
          <bdi>{agentTitle(call.agent)}</bdi>
          {isEdited(call) && (
            <span className="fine" title={`Version ${call.agentVersion}`}>
              {" "}
              v{call.agentVersion}
            </span>
          )}
          <span className="fine"> {languageName(call.language)}</span>
        </span>
        <span className="row-outcome">
          <Badge tone={tone}>{words}</Badge>
          {call.reasonCode !== undefined && (
            <span className="fine">{reasonOf(call.reasonCode, call.rule)}</span>
          )}
        </span>
        <span className="row-about">
          <About call={call} />
        </span>
        <span className="row-flags">
          {call.recording === "kept" && (
            <span title="There is a recording" className="faint">
              <Icon name="sound" />
              <span className="hidden">There is a recording. </span>
            </span>
          )}
          <Mood mood={call.sentiment} />
        </span>
        <span className="row-figure row-length">
          <span className="hidden">Length </span>
          {call.endedAt === undefined ? "live" : clock(call.endedAt - call.startedAt)}
        </span>
        <span className="row-figure row-latency" title="First frame, 95th percentile">
          <span className="hidden">First frame </span>
          {duration(call.firstFrameP95Ms)}
        </span>
        <span className="row-figure row-cost">
          <span className="hidden">Cost </span>
          {money(call.costUsd)}
        </span>
      </Link>
    </li>
  );
});

function About({ call }: { readonly call: FoundCall }) {
  if (call.found !== undefined && call.found !== "")
    return (
      <bdi className="found">
        {shownParts(call.found).map(({ text, hit }, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in its order
          hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
        )}
      </bdi>
    );
  const about = call.summary ?? call.reason ?? call.intent;
  if (about !== undefined && about !== "") return <bdi>{about}</bdi>;
  return <span className="faint">{call.phase === "ended" ? UNKNOWN : "Goes on"}</span>;
}

/** What the columns are. Each row says it of its own figures; this is for eyes. */
export function RowHeads() {
  return (
    <div className="row row-heads" aria-hidden="true">
      <span>Started</span>
      <span>Caller</span>
      <span className="row-agent">Agent</span>
      <span>Outcome</span>
      <span className="row-about">About</span>
      <span />
      <span className="row-figure">Length</span>
      <span className="row-figure row-latency">p95</span>
      <span className="row-figure row-cost">Cost</span>
    </div>
  );
}
