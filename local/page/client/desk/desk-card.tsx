import type { ReactNode } from "react";
import type { HandoffView, Mood } from "../../../../assets/flex/handoff-view.ts";
import type { Task } from "../../../twilio/events.ts";
import { Pretty } from "../inspector/pretty/pretty.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icons.tsx";
import { inWords } from "../parts/wording.ts";
import type { Line } from "../state/call-view.ts";
import { readCard } from "./handoff-card.ts";

interface HandoffProps {
  readonly handoff: HandoffView;
}

interface DeskCardViewProps {
  readonly task: Task;
  readonly status: string;
  readonly waited: ReactNode;
  readonly tell: (text: string) => void;
  /** What was said, where the task is a call. */
  readonly lines: readonly Line[];
  /** What can be done with the task. */
  readonly children: ReactNode;
}

/** What was heard of the conversation. */
function Conversation({ lines }: { readonly lines: readonly Line[] }) {
  const said = lines.flatMap((line) => {
    if (line.who === "agent") return line.source === "say" ? [] : [{ who: "Agent", text: line.heard }];
    return line.who === "caller" ? [{ who: "Caller", text: line.text }] : [];
  });
  if (said.length === 0) return null;
  return (
    <details className="attributes">
      <summary>Conversation</summary>
      <dl className="said">
        {said.map(({ who, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <div key={index}>
            <dt>{who}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Why a task ended, where TaskRouter or the queue says it in a word. */
const ENDS: Readonly<Record<string, string>> = {
  leave: "The caller left the queue.",
  hangup: "The caller hung up.",
  "canceled by request": "Somebody canceled the task.",
  "Task TTL Exceeded": "Nobody took it in time (Task TTL Exceeded).",
};

/** A task as the person reads it: why, what was said, what to do next; then the details. */
export function DeskCardView({ task, status, waited, tell, lines, children }: DeskCardViewProps) {
  const card = readCard(task.attributes);
  return (
    <article className="card">
      <header>
        <h3>{card.title}</h3>
        <p className="card-meta">
          <span className={`status ${task.status}`}>{status}</span>
          {card.handoff?.callback && <span className="tag">Callback</span>}
          {waited}
          {card.from !== undefined && card.from !== card.title && <span>{card.from}</span>}
          <span>{task.queueName}</span>
        </p>
        {task.reason !== undefined && <p className="fine">{ENDS[task.reason] ?? task.reason}</p>}
        {children}
      </header>
      {card.handoff && <HandoffParts handoff={card.handoff} />}
      <Conversation lines={lines} />
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

function HandoffParts({ handoff }: HandoffProps) {
  const { summary, nextStep } = handoff;
  return (
    <>
      <Why handoff={handoff} />
      {summary !== undefined && <Part title="Summary">{<p className="summary">{summary}</p>}</Part>}
      {nextStep !== undefined && (
        <Part title="Next best action" strong>
          <p>{nextStep}</p>
        </Part>
      )}
      <Details handoff={handoff} />
    </>
  );
}

function Why({ handoff: { reason, reasonCode, mood } }: HandoffProps) {
  if (reason === undefined && reasonCode === undefined && mood === undefined) return null;
  return (
    <div className="why">
      <p className="tags">
        {reasonCode !== undefined && <span className="tag">{inWords(reasonCode)}</span>}
        {mood && <MoodTag mood={mood} />}
      </p>
      {reason !== undefined && <p className="reason">{reason}</p>}
      {mood && mood.quotes.length > 0 && (
        <p className="quotes">
          {mood.quotes.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and words may occur twice
            <q key={index}>{word}</q>
          ))}
        </p>
      )}
    </div>
  );
}

const FACES = { positive: "smile", neutral: "neutral", negative: "frown" } as const;

/** The mood in a face and a word; the colour only repeats it. */
function MoodTag({ mood: { level, label, trend } }: { readonly mood: Mood }) {
  return (
    <span className={`tag mood ${level ?? ""}`}>
      {level && <Icon name={FACES[level]} />}
      {label ?? (level && inWords(level))}
      {trend !== undefined && `, ${trend}`}
    </span>
  );
}

/** The hand-off's own facts, among what else is worth a line. */
function Details({ handoff }: HandoffProps) {
  const { callback, intent, desiredOutcome, identity, language } = handoff;
  const line = (name: string, value: string | undefined) =>
    value === undefined ? [] : [{ name, value, confirmed: false }];
  const facts = [
    ...line("Call back", callback?.number),
    ...line(
      "Not before",
      callback?.notBeforeMs === undefined ? undefined : new Date(callback.notBeforeMs).toLocaleString(),
    ),
    ...line("Intent", intent),
    ...line("Wants", desiredOutcome),
    ...line("Identity", identity && identityLine(identity)),
    ...handoff.facts,
    ...line("Language", language),
  ];
  return (
    <>
      {facts.length > 0 && (
        <Part title="Facts">
          <dl className="facts">
            {facts.map((fact, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a name may occur twice
              <div key={index}>
                <dt>{fact.name}</dt>
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
      {handoff.steps.length > 0 && (
        <Part title="Done so far">
          <ol className="steps">
            {handoff.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a step may occur twice
              <li key={index} className={step.outcome === "ok" ? "ok" : "not-ok"}>
                <Icon name={step.outcome === "ok" ? "check" : "warning"} />
                <span>{step.what}</span>
                <small>{inWords(step.outcome)}</small>
              </li>
            ))}
          </ol>
        </Part>
      )}
      <Lines title="Already happened" lines={handoff.sideEffects} />
      <Lines title="Promised to the caller" lines={handoff.promises} />
    </>
  );
}

/** Who is known by nothing but the line is not worth one. */
function identityLine({ status, method }: NonNullable<HandoffView["identity"]>): string | undefined {
  if (status === "unknown") return undefined;
  return method ? `${inWords(status)} by ${method}` : inWords(status);
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
