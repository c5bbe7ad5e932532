import agents from "../agents/index.ts";
import type { Awake } from "./adapters/awake.ts";
import type { Keeping } from "./adapters/call-alarm.ts";
import type { CallSockets } from "./adapters/call-sockets.ts";
import type { CallStore } from "./adapters/call-store.ts";
import type { CallWriter } from "./adapters/call-writer.ts";
import type { KeptEdition } from "./adapters/editions/call-edition.ts";
import type { Answered } from "./adapters/editions/editions.ts";
import { editionsOf } from "./adapters/editions/of-process.ts";
import { knowledgeFor } from "./adapters/knowledge/knowledge-for.ts";
import type { NotePorts } from "./adapters/ledger/call-notes.ts";
import { CallTelling } from "./adapters/ledger/call-telling.ts";
import { OwedNote } from "./adapters/ledger/owed-note.ts";
import { textCounter } from "./adapters/ledger/text-counter.ts";
import { openAiModels } from "./adapters/openai/openai-models.ts";
import { leavingOf, lettersOf } from "./adapters/outgoing/letters-of-call.ts";
import { realClock } from "./adapters/real-clock.ts";
import { callRecorder } from "./adapters/twilio/call-recorder.ts";
import { twilioPeople } from "./adapters/twilio/twilio-people.ts";
import type { Conversation } from "./agent/conversation.ts";
import type { Agent } from "./agent/define.ts";
import { rulesOf } from "./agent/judge.ts";
import type { Models } from "./agent/model.ts";
import { LOOK_UP_MS } from "./agent/on-call/who-calls.ts";
import type { Outside } from "./agent/outside.ts";
import {
  accountOf,
  buildOf,
  type Config,
  type Env,
  ledgerOf,
  readConfig,
  restAccountOf,
  retentionMs,
  secretOf,
} from "./config.ts";
import type { Log } from "./ports.ts";
import type { CallRecord } from "./protocol/call-record.ts";
import { CODE_VERSION } from "./protocol/console/agents.ts";
import { isTrialPlace } from "./protocol/console/trial.ts";
import { callLanguages } from "./protocol/relay/call-languages.ts";
import { readRefused, readVersion } from "./protocol/relay/connect-reason.ts";
import type { Setup } from "./protocol/relay/inbound.ts";
import { accountOfCall, type CallAccount } from "./session/account/console/call-account.ts";
import type { CallState } from "./session/state/call-state.ts";
import type { Rules } from "./session/state/rules.ts";
import { TrialPlace } from "./trial/trial-place.ts";
import { whoCalls } from "./who-calls.ts";

/** What a call has of the world around it, made of the Worker's bindings: Twilio's side, secrets, the ledger. */

/** What a call goes by, and thinks with. */
export const portsOf = (config: Config, log: () => Log): Pick<Outside, "clock" | "models"> => ({
  clock: realClock,
  models: openAiModels(config, log),
});

/** Where agents are tried, of the objects that hold calls: by their names. */
export const trialPlaceOf = (env: Env, name: string | undefined): TrialPlace | undefined =>
  isTrialPlace(name) ? new TrialPlace(env, agents) : undefined;

/** A call as it is begun or taken up. */
interface Started {
  readonly state: CallState;
  /** The version of its agent that it has; undefined for the code. */
  readonly edition: KeptEdition | undefined;
  /** Where its transcript is read. */
  readonly record: Rules["record"];
  readonly log: Log;
}

/** Its agent, and what goes by that. */
export function startOf(env: Env, config: Config, { state, edition, record, log }: Started) {
  const { call, phase } = state;
  const code = codeAgentOf(call);
  const kept = edition?.agent === code.name ? edition : undefined;
  // A call of another release may have a version that this one does not take.
  const { agent, version: agentVersion } = (kept && editionsIn(env, config, log).checked(code, kept)) ?? {
    agent: code,
    version: CODE_VERSION,
  };
  const language = (phase.name !== "connecting" && call.language) || callLanguages(agent).start;
  const keeping: Keeping = {
    retentionMs: retentionMs(env),
    longestWaitMs: agent.handOff.longestWaitS * 1_000,
  };
  const rules = rulesOf(agent, { ...buildOf(env), agentVersion, model: config.OPENAI_MODEL, record });
  return { agent, rules, keeping, known: { ...state, call: { ...call, language } } };
}

/** The Function is told more of a call; where its agent is of another release, what is known here decides. */
const codeAgentOf = (call: CallState["call"]): Agent => agents.named(call.agent) ?? agents.forCall(call);

const editionsIn = (env: Env, config: Config, log: Log) =>
  editionsOf({ ledger: () => ledgerOf(env, config), log, later: (work) => void work });

/**
 * The version that a new call has of its agent, by what its `setup` says: at once where this process knows it, else within
 * half a second from the cache or the ledger. Where neither has it the code answers.
 */
