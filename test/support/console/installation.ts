import type { RecordItem } from "../../../worker/protocol/call-record.ts";
import type { ActionAnswer, ActionRequest } from "../../../worker/protocol/console/actions.ts";
import type { CallRow, FoundCall } from "../../../worker/protocol/console/call-row.ts";
import type { FiredAlert, LiveCall, LiveMessage } from "../../../worker/protocol/console/live.ts";
import type { Figures, GroupedBy, Stats } from "../../../worker/protocol/console/stats.ts";
import type { Bar, CallDetail, DoneAction } from "../../../worker/protocol/console/timeline.ts";
import { makeCalls, sidOf } from "./calls.ts";

/** Stands in for the Worker and its ledger behind the page: calls of weeks, some that go on and move, and operators' actions. */
export interface Installation {
  find(query: URLSearchParams): { readonly calls: readonly FoundCall[]; readonly next?: string };
  detail(callSid: string): CallDetail | undefined;
  stats(query: URLSearchParams): Stats;
  act(callSid: string, request: ActionRequest, by: string): ActionAnswer | undefined;
  readonly audit: { at: number; by: string; what: string; callSid?: string }[];
  snapshot(): LiveMessage;
  /** Calls back with what changes. @returns a function that stops it. */
  watch(listener: (message: LiveMessage) => void): () => void;
  /** Who looks at which call. */
  looking(by: string, callSid: string | undefined): void;
  /** Lets a call move one step on. */
  move(): void;
  /** A call begins. @returns its CallSid. */
  begin(): string;
  /** A call that was handed over has a person now. */
  talks(callSid: string): void;
  /** A call that is over is deleted. */
  remove(callSid: string): void;
  end(callSid: string): void;
  close(): void;
}

interface LiveOne {
  live: LiveCall;
  readonly transcript: RecordItem[];
  readonly bars: Bar[];
  readonly actions: DoneAction[];
  steps: number;
}

const LINES = [
  ["caller", "Hi, I'm calling about the boots I ordered last week."],
  ["agent", "Of course. Could you tell me your order number, please?"],
  ["caller", "I think it is 2 2 1 0, wait, let me look at the mail that you sent me."],
  ["agent", "Take your time."],
  ["caller", "Yes, 2210."],
  ["agent", "Thank you. The boots left our warehouse yesterday and should be with you tomorrow before noon."],
] as const;

export const LIVE_SIDS = [1, 2, 3, 4, 5, 6, 7].map((n) => sidOf(0xa000 + n));

const waitingSince = (since: number): Pick<LiveCall, "person" | "reasonCode"> => ({
  reasonCode: "caller_requested",
  person: { part: "waiting", since, heardAt: Date.now(), until: Date.now() + 3_600_000 },
});

