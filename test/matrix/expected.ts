import type { Row } from "./rows.ts";
import type { State } from "./states.ts";

/** What is to become of a call, by what is broken and where. The first line that fits decides. */

interface Expected {
  /** By name, or by what is broken and how much of it. */
  readonly of: string;
  readonly in?: readonly State[];
  readonly outcome: string;
}

const LEAVING = [
  "handing off: looking",
  "handing off: telling",
  "handing off: heard",
  "in the queue",
] as const satisfies readonly State[];

const EXPECTED: readonly Expected[] = [
  // Nobody is free, and the agent may well go on: nothing has failed but the summary.
  { of: "/ nobody free, and both models out", in: LEAVING, outcome: "offered" },
  // Whatever breaks while a person is on the way, they are reached.
  { of: "", in: LEAVING, outcome: "person" },
  { of: "TaskRouter / the caller wants a person", outcome: "person" },

  { of: "speaks for ever", outcome: "answered" },
  { of: "2 MB in one event", outcome: "answered" },
  // It was at work on the rest: nobody else is asked while it is.
  { of: "thinks for ever / the first model", in: ["after the first word"], outcome: "sorry, answered" },
  { of: "The model / the first model", outcome: "answered" },
  { of: "The model / both models", outcome: "sorry, person" },

  { of: "Tools", in: ["goodbye"], outcome: "goodbye" },
  { of: "Twilio's REST API", in: ["goodbye"], outcome: "goodbye" },
  { of: "TaskRouter / asked for by the caller", in: ["goodbye"], outcome: "goodbye" },
  { of: "/ once", outcome: "answered" },
  // The other tool works, in between.
  { of: "hanging / each time", outcome: "person" },
  { of: "never settles / each time", outcome: "person" },
  { of: "without an answer / each time", outcome: "person" },
  { of: "/ each time", in: ["a tool under way"], outcome: "answered" },
  { of: "/ each time", outcome: "person" },
  { of: "/ asked for by the caller", outcome: "answered" },

  { of: "callback task slow, 4 s / nobody free, and both models out", outcome: "sorry, callback" },
  { of: "/ nobody free, and both models out", outcome: "sorry, person" },

  { of: "Storage", outcome: "answered" },
];

export function expectedOf(row: Row, state: State): string | undefined {
  const names = [`${row.name} / ${row.extent}`, `${row.group} / ${row.extent}`];
  return EXPECTED.find((e) => names.some((name) => name.includes(e.of)) && (e.in?.includes(state) ?? true))
    ?.outcome;
}
