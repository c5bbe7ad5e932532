import { type Bar, LANES, type Lane, type Timeline } from "../../../worker/protocol/console/timeline.ts";
import { isRecord } from "../../../worker/protocol/json-reader.ts";
import { clock, preciseClock } from "./format.ts";
import { BAR_OUTCOME_WORDS, barName } from "./words.ts";

/** Where the bars of a call lie: rows within a lane, and what is drawn of them at a scale. No pixel is known to React. */

/** A bar in its place. Times are milliseconds from the call's beginning. */
export interface PlacedBar {
  readonly bar: Bar;
  /** Its place in the timeline's list: its name for as long as the call is shown. */
  readonly index: number;
  readonly from: number;
  /** That of `from` for an instant; now for what goes on. */
  readonly to: number;
  readonly instant: boolean;
  readonly open: boolean;
  /** Counted from 0 within its lane: bars that overlap lie below each other. */
  readonly row: number;
}

export interface PlacedLane {
  readonly lane: Lane;
  readonly rows: number;
  /** In the order of their beginnings. */
  readonly bars: readonly PlacedBar[];
}

export interface Placed {
  /** Milliseconds, at least one second. */
  readonly length: number;
  readonly lanes: readonly PlacedLane[];
  /** By index. */
  readonly bars: readonly PlacedBar[];
}

/** What is an instant by nature, and has no end to wait for. */
const INSTANTS: ReadonlySet<string> = new Set([
  "caller turn",
  "agent interrupted",
  "keys key",
  "line restarted",
  "handoff sent",
]);

const isInstant = ({ lane, what }: Bar): boolean =>
  (lane === "operator" && what !== "mute") || INSTANTS.has(`${lane} ${what}`);

/** Those without a bar are left out, but for the two of the conversation. */
const ALWAYS: readonly Lane[] = ["caller", "agent"];
const MOST_ROWS = 3;

/** @param now - for what goes on, epoch ms by the Worker's clock. */
export function place({ startedAt, endedAt, bars }: Timeline, now: number): Placed {
  const end = endedAt ?? Math.max(now, startedAt);
  const latest = bars.reduce((last, { from, to }) => Math.max(last, to ?? from), end);
  const placed: PlacedBar[] = [];
  const lanes = LANES.map((lane): PlacedLane => {
    const inOrder = bars
      .map((bar, index) => ({ bar, index }))
      .filter(({ bar }) => bar.lane === lane)
      .sort((a, b) => a.bar.from - b.bar.from || a.index - b.index);
    const taken: number[] = [];
    const placedHere = inOrder.map(({ bar, index }): PlacedBar => {
      const instant = bar.to === undefined && isInstant(bar);
      const from = Math.max(0, bar.from - startedAt);
      const to = instant ? from : Math.max(from, (bar.to ?? end) - startedAt);
      const free = instant ? 0 : taken.findIndex((until) => until <= from);
      const row = free >= 0 ? free : Math.min(taken.length, MOST_ROWS - 1);
      if (!instant) taken[row] = Math.max(to, taken[row] ?? 0);
      return { bar, index, from, to, instant, open: !instant && bar.to === undefined, row };
    });
    for (const one of placedHere) placed[one.index] = one;
    return { lane, rows: Math.max(1, taken.length), bars: placedHere };
  });
  return {
    length: Math.max(1_000, latest - startedAt),
    lanes: lanes.filter(({ lane, bars: own }) => own.length > 0 || ALWAYS.includes(lane)),
    bars: placed,
  };
}

/** What is drawn: one bar, or several that are too narrow to be told apart at this scale. */
export interface Piece {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly bars: readonly [PlacedBar, ...PlacedBar[]];
}

/** Narrower than this is drawn this wide; closer than this is drawn as one. Pixels. */
const NARROW_PX = 4;
const CLOSE_PX = 2;

/** The pieces of a lane at a scale: a row of 1,000 px has never more than some 200 that cannot be told apart. */
export function piecesOf({ bars }: PlacedLane, msPerPx: number): readonly Piece[] {
  const narrow = NARROW_PX * msPerPx;
  // Of each kind in each row: an instant between two bars does not keep them apart.
  const last = new Map<string, Piece>();
  const pieces: Piece[] = [];
  for (const one of bars) {
    const kind = `${one.row} ${one.instant}`;
    const before = last.get(kind);
    const close =
      before !== undefined &&
      one.to - one.from < narrow &&
      (before.bars.length > 1 || before.to - before.from < narrow) &&
      one.from - Math.max(before.to, before.from + narrow) < CLOSE_PX * msPerPx &&
      // A cluster stays small enough to be opened by a click.
      one.to - before.from < narrow * 6 &&
      one.bar.what === before.bars[0].bar.what;
    if (close) {
      last.set(kind, { ...before, to: Math.max(before.to, one.to), bars: [...before.bars, one] });
    } else {
      if (before !== undefined) pieces.push(before);
      last.set(kind, { row: one.row, from: one.from, to: one.to, bars: [one] });
    }
  }
  pieces.push(...last.values());
  return pieces;
}

