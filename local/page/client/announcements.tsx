import { useEffect, useState } from "react";
import { Icon } from "./parts/icons.tsx";
import type { CallView, Line } from "./state/call-view.ts";
import type { Notice } from "./state/use-stack.ts";

const SHOWN_MS = 7_000;

/** A short message that goes away by itself. */
export function Toast({ notice }: { readonly notice: Notice | undefined }) {
  const [gone, setGone] = useState<number>();
  useEffect(() => {
    if (notice === undefined) return undefined;
    const timer = setTimeout(() => setGone(notice.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  const shown = notice !== undefined && notice.id !== gone ? notice : undefined;
  return (
    <div className="toasts" role="status">
      {shown !== undefined && (
        <p className="toast" key={shown.id}>
          <span>{shown.text}</span>
          <button type="button" className="tool" aria-label="Dismiss" onClick={() => setGone(shown.id)}>
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}

/** Says whole lines to a screen reader: the transcript itself grows word by word, which nobody could listen to. */
export function LiveRegion({ call }: { readonly call: CallView | undefined }) {
  const line = call?.lines.findLast(isWhole);
  return (
    <p className="hidden" aria-live="polite">
      {line === undefined ? "" : inWords(line)}
    </p>
  );
}

const isWhole = (line: Line): boolean =>
  line.who === "agent" ? line.state !== "speaking" : line.who === "note" || line.who === "sms";

function inWords(line: Line): string {
  switch (line.who) {
    case "agent":
      return `Agent: ${line.heard}`;
    case "note":
      return line.text;
    case "sms":
      return `Text message: ${line.body}`;
    default:
      return "";
  }
}
