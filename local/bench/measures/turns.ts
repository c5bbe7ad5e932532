import { setTimeout as pause } from "node:timers/promises";
import { type Called, SHIPPED_NUMBER } from "../called.ts";
import { type Caller, dial, type Turn } from "../caller.ts";
import type { ModelRecord, Plan } from "../model/plan.ts";
import { question } from "../questions.ts";
import type { Server, Servers } from "../servers.ts";

/** One turn of one server, milliseconds. */
export interface TurnCost {
  readonly server: Server["name"];
  /** Of the call, and of the turn in it, from 0. */
  readonly call: number;
  readonly turn: number;
  /** B1: the final prompt was sent → the model has its request. */
  readonly toModelMs: number;
  /** B2: the model wrote its first piece → the caller has its first frame. */
  readonly fromModelMs: number;
  readonly firstFrameBeforeThirdDelta: boolean;
  readonly requestBytes: number;
}

/** A reply of two sentences, token by token as from a model, but faster. */
export const REPLY: Plan = {
  firstMs: 25,
  gapMs: 3,
  deltas: [
    "Thanks",
    ", ",
    "$who",
    ". ",
    "Let",
    " me",
    " see",
    ". ",
    "Yes",
    ", ",
    "that",
    " is",
    " fine",
    ", ",
    "and",
    " it",
    " is",
    " on",
    " its",
    " way",
    ".",
  ],
};

/** What is the same in every request of the shipped agent, for the baseline to send as well. */
export interface StaticRequest {
  readonly request: string;
  readonly called: Called;
}

/** Learnt from the Worker itself, so that the two cannot drift apart. It is also the process's first turn. */
export async function firstTurn(
  servers: Servers,
): Promise<{ readonly cost: TurnCost; readonly rest: StaticRequest }> {
  const { model, baton } = servers;
  model.play(REPLY, { keepBodies: true });
  const caller = await dial(baton, { number: SHIPPED_NUMBER, greeting: "Hi." });
  await pause(GREETING_MS);
  const turn = await caller.ask(question(0));
  await caller.hangUp();
  const { records } = await model.collect();
  const body = records[0]?.body;
  if (body === undefined) throw new Error("The Worker asked the model nothing.");
  const { input, ...request } = JSON.parse(body);
  return {
    cost: costOf(turn, "baton", 0, 0, records),
    rest: {
      request: JSON.stringify(request),
      called: { number: SHIPPED_NUMBER, greeting: input[0].content },
    },
  };
}

export interface Session {
  readonly calls: number;
  /** In each call. */
  readonly turns: number;
  /** Before each call all connections to the model are closed, and a new one takes this long; milliseconds. */
  readonly connectMs?: number;
}

/** From `setup` to the caller's first words: a greeting that is cut short. */
const GREETING_MS = 600;

/**
 * The same turns by all servers, one after the other, so that whatever else the machine does hits each of them.
 * Several calls, so that no conversation grows beyond what one is, and every call has a first turn.
 */
export async function takeTurns(
  servers: Servers,
  rest: StaticRequest,
  { calls, turns, connectMs }: Session,
): Promise<readonly TurnCost[]> {
  const { model, baton, baseline, other } = servers;
  model.play(REPLY);
  const costs: TurnCost[] = [];
  let asked = 0;
  for (let call = 0; call < calls; call += 1) {
    if (connectMs !== undefined) model.slowConnects(connectMs);
    const callers: (readonly [Server, Caller])[] = [
      [baton, await dial(baton, rest.called)],
      [
        baseline,
        await dial(baseline, rest.called, { request: rest.request, greeting: rest.called.greeting }),
      ],
    ];
    if (other) callers.push([other, await dial(other, rest.called)]);
    if (call % 2 === 1) callers.reverse();
    await pause(GREETING_MS);
    const done: (readonly [Server, number, Turn])[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const text = question(asked);
      asked += 1;
      // Each is the first as often as the others, and has either before it.
      callers.push(...callers.splice(0, 1));
      for (const [server, caller] of callers) {
        await pause(10 + Math.random() * 20);
        const answered = await caller.ask(text);
        caller.listens(answered.text);
        done.push([server, turn, answered]);
      }
    }
    await Promise.all(callers.map(([, caller]) => caller.hangUp()));
    const { records } = await model.collect();
    costs.push(...done.map(([server, turn, answered]) => costOf(answered, server.name, call, turn, records)));
  }
  if (connectMs !== undefined) model.slowConnects(0);
  return costs;
}

function costOf(
  turn: Turn,
  server: Server["name"],
  call: number,
  index: number,
  records: readonly ModelRecord[],
): TurnCost {
  const asked = records.filter((r) => r.key === server && r.question === turn.question);
  const [record] = asked;
  if (record?.firstUs === undefined || record.thirdUs === undefined || asked.length !== 1)
    throw new Error(`"${turn.question}" reached the model ${asked.length} times from ${server}, not once.`);
  return {
    server,
    call,
    turn: index,
    toModelMs: (record.receivedUs - turn.sentUs) / 1_000,
    fromModelMs: (turn.firstUs - record.firstUs) / 1_000,
    firstFrameBeforeThirdDelta: turn.firstUs < record.thirdUs,
    requestBytes: record.bytes,
  };
}
