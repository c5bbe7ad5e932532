import { useMemo } from "react";
import type { Difference } from "../logic/edit.ts";
import { many } from "../logic/format.ts";
import { type DiffLine, folded, lineDiff } from "../logic/line-diff.ts";

const SIGNS = { same: " ", in: "+", out: "−" } as const;
const SPOKEN = { same: "", in: "Added: ", out: "Removed: " } as const;

/** A field before and after, line by line. */
export function Diff({ difference: { name, before, after } }: { readonly difference: Difference }) {
  const parts = useMemo(() => {
    if (before === undefined || after === undefined)
      return (before ?? after ?? "")
        .split("\n")
        .map((text): DiffLine => ({ is: before === undefined ? "in" : "out", text }));
    return folded(lineDiff(before, after));
  }, [before, after]);
  return (
    <section className="diff" aria-label={name}>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <ol dir="auto">
        {parts.map((part, index) =>
          part.is === "skipped" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in its order
            <li key={index} className="diff-skipped">
              {many(part.lines, "line")} unchanged
            </li>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in its order
            <li key={index} className={`diff-line ${part.is}`}>
              <span className="diff-sign" aria-hidden="true">
                {SIGNS[part.is]}
              </span>
              <span className="hidden">{SPOKEN[part.is]}</span>
              <span>
                <LineText line={part} />
              </span>
            </li>
          ),
        )}
      </ol>
    </section>
  );
}

function LineText({ line: { text, differs } }: { readonly line: DiffLine }) {
  if (differs === undefined) return <>{text}</>;
  const [from, to] = differs;
  return (
    <>
      {text.slice(0, from)}
      <b>{text.slice(from, to)}</b>
      {text.slice(to)}
    </>
  );
}
