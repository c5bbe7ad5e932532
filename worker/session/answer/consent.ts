import {
  agreesTo,
  answerOf,
  asksOpenly,
  putsQuestion,
  questionIn,
  speaksOfCallback,
} from "../../language/hearing/consent.ts";
import { admitsMisunderstanding } from "../../language/hearing/understanding.ts";
import type { LanguagePack } from "../../language/pack.ts";
import { subtagOf } from "../../language/parts.ts";
import { changePart, currentRun, type Draft, log, packOf, packOfPrompt } from "../draft/draft.ts";
import type { Proposal } from "../state/parts.ts";
import type { Runnable } from "../state/rules.ts";
import type { ToolCall } from "../state/run.ts";
import { heardRaw, settleInterrupted } from "../state/speech/playback.ts";
import type { Entry } from "../state/transcript.ts";
import { output } from "./tool-answers.ts";

/**
 * Whether the caller has agreed to what a tool would do. The model proposes it by calling; it is put to the caller in the
 * model's words; what the caller says next, and nothing else, is the answer. One yes is one run.
 */

/** A call in which more is open than this has forgotten the oldest itself. */
const MAX_PROPOSALS = 20;
/** After so many answers that were no clear yes, the model is told of another way out. */
const UNCLEAR_BEFORE_PERSON = 3;

/** What was said in turn, each side's words in a row as one. */
interface Exchange {
  readonly agent: string;
  readonly caller: string;
  /** The newest entry of the caller's in it. */
  readonly id: number;
}

/**
 * The caller has begun to answer: what they had heard by now of the agent's last words is what they answer. What was still
 * on its way, and went on playing, is not.
 */
export function noteHeard(d: Draft): void {
  const { transcript } = d.state;
  const since = transcript.slice(transcript.findLastIndex((e) => e.item.role === "caller") + 1);
  const spoke = since.some((e) => e.item.role === "agent");
  if (!spoke) return;
  const heard = asHeard(d, since);
  // "Are you still there?" "Yes." That answers us, not what was asked before.
  const { nudge, secondNudge } = packOf(d).phrases;
  const last = heard.at(-1)?.item;
  const nudged =
    last?.role === "agent" && last.text !== "" && [nudge, secondNudge].some((l) => l.startsWith(last.text));
  changePart(d, "tools", { answeredTo: agentWords(nudged ? heard.slice(-1) : heard, packOf(d)) });
}

/** What the caller had heard of the entries by now; all of it, as mostly, where nothing is being played. */
function asHeard(d: Draft, entries: readonly Entry[]): readonly Entry[] {
  const { playback } = d.state.speech;
  if (playback.lines.length === 0) return entries;
  const { charsPerSecond } = d.rules.settings.turns;
  const { lines } = settleInterrupted(playback, "", charsPerSecond, d.now).playback;
  return entries.map((e) => {
    const line = lines.findLast((l) => l.entryId === e.id);
    return line && line.heard < line.chars ? { ...e, item: { role: "agent", text: heardRaw(line) } } : e;
  });
}

/** Is it a yes, and nothing else, to what was asked last? */
export const isAgreement = (d: Draft, words: string): boolean =>
  agreesTo(d.state.tools.answeredTo, words, packOfPrompt(d));

/** That we did not understand is no question of its own: what was asked before it stays asked. */
const agentWords = (entries: readonly Entry[], pack: LanguagePack): string =>
  entries
    .flatMap(({ item }) =>
      item.role === "agent" && !admitsMisunderstanding(item.text, pack) ? [item.text] : [],
    )
    .join(" ");

/** The exchanges since an entry, oldest first: what the agent said, and what was answered. */
function exchangesSince(d: Draft, fromId: number): readonly Exchange[] {
  const exchanges: Exchange[] = [];
  let agent: Entry[] = [];
  for (const entry of d.state.transcript) {
    const { item, id } = entry;
    if (id <= fromId) continue;
    if (item.role === "agent" && item.text.trim()) agent.push(entry);
    if (item.role !== "caller") continue;
    const last = exchanges.at(-1);
    if (last && agent.length === 0) {
      exchanges[exchanges.length - 1] = { ...last, caller: `${last.caller}. ${item.text}`, id };
    } else exchanges.push({ agent: agentWords(agent, packOf(d)), caller: item.text, id });
    agent = [];
  }
  const last = exchanges.pop();
  return last ? [...exchanges, { ...last, agent: last.agent && d.state.tools.answeredTo }] : [];
}

const lastCallerId = (d: Draft): number =>
  d.state.transcript.findLast((e) => e.item.role === "caller")?.id ?? 0;

/**
 * May it run? @returns what the model is told where it may not.
 *
 * A yes is used up by the run that it was for.
 */
