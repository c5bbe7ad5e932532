import { memo, useLayoutEffect, useRef } from "react";
import type { StackEvent } from "../../../twilio/events.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icons.tsx";
import { duration, timeOfDay } from "../parts/wording.ts";
import { asCurl } from "./curl.ts";
import { type Digest, groupOf } from "./digest.ts";
import { essenceOf } from "./essence.ts";
import type { Row, Section } from "./fold.ts";
import { ModelDetail } from "./model-detail.tsx";
import { Pretty } from "./pretty/pretty.tsx";
import { digestRow } from "./row-digest.ts";

/** Pixels of a closed row; the same figure stands in the style sheet. */
export const ROW_HEIGHT = 28;

interface Place {
  readonly index: number;
  readonly top: number;
  readonly open: boolean;
  readonly active: boolean;
  readonly toggle: () => void;
}

interface RowViewProps extends Place {
  readonly row: Row;
  /** Tells calls apart where several are shown. */
  readonly tag: string | undefined;
  /** It was opened just now. */
  readonly fresh: boolean;
  /** Reports the height of the details, pixels. */
  readonly resize: (seq: number, px: number) => void;
  readonly tell: (text: string) => void;
}

/** Of these there are as many as words; how many tells something. */
const isRun = ({ kind }: StackEvent): boolean => kind === "frame" || kind === "caller_speech";

const WAYS: Readonly<Record<Digest["way"], { readonly sign: string; readonly name: string }>> = {
  out: { sign: "→", name: "from Twilio" },
  in: { sign: "←", name: "to Twilio" },
  none: { sign: "·", name: "" },
};

/** One thing that happened: a line, and all of it when opened. */
export function RowView({ row, index, top, open, active, toggle, tag, fresh, resize, tell }: RowViewProps) {
  const { way, label, text, tone, ms } = digestRow(row);
  const [first] = row.events;
  return (
    <li
      className={`row ${groupOf(first)} ${tone}${open ? " open" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        className="row-head"
        data-row={index}
        aria-expanded={open}
        tabIndex={active ? 0 : -1}
        onClick={toggle}
      >
        <time>{timeOfDay(first.at)}</time>
        {tag !== undefined && <span className="tag">{tag}</span>}
        <span className={`way ${way}`}>
          <span aria-hidden="true">{WAYS[way].sign}</span>
          {WAYS[way].name !== "" && <span className="hidden">{WAYS[way].name}</span>}
        </span>
        <span className="label">{label}</span>
        <span className="digest">{text}</span>
        {row.events.length > 2 && isRun(first) && <span className="figure">{`×${row.events.length}`}</span>}
        {ms !== undefined && <span className="ms">{duration(ms)}</span>}
      </button>
      {open && <Detail row={row} fresh={fresh} resize={resize} tell={tell} />}
    </li>
  );
}

interface SectionViewProps extends Place {
  readonly section: Section;
  /** The longest wait of the call, milliseconds: bars are drawn to its scale. */
  readonly scaleMs: number;
}

/** The head of a turn: what was said, and how long the answer took. */
export const SectionView = memo(function SectionView(props: SectionViewProps) {
  const { section, scaleMs, index, top, open, active, toggle } = props;
  const { turn } = section;
  const tools = section.rows.flatMap(({ events: [first] }) => (first.kind === "tool" ? [first.name] : []));
  const failed = section.rows.some((row) => digestRow(row).tone === "warning");
  return (
    <li className={`row section${open ? " open" : ""}`} style={{ transform: `translateY(${top}px)` }}>
      <button
        type="button"
        className="row-head"
        data-row={index}
        aria-expanded={open}
        tabIndex={active ? 0 : -1}
        onClick={toggle}
      >
        <time>{timeOfDay(section.at)}</time>
        <Icon name="chevron" />
        <span className="digest">{section.title}</span>
        {failed && (
          <span className="trouble">
            <Icon name="warning" />
            <span className="hidden">something went wrong</span>
          </span>
        )}
        {tools.length > 0 && <span className="tag">{tools.join(", ")}</span>}
        {turn?.firstTextMs !== undefined && (
          <>
            <Bar thinkMs={turn.firstTextMs} heardMs={turn.heardMs ?? turn.firstTextMs} scaleMs={scaleMs} />
            <span className="ms" title={`First text after ${Math.round(turn.firstTextMs)} ms`}>
              {duration(turn.heardMs ?? turn.firstTextMs)}
            </span>
          </>
        )}
      </button>
    </li>
  );
});

const BAR_PX = 56;

/** From the caller's last word to the first text, and on to the voice. */
function Bar({ thinkMs, heardMs, scaleMs }: Readonly<Record<"thinkMs" | "heardMs" | "scaleMs", number>>) {
  const px = (ms: number): number => (ms / Math.max(1, scaleMs)) * BAR_PX;
  return (
    <svg className="bar" width={BAR_PX} height={8} aria-hidden="true">
      <rect className="voice" width={px(heardMs)} height={8} rx={2} />
      <rect className="think" width={px(thinkMs)} height={8} rx={2} />
    </svg>
  );
}

function Detail({ row, fresh, resize, tell }: Pick<RowViewProps, "row" | "fresh" | "resize" | "tell">) {
  const box = useRef<HTMLDivElement>(null);
  const wasFresh = useRef(fresh);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    // Only then: a row that is scrolled back into sight must not take the list with it.
    if (wasFresh.current) element.scrollIntoView({ block: "nearest" });
    const watch = new ResizeObserver(() => resize(row.seq, element.offsetHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, [row.seq, resize]);
  const { events } = row;
  const [first] = events;
  const request = events.find((event) => event.kind === "webhook_request");
  const isModel = events.some((event) => event.kind === "model_request" || event.kind === "model_response");
  const source = essenceOf(row);
  return (
    <div className="row-detail" ref={box}>
      <div className="row-tools">
        <CopyButton label="Copy" text={() => asText(source)} tell={tell} />
        <CopyButton
          label={events.length > 1 ? "Copy events" : "Copy event"}
          text={() => JSON.stringify(events.length > 1 ? events : first, null, 2)}
          tell={tell}
        />
        {request?.kind === "webhook_request" && (
          <CopyButton label="Copy as curl" text={() => asCurl(request.url, request.params)} tell={tell} />
        )}
        <span className="fine">{new Date(first.at).toISOString().slice(11, 23)} UTC</span>
        <span className="fine">#{first.seq}</span>
      </div>
      {isModel ? <ModelDetail row={row} /> : <Pretty source={source} />}
    </div>
  );
}

const asText = (source: unknown): string =>
  typeof source === "string" ? source : JSON.stringify(source, null, 2);
