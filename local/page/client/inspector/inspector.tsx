import { type RefObject, useMemo, useState } from "react";
import { inDollars, type Spend } from "../../../recorder/spend.ts";
import type { StackEvent } from "../../../twilio/events.ts";
import { Icon } from "../parts/icons.tsx";
import { Segments } from "../parts/segments.tsx";
import { duration } from "../parts/wording.ts";
import type { CallView } from "../state/call-view.ts";
import { median, type Turn } from "../state/turns.ts";
import { GROUP_NAMES, GROUPS, type Group, groupOf } from "./digest.ts";
import { saveCall } from "./export.ts";
import { matcher } from "./filter.ts";
import { foldRows, foldTurns } from "./fold.ts";
import { RowList } from "./row-list.tsx";

interface InspectorProps {
  readonly events: readonly StackEvent[];
  readonly call: CallView | undefined;
  /** Only what went wrong. */
  readonly onlyTrouble: boolean;
  readonly setOnlyTrouble: (on: boolean) => void;
  readonly search: RefObject<HTMLInputElement>;
  readonly tell: (text: string) => void;
}

const SCOPES = [
  { value: "call", label: "This call" },
  { value: "all", label: "All" },
] as const;

/** What the agent, the engine and Twilio do: one call by its turns, or everything as it came. */
export function Inspector({ events, call, onlyTrouble, setOnlyTrouble, search, tell }: InspectorProps) {
  const [hidden, setHidden] = useState<ReadonlySet<Group>>(new Set());
  const [terms, setTerms] = useState("");
  const [scope, setScope] = useState<(typeof SCOPES)[number]["value"]>("call");
  const whole = scope === "all" || call === undefined;
  const own = useMemo(() => (call ? eventsDuring(call, events) : []), [call, events]);
  const inScope = whole ? events : own;
  const counts = useMemo(() => countGroups(inScope), [inScope]);
  const turns = call?.turns;
  const sections = useMemo(() => {
    const fits = matcher(terms);
    const seen = inScope.filter((event) => {
      const group = groupOf(event);
      return onlyTrouble ? group === "trouble" : !hidden.has(group);
    });
    const all = whole ? [{ seq: 0, at: 0, title: "", rows: foldRows(seen) }] : foldTurns(seen, turns ?? []);
    return all
      .map((section) => ({ ...section, rows: section.rows.filter(fits) }))
      .filter(({ rows }) => rows.length > 0);
  }, [inScope, whole, turns, hidden, onlyTrouble, terms]);

  const toggle = (group: Group): void => {
    if (onlyTrouble) setOnlyTrouble(false);
    const next = new Set(hidden);
    if (!next.delete(group)) next.add(group);
    setHidden(next);
  };

  return (
    <section className="pane inspector" aria-label="Inspector">
      <header className="pane-head inspector-head">
        <h2>Inspector</h2>
        <Segments label="Calls" labelHidden options={SCOPES} value={scope} choose={setScope} />
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
        <button
          type="button"
          className="button small quiet"
          disabled={call === undefined}
          title="One file, which npm run call -- --replay FILE plays again"
          onClick={() => call && saveCall(call.callSid, own)}
        >
          <Icon name="download" /> Export
        </button>
        <fieldset className="filters" aria-label="Kinds of events">
          {GROUP_NAMES.map((group) => (
            <button
              key={group}
              type="button"
              className={`filter ${group}`}
              aria-pressed={onlyTrouble ? group === "trouble" : !hidden.has(group)}
              onClick={() => toggle(group)}
            >
              {GROUPS[group].label}
              <span className="figure">{counts.get(group) ?? 0}</span>
            </button>
          ))}
        </fieldset>
      </header>
      {!whole && <Figures turns={call.turns} spend={call.spend} />}
      {sections.length > 0 ? (
        <RowList
          key={whole ? "all" : call.callSid}
          sections={sections}
          flat={whole}
          openAll={terms.trim() !== "" || onlyTrouble}
          tell={tell}
        />
      ) : (
        <div className="empty">
          <Icon name="search" />
          <h3>{inScope.length === 0 ? "Nothing has happened yet" : "No event fits"}</h3>
          <p>
            {inScope.length === 0
              ? "Dial, and each request to the model, each tool, webhook and frame appears here as it happens."
              : "Change the search, or switch a kind of event on again."}
          </p>
        </div>
      )}
    </section>
  );
}

/** How long the caller of this call has waited, in the middle: what the bars of the turns show one by one; and what it cost. */
function Figures({ turns, spend }: { readonly turns: readonly Turn[]; readonly spend: Spend }) {
  const firstText = median(turns.flatMap(({ firstTextMs }) => firstTextMs ?? []));
  const heard = median(turns.flatMap(({ heardMs }) => heardMs ?? []));
  if (firstText === undefined || heard === undefined) return null;
  return (
    <p className="legend">
      <span title="From the caller’s last word; the median of the call’s turns">Median wait</span>
      <span className="key think">
        first text <b>{duration(firstText)}</b>
      </span>
      <span className="key voice">
        heard <b>{duration(heard)}</b>
      </span>
      {spend.tokens > 0 && (
        <span
          className="spend"
          title="By the prices of the model that is asked for, or limits.prices of the agent. The practice model itself is free."
        >
          {`${spend.tokens.toLocaleString("en")} tokens`} · <b>{inDollars(spend.microUsd)}</b>
        </span>
      )}
    </p>
  );
}

/** What is a call's, and what belongs to none and happened while it lasted, such as a request to Twilio's API. */
const eventsDuring = (
  { callSid, startedAt, endedAt = Number.POSITIVE_INFINITY }: CallView,
  events: readonly StackEvent[],
): readonly StackEvent[] =>
  events.filter(
    (event) =>
      event.callSid === callSid ||
      (event.callSid === undefined && event.at >= startedAt && event.at <= endedAt),
  );

function countGroups(events: readonly StackEvent[]): ReadonlyMap<Group, number> {
  const counts = new Map<Group, number>();
  for (const event of events) counts.set(groupOf(event), (counts.get(groupOf(event)) ?? 0) + 1);
  return counts;
}
