import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { present } from "../../worker/protocol/present.ts";
import { stackVariables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";
import { checkAgents } from "../stack/agents-load.ts";
import { type LocalStack, startStack } from "../stack/stack.ts";
import type { StackEvent, ToolCalled } from "../twilio/events.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, UsageError } from "./command.ts";
import { quietAgent } from "./quiet.ts";

/**
 * `npm run eval`: conversations as data, played against the real stack, and what came of each. With `OPENAI_API_KEY`
 * set it judges the model and the instructions; without, it shows that the cases hold for the practice model.
 */

const USAGE = `Usage: npm run eval -- [options]
  --cases FILE      conversations, as JSON; may be repeated (default: agents/*/cases.json)
${SHARED_USAGE}
A case is { "name", "says": ["…"], "heard": ["regular expression"] } and, as wanted, "to": the number that is called;
"tools": [{ "name", "arguments": { "field": "text in it" }, "output": "regular expression" }] that have to be called, []
for none; "task": { "attribute": "text in it" } of a hand-off; "sms": how many text messages. Ends with 1 when one fails.`;

const Cases = z.array(
  z.strictObject({
    name: z.string().min(1),
    says: z.array(z.string().min(1)).min(1),
    /** Regular expressions that the agent's words have to fit, in any order. */
    heard: z.array(z.string()),
    /** Fields of the task a person gets; each has to contain the text. Absent: there may be no task. */
    task: z.record(z.string(), z.string()).exactOptional(),
    /** Tools that have to be called; none may be where the list is empty. */
    tools: z
      .array(
        z.strictObject({
          name: z.string(),
          /** Each argument has to contain the text. */
          arguments: z.record(z.string(), z.string()).exactOptional(),
          output: z.string().exactOptional(),
        }),
      )
      .exactOptional(),
    /** The number that is called. @default the usual one */
    to: z.string().exactOptional(),
    /** Text messages that leave. */
    sms: z.number().int().min(0).exactOptional(),
  }),
);
type Case = z.output<typeof Cases>[number];

const SPEECH_RATE = 6;
const TURN_MS = 15_000;

async function readCases(file: string): Promise<readonly Case[]> {
  try {
    return Cases.parse(JSON.parse(await readFile(existing(file), "utf8")));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const fault = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new UsageError(`${file} has no cases that can be read: ${fault}`);
  }
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  cases: { type: "string", multiple: true },
} as const;

await command({ usage: USAGE, options: OPTIONS }, async (values) => {
  const files =
    values.cases ?? globSync("agents/*/cases.json", { cwd: root }).map((file) => join(root, file));
  const cases = (await Promise.all(files.map(readCases))).flat();
  const agents = values.agents && existing(values.agents);
  await checkAgents(agents);
  const { variables, missing } = await stackVariables(agents, values.env?.map(existing));
  for (const line of missing) console.error(`! ${line}`);

  const stack = await startStack({
    speechRate: SPEECH_RATE,
    record: true,
    variables,
    ...present({ agents }),
  });
  let failed = 0;
  for (const [i, played] of cases.entries()) {
    const faults = await play(stack, played, `+155501${String(i).padStart(5, "0")}`);
    if (faults.length > 0) failed += 1;
    console.log(
      `${faults.length === 0 ? "✓" : "✗"} ${played.name}${faults.map((f) => `\n    ${f}`).join("")}`,
    );
  }
  await stack.close();
  console.log(
    `${cases.length - failed} of ${cases.length} conversations as expected (model: ${stack.modelName})`,
  );
  // Ends what is still open as well, such as a pause that nobody waits for.
  process.exit(failed === 0 ? 0 : 1);
});

/** @returns what was not as expected, in words. */
async function play(
  { twilio }: LocalStack,
  { says, heard, task, sms, tools, to }: Case,
  from: string,
): Promise<string[]> {
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
  const got = events.findLast((e) => e.kind === "task")?.task.attributes;
  const called = new Map(events.flatMap((e) => (e.kind === "tool" ? [[e.callId, e] as const] : [])));
  const texts = events.filter((e) => e.kind === "sms" && e.to === from).length;
  return [
    ...heard
      .filter((p) => !new RegExp(p, "i").test(words))
      .map((p) => `not heard: /${p}/ in “${words.slice(-300)}”`),
    ...Object.entries(task ?? {})
      .filter(([name, text]) => !String(got?.[name] ?? "").includes(text))
      .map(
        ([name, text]) => `the task's ${name} is “${String(got?.[name] ?? "(no task)")}”, without “${text}”`,
      ),
    ...(tools?.length === 0 ? [...called.values()].map(({ name }) => `called ${name}`) : []),
    ...(tools ?? [])
      .filter((wanted) => ![...called.values()].some((made) => fits(made, wanted)))
      .map((wanted) => {
        const made = [...called.values()].map(
          ({ name, arguments: json, output }) => `${name} ${json} → ${output}`,
        );
        return `not called: ${JSON.stringify(wanted)}; called: ${made.join("; ") || "nothing"}`;
      }),
    ...(task === undefined && got ? [`handed over: ${String(got.reason)}`] : []),
    ...(sms !== undefined && sms !== texts ? [`${texts} text messages, not ${sms}`] : []),
  ];
}

function fits(
  made: ToolCalled,
  { name, arguments: wanted = {}, output }: NonNullable<Case["tools"]>[number],
) {
  const given = new Map(Object.entries(argumentsOf(made.arguments)));
  return (
    made.name === name &&
    Object.entries(wanted).every(([field, text]) => String(given.get(field) ?? "").includes(text)) &&
    (output === undefined || new RegExp(output, "i").test(made.output ?? ""))
  );
}

/** A model may have written anything. */
function argumentsOf(json: string): object {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
