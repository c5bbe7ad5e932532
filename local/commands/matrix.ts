import { readFile, writeFile } from "node:fs/promises";
import { type Cell, othersPart, pageOf } from "../../test/matrix/page.ts";
import { ROWS } from "../../test/matrix/rows.ts";
import { STATES } from "../../test/matrix/states.ts";

/** `npm run matrix`: plays each fault in each state of a call, and writes what the caller hears to docs/reliability.md. */

const cells: Cell[] = [];
for (const row of ROWS) {
  for (const state of STATES)
    cells.push({ row, state, found: row.why(state) ?? (await row.run(state, "responses")) });
  console.log(`${row.group}: ${row.name}, ${row.extent}`);
}
const page = new URL("../../docs/reliability.md", import.meta.url);
await writeFile(page, pageOf(cells) + othersPart(await readFile(page, "utf8")));
