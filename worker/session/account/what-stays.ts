import type { CallState, Why } from "../state/call-state.ts";
import type { Secret } from "../state/rules.ts";
import type { ToolRun } from "../state/run.ts";
import type { Entry, Item } from "../state/transcript.ts";
import { concealedJson, outputConcealer } from "./concealment.ts";

/**
 * What stays of a call that is over, for the person's transcript and for a caller who comes back from a queue. What the
 * model wrote, and what its tools were given, reads then as it would for a person. What is masked already is the same
 * object as before, so that it is not written again.
 */
export function whatStays(
  state: CallState,
  secrets: readonly Secret[],
): Pick<CallState, "phase" | "transcript" | "tools" | "operating" | "known" | "wanted"> {
  const output = outputConcealer(state.keypad.vault, secrets);
  const text = (written: string) => output(written, false);
  const json = (written: string) => concealedJson(written, output);
  const { phase } = state;
  return {
    phase: phase.name === "ended" && phase.why ? { ...phase, why: whyOf(phase.why, text) } : phase,
    transcript: state.transcript.map((entry) => entryOf(entry, itemOf(entry.item, text, json))),
    tools: {
      ...state.tools,
      answeredTo: text(state.tools.answeredTo),
      runs: state.tools.runs.map((run) => runOf(run, json)),
    },
    operating: {
      ...state.operating,
      acted: state.operating.acted.map((act) =>
        act.text === undefined ? act : { ...act, text: text(act.text) },
      ),
    },
    known: {
      ...state.known,
      facts: state.known.facts.map((fact) => ({ ...fact, value: text(fact.value) })),
    },
    wanted: state.wanted && whyOf(state.wanted, text),
  };
}

type Conceal = (written: string) => string;

const entryOf = (entry: Entry, item: Item): Entry => (item === entry.item ? entry : { ...entry, item });

function itemOf(item: Item, text: Conceal, json: Conceal): Item {
  if (item.role === "tool_call") {
    const shown = json(item.arguments);
    return shown === item.arguments ? item : { ...item, arguments: shown };
  }
  if (item.role === "tool_result") {
    const shown = json(item.output);
    return shown === item.output ? item : { ...item, output: shown };
  }
  const shown = text(item.text);
  return shown === item.text ? item : { ...item, text: shown };
}

const runOf = (run: ToolRun, json: Conceal): ToolRun => ({
  ...run,
  arguments: json(run.arguments),
  output: run.output === undefined ? undefined : json(run.output),
});

function whyOf(why: Why, text: Conceal): Why {
  const { request } = why;
  // Its names stay; every value that is text is one that the model has written.
  const shown = request && (JSON.parse(concealedJson(JSON.stringify(request), text)) as typeof request);
  return { ...why, reason: text(why.reason), request: shown };
}
