import { useTicks } from "../parts/use-ticks.ts";
import { clock } from "../parts/wording.ts";
import { type CallView, isLive, speakingLine } from "../state/call-view.ts";
import type { Stack } from "../state/use-stack.ts";

interface CallHeadProps {
  readonly stack: Stack;
  readonly calls: readonly CallView[];
  readonly call: CallView | undefined;
  readonly chooseCall: (callSid: string) => void;
  readonly agent: string;
}

/** Who is on the line, what is happening, and for how long. */
export function CallHead({ stack, calls, call, chooseCall, agent }: CallHeadProps) {
  const live = isLive(call);
  useTicks(500, live);
  return (
    <header className="call-head">
      <div className="call-who">
        <h2>{call === undefined ? "Phone" : live ? agent : "Last call"}</h2>
        {call !== undefined && (
          <p className="numbers">{`${call.from || "unknown"} → ${call.to || "unknown"}`}</p>
        )}
      </div>
      <div className="call-state">
        <p className={`state ${live ? call.company : "idle"}`}>
          <span className="dot" aria-hidden="true" />
          {stateOf(call)}
        </p>
        {call !== undefined && (
          <p className="timer">{clock(Math.max(0, (call.endedAt ?? stack.now()) - call.startedAt))}</p>
        )}
      </div>
      {calls.length > 1 && call !== undefined && (
        <label className="call-choice">
          <span className="hidden">Call shown</span>
          <select value={call.callSid} onChange={({ target }) => chooseCall(target.value)}>
            {calls.map((one, index) => (
              <option key={one.callSid} value={one.callSid}>
                {`Call ${index + 1} of ${calls.length}${isLive(one) ? " · live" : ""}`}
              </option>
            ))}
          </select>
        </label>
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
