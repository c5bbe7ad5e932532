import { useMemo } from "react";
import { layOutJson, unfold } from "./pretty-json.ts";
import { layOutXml } from "./twiml.ts";

/** A value laid out to be read: JSON, or XML when it is a text that looks like it. Always text, never markup. */
export function Pretty({ source }: { readonly source: unknown }) {
  const pieces = useMemo(
    () => (typeof source === "string" ? layOutXml(source) : undefined) ?? layOutJson(unfold(source)),
    [source],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <pre className="pretty" tabIndex={0}>
      {pieces.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one value never change
        <span key={index} className={kind}>
          {text}
        </span>
      ))}
    </pre>
  );
}
