import { memo } from "react";
import type { CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { dayOf, inWords, timeOfDay } from "../logic/format.ts";
import { Fact } from "../parts/bits.tsx";

/** What the person was told, or would have been. */
export const Told = memo(function Told({ detail: { call, facts } }: { readonly detail: CallDetail }) {
  const { reason, summary, intent, sentiment, keptUntil } = call;
  const now = Date.now();
  const nothing = reason === undefined && summary === undefined && facts.length === 0;
  return (
    <section className="told" aria-label="What the person was told">
      <h2>{call.reasonCode === undefined ? "In short" : "What the person was told"}</h2>
      {nothing ? (
        <p className="fine">
          {keptUntil !== undefined && keptUntil < now
            ? "What was said is no longer kept; the figures stay."
            : call.endedAt === undefined
              ? "A summary comes with a hand-off, or with the end."
              : "Nobody had to be told anything."}
        </p>
      ) : (
        <>
          {reason !== undefined && (
            <p className="told-reason">
              <bdi>{reason}</bdi>
            </p>
          )}
          {summary !== undefined && (
            <p>
              <bdi>{summary}</bdi>
            </p>
          )}
          <dl className="facts">
            {intent !== undefined && <Fact label="Wants" value={intent} />}
            {sentiment !== undefined && <Fact label="Mood" value={inWords(sentiment)} />}
            {facts.map(({ label, value }) => (
              <Fact key={`${label} ${value}`} label={inWords(label)} value={value} />
            ))}
          </dl>
        </>
      )}
      {call.endedAt !== undefined && keptUntil !== undefined && keptUntil >= now && (
        <p className="fine told-kept">
          Kept until {dayOf(keptUntil, now)} {timeOfDay(keptUntil)}
        </p>
      )}
    </section>
  );
});
