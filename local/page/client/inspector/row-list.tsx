import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useSize } from "../../../../assets/console/parts/use-size.ts";
import { Icon } from "../parts/icons.tsx";
import type { Row, Section } from "./fold.ts";
import { ROW_HEIGHT, RowView, SectionView } from "./row-view.tsx";
import { layOut } from "./rows.ts";

interface RowListProps {
  readonly sections: readonly Section[];
  /** No heads of sections: there is one. */
  readonly flat: boolean;
  readonly openAll: boolean;
  readonly tell: (text: string) => void;
}

/** A line of the list. */
type Item =
  | { readonly kind: "section"; readonly id: string; readonly section: Section; readonly open: boolean }
  | { readonly kind: "row"; readonly id: string; readonly section: Section; readonly row: Row };

/** Rows drawn above and below what is seen, so that scrolling shows no gap. */
const MARGIN = 8;
const PINNED_WITHIN = 8;

/**
 * The turns of a call and what happened in them. Only the lines in sight are in the document, so ten thousand cost what
 * thirty do. The newest turn is open. The list follows the end until it is scrolled up, and again from where it is
 * scrolled back.
 */
export function RowList({ sections, flat, openAll, tell }: RowListProps) {
  const [measure, { height }] = useSize();
  const box = useRef<HTMLDivElement | null>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [pinned, setPinned] = useState(true);
  /** Sections that were opened or closed by hand. */
  const [chosen, setChosen] = useState<ReadonlyMap<number, boolean>>(new Map());
  /** Heights of the opened rows' details by `seq`; 0 until measured. */
  const [opened, setOpened] = useState<ReadonlyMap<number, number>>(new Map());
  const [activeId, setActiveId] = useState<string>();

  const items = useMemo(
    () =>
      sections.flatMap((section, index): readonly Item[] => {
        const rows = section.rows.map((row): Item => ({ kind: "row", id: `r${row.seq}`, section, row }));
        if (flat) return rows;
        const open = openAll || (chosen.get(section.seq) ?? index === sections.length - 1);
        return [{ kind: "section", id: `s${section.seq}`, section, open }, ...(open ? rows : [])];
      }),
    [sections, flat, openAll, chosen],
  );
  const rows = useMemo(() => {
    const extra = new Map<number, number>();
    if (opened.size > 0) {
      for (const [index, item] of items.entries()) {
        const detail = item.kind === "row" ? opened.get(item.row.seq) : undefined;
        if (detail !== undefined) extra.set(index, detail);
      }
    }
    return layOut(items.length, ROW_HEIGHT, extra);
  }, [items, opened]);
  const scaleMs = Math.max(0, ...sections.map(({ turn }) => turn?.heardMs ?? turn?.firstTextMs ?? 0));

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
  const toggle = (item: Item): void => {
    setActiveId(item.id);
    // Whoever opens a row wants to read it: the list stays where it is, and its turn stays open when the next begins.
    setPinned(false);
    const open = item.kind === "row" || !item.open;
    setChosen((now) => new Map(now).set(item.section.seq, open));
    if (item.kind === "section") return;
    setOpened((now) => {
      const next = new Map(now);
      if (!next.delete(item.row.seq)) next.set(item.row.seq, 0);
      return next;
    });
  };

  const known = activeId === undefined ? -1 : items.findIndex(({ id }) => id === activeId);
  const active = known < 0 ? items.length - 1 : known;
  const first = Math.max(0, rows.at(scrollTop) - MARGIN);
  const last = Math.min(items.length - 1, rows.at(scrollTop + height) + MARGIN);
  const drawn: number[] = [];
  // The row with the focus stays in the document wherever the list is scrolled.
  if (active < first) drawn.push(active);
  for (let index = first; index <= last; index += 1) drawn.push(index);
  if (active > last) drawn.push(active);

  const move = (event: KeyboardEvent): void => {
    const target = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: items.length - 1 }[event.key];
    if (target === undefined || !(event.target instanceof HTMLElement) || !event.target.matches(".row-head"))
      return;
    event.preventDefault();
    const index = Math.min(items.length - 1, Math.max(0, target));
    setActiveId(items[index]?.id);
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
        <ol style={{ height: rows.total }} aria-label={`${items.length} rows`} onKeyDown={move}>
          {drawn.map((index) => {
            const item = items[index];
            if (item === undefined) return null;
            const place = {
              index,
              top: rows.top(index),
              active: index === active,
              toggle: () => toggle(item),
            };
            return item.kind === "section" ? (
              <SectionView
                key={item.id}
                {...place}
                section={item.section}
                open={item.open}
                scaleMs={scaleMs}
              />
            ) : (
              <RowView
                key={item.id}
                {...place}
                row={item.row}
                tag={flat ? item.row.callSid?.slice(-4) : undefined}
                open={opened.has(item.row.seq)}
                fresh={opened.get(item.row.seq) === 0}
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

function showRow(box: HTMLElement | null, top: number): void {
  if (box === null) return;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW_HEIGHT > box.scrollTop + box.clientHeight)
    box.scrollTop = top + ROW_HEIGHT - box.clientHeight;
}
