import { memo } from "react";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";
import { agentTitle, clock, languageName, masked } from "../logic/format.ts";
import { LONG_SILENCE_MS, type PersonNow, silenceMs } from "../logic/live-scene.ts";
import { phaseOf, reasonOf } from "../logic/words.ts";
import { Badge, Mood } from "../parts/bits.tsx";
import { Link } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";

interface LiveRowProps {
  readonly call: LiveCall;
  /** The ledger's clock in whole tenths, epoch ms: a row whose figures stay the same is not drawn again. */
  readonly now: number;
}

/** A call that goes on. */
export const LiveRow = memo(function LiveRow({ call, now }: LiveRowProps) {
  const [phase, tone] = phaseOf(call.phase);
  const silent = silenceMs(call, now);
  return (
    <li>
      <Link to={{ view: "call", callSid: call.callSid }} className="live-row" row={call.callSid}>
        <span className="live-time">
          <span className="hidden">Since </span>
          {clock(now - call.startedAt)}
        </span>
        <Who call={call} />
        <span className="live-phase">
          <Badge tone={tone}>{phase}</Badge>
        </span>
        <span className="live-words">
          <Speaking call={call} />
          {call.lastWords === undefined ? (
            call.turns === 0 && <span className="fine">The caller has said nothing yet</span>
          ) : (
            <Said words={call.lastWords} />
          )}
        </span>
        <span className="live-flags">
          {silent !== undefined && (
            <span className={silent >= LONG_SILENCE_MS ? "silent long" : "silent"}>
              Silent {(silent / 1_000).toFixed(1)} s
            </span>
          )}
          {call.muted === true && (
            <span className="flag muted">
              <Icon name="mute" />
              Muted
            </span>
          )}
          {call.recording === true && (
            <span className="flag recording">
              <Icon name="record" />
              <span>Rec</span>
            </span>
          )}
          <Lookers call={call} />
          <Mood mood={call.mood} />
        </span>
      </Link>
    </li>
  );
});

interface AwayRowProps {
  readonly call: LiveCall;
  readonly person: PersonNow;
  /** The ledger's clock, epoch ms. */
  readonly now: number;
}

/** A call that the agent has handed over, and that is not over for its caller. */
export function AwayRow({ call, person: { part, since }, now }: AwayRowProps) {
  const words = part === "waiting" ? "Waiting" : "With a person";
  return (
    <li>
      <Link to={{ view: "call", callSid: call.callSid }} className="live-row" row={call.callSid}>
        <span className="live-time">
          <span className="hidden">Since </span>
          {clock(now - call.startedAt)}
        </span>
        <Who call={call} />
        <span className="live-phase">
          <Badge tone={part === "waiting" ? "warn" : "person"}>
            {since === undefined ? words : `${words} ${clock(now - since)}`}
          </Badge>
        </span>
        <span className="live-words">
          {call.reasonCode !== undefined && (
            <span className="fine why">{reasonOf(call.reasonCode, call.rule)}</span>
          )}
          {call.lastWords !== undefined && <Said words={call.lastWords} />}
        </span>
        <span className="live-flags">
          <Lookers call={call} />
          <Mood mood={call.mood} />
        </span>
      </Link>
    </li>
  );
}

function Who({ call }: { readonly call: LiveCall }) {
  return (
    <span className="live-who">
      <strong>
        <bdi>{masked(call.from)}</bdi>
      </strong>
      <span className="fine">
        <bdi>{agentTitle(call.agent)}</bdi> · {languageName(call.language)}
      </span>
    </span>
  );
}

function Said({ words: { who, text } }: { readonly words: NonNullable<LiveCall["lastWords"]> }) {
  return (
    <span className="said">
      <span className={`who-said ${who}`}>{who === "agent" ? "Agent" : "Caller"}</span>
      <bdi>{text}</bdi>
    </span>
  );
}

function Lookers({ call: { operators } }: { readonly call: LiveCall }) {
  if (operators.length === 0) return null;
  return (
    <span className="flag" title={operators.join(", ")}>
      <Icon name="eye" />
      <span className="hidden">Looked at by </span>
      <bdi>{operators.length === 1 ? operators[0]?.split("@")[0] : operators.length}</bdi>
    </span>
  );
}

/** Who speaks now. */
export function Speaking({ call }: { readonly call: Pick<LiveCall, "speaking"> }) {
  const { speaking } = call;
  const words = { caller: "The caller speaks", agent: "The agent speaks", nobody: "Nobody speaks" }[speaking];
  return (
    <span className={`speaking ${speaking}`} title={words}>
      <span className="hidden">{words}. </span>
      <i />
      <i />
      <i />
    </span>
  );
}
