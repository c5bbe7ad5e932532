import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { FoundCall } from "../../../worker/protocol/console/call-row.ts";
import type { Stats } from "../../../worker/protocol/console/stats.ts";
import { many, zone } from "../logic/format.ts";
import { brought, newCalls } from "../logic/history-news.ts";
import type { LiveScene } from "../logic/live-scene.ts";
import { callsQuery, type Filter, isNarrowed, NO_FILTER, statsAddress } from "../logic/place.ts";
import { useRead } from "../net/use-read.ts";
import { Empty, Skeleton, Trouble } from "../parts/bits.tsx";
import { GoContext } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";
import { CallRowLink, RowHeads } from "./call-row.tsx";
import { Filters } from "./filters.tsx";
import { useCalls } from "./use-calls.ts";

interface HistoryProps {
  readonly filter: Filter;
  /** What the live feed tells. */
  readonly scene: LiveScene;
}

/** Calls of the past and the present, the newest first. */
export function HistoryView({ filter, scene }: HistoryProps) {
  const now = useRef(Date.now()).current;
  const query = useMemo(() => String(callsQuery(filter, now)), [filter, now]);
  const { calls, old, more, refused, loadMore, again, bring } = useCalls(query);
  const { calls: live, ended } = scene;
  useEffect(() => bring((shown) => brought(shown, { calls: live, ended })), [bring, live, ended]);
  const fresh = calls === undefined || old ? 0 : newCalls(calls, scene, filter, now);
  const head = useRef<HTMLElement>(null);
  const toTop = useCallback(() => head.current?.closest("main")?.scrollTo(0, 0), []);
  const asked = useRef(query);
  useEffect(() => {
    // What another query finds, or why it is refused, is at the top.
    if (asked.current !== query) toTop();
    asked.current = query;
  }, [query, toTop]);
  const [choosing, setChoosing] = useState(false);
  const agents = useNames(choosing && "agent", now, calls, ({ agent }) => agent);
  const languages = useNames(choosing && "language", now, calls, ({ language }) => language);
  const narrowed = isNarrowed(filter);
  return (
    <>
      <header className="head sticky" ref={head}>
        <h1>History</h1>
        <p className="fine head-note">Times in {zone(now)}</p>
        <p className="fine" role="status">
          {calls !== undefined && !old && `${many(calls.length, "call")}${more ? " so far" : ""}`}
        </p>
        <span className="head-tools">
          <ExportLink query={query} format="csv" />
          <ExportLink query={query} format="json" />
        </span>
        <Filters filter={filter} agents={agents} languages={languages} choosing={() => setChoosing(true)} />
        {fresh > 0 && (
          <button
            type="button"
            className="button small fresh"
            onClick={() => {
              again();
              toTop();
            }}
          >
            {many(fresh, "new call")}
          </button>
        )}
        {calls !== undefined && calls.length > 0 && <RowHeads />}
      </header>
      {refused !== undefined && <Trouble refused={refused} again={again} />}
      {calls === undefined && refused === undefined && <Skeleton rows={14} />}
      {calls !== undefined && calls.length > 0 && (
        <div className={old ? "list old" : "list"}>
          <ol className="rows" aria-label="Calls">
            {calls.map((call) => (
              <CallRowLink key={call.callSid} call={call} now={now} q={filter.q.trim()} />
            ))}
          </ol>
        </div>
      )}
      {calls?.length === 0 && !old && !more && <Nothing filter={filter} narrowed={narrowed} />}
      {more && <More load={loadMore} auto={refused === undefined} />}
    </>
  );
}

function ExportLink({ query, format }: { readonly query: string; readonly format: "csv" | "json" }) {
  const all = new URLSearchParams(query);
  all.set("format", format);
  return (
    <a className="button small ghost" href={`/api/calls?${all}`} download={`calls.${format}`}>
      <Icon name="download" />
      {format.toUpperCase()}
    </a>
  );
}

function Nothing({ filter, narrowed }: { readonly filter: Filter; readonly narrowed: boolean }) {
  const go = useContext(GoContext);
  const clear = (change: Partial<Filter>): void =>
    go({ view: "history", filter: { ...filter, ...change } }, "replace");
  const isReversed = filter.when === "range" && filter.to !== "" && filter.from > filter.to;
  if (!narrowed)
    return (
      <Empty icon="phone" title="No call yet">
        <p>
          Call a number of yours, or run a call from a terminal with npm run call. It is listed here as it
          rings.
        </p>
      </Empty>
    );
  return (
    <Empty icon="search" title="No call fits">
      <p>
        {isReversed
          ? "The first of the days is after the last: there is no time between them."
          : filter.q !== ""
            ? "Words are searched for as long as they are kept. Try fewer of them, or a longer time."
            : "Try a longer time, or fewer filters."}
      </p>
      <p className="buttons">
        {filter.when !== "all" && (
          <button type="button" className="button" onClick={() => clear({ when: "all", from: "", to: "" })}>
            Search any time
          </button>
        )}
        <button type="button" className="button" onClick={() => clear(NO_FILTER)}>
          Clear all filters
        </button>
      </p>
    </Empty>
  );
}

interface MoreProps {
  readonly load: () => void;
  /** The last one came: of a ledger that is away no page is asked for again and again. */
  readonly auto: boolean;
}

/** The next page comes as one gets near the end; the button is for whoever does not scroll. */
function More({ load, auto }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!auto || button.current === null) return undefined;
    const near = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) load();
      },
      { rootMargin: "600px" },
    );
    near.observe(button.current);
    return () => near.disconnect();
  });
  return (
    <p className="more">
      <button type="button" className="button" ref={button} onClick={load}>
        More calls
      </button>
    </p>
  );
}

/** What there is to filter by: what calls in sight have, and, once somebody chooses, those of the last 30 days. */
function useNames(
  by: "agent" | "language" | false,
  now: number,
  calls: readonly FoundCall[] | undefined,
  of: (call: FoundCall) => string,
): readonly string[] {
  const { data } = useRead<Stats>(by === false ? undefined : statsAddress("30d", by, now));
  const names = [...(data?.groups.map(({ key }) => key) ?? []), ...(calls?.map(of) ?? [])];
  return [...new Set(names)].sort();
}
