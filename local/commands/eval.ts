import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as z from "zod";
import { type LocalStack, startStack } from "../stack/stack.ts";
import type { StackEvent } from "../twilio/events.ts";

/**
 * `npm run eval`: conversations as data, played against the real stack, and what came of each. With `OPENAI_API_KEY`
 * set it judges the model and the instructions; without, it shows that the cases hold for the practice model.
 */

const Cases = z.array(
  z.strictObject({
    name: z.string().min(1),
    says: z.array(z.string().min(1)).min(1),
    /** Regular expressions that the agent's words have to fit, in any order. */
    heard: z.array(z.string()),
    /** Fields of the task a person gets; each has to contain the text. Absent: there may be no task. */
    task: z.record(z.string(), z.string()).exactOptional(),
    /** Text messages that leave. */
    sms: z.number().int().min(0).exactOptional(),
  }),
);
type Case = z.output<typeof Cases>[number];

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: new URL("../eval/owl-shoes.json", import.meta.url).pathname },
  },
});
const cases = Cases.parse(JSON.parse(await readFile(values.cases, "utf8")));

const SPEECH_RATE = 6;
const TURN_MS = 15_000;
/** Sped up, the voice gets ahead of the model and falls silent between two sentences. */
const SETTLED_MS = 700;

const stack = await startStack({ speechRate: SPEECH_RATE });
const results: { readonly name: string; readonly faults: readonly string[] }[] = [];
for (const [i, played] of cases.entries()) {
  const faults = await play(stack, played, `+155501${String(i).padStart(5, "0")}`);
  results.push({ name: played.name, faults });
  console.log(`${faults.length === 0 ? "✓" : "✗"} ${played.name}${faults.map((f) => `\n    ${f}`).join("")}`);
}
await stack.close();

const failed = results.filter((r) => r.faults.length > 0).length;
console.log(
  `${results.length - failed} of ${results.length} conversations as expected (model: ${stack.modelName})`,
);
process.exit(failed === 0 ? 0 : 1);

/** @returns what was not as expected, in words. */
async function play(
  { twilio }: LocalStack,
  { says, heard, task, sms }: Case,
  from: string,
): Promise<string[]> {
  const events: StackEvent[] = [];
  let settling: NodeJS.Timeout | undefined;
  let quiet = Promise.withResolvers<void>();
  const callSid = twilio.dial(from);
  const stop = twilio.on((event) => {
    if (event.callSid !== callSid && event.kind !== "sms") return;
    events.push(event);
    if (event.kind === "task") quiet.resolve();
    const speaking = event.kind === "frame" ? speakingOf(event.frame) : undefined;
    if (speaking !== undefined) clearTimeout(settling);
    if (speaking === "off") settling = setTimeout(() => quiet.resolve(), SETTLED_MS);
  });
  for (const line of says) {
    await Promise.race([quiet.promise, pause(TURN_MS)]);
    quiet = Promise.withResolvers();
    await twilio.command({ do: "say", callSid, text: line });
  }
  await Promise.race([quiet.promise, pause(TURN_MS)]);
  if (task) await Promise.race([until(events, (e) => e.kind === "task"), pause(TURN_MS)]);
  stop();
  if (twilio.calls.includes(callSid)) await twilio.command({ do: "hang_up", callSid });

  const words = events
    .flatMap((e) => (e.kind === "agent_speech" && e.state !== "started" ? [e.text] : []))
    .join(" ");
  const got = events.findLast((e) => e.kind === "task")?.task.attributes;
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
    ...(task === undefined && got ? [`handed over: ${String(got.reason)}`] : []),
    ...(sms !== undefined && sms !== texts ? [`${texts} text messages, not ${sms}`] : []),
  ];
}

/** What `agentSpeaking` says, where the frame is one. */
function speakingOf(frame: unknown): "on" | "off" | undefined {
  const f = frame as { name?: unknown; value?: unknown } | null; // read field by field
  if (f?.name !== "agentSpeaking") return undefined;
  return f.value === "off" ? "off" : "on";
}

async function until(events: readonly StackEvent[], fits: (e: StackEvent) => boolean): Promise<void> {
  while (!events.some(fits)) await pause(50);
}
