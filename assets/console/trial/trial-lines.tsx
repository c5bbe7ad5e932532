import { memo } from "react";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { inWords, languageName } from "../logic/format.ts";
import type { TrialLine } from "../logic/trial.ts";
import { reasonOf } from "../logic/words.ts";
import { Fact } from "../parts/bits.tsx";
import { Icon } from "../parts/icons.tsx";

/** One line of a trial: what was said, and what was done meanwhile. */
export const TrialLineView = memo(function TrialLineView({ line }: { readonly line: TrialLine }) {
  if ("who" in line)
    return (
      <li className={`turn ${line.who}`}>
        <span className={`who-said ${line.who}`}>{line.who === "agent" ? "Agent" : "You"}</span>
        <bdi dir="auto">{line.text}</bdi>
      </li>
    );
  switch (line.type) {
    case "tool":
      return (
        <li className={line.ok ? "event" : "event failed"}>
          <details>
            <summary>
              <Icon name="tool" />
              <bdi className="mono">{line.name}</bdi>
              <span className="fine">{line.ok ? "went well" : "failed"}</span>
            </summary>
            <dl className="facts">
              {Object.entries(line.arguments).map(([name, value]) => (
                <Fact
                  key={name}
                  label={name}
                  value={typeof value === "string" ? value : JSON.stringify(value)}
                />
              ))}
            </dl>
            <pre className="output">{line.output}</pre>
          </details>
        </li>
      );
    case "text_message":
      return (
        <li className="event">
          <span className="event-head">
            <Icon name="message" />
            <span className="fine">A text message would have been sent</span>
          </span>
          <p className="text-message">
            <bdi>{line.body}</bdi>
          </p>
        </li>
      );
    case "language":
      return (
        <li className="event">
          <span className="fine">Goes on in {languageName(line.language)}</span>
        </li>
      );
    case "refused":
      return (
        <li className="event failed">
          <span className="event-head">
            <Icon name="warning" />
            <span>{line.hint}</span>
          </span>
        </li>
      );
    case "ended":
      return (
        <li className="event">
          <span className="event-head">
            <Icon name={line.how === "handed_off" ? "person" : "hangUp"} />
            <strong>{ENDS[line.how]}</strong>
          </span>
          {line.handoff !== undefined && <Given handoff={line.handoff} />}
        </li>
      );
  }
});

const ENDS = {
  said_goodbye: "The agent said goodbye",
  handed_off: "Handed to a person",
  hung_up: "Hung up",
  failed: "The agent failed",
} as const;

/** What the person would have been given. */
function Given({ handoff }: { readonly handoff: Handoff }) {
  const {
    reasonCode,
    reason,
    callSummary,
    sentiment,
    intent,
    nextBestAction,
    facts = [],
    promises = [],
  } = handoff;
  const rows = [
    ["Why", reasonOf(reasonCode)],
    ["Mood", inWords(sentiment)],
    ["Wants", intent],
    ["Next", nextBestAction],
    ["Promised", promises.join("; ") || undefined],
    ...facts.map(({ name, value }) => [inWords(name), value] as const),
  ] as const;
  return (
    <div className="given">
      <p className="told-reason">
        <bdi>{reason}</bdi>
      </p>
      <p>
        <bdi>{callSummary}</bdi>
      </p>
      <dl className="facts">
        {rows.map(([label, value]) =>
          value === undefined ? null : <Fact key={label} label={label} value={value} />,
        )}
      </dl>
    </div>
  );
}
