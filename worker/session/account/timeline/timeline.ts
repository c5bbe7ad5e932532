import type { PersonPart, PersonTimes } from "../../../protocol/console/person-news.ts";
import type { Bar, BarOutcome, Timeline } from "../../../protocol/console/timeline.ts";
import { shorten } from "../../../protocol/plain-text.ts";
import { present } from "../../../protocol/present.ts";
import type { CallState } from "../../state/call-state.ts";
import { ENGINE_TOOLS, isEngineTool } from "../../state/engine-tools.ts";
import type { Rules, Secret } from "../../state/rules.ts";
import type { ToolCall } from "../../state/run.ts";
import { concealedJson, concealer } from "../concealment.ts";
import { isRefusal } from "../deeds.ts";
import { shownEntries } from "../record.ts";
import { MAX_MARKS, type Mark, type Purpose, type RequestEnd, type StageName } from "./marks.ts";
import { silenceBars } from "./silence.ts";
import { speechBars } from "./speech-bars.ts";

/** The marks of a call as a picture to scale. Made when somebody looks, and once at the end. */

/** @param state - the call as it is now: it knows the lines of the transcript and the tools. */
export function timelineOf(
  marks: readonly Mark[],
  state: CallState,
  rules: Pick<Rules, "secrets" | "settings">,
): Timeline {
  const { startedAtMs } = state.call;
  const { charsPerSecond } = rules.settings.turns;
  const isOver = state.phase.name === "ended";
  const endedMs = isOver
    ? (marks.findLast((m) => m[0] === "over")?.[1] ?? marks.at(-1)?.[1] ?? 0)
    : undefined;
  const items = new Map(shownEntries(state).map(({ id }, item) => [id, item]));
  const itemOf = (entry: number): Partial<Bar> => {
    const item = items.get(entry);
    return item === undefined ? {} : { item };
  };
  const speech = speechBars(marks, { charsPerSecond, endedMs, shown: itemOf });
  const bars = [
    ...callerBars(marks, itemOf),
    ...speech,
    ...requestBars(marks),
    ...toolBars(marks, state, rules.secrets, itemOf),
    ...silenceBars(marks, speech, endedMs),
    ...wayBars(marks),
    ...operatorBars(marks, state),
  ];
  const incomplete = marks.length >= MAX_MARKS || marks.some((m) => m[0] === "again" && m[2] === 1);
  return {
    startedAt: startedAtMs,
    ...(endedMs === undefined ? {} : { endedAt: startedAtMs + endedMs }),
    bars: bars.map((bar) => dated(bar, startedAtMs, endedMs)).sort((a, b) => a.from - b.from),
    ...(incomplete ? { incomplete } : {}),
  };
}

/** Bars that are instants have their end at their beginning; what is open when the call is over ends with it. */
function dated(bar: Bar, startedAtMs: number, endedMs: number | undefined): Bar {
  // A person's part goes on when the agent's is over.
  const endsMs = bar.lane === "person" ? undefined : endedMs;
  const to = bar.to ?? (endsMs === undefined ? undefined : Math.max(bar.from, endsMs));
  return {
    ...bar,
    from: startedAtMs + bar.from,
    ...(to === undefined ? {} : { to: startedAtMs + to }),
    ...(bar.firstAt === undefined ? {} : { firstAt: startedAtMs + bar.firstAt }),
  };
}

/** What operators did; a mute lasts until somebody takes it back, or the agent's part is over. */
function operatorBars(marks: readonly Mark[], { operating, call }: CallState): readonly Bar[] {
  const acted = operating.acted.map((act) => ({ ...act, at: Math.max(0, act.atMs - call.startedAtMs) }));
  return acted.map(({ at, by, do: what, text }, i) => {
    const label = by || text || "";
    if (what !== "mute") return instant("operator", what, at, { label });
    const back = acted.find((later, k) => k > i && later.do === "unmute")?.at ?? Number.POSITIVE_INFINITY;
    const over = marks.find(([kind, overAt]) => kind === "over" && overAt >= at)?.[1];
    const to = Math.min(back, over ?? back);
    return { lane: "operator", what, from: at, ...(Number.isFinite(to) ? { to } : {}), label };
  });
}

const instant = (lane: Bar["lane"], what: string, at: number, more: Partial<Bar> = {}): Bar => ({
  lane,
  what,
  from: at,
  to: at,
  ...more,
});

