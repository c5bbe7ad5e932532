import type {
  AgentAnswering,
  AgentChange,
  AgentChangeAnswer,
  AgentKept,
  AnsweringNews,
  DraftHead,
  Edition,
  EditionNews,
  KeptDraft,
} from "../../protocol/console/agent-book.ts";
import { type AgentFault, type AgentVersion, CODE_VERSION } from "../../protocol/console/agents.ts";
import type { AgentEdit } from "../../protocol/editing/agent-edit.ts";
import type { Sql } from "../sql.ts";

/** Of each agent; whatever answers is kept beside them. */
const MAX_VERSIONS = 100;
const MAX_FAULT_CHARS = 1_000;

/** A row of `agents`. */
type Standing = {
  last_version: number;
  last_revision: number;
  live: number;
  live_by: string | null;
  live_at: number | null;
  rollout: number | null;
  share: number | null;
  /** JSON */
  numbers: string | null;
};

const NOTHING: Standing = {
  last_version: 0,
  last_revision: 0,
  live: CODE_VERSION,
  live_by: null,
  live_at: null,
  rollout: null,
  share: null,
  numbers: null,
};

type DraftRow = { revision: number; by: string; at: number; base: number | null };
type VersionRow = { version: number; by: string; at: number; note: string | null };

/** Edits of agents: the drafts, the versions that were published, and which of them answer. Versions never change. */
export class AgentBook {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  answering(agent: string): AgentAnswering {
    return this.#answering(agent, (version) => this.#edition(agent, version));
  }

