import { distributionOf } from "./distribution.ts";
import { crowd, type Density } from "./measures/density.ts";
import { underFaults } from "./measures/faults.ts";
import { inARow } from "./measures/in-a-row.ts";
import type { StaticRequest } from "./measures/turns.ts";
import { type Row, row } from "./report.ts";
import type { Servers } from "./servers.ts";

/** B32 and what goes with it: measures that take minutes and are run by hand. */

export interface LoadOptions {
  /** At once; 0 is none. */
  readonly calls: number;
  /** Turns a second, of all calls together. */
  readonly rate: number;
  /** One after another. */
  readonly inARow: number;
  /** Share of the model's answers that are faults; with it the calls at once are measured in that way alone. */
  readonly faults: number;
  /** Twice the calls and the rate, as often as it holds. */
  readonly untilItBreaks: boolean;
}

export async function loadRows(
  servers: Servers,
  rest: StaticRequest,
  { calls, rate, inARow: row, faults, untilItBreaks }: LoadOptions,
  progress: (text: string) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let times = 1; calls > 0 && faults === 0; times *= 2) {
    const load = { calls: calls * times, turnsPerSecond: rate * times };
    progress(`B32: ${load.calls} calls at once, ${load.turnsPerSecond} turns a second …`);
    const bare = await crowd(servers, servers.baseline, rest, load);
    const other = servers.other && (await crowd(servers, servers.other, rest, load));
    const ours = await crowd(servers, servers.baton, rest, load);
    rows.push(...[bare, other, ours].flatMap((of) => (of ? densityRows(of, bare, load.calls) : [])));
    if (!untilItBreaks || broken(ours) || broken(bare)) break;
  }
  if (calls > 0 && faults > 0) {
    progress(`B32: ${calls} calls at once, of whose model ${faults * 100} % fails …`);
    rows.push(faultRow(await underFaults(servers, servers.baton, rest, calls, faults), calls));
  }
  if (row > 0) {
    progress(`B32: ${row} calls one after another …`);
    rows.push(inARowRow(await inARow(servers, servers.baton, rest, row), row));
  }
  return rows;
}

const NOBODY_WAITS_MS = 1_000;

const broken = ({ lost, mixed, costMs }: Density): boolean =>
  lost.length > 0 || mixed > 0 || distributionOf(costMs).p99 > NOBODY_WAITS_MS;

function densityRows(of: Density, bare: Density, calls: number): readonly Row[] {
  const own = distributionOf(of.costMs);
  const its = distributionOf(bare.costMs);
  const isOurs = of.server === "baton";
  const name = `B32 ${of.server}, ${calls} calls`;
  const times = (p: "p50" | "p95" | "p99") => own[p] / its[p];
  const why = of.lost[0]?.split("\n")[0];
  return [
    row(
      `${name}: B1 + B2`,
      of.costMs,
      isOurs
        ? {
            text: "≤ 1.5 × p50, 2 × p95 and p99",
            met: () => times("p50") <= 1.5 && times("p95") <= 2 && times("p99") <= 2,
          }
        : undefined,
      {
        baseline: its.p50,
        ratio: times("p50"),
        note: `p95 ${own.p95.toFixed(0)} (${times("p95").toFixed(2)} ×), p99 ${times("p99").toFixed(2)} ×; workerd ${(of.cpuShare * 100).toFixed(0)} % of a core`,
      },
    ),
    {
      what: `${name}: lost, mixed, memory`,
      bar: isOurs ? "0, 0, ≤ 1.2 MiB" : undefined,
      met: isOurs ? of.lost.length === 0 && of.mixed === 0 && of.kibPerCall <= 1.2 * 1_024 : undefined,
      figures: undefined,
      note: `${of.lost.length}, ${of.mixed}, ${(of.kibPerCall / 1_024).toFixed(2)} MiB a call${why ? `; ${why}` : ""}`,
    },
  ];
}

function faultRow(of: Awaited<ReturnType<typeof underFaults>>, calls: number): Row {
  const silent = of.silenceMs.filter((ms) => ms > 4_000).length;
  return row(
    `B32 ${calls} calls, ${of.faults} faults: silence`,
    of.silenceMs,
    { text: "0 lost, mixed, over 4 s", met: () => of.lost.length + of.mixed + silent === 0 },
    {
      note: `${of.lost.length} lost, ${of.mixed} mixed, ${silent} over 4 s, worst ${distributionOf(of.silenceMs).max.toFixed(0)}; ${of.answered} answered, ${of.told} asked again, ${of.person} to a person${of.lost[0] ? `; ${of.lost[0].split("\n")[0]}` : ""}`,
    },
  );
}

/** The first tenth fills what every process fills once. */
function inARowRow({ memoryMiB, lost }: Awaited<ReturnType<typeof inARow>>, calls: number): Row {
  const [, second = Number.NaN] = memoryMiB;
  const last = memoryMiB.at(-1) ?? Number.NaN;
  return {
    what: `B32 ${calls} calls in a row: memory`,
    bar: "last tenth ≤ 1.1 × the second, 0 lost",
    met: last <= 1.1 * second && lost.length === 0,
    figures: undefined,
    note: `${memoryMiB.map((mib) => mib.toFixed(0)).join(" ")} MiB; ${lost.length} lost${lost[0] ? `; ${lost[0].split("\n")[0]}` : ""}`,
  };
}
