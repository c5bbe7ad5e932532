import { setTimeout as pause } from "node:timers/promises";
import { type Caller, dial, endsReply, isText } from "../caller.ts";
import { nowUs } from "../clock.ts";
import { nameIn, namesHeard, question } from "../questions.ts";
import type { Server, Servers } from "../servers.ts";
import { REPLY, type StaticRequest } from "./turns.ts";

/** Calls at once whose model fails now and then. */
export interface UnderFaults {
  /** Turns that were answered, in which the caller was told to ask again, and that led to a person. */
  readonly answered: number;
  readonly told: number;
  readonly person: number;
  /** Why, one for each call that broke off or said nothing more. */
  readonly lost: readonly string[];
  readonly mixed: number;
  /** Of each turn: the worst wait for a sound, hearing what was said at a voice's pace. */
  readonly silenceMs: readonly number[];
  /** Requests that got a fault. */
  readonly faults: number;
}

const TURNS = 5;
const EVERY_MS = 5_000;
const DIALS_PER_SECOND = 50;
/** As the matrix hears: test/matrix. */
const CHARS_PER_SECOND = 16;
/** Nothing more comes of a turn that said something and then nothing for this long. */
const OVER_MS = 5_000;

export async function underFaults(
  { model }: Servers,
  server: Server,
  { called }: StaticRequest,
  calls: number,
  share: number,
): Promise<UnderFaults> {
  model.play({ ...REPLY, firstMs: 200, gapMs: 20, faultShare: share });
  const lost: string[] = [];
  const turns: Turn[] = [];
  await Promise.all(
    Array.from({ length: calls }, async (_, who) => {
      await pause((who / DIALS_PER_SECOND) * 1_000);
      try {
        const caller = await dial(server, called);
        for (let turn = 0; turn < TURNS; turn += 1) {
          await pause(EVERY_MS * (0.8 + Math.random() * 0.4));
          const taken = await takeTurn(caller, question(who * TURNS + turn));
          turns.push(taken);
          if (taken.became === "person") break;
        }
        await caller.hangUp();
      } catch (cause) {
        lost.push(String(cause));
      }
    }),
  );
  const { records } = await model.collect();
  const count = (became: Turn["became"]): number => turns.filter((turn) => turn.became === became).length;
  return {
    answered: count("answered"),
    told: count("told"),
    person: count("person"),
    lost,
    mixed: turns.filter((turn) => turn.mixed).length,
    silenceMs: turns.map((turn) => turn.silenceMs),
    faults: records.filter((record) => record.faulty).length,
  };
}

interface Turn {
  readonly became: "answered" | "told" | "person";
  readonly mixed: boolean;
  readonly silenceMs: number;
}

/** @throws Error where nothing at all was said. */
async function takeTurn(caller: Caller, asked: string): Promise<Turn> {
  const from = caller.heard.length;
  let heardToUs = caller.prompt(asked);
  let silenceUs = 0;
  let said = "";
  let unheard = "";
  // Reported once it is heard, as Twilio does: the goodbye waits for it, and so does the question whether anybody is there.
  const hearOut = async (): Promise<void> => {
    await pause(Math.max(0, (heardToUs - nowUs()) / 1_000));
    caller.listens(unheard);
    unheard = "";
  };
  for (let next = from; ; next += 1) {
    const waitMs = Math.max(0, (heardToUs - nowUs()) / 1_000) + (said === "" ? 20_000 : OVER_MS);
    const heard = await caller
      .hears(() => true, next, waitMs)
      .catch((cause: unknown) => {
        if (said === "") throw cause;
        return undefined;
      });
    const frame = heard?.frame;
    if (heard && frame && (isText(frame) || frame.type === "end")) {
      silenceUs = Math.max(silenceUs, heard.atUs - heardToUs);
      heardToUs = Math.max(heardToUs, heard.atUs);
    }
    if (frame?.type === "text") {
      said += frame.token;
      unheard += frame.token;
      heardToUs += (frame.token.length / CHARS_PER_SECOND) * 1_000_000;
    }
    const answered = namesHeard(said).includes(nameIn(asked)) && frame !== undefined && endsReply(frame);
    if (frame && frame.type !== "end" && !answered) {
      if (endsReply(frame)) await hearOut();
      continue;
    }
    if (answered) await hearOut();
    return {
      became: frame?.type === "end" ? "person" : answered ? "answered" : "told",
      mixed: namesHeard(said).some((name) => name !== nameIn(asked)),
      silenceMs: silenceUs / 1_000,
    };
  }
}
