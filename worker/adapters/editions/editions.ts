import * as z from "zod";
import type { Agent } from "../../agent/define.ts";
import { edited } from "../../agent/editing/edited.ts";
import type { Clock, Log } from "../../ports.ts";
import type {
  AgentAnswering,
  AnsweringNews,
  Edition,
  EditionAnswer,
  EditionNews,
} from "../../protocol/console/agent-book.ts";
import { type AgentFault, CODE_VERSION } from "../../protocol/console/agents.ts";
import type { LedgerNewer } from "../../protocol/console/call-note.ts";
import type { AgentEdit } from "../../protocol/editing/agent-edit.ts";
import { type Beginning, editionFor } from "../../protocol/editing/edition-for.ts";
import { present } from "../../protocol/present.ts";
import { type CachePart, cached, putInCache } from "./cached.ts";
import { type Memory, remember } from "./memory.ts";

/** A caller waits for it. Milliseconds. */
const LEDGER_MS = 250;

/** The ledger, as whoever answers has it. */
export interface EditionLedger {
  /** @param known - versions that need not be sent again. */
  readonly answering: (agent: string, known: readonly number[]) => Promise<AnsweringNews | LedgerNewer>;
  readonly edition: (agent: string, version: number) => Promise<EditionAnswer | LedgerNewer>;
  readonly agentFault: (agent: string, fault: AgentFault) => Promise<unknown>;
}

export interface EditionPorts {
  /** Undefined where no ledger is bound: then nothing can have been published. */
  readonly ledger: () => EditionLedger | undefined;
  /** Undefined where there is none. */
  readonly cache: () => CachePart | undefined;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  /** Goes on after the answer. */
  readonly later: (work: Promise<unknown>) => void;
}

/** Who answers a call, and by what. */
export interface Answered {
  /** As it was edited. */
  readonly agent: Agent;
  readonly version: number;
  readonly edit: AgentEdit;
}

/** Why something else answers than what is published. */
type Why = "no_answer" | "fault" | LedgerNewer["error"] | "refused" | "unknown_version";

const Kept = z.object({ version: z.number(), edit: z.custom<AgentEdit>() });
const KeptAnswering = z.object({
  live: Kept.optional(),
  rollout: Kept.extend({ share: z.number(), numbers: z.array(z.string()) }).optional(),
});

/**
 * The versions of the agents, from the ledger. Where that is slow, gone or of a later release, or what was published is not
 * taken by this one, the last copy that was good answers, and without one the code: said in the log, and where the agent is
 * shown. Never throws.
 */
export class Editions {
  readonly #ports: EditionPorts;

  constructor(ports: EditionPorts) {
    this.#ports = ports;
  }

  /** For a call that begins, by what is published now. @param agent - as the code has it. */
  async answering(agent: Agent, call: Beginning): Promise<Answered> {
    if (!this.#ports.ledger()) return codeOf(agent);
    const key = `answering/${agent.name}`;
    // Beside it: whoever waits for both waits for the longer one.
    const copy = this.#copyOf(key);
    const known = answeringIn(this.#ports.memory.copies.get(key)?.value);
    const had = new Map([known.live, known.rollout].flatMap((one) => (one ? [[one.version, one]] : [])));
    const told = await this.#ask(async (ledger) => {
      const news = await ledger.answering(agent.name, [...had.keys()]);
      return "error" in news ? news : wholeOf(news, had);
    });
    const before = async () => editionFor(answeringIn(await copy), call);
    if ("why" in told) return this.#standIn(agent, told.why, [await before()]);
    const { answer } = told;
    const found = this.checked(agent, editionFor(answer, call));
    if (!found) return this.#standIn(agent, "refused", [answer.live, await before()]);
    this.#keep(key, answer, stampOf(answer));
    if (found.version !== CODE_VERSION) this.#keep(keyOf(agent, found.version), { edit: found.edit });
    return found;
  }

  /** A version for a call that has it, where this process knows it. */
  known(agent: Agent, version: number): Answered | undefined {
    if (version === CODE_VERSION) return codeOf(agent);
    const found = this.#ports.memory.checked.get(`${agent.name}@${version}`);
    return found?.ok ? { agent: found.agent, version, edit: found.edit } : undefined;
  }

