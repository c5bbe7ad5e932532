import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fitted,
  lineAt,
  type PlacedBar,
  piecesOf,
  pieceText,
  place,
  preciseAt,
  stepped,
  tickStep,
  ticks,
  within,
  wordsOf,
  zoomed,
} from "../../../assets/console/logic/timeline.ts";
import { type Bar, LANES } from "../../../worker/protocol/console/timeline.ts";

const T0 = 1_000_000;
const bar = (lane: Bar["lane"], what: string, from: number, to?: number, rest: Partial<Bar> = {}): Bar => ({
  lane,
  what,
  from: T0 + from,
  ...(to === undefined ? {} : { to: T0 + to }),
  ...rest,
});
const placed = (...bars: readonly Bar[]) => place({ startedAt: T0, endedAt: T0 + 10_000, bars }, 0);
const lane = (name: Bar["lane"], ...bars: readonly Bar[]) => {
  const found = placed(...bars).lanes.find((one) => one.lane === name);
  if (found === undefined) throw new Error(`No lane ${name}.`);
  return found;
};

describe("the place of a bar", () => {
  test("is counted from the call's beginning, in its lane, from the top", () => {
    const { lanes, bars, length } = placed(
      bar("tools", "look_up", 3_000, 4_000),
      bar("agent", "heard", 1_000, 2_500),
    );

    expect(lanes.map((one) => one.lane)).toEqual(["caller", "agent", "tools"]);
    expect(bars[0]).toMatchObject({ index: 0, from: 3_000, to: 4_000, row: 0, instant: false });
    expect(length).toBe(10_000);
  });

  test("is below another that it overlaps, and beside one that is over", () => {
    const rows = lane(
      "model",
      bar("model", "guess", 0, 2_000),
      bar("model", "answer", 1_000, 3_000),
      bar("model", "hedge", 2_000, 4_000),
    ).bars.map(({ row }) => row);

    expect(rows).toEqual([0, 1, 0]);
  });

  test("goes on until now where it has no end, and is an instant where its kind is one", () => {
    const { bars, length } = place(
      {
        startedAt: T0,
        bars: [bar("agent", "heard", 1_000), bar("caller", "turn", 500), bar("operator", "say", 700)],
      },
      T0 + 6_000,
    );

    expect(bars.map(({ to, open, instant }) => [to, open, instant])).toEqual([
      [6_000, true, false],
      [500, false, true],
      [700, false, true],
    ]);
    expect(length).toBe(6_000);
  });

  test("never ends before it begins nor lies before the call, and rows of one kind of bar never overlap but in the last", () => {
    const drawn = fc.record({
      lane: fc.constantFrom(...LANES),
      what: fc.constantFrom("answer", "heard", "turn", "key", "x"),
      from: fc.integer({ min: -5_000, max: 20_000 }),
      length: fc.option(fc.integer({ min: 0, max: 8_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 40 }), fc.integer({ min: 5, max: 2_000 }), (all, scale) => {
        const bars = all.map((one) =>
          bar(one.lane, one.what, one.from, one.length === undefined ? undefined : one.from + one.length),
        );
        const { lanes, bars: byIndex } = placed(...bars);

        expect(byIndex).toHaveLength(bars.length);
        for (const { bars: own, rows } of lanes) {
          for (const { from, to, row } of own) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeGreaterThanOrEqual(from);
            expect(row).toBeLessThan(rows);
          }
          const pieces = piecesOf({ lane: "agent", rows, bars: own }, scale);
          // Whatever is drawn as one, each bar is drawn once.
          expect(pieces.flatMap((piece) => piece.bars.map(({ index }) => index)).sort()).toEqual(
            own.map(({ index }) => index).sort(),
          );
        }
      }),
    );
  });
});

