import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { faultsOf } from "../../worker/protocol/editing/case-faults.ts";
import { type TrialCase, TrialCases } from "../../worker/protocol/editing/cases.ts";
import { present } from "../../worker/protocol/present.ts";
import { playTrials } from "../operator/trials.ts";
import { WORKER_OPTIONS } from "../operator/worker-api.ts";
import { stackVariables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";
import { checkAgents } from "../stack/agents-load.ts";
import { type LocalStack, startStack } from "../stack/stack.ts";
import type { StackEvent } from "../twilio/events.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, UsageError, variableFiles } from "./command.ts";
import { quietAgent } from "./quiet.ts";

/**
 * `npm run eval`: conversations as data, played against the real stack, and what came of each. With `OPENAI_API_KEY`
 * set it judges the model and the instructions; without, it shows that the cases hold for the practice model.
 */

const USAGE = `Usage: npm run eval -- [options]
  --cases FILE      conversations, as JSON; may be repeated (default: agents/*/cases.json)
${SHARED_USAGE}
Before an edit of an agent is published, by text, at a Worker that runs; nobody is called, texted or put in line:
  --agent NAME      the agent that is tried, with its own cases unless --cases names others
  --draft           as it is drafted
  --version N       as it was published; 0 for the code
  --worker URL      another address than RELAY_URL's, such as the Worker's that npm start prints
A case is { "name", "says": ["…"], "heard": ["regular expression"] } and, as wanted, "to": the number that is called;
"tools": [{ "name", "arguments": { "field": "text in it" }, "output": "regular expression" }] that have to be called, []
for none; "task": { "attribute": "text in it" } of a hand-off; "sms": how many text messages; "open": false for outside the
hours, which only --agent plays, as it plays all others within them. Ends with 1 when one fails.`;

const SPEECH_RATE = 6;
const TURN_MS = 15_000;

async function readCases(file: string): Promise<readonly TrialCase[]> {
  try {
    return TrialCases.parse(JSON.parse(await readFile(existing(file), "utf8")));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const fault = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new UsageError(`${file} has no cases that can be read: ${fault}`);
  }
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  cases: { type: "string", multiple: true },
  agent: { type: "string" },
  draft: { type: "boolean", default: false },
  version: { type: "string" },
  ...WORKER_OPTIONS,
} as const;

await command({ usage: USAGE, options: OPTIONS }, async (values) => {
  const { agent, draft, version, worker, agents: own } = values;
  if (agent !== undefined) {
    if (own !== undefined)
      throw new UsageError("Say --agents or --agent: one is of this folder, one of a Worker.");
    const tried = { agent, draft, version, worker, env: values.env };
    const cases = values.cases && (await Promise.all(values.cases.map(readCases))).flat();
    const { total, failed } = await playTrials(tried, cases, tell);
    return end(total, failed, `${agent}, tried at ${worker ?? "the Worker"}`);
  }
  if (draft || version !== undefined || worker !== undefined)
    throw new UsageError("--draft, --version and --worker go with --agent NAME.");
  const files =
    values.cases ?? globSync("agents/*/cases.json", { cwd: root }).map((file) => join(root, file));
  const all = (await Promise.all(files.map(readCases))).flat();
  const cases = all.filter(({ open = true }) => open);
  const agents = own && existing(own);
  await checkAgents(agents);
  const { variables, missing } = await stackVariables(agents, variableFiles(values.env));
  for (const line of missing) console.error(`! ${line}`);

  const stack = await startStack({
    speechRate: SPEECH_RATE,
    record: true,
    variables,
    ...present({ agents }),
  });
  let failed = 0;
  for (const { name } of all.filter((one) => !cases.includes(one)))
    console.log(`- ${name}: outside the hours, so --agent alone plays it`);
  for (const [i, played] of cases.entries()) {
    const faults = await play(stack, played, `+155501${String(i).padStart(5, "0")}`);
    if (faults.length > 0) failed += 1;
    tell(played, faults);
  }
  await stack.close();
  end(cases.length, failed, `model: ${stack.modelName}`);
});

function tell({ name }: TrialCase, faults: readonly string[]): void {
  console.log(`${faults.length === 0 ? "✓" : "✗"} ${name}${faults.map((f) => `\n    ${f}`).join("")}`);
}

function end(total: number, failed: number, what: string): never {
  console.log(`${total - failed} of ${total} conversations as expected (${what})`);
  // Ends what is still open as well, such as a pause that nobody waits for.
  process.exit(failed === 0 ? 0 : 1);
}

/** @returns what was not as expected, in words. */
async function play({ twilio }: LocalStack, played: TrialCase, from: string): Promise<readonly string[]> {
  const { says, task, to } = played;
  const events: StackEvent[] = [];
  const callSid = twilio.dial(from, to);
  const agent = quietAgent(twilio, callSid);
  const handedOver = Promise.withResolvers<void>();
  const stop = twilio.on((event) => {
    if (event.callSid !== callSid && event.kind !== "sms") return;
    events.push(event);
    if (event.kind === "task") handedOver.resolve();
  });
  const turn = () => Promise.race([agent.next(), handedOver.promise, pause(TURN_MS)]);
  for (const line of says) {
    await turn();
    await twilio.command({ do: "say", callSid, text: line });
  }
  await turn();
  if (task) await Promise.race([handedOver.promise, pause(TURN_MS)]);
  agent.stop();
  stop();
  if (twilio.calls.includes(callSid)) await twilio.command({ do: "hang_up", callSid });

  const words = events
    .flatMap((e) => (e.kind === "agent_speech" && e.state !== "started" ? [e.text] : []))
    .join(" ");
  const called = new Map(events.flatMap((e) => (e.kind === "tool" ? [[e.callId, e] as const] : [])));
  return faultsOf(played, {
    words,
    tools: [...called.values()].map(({ name, arguments: json, output = "" }) => ({
      name,
      arguments: argumentsOf(json),
      output,
    })),
    task: events.findLast((e) => e.kind === "task")?.task.attributes,
    texts: events.filter((e) => e.kind === "sms" && e.to === from).length,
  });
}

/** A model may have written anything. */
function argumentsOf(json: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
