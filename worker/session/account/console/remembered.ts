import type { CallRow } from "../../../protocol/console/call-row.ts";
import { BOUNDS } from "../../../protocol/payload-bounds.ts";
import type { CallState } from "../../state/call-state.ts";
import type { Rules } from "../../state/rules.ts";
import { callerLines } from "../../state/transcript.ts";
import { sideEffectsOf } from "../deeds.ts";
import { showTo } from "../handoff-payload.ts";
import { promisesMade } from "../promises.ts";

/** Of a call that is over, what its caller's next one may be told. */

const MAX_WANTED_CHARS = 240;
const MAX_ITEMS = 5;
/** A line of fewer letters is a greeting, or a yes. */
const FEWEST_LETTERS = 12;

export function rememberedOf(state: CallState, rules: Rules): Pick<CallRow, "wanted" | "done" | "promises"> {
  const show = showTo(state, rules);
  const said = callerLines(state.transcript);
  const wanted = said.find((line) => line.replace(/[^\p{L}\p{N}]/gu, "").length >= FEWEST_LETTERS) ?? said[0];
  const done = sideEffectsOf(state.tools.runs).slice(-MAX_ITEMS);
  const promises = promisesMade(state.tools.promised, state.transcript).slice(-MAX_ITEMS);
  return {
    ...(wanted !== undefined && { wanted: show(wanted, MAX_WANTED_CHARS) }),
    ...(done.length > 0 && { done: done.map((line) => show(line, BOUNDS.sideEffect)) }),
    ...(promises.length > 0 && { promises: promises.map((line) => show(line, BOUNDS.promise)) }),
  };
}