/** Those that reach into a window of milliseconds. */
export const within = (pieces: readonly Piece[], from: number, to: number): readonly Piece[] =>
  pieces.filter((piece) => piece.to >= from && piece.from <= to);

const STEPS_MS = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000,
];

/** The step of the ruler, so that its numbers have at least 70 px each. Milliseconds. */
export const tickStep = (msPerPx: number): number =>
  STEPS_MS.find((step) => step / msPerPx >= 70) ?? 3_600_000;

export function ticks(from: number, to: number, step: number): readonly number[] {
  const first = Math.max(0, Math.floor(from / step) * step);
  const marks: number[] = [];
  for (let at = first; at <= to; at += step) marks.push(at);
  return marks;
}

/** At most 200 px to a second: finer than the clock that made the bars is of no use. */
const LEAST_MS_PER_PX = 5;

export const fitted = (length: number, width: number): number =>
  Math.max(LEAST_MS_PER_PX, length / Math.max(1, width));

export const zoomed = (msPerPx: number, by: number, length: number, width: number): number =>
  Math.min(fitted(length, width), Math.max(LEAST_MS_PER_PX, msPerPx / by));

/** The same bar for people: what it is, how long, how it went. */
export interface BarWords {
  readonly name: string;
  /** "1,240 ms", and since when for what goes on. */
  readonly length?: string;
  readonly at: string;
  readonly label?: string;
  /** "order_id: 1042". */
  readonly calledWith?: string;
  readonly notes: readonly string[];
}

const exact = (ms: number): string => `${Math.round(ms).toLocaleString("en")} ms`;

export function wordsOf({ bar, from, to, instant, open }: PlacedBar): BarWords {
  const notes: string[] = [];
  if (bar.firstAt !== undefined) notes.push(`first output after ${exact(bar.firstAt - bar.from)}`);
  if (bar.outcome !== undefined && !(bar.outcome === "ok" && bar.lane === "agent"))
    notes.push(BAR_OUTCOME_WORDS[bar.outcome] ?? bar.outcome);
  if (open) notes.push("goes on");
  return {
    name: barName(bar.lane, bar.what),
    at: preciseClock(from),
    ...(instant ? {} : { length: exact(to - from) }),
    ...(bar.label === undefined || bar.label === "" ? {} : { label: bar.label }),
    ...(bar.arguments === undefined ? {} : { calledWith: argumentWords(bar.arguments) }),
    notes,
  };
}

/** Arguments as one reads them; as they are where they are no whole JSON object. */
function argumentWords(json: string): string {
  try {
    const all: unknown = JSON.parse(json);
    if (!isRecord(all)) return json;
    return Object.entries(all)
      .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(", ");
  } catch {
    return json; // cut, or as a model writes
  }
}

/** In one line, for a screen reader. */
export function pieceText({ bars, from, to }: Piece): string {
  const [first] = bars;
  if (bars.length > 1)
    return `${bars.length} × ${barName(first.bar.lane, first.bar.what)}, ${preciseClock(from)} to ${preciseClock(to)}. Enter zooms in.`;
  const { name, length, at, label, calledWith, notes } = wordsOf(first);
  return [name, length, `at ${at}`, label, calledWith, ...notes]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** The bar that a step with an arrow key leads to; the same where there is none. */
export function stepped(
  { lanes, bars }: Placed,
  index: number | undefined,
  key: "left" | "right" | "up" | "down",
): number | undefined {
  const here = index === undefined ? undefined : bars[index];
  if (here === undefined) return lanes.find((lane) => lane.bars.length > 0)?.bars[0]?.index;
  const busy = lanes.filter((lane) => lane.bars.length > 0);
  const floor = busy.findIndex(({ lane }) => lane === here.bar.lane);
  const own = busy[floor]?.bars ?? [];
  if (key === "left" || key === "right") {
    const next = own.findIndex((one) => one.index === index) + (key === "left" ? -1 : 1);
    return own[next]?.index ?? index;
  }
  const other = busy[floor + (key === "up" ? -1 : 1)]?.bars ?? [];
  return nearest(other, here.from)?.index ?? index;
}

const nearest = (bars: readonly PlacedBar[], at: number): PlacedBar | undefined =>
  bars.reduce<PlacedBar | undefined>(
    (best, one) => (best === undefined || Math.abs(one.from - at) < Math.abs(best.from - at) ? one : best),
    undefined,
  );

/** The line of the transcript that is said at a moment: the last that has begun. -1 before the first. */
export function lineAt(items: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A mark of the ruler: tenths only where the step has some. */
export const preciseAt = (ms: number, step: number): string => (step < 1_000 ? preciseClock(ms) : clock(ms));
