import { memo } from "react";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";
import { agentTitle, clock, languageName, masked } from "../logic/format.ts";
import { LONG_SILENCE_MS, silenceMs } from "../logic/live-scene.ts";
import { phaseOf } from "../logic/words.ts";
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
        <span className="live-who">
          <strong>
            <bdi>{masked(call.from)}</bdi>
          </strong>
          <span className="fine">
            <bdi>{agentTitle(call.agent)}</bdi> · {languageName(call.language)}
          </span>
        </span>
        <span className="live-phase">
          <Badge tone={tone}>{phase}</Badge>
        </span>
        <span className="live-words">
          <Speaking call={call} />
          {call.lastWords === undefined ? (
            <span className="fine">Nothing has been said yet</span>
          ) : (
            <span className="said">
              <span className={`who-said ${call.lastWords.who}`}>
                {call.lastWords.who === "agent" ? "Agent" : "Caller"}
              </span>
              <bdi>{call.lastWords.text}</bdi>
            </span>
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
          {call.operators.length > 0 && (
            <span className="flag" title={call.operators.join(", ")}>
              <Icon name="eye" />
              <span className="hidden">Looked at by </span>
              <bdi>
                {call.operators.length === 1 ? call.operators[0]?.split("@")[0] : call.operators.length}
              </bdi>
            </span>
          )}
          <Mood mood={call.mood} />
        </span>
      </Link>
    </li>
  );
});

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
