import { writeFile } from "node:fs/promises";
import { command, UsageError } from "../commands/command.ts";
import { SHIPPED_NUMBER } from "./called.ts";
import { costReport } from "./cost/report.ts";
import { type LoadOptions, loadRows } from "./load.ts";
import { isNoisy, machine } from "./machine.ts";
import { lively } from "./measures/cost.ts";
import { handOver, SUMMARY_MS } from "./measures/handoff.ts";
import { interrupt } from "./measures/interruption.ts";
import { speculate } from "./measures/speculation.ts";
import { fill, runInParallel } from "./measures/tools.ts";
import { firstTurn, takeTurns } from "./measures/turns.ts";
import { type Row, table, verdict } from "./report.ts";
import {
  firstTurnRow,
  handOffRows,
  interruptionRows,
  ownCostMs,
  speculationRows,
  toolRows,
  turnRows,
} from "./rows.ts";
import { startServers } from "./servers.ts";

/**
 * `npm run bench`: what the Worker itself costs, under `wrangler dev`, from a caller's real websocket and a model's
 * real HTTP server, beside a Worker without features. It prints and does not judge: the exit code is 0 unless
 * something did not run.
 */

const USAGE = `Usage: npm run bench -- [options]
  --turns N    turns of each server for B1 and B2 (200)
  --quick      a fifth of everything
  --calls N    N calls at once instead (B32), beside the bare Worker; needs 5 file descriptors a call
  --rate N     with as many turns a second (a turn every 10 s of each call)
  --until-it-breaks  twice as many of both, again and again
  --faults X   of the model's answers the share X is a fault, such as 0.05
  --in-a-row N N calls one after another instead; nothing is kept of them
  --cost       what Cloudflare counts of one lively call of five minutes, in real time, and what that costs
  --against D  beside the Worker of another checkout in folder D, with its packages installed
  --json FILE  the figures as JSON as well

It measures and does not judge: bars that are not met (✗) are named below the table, and the exit code is 0 all the same.`;

const OPTIONS = {
  turns: { type: "string", default: "200" },
  quick: { type: "boolean", default: false },
  calls: { type: "string", default: "0" },
  rate: { type: "string" },
  "until-it-breaks": { type: "boolean", default: false },
  faults: { type: "string", default: "0" },
  "in-a-row": { type: "string", default: "0" },
  cost: { type: "boolean", default: false },
  against: { type: "string" },
  json: { type: "string" },
} as const;

const TURNS_PER_CALL = 10;

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`--${name} ${text}: write a whole number.`);
  return value;
}

interface Values {
  readonly cost: boolean;
  readonly turns: string;
  readonly quick: boolean;
  readonly calls: string;
  readonly rate?: string | undefined;
  readonly "until-it-breaks": boolean;
  readonly faults: string;
  readonly "in-a-row": string;
  readonly against?: string | undefined;
  readonly json?: string | undefined;
}

function loadOf(values: Values): LoadOptions {
  const calls = count("calls", values.calls);
  const inARow = count("in-a-row", values["in-a-row"]);
  if (calls > 0 && inARow > 0)
    throw new UsageError(
      "--calls and --in-a-row are measured on Workers of their own: run one after the other.",
    );
  const faults = Number(values.faults);
  if (!(faults >= 0 && faults <= 1)) throw new UsageError(`--faults ${values.faults}: write 0 to 1.`);
  return {
    calls,
    rate: values.rate === undefined ? calls / 10 : count("rate", values.rate),
    inARow,
    faults,
    untilItBreaks: values["until-it-breaks"],
  };
}

async function bench(values: Values): Promise<void> {
  const size = values.quick ? 0.2 : 1;
  const calls = Math.max(2, Math.ceil((count("turns", values.turns) * size) / TURNS_PER_CALL));
  const load = loadOf(values);
  const some = (n: number): number => Math.ceil(n * size);

  const before = machine();
  progress("Starting the Workers …");
  // A call that is kept costs workerd some 30 KiB until its alarm rings, which is its disk's share at Cloudflare.
  const more = load.inARow > 0 ? { RETENTION_HOURS: "0" } : {};
  const servers = await startServers({ against: values.against, more });
  const rows: Row[] = [];
  try {
    const { cost, rest } = await firstTurn(servers);
    await takeTurns(servers, rest, { calls: 1, turns: TURNS_PER_CALL });
    if (load.calls + load.inARow > 0) rows.push(...(await loadRows(servers, rest, load, progress)));
    else {
      progress(`B1, B2: ${calls} calls of ${TURNS_PER_CALL} turns each …`);
      const steady = await takeTurns(servers, rest, { calls, turns: TURNS_PER_CALL });
      progress("B5: first turns over a slow connection …");
      const slow = await takeTurns(servers, rest, { calls: some(15), turns: 4, connectMs: 150 });
      rows.push(...turnRows(steady, slow), firstTurnRow(cost));
      progress("B3: callers who are understood while they speak …");
      rows.push(...speculationRows(await speculate(servers, rest.called, some(80), ownCostMs(steady))));
      progress("B8: callers who interrupt …");
      rows.push(...interruptionRows(await interrupt(servers, rest.called, some(50))));
      progress("B16, B20: slow tools …");
      rows.push(...toolRows(await runInParallel(servers, some(20)), await fill(servers, some(10))));
      progress("B35: calls that are handed over …");
      rows.push(...handOffRows(await handOver(servers, rest.called, some(30)), SUMMARY_MS));
    }
  } finally {
    await servers.close();
  }
  const after = machine();
  print(rows, before, after);
  if (values.json)
    await writeFile(
      values.json,
      `${JSON.stringify({ machine: after, loadBefore: before.load, rows }, null, 2)}\n`,
    );
}

/** One call, in real time. */
async function benchCost(values: Values): Promise<void> {
  const seconds = values.quick ? 60 : 300;
  progress("Starting the Workers …");
  const servers = await startServers({ entry: "local/bench/cost/metered.ts" });
  try {
    progress(`A lively call of ${seconds} s, in real time …`);
    const called = { number: SHIPPED_NUMBER, greeting: "Hi." };
    const cost = await lively(servers, called, seconds);
    console.log(costReport(cost));
    if (values.json) await writeFile(values.json, `${JSON.stringify(cost, null, 2)}\n`);
  } finally {
    await servers.close();
  }
}

function print(
  rows: readonly Row[],
  before: ReturnType<typeof machine>,
  after: ReturnType<typeof machine>,
): void {
  console.log(`\n${table(rows)}\n`);
  console.log(
    `${after.cpu}, ${after.cores} cores, Node ${after.node}, load ${before.load.toFixed(1)} before and ${after.load.toFixed(1)} after; milliseconds.`,
  );
  console.log(verdict(rows));
  if (isNoisy(before, after))
    console.log("Noisy: other work ran on this machine, and a bar may be missed for it. Run it again alone.");
}

/** On stderr, so that the table alone is the output. */
const progress = (text: string): void => console.error(text);

await command({ usage: USAGE, options: OPTIONS }, async (values) => {
  // Ctrl-C ends the servers as well: see ../child.ts.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  await (values.cost ? benchCost(values) : bench(values));
});
