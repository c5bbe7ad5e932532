import type { Handoff, ReasonCode, Sentiment } from "../../worker/protocol/handoff.ts";
import { present } from "../../worker/protocol/present.ts";
import { list, number, oneOf, record, text, webAddress } from "./untrusted.ts";

/**
 * What the agent is shown of a task, read from whatever its attributes are. They may be ours, those of another
 * ConversationRelay integration (flat `callSummary`, `sentiment`, `reason`), cut to TaskRouter's limit, or edited
 * by hand. Every field is read on its own: a bad one is left out and the rest is shown.
 *
 * The schema itself stays out, as zod is larger than the rest of the plugin; the tables below are checked against
 * its types, so that a new code does not compile until it is named here.
 */

type Trend = NonNullable<Handoff["sentimentTrend"]>;
type Identity = NonNullable<Handoff["identity"]>;
type Fact = NonNullable<Handoff["facts"]>[number];
type Known = NonNullable<Handoff["known"]>[number];
type Step = NonNullable<Handoff["steps"]>[number];

const keys = <T extends string>(table: Readonly<Record<T, true>>): readonly T[] =>
  // Object.keys forgets the type that the table was declared with.
  Object.keys(table) as T[];

export const REASONS = keys<ReasonCode>({
  caller_requested: true,
  caller_frustrated: true,
  out_of_scope: true,
  policy_required: true,
  verification_failed: true,
  repeated_misunderstanding: true,
  tool_failed: true,
  model_failed: true,
  agent_unreachable: true,
  safety: true,
  rule: true,
});
export const MOODS = keys<Sentiment>({ positive: true, neutral: true, negative: true });
export const TRENDS = keys<Trend>({ improving: true, steady: true, worsening: true });
export const IDENTITIES = keys<Identity["status"]>({
  unknown: true,
  claimed: true,
  verified: true,
  failed: true,
});
export const SOURCES = keys<Fact["from"]>({ caller: true, tool: true, keypad: true, agent: true });
export type Outcome = Step["outcome"];
export const OUTCOMES = keys<Outcome>({
  ok: true,
  failed: true,
  timeout: true,
  refused: true,
  pending: true,
});

/** Words that other integrations put into `sentiment`. Anything else is shown as it came. */
const OTHER_MOODS: Readonly<Record<string, Sentiment>> = {
  happy: "positive",
  satisfied: "positive",
  calm: "neutral",
  mixed: "neutral",
  concerned: "negative",
  confused: "negative",
  annoyed: "negative",
  frustrated: "negative",
  upset: "negative",
  angry: "negative",
  anxious: "negative",
};

export interface Mood {
  /** Absent when the attributes use a word of their own. */
  readonly level?: Sentiment;
  /** That word. */
  readonly label?: string;
  readonly trend?: Trend;
  /** The caller's own words that show it. */
  readonly quotes: readonly string[];
}

export interface HandoffView {
  /** Nobody is on the line: the caller was promised to be called back, on this number, and not before then. */
  readonly callback?: { readonly number?: string; readonly notBeforeMs?: number };
  readonly reasonCode?: ReasonCode;
  /** Why, in a sentence; or a code of somebody else's, made readable. */
  readonly reason?: string;
  readonly summary?: string;
  /**
   * Flex shows its own summary of this conversation, so ours waits to be asked for. It does so for tasks that Agent
   * Connect's flow has sent, with the conversation at their root; ours are put in line by TwiML, which lights nothing.
   */
  readonly nativeSummary: boolean;
  readonly mood?: Mood;
  /** Tag the call ended in. */
  readonly language?: string;
  /** Where the caller wanted to be put through to. */
  readonly place?: string;
  readonly intent?: string;
  readonly desiredOutcome?: string;
  readonly nextStep?: string;
  readonly identity?: {
    readonly status: Identity["status"];
    readonly method?: string;
    readonly name?: string;
  };
  readonly facts: readonly Fact[];
  /** What was known of the caller before the call, with its source; nobody has checked it here. */
  readonly known: readonly Known[];
  readonly steps: readonly Step[];
  readonly sideEffects: readonly string[];
  readonly promises: readonly string[];
  readonly turns?: number;
  readonly interruptions?: number;
  readonly botSeconds?: number;
  /** Where the full record is, and until when (epoch milliseconds). */
  readonly record?: { readonly url: string; readonly expiresAtMs?: number };
  /** Something was left out to fit the task. */
  readonly truncated: boolean;
}

/**
 * @param attributes - of a task, unread.
 * @returns undefined when the task does not come from a voice assistant, so that nothing is shown for it.
 */
