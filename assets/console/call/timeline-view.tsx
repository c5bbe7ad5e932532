import {
  forwardRef,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Timeline } from "../../../worker/protocol/console/timeline.ts";
import { clock, many } from "../logic/format.ts";
import {
  fitted,
  type Piece,
  type Placed,
  type PlacedBar,
  piecesOf,
  pieceText,
  preciseAt,
  stepped,
  tickStep,
  ticks,
  within,
  zoomed,
} from "../logic/timeline.ts";
import { barName, LANE_WORDS } from "../logic/words.ts";
import { Icon } from "../parts/icons.tsx";
import { useSize } from "../parts/use-size.ts";
import { BarTip } from "./bar-tip.tsx";
import { Strip } from "./strip.tsx";
import { usePinch } from "./use-pinch.ts";

export interface TimelineHandle {
  zoom(by: number): void;
  fit(): void;
  /** Brings milliseconds from the beginning into sight. */
  show(from: number, to: number): void;
}

interface TimelineViewProps {
  readonly timeline: Timeline;
  readonly placed: Placed;
  readonly selected: number | undefined;
  readonly hovered: number | undefined;
  /** The playhead, milliseconds from the beginning. */
  readonly at: number | undefined;
  readonly choose: (index: number) => void;
  readonly hover: (index: number | undefined) => void;
  readonly seek: (ms: number) => void;
  readonly player: ReactNode;
}

const ROW_PX = 20;
const LANE_PAD_PX = 4;
const MIN_PX = 3;
/** The end of the call does not stick to the edge. */
const END_PX = 24;

/**
 * The call to scale. The box scrolls by itself, so panning costs nothing; what is drawn is what is in sight and as much
 * on either side, and is drawn anew only as one leaves that.
 */