export function editionOf(
  env: Env,
  config: Config,
  { call }: CallState,
  { customParameters }: Setup,
  log: Log,
): KeptEdition | Promise<KeptEdition> {
  const agent = codeAgentOf(call);
  const editions = editionsIn(env, config, log);
  const refused = readRefused(customParameters);
  if (refused) editions.refusedByRelay(agent, refused);
  const version = readVersion(customParameters);
  const known = editions.known(agent, version);
  const kept = ({ version, edit }: Answered): KeptEdition => ({ agent: agent.name, version, edit });
  return known ? kept(known) : editions.again(agent, version).then(kept);
}

/** What a call's object is made of, as far as its decisions act on it. */
interface Body {
  readonly sockets: CallSockets;
  readonly awake: Awake;
  readonly writer: CallWriter;
  readonly store: CallStore;
  readonly telling: CallTelling;
  readonly keeping: () => Keeping;
}

/** What is said, saved and told of a call, by its object. */
export const deedsOf = ({ sockets, awake, writer, store, telling, keeping }: Body) =>
  ({
    send: (frame) => {
      // What a caller can hear has to be on disk: a model that is quicker than the delay does not change that.
      writer.flush();
      sockets.send(frame);
    },
    close: () => {
      sockets.giveUp();
      awake.letGo();
    },
    save: (state, soon, marks) => writer.save(state, soon, marks),
    stepped: (state) => telling.stepped(state),
    finished: (state, record, timeline) => {
      store.keepRecord(record);
      store.forgetFrames();
      telling.ended(state, { record, timeline }, keeping());
    },
  }) satisfies Pick<Outside, "send" | "close" | "save" | "stepped" | "finished">;

/** The part that the call's object does itself. */
type OwnPart = Pick<Outside, "clock" | "models" | "log" | "send" | "close" | "save" | "stepped" | "finished">;

export function outsideOf(env: Env, config: Config, agent: Agent, own: OwnPart): Outside {
  const { log, finished } = own;
  const people = twilioPeople(accountOf(config), agent, own.clock.now);
  return {
    ...own,
    finished: (state, record, timeline) => {
      finished(state, record, timeline);
      void people.countResolved(state).catch((cause) => log("insights.not_counted", {}, cause));
    },
    whoCalls: ({ call }) => whoCalls(env, config, agent, call, LOOK_UP_MS, log),
    availability: people.availability,
    createCallback: people.createCallback,
    secret: (name) => secretOf(env, name, () => log("secret.not_set", { name })),
    countText: textCounter({
      ledger: () => ledgerOf(env, config),
      clock: own.clock,
      log,
      token: config.TWILIO_AUTH_TOKEN[0] ?? "",
    }),
    textCaller: people.textCaller,
    knowledge: knowledgeFor(agent, { ...own, bindings: env, account: restAccountOf(config) }),
    record: callRecorder(restAccountOf(config), own.clock.now),
  };
}

/** What its object gives to be told. */
type Own = Pick<NotePorts, "callSid" | "log" | "rules" | "ringAt" | "beyond"> & {
  /** What a person may see of it now; undefined where nothing is kept. */
  readonly account: () => CallAccount | undefined;
  readonly models: (config: Config) => Models;
};

export function tellingOf(env: Env, { kv }: Pick<DurableObjectStorage, "kv">, own: Own): CallTelling {
  const { log, account, models } = own;
  const read = readConfig(env);
  const ledger = () => (read.ok ? ledgerOf(env, read.config) : undefined);
  const leaving = read.ok && env.LEDGER ? leavingOf(read.config) : undefined;
  const prepare = () => {
    const ended = account();
    const agent = agents.named(ended?.call.agent);
    if (!read.ok || !leaving || !ended || !agent) return undefined;
    const outside = { models: models(read.config), clock: realClock, log, retentionMs: retentionMs(env) };
    return () => lettersOf({ ...ended, agent }, leaving, outside);
  };
  return new CallTelling({
    ...own,
    ledger,
    clock: realClock,
    owed: new OwedNote(kv),
    retentionMs: () => retentionMs(env),
    record: () => recordIn(account()),
    kv,
    isWanted: () => leaving !== undefined,
    prepare,
    post: async (letters) => {
      const answer = await ledger()?.post(letters);
      return answer !== undefined && "ok" in answer;
    },
  });
}

const recordIn = (account: CallAccount | undefined): CallRecord | undefined =>
  account && {
    callSid: account.call.callSid,
    startedAt: account.call.startedAt,
    live: account.call.endedAt === undefined,
    items: account.transcript,
  };

/** What a person may see of a call now; undefined where nothing is kept of it. */
export const accountIn = (
  env: Env,
  conversation: Conversation | undefined,
  record: CallRecord | undefined,
  rules: Rules | undefined,
): CallAccount | undefined =>
  conversation && record && rules && accountOfCall(conversation, record, rules, Date.now(), retentionMs(env));
