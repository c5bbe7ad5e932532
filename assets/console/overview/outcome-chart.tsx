import type { Stats } from "../../../worker/protocol/console/stats.ts";
import { roundUp, SHARES, sharesOf } from "../logic/figures.ts";
import { count } from "../logic/format.ts";
import { useSize } from "../parts/use-size.ts";

interface OutcomeChartProps {
  readonly groups: Stats["groups"];
  readonly nameOf: (key: string) => string;
  /** In columns along the time; in lines otherwise. */
  readonly upright: boolean;
}

const HEIGHT = 168;
const [TOP, BOTTOM, LEFT, RIGHT] = [8, 22, 46, 12];
/** More lines say nothing more; the table has them all. */
const MOST_LINES = 8;

/** Calls of each group, by what they came to. */
export function OutcomeChart({ groups, nameOf, upright }: OutcomeChartProps) {
  const [measure, { width }] = useSize();
  return (
    <figure className="chart" ref={measure}>
      <ul className="legend" aria-hidden="true">
        {SHARES.map(({ name, tone }) => (
          <li key={name}>
            <span className={`swatch ${tone}`} />
            {name}
          </li>
        ))}
      </ul>
      {upright ? (
        <Columns groups={groups} nameOf={nameOf} width={width} />
      ) : (
        <Lines groups={groups} nameOf={nameOf} />
      )}
      <figcaption className="hidden">The table below has the same figures.</figcaption>
    </figure>
  );
}

interface ColumnsProps extends Omit<OutcomeChartProps, "upright"> {
  readonly width: number;
}

function Columns({ groups, nameOf, width }: ColumnsProps) {
  const top = roundUp(groups.reduce((most, { calls }) => Math.max(most, calls), 0));
  const plot = HEIGHT - TOP - BOTTOM;
  const slot = Math.max(1, (width - LEFT - RIGHT) / Math.max(1, groups.length));
  const thick = Math.min(44, slot * 0.68);
  const y = (value: number): number => TOP + plot - (value / top) * plot;
  // A label needs some 52 px.
  const each = Math.max(1, Math.ceil(52 / slot));
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false">
      <Axis top={top} y={y} width={width} words={count} />
      {groups.map((group, column) => {
        const x = LEFT + column * slot + (slot - thick) / 2;
        let below = 0;
        return (
          <g key={group.key}>
            <title>{`${nameOf(group.key)}: ${group.calls} calls`}</title>
            {sharesOf(group).map((n, share) => {
              const from = below;
              below += n;
              const tone = SHARES[share]?.tone ?? "plain";
              return n === 0 ? null : (
                <rect
                  key={tone}
                  className={`fill ${tone}`}
                  x={x}
                  y={y(below)}
                  width={thick}
                  height={Math.max(0, y(from) - y(below) - (from > 0 ? 1 : 0))}
                  rx={1.5}
                />
              );
            })}
            {(groups.length - 1 - column) % each === 0 && (
              <text className="axis-text" x={x + thick / 2} y={HEIGHT - 6} textAnchor="middle">
                {nameOf(group.key)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Lines({ groups, nameOf }: Omit<OutcomeChartProps, "upright">) {
  const most = groups.reduce((so, { calls }) => Math.max(so, calls), 1);
  return (
    <ul className="share-lines" aria-hidden="true">
      {groups.slice(0, MOST_LINES).map((group) => (
        <li key={group.key}>
          <bdi className="share-name">{nameOf(group.key)}</bdi>
          <span className="share-bar">
            {sharesOf(group).map((n, share) => {
              const tone = SHARES[share]?.tone ?? "plain";
              return n === 0 ? null : (
                <span key={tone} className={`swatch ${tone}`} style={{ width: `${(n / most) * 100}%` }} />
              );
            })}
          </span>
          <span className="share-count">{count(group.calls)}</span>
        </li>
      ))}
      {groups.length > MOST_LINES && <li className="fine">{groups.length - MOST_LINES} more in the table</li>}
    </ul>
  );
}

interface AxisProps {
  readonly top: number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly words: (value: number) => string;
}

export function Axis({ top, y, width, words }: AxisProps) {
  const values = top === 1 ? [0, 1] : [0, top / 2, top];
  return (
    <>
      {values.map((value) => (
        <g key={value}>
          <line className="axis" x1={LEFT} x2={Math.max(LEFT, width - RIGHT)} y1={y(value)} y2={y(value)} />
          <text className="axis-text" x={LEFT - 6} y={y(value) + 3.5} textAnchor="end">
            {words(value)}
          </text>
        </g>
      ))}
    </>
  );
}
