import { useTicks } from "../../../../assets/console/parts/use-ticks.ts";
import { Icon } from "../parts/icons.tsx";
import { clock } from "../parts/wording.ts";
import { type CallView, isLive, speakingLine } from "../state/call-view.ts";
import type { Stack } from "../state/use-stack.ts";
import { CallList } from "./call-list.tsx";

interface CallHeadProps {
  readonly stack: Stack;
  readonly calls: readonly CallView[];
  readonly call: CallView | undefined;
  readonly chooseCall: (callSid: string) => void;
  readonly nameOf: (call: CallView) => string;
  readonly showTrouble: () => void;
}

/** Who is on the line, what is happening, and for how long. */
export function CallHead({ stack, calls, call, chooseCall, nameOf, showTrouble }: CallHeadProps) {
  const live = isLive(call);
  useTicks(500, live);
  const gone = stack.link === "lost";
  return (
    <header className="call-head">
      <div className="call-who">
        <h2>{call === undefined ? "Phone" : nameOf(call)}</h2>
        {call !== undefined && (
          <p className="numbers">{`${call.from || "unknown"} → ${call.to || "unknown"}`}</p>
        )}
      </div>
      <div className="call-state">
        <p className={`state ${gone ? "gone" : live ? call.company : "idle"}`}>
          <span className="dot" aria-hidden="true" />
          {gone ? "No connection" : stateOf(call)}
        </p>
        {live && call.recording !== undefined && (
          <p className={`recording ${call.recording}`}>
            {call.recording === "paused" ? "Recording paused" : "Recorded"}
          </p>
        )}
        {call !== undefined && (
          <p className="timer">{clock(Math.max(0, (call.endedAt ?? stack.now()) - call.startedAt))}</p>
        )}
      </div>
      {calls.length > 0 && <CallList calls={calls} shown={call} choose={chooseCall} nameOf={nameOf} />}
      {call !== undefined && call.alerts > 0 && (
        <button type="button" className="alerts" onClick={showTrouble}>
          <Icon name="warning" />
          {call.alerts === 1 ? "Twilio has an alert" : `Twilio has ${call.alerts} alerts`}
        </button>
      )}
    </header>
  );
}

function stateOf(call: CallView | undefined): string {
  if (call === undefined) return "Ready";
  if (!isLive(call)) return "Call ended";
  switch (call.company) {
    case "nobody":
      return call.status === "ringing" ? "Ringing" : "Connecting";
    case "agent":
      return speakingLine(call) === undefined ? "Listening" : "Agent speaks";
    case "queue":
      return "In the queue";
    case "person":
      return "With a person";
  }
}