export const TimelineView = memo(
  forwardRef<TimelineHandle, TimelineViewProps>(function TimelineView(props, handle) {
    const { timeline, placed, selected, hovered, at, choose, hover, seek, player } = props;
    const [measure, { width: boxWidth }] = useSize();
    /** Moves what the strip shows as in sight: with each frame of a scroll, which draws nothing else. */
    const strip = useRef<(from: number, to: number) => void>();
    const box = useRef<HTMLDivElement>(null);
    /** Where it is scrolled to, as it has told: to ask for it while drawing would lay the page out. */
    const scrolled = useRef(0);
    const boxRef = useCallback(
      (element: HTMLDivElement | null) => {
        measure(element);
        (box as { current: HTMLDivElement | null }).current = element;
      },
      [measure],
    );
    const width = Math.max(1, boxWidth - END_PX);
    /** Undefined: the whole call. */
    const [chosen, setChosen] = useState<number>();
    const fit = fitted(placed.length, width);
    const msPerPx = chosen === undefined ? fit : Math.min(chosen, fit);
    const [left, setLeft] = useState(0);
    /** What is to stay where it is as the scale changes. */
    const anchor = useRef<{ readonly ms: number; readonly px: number }>();
    const [tipped, setTipped] = useState<{ readonly piece: Piece; readonly lane: string }>();

    const zoom = useCallback(
      (by: number, px = width / 2) => {
        const scroll = box.current?.scrollLeft ?? 0;
        anchor.current = { ms: (scroll + px) * msPerPx, px };
        const next = zoomed(msPerPx, by, placed.length, width);
        setChosen(next >= fit ? undefined : next);
      },
      [msPerPx, placed.length, width, fit],
    );
    useLayoutEffect(() => {
      const { current } = anchor;
      anchor.current = undefined;
      if (current !== undefined && box.current !== null) {
        box.current.scrollLeft = current.ms / msPerPx - current.px;
        scrolled.current = box.current.scrollLeft;
        setLeft(scrolled.current);
      }
    }, [msPerPx]);

    const show = useCallback(
      (from: number, to: number) => {
        const element = box.current;
        if (element === null) return;
        const [start, end] = [from / msPerPx, to / msPerPx];
        const { scrollLeft } = element;
        if (start >= scrollLeft + 8 && Math.min(end, start + 40) <= scrollLeft + width) return;
        element.scrollLeft = Math.max(0, start - width / 3);
        scrolled.current = element.scrollLeft;
        setLeft(scrolled.current);
      },
      [msPerPx, width],
    );
    useImperativeHandle(handle, () => ({ zoom: (by) => zoom(by), fit: () => setChosen(undefined), show }), [
      zoom,
      show,
    ]);

    // The wheel with ctrl, and a pinch on a trackpad, which is the same to a page. React listens passively.
    const latestZoom = useRef(zoom);
    latestZoom.current = zoom;
    useEffect(() => {
      const element = box.current;
      if (element === null) return undefined;
      const onWheel = (event: WheelEvent): void => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        latestZoom.current(
          Math.exp(-event.deltaY / 200),
          event.clientX - element.getBoundingClientRect().left,
        );
      };
      element.addEventListener("wheel", onWheel, { passive: false });
      return () => element.removeEventListener("wheel", onWheel);
    }, []);
    usePinch(box, latestZoom);

    // Half a box at a time: most of a scroll draws nothing.
    const block = Math.max(200, width / 2);
    const first = Math.floor(left / block) * block;
    const [from, to] = [(first - block) * msPerPx, (first + width + 2 * block) * msPerPx];
    const measured = boxWidth > 0;
    const lanes = useMemo(
      // Nothing before the width is known: it would all be drawn twice.
      () => placed.lanes.map((lane) => ({ ...lane, pieces: measured ? piecesOf(lane, msPerPx) : [] })),
      [placed, msPerPx, measured],
    );
    const step = tickStep(msPerPx);
    const content = Math.ceil(placed.length / msPerPx) + END_PX;
    const marks = ticks(Math.max(0, from), Math.min(placed.length, to), step);

    // A playhead that moves by itself is followed.
    const head = at === undefined ? undefined : Math.min(at, placed.length);
    const latestShow = useRef(show);
    latestShow.current = show;
    useEffect(() => {
      // Not at each zoom, which leads elsewhere.
      if (head !== undefined) latestShow.current(head, head);
    }, [head]);

    const active = selected === undefined ? undefined : placed.bars[selected];
    const onKey = (event: KeyboardEvent): void => {
      const key = ARROWS[event.key];
      if (key === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const next = stepped(placed, selected, key);
      const bar = next === undefined ? undefined : placed.bars[next];
      if (next === undefined || bar === undefined) return;
      setByKey(true);
      choose(next);
      show(bar.from, bar.to);
    };
    const open = useCallback(
      (piece: Piece): void => {
        if (piece.bars.length === 1) return choose(piece.bars[0].index);
        anchor.current = { ms: (piece.from + piece.to) / 2, px: width / 2 };
        setChosen(Math.max(5, (piece.to - piece.from) / (width / 2)));
      },
      [choose, width],
    );
    const enter = useCallback(
      (piece: Piece): void => {
        setTipped({ piece, lane: piece.bars[0].bar.lane });
        hover(piece.bars[0].index);
      },
      [hover],
    );
    /** The tip of the selected bar shows while one goes from bar to bar by keys. */
    const [byKey, setByKey] = useState(false);
    const activePiece =
      active === undefined
        ? undefined
        : lanes
            .find(({ lane }) => lane === active.bar.lane)
            ?.pieces.find(({ bars }) => bars.some(({ index }) => index === active.index));
    const tip: { piece: Piece; lane: string } | undefined =
      tipped ??
      (byKey && active !== undefined && activePiece !== undefined
        ? { piece: { ...activePiece, bars: [active] }, lane: active.bar.lane }
        : undefined);
    const tops = new Map<string, number>();
    let y = 0;
    for (const { lane, rows } of lanes) {
      tops.set(lane, y);
      y += rows * ROW_PX + 2 * LANE_PAD_PX;
    }

    return (
      <section className="timeline" aria-label="Timeline">
        <header className="timeline-head">
          <h2>Timeline</h2>
          {player}
          {timeline.incomplete === true && (
            <span className="fine" title="The process was replaced before it was written.">
              What came before is not known
            </span>
          )}
          <span className="zoom">
            <button
              type="button"
              className="tool"
              aria-label="Zoom out"
              title="Zoom out (-)"
              onClick={() => zoom(0.5)}
            >
              <Icon name="minus" />
            </button>
            <button
              type="button"
              className="tool"
              aria-label="Zoom in"
              title="Zoom in (+)"
              onClick={() => zoom(2)}
            >
              <Icon name="plus" />
            </button>
            <button
              type="button"
              className="tool"
              aria-label="The whole call"
              title="The whole call (0)"
              aria-pressed={chosen === undefined}
              onClick={() => setChosen(undefined)}
            >
              <Icon name="fit" />
            </button>
          </span>
        </header>
        {chosen !== undefined && (
          <Strip
            placed={placed}
            from={scrolled.current * msPerPx}
            to={(scrolled.current + width) * msPerPx}
            moved={strip}
            at={head}
            show={(ms) => {
              if (box.current !== null) box.current.scrollLeft = ms / msPerPx - width / 2;
            }}
          />
        )}
        <div className="timeline-body">
          <div className="lane-names" aria-hidden="true">
            <span className="ruler-name" />
            {lanes.map(({ lane, rows }) => (
              <span key={lane} style={{ height: rows * ROW_PX + 2 * LANE_PAD_PX }}>
                {LANE_WORDS[lane]}
              </span>
            ))}
          </div>
          <div
            className="lanes-box"
            ref={boxRef}
            onScroll={({ currentTarget }) => {
              const next = currentTarget.scrollLeft;
              scrolled.current = next;
              strip.current?.(next * msPerPx, (next + width) * msPerPx);
              if (Math.floor(next / block) !== Math.floor(left / block)) setLeft(next);
            }}
          >
            <div className="lanes" style={{ width: content }}>
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard goes from bar to bar */}
              {/* biome-ignore lint/a11y/noStaticElementInteractions: as said above */}
              <div
                className="ruler"
                onClick={(event) => {
                  const left = event.currentTarget.getBoundingClientRect().left;
                  seek(Math.min(placed.length, Math.max(0, (event.clientX - left) * msPerPx)));
                }}
              >
                {marks.map((mark) => (
                  <span key={mark} className="tick" style={{ left: mark / msPerPx }}>
                    {preciseAt(mark, step)}
                  </span>
                ))}
              </div>
              <div
                className="lanes-list"
                role="listbox"
                tabIndex={0}
                aria-label={`${many(placed.bars.length, "bar")} of ${clock(placed.length)}. Arrow keys go from one to the next.`}
                aria-activedescendant={active === undefined ? undefined : `bar-${active.index}`}
                onKeyDown={onKey}
                onBlur={() => setByKey(false)}
                onMouseLeave={() => {
                  setTipped(undefined);
                  hover(undefined);
                }}
              >
                {lanes.map(({ lane, rows, pieces }) => (
                  // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox
                  <div
                    key={lane}
                    className="lane"
                    role="group"
                    aria-label={LANE_WORDS[lane]}
                    style={{ height: rows * ROW_PX + 2 * LANE_PAD_PX }}
                  >
                    {within(pieces, from, to).map((piece) => (
                      <BarPiece
                        key={piece.bars[0].index}
                        piece={piece}
                        msPerPx={msPerPx}
                        selected={has(piece, selected)}
                        hinted={has(piece, hovered)}
                        open={open}
                        enter={enter}
                      />
                    ))}
                  </div>
                ))}
                {head !== undefined && <span className="playhead" style={{ left: head / msPerPx }} />}
              </div>
            </div>
          </div>
          {tip !== undefined && (
            <BarTip
              piece={tip.piece}
              x={Math.min(boxWidth, Math.max(0, tip.piece.from / msPerPx - scrolled.current))}
              y={(tops.get(tip.lane) ?? 0) + RULER_PX}
              room={boxWidth}
            />
          )}
        </div>
        <Legend placed={placed} />
      </section>
    );
  }),
);

