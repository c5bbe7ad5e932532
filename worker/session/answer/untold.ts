import { changePart, type Draft } from "../draft/draft.ts";
import type { ToolRun } from "../state/run.ts";

/**
 * Results of tools that the caller does not know of yet. A tool outlives the turn that called it: what comes of it is
 * told with the next answer, or at the next pause.
 */

/** A call that goes on and on keeps the latest. */
const MAX_PROMISES = 20;

const untold = (d: Draft): readonly ToolRun[] =>
  d.state.tools.runs.filter(
    (t) =>
      t.status !== "running" &&
      !t.told &&
      (t.background || t.turn < d.state.turn || d.state.phase.name === "listening"),
  );

/** Something has come in that the caller does not know of. */
export const hasUntold = (d: Draft): boolean => untold(d).length > 0;

/** What the model has to be reminded of: results that came in and were never spoken of. */
export function untoldNote(d: Draft): string | undefined {
  const names = untold(d).map((t) => t.name);
  if (names.length === 0) return undefined;
  return `Not told to the caller yet: the result of ${names.join(", ")}. Tell them now, in one breath with your answer.`;
}

/**
 * What was told in this entry did not arrive: it is told again, and promised by what is heard then.
 *
 * @returns whether anything was.
 */
export function markUntold(d: Draft, entryId: number): boolean {
  const { runs, promised } = d.state.tools;
  const lost = promised.filter((p) => p.entryId === entryId).map((p) => p.what);
  if (lost.length === 0) return false;
  changePart(d, "tools", {
    runs: runs.map((t) => (t.promises.some((what) => lost.includes(what)) ? { ...t, told: false } : t)),
    promised: promised.filter((p) => p.entryId !== entryId),
  });
  return true;
}

/** Speech with the results at hand has begun, in this entry: they count as told, and what they promise is promised. */
export function markTold(d: Draft, entryId: number): void {
  const { runs, promised } = d.state.tools;
  const news = runs.filter((t) => t.status !== "running" && !t.told);
  if (news.length === 0) return;
  const promises = news.flatMap((t) => t.promises.map((what) => ({ what, entryId, alone: false })));
  changePart(d, "tools", {
    runs: runs.map((t) => (t.status === "running" ? t : { ...t, told: true })),
    promised: [...promised, ...promises].slice(-MAX_PROMISES),
  });
}
