import { CODE_VERSION } from "../../protocol/console/agents.ts";
import type { AgentEdit } from "../../protocol/editing/agent-edit.ts";

/** A version of an agent, with what it changes. */
export interface KeptEdition {
  readonly agent: string;
  readonly version: number;
  readonly edit: AgentEdit;
}

/** A value of the object's SQLite may have 2 MB, and knowledge in other letters is longer. Bytes. */
const PART_BYTES = 1_000_000;

/**
 * The version of its agent that a call has, with the call: whatever is published, deployed or lost meanwhile. In a table of its
 * own, which a call by the code has not.
 */
export class CallEdition {
  readonly #sql: SqlStorage;
  readonly #notSaved: (cause: unknown) => void;
  #kept: KeptEdition | undefined;

  /** @param notSaved - the call goes on from memory: only a process that dies would miss it. */
  constructor(sql: SqlStorage, notSaved: (cause: unknown) => void) {
    this.#sql = sql;
    this.#notSaved = notSaved;
    this.#kept = this.#hasTable() ? this.#read() : undefined;
  }

  /** Undefined for the code. */
  get kept(): KeptEdition | undefined {
    return this.#kept;
  }

  keep(edition: KeptEdition): void {
    const had = this.#kept !== undefined;
    this.#kept = edition.version === CODE_VERSION ? undefined : edition;
    if (!had && !this.#kept) return;
    try {
      this.#write();
    } catch (cause) {
      this.#notSaved(cause);
    }
  }

  #write(): void {
    this.#sql.exec("CREATE TABLE IF NOT EXISTS edition (id INTEGER PRIMARY KEY, part BLOB NOT NULL)");
    this.#sql.exec("DELETE FROM edition");
    if (!this.#kept) return;
    const bytes = new TextEncoder().encode(JSON.stringify(this.#kept));
    for (let from = 0; from < bytes.length; from += PART_BYTES)
      this.#sql.exec("INSERT INTO edition (part) VALUES (?)", bytes.slice(from, from + PART_BYTES).buffer);
  }

  #hasTable(): boolean {
    return this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'edition'").toArray().length > 0;
  }

  #read(): KeptEdition | undefined {
    const parts = this.#sql.exec<{ part: ArrayBuffer }>("SELECT part FROM edition ORDER BY id").toArray();
    if (parts.length === 0) return undefined;
    const decoder = new TextDecoder();
    const json = parts.map(({ part }) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
    return JSON.parse(json) as KeptEdition; // written by `keep` alone; the edit is checked by each release that uses it
  }
}