const RULER_PX = 26;
const ARROWS: Readonly<Record<string, "left" | "right" | "up" | "down">> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const has = ({ bars }: Piece, index: number | undefined): boolean =>
  index !== undefined && bars.some((one) => one.index === index);

interface BarPieceProps {
  readonly piece: Piece;
  readonly msPerPx: number;
  readonly selected: boolean;
  readonly hinted: boolean;
  readonly open: (piece: Piece) => void;
  readonly enter: (piece: Piece) => void;
}

/** A call of hours has hundreds in sight: each is drawn again only where it is another. */
const BarPiece = memo(function BarPiece({ piece, msPerPx, selected, hinted, open, enter }: BarPieceProps) {
  const { bars, row } = piece;
  const [one] = bars;
  const wide = Math.max(MIN_PX, (piece.to - piece.from) / msPerPx);
  const first =
    bars.length === 1 && one.bar.firstAt !== undefined
      ? (one.bar.firstAt - one.bar.from) / msPerPx
      : undefined;
  const words = [
    "bar",
    `lane-${one.bar.lane}`,
    `is-${one.bar.what.replaceAll(/\W+/g, "-")}`,
    ...new Set(bars.map(({ bar }) => (bar.outcome === undefined ? "" : `was-${bar.outcome}`))),
    one.instant ? "instant" : "",
    one.open ? "open" : "",
    bars.length > 1 ? "several" : "",
    selected ? "selected" : "",
    hinted ? "hinted" : "",
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus, and names the option
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are the listbox's
    <div
      id={`bar-${one.index}`}
      role="option"
      aria-selected={selected}
      aria-label={pieceText(piece)}
      className={words.filter((word) => word !== "").join(" ")}
      style={{
        left: piece.from / msPerPx,
        width: one.instant && bars.length === 1 ? 9 : wide,
        top: LANE_PAD_PX + row * ROW_PX,
      }}
      onClick={() => open(piece)}
      onMouseEnter={() => enter(piece)}
    >
      {first !== undefined && first < wide - 1 && <span className="first" style={{ left: first }} />}
      {bars.length === 1 && !one.instant && <BarText one={one} wide={wide} />}
    </div>
  );
});

