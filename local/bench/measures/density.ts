import { setTimeout as pause } from "node:timers/promises";
import { type Caller, dial, type Turn } from "../caller.ts";
import { nameIn, namesHeard, question } from "../questions.ts";
import type { Server, Servers } from "../servers.ts";
import { REPLY, type StaticRequest } from "./turns.ts";

/** B32: many calls at once in one process. */
export interface Density {
  readonly server: Server["name"];
  /** B1 + B2 of every turn, milliseconds. */
  readonly costMs: readonly number[];
  /** Where a call broke off, and why; one for each call that did. */
  readonly lost: readonly string[];
  /** Replies that named another caller. */
  readonly mixed: number;
  /** Of workerd, for each call. */
  readonly kibPerCall: number;
  /** Of one core, by workerd, while the turns were taken. */
  readonly cpuShare: number;
}

interface Load {
  readonly calls: number;
  /** Of all calls together. */
  readonly turnsPerSecond: number;
}

const TURNS = 4;
/** Calls do not all come in the same instant. */
const DIALS_PER_SECOND = 50;

/** One server, with turns that come at random, evenly over the time. */
export async function crowd(
  { model }: Servers,
  server: Server,
  { called, request }: StaticRequest,
  { calls, turnsPerSecond }: Load,
): Promise<Density> {
  model.play({ ...REPLY, firstMs: 200, gapMs: 20 });
  const parameters = server.name === "baseline" ? { request, greeting: called.greeting } : {};
  const lost: string[] = [];
  const atRest = server.usage();
  const callers = await Promise.all(
    Array.from({ length: calls }, async (_, who) => {
      await pause((who / DIALS_PER_SECOND) * 1_000);
      return dial(server, called, parameters).catch((cause: unknown) => void lost.push(`dialling: ${cause}`));
    }),
  );
  await pause(2_000);
  const before = server.usage();
  const startedMs = performance.now();
  const turns = await Promise.all(
    callers.map((caller, who) =>
      caller ? takeTurns(caller, who, { calls, turnsPerSecond }, startedMs, lost) : [],
    ),
  );
  const after = server.usage();
  const seconds = (performance.now() - startedMs) / 1_000;
  await Promise.all(callers.map((caller) => caller?.hangUp().catch(() => {})));
  const { records } = await model.collect();
  const byQuestion = new Map(records.map((r) => [r.question, r]));
  const all = turns.flat();
  return {
    server: server.name,
    costMs: all.map((turn) => {
      const record = byQuestion.get(turn.question);
      return (
        ((record?.receivedUs ?? Number.NaN) - turn.sentUs + turn.firstUs - (record?.firstUs ?? 0)) / 1_000
      );
    }),
    lost,
    mixed: all.filter(isMixed).length,
    kibPerCall: ((after.memoryMiB - atRest.memoryMiB) * 1_024) / calls,
    cpuShare: (after.cpuS - before.cpuS) / seconds,
  };
}

async function takeTurns(
  caller: Caller,
  who: number,
  { calls, turnsPerSecond }: Load,
  startedMs: number,
  lost: string[],
): Promise<readonly Turn[]> {
  const taken: Turn[] = [];
  let asking = false;
  // The first of a crowd have waited for the last.
  makeASound(caller);
  const sounds = setInterval(() => asking || makeASound(caller), SOUND_EVERY_MS);
  const everyMs = (calls / turnsPerSecond) * 1_000;
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await pause(Math.max(0, startedMs + (turn + Math.random()) * everyMs - performance.now()));
      asking = true;
      const asked = await caller.ask(question(who * TURNS + turn));
      asking = false;
      if (namesHeard(asked.text).length === 0) throw new Error(`answered "${asked.text}"`);
      caller.listens(asked.text);
      taken.push(asked);
    }
  } catch (cause) {
    lost.push(`turn ${taken.length + 1} of ${TURNS}: ${cause}`);
  } finally {
    clearInterval(sounds);
  }
  return taken;
}

/** Who hears nothing for 8 s is asked whether they are there, by the Worker that can. */
const SOUND_EVERY_MS = 4_000;

function makeASound(caller: Caller): void {
  for (const value of ["on", "off"]) caller.send({ type: "info", name: "clientSpeaking", value });
}

const isMixed = ({ question: asked, text }: Turn): boolean =>
  namesHeard(text).some((name) => name !== nameIn(asked));
