import { memo, type ReactNode, useEffect, useMemo, useRef } from "react";
import type { RecordItem } from "../../../worker/protocol/call-record.ts";
import type { DoneAction } from "../../../worker/protocol/console/timeline.ts";
import { clock, inWords } from "../logic/format.ts";
import { BLOCK, Block, useNearness } from "./blocks.tsx";

interface TranscriptProps {
  readonly items: readonly RecordItem[];
  readonly actions: readonly DoneAction[];
  /** Epoch ms. */
  readonly startedAt: number;
  /** The line that is marked and kept in sight. */
  readonly current: number | undefined;
  /** The line of the bar that the pointer is on. */
  readonly hinted: number | undefined;
  readonly choose: (item: number) => void;
  readonly hover: (item: number | undefined) => void;
  /** Keeps its end in sight while one is there. */
  readonly follow: boolean;
  readonly foot: ReactNode;
}

const WHO: Readonly<Record<string, string>> = { caller: "Caller", agent: "Agent", tool: "Tool" };
const ACTION_WORDS: Readonly<Record<DoneAction["do"], string>> = {
  say: "had the agent say",
  whisper: "whispered",
  hand_over: "handed the call over",
  mute: "muted the agent",
  unmute: "unmuted the agent",
  end: "ended the call",
};

/** What was said, and what operators did, in the order of time. */
export const Transcript = memo(function Transcript(props: TranscriptProps) {
  const { items, actions, startedAt, current, hinted, choose, hover, follow, foot } = props;
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const blocks = useMemo(() => {
    const entries: readonly Entry[] = [
      ...items.map((item, index) => ({ at: item.at, item, index })),
      ...actions.map((action) => ({ at: action.at, action })),
    ].sort((a, b) => a.at - b.at);
    return Array.from({ length: Math.ceil(entries.length / BLOCK) }, (_, block) =>
      entries.slice(block * BLOCK, (block + 1) * BLOCK),
    );
  }, [items, actions]);
  const { near, height, refOf } = useNearness(list);
  /** Of a line that is marked, its block is drawn wherever it is: it is to be scrolled to. */
  const blockOf = (line: number | undefined): number =>
    line === undefined
      ? -1
      : blocks.findIndex((entries) => entries.some((entry) => "item" in entry && entry.index === line));
  const currentBlock = blockOf(current);
  const hintedBlock = blockOf(hinted);

  useEffect(() => {
    if (current === undefined || current < 0) return;
    const box = list.current;
    const line = box?.querySelector<HTMLElement>(`[data-line="${current}"]`);
    if (!box || !line) return;
    // Within the list alone: the page stays where it is.
    const [inner, outer] = [line.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom)
      box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }, [current]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new line
  useEffect(() => {
    const box = list.current;
    if (follow && atEnd.current && box !== null) box.scrollTop = box.scrollHeight;
  }, [blocks, follow]);

  return (
    <section className="transcript" aria-label="Transcript">
      <h2 className="pane-title">
        Transcript <span className="fine">{items.length}</span>
      </h2>
      <div className="lines-box">
        {/* biome-ignore lint/a11y/useSemanticElements: blocks stand between the list and its lines */}
        <div
          className="lines"
          role="list"
          ref={list}
          onScroll={({ currentTarget: box }) => {
            atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
          }}
        >
          {blocks.length === 0 && (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div className="fine no-lines" role="listitem">
              Nothing has been said, or it is no longer kept.
            </div>
          )}
          {blocks.map((entries, block) => {
            const last = follow && block === blocks.length - 1;
            const drawn = near(block) || block === 0 || block === currentBlock || last;
            return (
              <Block
                // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
                key={block}
                block={block}
                refOf={refOf}
                height={drawn ? undefined : (height(block) ?? guessed(entries))}
              >
                {drawn && (
                  <Lines
                    entries={entries}
                    startedAt={startedAt}
                    current={block === currentBlock ? current : undefined}
                    hinted={block === hintedBlock ? hinted : undefined}
                    choose={choose}
                    hover={hover}
                  />
                )}
              </Block>
            );
          })}
        </div>
      </div>
      {foot}
    </section>
  );
});

type Entry =
  | { readonly at: number; readonly item: RecordItem; readonly index: number }
  | { readonly at: number; readonly action: DoneAction };

/** How tall lines are that were never drawn, pixels: in a column of some 42 letters. */
const guessed = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => {
    const letters = ("item" in entry ? entry.item.text : (entry.action.text ?? "")).length + 8;
    return sum + 10 + 19 * Math.ceil(letters / 42);
  }, 0);

interface LinesProps extends Pick<TranscriptProps, "startedAt" | "current" | "hinted" | "choose" | "hover"> {
  readonly entries: readonly Entry[];
}

const Lines = memo(function Lines({ entries, startedAt, current, hinted, choose, hover }: LinesProps) {
  return (
    <>
      {entries.map((entry) =>
        "item" in entry ? (
          <Line
            key={entry.index}
            item={entry.item}
            index={entry.index}
            at={entry.at - startedAt}
            current={entry.index === current}
            hinted={entry.index === hinted}
            choose={choose}
            hover={hover}
          />
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: as above
          <div key={`${entry.at} ${entry.action.do}`} className="line by-operator" role="listitem">
            <span className="line-time">{clock(entry.at - startedAt)}</span>
            <span className="line-text">
              {entry.action.by === "" ? (
                "The agent speaks again"
              ) : (
                <>
                  <bdi className="line-who">{entry.action.by}</bdi> {ACTION_WORDS[entry.action.do]}
                </>
              )}
              {entry.action.text !== undefined && (
                <>
                  : <bdi>{entry.action.text}</bdi>
                  {entry.action.unsaid && <span className="fine"> Not said: there was no time left.</span>}
                </>
              )}
            </span>
          </div>
        ),
      )}
    </>
  );
});

interface LineProps {
  readonly item: RecordItem;
  readonly index: number;
  readonly at: number;
  readonly current: boolean;
  readonly hinted: boolean;
  readonly choose: (item: number) => void;
  readonly hover: (item: number | undefined) => void;
}

const Line = memo(function Line({ item, index, at, current, hinted, choose, hover }: LineProps) {
  const marks = `${current ? " current" : ""}${hinted ? " hinted" : ""}`;
  return (
    // The time is what a keyboard presses; the whole line is there for a pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as said above
    // biome-ignore lint/a11y/useSemanticElements: blocks stand between the list and its lines
    <div
      role="listitem"
      className={`line by-${item.who}${marks}`}
      data-line={index}
      aria-current={current ? "true" : undefined}
      onMouseEnter={() => hover(index)}
      onMouseLeave={() => hover(undefined)}
      onClick={() => {
        // Whoever selects text does not mean the line.
        if (getSelection()?.isCollapsed !== false) choose(index);
      }}
    >
      <button
        type="button"
        className="line-time"
        data-row={index}
        data-current={current}
        aria-label={`${clock(at)}, show in the timeline`}
        onFocus={() => choose(index)}
      >
        {clock(at)}
      </button>
      <span className="line-text">
        <span className="line-who">{WHO[item.who] ?? item.who}</span> <bdi>{item.text}</bdi>
        {item.interrupted === true && <span className="line-note"> interrupted</span>}
        {item.outcome !== undefined && (
          <span className="line-note bad"> {inWords(item.outcome).toLowerCase()}</span>
        )}
      </span>
    </div>
  );
});
