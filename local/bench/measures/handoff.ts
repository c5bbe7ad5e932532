import { setTimeout as pause } from "node:timers/promises";
import { parseHandoff } from "../../../worker/protocol/handoff.ts";
import type { Called } from "../called.ts";
import { type Caller, dial, isText } from "../caller.ts";
import type { Plan } from "../model/plan.ts";
import { question } from "../questions.ts";
import type { Servers } from "../servers.ts";
import { REPLY } from "./turns.ts";

/**
 * B35: until `end` is there with the complete hand-off, for callers who hear the goodbye at once. Milliseconds, one for
 * each call.
 */
export interface HandOffs {
  /** From the model's `hand_off` call, which brings the summary. */
  readonly byModelMs: readonly number[];
  /** The same, while TaskRouter's statistics give no answer. */
  readonly unknownDeskMs: readonly number[];
  /** From the caller's wish for a person; the model is asked for the summary. */
  readonly askedMs: readonly number[];
  /** The same, and the model is dead. */
  readonly deadModelMs: readonly number[];
}

/** What the model takes for a summary, as a real one does. */
export const SUMMARY_MS = 600;
const SUMMARY = "The caller asks about a delivery that is late.";
const HAND_OFF: Plan = {
  firstMs: 25,
  gapMs: 0,
  deltas: [],
  calls: [
    {
      name: "hand_off",
      arguments: { reason: "A person is needed.", callSummary: SUMMARY, sentiment: "neutral" },
    },
  ],
};
const NEVER_MS = 30_000;
const WANTS_A_PERSON = "I want to talk to a person.";
const GREETING_MS = 300;

export async function handOver(servers: Servers, called: Called, times: number): Promise<HandOffs> {
  const repeat = async (one: (index: number) => Promise<number>): Promise<readonly number[]> => {
    const all: number[] = [];
    for (let i = 0; i < times; i += 1) all.push(await one(i));
    return all;
  };
  return {
    byModelMs: await repeat((i) => byModel(servers, called, i, HAND_OFF)),
    unknownDeskMs: await repeat((i) => byModel(servers, called, i, { ...HAND_OFF, statisticsMs: NEVER_MS })),
    askedMs: await repeat((i) => byCaller(servers, called, i, { ...HAND_OFF, firstMs: SUMMARY_MS })),
    deadModelMs: await repeat((i) => byCaller(servers, called, i, { ...HAND_OFF, firstMs: NEVER_MS })),
  };
}

/** The model answers the caller with `hand_off`. */
async function byModel(
  { model, baton }: Servers,
  called: Called,
  index: number,
  plan: Plan,
): Promise<number> {
  model.play(plan);
  const caller = await dial(baton, called);
  await pause(GREETING_MS);
  const text = question(index);
  caller.prompt(text);
  const { atUs, summary } = await leaves(caller, 0);
  await caller.hangUp();
  const { records } = await model.collect();
  const wrote = records.find((record) => record.question === text)?.firstUs;
  if (wrote === undefined || summary !== SUMMARY)
    throw new Error("The model's own summary did not leave with the call.");
  return (atUs - wrote) / 1_000;
}

/** A rule hears that a person is wanted, after a turn there is something to say about. */
async function byCaller(
  { model, baton }: Servers,
  called: Called,
  index: number,
  plan: Plan,
): Promise<number> {
  model.play(REPLY);
  const caller = await dial(baton, called);
  await pause(GREETING_MS);
  const turn = await caller.ask(question(index));
  caller.listens(turn.text);
  model.play(plan);
  const from = caller.heard.length;
  const sentUs = caller.prompt(WANTS_A_PERSON);
  const { atUs, summary } = await leaves(caller, from);
  await caller.hangUp();
  await model.collect();
  const expected = plan.firstMs === NEVER_MS ? question(index) : SUMMARY;
  if (!summary.includes(expected)) throw new Error(`The summary that left is not "${expected}".`);
  return (atUs - sentUs) / 1_000;
}

/** Hears the goodbye at once, and waits for the end. @throws Error when the hand-off is not complete. */
async function leaves(
  caller: Caller,
  from: number,
): Promise<{ readonly atUs: number; readonly summary: string }> {
  const goodbye = await caller.hears(isText, from);
  if (goodbye.frame.type === "text") caller.listens(goodbye.frame.token);
  const { atUs, frame } = await caller.hears(({ type }) => type === "end", from);
  const read = parseHandoff(frame.type === "end" ? frame.handoffData : undefined);
  if (!read || read.repaired) throw new Error("The call ended without a complete hand-off.");
  return { atUs, summary: read.handoff.callSummary };
}
