import { setTimeout as pause } from "node:timers/promises";
import type { Called } from "../called.ts";
import { dial } from "../caller.ts";
import { nameIn, question } from "../questions.ts";
import type { Servers } from "../servers.ts";
import { REPLY } from "./turns.ts";

/** B32: many calls at once in one process. */
export interface Density {
  /** B1 + B2 of every turn, milliseconds. */
  readonly costMs: readonly number[];
  /** Replies that named another caller. */
  readonly crossed: number;
}

const TURNS = 4;
/** A caller speaks about this often. */
const EVERY_MS = 5_000;
/** Calls do not all come in the same instant. */
const DIALS_PER_SECOND = 50;

export async function crowd({ model, baton }: Servers, called: Called, calls: number): Promise<Density> {
  model.play({ ...REPLY, firstMs: 200, gapMs: 20 });
  const turns = await Promise.all(
    Array.from({ length: calls }, async (_, who) => {
      await pause((who / DIALS_PER_SECOND) * 1_000);
      const caller = await dial(baton, called);
      const taken = [];
      for (let turn = 0; turn < TURNS; turn += 1) {
        await pause(EVERY_MS * (0.8 + Math.random() * 0.4));
        const asked = await caller.ask(question(who * TURNS + turn));
        caller.listens(asked.text);
        taken.push(asked);
      }
      await caller.hangUp();
      return taken;
    }),
  );
  const { records } = await model.collect();
  const byQuestion = new Map(records.map((r) => [r.question, r]));
  const all = turns.flat();
  return {
    costMs: all.map((turn) => {
      const record = byQuestion.get(turn.question);
      if (record?.firstUs === undefined) throw new Error(`"${turn.question}" never reached the model.`);
      return (record.receivedUs - turn.sentUs + turn.firstUs - record.firstUs) / 1_000;
    }),
    crossed: all.filter((turn) => !turn.text.includes(nameIn(turn.question))).length,
  };
}