/** @param everyMs - how often a call moves by itself; 0 only by `move`. */
export function createInstallation(everyMs = 900): Installation {
  const now = Date.now();
  const details = new Map(makeCalls(now).map((detail) => [detail.call.callSid, detail]));
  const listeners = new Set<(message: LiveMessage) => void>();
  const watchers = new Map<string, string>();
  const audit: { at: number; by: string; what: string; callSid?: string }[] = [
    { at: now - 40_000, by: "maya@example.com", what: "signed in" },
    { at: now - 3_600_000, by: "token 4f2a", what: "exported calls as CSV" },
    { at: now - 7_200_000, by: "maya@example.com", what: "ended the call", callSid: sidOf(12) },
  ];
  const alerts: readonly FiredAlert[] = [
    {
      rule: "silence",
      words: "A caller heard nothing for more than 4 seconds.",
      since: now - 65_000,
      callSid: sidOf(3),
    },
  ];
  const live = new Map<string, LiveOne>();
  const seeds: readonly Partial<LiveCall>[] = [
    { agent: "owl-shoes", speaking: "agent", mood: "neutral" },
    { agent: "owl-shoes", speaking: "caller", mood: "negative", recording: true },
    {
      agent: "front-desk",
      language: "de-DE",
      speaking: "nobody",
      silentSince: now - 2_000,
      phase: "answering",
    },
    { agent: "kestrel-driving", speaking: "nobody", muted: true, operators: ["maya@example.com"] },
    {
      agent: "owl-shoes",
      speaking: "nobody",
      phase: "with_person",
      mood: "negative",
      ...waitingSince(now - 192_000),
    },
    { agent: "front-desk", language: "es-ES", speaking: "agent", mood: "positive", recording: true },
    { agent: "owl-shoes", speaking: "nobody", phase: "lost" },
  ];
  LIVE_SIDS.forEach((callSid, n) => {
    const startedAt = now - (n * 47_000 + 18_000);
    const last = LINES[n % LINES.length] ?? LINES[0];
    const one: LiveOne = {
      live: {
        callSid,
        agent: "owl-shoes",
        from: `+1555010${2000 + n * 37}`,
        to: "+15550100010",
        startedAt,
        phase: "listening",
        language: "en-US",
        turns: 1 + n,
        speaking: "nobody",
        operators: [],
        at: now,
        lastWords: { who: last[0], text: last[1] },
        ...seeds[n],
      },
      transcript: [],
      bars: [],
      actions: [],
      steps: 0,
    };
    LINES.slice(0, 3 + (n % 3)).forEach(([who, text], item) => {
      const at = startedAt + 2_000 + item * 5_000;
      one.transcript.push({ at, who, text });
      one.bars.push({
        lane: who,
        what: who === "agent" ? "heard" : "speaking",
        from: at,
        to: at + 3_600,
        item,
      });
      if (who === "agent")
        one.bars.push({
          lane: "model",
          what: "answer",
          from: at - 900,
          to: at + 200,
          firstAt: at - 200,
          outcome: "ok",
        });
    });
    live.set(callSid, one);
  });

  const tell = (message: LiveMessage): void => {
    for (const listener of [...listeners]) listener(message);
  };
  const change = (one: LiveOne, to: Partial<LiveCall>): void => {
    one.live = { ...one.live, ...to, at: Date.now() };
    tell({ type: "call", call: one.live });
  };
  const rowOf = ({ live: call }: LiveOne): CallRow => ({
    callSid: call.callSid,
    agent: call.agent,
    from: call.from,
    to: call.to,
    startedAt: call.startedAt,
    phase: call.phase,
    language: call.language,
    turns: call.turns,
    interruptions: 0,
    firstFrameP50Ms: 612,
    firstFrameP95Ms: 840,
    modelFailures: 0,
    toolFailures: 0,
    inputTokens: 3_000,
    cachedTokens: 2_000,
    outputTokens: 90,
    costUsd: 0.0011,
    model: "gpt-5.4-mini",
    version: "3f7c1a90",
    release: "9a8b7c6d5e4f",
    ...(call.recording ? { recording: "recording" } : {}),
  });
  const rows = (): FoundCall[] => [
    ...[...live.values()].map(rowOf).sort((a, b) => b.startedAt - a.startedAt),
    ...[...details.values()].map(({ call }) => call),
  ];
  const end = (callSid: string, outcome: CallRow["outcome"] = "resolved"): void => {
    const one = live.get(callSid);
    if (one === undefined) return;
    live.delete(callSid);
    const endedAt = Date.now();
    const call: CallRow = { ...rowOf(one), phase: "ended", endedAt, ...(outcome ? { outcome } : {}) };
    details.set(callSid, {
      call,
      timeline: {
        startedAt: call.startedAt,
        endedAt,
        bars: one.bars.map((bar) => ({ ...bar, to: bar.to ?? endedAt })),
      },
      transcript: one.transcript,
      actions: one.actions,
      facts: [],
    });
    tell({ type: "ended", callSid, call });
  };
  const move = (): void => {
    for (const one of live.values()) {
      if (one.live.phase === "lost" || one.live.phase === "with_person" || one.live.muted) continue;
      if (one.live.silentSince !== undefined && Date.now() - one.live.silentSince < 6_000) continue;
      one.steps += 1;
      const [who, text] = LINES[one.steps % LINES.length] ?? LINES[0];
      const at = Date.now();
      one.transcript.push({ at, who, text });
      one.bars.push({
        lane: who,
        what: who === "agent" ? "heard" : "speaking",
        from: at,
        to: at + 700,
        item: one.transcript.length - 1,
      });
      const { silentSince: _, ...rest } = one.live;
      one.live = rest;
      change(one, { speaking: who, lastWords: { who, text }, turns: one.live.turns + 1 });
      break;
    }
    // The one that moved is the last to move again.
    const [first] = live;
    if (first !== undefined) {
      live.delete(first[0]);
      live.set(...first);
    }
  };
  const timer = everyMs > 0 ? setInterval(move, everyMs) : undefined;

  const fits = (query: URLSearchParams, row: CallRow): FoundCall | undefined => {
    const is = (name: string, value: string | undefined): boolean =>
      !query.has(name) || query.get(name) === value;
    const outcome = row.phase === "ended" ? row.outcome : "live";
    const inTime =
      row.startedAt >= Date.parse(query.get("from") ?? "1970-01-01") &&
      row.startedAt < Date.parse(query.get("to") ?? "9999-01-01");
    if (!inTime || !is("agent", row.agent) || !is("outcome", outcome)) return undefined;
    if (!is("reason", row.reasonCode) || !is("language", row.language)) return undefined;
    const words = (query.get("q") ?? "")
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    if (words.length === 0) return row;
    if (words.join(" ") === row.callSid.toLowerCase() || row.from?.includes(words.join("")) === true)
      return row;
    const texts = (details.get(row.callSid)?.transcript ?? live.get(row.callSid)?.transcript ?? []).map(
      ({ text }) => text,
    );
    const all = texts.join(" ").toLowerCase();
    if (!words.every((word) => all.includes(word))) return undefined;
    const line = texts.find((text) => text.toLowerCase().includes(words[0] ?? "")) ?? "";
    let found = line;
    for (const word of words)
      found = found.replace(new RegExp(word.replaceAll(/\W/g, "\\$&"), "i"), (hit) => `\u0002${hit}\u0003`);
    return { ...row, found };
  };

  return {
    audit,
    find(query) {
      const limit = Number(query.get("limit") ?? 50);
      const from = Number(query.get("cursor") ?? 0);
      const all = rows().flatMap((row) => fits(query, row) ?? []);
      const next = from + limit < all.length ? { next: String(from + limit) } : {};
      return { calls: all.slice(from, from + limit), ...next };
    },
    detail(callSid) {
      const one = live.get(callSid);
      if (one === undefined) return details.get(callSid);
      return {
        call: rowOf(one),
        timeline: { startedAt: one.live.startedAt, bars: one.bars },
        transcript: one.transcript,
        actions: one.actions,
        facts: [],
      };
    },
    stats(query) {
      const by = (query.get("by") ?? "day") as GroupedBy;
      const isVersion = query.get("by") === "version";
      const ended = rows().filter((row) => row.phase === "ended" && fits(query, row) !== undefined);
      const groups = new Map<string, CallRow[]>();
      for (const row of ended) {
        const key =
          by === "day"
            ? new Date(row.startedAt).toISOString().slice(0, 10)
            : isVersion
              ? `${row.agent}@${row.agentVersion ?? 0}`
              : row[by];
        groups.set(key, [...(groups.get(key) ?? []), row]);
      }
      const listed = [...groups].map(([key, own]) => ({ key, ...figuresOf(own) }));
      listed.sort((a, b) => (by === "day" ? a.key.localeCompare(b.key) : b.calls - a.calls));
      return {
        from: query.get("from") ?? "",
        to: query.get("to") ?? new Date().toISOString(),
        by,
        total: figuresOf(ended),
        groups: listed,
      };
    },
    act(callSid, request, by) {
      const one = live.get(callSid);
      if (one === undefined) return details.has(callSid) ? { ok: false, refusal: "over" } : undefined;
      if (one.live.phase === "lost") return { ok: false, refusal: "line_lost" };
      if (one.live.phase === "with_person") return { ok: false, refusal: "with_person" };
      if (request.do === "mute" && one.live.muted) return { ok: false, refusal: "already" };
      const at = Date.now();
      one.actions.push({ at, by, do: request.do, ...(request.text ? { text: request.text } : {}) });
      one.bars.push({
        lane: "operator",
        what: request.do,
        from: at,
        ...(request.text ? { label: request.text } : {}),
      });
      audit.unshift({ at, by, what: request.do, callSid });
      if (request.do === "say" && request.text) {
        one.transcript.push({ at, who: "agent", text: request.text });
        one.bars.push({
          lane: "agent",
          what: "heard",
          from: at,
          to: at + 900,
          item: one.transcript.length - 1,
        });
      }
      if (request.do === "unmute") {
        const { muted: _, ...rest } = one.live;
        one.live = rest;
      }
      change(one, {
        ...(request.do === "mute" ? { muted: true as const } : {}),
        ...(request.do === "hand_over" ? { phase: "with_person" as const, ...waitingSince(at) } : {}),
      });
      if (request.do === "end") end(callSid);
      return { ok: true };
    },
    snapshot: () => ({
      type: "snapshot",
      now: Date.now(),
      calls: [...live.values()].map((one) => one.live),
      alerts,
    }),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    looking(by, callSid) {
      const before = watchers.get(by);
      if (callSid === undefined) watchers.delete(by);
      else watchers.set(by, callSid);
      for (const sid of new Set([before, callSid])) {
        const one = sid === undefined ? undefined : live.get(sid);
        if (one === undefined) continue;
        const others = one.live.operators.filter((id) => id !== by);
        change(one, { operators: sid === callSid ? [...others, by] : others });
      }
    },
    move,
    begin() {
      const callSid = sidOf(0xb000 + live.size);
      const at = Date.now();
      const [first] = live.values();
      if (!first) throw new Error("none goes on");
      const { lastWords: _, ...like } = first.live;
      const one: LiveOne = {
        live: { ...like, callSid, from: "+15550103333", startedAt: at, turns: 0, at },
        transcript: [],
        bars: [],
        actions: [],
        steps: 0,
      };
      live.set(callSid, one);
      tell({ type: "call", call: one.live });
      return callSid;
    },
    talks(callSid) {
      const one = live.get(callSid);
      const now = Date.now();
      if (one) change(one, { person: { part: "talking", since: now, heardAt: now, until: now + 3_600_000 } });
    },
    end,
    remove: (callSid) => void details.delete(callSid),
    close: () => clearInterval(timer),
  };
}

