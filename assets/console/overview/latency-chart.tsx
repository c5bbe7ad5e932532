import type { Stats } from "../../../worker/protocol/console/stats.ts";
import { roundUp } from "../logic/figures.ts";
import { duration } from "../logic/format.ts";
import { useSize } from "../parts/use-size.ts";
import { Axis } from "./outcome-chart.tsx";

interface LatencyChartProps {
  readonly groups: Stats["groups"];
  readonly nameOf: (key: string) => string;
  /** Points of a time belong together; those of agents do not. */
  readonly joined: boolean;
}

const HEIGHT = 150;
const [TOP, BOTTOM, LEFT, RIGHT] = [8, 22, 46, 12];
const MOST = 31;

/** Median and 95th percentile of each group: a bar from one to the other, and the medians joined along the time. */
export function LatencyChart({ groups, nameOf, joined }: LatencyChartProps) {
  const [measure, { width }] = useSize();
  const shown = groups.slice(joined ? -MOST : 0, joined ? undefined : 12);
  const top = roundUp(shown.reduce((most, { firstFrameP95Ms = 0 }) => Math.max(most, firstFrameP95Ms), 0));
  const plot = HEIGHT - TOP - BOTTOM;
  const slot = Math.max(1, (width - LEFT - RIGHT) / Math.max(1, shown.length));
  const y = (value: number): number => TOP + plot - (value / top) * plot;
  const x = (column: number): number => LEFT + (column + 0.5) * slot;
  const each = Math.max(1, Math.ceil(64 / slot));
  // A day without a turn breaks the line: nothing is known of it.
  const lines = shown
    .reduce<string[][]>(
      (runs, { firstFrameP50Ms }, column) => {
        if (firstFrameP50Ms === undefined) runs.push([]);
        else runs.at(-1)?.push(`${x(column)},${y(firstFrameP50Ms)}`);
        return runs;
      },
      [[]],
    )
    .filter((run) => run.length > 1);
  return (
    <figure className="chart" ref={measure}>
      <ul className="legend" aria-hidden="true">
        <li>
          <span className="swatch dot-50" />
          Median
        </li>
        <li>
          <span className="swatch to-95" />
          to 95th percentile
        </li>
      </ul>
      <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false">
        <Axis
          top={top}
          y={y}
          width={width}
          words={(ms) => (ms === 0 ? "0" : duration(ms).replace(" ", "").replace(".0", ""))}
        />
        {joined && lines.map((run) => <polyline key={run[0]} className="line-50" points={run.join(" ")} />)}
        {shown.map(({ key, firstFrameP50Ms, firstFrameP95Ms }, column) => (
          <g key={key}>
            {firstFrameP50Ms !== undefined && firstFrameP95Ms !== undefined && (
              <>
                <title>{`${nameOf(key)}: median ${duration(firstFrameP50Ms)}, p95 ${duration(firstFrameP95Ms)}`}</title>
                <rect
                  className="to-95"
                  x={x(column) - 3}
                  y={y(firstFrameP95Ms)}
                  width={6}
                  height={y(firstFrameP50Ms) - y(firstFrameP95Ms)}
                  rx={3}
                />
                <circle className="dot-50" cx={x(column)} cy={y(firstFrameP50Ms)} r={4} />
              </>
            )}
            {(shown.length - 1 - column) % each === 0 && (
              <text className="axis-text" x={x(column)} y={HEIGHT - 6} textAnchor="middle">
                {nameOf(key).slice(0, 12)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption className="hidden">The table below has the same figures.</figcaption>
    </figure>
  );
}
