import { type MutableRefObject, memo, type PointerEvent, useLayoutEffect, useMemo, useRef } from "react";
import { type Placed, piecesOf } from "../logic/timeline.ts";

interface StripProps {
  readonly placed: Placed;
  /** What is in sight, milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Gets what moves it without drawing anew. */
  readonly moved: MutableRefObject<((from: number, to: number) => void) | undefined>;
  readonly at: number | undefined;
  readonly show: (ms: number) => void;
}

/** As wide as the drawing's own units; it is stretched to the room there is. */
const UNITS = 1_000;
const ROW = 4;

/** The whole call in a strip, with what is in sight of it: for calls that do not fit. */
export function Strip({ placed, from, to, moved, at, show }: StripProps) {
  const sight = useRef<HTMLSpanElement>(null);
  const lay = (start: number, end: number): void => {
    const part = Math.max(0.002, (Math.min(end, placed.length) - start) / placed.length);
    // A layer of its own that is moved: the bars below it are not painted again.
    if (sight.current !== null)
      sight.current.style.transform = `translateX(${(start / placed.length) * 100}%) scaleX(${part})`;
  };
  useLayoutEffect(() => {
    lay(from, to);
    moved.current = lay;
    return () => {
      moved.current = undefined;
    };
  });
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    show(((event.clientX - left) / width) * placed.length);
  };
  const height = placed.lanes.length * ROW + 2;
  return (
    <div className="strip" aria-hidden="true" onPointerDown={seek} onPointerMove={seek}>
      <svg viewBox={`0 0 ${UNITS} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <StripBars placed={placed} />
      </svg>
      <span ref={sight} className="strip-window" />
      {at !== undefined && <span className="strip-head" style={{ left: `${(at / placed.length) * 100}%` }} />}
    </div>
  );
}

const StripBars = memo(function StripBars({ placed }: { readonly placed: Placed }) {
  const scale = UNITS / placed.length;
  const lanes = useMemo(
    () => placed.lanes.map((lane) => ({ lane: lane.lane, pieces: piecesOf(lane, placed.length / UNITS) })),
    [placed],
  );
  return (
    <>
      {lanes.map(({ lane, pieces }, row) =>
        pieces.map((piece) => (
          <rect
            key={`${lane} ${piece.bars[0].index}`}
            className={`strip-bar lane-${lane}`}
            x={piece.from * scale}
            y={row * ROW + 1}
            width={Math.max(1, (piece.to - piece.from) * scale)}
            height={ROW - 1}
          />
        )),
      )}
    </>
  );
});
