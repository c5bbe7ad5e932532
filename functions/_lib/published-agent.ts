import { type AgentAnswer, CODE_VERSION } from "../../worker/protocol/console/agents.ts";
import {
  type AnswerQuery,
  answerSubject,
  queryOf,
  readAgentAnswer,
} from "../../worker/protocol/editing/agent-answer.ts";
import { withSpoken } from "../../worker/protocol/editing/with-spoken.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { signLink } from "../../worker/protocol/signed/signed-link.ts";
import type { AnsweringAgent, AnsweringAgents } from "./agents-data.ts";
import { answeringAgent } from "./answering-agent.ts";
import type { Trail } from "./trail.ts";
import type { FunctionsConfig } from "./webhook/config.ts";
import { type Params, readCalled, readCallSid, readFrom } from "./webhook/params.ts";
import { workerOrigin } from "./worker-address.ts";

/**
 * The agent as it was published, by the Worker: asked when a call comes in, and by later webhooks of a call that has a version,
 * where they say or connect something. Of a Worker that is slow, gone or not set up nobody waits for more: the agent
 * answers as the code has it.
 */

/** From the question to the answer, milliseconds. The caller hears it ring meanwhile. */
const WAIT_MS = 400;
/** Seconds for which what was signed may be asked, so that the two clocks may differ by minutes. */
const VALID_S = 600;
/** Versions that calls of one process have; the newest are kept. */
const MOST_KEPT = 50;

/** A webhook of a call. */
export interface Asking {
  readonly agents: AnsweringAgents;
  readonly params: Params;
  readonly config: FunctionsConfig;
  readonly trail: Trail;
  readonly nowMs: number;
}

export interface Published {
  readonly agent: AnsweringAgent;
  /** 0 for the code. */
  readonly version: number;
  /** The greeting with what is known of this caller in it. */
  readonly spokenGreeting?: string | undefined;
  /** Whoever was asked did not answer: for the log. */
  readonly standIn?: true;
}

/** By `AGENT@VERSION`, which never changes: later webhooks of a call often find the process of the first. */
const kept = new Map<string, AgentAnswer>();

/** Goes on at once where it is there, so that what needs no answer of the Worker's does not wait for one. */
export const onward = <T, A>(value: T | Promise<T>, go: (value: T) => A | Promise<A>): A | Promise<A> =>
  value instanceof Promise ? value.then(go) : go(value);

/** Who answers a call that comes in. */
export function publishedFor(asking: Asking): Published | Promise<Published> {
  const { agents, params, trail } = asking;
  const agent = answeringAgent(agents, params, trail);
  const answer = ask(asking, {
    to: readCalled(params),
    from: readFrom(params),
    country: params.text("CallerCountry") ?? params.text("FromCountry"),
    language: trail.language,
  });
  return answer
    ? answer.then((found) => edited(agents, found) ?? { agent, version: CODE_VERSION, standIn: true })
    : { agent, version: CODE_VERSION };
}

/** The agent of a call that goes on, in the version that the call has. */
export function publishedAgain(asking: Asking): Published | Promise<Published> {
  const { agents, params, trail } = asking;
  const agent = answeringAgent(agents, params, trail);
  const { version = CODE_VERSION } = trail;
  if (version === CODE_VERSION) return { agent, version };
  const known = edited(agents, kept.get(keyOf({ agent: agent.name, version })));
  if (known) return known;
  const asCode: Published = { agent, version, standIn: true };
  const answer = ask(asking, { agent: agent.name, version: String(version) });
  if (!answer) return asCode;
  return answer.then((found) => (found?.version === version ? edited(agents, found) : undefined) ?? asCode);
}

const keyOf = ({ agent, version }: Pick<AgentAnswer, "agent" | "version">): string => `${agent}@${version}`;

/** @returns undefined where there is no answer, or this release has no such agent. */
function edited(agents: AnsweringAgents, answer: AgentAnswer | undefined): Published | undefined {
  const agent = agents.named(answer?.agent);
  if (!answer || !agent) return undefined;
  const { version, spokenGreeting } = answer;
  return { agent: withSpoken(agent, answer.edit), version, spokenGreeting };
}

/** @returns undefined where there is nobody to ask: no Worker, or no token to sign with. */
function ask(
  { params, config: { relayUrl, authToken }, nowMs }: Asking,
  asked: Omit<AnswerQuery, "callSid">,
): Promise<AgentAnswer | undefined> | undefined {
  const callSid = readCallSid(params);
  if (relayUrl === undefined || authToken === undefined || callSid === undefined) return undefined;
  const query = queryOf({ ...asked, callSid });
  const url = `${workerOrigin(relayUrl)}/api/agents/answer`;
  return within(WAIT_MS, (signal) => fetched(url, { query, authToken, nowMs, signal })).catch(
    () => undefined,
  );
}

async function fetched(
  url: string,
  how: {
    readonly query: URLSearchParams;
    readonly authToken: string;
    readonly nowMs: number;
    readonly signal: AbortSignal;
  },
): Promise<AgentAnswer | undefined> {
  const { query, authToken, nowMs, signal } = how;
  const link = await signLink("answer", authToken, answerSubject(query), Math.floor(nowMs / 1_000) + VALID_S);
  const response = await fetch(`${url}${link}&${query}`, { redirect: "error", signal });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const answer = readAgentAnswer(await response.json());
  if (answer && answer.version !== CODE_VERSION) keep(answer);
  return answer;
}

function keep({ spokenGreeting: _oneCallers, ...answer }: AgentAnswer): void {
  kept.set(keyOf(answer), answer);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}