/** What a bar is, on itself, where there is room: tools by name, and lengths. */
function BarText({ one: { bar, from, to }, wide }: { readonly one: PlacedBar; readonly wide: number }) {
  const ms = Math.round(to - from);
  const length = ms < 10_000 ? `${ms.toLocaleString("en")} ms` : clock(ms);
  if (NAMED.includes(bar.lane))
    return wide < NAME_PX ? null : (
      <span className="bar-text">
        <bdi>{bar.label ?? barName(bar.lane, bar.what)}</bdi>
      </span>
    );
  // Half a number says something else.
  return wide < length.length * DIGIT_PX + 10 ? null : <span className="bar-text">{length}</span>;
}

const NAMED: readonly string[] = ["tools", "handoff", "person"];
const NAME_PX = 54;
const DIGIT_PX = 6.6;

const Legend = memo(function Legend({ placed }: { readonly placed: Placed }) {
  const there = (fits: (one: PlacedBar) => boolean): boolean =>
    placed.bars.some((one) => one !== undefined && fits(one));
  const entries = [
    [there(({ bar }) => bar.what === "heard"), "lane-agent is-heard", "Heard"],
    [there(({ bar }) => bar.what === "unheard"), "lane-agent is-unheard", "Sent, not heard"],
    [
      there(({ bar }) => bar.lane === "model" && bar.firstAt !== undefined),
      "lane-model with-first",
      "First output",
    ],
    [
      there(({ bar }) => bar.lane === "model" && (bar.outcome === "lost" || bar.what === "guess")),
      "lane-model was-lost",
      "Guess, or not used",
    ],
    [
      there(({ bar }) => bar.outcome === "failed" || bar.outcome === "timeout"),
      "lane-tools was-failed",
      "Failed",
    ],
    [there(({ bar }) => bar.lane === "silence"), "lane-silence", "Silence"],
  ] as const;
  return (
    <ul className="legend" aria-label="What the bars are">
      {entries
        .filter(([shown]) => shown)
        .map(([, look, words]) => (
          <li key={words}>
            <span className={`bar sample ${look}`} aria-hidden="true" />
            {words}
          </li>
        ))}
    </ul>
  );
});