export function withoutConsent(
  d: Draft,
  call: ToolCall,
  verdict: Runnable,
  readBack: string,
): string | undefined {
  const { proposals } = d.state.tools;
  const proposal = proposals.find((p) => p.key === verdict.key);
  const exchanges = proposal ? exchangesSince(d, proposal.fromId) : [];
  const answer = exchanges.at(-1);
  if (!proposal || (answer && isOvertaken(proposal, answer.id, proposals))) {
    propose(d, call, verdict);
    return refusal(readBack, NOT_AGREED);
  }
  if (!answer) return refusal(readBack, NOT_ANSWERED);

  const pack = packOf(d);
  const foreign = subtagOf(d.state.call.language) !== subtagOf(d.rules.languages.start);
  const matter = { readOut: readBack, about: call.name.replaceAll("_", " "), foreign };
  const repeatable = `${foreign ? questionIn(answer.agent) : readBack} ${matter.about}`;
  const saidNo = exchanges.findLastIndex((e) => verdictOf(d, e.caller, repeatable) === "no");
  if (saidNo === exchanges.length - 1) {
    propose(d, call, verdict);
    return refusal(readBack, SAID_NO);
  }
  const before = exchanges.slice(saidNo + 1, -1).map((e) => e.agent);
  if (verdictOf(d, answer.caller, repeatable) !== "yes") {
    log(d, "tool.unconfirmed", { turn: d.state.turn, asked: true });
    const unclear = proposal.unclear + (proposal.answerId === answer.id ? 0 : 1);
    replace(d, { ...proposal, unclear, answerId: answer.id });
    return refusal(readBack, unclear < UNCLEAR_BEFORE_PERSON ? UNCLEAR : STILL_UNCLEAR);
  }
  if (!putsQuestion(matter, before.join(" "), answer.agent, pack)) {
    log(d, "tool.unconfirmed", { turn: d.state.turn, asked: false });
    return refusal(readBack, NOT_ASKED);
  }
  changePart(d, "tools", { proposals: proposals.filter((p) => p !== proposal) });
  return undefined;
}

/** Before the caller's answer the same was proposed with other arguments: it is those that were asked about. */
const isOvertaken = (proposal: Proposal, answerId: number, all: readonly Proposal[]): boolean =>
  all.some(
    (p) =>
      p.name === proposal.name &&
      p.fromId < answerId &&
      (p.fromId > proposal.fromId || (p.fromId === proposal.fromId && p.round > proposal.round)),
  );

function propose(d: Draft, { name }: ToolCall, { key }: Runnable): void {
  const round = currentRun(d)?.round ?? 0;
  const proposal = { key, name, fromId: lastCallerId(d), round, unclear: 0, answerId: 0 };
  const others = d.state.tools.proposals.filter((p) => p.key !== key);
  changePart(d, "tools", { proposals: [...others, proposal].slice(-MAX_PROPOSALS) });
}

const replace = (d: Draft, proposal: Proposal): void =>
  changePart(d, "tools", {
    proposals: d.state.tools.proposals.map((p) => (p.key === proposal.key ? proposal : p)),
  });

const THEN = "When they have said yes, call again with the same arguments.";
const NOT_AGREED = `The caller has not agreed yet: ask them, and wait for their answer. ${THEN}`;
const NOT_ANSWERED = `The caller has not answered yet. Do not call again before they have: ask them now, and wait for their answer. ${THEN}`;
const NOT_ASKED = `The caller has not agreed to this: they were not asked it last, or did not hear it. Ask it as a question of its own, in these words, and wait for their answer. ${THEN}`;
const UNCLEAR = `What the caller said is no clear yes. Answer them first; where they want a change, call with the new arguments. Else ask again, so that yes or no is the answer, and wait. ${THEN}`;
const STILL_UNCLEAR = `Still no clear yes. Ask once more for a plain yes or no, or offer the caller a person. ${THEN}`;
const SAID_NO =
  "The caller said no. Do not call this again of your own accord: ask what they would like instead. Should they want it after all, ask again and wait for their yes.";

/**
 * What an answer is, in the language its prompt was said to be in or in the call's: short ones are often mistaken, so
 * that a no in either is one, and a yes in one where the other hears nothing.
 */
export function verdictOf(d: Draft, words: string, question: string): ReturnType<typeof answerOf> {
  const packs = new Set([packOfPrompt(d), packOf(d)]);
  const verdicts = [...packs].map((pack) => answerOf(words, pack, question));
  return verdicts.find((v) => v === "no") ?? verdicts.find((v) => v === "yes") ?? verdicts[0] ?? "unclear";
}

const refusal = (say: string, next: string): string => output({ status: "needs_confirmation", say, next });

/** A callback is arranged for who has asked for it, or has agreed to it when it was offered, and has not said no since. */
export function callbackIsWanted(d: Draft): boolean {
  const pack = packOf(d);
  return exchangesSince(d, 0).reduce((wanted, { agent, caller }) => {
    const answer = verdictOf(d, caller, agent);
    const about = speaksOfCallback(caller, pack);
    const offered = offers(agent, pack);
    if (answer !== "no") return wanted || about || (answer === "yes" && offered);
    // A no to another question ("Is it urgent?", "Anything else?") leaves what was asked for.
    return wanted && !about && !offered && agent.includes("?") && !asksOpenly(questionIn(agent), pack);
  }, false);
}

const offers = (agent: string, pack: LanguagePack): boolean => speaksOfCallback(questionIn(agent), pack);

export const CALLBACK_UNWANTED = output({
  status: "needs_confirmation",
  next: "The caller has not asked for a callback, nor agreed to one: ask whether they want it, and wait for their answer.",
});
