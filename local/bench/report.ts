import { type Distribution, distributionOf } from "./distribution.ts";

/** One line of the bench. */
export interface Row {
  /** Number of the behaviour, and what was measured. */
  readonly what: string;
  /** What is promised; undefined where a figure is for information. */
  readonly bar: string | undefined;
  readonly met: boolean | undefined;
  /** Milliseconds, unless `what` says otherwise. */
  readonly figures: Distribution | undefined;
  /** In words, where a distribution would say nothing. */
  readonly note?: string | undefined;
  /** The baseline's p50 of the same, and ours over it. */
  readonly baseline?: number | undefined;
  readonly ratio?: number | undefined;
}

/** @param met - of the distribution; a bar that nothing was measured for is not met. */
export function row(
  what: string,
  samplesMs: readonly number[],
  bar?: { readonly text: string; readonly met: (d: Distribution) => boolean },
  more: Pick<Row, "note" | "baseline" | "ratio"> = {},
): Row {
  const figures = distributionOf(samplesMs);
  return { what, bar: bar?.text, met: bar && figures.n > 0 && bar.met(figures), figures, ...more };
}

/** What the marks come to, in a sentence: the bars that were not met, by name. */
export function verdict(rows: readonly Row[]): string {
  const judged = rows.filter((r) => r.met !== undefined);
  const missed = judged.filter((r) => !r.met).map((r) => r.what);
  return missed.length === 0
    ? `Bars met: all ${judged.length}.`
    : `Bars not met: ${missed.length} of ${judged.length}: ${missed.join("; ")}.`;
}

const HEAD = ["", "", "n", "p50", "p90", "p99", "baseline p50", "×", "bar", ""] as const;

export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => [...(line[column] ?? "")].length)));
  return cells
    .map((line) =>
      line
        .map((text, column) =>
          column >= 2 && column <= 7 ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf({ what, bar, met, figures, note, baseline, ratio }: Row): readonly string[] {
  const mark = met === undefined ? " " : met ? "✓" : "✗";
  const numbers = figures
    ? [String(figures.n), ms(figures.p50), ms(figures.p90), ms(figures.p99)]
    : ["", "", "", ""];
  return [
    mark,
    what,
    ...numbers,
    ms(baseline),
    ratio === undefined ? "" : ratio.toFixed(2),
    bar ?? "",
    note ?? "",
  ];
}

const ms = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "" : value.toFixed(value < 100 ? 1 : 0);
