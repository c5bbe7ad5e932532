import { realClock } from "./adapters/real-clock.ts";
import type { Agent } from "./agent/define.ts";
import type { ArrivingCall } from "./agent/on-call/source.ts";
import { greetingOf as greet, type LookUpPorts, whoCalls as look } from "./agent/on-call/who-calls.ts";
import { type Config, type Env, ledgerOf, secretOf } from "./config.ts";
import type { Log } from "./ports.ts";
import type { KnownCaller } from "./protocol/caller/known-caller.ts";

/** Who is calling, asked with the Worker's secrets and its ledger. */

const portsOf = (env: Env, config: Config, log: Log): LookUpPorts => ({
  clock: realClock,
  log,
  secret: (name) => secretOf(env, name, () => log("secret.not_set", { name })),
  earlierCalls: async (number, query) => {
    const answer = await ledgerOf(env, config)?.earlierCalls(number, query);
    if (answer === undefined || "error" in answer) throw new Error(answer?.error ?? "no_ledger");
    return answer.calls;
  },
});

/** Never throws. @param deadlineMs - `LOOK_UP_MS` beside the greeting. */
export const whoCalls = (
  env: Env,
  config: Config,
  agent: Agent,
  call: ArrivingCall,
  deadlineMs: number,
  log: Log,
): Promise<KnownCaller> => look(agent, call, deadlineMs, portsOf(env, config, log));

/**
 * For whoever answers the call's webhook. Never throws; what fails here is said at the call's `setup`, where the same sources
 * are asked with more time.
 *
 * @param leftMs - of what the webhook may take.
 * @returns the greeting as this caller is to hear it; undefined where all callers hear the same.
 */
export const greetingOf = (
  env: Env,
  config: Config,
  agent: Agent,
  call: ArrivingCall,
  leftMs: number,
): Promise<string | undefined> =>
  greet(
    agent,
    call,
    leftMs,
    portsOf(env, config, () => undefined),
  );
