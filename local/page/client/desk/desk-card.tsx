import type { ReactNode } from "react";
import type { Task } from "../../../twilio/events.ts";
import { Pretty } from "../inspector/pretty.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import { inWords } from "../parts/wording.ts";
import { type DeskCard, readCard } from "./handoff-card.ts";

interface DeskCardViewProps {
  readonly task: Task;
  readonly status: string;
  readonly waited: ReactNode;
  readonly tell: (text: string) => void;
  /** What can be done with the task. */
  readonly children: ReactNode;
}

/** Why a task ended, where TaskRouter or the queue says it in a word. */
const ENDS: Readonly<Record<string, string>> = {
  leave: "The caller left the queue.",
  hangup: "The caller hung up.",
  "canceled by request": "Somebody canceled the task.",
  "Task TTL Exceeded": "Nobody took it in time (Task TTL Exceeded).",
};

/** A task as the person reads it: why, what was said, what to do next; then the details. */
export function DeskCardView({ task, status, waited, tell, children }: DeskCardViewProps) {
  const card = readCard(task.attributes);
  return (
    <article className="card">
      <header>
        <h3>{card.title}</h3>
        <p className="card-meta">
          <span className={`status ${task.status}`}>{status}</span>
          {card.callBack !== undefined && <span className="tag">Callback</span>}
          {waited}
          {card.from !== undefined && card.from !== card.title && <span>{card.from}</span>}
          <span>{task.queueName}</span>
        </p>
        {task.reason !== undefined && <p className="fine">{ENDS[task.reason] ?? task.reason}</p>}
        {children}
      </header>
      <Why card={card} />
      {card.summary !== undefined && <Part title="Summary">{<p className="summary">{card.summary}</p>}</Part>}
      {card.nextBestAction !== undefined && (
        <Part title="Next best action" strong>
          <p>{card.nextBestAction}</p>
        </Part>
      )}
      <Details card={card} />
      <details className="attributes">
        <summary>Task attributes</summary>
        <CopyButton
          label="Copy attributes"
          text={() => JSON.stringify(task.attributes, null, 2)}
          tell={tell}
        />
        <Pretty source={task.attributes} />
      </details>
    </article>
  );
}

function Why({ card }: { readonly card: DeskCard }) {
  if (card.reason === undefined && card.reasonCode === undefined && card.sentiment === undefined) return null;
  return (
    <div className="why">
      <p className="tags">
        {card.reasonCode !== undefined && <span className="tag">{inWords(card.reasonCode)}</span>}
        {card.sentiment !== undefined && <Mood sentiment={card.sentiment} trend={card.trend} />}
      </p>
      {card.reason !== undefined && <p className="reason">{card.reason}</p>}
      {card.words.length > 0 && (
        <p className="quotes">
          {card.words.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and words may occur twice
            <q key={index}>{word}</q>
          ))}
        </p>
      )}
    </div>
  );
}

const MOODS: Readonly<Record<string, IconName>> = {
  positive: "smile",
  neutral: "neutral",
  negative: "frown",
};

/** The mood in a face and a word; the colour only repeats it. */
function Mood({ sentiment, trend }: { readonly sentiment: string; readonly trend: string | undefined }) {
  const icon = MOODS[sentiment];
  return (
    <span className={`tag mood ${icon === undefined ? "" : sentiment}`}>
      {icon !== undefined && <Icon name={icon} />}
      {inWords(sentiment)}
      {trend !== undefined && `, ${trend}`}
    </span>
  );
}

function Details({ card }: { readonly card: DeskCard }) {
  const facts = [
    ...(card.callBack === undefined ? [] : [{ name: "Call back", value: card.callBack, confirmed: false }]),
    ...(card.notBefore === undefined
      ? []
      : [{ name: "Not before", value: new Date(card.notBefore).toLocaleString(), confirmed: false }]),
    ...(card.intent === undefined ? [] : [{ name: "Intent", value: card.intent, confirmed: false }]),
    ...(card.desiredOutcome === undefined
      ? []
      : [{ name: "Wants", value: card.desiredOutcome, confirmed: false }]),
    ...(card.identity === undefined ? [] : [{ name: "Identity", value: card.identity, confirmed: false }]),
    ...card.facts,
    ...(card.language === undefined ? [] : [{ name: "Language", value: card.language, confirmed: false }]),
  ];
  return (
    <>
      {facts.length > 0 && (
        <Part title="Facts">
          <dl className="facts">
            {facts.map((fact, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a name may occur twice
              <div key={index}>
                <dt>{inWords(fact.name)}</dt>
                <dd>
                  {fact.value}
                  {fact.confirmed && (
                    <span className="confirmed">
                      <Icon name="check" /> confirmed
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      {card.steps.length > 0 && (
        <Part title="Done so far">
          <ol className="steps">
            {card.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a step may occur twice
              <li key={index} className={step.outcome === "ok" ? "ok" : "not-ok"}>
                <Icon name={step.outcome === "ok" ? "check" : "warning"} />
                <span>{inWords(step.what)}</span>
                <small>{inWords(step.outcome)}</small>
              </li>
            ))}
          </ol>
        </Part>
      )}
      <Lines title="Already happened" lines={card.sideEffects} />
      <Lines title="Promised to the caller" lines={card.promises} />
    </>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Part title={title}>
      <ul className="lines">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a line may occur twice
          <li key={index}>{line}</li>
        ))}
      </ul>
    </Part>
  );
}

interface PartProps {
  readonly title: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}

function Part({ title, strong = false, children }: PartProps) {
  return (
    <section className={`part${strong ? " strong" : ""}`}>
      <h4>{title}</h4>
      {children}
    </section>
  );
}
