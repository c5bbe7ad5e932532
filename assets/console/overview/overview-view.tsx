import { useContext, useRef } from "react";
import {
  type Figures,
  GROUPED_BY,
  type GroupedBy,
  type Stats,
} from "../../../worker/protocol/console/stats.ts";
import { WHEN_WORDS } from "../history/filters.tsx";
import { ranked, resolvedOf } from "../logic/figures.ts";
import { clock, count, duration, groupName, money, percent, zone } from "../logic/format.ts";
import { NO_FILTER, statsAddress, type When } from "../logic/place.ts";
import { reasonOf } from "../logic/words.ts";
import { useRead } from "../net/use-read.ts";
import { Choice, Empty, Skeleton, TableBox, Trouble } from "../parts/bits.tsx";
import { GoContext, Link } from "../parts/go.tsx";
import { LatencyChart } from "./latency-chart.tsx";
import { OutcomeChart } from "./outcome-chart.tsx";

interface OverviewProps {
  readonly when: When;
  readonly by: GroupedBy;
}

const BY_WORDS: Readonly<Record<GroupedBy | "version", string>> = {
  day: "Day",
  agent: "Agent",
  language: "Language",
  release: "Release",
  version: "Version",
};

/** How it goes: counts, rates, latencies and cost. The charts say nothing that the table does not. */
export function OverviewView({ when, by }: OverviewProps) {
  const go = useContext(GoContext);
  const now = useRef(Date.now()).current;
  const { data, old, refused, again } = useRead<Stats>(
    statsAddress(when, by, now),
    // All there is takes the ledger a second or two.
    when === "all" ? 0 : 60_000,
  );
  const nameOf = (key: string): string => groupName(data?.by ?? by, key);
  return (
    <>
      <header className="head">
        <h1>Overview</h1>
        <p className="fine">
          Time in {zone(now)}
          {by === "day" && "; the days shown are UTC's"}
        </p>
        <span className="head-tools">
          <Choice
            label="Time"
            options={WHEN_WORDS}
            value={when}
            choose={(next) => go({ view: "overview", when: next, by }, "replace")}
          />
          <Choice
            label="By"
            options={GROUPED_BY.map((name) => [name, BY_WORDS[name]] as const)}
            value={by}
            choose={(next) => go({ view: "overview", when, by: next }, "replace")}
          />
        </span>
      </header>
      {refused !== undefined && <Trouble refused={refused} again={again} />}
      {data === undefined && refused === undefined && <Skeleton rows={8} />}
      {data !== undefined && data.total.calls === 0 && (
        <Empty icon="overview" title="No call in this time">
          <p>Choose a longer time.</p>
        </Empty>
      )}
      {data !== undefined && data.total.calls > 0 && (
        <div className={old ? "overview old" : "overview"}>
          <Totals total={data.total} />
          <section className="card wide">
            <h2>What calls came to</h2>
            <OutcomeChart groups={data.groups} nameOf={nameOf} upright={data.by === "day"} />
          </section>
          <section className="card tall">
            <h2>Why people were needed</h2>
            <Reasons reasons={data.total.reasons} when={when} />
          </section>
          <section className="card wide">
            <h2>From the caller's last word to the first frame</h2>
            <LatencyChart groups={data.groups} nameOf={nameOf} joined={data.by === "day"} />
          </section>
          <GroupTable data={data} nameOf={nameOf} />
        </div>
      )}
    </>
  );
}

function Totals({ total }: { readonly total: Figures }) {
  const { part, whole } = resolvedOf(total);
  const priced = total.calls - total.unpriced;
  const figures: readonly (readonly [name: string, value: string, note: string, bad?: boolean])[] = [
    ["Calls", count(total.calls), `${clock(total.seconds * 1_000)} in all`],
    ["Resolved", percent(part, whole), `${count(part)} of ${count(whole)} without a person`],
    ["First frame", duration(total.firstFrameP50Ms), `p95 ${duration(total.firstFrameP95Ms)}`],
    ["Silent over 4 s", count(total.silent), percent(total.silent, total.calls), total.silent > 0],
    [
      "Failures",
      count(total.toolFailures + total.modelFailures),
      `${count(total.toolFailures)} tools, ${count(total.modelFailures)} model`,
    ],
    [
      "Cost",
      money(total.costUsd),
      total.unpriced > 0
        ? `${count(total.unpriced)} without a price`
        : `${money(priced === 0 ? undefined : total.costUsd / priced)} a call`,
    ],
  ];
  return (
    <dl className="totals">
      {figures.map(([name, value, note, bad]) => (
        <div key={name} className={bad === true ? "figure bad" : "figure"}>
          <dt>{name}</dt>
          <dd>
            <span>{value}</span>
            <small>{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Reasons({ reasons, when }: { readonly reasons: Figures["reasons"]; readonly when: When }) {
  const all = ranked(reasons);
  const most = all[0]?.[1] ?? 1;
  if (all.length === 0) return <p className="fine">Nobody was needed.</p>;
  return (
    <ul className="reasons">
      {all.map(([code, n]) => (
        <li key={code}>
          <Link to={{ view: "history", filter: { ...NO_FILTER, when, reason: code } }} className="reason">
            <span className="reason-name">{reasonOf(code)}</span>
            <span className="reason-count">{count(n)}</span>
            <span className="reason-bar" aria-hidden="true">
              <span className="reason-fill" style={{ width: `${(n / most) * 100}%` }} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface GroupTableProps {
  readonly data: Stats;
  readonly nameOf: (key: string) => string;
}

function GroupTable({ data: { by, groups, total }, nameOf }: GroupTableProps) {
  const rows = by === "day" ? [...groups].reverse() : groups;
  return (
    <TableBox className="card whole" label={`Figures by ${BY_WORDS[by].toLowerCase()}`}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{BY_WORDS[by]}</th>
            {[
              "Calls",
              "Resolved",
              "Handed over",
              "p50",
              "p95",
              "Silent",
              "Tool failures",
              "Model failures",
              "Cost",
            ].map((name) => (
              <th key={name} scope="col" className="figure-cell">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, ...figures }) => (
            <FigureRow key={key} name={nameOf(key)} figures={figures} />
          ))}
        </tbody>
        <tfoot>
          <FigureRow name="All" figures={total} />
        </tfoot>
      </table>
    </TableBox>
  );
}

function FigureRow({ name, figures }: { readonly name: string; readonly figures: Figures }) {
  const { part, whole } = resolvedOf(figures);
  const cells = [
    count(figures.calls),
    percent(part, whole),
    count(figures.outcomes.handed_off ?? 0),
    duration(figures.firstFrameP50Ms),
    duration(figures.firstFrameP95Ms),
    count(figures.silent),
    count(figures.toolFailures),
    count(figures.modelFailures),
    money(figures.costUsd),
  ];
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {cells.map((cell, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
        <td key={column} className="figure-cell">
          {cell}
        </td>
      ))}
    </tr>
  );
}
