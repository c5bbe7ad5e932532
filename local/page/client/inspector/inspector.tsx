import { type RefObject, useMemo, useState } from "react";
import type { StackEvent } from "../../../twilio/events.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icons.tsx";
import type { CallView } from "../state/call-view.ts";
import { GROUP_NAMES, GROUPS, type Group, groupOf } from "./digest.ts";
import { EventList } from "./event-list.tsx";
import { matcher } from "./filter.ts";
import { LatencyChart } from "./latency-chart.tsx";

interface InspectorProps {
  readonly events: readonly StackEvent[];
  readonly call: CallView | undefined;
  readonly manyCalls: boolean;
  readonly search: RefObject<HTMLInputElement>;
  readonly tell: (text: string) => void;
}

/** Every frame, webhook and event of the stack, with its time. */
export function Inspector({ events, call, manyCalls, search, tell }: InspectorProps) {
  const [hidden, setHidden] = useState<ReadonlySet<Group>>(new Set());
  const [terms, setTerms] = useState("");
  const [onlyCall, setOnlyCall] = useState(false);
  const callSid = onlyCall ? call?.callSid : undefined;
  const shown = useMemo(
    () => events.filter(matcher({ hidden, search: terms, ...(callSid === undefined ? {} : { callSid }) })),
    [events, hidden, terms, callSid],
  );
  const counts = useMemo(() => countGroups(events), [events]);
  const origin = call?.startedAt ?? events[0]?.at ?? 0;

  const toggle = (group: Group): void => {
    const next = new Set(hidden);
    if (!next.delete(group)) next.add(group);
    setHidden(next);
  };

  return (
    <section className="pane inspector" aria-label="Inspector">
      <LatencyChart turns={call?.turns ?? []} />
      <header className="pane-head inspector-head">
        <h2>Inspector</h2>
        <label className="search">
          <Icon name="search" />
          <span className="hidden">Search events</span>
          <input
            ref={search}
            type="search"
            value={terms}
            placeholder="Search, or -leave out"
            spellCheck={false}
            onChange={({ target }) => setTerms(target.value)}
          />
        </label>
        <CopyButton label="Copy all" text={() => JSON.stringify(shown, null, 2)} tell={tell} />
        <fieldset className="filters" aria-label="Kinds of events">
          {GROUP_NAMES.map((group) => (
            <button
              key={group}
              type="button"
              className={`filter ${group}`}
              aria-pressed={!hidden.has(group)}
              onClick={() => toggle(group)}
            >
              {GROUPS[group].label}
              <span className="figure">{counts.get(group) ?? 0}</span>
            </button>
          ))}
          {manyCalls && (
            <button
              type="button"
              className="filter only"
              aria-pressed={onlyCall}
              onClick={() => setOnlyCall(!onlyCall)}
            >
              This call
            </button>
          )}
        </fieldset>
      </header>
      {shown.length > 0 && call !== undefined ? (
        <EventList events={shown} origin={origin} tell={tell} />
      ) : (
        <div className="empty">
          <Icon name="search" />
          <h3>{call === undefined ? "Nothing has happened yet" : "No event fits"}</h3>
          <p>
            {events.length === 0
              ? "Dial, and each webhook, TwiML document and websocket frame appears here as it happens."
              : "Change the search, or switch a kind of event on again."}
          </p>
        </div>
      )}
    </section>
  );
}

function countGroups(events: readonly StackEvent[]): ReadonlyMap<Group, number> {
  const counts = new Map<Group, number>();
  for (const event of events) counts.set(groupOf(event), (counts.get(groupOf(event)) ?? 0) + 1);
  return counts;
}
