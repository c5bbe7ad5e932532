import { preciseClock } from "../logic/format.ts";
import { type Piece, wordsOf } from "../logic/timeline.ts";
import { barName } from "../logic/words.ts";

interface BarTipProps {
  readonly piece: Piece;
  /** Of the bar's left edge and its lane's top, within the box. */
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

const WIDTH = 260;

/** What a bar is, with its milliseconds. For eyes: the bar's own label says the same. */
export function BarTip({ piece, x, y, room }: BarTipProps) {
  const [one] = piece.bars;
  const { name, length, at, label, calledWith, notes } = wordsOf(one);
  const place = { left: Math.max(0, Math.min(x, room - WIDTH)), top: y };
  if (piece.bars.length > 1)
    return (
      <div className="tip" style={place} aria-hidden="true">
        <strong>
          {piece.bars.length} × {barName(one.bar.lane, one.bar.what)}
        </strong>
        <span className="fine">
          {preciseClock(piece.from)} – {preciseClock(piece.to)} · click to zoom in
        </span>
      </div>
    );
  return (
    <div className="tip" style={place} aria-hidden="true">
      <strong>
        {name}
        {length !== undefined && <span className="tip-length">{length}</span>}
      </strong>
      {label !== undefined && <bdi className="tip-label">{label}</bdi>}
      {calledWith !== undefined && <bdi className="tip-label mono">{calledWith}</bdi>}
      <span className="fine">{[`at ${at}`, ...notes].join(" · ")}</span>
    </div>
  );
}
