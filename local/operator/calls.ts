import { OUTCOMES } from "../../worker/protocol/log/outcome.ts";
import { command, SHARED_OPTIONS, UsageError, variableFiles } from "../commands/command.ts";
import { didYouMean } from "../did-you-mean.ts";
import { findVariables } from "../setup/variables.ts";
import { tableOf } from "./shown/list.ts";
import { Page } from "./shown/wire.ts";
import { refusal, WORKER_OPTIONS, WORKER_USAGE, type WorkerApi, workerApi } from "./worker-api.ts";

/** `npm run calls`: calls as the console lists them. */

const MAX_LIMIT = 10_000;
const DEFAULT_LIMIT = 50;
/** Of one answer. */
const MAX_PAGE = 200;

const WHICH = [...OUTCOMES, "live"] as const;

const USAGE = `Usage: npm run calls -- [--q WORDS] [--from TIME] [--to TIME] [--limit N] [--json | --csv]

Lists calls, the newest first, those that go on among them. All times are UTC, those that are shown and those that are given.

  --from, --to TIME of their beginning, as in 2026-11-28 or 2026-11-28T09:00; in another zone than UTC where it says so,
                    as in 2026-11-28T09:00+01:00; to is exclusive
  --agent NAME      of one agent
  --outcome NAME    ${OUTCOMES.join(", ")}; or live
  --reason CODE     why a person was needed, as in caller_requested
  --language TAG    as in de-DE
  --q WORDS         that were said, in any order; a "phrase in quotes"; a CallSid; a number
  --limit N         1 to ${MAX_LIMIT} (default ${DEFAULT_LIMIT}); not with --csv, which has all
  --json            as the Worker answers it
  --csv             for a spreadsheet
                    Into a file or a program without npm's own lines: npm run -s calls -- --csv > calls.csv
${WORKER_USAGE}

Needs TWILIO_AUTH_TOKEN, and RELAY_URL or --worker.`;

const FILTERS = ["from", "to", "agent", "outcome", "reason", "language", "q"] as const;

const OPTIONS = {
  from: { type: "string" },
  to: { type: "string" },
  agent: { type: "string" },
  outcome: { type: "string" },
  reason: { type: "string" },
  language: { type: "string" },
  q: { type: "string" },
  limit: { type: "string" },
  json: { type: "boolean", default: false },
  csv: { type: "boolean", default: false },
  ...WORKER_OPTIONS,
  env: SHARED_OPTIONS.env,
} as const;

await command({ usage: USAGE, options: OPTIONS }, async (given) => {
  const { limit: wanted, json, csv, worker, env } = given;
  if (json && csv) throw new UsageError("Say --json or --csv, not both.");
  if (csv && wanted !== undefined)
    throw new UsageError("A file has all calls that fit: --csv takes no --limit.");
  const limit = wanted === undefined ? DEFAULT_LIMIT : /^\d{1,5}$/.test(wanted) ? Number(wanted) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw new UsageError(`--limit is a whole number from 1 to ${MAX_LIMIT}, not ${wanted}.`);
  const { outcome } = given;
  if (outcome !== undefined && !WHICH.some((known) => known === outcome))
    throw new UsageError(`There is no outcome ${outcome}: ${WHICH.join(", ")}.${didYouMean(outcome, WHICH)}`);
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = given[name];
    if (value !== undefined) query.set(name, name === "from" || name === "to" ? instant(name, value) : value);
  }
  const api = workerApi((await findVariables(variableFiles(env))).all, worker);
  if (csv) {
    query.set("format", "csv");
    const answer = await api.text(`/api/calls?${query}`);
    if (answer.status !== 200) throw new Error(refusal(answer));
    // A number can come with signs that move a terminal's cursor.
    process.stdout.write(answer.text.replace(/[^\P{Cc}\t\r\n]/gu, ""));
    return;
  }
  const { calls, raw, more } = await pages(api, query, limit);
  if (json) console.log(JSON.stringify({ calls: raw }, undefined, 2));
  else if (calls.length === 0) console.log("There are no such calls.");
  else {
    for (const line of tableOf(calls, Date.now())) console.log(line);
    if (more) console.log(`\nThere are more: --limit ${Math.min(MAX_LIMIT, limit * 2)}`);
  }
});

/** Of UTC where it names no zone, as the times that are shown. @throws UsageError where it is none. */
function instant(name: string, value: string): string {
  const isLocal = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/i.test(value);
  const ms = Date.parse(isLocal ? `${value}Z` : value);
  if (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new UsageError(`--${name} is a time as in 2026-11-28 or 2026-11-28T09:00, not ${value}.`);
}

async function pages(api: WorkerApi, query: URLSearchParams, limit: number) {
  const calls: Page["calls"] = [];
  const raw: unknown[] = [];
  for (;;) {
    query.set("limit", String(Math.min(MAX_PAGE, limit - calls.length)));
    const answer = await api.ask("GET", `/api/calls?${query}`);
    const page = Page.safeParse(answer.body);
    if (answer.status !== 200 || !page.success) throw new Error(refusal(answer));
    calls.push(...page.data.calls);
    raw.push(...(answer.body as { calls: unknown[] }).calls); // as it was just read
    const { next } = page.data;
    if (next === undefined || calls.length >= limit) return { calls, raw, more: next !== undefined };
    query.set("cursor", next);
  }
}
