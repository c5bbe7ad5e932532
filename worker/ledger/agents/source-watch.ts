import type { Clock, Log } from "../../ports.ts";
import type { AuditEntry } from "../../protocol/console/audit.ts";
import { cyrb53 } from "../../protocol/digest.ts";
import type { AgentEdit } from "../../protocol/editing/agent-edit.ts";
import type {
  AgentSource,
  SourceEdit,
  SourceFault,
  SourceRead,
} from "../../protocol/editing/agent-source.ts";
import { present } from "../../protocol/present.ts";
import type { Sql } from "../sql.ts";
import type { AgentBook } from "./agent-book.ts";

/** A source that has not answered by then is slow. */
export const DEADLINE_MS = 10_000;
/** Longer than a source that was asked too often wants to rest. */
const LONGEST_REST_MS = 60_000;

export interface SourceWatchPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** By what name it publishes. */
  readonly name: "airtable" | "sync";
  readonly source: AgentSource;
  /** It is asked no more often. */
  readonly everyMs: number;
  /** Those there are; the first is the default, at which it is said what belongs to none. */
  readonly agents: readonly [string, ...string[]];
  readonly check: (
    agent: string,
    written: unknown,
  ) =>
    | { readonly ok: true; readonly edit: AgentEdit }
    | { readonly ok: false; readonly faults: readonly string[] };
  readonly audit: (entry: AuditEntry) => void;
  /** The alarm is to ring at `nextAt`. */
  readonly wake: () => void;
}

/** Without `agent` it is the source as a whole. */
interface Trouble {
  readonly agent?: string;
  readonly reason: SourceFault["reason"] | "unknown_agent" | "ambiguous" | "bad_edit" | "gone";
  readonly message: string;
}

/** `due` is null while nobody has wanted an agent since it was last read. Epoch ms. */
type State = { due: number | null; next: number; said: string };

/**
 * Reads the source while somebody wants agents, and publishes what is other than what it said before. What cannot be read
 * or taken changes nothing, and is said until it is over.
 */
export class SourceWatch {
  readonly #sql: Sql;
  readonly #book: AgentBook;
  readonly #ports: SourceWatchPorts;
  #state: State;

  constructor(sql: Sql, book: AgentBook, ports: SourceWatchPorts) {
    this.#sql = sql;
    this.#book = book;
    this.#ports = ports;
    const [row] = sql.exec<State>("SELECT due, next, said FROM agent_source").toArray();
    const { due, next, said } = row ?? { due: null, next: 0, said: "[]" };
    // What was written down under a longer interval than today's does not hold this one up.
    const latest = ports.clock.now() + Math.max(ports.everyMs, LONGEST_REST_MS);
    this.#state = { due: due === null ? null : Math.min(due, latest), next: Math.min(next, latest), said };
  }

