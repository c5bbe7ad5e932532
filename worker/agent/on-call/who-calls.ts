import type { Clock, Log } from "../../ports.ts";
import { greetingFor, namesCaller } from "../../protocol/caller/greeting.ts";
import { type KnownCaller, NOTHING_KNOWN } from "../../protocol/caller/known-caller.ts";
import type { EarlierCall, EarlierCallsQuery } from "../../protocol/console/earlier-call.ts";
import { readCaller } from "../../protocol/phone-address.ts";
import { faultOf } from "../../protocol/scrubbed.ts";
import { concealer } from "../../session/account/concealment.ts";
import { secretsOf } from "../conceal.ts";
import type { Agent } from "../define.ts";
import { hidingSecrets } from "../tools/tool-runner.ts";
import { cleaned, together } from "./cleaned.ts";
import type { ArrivingCall, CallerSource, LookUpContext } from "./source.ts";

/** From `setup` on, beside the greeting: what comes later is of no use to the first turn, and left out. */
export const LOOK_UP_MS = 1_500;
/** For the greeting: whoever answers a call's webhook has 400 ms in all. */
const GREETING_LOOK_UP_MS = 300;

/** Nobody reads more of them on the phone. */
const MAX_EARLIER_CALLS = 10;

export interface LookUpPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly secret: (name: string) => string;
  /** @param number - the caller's own, E.164. */
  readonly earlierCalls: (number: string, query: EarlierCallsQuery) => Promise<readonly EarlierCall[]>;
}

/**
 * Asks the agent's sources, side by side. Never throws, and answers within the deadline: a source that is late or fails is
 * left out, and stands in the log once, by a code.
 */
export async function whoCalls(
  agent: Pick<Agent, "onCall" | "conceal">,
  call: ArrivingCall,
  deadlineMs: number,
  ports: LookUpPorts,
): Promise<KnownCaller> {
  if (agent.onCall.length === 0 || deadlineMs <= 0) return NOTHING_KNOWN;
  const conceal = concealer({}, secretsOf(agent.conceal));
  const deadline = new AbortController();
  const late = Promise.withResolvers<"late">();
  const cancel = ports.clock.after(deadlineMs, () => {
    late.resolve("late");
    deadline.abort(new Error("deadline"));
  });
  const one = async (source: CallerSource): Promise<KnownCaller> => {
    const { secret, hide } = hidingSecrets(ports.secret);
    const context: LookUpContext = {
      signal: deadline.signal,
      secret,
      earlierCalls: (query) => earlierCallsOf(call, query, ports),
    };
    const left = (fault: Readonly<Record<string, string | number>>) => {
      ports.log("caller.not_known", { source: source.from, ...fault });
      return NOTHING_KNOWN;
    };
    try {
      const said = await Promise.race([source.ask(call, context), late.promise]);
      if (said === "late") return left({ code: "late" });
      return cleaned(source.from, said, hide);
    } catch (cause) {
      return left(deadline.signal.aborted ? { code: "late" } : { ...faultOf(cause) });
    }
  };
  try {
    return together(await Promise.all(agent.onCall.map(one)), conceal);
  } finally {
    cancel();
  }
}

/**
 * The greeting with what is known of the caller in it.
 *
 * @param leftMs - of what whoever answers the call's webhook may take.
 * @returns undefined where all callers hear the same.
 */
export async function greetingOf(
  agent: Pick<Agent, "greeting" | "onCall" | "conceal">,
  call: ArrivingCall,
  leftMs: number,
  ports: LookUpPorts,
): Promise<string | undefined> {
  if (!namesCaller(agent.greeting)) return undefined;
  const known = await whoCalls(agent, call, Math.min(leftMs, GREETING_LOOK_UP_MS), ports);
  return greetingFor(agent.greeting, known);
}

/** Of this caller alone, and of nobody where the number is withheld or is none. */
async function earlierCallsOf(
  { from, to }: ArrivingCall,
  { sinceMs, limit }: EarlierCallsQuery,
  { earlierCalls }: LookUpPorts,
): Promise<readonly EarlierCall[]> {
  const { number } = readCaller(from, to);
  if (number === undefined || !(limit >= 1)) return [];
  return earlierCalls(number, { sinceMs, limit: Math.min(Math.trunc(limit), MAX_EARLIER_CALLS) });
}
