import { createInterface } from "node:readline/promises";
import * as z from "zod";
import { E164, SID_DIGITS } from "../../worker/protocol/sids.ts";
import { command, SHARED_OPTIONS, UsageError, variableFiles } from "../commands/command.ts";
import { findVariables } from "../setup/variables.ts";
import { refusal, WORKER_OPTIONS, WORKER_USAGE, type WorkerApi, workerApi } from "./worker-api.ts";

/** `npm run call:forget`: deletes what the Worker keeps of calls, and says what lies elsewhere. */

const USAGE = `Usage: npm run call:forget -- CA… | +15550100001 [--yes]

Deletes what the Worker keeps of a call, or of every call from and to a number: transcript, state and record. Shows
first what that is, and asks. What lies elsewhere, such as the task in Flex, is named and stays.

  --yes             does not ask
${WORKER_USAGE}

Needs TWILIO_AUTH_TOKEN, and RELAY_URL or --worker. Ends with 1 where a call is still going on, or something is left.`;

const OPTIONS = {
  yes: { type: "boolean", default: false },
  ...WORKER_OPTIONS,
  env: SHARED_OPTIONS.env,
} as const;

const CALL_SID = new RegExp(`^CA${SID_DIGITS}$`);

const Elsewhere = z.record(z.string(), z.string());
const Kept = z.array(z.object({ callSid: z.string(), lines: z.number() }));
const Rest = {
  live: z.array(z.string()),
  /** Of which nobody knows whether something is left. */
  failed: z.array(z.string()).default([]),
  looked: z.number(),
  more: z.boolean(),
  /** Whose recordings Twilio still has. */
  recordingsLeft: z.array(z.string()).default([]),
  /** Where the next request goes on. */
  before: z.string().optional(),
  elsewhere: Elsewhere,
};
const Record = z.object({ live: z.boolean(), items: z.array(z.unknown()) });
const Planned = z.object({ wouldDelete: Kept, ...Rest });
const Deleted = z.object({ deleted: Kept, ...Rest });
const OneDeleted = z.object({
  lines: z.number(),
  /** What could not be deleted, as in `recording`. */
  left: z.array(z.string()).default([]),
  elsewhere: Elsewhere,
});

const lines = (count: number): string => `${count} ${count === 1 ? "line" : "lines"}`;

/** What would be deleted, in lines; `nothing` when there is nothing to do. */
interface Plan {
  readonly told: readonly string[];
  readonly nothing: boolean;
  readonly live: boolean;
}

/** @throws Error with what the Worker says, where it is none of what was expected. */
function understood<T>(schema: z.ZodType<T>, answer: Awaited<ReturnType<WorkerApi["ask"]>>): T {
  const { data } = schema.safeParse(answer.body);
  if (answer.status === 200 && data !== undefined) return data;
  throw new Error(refusal(answer));
}

async function planOfCall(api: WorkerApi, callSid: string): Promise<Plan> {
  const answer = await api.record(callSid);
  if (answer.status === 404) return { told: [`${callSid}: nothing is kept`], nothing: true, live: false };
  const { live, items } = understood(Record, answer);
  const told = live ? `${callSid}: is going on, and is not deleted` : `${callSid}: ${lines(items.length)}`;
  return { told: [told], nothing: live, live };
}

/** Asks until there is no more: each answer says where the next begins. @returns the answers, in order. */
async function rounds<T extends { readonly more: boolean; readonly before?: string | undefined }>(
  api: WorkerApi,
  body: { readonly number: string; readonly dryRun?: boolean },
  schema: z.ZodType<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  let before: string | undefined;
  for (;;) {
    const answer = understood(schema, await api.ask("POST", "/api/forget", { ...body, before }));
    answers.push(answer);
    // A Worker of an older release knows no `before`, and would answer the same again.
    if (!answer.more || answer.before === undefined || answer.before === before) return answers;
    before = answer.before;
  }
}

const once = (sids: readonly string[]): readonly string[] => [...new Set(sids)];

