import { CALL_ID, SID_DIGITS } from "../../worker/protocol/sids.ts";
import { command, SHARED_OPTIONS, UsageError, variableFiles } from "../commands/command.ts";
import { findVariables } from "../setup/variables.ts";
import { callOf } from "./shown/one-call.ts";
import { Detail } from "./shown/wire.ts";
import { refusal, WORKER_OPTIONS, WORKER_USAGE, workerApi } from "./worker-api.ts";

/** `npm run call:show`: one call, with what happened in it and what was said. */

const USAGE = `Usage: npm run call:show -- CA… [--json]

Shows a call: what it came to, what happened when, one line for each, to scale, and what was said. Times are UTC.

  --json            as the Worker answers it; into a program without npm's own lines: npm run -s call:show -- CA… --json
${WORKER_USAGE}

Needs TWILIO_AUTH_TOKEN, and RELAY_URL or --worker. npm run calls lists calls.`;

const OPTIONS = {
  json: { type: "boolean", default: false },
  ...WORKER_OPTIONS,
  env: SHARED_OPTIONS.env,
} as const;

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async ({ json, worker, env }, words) => {
  const [callSid, ...more] = words;
  if (callSid === undefined || more.length > 0)
    throw new UsageError("Say which call: CA… as npm run calls lists it, and one at a time.");
  // Whoever connects a call may give it another id than Twilio's; one that begins like Twilio's is meant to be one.
  const form = /^CA/i.test(callSid) ? `^CA${SID_DIGITS}$` : `^${CALL_ID}$`;
  if (!new RegExp(form).test(callSid))
    throw new UsageError(`${callSid} is no CallSid: CA and 32 hexadecimal digits.`);
  const api = workerApi((await findVariables(variableFiles(env))).all, worker);
  const answer = await api.ask("GET", `/api/calls/${callSid}`);
  if (answer.status === 404) throw new Error(`${callSid}: nothing is kept of it.`);
  const detail = Detail.safeParse(answer.body);
  if (answer.status !== 200 || !detail.success) throw new Error(refusal(answer));
  if (json) console.log(JSON.stringify(answer.body, undefined, 2));
  else for (const line of callOf(detail.data, Date.now())) console.log(line);
});
