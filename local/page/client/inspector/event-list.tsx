import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { StackEvent } from "../../../twilio/events.ts";
import { Icon } from "../parts/icons.tsx";
import { useSize } from "../parts/use-size.ts";
import { EventRow, ROW_HEIGHT } from "./event-row.tsx";
import { layOut } from "./rows.ts";

interface EventListProps {
  readonly events: readonly StackEvent[];
  /** Times are told from here, epoch milliseconds. */
  readonly origin: number;
  readonly tell: (text: string) => void;
}

/** Rows drawn above and below what is seen, so that scrolling shows no gap. */
const MARGIN = 8;
const PINNED_WITHIN = 8;

/**
 * The list of events. Only the rows in sight are in the document, so ten thousand cost what thirty do. It follows
 * the end until it is scrolled up, and again from where it is scrolled back.
 */
export function EventList({ events, origin, tell }: EventListProps) {
  const [measure, { height }] = useSize();
  const box = useRef<HTMLDivElement | null>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [pinned, setPinned] = useState(true);
  /** Heights of the opened rows' details by `seq`; 0 until measured. */
  const [opened, setOpened] = useState<ReadonlyMap<number, number>>(new Map());
  const [activeSeq, setActiveSeq] = useState<number>();

  const rows = useMemo(() => {
    const extra = new Map<number, number>();
    if (opened.size > 0) {
      for (const [index, event] of events.entries()) {
        const detail = opened.get(event.seq);
        if (detail !== undefined) extra.set(index, detail);
      }
    }
    return layOut(events.length, ROW_HEIGHT, extra);
  }, [events, opened]);

  const setBox = useCallback(
    (element: HTMLDivElement | null) => {
      box.current = element;
      measure(element);
    },
    [measure],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new length or a new height moves the end
  useLayoutEffect(() => {
    if (pinned && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [pinned, rows.total, height]);

  const resize = useCallback((seq: number, px: number) => {
    setOpened((now) => (now.has(seq) && now.get(seq) !== px ? new Map(now).set(seq, px) : now));
  }, []);
  const toggle = useCallback((seq: number) => {
    setActiveSeq(seq);
    // Whoever opens a row wants to read it: the list stays where it is.
    setPinned(false);
    setOpened((now) => {
      const next = new Map(now);
      if (!next.delete(seq)) next.set(seq, 0);
      return next;
    });
  }, []);

  const active = Math.max(0, activeSeq === undefined ? events.length - 1 : indexOfSeq(events, activeSeq));
  const first = Math.max(0, rows.at(scrollTop) - MARGIN);
  const last = Math.min(events.length - 1, rows.at(scrollTop + height) + MARGIN);
  const drawn: number[] = [];
  // The row with the focus stays in the document wherever the list is scrolled.
  if (active < first) drawn.push(active);
  for (let index = first; index <= last; index += 1) drawn.push(index);
  if (active > last) drawn.push(active);

  const move = (event: KeyboardEvent): void => {
    const target = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: events.length - 1 }[event.key];
    if (target === undefined || !(event.target instanceof HTMLElement) || !event.target.matches(".row-head"))
      return;
    event.preventDefault();
    const index = Math.min(events.length - 1, Math.max(0, target));
    setActiveSeq(events[index]?.seq);
    setPinned(false);
    showRow(box.current, rows.top(index));
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus());
  };

  return (
    <div className="events">
      <div
        className="rows"
        ref={setBox}
        onScroll={({ currentTarget }) => {
          setScrollTop(currentTarget.scrollTop);
          const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
          setPinned(left < PINNED_WITHIN);
        }}
      >
        <ol style={{ height: rows.total }} aria-label={`${events.length} events`} onKeyDown={move}>
          {drawn.map((index) => {
            const event = events[index];
            if (event === undefined) return null;
            return (
              <EventRow
                key={event.seq}
                event={event}
                index={index}
                top={rows.top(index)}
                origin={origin}
                open={opened.has(event.seq)}
                fresh={opened.get(event.seq) === 0}
                active={index === active}
                toggle={toggle}
                resize={resize}
                tell={tell}
              />
            );
          })}
        </ol>
      </div>
      {!pinned && (
        <button type="button" className="button small follow" onClick={() => setPinned(true)}>
          <Icon name="down" /> Newest
        </button>
      )}
    </div>
  );
}

/** Events are in the order of their numbers. @returns -1 when a filter took it away. */
function indexOfSeq(events: readonly StackEvent[], seq: number): number {
  let low = 0;
  let high = events.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = events[middle]?.seq ?? 0;
    if (found === seq) return middle;
    if (found < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function showRow(box: HTMLElement | null, top: number): void {
  if (box === null) return;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW_HEIGHT > box.scrollTop + box.clientHeight)
    box.scrollTop = top + ROW_HEIGHT - box.clientHeight;
}