/** Where Twilio tells when it hears the caller, that is it; else their words are, from the first to the final ones. */
function callerBars(marks: readonly Mark[], itemOf: (entry: number) => Partial<Bar>): readonly Bar[] {
  const bars: Bar[] = [];
  let since: number | undefined;
  let isTold = false;
  const over = (at: number) => {
    if (since !== undefined) bars.push({ lane: "caller", what: "speaking", from: since, to: at });
    since = undefined;
  };
  for (const mark of marks) {
    const [kind, at] = mark;
    if (kind === "voice") {
      isTold = true;
      if (mark[2] === 1) since ??= at;
      else over(at);
    } else if (kind === "begun" && !isTold) since ??= at;
    else if (kind === "lost" || kind === "again") over(at);
    else if (kind === "said") {
      over(at);
      const [, , entry, turn] = mark;
      bars.push(instant("caller", "turn", at, entry === 0 ? {} : { turn, ...itemOf(entry) }));
    }
  }
  if (since !== undefined) bars.push({ lane: "caller", what: "speaking", from: since });
  return bars;
}

interface Asked {
  readonly from: number;
  readonly purpose: Purpose;
  readonly turn: number;
  firstAt?: number;
  led?: true;
  to?: number;
  how?: RequestEnd;
}

function requestBars(marks: readonly Mark[]): readonly Bar[] {
  const all: Asked[] = [];
  const open = new Map<number, Asked>();
  for (const mark of marks) {
    const [kind, at] = mark;
    if (kind === "ask") {
      const [, , attempt, purpose, turn] = mark;
      const asked: Asked = { from: at, purpose, turn };
      open.set(attempt, asked);
      all.push(asked);
    } else if (kind === "out" || kind === "led" || kind === "end") {
      const asked = open.get(mark[2]);
      if (!asked) continue;
      if (kind === "out") asked.firstAt = at;
      else if (kind === "led") asked.led = true;
      else Object.assign(asked, { to: at, how: mark[3] });
    } else if (kind === "again") {
      for (const asked of open.values())
        if (asked.to === undefined) Object.assign(asked, { to: at, how: "stopped" });
      open.clear();
    }
  }
  return all.map((asked) => {
    const { from, to, firstAt, purpose, turn } = asked;
    const outcome = outcomeOfRequest(asked);
    return {
      lane: "model",
      what: purpose,
      from,
      ...(to === undefined ? {} : { to }),
      ...(firstAt === undefined ? {} : { firstAt }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(purpose === "summary" || turn === 0 ? {} : { turn }),
    };
  });
}

function outcomeOfRequest({ purpose, led, how }: Asked): BarOutcome | undefined {
  switch (how) {
    case undefined:
      return undefined;
    case "done":
      if (led || purpose === "summary") return "ok";
      // Nothing of it could be heard; of a guess or a hedge, another was spoken.
      return purpose === "answer" ? "failed" : "lost";
    case "lost":
      return led ? "stopped" : "lost";
    default:
      return how;
  }
}

/** Of what one tool was called with. */
const MAX_ARGUMENTS_CHARS = 400;

/** A tool by its name, with what it says it did and was called with; and calls that are no run. */
function toolBars(
  marks: readonly Mark[],
  state: CallState,
  secrets: readonly Secret[],
  itemOf: (entry: number) => Partial<Bar>,
): readonly Bar[] {
  const conceal = concealer(state.keypad.vault, secrets);
  const calledWith = (json: string): Partial<Bar> => {
    if (!/[^\s{}]/.test(json)) return {};
    const shown = concealedJson(json.slice(0, 2 * MAX_ARGUMENTS_CHARS), conceal);
    return { arguments: shorten(shown, MAX_ARGUMENTS_CHARS) };
  };
  const { runs } = state.tools;
  const ends = new Map(marks.flatMap((m) => (m[0] === "tool" ? [[m[2], m[1]] as const] : [])));
  const entries = new Map(
    state.transcript.flatMap(({ id, item }) =>
      item.role === "tool_call" ? [[item.callId, id] as const] : [],
    ),
  );
  const isRun = new Set(runs.flatMap((t) => [t.callId, ...t.joined]));
  const { startedAtMs } = state.call;
  const ran = runs.map((run, i): Bar => {
    const from = Math.max(0, run.startedAtMs - startedAtMs);
    const end = ends.get(i);
    const { status } = run;
    return {
      lane: "tools",
      what: run.name,
      from,
      ...(status === "running" ? {} : { outcome: status, to: Math.max(from, end ?? from) }),
      label: conceal(run.title),
      ...calledWith(run.arguments),
      turn: run.turn,
      ...itemOf(entries.get(run.callId) ?? 0),
    };
  });
  const others = state.transcript.flatMap(({ id, atMs, item }) => {
    if (item.role !== "tool_call" || isRun.has(item.callId)) return [];
    const more = { ...withoutRun(item, state), ...calledWith(item.arguments), ...itemOf(id) };
    return [instant("tools", item.name, Math.max(0, atMs - startedAtMs), more)];
  });
  return [...ran, ...others];
}

/** The engine carries out its own at once, unless it refuses; another's waits for the caller's yes, or was refused. */
function withoutRun({ name, callId }: ToolCall, { transcript }: CallState): Partial<Bar> {
  const result = transcript.find(({ item }) => item.role === "tool_result" && item.callId === callId)?.item;
  const isDone = isEngineTool(name) && result?.role === "tool_result" && !isRefusal(result.output);
  return isDone ? { outcome: "ok", label: ENGINE_TOOLS[name] } : { outcome: "unconfirmed" };
}

const STAGES: Readonly<Record<Exclude<StageName, "none">, Pick<Bar, "what" | "label">>> = {
  looking: { what: "looking" },
  arranging: { what: "looking", label: "A callback is arranged" },
  telling: { what: "telling" },
  heard: { what: "summary" },
  goodbye: { what: "goodbye" },
};

/** Interruptions, keys, the line, and the way to a person. */
function wayBars(marks: readonly Mark[]): readonly Bar[] {
  const bars: Bar[] = [];
  const open = new Map<Bar["lane"], Bar>();
  let stage: StageName = "none";
  const begins = (bar: Bar) => open.set(bar.lane, bar);
  const ends = (lane: Bar["lane"], at: number) => {
    const bar = open.get(lane);
    if (bar) bars.push({ ...bar, to: at });
    open.delete(lane);
  };
  for (const mark of marks) {
    const [kind, at] = mark;
    if (kind === "cut") bars.push(instant("agent", "interrupted", at));
    else if (kind === "key") bars.push(instant("keys", "key", at));
    else if (kind === "entry" && mark[2] === 1) begins({ lane: "keys", what: "entry", from: at });
    else if (kind === "entry") ends("keys", at);
    else if (kind === "lost" && mark[2] === 1) begins({ lane: "line", what: "lost", from: at });
    else if (kind === "lost") ends("line", at);
    else if (kind === "again") bars.push(instant("line", "restarted", at));
    else if (kind === "sent") bars.push(instant("handoff", "sent", at));
    else if (kind === "back") ends("person", at);
    else if (kind === "stage") {
      ends("handoff", at);
      // Of a goodbye that no hand-off has led to, what is said is all there is to see.
      const isOne = mark[2] !== "none" && (mark[2] !== "goodbye" || stage !== "none");
      if (isOne) begins({ lane: "handoff", from: at, ...STAGES[mark[2]] });
      stage = mark[2];
    } else if (kind === "over") ends("line", at);
    // Who is in the queue, or has come out of it, has been there since; of others we are not told.
    if (kind === "sent" && isTold(marks, at)) begins({ lane: "person", what: "waiting", from: at });
    if (kind === "person" && mark[2] !== "waiting") ends("person", at);
    if (kind === "person" && mark[2] === "talking") begins({ lane: "person", what: "talking", from: at });
  }
  return [...bars, ...open.values()];
}

const isTold = (marks: readonly Mark[], sentAt: number): boolean =>
  marks.some(([kind, at]) => (kind === "back" || kind === "person") && at >= sentAt);

/** How long callers of a call have waited for a person and talked to one, and whether the last of that is over. */
export function personIn({ bars }: Timeline): PersonTimes & { readonly isOver: boolean } {
  const sentAt = bars.findLast(({ lane, what }) => lane === "handoff" && what === "sent")?.from;
  const parts = bars.filter(({ lane }) => lane === "person");
  const last = parts.at(-1);
  const msOf = (part: PersonPart): number | undefined => {
    const of = parts.filter(({ what, to }) => what === part && to !== undefined);
    return of.length > 0 ? of.reduce((ms, { from, to = from }) => ms + to - from, 0) : undefined;
  };
  const isOver = sentAt !== undefined && last?.to !== undefined && last.from >= sentAt;
  return present({ waitedMs: msOf("waiting"), talkedMs: msOf("talking"), isOver });
}