async function planOfNumber(api: WorkerApi, number: string): Promise<Plan> {
  const answers = await rounds(api, { number, dryRun: true }, Planned);
  const kept = new Map(answers.flatMap(({ wouldDelete }) => wouldDelete).map((call) => [call.callSid, call]));
  const live = once(answers.flatMap((answer) => answer.live));
  const failed = once(answers.flatMap((answer) => answer.failed));
  const looked = answers.reduce((sum, answer) => sum + answer.looked, 0);
  const more = answers.at(-1)?.more;
  return {
    told: [
      `${number}: ${looked} calls in Twilio's list${more ? ", and there are more" : ""}; of ${kept.size} something is kept`,
      ...[...kept.values()].map((call) => `  ${call.callSid}: ${lines(call.lines)}`),
      ...live.map((callSid) => `  ${callSid}: is going on, and is not deleted`),
      ...failed.map((callSid) => `  ${callSid}: does not say what is kept`),
    ],
    nothing: kept.size === 0 && failed.length === 0,
    live: live.length > 0,
  };
}

const NOT_YET =
  "is still at Twilio. It is tried again until it is gone: TWILIO_API_KEY has to be allowed to delete recordings.";

/** What is done, and where else something is. */
interface Done {
  readonly elsewhere: z.output<typeof Elsewhere>;
  /** What is left, in words; undefined where nothing is. */
  readonly left?: string | undefined;
}

async function forget(api: WorkerApi, what: string): Promise<Done> {
  if (CALL_SID.test(what)) {
    const done = understood(OneDeleted, await api.ask("DELETE", `/api/calls/${what}`));
    console.log(`${what}: deleted, ${lines(done.lines)}`);
    const { elsewhere, left } = done;
    return { elsewhere, ...(left.length > 0 && { left: `${what}: its ${left.join(" and ")} ${NOT_YET}` }) };
  }
  const answers = await rounds(api, { number: what }, Deleted);
  const deleted = answers.reduce((sum, answer) => sum + answer.deleted.length, 0);
  const failed = once(answers.flatMap((answer) => answer.failed));
  console.log(`${what}: ${deleted} calls deleted`);
  for (const callSid of failed) console.log(`  ${callSid}: could not be deleted`);
  const recordings = once(answers.flatMap((answer) => answer.recordingsLeft));
  for (const callSid of recordings) console.log(`  ${callSid}: its recording ${NOT_YET}`);
  const last = answers.at(-1);
  const left = [
    ...(failed.length > 0 ? [`${failed.length} could not be deleted`] : []),
    ...(last?.more ? ["Twilio lists more calls than were looked at"] : []),
  ];
  return {
    elsewhere: last?.elsewhere ?? {},
    ...(left.length + recordings.length > 0 && {
      left: [
        ...(left.length > 0 ? [`${what}: ${left.join(", and ")}: run the same again.`] : []),
        ...(recordings.length > 0 ? [`${what}: ${recordings.length} recordings are still at Twilio.`] : []),
      ].join("\n"),
    }),
  };
}

async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError("Nobody is there to ask: add --yes to delete it.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = await terminal.question("Delete it? There is no way back. [y/N] ");
  terminal.close();
  return /^y(es)?$/i.test(said.trim());
}

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async ({ yes, worker, env }, words) => {
  if (words.length === 0) throw new UsageError("Say which call (CA…) or number (+1…).");
  for (const word of words)
    if (!CALL_SID.test(word) && !E164.pattern.test(word))
      throw new UsageError(
        `${word} is neither CA and 32 hexadecimal digits, nor a number: that ${E164.words}.`,
      );
  const { all } = await findVariables(variableFiles(env));
  const api = workerApi(all, worker);
  const plans = [];
  for (const word of words)
    plans.push({ word, ...(await (CALL_SID.test(word) ? planOfCall : planOfNumber)(api, word)) });
  console.log(plans.flatMap(({ told }) => told).join("\n"));
  const left: string[] = [];
  const due = plans.filter(({ nothing }) => !nothing);
  if (due.length > 0) {
    if (!yes && !(await agrees())) {
      console.log("Nothing was deleted.");
      return;
    }
    let elsewhere: z.output<typeof Elsewhere> = {};
    for (const { word } of due) {
      const done = await forget(api, word);
      elsewhere = done.elsewhere;
      if (done.left) left.push(done.left);
    }
    console.log("\nWhat lies elsewhere stays:");
    for (const [place, how] of Object.entries(elsewhere)) console.log(`  ${place}: ${how}`);
  }
  if (left.length > 0) throw new Error(left.join("\n"));
  if (plans.some(({ live }) => live)) throw new Error("A call is still going on: delete it once it is over.");
});
