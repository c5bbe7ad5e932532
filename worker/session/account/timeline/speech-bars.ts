import type { Bar } from "../../../protocol/console/timeline.ts";
import type { Mark } from "./marks.ts";

/**
 * What of the agent's speech was heard, and when. Lines are played one after the other, so no two of them sound at once:
 * one that waits behind another begins when that ends.
 */

/** Speech that was sent in one go, and is over where `toMs` is known. Times are milliseconds since the call began. */
interface Stretch {
  readonly entry: number;
  readonly words: string | undefined;
  readonly sentMs: number;
  fromMs: number;
  toMs: number | undefined;
  /** By reports of what was played: when all that had been sent was heard. */
  playedMs: number | undefined;
  goneMs: number | undefined;
  heard: number;
  sent: number;
  /** Of the same line, what earlier stretches have had. */
  readonly before: number;
}

interface Cause {
  readonly charsPerSecond: number;
  /** The call is over since. */
  readonly endedMs: number | undefined;
  readonly shown: (entry: number) => Partial<Bar>;
}

/** Of a call whose marks have no words yet. */
const BRIDGE = "A line that bridges a wait";

/** Bars of the lane `agent` but for the interruptions, with times since the call began. */
export function speechBars(
  marks: readonly Mark[],
  { charsPerSecond, endedMs, shown }: Cause,
): readonly Bar[] {
  const stretches = stretchesOf(marks);
  settleEnds(stretches, marks, endedMs);
  return stretches.flatMap((s, i): readonly Bar[] => {
    const chars = { heard: s.heard - s.before, sent: s.sent - s.before };
    const about = { ...(s.entry === 0 ? { label: s.words ?? BRIDGE } : shown(s.entry)), chars };
    const to = s.toMs === undefined ? {} : { to: s.toMs };
    const bars: Bar[] = [];
    // What waits behind something that is still being said is not heard yet.
    const waits = s.toMs === undefined && stretches.slice(0, i).some((other) => other.toMs === undefined);
    if ((chars.heard > 0 || s.goneMs === undefined) && !waits)
      bars.push({ lane: "agent", what: "heard", from: s.fromMs, ...to, firstAt: s.sentMs, ...about });
    const left = chars.sent - chars.heard;
    if (s.goneMs === undefined || left <= 0) return bars;
    // As long as it would have taken, where nothing else was said instead.
    const next = Math.min(
      stretches[i + 1]?.fromMs ?? Number.POSITIVE_INFINITY,
      endedMs ?? Number.POSITIVE_INFINITY,
    );
    const until = Math.min(s.goneMs + Math.round((left / charsPerSecond) * 1_000), next);
    const from = s.goneMs;
    bars.push({
      lane: "agent",
      what: "unheard",
      from,
      to: Math.max(from, until),
      firstAt: s.sentMs,
      ...about,
    });
    return bars;
  });
}

function stretchesOf(marks: readonly Mark[]): readonly Stretch[] {
  const all: Stretch[] = [];
  const open = new Map<number, Stretch>();
  for (const mark of marks) {
    const [kind, at] = mark;
    if (kind === "line") {
      const [, , line, entry, words] = mark;
      const earlier = open.get(line);
      if (earlier) earlier.goneMs = earlier.playedMs ?? at;
      const before = earlier?.sent ?? 0;
      const stretch: Stretch = {
        entry,
        words,
        sentMs: at,
        fromMs: at,
        toMs: undefined,
        playedMs: undefined,
        goneMs: undefined,
        heard: before,
        sent: before,
        before,
      };
      open.set(line, stretch);
      all.push(stretch);
    } else if (kind === "played" || kind === "gone") {
      const [, , line, heard, sent] = mark;
      const stretch = open.get(line);
      if (!stretch) continue;
      stretch.heard = heard;
      stretch.sent = sent;
      if (kind === "played") stretch.playedMs = heard >= sent ? at : undefined;
      else {
        stretch.goneMs = at;
        open.delete(line);
      }
    } else if (kind === "again") {
      // What became of it was not written.
      for (const stretch of open.values()) stretch.goneMs ??= at;
      open.clear();
    }
  }
  return all;
}

/** When Twilio's voice began to sound, or no longer did; of what it purges, or what is lost, it need not say so. */
type Sound = Extract<Mark, readonly ["sound", ...unknown[]]>;

function soundIn(mark: Mark): readonly Sound[] {
  if (mark[0] === "sound") return [mark];
  const isOff = mark[0] === "cut" || mark[0] === "lost" || mark[0] === "over";
  return isOff ? [["sound", mark[1], 0]] : [];
}

/** Gives each its beginning and its end, one after the other. */
function settleEnds(
  stretches: readonly Stretch[],
  marks: readonly Mark[],
  endedMs: number | undefined,
): void {
  const sounds = marks.flatMap(soundIn);
  let freeMs = 0;
  for (const group of togetherOver(stretches)) {
    const [first] = group;
    const last = group.at(-1);
    if (!first || !last) continue;
    const startMs = soundOf(first, freeMs, sounds);
    const endMs = last.playedMs ?? quietOf(last, sounds) ?? endedMs;
    const overMs = endMs === undefined ? undefined : Math.max(startMs, endMs);
    const total = group.reduce((sum, s) => sum + s.heard - s.before, 0);
    let heard = 0;
    freeMs = startMs;
    for (const s of group) {
      heard += s.heard - s.before;
      s.fromMs = Math.max(freeMs, s.sentMs);
      if (overMs === undefined) continue;
      const share = s === last || total === 0 ? 1 : heard / total;
      s.toMs = Math.max(s.fromMs, Math.round(startMs + (overMs - startMs) * share));
      freeMs = s.toMs;
    }
  }
}

/** Lines of which only is known when all of them were over share that time, by what was heard of each. */
function togetherOver(stretches: readonly Stretch[]): readonly (readonly Stretch[])[] {
  const groups: Stretch[][] = [];
  for (const s of stretches) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const isShared =
      before?.playedMs === undefined && before?.goneMs !== undefined && before.goneMs === s.goneMs;
    if (group && isShared && s.playedMs === undefined) group.push(s);
    else groups.push([s]);
  }
  return groups;
}

/** When it began to sound, where Twilio tells; else when it was sent. */
function soundOf(s: Stretch, freeMs: number, sounds: readonly Sound[]): number {
  const untilMs = s.playedMs ?? s.goneMs ?? Number.POSITIVE_INFINITY;
  const sentMs = Math.max(s.sentMs, freeMs);
  const before = sounds.findLast(([, at]) => at <= s.sentMs);
  if (before?.[2] === 1) return sentMs;
  return Math.max(sentMs, sounds.find(([, at, on]) => on === 1 && at >= s.sentMs && at <= untilMs)?.[1] ?? 0);
}

/** When it fell silent: before anybody had noticed, where a report was lost. */
function quietOf({ goneMs, sentMs, heard, sent }: Stretch, sounds: readonly Sound[]): number | undefined {
  if (goneMs === undefined) return undefined;
  const last = sounds.findLast(([, at]) => at > sentMs && at <= goneMs);
  return heard >= sent && last?.[2] === 0 ? last[1] : goneMs;
}