  /** A call or a page wants agents. It does not wait for anything. */
  wanted(): void {
    if (this.#state.due !== null) return;
    this.#keep({ due: Math.max(this.#ports.clock.now(), this.#state.next) });
    this.#ports.wake();
  }

  /** When the source is to be read, epoch ms. */
  nextAt(): number | undefined {
    return this.#state.due ?? undefined;
  }

  /** Reads it where that is due. */
  async run(): Promise<void> {
    const { clock, everyMs } = this.#ports;
    const { due } = this.#state;
    const now = clock.now();
    if (due === null || due > now) return;
    // Written down before: a read that takes the process with it is not made again at once.
    this.#keep({ due: null, next: now + everyMs });
    const read = await this.#read();
    if (read.ok) {
      this.#say(this.#taken(read.edits));
      return;
    }
    const { reason, message, waitMs = 0 } = read;
    const next = Math.max(this.#state.next, clock.now() + waitMs);
    this.#keep({ next, due: this.#state.due === null ? null : Math.max(this.#state.due, next) });
    // What was wrong with an agent's row is not known to be over.
    this.#say([{ reason, message }, ...this.#troubles.filter(({ agent }) => agent !== undefined)]);
  }

  async #read(): Promise<SourceRead> {
    const end = new AbortController();
    const cancel = this.#ports.clock.after(DEADLINE_MS, () => end.abort());
    try {
      return await this.#ports.source.read(end.signal);
    } catch {
      return end.signal.aborted
        ? { ok: false, reason: "slow", message: `There was no answer within ${DEADLINE_MS / 1_000} s` }
        : { ok: false, reason: "unreadable", message: "It could not be read" };
    } finally {
      cancel();
    }
  }

  /** @returns what of it could not be taken. */
  #taken(edits: readonly SourceEdit[]): readonly Trouble[] {
    const { agents } = this.#ports;
    const named = new Set(edits.map(({ agent }) => agent));
    const gone = agents.filter((agent) => !named.has(agent) && this.#contentOf(agent) !== undefined);
    return [
      ...edits.flatMap((edit) => this.#take(edit) ?? []),
      ...gone.map((agent) => ({
        agent,
        reason: "gone" as const,
        message: "there is nothing of this agent any more; what came from there answers on",
      })),
    ];
  }

  #take(written: SourceEdit): Trouble | undefined {
    const { agents, name, check, clock, log, audit } = this.#ports;
    const { agent } = written;
    if (!agents.includes(agent)) {
      const message = `there is no agent "${agent.slice(0, 80)}"; there is ${agents.join(", ")}`;
      return { agent: agents[0], reason: "unknown_agent", message };
    }
    if ("fault" in written) return { agent, reason: "ambiguous", message: written.fault };
    const checked = check(agent, written.edit);
    if (!checked.ok) return { agent, reason: "bad_edit", message: checked.faults.join("; ") };
    const at = clock.now();
    const version = this.#publish(agent, checked.edit, written.note, at);
    if (version === undefined) return undefined;
    log("source.published", { source: name, agent, version });
    audit({ at, by: name, what: `published version ${version} of ${agent}` });
    return undefined;
  }

  /** What people have published is overwritten by its changes alone. @returns undefined where there is none. */
  #publish(agent: string, edit: AgentEdit, note: string | undefined, nowMs: number): number | undefined {
    const content = digestOf(edit);
    if (this.#contentOf(agent) === content) return undefined;
    this.#sql.exec("INSERT OR REPLACE INTO agent_sourced (agent, content) VALUES (?, ?)", agent, content);
    if (digestOf(this.#book.answering(agent).live?.edit ?? {}) === content) return undefined;
    return this.#book.publish(agent, edit, note, this.#ports.name, nowMs);
  }

  /** The digest of what was taken of it last. */
  #contentOf(agent: string): string | undefined {
    const [row] = this.#sql
      .exec<{ content: string }>("SELECT content FROM agent_sourced WHERE agent = ?", agent)
      .toArray();
    return row?.content;
  }

  get #troubles(): readonly Trouble[] {
    return JSON.parse(this.#state.said) as Trouble[]; // written below
  }

  /** Logs what is new and what is over, and keeps it where the agents are shown. */
  #say(troubles: readonly Trouble[]): void {
    const before = this.#troubles;
    const said = JSON.stringify(troubles);
    if (said === this.#state.said) return;
    const { log, name, agents, clock } = this.#ports;
    const isIn = (list: readonly Trouble[], { agent, reason }: Trouble) =>
      list.some((other) => other.agent === agent && other.reason === reason);
    const fields = ({ agent, reason }: Trouble) => present({ source: name, reason, agent });
    for (const trouble of unlike(troubles)) if (!isIn(before, trouble)) log("source.failed", fields(trouble));
    // What is broken in another way now is not repaired.
    const isBroken = ({ agent }: Trouble) =>
      troubles.some((other) => other.agent === agent && !isIn(before, other));
    for (const trouble of unlike(before))
      if (!isIn(troubles, trouble) && !isBroken(trouble)) log("source.recovered", fields(trouble));
    for (const agent of agents) {
      const message = messageOf(troubles, agent);
      if (message === messageOf(before, agent)) continue;
      if (message === "") this.#book.faultGone(agent, "source");
      else this.#book.fault(agent, { at: clock.now(), of: "source", message });
    }
    this.#keep({ said });
  }

  #keep(changed: Partial<State>): void {
    this.#state = { ...this.#state, ...changed };
    const { due, next, said } = this.#state;
    this.#sql.exec(
      "INSERT OR REPLACE INTO agent_source (id, due, next, said) VALUES (0, ?, ?, ?)",
      due,
      next,
      said,
    );
  }
}

/** In whichever order its fields were written. */
const digestOf = (edit: AgentEdit): string =>
  cyrb53(
    JSON.stringify(edit, (_, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
    0,
  );

/** One of each kind and agent: of two rows that name no agent one line is enough. */
const unlike = (troubles: readonly Trouble[]): readonly Trouble[] => [
  ...new Map(troubles.map((trouble) => [`${trouble.reason} ${trouble.agent}`, trouble])).values(),
];

const messageOf = (troubles: readonly Trouble[], agent: string): string =>
  troubles
    .filter((trouble) => trouble.agent === undefined || trouble.agent === agent)
    .map(({ message }) => message)
    .join("; ");
