import { useSize } from "../parts/use-size.ts";
import { median, type Turn } from "../state/turns.ts";

const HEIGHT = 84;
const MAX_BARS = 40;
const BAR_STEP = 30;

interface Bar {
  readonly said: string;
  readonly firstTextMs: number;
  readonly heardMs: number;
}

/**
 * How long the caller waited, turn by turn: from the last word to the first text, and on to the agent's voice.
 * The scale ends at a round figure so that turns can be compared between calls.
 */
export function LatencyChart({ turns }: { readonly turns: readonly Turn[] }) {
  const [box, { width }] = useSize();
  const bars: Bar[] = turns.flatMap(({ said, firstTextMs, heardMs }) =>
    firstTextMs === undefined ? [] : [{ said, firstTextMs, heardMs: heardMs ?? firstTextMs }],
  );
  const firstText = median(bars.map((bar) => bar.firstTextMs));
  const heard = median(bars.map((bar) => bar.heardMs));
  const shown = bars.slice(-Math.max(1, Math.min(MAX_BARS, Math.floor(width / BAR_STEP))));
  const scaleMs = roundUp(Math.max(400, ...shown.map((bar) => bar.heardMs)));
  const y = (ms: number): number => (ms / scaleMs) * (HEIGHT - 4);

  return (
    <section className="latency" aria-label="Turn latencies">
      <header>
        <h2>Turn latency</h2>
        {firstText !== undefined && heard !== undefined && (
          <p className="legend">
            <span className="key think">
              first text <b>{Math.round(firstText)} ms</b>
            </span>
            <span className="key voice">
              heard <b>{Math.round(heard)} ms</b>
            </span>
            <span>p50 of {bars.length}</span>
          </p>
        )}
      </header>
      <div className="chart" ref={box}>
        {firstText === undefined || heard === undefined ? (
          <p className="fine">Each answer becomes a bar: from your last word to the agent’s first.</p>
        ) : (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={`Latency of ${shown.length} turns, milliseconds until heard: ${shown.map((bar) => Math.round(bar.heardMs)).join(", ")}`}
          >
            {shown.map((bar, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is known by its place
              <g key={index} transform={`translate(${index * BAR_STEP} 0)`}>
                <title>{`“${bar.said}”: first text ${Math.round(bar.firstTextMs)} ms, heard ${Math.round(bar.heardMs)} ms`}</title>
                <rect className="hit" width={BAR_STEP} height={HEIGHT} />
                <rect
                  className="voice"
                  x={5}
                  width={18}
                  rx={3}
                  y={HEIGHT - y(bar.heardMs)}
                  height={y(bar.heardMs)}
                />
                <rect
                  className="think"
                  x={5}
                  width={18}
                  rx={3}
                  y={HEIGHT - y(bar.firstTextMs)}
                  height={y(bar.firstTextMs)}
                />
              </g>
            ))}
            <line className="p50" x1={0} x2={width} y1={HEIGHT - y(heard)} y2={HEIGHT - y(heard)} />
            <text className="scale" x={width} y={10} textAnchor="end">{`${scaleMs} ms`}</text>
          </svg>
        )}
      </div>
    </section>
  );
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
function roundUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= ms) ?? 10) * power;
}
