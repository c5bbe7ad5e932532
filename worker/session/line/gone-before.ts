import { isBackchannel } from "../../language/hearing/backchannel.ts";
import { isFarewell } from "../../language/hearing/presence.ts";
import { currentRun, type Draft, isSaid } from "../draft/draft.ts";
import type { Ended } from "../state/call-state.ts";
import { heardRaw, type Line, lineRaw, settleInterrupted } from "../state/speech/playback.ts";
import type { Entry, Item } from "../state/transcript.ts";

/** A caller who is gone, or was sent away by an operator, before they were served. */

/** Less of a reply leaves its question open. */
const GOOD_PART = 2 / 3;

/** What they left before; undefined where they had what they asked for. To be asked before the line is cleared away. */
export function goneBefore(d: Draft): Ended["before"] {
  const { phase, wanted, operating } = d.state;
  // Who was told before that nobody is there, or has to be called back, was not served for want of a person.
  if (phase.name === "handing_off")
    return wanted === undefined && phase.stage.at !== "arranging" ? "person" : undefined;
  const endedAtMs = operating.acted.findLast((act) => act.do === "end")?.atMs;
  const isByOperator = operating.ending && endedAtMs !== undefined;
  if ((phase.name === "saying_goodbye" || phase.name === "ended") && !isByOperator) return undefined;
  return isAnswered(d, isByOperator ? endedAtMs : Number.POSITIVE_INFINITY) ? undefined : "answer";
}

/** @param untilMs - what is said from then on is a goodbye, and no answer. */
function isAnswered(d: Draft, untilMs: number): boolean {
  const { transcript } = d.state;
  const asked = transcript.findLastIndex(({ item }) => asksForAnswer(d, item));
  if (asked < 0) return true;
  // A reply that is being made is none yet; what was said before it may be the answer, and this a result that came later.
  const madeFromMs = currentRun(d)?.startedAtMs ?? Number.POSITIVE_INFINITY;
  const replies = transcript.slice(asked + 1).filter(({ atMs, item }) => {
    return item.role === "agent" && atMs < Math.min(untilMs, madeFromMs);
  });
  const lines = heardByNow(d);
  const parts = replies.map((reply) => heardOf(d, lines, reply));
  const all = withoutOffer(parts.map((part) => part.all).join(" "));
  const heard = parts.map((part) => part.heard).join(" ");
  return heard.trim() !== "" && heard.length >= all.length * GOOD_PART;
}

/** "Thanks, bye" and "mm-hmm" ask for nothing; keys do. */
function asksForAnswer(d: Draft, item: Item): boolean {
  if (item.role === "note") return item.text.startsWith("(keypad");
  if (item.role !== "caller") return false;
  return !isSaid(d, (pack) => isFarewell(item.text, pack) || isBackchannel(item.text, pack));
}

/**
 * Of what is sounding when the caller hangs up there is no report: by the rate. Where Twilio does not say that anything sounds,
 * it has been heard.
 */
function heardByNow(d: Draft): readonly Line[] {
  const { playback } = d.state.speech;
  if (!playback.speaking) return [];
  const { charsPerSecond } = d.rules.settings.turns;
  return settleInterrupted({ ...playback, reported: false }, "", charsPerSecond, d.now).playback.lines;
}

/** A reply as it was made, and as much of it as was heard. */
function heardOf(d: Draft, lines: readonly Line[], { id, item }: Entry): { all: string; heard: string } {
  const line = lines.find(({ entryId }) => entryId === id);
  if (line) return { all: lineRaw(line), heard: heardRaw(line) };
  const part = d.state.speech.kept?.parts.find(({ entryId }) => entryId === id);
  if (part) return { all: part.raw, heard: part.heard };
  const said = item.role === "agent" ? item.text : "";
  return { all: said, heard: said };
}

/** "Is there anything else I can do for you?" is no part of the answer before it. */
function withoutOffer(reply: string): string {
  const rest = reply.replace(/(?<=[.!?…。！？]\s*)[^.!?…。！？]*[?？]\s*$/u, "").trim();
  return rest === "" ? reply.trim() : rest;
}