  /** The same, wherever it is to be had; else the code. */
  async again(agent: Agent, version: number): Promise<Answered> {
    const known = this.known(agent, version);
    if (known) return known;
    const key = keyOf(agent, version);
    const copy = editIn(await this.#copyOf(key));
    const kept = copy && this.checked(agent, { version, edit: copy });
    if (kept) return kept;
    const told = await this.#ask((ledger) => ledger.edition(agent.name, version));
    if ("why" in told) return this.#standIn(agent, told.why);
    const { edit } = told.answer;
    if (!edit) return this.#standIn(agent, "unknown_version");
    const found = this.checked(agent, { version, edit });
    if (!found) return this.#standIn(agent, "refused");
    this.#keep(key, { edit });
    return found;
  }

  /** Twilio did not take a version when a call began, for an error of its own. */
  refusedByRelay(agent: Agent, { version, code }: { readonly version: number; readonly code: string }): void {
    this.#ports.log("edition.refused", { agent: agent.name, version, by: "relay", code });
    this.#tell(agent, {
      of: "relay",
      message: `Twilio does not take version ${version} (error ${code}): a voice, a language or a model in it is none that it knows. Its calls are answered by the code.`,
    });
  }

  /** @param others - what may answer in its place, the closest first; the code behind all of them. */
  #standIn(agent: Agent, why: Why, others: readonly (Edition | undefined)[] = []): Answered {
    const [found = codeOf(agent)] = others.flatMap((other) => (other && this.checked(agent, other)) ?? []);
    this.#ports.log("edition.stood_in", { agent: agent.name, version: found.version, why });
    return found;
  }

  /** @returns undefined where this release does not take it, which is said once. */
  checked(agent: Agent, edition: Edition | undefined): Answered | undefined {
    if (!edition || edition.version === CODE_VERSION) return codeOf(agent);
    const { version, edit } = edition;
    const { checked } = this.#ports.memory;
    const key = `${agent.name}@${version}`;
    const before = checked.get(key);
    const found = before ?? edited(agent, edit);
    remember(checked, key, found);
    if (found.ok) return { agent: found.agent, version, edit: found.edit };
    if (!before) this.#refused(agent, version, found.faults);
    return undefined;
  }

  #refused(agent: Agent, version: number, faults: readonly string[]): void {
    this.#ports.log("edition.refused", { agent: agent.name, version, by: "release", faults: faults.length });
    this.#tell(agent, {
      of: "edit",
      message: `This release does not take version ${version}, and what was good before answers: ${faults.join("; ")}`,
    });
  }

  #tell(agent: Agent, fault: Omit<AgentFault, "at">): void {
    const { ledger, clock, later, log } = this.#ports;
    const told = async () => ledger()?.agentFault(agent.name, { at: clock.now(), ...fault });
    later(told().catch((cause) => log("ledger.unreachable", { wanted: "agent_fault" }, cause)));
  }

  async #ask<T extends object>(
    ask: (ledger: EditionLedger) => Promise<T | LedgerNewer>,
  ): Promise<{ readonly answer: T } | { readonly why: Why }> {
    const ledger = this.#ports.ledger();
    if (!ledger) return { why: "no_answer" };
    try {
      const answer = await this.#within(LEDGER_MS, ask(ledger));
      if (answer === undefined) return { why: "no_answer" };
      return "error" in answer ? { why: answer.error } : { answer };
    } catch {
      return { why: "fault" };
    }
  }

  /** @returns undefined where it takes longer. */
  async #within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
    const { promise: tooLate, resolve } = Promise.withResolvers<undefined>();
    const cancel = this.#ports.clock.after(ms, () => resolve(undefined));
    try {
      return await Promise.race([work, tooLate]);
    } finally {
      cancel();
    }
  }

  async #copyOf(key: string): Promise<unknown> {
    const known = this.#ports.memory.copies.get(key);
    if (known) return known.value;
    const cache = this.#ports.cache();
    // A cache that fails is none.
    return cache && this.#within(LEDGER_MS, cached(cache, key)).catch(() => undefined);
  }

  #keep(key: string, value: object, stamp = ""): void {
    const { memory, cache: there, later } = this.#ports;
    const isNews = memory.copies.get(key)?.stamp !== stamp;
    remember(memory.copies, key, { stamp, value });
    const cache = isNews ? there() : undefined;
    if (cache) later(putInCache(cache, key, value).catch(() => undefined));
  }
}

const codeOf = (agent: Agent): Answered => ({ agent, version: CODE_VERSION, edit: {} });

const keyOf = ({ name }: Agent, version: number): string => `edition/${name}/${version}`;

/**
 * With the edits that were not sent, as they are known.
 *
 * @throws TypeError where one is not: without its edit a version would be the code, under another number.
 */
function wholeOf({ live, rollout }: AnsweringNews, known: ReadonlyMap<number, Edition>): AgentAnswering {
  const whole = <E extends EditionNews>(news: E): E & Edition => {
    const edit = news.edit ?? known.get(news.version)?.edit;
    if (!edit) throw new TypeError(`version ${news.version} came without its edit`);
    return { ...news, edit };
  };
  return { ...(live && { live: whole(live) }), ...(rollout && { rollout: whole(rollout) }) };
}

/** Versions never change, so that their numbers tell one answer from another. */
const stampOf = ({ live, rollout }: AgentAnswering): string =>
  JSON.stringify([live?.version, rollout?.version, rollout?.share, rollout?.numbers]);

/** A copy may be of another release; what is in its edits is checked by whoever uses them. */
const answeringIn = (copy: unknown): AgentAnswering => present(KeptAnswering.safeParse(copy).data ?? {});

const editIn = (copy: unknown): AgentEdit | undefined =>
  typeof copy === "object" && copy !== null && "edit" in copy ? (copy.edit as AgentEdit) : undefined; // checked by whoever uses it