function figuresOf(rows: readonly CallRow[]): Figures {
  const counted = <K extends string>(keys: readonly (K | undefined)[]): Partial<Record<K, number>> => {
    const counts: Partial<Record<K, number>> = {};
    for (const key of keys) if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const middle = (values: readonly number[], at: number): number | undefined =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * at)];
  const sum = (of: (row: CallRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const p50 = middle(
    rows.flatMap((row) => row.firstFrameP50Ms ?? []),
    0.5,
  );
  const p95 = middle(
    rows.flatMap((row) => row.firstFrameP95Ms ?? []),
    0.9,
  );
  return {
    calls: rows.length,
    outcomes: counted(rows.map(({ outcome }) => outcome)),
    reasons: counted(rows.map(({ reasonCode }) => reasonCode)),
    ...(p50 === undefined ? {} : { firstFrameP50Ms: p50 }),
    ...(p95 === undefined ? {} : { firstFrameP95Ms: p95 }),
    silent: rows.filter(({ longestSilenceMs = 0 }) => longestSilenceMs > 4_000).length,
    modelFailures: sum((row) => row.modelFailures),
    toolFailures: sum((row) => row.toolFailures),
    seconds: Math.round(sum((row) => ((row.endedAt ?? row.startedAt) - row.startedAt) / 1_000)),
    costUsd: sum((row) => row.costUsd ?? 0),
    unpriced: rows.filter((row) => row.costUsd === undefined).length,
  };
}
