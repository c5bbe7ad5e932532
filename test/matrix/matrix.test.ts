import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { expectedOf } from "./expected.ts";
import { BOUND_MS, type Cell, ownPart, pageOf } from "./page.ts";
import { isWhole, ROWS } from "./rows.ts";
import { STATES } from "./states.ts";

/** B25 to B27: each fault in each state of a call. Nobody is in silence for longer than the bound, and nobody is lost. */

const cells: Cell[] = [];

test.each(ROWS.map((row) => [`${row.group}: ${row.name}, ${row.extent}`, row] as const))(
  "%s",
  async (_, row) => {
    const wrong: string[] = [];
    for (const state of STATES) {
      const cannotBe = row.why(state);
      if (cannotBe !== undefined) {
        cells.push({ row, state, found: cannotBe });
        continue;
      }
      const found = await row.run(state, "responses");
      cells.push({ row, state, found });
      wrong.push(...wrongWith(row, state, found));
    }

    expect(wrong).toEqual([]);
  },
);

test.each(
  ROWS.filter((row) => row.group === "The model").map((row) => [`${row.name}, ${row.extent}`, row] as const),
)("the other API: %s", async (_, row) => {
  const wrong: string[] = [];
  for (const state of ["first turn", "after the first word"] as const)
    if (row.why(state) === undefined) wrong.push(...wrongWith(row, state, await row.run(state, "chat")));

  expect(wrong).toEqual([]);
});

test("no cell is empty, and the page says what was measured: npm run matrix writes it", async () => {
  expect(cells).toHaveLength(ROWS.length * STATES.length);
  const page = await readFile(new URL("../../docs/reliability.md", import.meta.url), "utf8");
  expect(ownPart(page)).toBe(pageOf(cells));
});

/** A turn costs twelve requests at most, and an apology begins another one. */
const MOST_REQUESTS = 12;

function wrongWith(
  row: (typeof ROWS)[number],
  state: (typeof STATES)[number],
  { outcome, worstSilenceMs, requests, said }: Awaited<ReturnType<(typeof ROWS)[number]["run"]>>,
): readonly string[] {
  const expected = expectedOf(row, state);
  const turns = outcome.split(", ").length;
  return [
    outcome === expected ? "" : `${state}: ${outcome}, not ${expected}`,
    worstSilenceMs <= BOUND_MS ? "" : `${state}: ${worstSilenceMs} ms of silence`,
    requests <= turns * MOST_REQUESTS ? "" : `${state}: ${requests} requests`,
    !outcome.endsWith("answered") || isWhole(row, said) ? "" : `${state}: said "${said}"`,
  ].filter((fault) => fault !== "");
}
