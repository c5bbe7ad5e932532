import type { Figures } from "../../../worker/protocol/console/stats.ts";
import type { Outcome } from "../../../worker/protocol/log/outcome.ts";

/** What the charts of the overview are drawn from. */

/** How outcomes are shown together, from the ground up. */
export const SHARES = [
  { name: "Resolved", tone: "good", of: ["resolved"] },
  { name: "With a person", tone: "person", of: ["handed_off", "callback"] },
  { name: "Hung up too soon", tone: "plain", of: ["abandoned"] },
  { name: "Went wrong", tone: "bad", of: ["unserved", "lost", "limit", "failed"] },
] as const satisfies readonly { name: string; tone: string; of: readonly Outcome[] }[];

const sum = (outcomes: Figures["outcomes"], names: readonly Outcome[]): number =>
  names.reduce((total, name) => total + (outcomes[name] ?? 0), 0);

/** Calls of each share, in the order of `SHARES`. */
export const sharesOf = ({ outcomes }: Pick<Figures, "outcomes">): readonly number[] =>
  SHARES.map(({ of }) => sum(outcomes, of));

/** Resolved without a person, of those who stayed until they were served, or were not. */
export function resolvedOf({ outcomes }: Pick<Figures, "outcomes">): {
  readonly part: number;
  readonly whole: number;
} {
  const whole = Object.values(outcomes).reduce((total, n) => total + n, 0) - (outcomes.abandoned ?? 0);
  return { part: outcomes.resolved ?? 0, whole };
}

/** A round number that is not below: the top of an axis, in two or four even steps. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 8, 10].find((n) => n * power >= value) ?? 10;
  return step * power;
}

/** The most frequent first. */
export const ranked = <K extends string>(
  counts: Readonly<Partial<Record<K, number>>>,
): readonly (readonly [K, number])[] =>
  // Keys of an object of ours, whose type names them.
  (Object.entries(counts) as [K, number][]).filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a);
