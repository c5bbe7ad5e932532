import { setTimeout as pause } from "node:timers/promises";
import { dial } from "../caller.ts";
import { question } from "../questions.ts";
import type { Server, Servers } from "../servers.ts";
import { REPLY, type StaticRequest } from "./turns.ts";

/** How many are under way: one alone would take an hour for 10,000. */
const LANES = 20;
const GREETING_MS = 200;

/**
 * B32: calls one after another, with two turns each.
 *
 * @returns workerd's memory after each tenth of them, MiB, and what of them was lost.
 */
export async function inARow(
  { model }: Servers,
  server: Server,
  { called }: StaticRequest,
  calls: number,
): Promise<{ readonly memoryMiB: readonly number[]; readonly lost: readonly string[] }> {
  model.play({ ...REPLY, firstMs: 10, gapMs: 1 });
  const memoryMiB: number[] = [];
  const lost: string[] = [];
  let begun = 0;
  let over = 0;
  const lane = async (): Promise<void> => {
    while (begun < calls) {
      begun += 1;
      try {
        const caller = await dial(server, called);
        await pause(GREETING_MS);
        for (const turn of [0, 1]) caller.listens((await caller.ask(question(over * 2 + turn))).text);
        await caller.hangUp();
      } catch (cause) {
        lost.push(String(cause));
      }
      over += 1;
      if (over % Math.ceil(calls / 10) !== 0 && over !== calls) continue;
      memoryMiB.push(server.usage().memoryMiB);
      await model.collect();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { memoryMiB, lost };
}
