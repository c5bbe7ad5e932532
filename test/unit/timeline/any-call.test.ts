import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ALL_PACKS } from "../../../worker/language/packs.ts";
import type { Bar, Timeline } from "../../../worker/protocol/console/timeline.ts";
import { BAR_OUTCOMES, LANES } from "../../../worker/protocol/console/timeline.ts";
import { liveCallOf } from "../../../worker/session/account/console/live-call.ts";
import { type Mark, readMarks } from "../../../worker/session/account/timeline/marks.ts";
import { timelineOf } from "../../../worker/session/account/timeline/timeline.ts";
import { Watch } from "../../../worker/session/account/timeline/watch.ts";
import { type Played, play, stories } from "../../support/step-world.ts";

/**
 * What holds of every call's timeline. STEP_SEED=… plays the stories of a run that failed again, STEP_RUNS=… more of them.
 */
const runs = Number(process.env.STEP_RUNS ?? 500);
const seed = Number(process.env.STEP_SEED ?? Date.now() % 2 ** 31);

interface Watched {
  readonly timeline: Timeline;
  readonly marks: readonly Mark[];
  readonly isOver: boolean;
}

/** Watches a story; a process that dies takes along what was not stored. */
function watched({ moments, rules }: Played): Watched | undefined {
  const { charsPerSecond } = rules.settings.turns;
  let watch = new Watch(charsPerSecond);
  let stored = "[]";
  for (const m of moments) {
    if (m.event.type === "process_restarted")
      watch = new Watch(charsPerSecond, readMarks(JSON.parse(stored) as unknown[]));
    watch.saw(m.before, m.event, m.after, m.effects, m.nowMs);
    if (m.effects.some((e) => e.type === "save")) stored = JSON.stringify(watch.marks);
    liveCallOf(m.after, rules, m.nowMs);
  }
  const state = moments.at(-1)?.after;
  if (!state || state.call.startedAtMs === 0) return undefined;
  const timeline = timelineOf(watch.marks, state, rules);
  return { timeline, marks: watch.marks, isOver: state.phase.name === "ended" };
}

const told = (bar: Bar): string => JSON.stringify(bar);

/** Two bars of which one begins before the other has ended. */
function overlapping(bars: readonly Bar[]): string | undefined {
  for (const [i, bar] of bars.entries()) {
    const next = bars[i + 1];
    if (next && next.from < (bar.to ?? Number.POSITIVE_INFINITY)) return `${told(bar)} and ${told(next)}`;
  }
  return undefined;
}

const PHRASES = new Set(ALL_PACKS.flatMap(({ phrases }) => Object.values(phrases).flat()));

const RULES: Readonly<Record<string, (w: Watched) => string | undefined>> = {
  "bars are in order, and none ends before it begins": ({ timeline: { bars } }) => {
    for (const [i, bar] of bars.entries()) {
      if (bar.to !== undefined && bar.to < bar.from) return told(bar);
      if (bar.firstAt !== undefined && bar.to !== undefined && bar.firstAt > bar.to) return told(bar);
      if (bar.from < (bars[i - 1]?.from ?? 0)) return `${told(bar)} comes too late`;
    }
    return undefined;
  },
  "of what the agent says one thing is heard at a time": ({ timeline: { bars } }) =>
    overlapping(bars.filter((b) => b.what === "heard")),
  "the caller, the line, the silence and the way to a person are one thing at a time": ({ timeline }) => {
    for (const lane of ["caller", "line", "silence", "handoff", "person", "keys"]) {
      const what = overlapping(timeline.bars.filter((b) => b.lane === lane && b.to !== b.from));
      if (what) return what;
    }
    return undefined;
  },
  "nothing is heard in a silence": ({ timeline: { bars } }) =>
    overlapping(bars.filter((b) => b.lane === "silence" || (b.what === "heard" && b.to !== b.from))),
  "all of it has ended once the call is over": ({ timeline, isOver }) => {
    if (!isOver) return timeline.endedAt === undefined ? undefined : "it has an end";
    if (timeline.endedAt === undefined) return "it has no end";
    const open = timeline.bars.find((b) => b.to === undefined);
    return open && told(open);
  },
  "no more is heard than was sent": ({ timeline: { bars } }) => {
    const wrong = bars.find((b) => b.chars && (b.chars.heard > b.chars.sent || b.chars.heard < 0));
    return wrong && told(wrong);
  },
  "it is of the shape that readers know": ({ timeline: { bars } }) => {
    const wrong = bars.find(
      (b) => !LANES.includes(b.lane) || (b.outcome !== undefined && !BAR_OUTCOMES.includes(b.outcome)),
    );
    return wrong && told(wrong);
  },
  "marks are figures, names and fixed phrases of ours: no word and no key of anybody's": ({ marks }) => {
    const names = marks.flatMap((mark: readonly unknown[]) =>
      mark.filter(
        (part): part is string => typeof part === "string" && (mark[0] !== "line" || !PHRASES.has(part)),
      ),
    );
    return names.find((name) => !/^[a-z]{1,10}$/.test(name));
  },
  "marks are read as they were written": ({ marks }) => {
    const read = readMarks(JSON.parse(JSON.stringify(marks)) as unknown[]);
    return JSON.stringify(read) === JSON.stringify(marks) ? undefined : "some were not";
  },
};

const checks = (name: string, rule: (w: Watched) => string | undefined): void =>
  fc.assert(
    fc.property(stories, (story) => {
      const call = watched(play(story));
      const what = call && rule(call);
      if (what !== undefined) throw new Error(`It does not hold that ${name}: ${what}`);
    }),
    { seed, numRuns: runs },
  );

/** Rules that do not hold in these stories. All are looked at in one pass; one that is broken is then shrunk by itself. */
const broken = new Set<string>();
const seen = new Set<string>();

beforeAll(() => {
  fc.assert(
    fc.property(stories, (story) => {
      const call = watched(play(story));
      if (!call) return;
      for (const [name, rule] of Object.entries(RULES)) if (rule(call) !== undefined) broken.add(name);
      for (const { lane, what, outcome = "" } of call.timeline.bars)
        for (const name of [lane, outcome, lane === "tools" || lane === "operator" ? "" : what])
          seen.add(name);
    }),
    { seed, numRuns: runs },
  );
}, 120_000);

test.each(Object.entries(RULES))(
  "%s",
  (name, rule) => {
    if (!broken.has(name)) return;
    checks(name, rule);
    expect.unreachable("the same stories have broken it before");
  },
  120_000,
);

test.each([
  ...LANES,
  ...BAR_OUTCOMES,
  ...["heard", "unheard", "interrupted", "speaking", "turn", "answer", "guess", "hedge", "summary"],
  ...["key", "entry", "lost", "restarted", "looking", "telling", "sent", "goodbye", "waiting"],
])("the stories have it: %s", (name) => {
  expect([...seen]).toContain(name);
});

test("what a later release has noted, or storage has spoilt, is skipped", () => {
  const known: readonly Mark[] = [
    ["due", 5, 1],
    ["over", 9],
  ];
  const stored = [
    ["toString", 1],
    ["hummed", 3, "x"],
    null,
    7,
    ["due"],
    ["due", "x", 1],
    ["over", -1],
    ...known,
  ];

  expect(readMarks(stored)).toEqual(known);
});
