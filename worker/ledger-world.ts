import agents from "../agents/index.ts";
import { deliverer } from "./adapters/outgoing/deliverer.ts";
import { realClock } from "./adapters/real-clock.ts";
import { airtable } from "./adapters/sources/airtable.ts";
import { twilioSync } from "./adapters/sources/sync.ts";
import { edited } from "./agent/editing/edited.ts";
import { type Config, callsOf, type Env, readConfig } from "./config.ts";
import type { AgentBook } from "./ledger/agents/agent-book.ts";
import { SourceWatch, type SourceWatchPorts } from "./ledger/agents/source-watch.ts";
import type { LimitsOfAll } from "./ledger/limits/call-limits.ts";
import { Sending, type SendingPorts } from "./ledger/sending.ts";
import type { Sql } from "./ledger/sql.ts";
import { consoleLog } from "./log.ts";
import { isOpen } from "./session/person/business-hours.ts";

/** What the ledger has of the world around it, made of the Worker's bindings: where things are sent, the calls, and the agents. */

export function sendingOf(env: Env, sql: Sql, own: Pick<SendingPorts, "wake" | "alertsChanged">): Sending {
  const read = readConfig(env);
  const { ALERT_WEBHOOK, ALERT_SMS_TO = [], RELAY_URL = undefined } = read.ok ? read.config : {};
  const deliver = read.ok ? deliverer(read.config, realClock.now) : undefined;
  const hours = agents.all.flatMap(({ handOff }) => handOff.hours ?? []);
  return new Sending(sql, {
    ...own,
    clock: realClock,
    log: consoleLog({}),
    // A Worker that is not set up sends nothing, and what waits is tried when it is.
    deliver: async (delivery, signal) => deliver?.(delivery, signal) ?? { fault: "unreachable" },
    addresses: () => ({
      webhook: ALERT_WEBHOOK !== undefined,
      numbers: ALERT_SMS_TO,
      console: RELAY_URL && new URL("/console", RELAY_URL.replace(/^ws/, "http")).href,
    }),
    isOpen: hours.length > 0 ? (ms) => hours.some((own) => isOpen(own, ms)) : undefined,
  });
}

/** An agent's longest call may go on for this long beyond it, to arrange a callback, and its line may be lost meanwhile. */
const BEYOND_LONGEST_MS = 300_000;

/** What all calls together may take. A Worker that is not set up takes none. */
export function limitsIn(env: Env): LimitsOfAll {
  const read = readConfig(env);
  const set = read.ok ? read.config : undefined;
  return {
    callsAtOnce: set?.MAX_CALLS_AT_ONCE,
    callsAtOncePerCaller: set?.MAX_CALLS_AT_ONCE_PER_CALLER,
    spendUsdADay: set?.MAX_SPEND_USD_A_DAY,
    longestCallMs: Math.max(...agents.all.map(({ limits }) => limits.maxCallMs)) + BEYOND_LONGEST_MS,
  };
}

/** Where edits come from beside people; undefined where none is set. */
export function sourceOf(
  env: Env,
  sql: Sql,
  book: AgentBook,
  own: Pick<SourceWatchPorts, "audit" | "wake">,
): SourceWatch | undefined {
  const read = readConfig(env);
  const name = read.ok ? read.config.AGENTS_SOURCE : undefined;
  if (!read.ok || !name) return undefined;
  const others = agents.all.filter((agent) => agent !== agents.default);
  return new SourceWatch(sql, book, {
    ...own,
    clock: realClock,
    log: consoleLog({}),
    name,
    source: name === "airtable" ? airtableOf(read.config) : syncOf(read.config),
    everyMs: read.config.AGENTS_REFRESH_S * 1_000,
    agents: [agents.default.name, ...others.map((agent) => agent.name)],
    check: (agent, written) => edited(agents.named(agent) ?? agents.default, written),
  });
}

/** With either, what it needs is set: worker/sources.ts. */
const airtableOf = (set: Config) =>
  airtable({
    token: set.AIRTABLE_TOKEN ?? "",
    base: set.AIRTABLE_BASE ?? "",
    table: set.AIRTABLE_TABLE,
    columns: set.AIRTABLE_COLUMNS,
    apiUrl: set.AIRTABLE_API_URL,
    defaultAgent: agents.default.name,
  });

const syncOf = (set: Config) =>
  twilioSync({
    apiKey: set.TWILIO_API_KEY ?? "",
    apiSecret: set.TWILIO_API_SECRET ?? "",
    baseUrl: set.TWILIO_SYNC_URL,
    serviceSid: set.SYNC_SERVICE_SID ?? "",
    agents: agents.all.map((agent) => agent.name),
  });

/** The calls are watched until then, epoch ms. One that does not hear it is shown as its row has it. */
export function tellCalls(env: Env, callSids: readonly string[], untilMs: number): void {
  const read = readConfig(env);
  if (!read.ok) return;
  const calls = callsOf(env, read.config);
  for (const callSid of callSids)
    void calls(callSid)
      .watched(untilMs)
      .catch(() => undefined);
}