describe("what is drawn", () => {
  test("is one piece for bars that cannot be told apart, and each by itself from near", () => {
    const many = Array.from({ length: 100 }, (_, n) => bar("agent", "heard", n * 50, n * 50 + 40));

    expect(piecesOf(lane("agent", ...many), 5)).toHaveLength(100);
    expect(piecesOf(lane("agent", ...many), 1_000).length).toBeLessThan(5);
  });

  test("stays small for a call of four hours with 5,000 bars", () => {
    const four = 4 * 3_600_000;
    const bars = Array.from({ length: 5_000 }, (_, n) =>
      bar(
        n % 2 === 0 ? "caller" : "agent",
        n % 2 === 0 ? "speaking" : "heard",
        (n * four) / 5_000,
        (n * four) / 5_000 + 2_000,
      ),
    );
    const all = place({ startedAt: T0, endedAt: T0 + four, bars }, 0);

    const pieces = all.lanes.flatMap((one) => piecesOf(one, fitted(all.length, 800)));

    expect(pieces.length).toBeLessThan(600);
  });

  test("is what reaches into the window", () => {
    const pieces = piecesOf(
      lane("agent", bar("agent", "heard", 0, 5_000), bar("agent", "heard", 8_000, 9_000)),
      5,
    );

    expect(within(pieces, 4_000, 6_000)).toHaveLength(1);
    expect(within(pieces, 5_500, 7_900)).toHaveLength(0);
  });
});

describe("words for a bar", () => {
  const only = (one: Bar): PlacedBar => {
    const [first] = placed(one).bars;
    if (first === undefined) throw new Error("It was not placed.");
    return first;
  };

  test("have its milliseconds, its first output and how it went", () => {
    const request = only(
      bar("model", "guess", 1_000, 2_240, { firstAt: T0 + 1_412, outcome: "lost", label: "Ahead" }),
    );

    expect(wordsOf(request)).toEqual({
      name: "Model request ahead of the turn's end",
      length: "1,240 ms",
      at: "0:01.0",
      label: "Ahead",
      notes: ["first output after 412 ms", "another answer was spoken"],
    });
    expect(pieceText({ row: 0, from: 1_000, to: 2_240, bars: [request] })).toBe(
      "Model request ahead of the turn's end, 1,240 ms, at 0:01.0, Ahead, first output after 412 ms, another answer was spoken",
    );
  });

  test("have no length for an instant", () => {
    expect(wordsOf(only(bar("keys", "key", 500)))).toEqual({ name: "A key", at: "0:00.5", notes: [] });
  });
});

test("arrow keys go from bar to bar, and to the nearest of the next lane", () => {
  const all = placed(
    bar("caller", "speaking", 0, 900),
    bar("caller", "speaking", 4_000, 4_900),
    bar("agent", "heard", 1_000, 2_000),
    bar("agent", "heard", 5_000, 6_000),
    bar("line", "lost", 9_000, 9_500),
  );

  expect(stepped(all, undefined, "right")).toBe(0);
  expect(stepped(all, 0, "right")).toBe(1);
  expect(stepped(all, 1, "right")).toBe(1);
  expect(stepped(all, 1, "down")).toBe(3);
  expect(stepped(all, 3, "down")).toBe(4);
  expect(stepped(all, 0, "up")).toBe(0);
});

test("zoom stays between the whole call and the finest that the clock allows", () => {
  expect(fitted(80_000, 800)).toBe(100);
  expect(zoomed(100, 2, 80_000, 800)).toBe(50);
  expect(zoomed(100, 0.5, 80_000, 800)).toBe(100);
  expect(zoomed(6, 4, 80_000, 800)).toBe(5);
  expect(fitted(1_000, 800)).toBe(5);
});

test("the ruler has room for its numbers", () => {
  expect(tickStep(100)).toBe(10_000);
  expect(ticks(12_000, 30_000, 10_000)).toEqual([10_000, 20_000, 30_000]);
  expect([preciseAt(1_500, 500), preciseAt(60_000, 10_000)]).toEqual(["0:01.5", "1:00"]);
});

test("the line of a moment is the last that has begun", () => {
  const items = [{ at: 10 }, { at: 20 }, { at: 30 }];

  expect([5, 10, 19, 20, 99].map((at) => lineAt(items, at))).toEqual([-1, 0, 0, 1, 2]);
});
