import { setTimeout as pause } from "node:timers/promises";
import type { Called } from "../called.ts";
import { dial, isText } from "../caller.ts";
import { question } from "../questions.ts";
import type { Servers } from "../servers.ts";
import { REPLY } from "./turns.ts";

/** B3: what starting on partial prompts brings, with prompts as they were recorded. Milliseconds. */
export interface Speculation {
  readonly turns: number;
  /** Turns that were answered by a request sent before the caller had finished. */
  readonly hits: number;
  /** Requests to the model, for all turns. */
  readonly requests: number;
  /** Of each hit: how much sooner its first frame came than if the model had been asked at the final prompt. */
  readonly hiddenMs: readonly number[];
  /** Of each hit whose text was ready at the final prompt: from that prompt to the first frame. */
  readonly readyMs: readonly number[];
}

/** A quick model, so that what is hidden is not flattered. */
const FIRST_TOKEN_MS = 400;
/** Recorded: a partial prompt every 200 to 300 ms. */
const PARTIAL_MS = 250;
/** Recorded: the final prompt repeats the last partial 350 to 800 ms after it. */
const FINAL_MS: readonly [number, number] = [350, 800];

const CALLERS = 8;

/** @param ownMs - the Worker's own share of a turn: what B1 and B2 add to the model's time. */
export async function speculate(
  { model, baton }: Servers,
  called: Called,
  turns: number,
  ownMs: number,
): Promise<Speculation> {
  model.play({ ...REPLY, firstMs: FIRST_TOKEN_MS });
  const finals: { readonly text: string; readonly sentUs: number; readonly firstUs: number }[] = [];
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, who) => {
      const caller = await dial(baton, called);
      await pause(300 + who * 37);
      for (let turn = who; turn < turns; turn += CALLERS) {
        const text = question(turn);
        const words = text.split(" ");
        caller.send({ type: "info", name: "clientSpeaking", value: "on" });
        for (let said = 1; said <= words.length; said += 1) {
          caller.partial(words.slice(0, said).join(" "));
          if (said < words.length) await pause(PARTIAL_MS);
        }
        // Evenly over the recorded span, so that a run can be repeated.
        await pause(FINAL_MS[0] + ((turn * 0.618) % 1) * (FINAL_MS[1] - FINAL_MS[0]));
        const from = caller.heard.length;
        const sentUs = caller.prompt(text);
        const first = await caller.hears(isText, from);
        await caller.hears((frame) => frame.type === "text" && frame.last, from);
        finals.push({ text, sentUs, firstUs: first.atUs });
        caller.listens(
          caller.heard
            .slice(from)
            .map(({ frame }) => (frame.type === "text" ? frame.token : ""))
            .join(""),
        );
        await pause(50);
      }
      await caller.hangUp();
    }),
  );
  const { records } = await model.collect();
  const hits = finals.flatMap((final) => {
    const record = records.find((r) => r.question === final.text && r.abortedUs === undefined);
    return record && record.receivedUs < final.sentUs
      ? [{ ...final, readyUs: record.firstUs ?? Number.NaN }]
      : [];
  });
  return {
    turns: finals.length,
    hits: hits.length,
    requests: records.length,
    hiddenMs: hits.map((hit) => FIRST_TOKEN_MS + ownMs - (hit.firstUs - hit.sentUs) / 1_000),
    readyMs: hits.filter((hit) => hit.readyUs < hit.sentUs).map((hit) => (hit.firstUs - hit.sentUs) / 1_000),
  };
}
