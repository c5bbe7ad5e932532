import { type ActionRefusal, MAX_ACTION_CHARS } from "../../protocol/console/actions.ts";
import { isVisible, plain, shorten } from "../../protocol/plain-text.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { concealedTyped } from "../account/caller-lines.ts";
import { holdTurn } from "../answer/muted.ts";
import { nextLineAtMs } from "../answer/patience.ts";
import { abandonRun } from "../answer/turn.ts";
import {
  changePart,
  clearTimers,
  currentRun,
  type Draft,
  log,
  order,
  record,
  setTimer,
} from "../draft/draft.ts";
import { escalate, sayGoodbye, takeBackGoodbye } from "../person/escalation.ts";
import { type CallState, isLost } from "../state/call-state.ts";
import type { Event } from "../state/event.ts";
import { noteActed } from "./acted.ts";
import { askAnew, dropGuess } from "./ask-anew.ts";
import { IDLE_MS, unmute } from "./mute.ts";
import { dropWaiting, MAX_WAITING } from "./say.ts";

/** What an operator does to a call that goes on. */

type Act = Extract<Event, { type: "operator_acted" }>;

/** Why the call does not take it now; undefined where it does. */
export function refusalOf(state: CallState, what: Act["do"]): ActionRefusal | undefined {
  const { phase, operating } = state;
  switch (phase.name) {
    case "connecting":
      return "over";
    case "ended":
      return phase.cause === "handed_off" ? "with_person" : "over";
    case "handing_off":
      return "leaving";
    case "saying_goodbye":
      if (what === "end") return "already";
      // Nobody asks the model any more. To say something, or to hand the call over, takes the goodbye back.
      if (what !== "say" && what !== "hand_over") return "goodbye";
      if (operating.ending && what === "say") return "goodbye";
      break;
    case "listening":
    case "answering":
      break;
    default:
      return unreachable(phase);
  }
  if (isLost(state) && (what === "say" || what === "end")) return "line_lost";
  if (what === "mute" && operating.muted) return "already";
  if (what === "unmute" && !operating.muted) return "already";
  return what === "say" && operating.toSay.length >= MAX_WAITING ? "waiting" : undefined;
}

export function operatorActed(d: Draft, act: Act): void {
  if (refusalOf(d.state, act.do) !== undefined) return;
  const text = isVisible(act.text ?? "") ? shorten(plain(act.text ?? ""), MAX_ACTION_CHARS) : "";
  if ((act.do === "say" || act.do === "whisper") && text === "") return;
  // What is said is spoken as it was typed; nobody but the caller has it so.
  const shown = concealedTyped(d, text);
  noteActed(d, { by: act.by, do: act.do, text: shown || undefined });
  log(d, "operator.acted", { do: act.do, by: act.by });
  carryOut(d, act.do, text, shown);
  order(d, { type: "save" });
}

function carryOut(d: Draft, what: Act["do"], text: string, shown: string): void {
  switch (what) {
    case "say":
      takeBackGoodbye(d);
      return changePart(d, "operating", { toSay: [...d.state.operating.toSay, text] });
    case "whisper":
      return whisper(d, shown);
    case "mute":
      return mute(d);
    case "unmute":
      return unmute(d);
    case "hand_over":
      changePart(d, "operating", { ending: false });
      return escalate(d, "operator", { why: shown ? `: ${shown}` : "." });
    case "end":
      dropWaiting(d);
      changePart(d, "operating", { ending: true });
      return sayGoodbye(d, false);
    default:
      return unreachable(what);
  }
}

/**
 * The agent is told, with whatever it is asked next; nothing is asked for it: who wants something said now says it. An
 * answer of which nothing was said yet is made anew, so that it is not the one that knows nothing of it.
 */
function whisper(d: Draft, text: string): void {
  record(d, { role: "note", text: `${WHISPERED} ${text}` });
  dropGuess(d);
  askAnew(d);
}

const WHISPERED =
  "A member of the staff, who listens to the call, tells you this; the caller does not hear it, so do not mention it:";

/** What was sent is heard to its end, and nothing more is asked. A turn of which nothing was answered is the operator's. */
function mute(d: Draft): void {
  const run = currentRun(d);
  const { kept } = d.state.speech;
  dropGuess(d);
  changePart(d, "operating", { muted: { sinceMs: d.now, askedAtMs: undefined } });
  clearTimers(d, "silence", "speculate");
  // What was kept of a reply may still be heard, but is not gone on with.
  if (kept) changePart(d, "speech", { kept: { ...kept, incomplete: false } });
  setTimer(d, "mute", IDLE_MS);
  if (!run) return;
  const isOpen = run.said === "";
  const bridgeAtMs = nextLineAtMs(d, run);
  abandonRun(d, "superseded");
  if (isOpen) holdTurn(d, bridgeAtMs);
}
