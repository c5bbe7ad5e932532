import { memo } from "react";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";
import type { CallDetail } from "../../../worker/protocol/console/timeline.ts";
import {
  agentTitle,
  clock,
  count,
  dayOf,
  duration,
  isEdited,
  languageName,
  many,
  money,
  timeWithSeconds,
  whole,
  zone,
} from "../logic/format.ts";
import { outcomeOf, phaseOf, reasonOf } from "../logic/words.ts";
import { Badge, Mood } from "../parts/bits.tsx";
import { Icon } from "../parts/icons.tsx";

interface CallHeadProps {
  readonly detail: CallDetail;
  readonly liveCall: LiveCall | undefined;
  /** The Worker's clock, epoch ms. */
  readonly now: number;
}

/** What came of a call, and its figures. */
export const CallHead = memo(function CallHead({ detail: { call, timeline }, liveCall, now }: CallHeadProps) {
  const endedAt = call.endedAt ?? timeline.endedAt;
  const [words, tone] =
    call.outcome !== undefined && endedAt !== undefined
      ? outcomeOf(call.outcome)
      : phaseOf(liveCall?.phase ?? call.phase);
  const length = clock((endedAt ?? now) - call.startedAt);
  return (
    <>
      <div className="call-title">
        <h1>
          <bdi>{whole(call.from)}</bdi>
        </h1>
        <Badge tone={tone}>{words}</Badge>
        {call.reasonCode !== undefined && (
          <span className="fine">{reasonOf(call.reasonCode, call.rule)}</span>
        )}
        <Mood mood={liveCall?.mood ?? call.sentiment} />
        {liveCall?.muted === true && (
          <span className="flag muted">
            <Icon name="mute" />
            Muted
          </span>
        )}
        {(liveCall?.recording === true || call.recording === "recording") && (
          <span className="flag recording">
            <Icon name="record" />
            Recording
          </span>
        )}
      </div>
      <p className="call-line fine">
        <bdi>{agentTitle(call.agent)}</bdi>
        {isEdited(call) && <span>Version {call.agentVersion}</span>}
        <span>{languageName(call.language)}</span>
        {call.to !== undefined && (
          <span>
            to <bdi>{call.to}</bdi>
          </span>
        )}
        <span title={`Times in ${zone(call.startedAt)}`}>
          {dayOf(call.startedAt, now)} {timeWithSeconds(call.startedAt)}, {zone(call.startedAt)}
        </span>
        <bdi className="mono">{call.callSid}</bdi>
      </p>
      <dl className="figures">
        <Figure name="Length" value={length} />
        <Figure
          name="First frame"
          value={duration(call.firstFrameP50Ms)}
          note={call.firstFrameP95Ms === undefined ? undefined : `p95 ${duration(call.firstFrameP95Ms)}`}
        />
        <Figure
          name="Longest silence"
          value={duration(call.longestSilenceMs)}
          bad={(call.longestSilenceMs ?? 0) > 4_000}
        />
        <Figure name="Turns" value={count(call.turns)} note={many(call.interruptions, "interruption")} />
        <Figure
          name="Failures"
          value={count(call.toolFailures + call.modelFailures)}
          note={`${call.toolFailures} tools, ${call.modelFailures} model`}
          bad={call.toolFailures + call.modelFailures > 0}
        />
        <Figure
          name="Cost"
          value={money(call.costUsd)}
          note={`${count(call.inputTokens + call.outputTokens)} tokens`}
        />
        <Figure name="Model" value={call.model} note={`release ${call.release.slice(0, 12)}`} words />
      </dl>
    </>
  );
});

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly bad?: boolean;
  readonly words?: boolean;
}

function Figure({ name, value, note, bad = false, words = false }: FigureProps) {
  return (
    <div className={`figure${bad ? " bad" : ""}${words ? " words" : ""}`}>
      <dt>{name}</dt>
      <dd>
        <span>{value}</span>
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}
