import { memo, useLayoutEffect, useRef } from "react";
import type { StackEvent } from "../../../twilio/events.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { seconds } from "../parts/wording.ts";
import { asCurl } from "./curl.ts";
import { type Digest, digest, groupOf } from "./digest.ts";
import { Pretty } from "./pretty.tsx";

/** Pixels of a closed row; the same figure stands in the style sheet. */
export const ROW_HEIGHT = 28;

interface EventRowProps {
  readonly event: StackEvent;
  readonly index: number;
  readonly top: number;
  readonly origin: number;
  readonly open: boolean;
  /** It was opened just now. */
  readonly fresh: boolean;
  readonly active: boolean;
  readonly toggle: (seq: number) => void;
  /** Reports the height of the details, pixels. */
  readonly resize: (seq: number, px: number) => void;
  readonly tell: (text: string) => void;
}

const WAYS: Readonly<Record<Digest["way"], { readonly sign: string; readonly name: string }>> = {
  out: { sign: "→", name: "from Twilio" },
  in: { sign: "←", name: "to Twilio" },
  none: { sign: "·", name: "" },
};

/** One event: a line, and all of it when opened. */
export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { event, index, top, origin, open, fresh, active, toggle, resize, tell } = props;
  const { way, label, text, tone, ms } = digest(event);
  return (
    <li
      className={`row ${groupOf(event)} ${tone}${open ? " open" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        className="row-head"
        data-row={index}
        aria-expanded={open}
        tabIndex={active ? 0 : -1}
        onClick={() => toggle(event.seq)}
      >
        <time>{seconds(event.at - origin)}</time>
        <span className={`way ${way}`}>
          <span aria-hidden="true">{WAYS[way].sign}</span>
          {WAYS[way].name !== "" && <span className="hidden">{WAYS[way].name}</span>}
        </span>
        <span className="label">{label}</span>
        <span className="digest">{text}</span>
        {ms !== undefined && <span className="ms">{`${Math.round(ms)} ms`}</span>}
      </button>
      {open && <Detail event={event} fresh={fresh} resize={resize} tell={tell} />}
    </li>
  );
});

function Detail({ event, fresh, resize, tell }: Pick<EventRowProps, "event" | "fresh" | "resize" | "tell">) {
  const box = useRef<HTMLDivElement>(null);
  const wasFresh = useRef(fresh);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    // Only then: a row that is scrolled back into sight must not take the list with it.
    if (wasFresh.current) element.scrollIntoView({ block: "nearest" });
    const watch = new ResizeObserver(() => resize(event.seq, element.offsetHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, [event.seq, resize]);
  const source = essence(event);
  return (
    <div className="row-detail" ref={box}>
      <div className="row-tools">
        <CopyButton label="Copy" text={() => asText(source)} tell={tell} />
        <CopyButton label="Copy event" text={() => JSON.stringify(event, null, 2)} tell={tell} />
        {event.kind === "webhook_request" && (
          <CopyButton label="Copy as curl" text={() => asCurl(event.url, event.params)} tell={tell} />
        )}
        <span className="fine">{new Date(event.at).toISOString().slice(11, 23)} UTC</span>
        <span className="fine">#{event.seq}</span>
      </div>
      <Pretty source={source} />
    </div>
  );
}

/** What someone opens the row for: the frame, the TwiML, the parameters; or else the event itself. */
function essence(event: StackEvent): unknown {
  switch (event.kind) {
    case "frame":
      return event.frame;
    case "webhook_request":
      return { url: event.url, ...event.params };
    case "webhook_response":
      return event.body;
    case "task":
      return event.task;
    default: {
      const { seq: _seq, at: _at, ...rest } = event;
      return rest;
    }
  }
}

const asText = (source: unknown): string =>
  typeof source === "string" ? source : JSON.stringify(source, null, 2);
