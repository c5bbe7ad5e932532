import type { Measured, Row } from "./rows.ts";
import { STATES, type State } from "./states.ts";

/** docs/reliability.md: what the matrix has measured. */

export interface Cell {
  readonly row: Row;
  readonly state: State;
  /** Or why it cannot be. */
  readonly found: Pick<Measured, "outcome" | "worstSilenceMs"> | string;
}

/** Nobody is left in silence for longer; ms. */
export const BOUND_MS = 4_000;

/** What follows on the page is of other measurements, and stays as it is. */
const OTHERS = "\n## Crashes and ends\n";
export const ownPart = (page: string): string => page.split(OTHERS)[0] ?? "";
export const othersPart = (page: string): string => page.slice(ownPart(page).length);

const MARKS: Readonly<Record<string, string>> = {
  answered: "A",
  "sorry, answered": "sA",
  person: "P",
  "sorry, person": "sP",
  callback: "C",
  "sorry, callback": "sC",
  offered: "O",
  goodbye: "G",
};

const HEADS: Readonly<Record<State, string>> = {
  greeting: "greeting",
  "first turn": "first turn",
  speculating: "specu­lating",
  "before the first word": "before a word",
  "after the first word": "after a word",
  "a tool under way": "tool",
  fillers: "fillers",
  goodbye: "good­bye",
  "handing off: looking": "looking",
  "handing off: telling": "telling",
  "handing off: heard": "heard",
  "in the queue": "queue",
  "back from the queue": "back",
  reconnecting: "recon­necting",
};

const nameOf = ({ line, name }: Row): string => line ?? name;

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

export function pageOf(cells: readonly Cell[]): string {
  const reasons = [...new Set(cells.flatMap(({ found }) => (typeof found === "string" ? [found] : [])))];
  const cellText = (some: readonly Cell[]): string => {
    const measured = some.flatMap(({ found }) => (typeof found === "string" ? [] : [found]));
    const [first] = some;
    if (measured.length === 0)
      return first && typeof first.found === "string" ? `– ${reasons.indexOf(first.found) + 1}` : "";
    const marks = [...new Set(measured.map(({ outcome }) => MARKS[outcome] ?? outcome))];
    return `${marks.join("/")} ${seconds(Math.max(...measured.map((m) => m.worstSilenceMs)))}`;
  };

  const groups = [...new Set(cells.map(({ row }) => row.group))];
  const tables = groups.map((group) => {
    const own = cells.filter(({ row }) => row.group === group);
    const extents = [...new Set(own.map(({ row }) => row.extent))];
    const rows = extents.flatMap((extent) => {
      const names = [
        ...new Set(own.filter(({ row }) => row.extent === extent).map(({ row }) => nameOf(row))),
      ];
      // What comes to the same, in every state, is one line.
      const alike = Map.groupBy(names, (name) => {
        const line = own.filter(({ row }) => row.extent === extent && nameOf(row) === name);
        return STATES.map((state) => cellText(line.filter((c) => c.state === state))).join(" | ");
      });
      return [...alike].map(([texts, same]) => `| ${same.join("; ")} | ${extent} | ${texts} |`);
    });
    return `## ${group}

| fault | of | ${STATES.map((state) => HEADS[state]).join(" | ")} |
| --- | --- | ${STATES.map(() => "---").join(" | ")} |
${rows.join("\n")}
`;
  });

  const measured = cells.flatMap(({ found }) => (typeof found === "string" ? [] : [found]));
  const worstMs = Math.max(...measured.map((m) => m.worstSilenceMs));
  return `# What a caller hears when something breaks

Faults times states of a call: ${measured.length} cells that can be, each played once. A cell says what
became of it, and the worst silence in seconds that the caller had to bear until then: from their last word, or from the end
of what they heard last, to the next sound. The worst of all is **${seconds(worstMs)} s**; a cell over ${seconds(BOUND_MS)} s fails the test.

| mark | the caller |
| --- | --- |
| A | is answered; of a reply that was continued, every word is heard once |
| sA, sP, sC | hears an apology, asks again, and then is answered, reaches a person, or is promised a callback |
| P | reaches a person, who has what was said |
| C | is promised a callback, which is arranged |
| O | is offered a callback, since nobody is free |
| G | has said goodbye, and hears ours |
| – | cannot be: see below |

A fault of the model is of the first model alone, or of the second one as well, for as long as the call lasts. One of a tool
comes once, or as often as the model tries. How it is made: \`test/matrix\` holds faults and states as data. The real rules, the
real adapter behind an endpoint that is played byte by byte, and a caller who hears at 16 characters a second stand on a
clock that is wound by hand, so that the figures are the same on every machine; the network and the voice come on top.
\`npm run matrix\` writes this page, \`test/matrix/matrix.test.ts\` plays the cells and compares it.

${tables.join("\n")}
Cannot be:

${reasons.map((reason, i) => `${i + 1}. ${reason}`).join("\n")}

A tool that holds the thread holds all of the call with it, its lines included: nothing bounds that silence but the tool. It
was tried with 1.5 s.
`;
}
