import { memo } from "react";
import type { CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { inWords } from "../logic/format.ts";
import { Fact } from "../parts/bits.tsx";

/** What others knew of the caller before the call, and where it comes from; nothing where nobody was asked. */
export const KnownBefore = memo(function KnownBefore({
  known = [],
}: {
  readonly known: CallDetail["known"];
}) {
  if (known.length === 0) return null;
  return (
    <section className="told" aria-label="Known before the call">
      <h2>Known before the call</h2>
      <p className="fine">Not checked in the call, and no proof of who was on the line.</p>
      <dl className="facts">
        {known.map(({ from, name, value }, index) => (
          // Values may repeat, and the list is never reordered.
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <Fact key={index} label={name === undefined ? from : `${inWords(name)} (${from})`} value={value} />
        ))}
      </dl>
    </section>
  );
});
