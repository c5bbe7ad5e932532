import type { Agent, Agents } from "../agent/define.ts";
import { edited } from "../agent/editing/edited.ts";
import { type Config, type Env, ledgerOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import type { EditionAnswer, KeptDraft } from "../protocol/console/agent-book.ts";
import { CODE_VERSION } from "../protocol/console/agents.ts";
import type { LedgerNewer } from "../protocol/console/call-note.ts";
import type { Refusal } from "./said.ts";

/** What is to be tried: an agent of this release, as a version or the draft makes it. */

export type Tried =
  | { readonly ok: true; readonly agent: Agent; readonly version: number; readonly open: boolean | undefined }
  | ({ readonly ok: false } & Refusal);

/** The ledger answers in milliseconds, or not at all. */
const LEDGER_MS = 5_000;

/** @param asked - `agent`, either `version` or `draft`, and perhaps `open`. Never throws. */
export async function triedIn(
  asked: URLSearchParams,
  agents: Agents,
  env: Env,
  config: Config,
): Promise<Tried> {
  const agent = agents.named(asked.get("agent") ?? "");
  if (!agent) {
    const names = agents.all.map(({ name }) => name).join(", ");
    return refused("unknown_agent", `There is no agent of that name; there is ${names}.`);
  }
  const [version, draft, hours] = [asked.get("version"), asked.get("draft"), asked.get("open")];
  const number = version ?? draft ?? "";
  if ((version === null) === (draft === null) || !/^\d{1,9}$/.test(number))
    return refused("bad_query", "Say ?version=N, 0 for the code, or ?draft=REVISION.");
  if (hours !== null && hours !== "true" && hours !== "false")
    return refused("bad_query", "open is true or false; without it the clock says which.");
  const open = hours === null ? undefined : hours === "true";
  const wanted = Number(number);
  if (version !== null && wanted === CODE_VERSION) return { ok: true, agent, version: CODE_VERSION, open };
  const written = await (draft === null ? edition : drafted)(agent.name, wanted, env, config);
  if (!written.ok) return written;
  const made = edited(agent, written.edit);
  return made.ok
    ? { ok: true, agent: made.agent, version: wanted, open }
    : refused("faults", made.faults.join("\n"));
}

type Written = { readonly ok: true; readonly edit: unknown } | ({ readonly ok: false } & Refusal);
type Ledger = NonNullable<ReturnType<typeof ledgerOf>>;

async function edition(name: string, version: number, env: Env, config: Config): Promise<Written> {
  const found = await asking<EditionAnswer>(env, config, async (ledger) => ledger.edition(name, version));
  if (!found.ok) return found;
  const { edit } = found.answer;
  return edit ? { ok: true, edit } : refused("unknown_version", `There is no such version of ${name}.`);
}

async function drafted(name: string, revision: number, env: Env, config: Config): Promise<Written> {
  const found = await asking<{ readonly draft: KeptDraft | undefined }>(env, config, async (ledger) =>
    ledger.drafted(name),
  );
  if (!found.ok) return found;
  const { draft } = found.answer;
  if (!draft) return refused("no_draft", `Nothing of ${name} is drafted: it was published or discarded.`);
  return draft.revision === revision
    ? { ok: true, edit: draft.edit }
    : refused(
        "draft_changed",
        `The draft was saved again by ${draft.by}: it is at revision ${draft.revision}.`,
      );
}

async function asking<T extends object>(
  env: Env,
  config: Config,
  ask: (ledger: Ledger) => Promise<T | LedgerNewer>,
): Promise<{ readonly ok: true; readonly answer: T } | ({ readonly ok: false } & Refusal)> {
  const ledger = ledgerOf(env, config);
  if (!ledger) return refused("no_ledger", "LEDGER is not bound: only version 0, the code, can be tried.");
  try {
    const answer = await Promise.race([ask(ledger), scheduler.wait(LEDGER_MS)]);
    if (answer && !isNewer(answer)) return { ok: true, answer };
    if (answer) return refused("ledger_newer", "The ledger was written by a later release than answers now.");
  } catch (cause) {
    consoleLog({})("ledger.unreachable", { wanted: "trial" }, cause);
  }
  return refused("ledger", "The ledger does not answer: try again.");
}

const isNewer = (answer: object): answer is LedgerNewer => "error" in answer;

const refused = (error: string, hint: string): { readonly ok: false } & Refusal => ({
  ok: false,
  error,
  hint,
});
