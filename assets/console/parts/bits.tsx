import type { ReactNode } from "react";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { inWords } from "../logic/format.ts";
import type { Tone } from "../logic/words.ts";
import type { Refused } from "../net/api.ts";
import { Icon, type IconName } from "./icons.tsx";

/** A state in one or two words. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`badge ${tone}`}>
      <span className="badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}

export function Mood({ mood }: { readonly mood: Handoff["sentiment"] | undefined }) {
  if (mood === undefined) return null;
  const known = mood === "positive" || mood === "negative" ? mood : "neutral";
  return (
    <span className={`mood ${known}`} title={`Mood: ${mood}`}>
      <Icon name={known} />
      <span className="hidden">Mood: {inWords(mood)}</span>
    </span>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
}

/** Nothing to show, and what can be done about it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Something was not read; what is shown beside it is older. */
export function Trouble({ refused, again }: { readonly refused: Refused; readonly again: () => void }) {
  return (
    <div className="trouble" role="alert">
      <Icon name="warning" />
      <span>{refused.message}</span>
      <button type="button" className="button small" onClick={again}>
        Try again
      </button>
    </div>
  );
}

/** In place of what has never been there yet. It is seen only where the answer takes its time. */
export function Skeleton({ rows }: { readonly rows: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <span key={row} className="skeleton-row" />
      ))}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, words: string])[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

/** A choice of a few, all in sight. */
export function Choice<T extends string>({ label, options, value, choose }: ChoiceProps<T>) {
  return (
    <fieldset className="segments" aria-label={label}>
      {options.map(([option, words]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => choose(option)}>
          {words}
        </button>
      ))}
    </fieldset>
  );
}

interface TableBoxProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Around a table that may be wider than the room: it scrolls, by the keyboard as well. */
export function TableBox({ label, className = "", children }: TableBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section className={`table-scroll ${className}`.trim()} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** A line of a list of facts, in whoever's words. */
export function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>
        <bdi>{label}</bdi>
      </dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
