import { setTimeout as pause } from "node:timers/promises";
import { SLOW_TOOLS } from "../called.ts";
import { type Caller, dial, endsReply, isText } from "../caller.ts";
import type { ModelRecord, Plan } from "../model/plan.ts";
import { question } from "../questions.ts";
import type { Servers } from "../servers.ts";

const CALLERS = 5;
const ANSWER = ["That", " is", " all", " done", "."];

const waits = (...ms: readonly number[]): NonNullable<Plan["calls"]> =>
  ms.map((each, step) => ({ name: "wait_for", arguments: { ms: each, step } }));

/** B16: from four tools of 500 ms, called in one response, to the request with their results; milliseconds. */
export async function runInParallel(servers: Servers, times: number): Promise<readonly number[]> {
  servers.model.play({ firstMs: 20, gapMs: 3, deltas: ANSWER, calls: waits(500, 500, 500, 500) });
  const rounds = await ask(servers, times, async (caller, text) => {
    const turn = await caller.ask(text);
    caller.listens(turn.text);
  });
  return rounds.map(({ called, told }) => (told - called) / 1_000);
}

export interface Fillers {
  /** From the tool's call to the first line, and from one line to the next; milliseconds. */
  readonly firstMs: readonly number[];
  readonly nextMs: readonly number[];
  /** Lines said during a tool that takes 700 ms, and how often it was tried. */
  readonly needless: number;
  readonly shortTools: number;
}

/** B20: the lines that cover a tool's wait. Quick tools, slow ones, and some that are slower than two lines. */
export async function fill(servers: Servers, times: number): Promise<Fillers> {
  const said = async (ms: number, count: number): Promise<readonly (readonly number[])[]> => {
    servers.model.play({ firstMs: 20, gapMs: 3, deltas: ANSWER, calls: waits(ms) });
    const lines = new Map<string, number[]>();
    const rounds = await ask(servers, count, async (caller, text) => {
      const from = caller.heard.length;
      caller.prompt(text);
      const spoken: number[] = [];
      lines.set(text, spoken);
      // Whatever comes before the answer is a filler.
      for (let next = from; ; ) {
        const heard = await caller.hears(isText, next);
        next = caller.heard.indexOf(heard) + 1;
        if (heard.frame.type !== "text" || heard.frame.token === ANSWER[0]) {
          await caller.hears(endsReply, next);
          break;
        }
        spoken.push(heard.atUs);
        caller.listens(heard.frame.token);
      }
      caller.listens(ANSWER.join(""));
    });
    return rounds.map(({ question: text, called }) => [called, ...(lines.get(text) ?? [])]);
  };
  const short = await said(700, times);
  const slow = await said(1_600, times);
  const slower = await said(5_600, Math.ceil(times / 2));
  const waited = [...slow, ...slower];
  return {
    firstMs: waited.map(([called = Number.NaN, first = Number.NaN]) => (first - called) / 1_000),
    nextMs: slower.map(([, first = Number.NaN, second = Number.NaN]) => (second - first) / 1_000),
    needless: short.reduce((sum, lines) => sum + lines.length - 1, 0),
    shortTools: short.length,
  };
}

interface Round {
  readonly question: string;
  /** When the model's calls were written, and when it was told the results. */
  readonly called: number;
  readonly told: number;
}

async function ask(
  { model, baton }: Servers,
  times: number,
  turn: (caller: Caller, text: string) => Promise<void>,
): Promise<readonly Round[]> {
  await Promise.all(
    Array.from({ length: Math.min(CALLERS, times) }, async (_, who) => {
      const caller = await dial(baton, SLOW_TOOLS);
      await pause(300 + who * 53);
      for (let index = who; index < times; index += CALLERS) {
        await turn(caller, question(index));
        await pause(50);
      }
      await caller.hangUp();
    }),
  );
  const { records } = await model.collect();
  const of = (text: string, afterTools: boolean): readonly ModelRecord[] =>
    records.filter((r) => r.question === text && r.afterTools === afterTools);
  return Array.from({ length: times }, (_, index) => {
    const text = question(index);
    const [first, ...others] = [...of(text, false), ...of(text, true)];
    const [second] = others;
    if (first?.lastUs === undefined || second === undefined || others.length !== 1)
      throw new Error(
        `"${text}" took ${others.length + 1} requests, not one for the tools and one for their results.`,
      );
    return { question: text, called: first.lastUs, told: second.receivedUs };
  });
}
