import { Icon } from "../parts/icons.tsx";
import { Popover } from "../parts/popover.tsx";
import { clock, timeOfDay } from "../parts/wording.ts";
import { type CallView, isLive, outcomeOf } from "../state/call-view.ts";
import { NEW_CALL } from "../state/use-shown-call.ts";

interface CallListProps {
  readonly calls: readonly CallView[];
  readonly shown: CallView | undefined;
  readonly choose: (callSid: string) => void;
  /** Who answers a call, as a person reads it. */
  readonly nameOf: (call: CallView) => string;
}

/** Every call of the stack, the newest first, and the way to one more beside those that go on. */
export function CallList({ calls, shown, choose, nameOf }: CallListProps) {
  const live = calls.filter(isLive).length;
  return (
    <Popover icon="list" label="Calls" count={live}>
      {(close) => (
        <>
          <button
            type="button"
            className="button quiet new-call"
            onClick={() => {
              choose(NEW_CALL);
              close();
            }}
          >
            <Icon name="plus" /> New call
          </button>
          <ul className="calls" aria-label="Calls">
            {calls.toReversed().map((call) => (
              <li key={call.callSid}>
                <button
                  type="button"
                  aria-current={call === shown}
                  onClick={() => {
                    choose(call.callSid);
                    close();
                  }}
                >
                  <time>{timeOfDay(call.startedAt)}</time>
                  <b>{nameOf(call)}</b>
                  <span className={`outcome ${call.status}`}>{outcomeOf(call)}</span>
                  <small>{call.from || "unknown"}</small>
                  <small>
                    {call.endedAt === undefined ? "" : clock(Math.max(0, call.endedAt - call.startedAt))}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