export function handoffView(attributes: unknown): HandoffView | undefined {
  const root = record(attributes);
  const nested = handoffIn(root);
  // Ours are inside, where no other integration writes; four names are flat in everybody's tasks.
  const both = { ...root, ...nested, ...flatOf(root) };

  const summary = text(both.callSummary);
  const code = text(both.reasonCode);
  const reasonCode = oneOf(REASONS, code);
  const reason = text(both.reason) ?? (code && !reasonCode ? readable(code) : undefined);
  const mood = moodOf(both);
  const ours = isOurs(root);
  const why = reason ?? reasonCode;
  // A lone `reason` is any integration's; with a mood, with a summary, or under this name, it is a hand-off.
  const named = isHandoffData(root) && why !== undefined;
  const known = ours || named || summary !== undefined || (mood !== undefined && why !== undefined);
  if (!known) return undefined;

  const quality = record(nested.quality);
  return present({
    callback: isCallback(root) ? callbackOf(root) : undefined,
    reasonCode,
    reason,
    summary,
    nativeSummary: text(root.conversationId) !== undefined,
    mood,
    language: text(both.language, 35),
    place: text(record(nested.place).says, 120),
    intent: text(both.intent),
    desiredOutcome: text(both.desiredOutcome),
    nextStep: text(both.nextBestAction),
    identity: identityOf(both.identity),
    facts: list(both.facts, factOf),
    known: list(both.known, knownOf),
    steps: list(both.steps, stepOf),
    sideEffects: lines(both.sideEffects),
    promises: lines(both.promises),
    turns: number(quality.turns),
    interruptions: number(quality.interruptions),
    botSeconds: number(both.botSeconds),
    record: recordOf(both.record),
    truncated: both.truncated === true,
  });
}

/** Each line once: to say it twice is no news, and a screen reader would read it twice. */
const lines = (value: unknown): readonly string[] => [...new Set(list(value, (line) => text(line)))];

const FLAT = ["callSummary", "sentiment", "reason", "reasonCode"] as const;

const flatOf = (root: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(FLAT.filter((name) => text(root[name]) !== undefined).map((name) => [name, root[name]]));

function moodOf(from: Readonly<Record<string, unknown>>): Mood | undefined {
  const said = text(from.sentiment, 60);
  if (said === undefined) return undefined;
  const word = said.toLowerCase();
  const level = oneOf(MOODS, word) ?? (Object.hasOwn(OTHER_MOODS, word) ? OTHER_MOODS[word] : undefined);
  return present({
    level,
    label: oneOf(MOODS, word) ? undefined : readable(said),
    trend: oneOf(TRENDS, from.sentimentTrend),
    quotes: list(from.sentimentWords, (value) => text(value, 200)).slice(0, 3),
  });
}

/** Our mark: the version of the contract, within the one attribute that is ours alone. */
const isOurs = (root: Readonly<Record<string, unknown>>): boolean => record(ourOwn(root)).v !== undefined;

/**
 * The Flex project template's "Retry later" makes a callback's task anew, and leaves of ours what stands in `message`. Other
 * people's messages are text, or have no reason that we know.
 */
const ourOwn = ({ handoff, message }: Readonly<Record<string, unknown>>): unknown =>
  handoff === undefined && oneOf(REASONS, record(message).reasonCode) ? message : handoff;

const isHandoffData = (root: Readonly<Record<string, unknown>>): boolean =>
  !isOurs(root) && Object.keys(record(root.handoffData)).length > 0;

/**
 * Other integrations put what ConversationRelay's `end` has carried into one attribute as it came, which is JSON
 * text. Source: twilio-agent-connect-python#67.
 */
const handoffIn = (root: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  isHandoffData(root) ? record(root.handoffData) : record(ourOwn(root));

/** A callback of ours. The Flex project template has its own under the same `taskType`, which are left to it. */
export function isCallback(attributes: unknown): boolean {
  const root = record(attributes);
  return root.taskType === "callback" && isOurs(root);
}

function callbackOf(root: Readonly<Record<string, unknown>>): NonNullable<HandoffView["callback"]> {
  const { numberToCall } = record(root.callBackData);
  const notBeforeMs = Date.parse(text(root.notBefore, 40) ?? "");
  return present({
    number: text(numberToCall, 40) ?? text(root.from, 40),
    notBeforeMs: number(notBeforeMs),
  });
}

function identityOf(value: unknown): HandoffView["identity"] {
  const { status, method, name } = record(value);
  const known = oneOf(IDENTITIES, status);
  return known && present({ status: known, method: text(method, 200), name: text(name, 200) });
}

function factOf(value: unknown): Fact | undefined {
  const fact = record(value);
  const name = text(fact.name, 200);
  const known = text(fact.value, 2_000);
  if (name === undefined || known === undefined) return undefined;
  return {
    name: readable(name),
    value: known,
    from: oneOf(SOURCES, fact.from) ?? "agent",
    confirmed: fact.confirmed === true,
  };
}

function knownOf(value: unknown): Known | undefined {
  const { from, name, value: said } = record(value);
  const known = text(said, 2_000);
  const written = text(name, 200);
  return known === undefined
    ? undefined
    : present({ from: text(from, 200) ?? "", name: written && readable(written), value: known });
}

function stepOf(value: unknown): Step | undefined {
  const step = record(value);
  const what = text(step.what, 500);
  // An outcome that cannot be read is not a success.
  return what === undefined
    ? undefined
    : { what: readable(what), outcome: oneOf(OUTCOMES, step.outcome) ?? "pending" };
}

function recordOf(value: unknown): HandoffView["record"] {
  const { url, expiresAt } = record(value);
  const address = webAddress(url);
  const seconds = number(expiresAt);
  return address === undefined
    ? undefined
    : present({ url: address, expiresAtMs: seconds && seconds * 1000 });
}

/** `order_number` and `live-agent-handoff` are names; a sentence stays as it is. */
function readable(name: string): string {
  const words = /\s/.test(name)
    ? name
    : name
        .replace(/[_-]+/g, " ")
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