  /** The same, without the edits of versions that whoever asks knows: they are long, and each call asks. None that answers is ever deleted. */
  news(agent: string, known: readonly number[]): AnsweringNews {
    return this.#answering<EditionNews>(agent, (version) =>
      known.includes(version) ? { version } : this.#edition(agent, version),
    );
  }

  #answering<E extends EditionNews>(agent: string, editionOf: (version: number) => E | undefined) {
    const { live, rollout, share, numbers } = this.#standing(agent);
    const whole = editionOf(live);
    const part = rollout === null ? undefined : editionOf(rollout);
    return {
      ...(whole && { live: whole }),
      ...(part && { rollout: { ...part, share: share ?? 0, numbers: numbersIn(numbers) } }),
    };
  }

  edition(agent: string, version: number): AgentEdit | undefined {
    return this.#edition(agent, version)?.edit;
  }

  drafted(agent: string): KeptDraft | undefined {
    const [row] = this.#sql
      .exec<DraftRow & { edit: string }>(
        "SELECT revision, by, at, base, edit FROM agent_drafts WHERE agent = ?",
        agent,
      )
      .toArray();
    return row && { ...headOf(row), edit: JSON.parse(row.edit) };
  }

  kept(agent: string): AgentKept {
    const { live, live_by: by, live_at: at } = this.#standing(agent);
    const versions = this.#versions(agent);
    const answers =
      live === CODE_VERSION
        ? by !== null && at !== null && { version: CODE_VERSION, by, at }
        : versions.find(({ version }) => version === live);
    const draft = this.drafted(agent);
    return {
      answering: this.answering(agent),
      ...(answers && { live: answers }),
      ...(draft && { draft }),
      versions,
      faults: this.#sql
        .exec<Pick<AgentFault, "at" | "of" | "message">>(
          "SELECT at, of, message FROM agent_faults WHERE agent = ? ORDER BY at DESC",
          agent,
        )
        .toArray(),
    };
  }

  change(agent: string, change: AgentChange, by: string, nowMs: number): AgentChangeAnswer {
    switch (change.do) {
      case "save":
        return this.#save(agent, change, by, nowMs);
      case "discard":
        return this.#discard(agent, change.revision);
      case "publish": {
        const draft = this.drafted(agent);
        if (draft?.revision !== change.revision) return changedSince(draft);
        const { base } = draft;
        if (base !== undefined && base !== this.#standing(agent).live) return this.#baseChanged(agent, base);
        const version = this.#add(agent, draft.edit, change.note, by, nowMs);
        this.#sql.exec("DELETE FROM agent_drafts WHERE agent = ?", agent);
        return this.#answer(agent, { ...change, version }, by, nowMs);
      }
      case "answer": {
        const { version, beside } = change;
        const isKnown = (version === CODE_VERSION && !beside) || this.#edition(agent, version) !== undefined;
        if (!isKnown) return { ok: false, refusal: "unknown_version" };
        if (beside && this.#standing(agent).live === version)
          return { ok: false, refusal: "answers_already" };
        return this.#answer(agent, change, by, nowMs);
      }
    }
  }

  /** What was never drafted here, and was checked, answers all calls. @returns its version. */
  publish(agent: string, edit: AgentEdit, note: string | undefined, by: string, nowMs: number): number {
    const version = this.#add(agent, edit, note, by, nowMs);
    this.#answer(agent, { version }, by, nowMs);
    return version;
  }

  /** The newest of its kind is kept. */
  fault(agent: string, { at, of, message }: AgentFault): void {
    const said = message.slice(0, MAX_FAULT_CHARS);
    this.#sql.exec(
      "INSERT OR REPLACE INTO agent_faults (agent, of, at, message) VALUES (?, ?, ?, ?)",
      agent,
      of,
      at,
      said,
    );
  }

  faultGone(agent: string, of: AgentFault["of"]): void {
    this.#sql.exec("DELETE FROM agent_faults WHERE agent = ? AND of = ?", agent, of);
  }

  #save(
    agent: string,
    { revision, edit, base }: Extract<AgentChange, { do: "save" }>,
    by: string,
    nowMs: number,
  ): AgentChangeAnswer {
    const before = this.#draftHead(agent);
    if ((before?.revision ?? 0) !== revision) return changedSince(before);
    const { last_revision: last, live } = this.#standing(agent);
    const next = last + 1;
    this.#set(agent, { last_revision: next });
    this.#sql.exec(
      "INSERT OR REPLACE INTO agent_drafts (agent, revision, by, at, base, edit) VALUES (?, ?, ?, ?, ?, ?)",
      agent,
      next,
      by,
      nowMs,
      base ?? (before ? (before.base ?? null) : live),
      JSON.stringify(edit),
    );
    return { ok: true, kept: this.kept(agent), ...(before && { before }) };
  }

  #discard(agent: string, revision: number | undefined): AgentChangeAnswer {
    const before = this.#draftHead(agent);
    if (revision !== undefined && before?.revision !== revision) return changedSince(before);
    this.#sql.exec("DELETE FROM agent_drafts WHERE agent = ?", agent);
    return { ok: true, kept: this.kept(agent), ...(before && { before }) };
  }

  #add(agent: string, edit: AgentEdit, note: string | undefined, by: string, nowMs: number): number {
    const version = this.#standing(agent).last_version + 1;
    this.#set(agent, { last_version: version });
    this.#sql.exec(
      "INSERT INTO agent_versions (agent, version, by, at, note, edit) VALUES (?, ?, ?, ?, ?, ?)",
      agent,
      version,
      by,
      nowMs,
      note ?? null,
      JSON.stringify(edit),
    );
    return version;
  }

  /** Whole, a version ends what was tried beside the one before. What was wrong with that one is over. */
  #answer(
    agent: string,
    { version, beside }: Pick<Extract<AgentChange, { do: "answer" }>, "version" | "beside">,
    by: string,
    nowMs: number,
  ): AgentChangeAnswer {
    this.#set(
      agent,
      beside
        ? { rollout: version, share: beside.share, numbers: JSON.stringify(beside.numbers) }
        : { live: version, live_by: by, live_at: nowMs, rollout: null, share: null, numbers: null },
    );
    this.#sql.exec("DELETE FROM agent_faults WHERE agent = ? AND of IN ('edit', 'relay')", agent);
    const { last_version: last, live, rollout } = this.#standing(agent);
    this.#sql.exec(
      "DELETE FROM agent_versions WHERE agent = ? AND version <= ? AND version NOT IN (?, ?)",
      agent,
      last - MAX_VERSIONS,
      live,
      rollout ?? live,
    );
    return { ok: true, kept: this.kept(agent), version };
  }

  #standing(agent: string): Standing {
    const [row] = this.#sql.exec<Standing>("SELECT * FROM agents WHERE agent = ?", agent).toArray();
    return row ?? NOTHING;
  }

  #set(agent: string, changed: Partial<Standing>): void {
    const next = { ...this.#standing(agent), ...changed };
    this.#sql.exec(
      `INSERT OR REPLACE INTO agents (agent, last_version, last_revision, live, live_by, live_at, rollout, share, numbers)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      agent,
      next.last_version,
      next.last_revision,
      next.live,
      next.live_by,
      next.live_at,
      next.rollout,
      next.share,
      next.numbers,
    );
  }

  #edition(agent: string, version: number): Edition | undefined {
    const [row] = this.#sql
      .exec<{ edit: string }>(
        "SELECT edit FROM agent_versions WHERE agent = ? AND version = ?",
        agent,
        version,
      )
      .toArray();
    return row && { version, edit: JSON.parse(row.edit) };
  }

  #versions(agent: string): readonly AgentVersion[] {
    return this.#sql
      .exec<VersionRow>(
        "SELECT version, by, at, note FROM agent_versions WHERE agent = ? ORDER BY version DESC",
        agent,
      )
      .toArray()
      .map(({ note, ...row }) => ({ ...row, ...(note !== null && { note }) }));
  }

  #draftHead(agent: string): DraftHead | undefined {
    const [row] = this.#sql
      .exec<DraftRow>("SELECT revision, by, at, base FROM agent_drafts WHERE agent = ?", agent)
      .toArray();
    return row && headOf(row);
  }

  #baseChanged(agent: string, base: number): AgentChangeAnswer {
    const { live: version, live_by: by, live_at: at } = this.#standing(agent);
    return { ok: false, refusal: "base_changed", base, live: { version, ...(by && at && { by, at }) } };
  }
}

const headOf = <R extends DraftRow>({ base, ...row }: R) => ({ ...row, ...(base !== null && { base }) });

const numbersIn = (json: string | null): readonly string[] => JSON.parse(json ?? "[]");

const changedSince = (draft: DraftHead | undefined): AgentChangeAnswer => ({
  ok: false,
  refusal: "draft_changed",
  ...(draft && { draft: { revision: draft.revision, by: draft.by, at: draft.at } }),
});
