import { type Distribution, distributionOf } from "./distribution.ts";
import type { HandOffs } from "./measures/handoff.ts";
import type { Interruptions } from "./measures/interruption.ts";
import type { Speculation } from "./measures/speculation.ts";
import type { Fillers } from "./measures/tools.ts";
import type { TurnCost } from "./measures/turns.ts";
import { type Row, row } from "./report.ts";

/** The measures as lines of the report, each against its bar. */

const of = (
  costs: readonly TurnCost[],
  server: TurnCost["server"],
  ms: (cost: TurnCost) => number,
): readonly number[] => costs.filter((cost) => cost.server === server).map(ms);
const p50 = (samples: readonly number[]): number => distributionOf(samples).p50;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

const toModel = (cost: TurnCost): number => cost.toModelMs;
const fromModel = (cost: TurnCost): number => cost.fromModelMs;
const both = (cost: TurnCost): number => cost.toModelMs + cost.fromModelMs;

/** The Worker's own share of a turn, at p50. */
export const ownCostMs = (costs: readonly TurnCost[]): number => p50(of(costs, "baton", both));

/**
 * @param costs - B1 and B2, with the model's connections kept.
 * @param slow - first turns and others, where a new connection takes its time.
 */
export function turnRows(costs: readonly TurnCost[], slow: readonly TurnCost[]): readonly Row[] {
  const beside = (server: TurnCost["server"], ms: (cost: TurnCost) => number) => {
    const baseline = p50(of(costs, server, ms));
    return { baseline, ratio: p50(of(costs, "baton", ms)) / baseline };
  };
  const compared = (ms: (cost: TurnCost) => number) => beside("baseline", ms);
  const sum = compared(both);
  const late = costs.filter((cost) => cost.server === "baton" && !cost.firstFrameBeforeThirdDelta).length;
  return [
    row(
      "B1 final prompt → model request",
      of(costs, "baton", toModel),
      { text: "p50 ≤ 5, p99 ≤ 20", met: (d) => d.p50 <= 5 && d.p99 <= 20 },
      compared(toModel),
    ),
    row(
      "B2 first delta → first frame",
      of(costs, "baton", fromModel),
      { text: "p50 ≤ 3, p99 ≤ 10", met: (d) => d.p50 <= 3 && d.p99 <= 10 },
      {
        ...compared(fromModel),
        note: late > 0 ? `${late} first frames after the third delta` : undefined,
      },
    ),
    row(
      "B1 + B2 beside the baseline",
      of(costs, "baton", both),
      { text: "p50 ≤ 1.25 ×", met: () => sum.ratio <= 1.25 },
      sum,
    ),
    ...(of(costs, "other", both).length === 0
      ? []
      : [
          row(
            "B1 + B2 beside the other checkout",
            of(costs, "baton", both),
            undefined,
            beside("other", both),
          ),
        ]),
    firstBesideOthers("B5 B1 of a call's first turn", costs),
    firstBesideOthers("B5 the same, connecting takes 150 ms", slow),
  ];
}

function firstBesideOthers(what: string, costs: readonly TurnCost[]): Row {
  const first = of(
    costs.filter((cost) => cost.turn === 0),
    "baton",
    toModel,
  );
  const steady = p50(
    of(
      costs.filter((cost) => cost.turn > 0),
      "baton",
      toModel,
    ),
  );
  return row(
    what,
    first,
    { text: "p50 ≤ 1.5 × later turns", met: (d) => d.p50 <= 1.5 * steady },
    {
      // It opens its connection with the first request: what a call pays that is not prewarmed.
      baseline: p50(
        of(
          costs.filter((cost) => cost.turn === 0),
          "baseline",
          toModel,
        ),
      ),
      note: `later turns ${steady.toFixed(1)}, so ${(p50(first) / steady).toFixed(2)} ×`,
    },
  );
}

/** Once in a process's life, so it is told and has no bar. */
export const firstTurnRow = (cost: TurnCost): Row =>
  row("   B1 of the process's first turn", [cost.toModelMs], undefined, {
    note: `B2 ${cost.fromModelMs.toFixed(1)}`,
  });

export function speculationRows({ turns, hits, requests, hiddenMs, readyMs }: Speculation): readonly Row[] {
  return [
    row("B3 hidden by speculation, of a hit", hiddenMs, undefined, {
      note: `${percent(hits / turns)} of ${turns} turns hit`,
    }),
    row("B3 final prompt → text that was ready", readyMs, { text: "≤ 20", met: (d) => d.p99 <= 20 }),
    {
      what: "B3 requests for each turn",
      bar: "≤ 3",
      met: requests / turns <= 3,
      figures: undefined,
      note: (requests / turns).toFixed(2),
    },
  ];
}

export function interruptionRows({ lastFrameMs, abortedMs, closedOnce }: Interruptions): readonly Row[] {
  const times = lastFrameMs.length;
  return [
    row(
      "B8 interrupt → last frame of the old reply",
      lastFrameMs,
      { text: "≤ 20", met: (d) => d.max <= 20 && closedOnce === times },
      {
        note: `cycle closed once ${closedOnce} of ${times} times`,
      },
    ),
    row("B8 interrupt → model aborted", abortedMs, {
      text: "≤ 50",
      met: (d) => d.n === times && d.max <= 50,
    }),
  ];
}

export function toolRows(parallelMs: readonly number[], fillers: Fillers): readonly Row[] {
  const { firstMs, nextMs, needless, shortTools } = fillers;
  return [
    row("B16 four tools of 500 ms → next request", parallelMs, { text: "≤ 650", met: (d) => d.max <= 650 }),
    row(
      "B20 slow tool → first filler",
      firstMs,
      { text: "1000 ± 200", met: () => firstMs.every((ms) => Math.abs(ms - 1_000) <= 200) && needless === 0 },
      {
        note: `${needless} in ${shortTools} tools of 700 ms`,
      },
    ),
    row("B20 first filler → second", nextMs, {
      text: "4000 ± 200",
      met: () => nextMs.every((ms) => Math.abs(ms - 4_000) <= 200),
    }),
  ];
}

/** @param summaryMs - what the model takes where it is asked. */
export function handOffRows(
  { byModelMs, unknownDeskMs, askedMs, deadModelMs }: HandOffs,
  summaryMs: number,
): readonly Row[] {
  const bar = { text: "≤ 1500", met: (d: Distribution) => d.max <= 1_500 };
  return [
    row("B35 hand_off → end, the model's own summary", byModelMs, bar),
    row("B35 the same, statistics do not answer", unknownDeskMs, bar, { note: "given 800" }),
    row("B35 wish → end, the model is asked", askedMs, bar, { note: `it takes ${summaryMs}` }),
    row("B35 the same, the model is dead", deadModelMs, bar),
  ];
}
