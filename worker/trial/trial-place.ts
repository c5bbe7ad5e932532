import { knowledgeFor } from "../adapters/knowledge/knowledge-for.ts";
import type { Agents } from "../agent/define.ts";
import { rulesOf } from "../agent/judge.ts";
import type { Outside } from "../agent/outside.ts";
import { Trial, triedBy } from "../agent/trial/trial.ts";
import { buildOf, type Config, type Env, restAccountOf, secretOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import type { Log } from "../ports.ts";
import { MAX_TRIAL_MINUTES, TRIAL, type TrialNews } from "../protocol/console/trial.ts";
import { levelOf } from "../protocol/log/log-events.ts";
import { pace, type Refusal, readSaid } from "./said.ts";
import { type Tried, triedIn } from "./tried.ts";

/**
 * Where an agent is tried, one at a time. Nothing of a trial is written down, so that nothing is left of it: the socket is
 * held in memory, and goes with the process.
 */
export class TrialPlace {
  readonly #env: Env;
  readonly #agents: Agents;
  #isTaken = false;

  constructor(env: Env, agents: Agents) {
    this.#env = env;
    this.#agents = agents;
  }

  /** The websocket of a trial, whose page the Worker's door has let in; 409 while there is another. */
  open({ url }: Request, config: Config, ports: Thinking): Response {
    if (this.#isTaken) return new Response(null, { status: 409 });
    this.#isTaken = true;
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    const asked = new URL(url).searchParams;
    const tried = triedIn(asked, this.#agents, this.#env, config);
    const signedInMs = (Number(asked.get("until")) || Number.POSITIVE_INFINITY) - Date.now();
    this.#hold(server, signedInMs, tried, (what, line) => this.#trial(what, config, { ...ports, ...line }));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** The one line between a page and a trial: whatever ends first ends both. */
  #hold(
    server: WebSocket,
    signedInMs: number,
    tried: Promise<Tried>,
    make: (what: Tried & { ok: true }, line: Line) => Trial,
  ) {
    let isOpen = true;
    const free = (): void => {
      isOpen = false;
      this.#isTaken = false;
      clearTimeout(timer);
    };
    const tell = (news: TrialNews): void => {
      if (isOpen) server.send(JSON.stringify(news));
    };
    const over = (): void => {
      if (!isOpen) return;
      free();
      server.close(1000);
    };
    const refuse = ({ error, hint }: Refusal): void => {
      tell({ type: "refused", error, hint });
      over();
    };
    const beginning = tried
      .then((what) => {
        if (!isOpen) return undefined;
        if (what.ok) return make(what, { tell, over });
        refuse(what);
        return undefined;
      })
      .catch((cause: unknown) => {
        consoleLog({})("call.fault", { during: "trial" }, cause);
        refuse(FAULT);
        return undefined;
      });
    // What comes before it has begun waits for that.
    const toTrial = (act: (trial: Trial) => void): void =>
      void beginning.then((trial) => trial && act(trial));
    const leave = (): void => toTrial((trial) => trial.left());
    const giveUp = (why: Refusal): void => {
      refuse(why);
      leave();
    };
    const isShort = signedInMs < MAX_TRIAL_MS;
    const timer = setTimeout(
      () => giveUp(isShort ? SIGNED_OUT : TIME_IS_UP),
      Math.min(MAX_TRIAL_MS, signedInMs),
    );
    const isInTime = pace(Date.now);
    server.addEventListener("message", ({ data }) => {
      if (!isOpen) return;
      const read = readSaid(data);
      const hangsUp = read.ok && read.said.type === "hang_up";
      if (!read.ok && !read.goesOn) giveUp(read);
      else if (!hangsUp && !isInTime()) giveUp(TOO_FAST);
      else if (!read.ok) tell({ type: "refused", error: read.error, hint: read.hint, goesOn: true });
      else toTrial((trial) => trial.said(read.said));
    });
    const gone = (): void => {
      if (isOpen) free();
      leave();
    };
    server.addEventListener("close", gone);
    server.addEventListener("error", gone);
    toTrial((trial) => trial.begin());
  }

  #trial({ agent, version, open }: Tried & { ok: true }, config: Config, ports: Thinking & Line): Trial {
    // No call has one like it. Tools are given it, and make their keys of it.
    const callSid = `${TRIAL}${crypto.randomUUID()}`;
    const log = troubles(consoleLog({ callSid }));
    const tried = triedBy(agent, open);
    const rules = rulesOf(tried, { ...buildOf(this.#env), model: config.OPENAI_MODEL });
    const secret = (name: string) => secretOf(this.#env, name, () => log("secret.not_set", { name }));
    const around = { ...ports, log, bindings: this.#env, account: restAccountOf(config) };
    const knowledge = knowledgeFor(tried, around);
    return new Trial(tried, rules, callSid, version, { ...ports, log, secret, knowledge });
  }
}

type Thinking = Pick<Outside, "clock" | "models">;

interface Line {
  readonly tell: (news: TrialNews) => void;
  readonly over: () => void;
}

const MAX_TRIAL_MS = MAX_TRIAL_MINUTES * 60_000;

const SIGNED_OUT: Refusal = {
  error: "signed_out",
  hint: "You are no longer signed in: open the console by a new link.",
};
const FAULT: Refusal = { error: "fault", hint: "It could not be begun: the Worker's log has the reason." };
const TIME_IS_UP: Refusal = {
  error: "time_is_up",
  hint: `An agent is tried for ${MAX_TRIAL_MINUTES} minutes at most: start again.`,
};
const TOO_FAST: Refusal = {
  error: "too_fast",
  hint: "More was said than anybody says in that time: start again.",
};

/** Of a trial only what somebody has to repair: whoever counts lines counts no call of it. */
const troubles =
  (log: Log): Log =>
  (event, fields, ...thrown) => {
    const isOfPart =
      /^(?:model|tool|secret|mcp|knowledge)\./.test(event) && levelOf(event, fields) !== "info";
    if (isOfPart || event === "call.fault") log(event, fields, ...thrown);
  };
