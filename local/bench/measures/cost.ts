import { setTimeout as pause } from "node:timers/promises";
import type { Called } from "../called.ts";
import { dial, isText } from "../caller.ts";
import type { Meter } from "../cost/meter.ts";
import { question } from "../questions.ts";
import type { Servers } from "../servers.ts";
import { REPLY } from "./turns.ts";

/** What one lively call makes Cloudflare count. */
export interface CallCost {
  readonly seconds: number;
  readonly turns: number;
  /** To the model. */
  readonly requests: number;
  readonly meter: Meter;
}

/** A turn every 10.7 s: 28 in five minutes. */
const TURN_MS = 10_700;
/** As in the speculation's measure, which has them from recordings. */
const PARTIAL_MS = 350;
const FINAL_MS = 500;
/** A reply is played in so many pieces, each with its event. */
const PIECES = 3;
const PIECE_MS = 900;
/** In which an ended call is told to the ledger. */
const TOLD_MS = 1_000;

/** One call in real time, with partial prompts, playback and who is speaking, as Twilio reports them. */
export async function lively({ model, baton }: Servers, called: Called, seconds: number): Promise<CallCost> {
  model.play({ ...REPLY, firstMs: 400 });
  // The first call of an installation makes the ledger's tables.
  const first = await dial(baton, called);
  await first.hangUp();
  await pause(TOLD_MS);
  const before = await read(baton, first.callSid);
  const startedMs = performance.now();
  const caller = await dial(baton, called);
  const info = (name: string, value: string): void => caller.send({ type: "info", name, value });
  let turns = 0;
  for (; performance.now() - startedMs + TURN_MS <= seconds * 1_000; turns += 1) {
    const words = question(turns).split(" ");
    info("clientSpeaking", "on");
    // As recorded: the final prompt repeats the last partial one.
    for (let said = 2; said < words.length; said += 2) {
      caller.partial(words.slice(0, said).join(" "));
      await pause(PARTIAL_MS);
    }
    caller.partial(words.join(" "));
    await pause(FINAL_MS);
    const from = caller.heard.length;
    caller.prompt(words.join(" "));
    await caller.hears(isText, from);
    await caller.hears((frame) => frame.type === "text" && frame.last, from);
    const reply = caller.heard
      .slice(from)
      .map(({ frame }) => (frame.type === "text" ? frame.token : ""))
      .join("");
    info("agentSpeaking", "on");
    for (let piece = 0; piece < PIECES; piece += 1) {
      await pause(PIECE_MS);
      const [start, end] = [piece, piece + 1].map((n) => Math.round((reply.length * n) / PIECES));
      info("tokensPlayed", reply.slice(start, end));
    }
    info("agentSpeaking", "off");
    await pause(Math.max(0, startedMs + (turns + 1) * TURN_MS - performance.now()));
  }
  await caller.hangUp();
  const lasted = (performance.now() - startedMs) / 1_000;
  await pause(TOLD_MS);
  const { records } = await model.collect();
  const after = await read(baton, caller.callSid);
  const meter = { ...after };
  for (const name of ADDED_UP) meter[name] -= before[name];
  return { seconds: lasted, turns, requests: records.length, meter };
}

/** What the meter counts from its beginning on. */
const ADDED_UP = [
  "framesIn",
  "framesOut",
  "rowsWritten",
  "rowsRead",
  "alarmsSet",
  "alarmsRung",
  "lines",
] as const satisfies readonly (keyof Meter)[];

async function read(
  { origin }: Servers["baton"],
  callSid: string,
): Promise<{ -readonly [K in keyof Meter]: Meter[K] }> {
  const response = await fetch(`${origin.replace(/^ws/, "http")}/meter?call=${callSid}`);
  return (await response.json()) as Meter; // as ../cost/metered.ts writes it
}
