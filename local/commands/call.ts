import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { XMLParser } from "fast-xml-parser";
import { present } from "../../worker/protocol/present.ts";
import { createTeller } from "../recorder/describe.ts";
import { playAgain, type Replay, readReplay } from "../recorder/replay.ts";
import { addSpend, inDollars, NOTHING_SPENT } from "../recorder/spend.ts";
import { stackVariables } from "../setup/variables.ts";
import { checkAgents } from "../stack/agents-load.ts";
import { CALLED_NUMBER, startStack } from "../stack/stack.ts";
import { type StackEvent, type Task, WORKER_STUCK } from "../twilio/events.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, UsageError, variableFiles } from "./command.ts";
import { quietAgent } from "./quiet.ts";

/** `npm run call -- "text" …`: a whole call without a browser. Exit code 1 when it did not end as a call should. */

const USAGE = `Usage: npm run call -- "text" "text" …

Calls the agent, says each text when the agent has finished speaking, and prints the conversation with times, the tools
it called, the TwiML that the call ended with, and the task a person would get.

  "#1042"           presses keys instead (a text of only 0-9 * # after the first #)
  --to NUMBER       the called number (default ${CALLED_NUMBER})
  --from NUMBER     the caller's
  --fast            people speak ten times faster than life
${SHARED_USAGE}

Example: npm run call -- "Where is my order 1042?" "I want to talk to a person"`;

const OPTIONS = {
  ...SHARED_OPTIONS,
  to: { type: "string" },
  from: { type: "string" },
  fast: { type: "boolean", default: false },
  replay: { type: "string" },
} as const;

interface Orders {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly agents?: string | undefined;
  readonly fast: boolean;
  readonly replay: Replay | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/** A tool may take its whole deadline, and be one of several; what hangs on is a fault that is to be seen. */
const PATIENCE_MS = 45_000;

/** @returns whether it ended as a call should. */
async function call(
  lines: readonly string[],
  { to, from, agents, fast, replay, variables }: Orders,
): Promise<boolean> {
  const speechRate = fast ? 10 : 1;
  const stack = await startStack({
    speechRate,
    record: true,
    variables,
    ...present({ agents }),
    ...(fast ? { modelPace: { firstTokenMs: 60, tokenMs: 4 } } : {}),
  });
  process.on("SIGINT", () => void stack.close().then(() => process.exit(130)));

  const { twilio } = stack;
  const startedAt = Date.now();
  const print = (at: number, who: string, text: string): void =>
    console.log(`${((at - startedAt) / 1_000).toFixed(2).padStart(7)} s  ${who.padEnd(7)} ${text}`);

  let task: Task | undefined;
  let ended: Extract<StackEvent, { kind: "call" }> | undefined;
  let lastTwiml = "";
  let stuck = false;
  let lastFinal: number | undefined;
  const tell = createTeller();
  let spend = NOTHING_SPENT;
  const over = Promise.withResolvers<void>();

  twilio.on((event) => {
    spend = addSpend(spend, event);
    switch (event.kind) {
      case "agent_speech":
        if (event.state === "started") {
          const waited =
            lastFinal === undefined ? "" : `   (${Math.round(event.at - lastFinal)} ms after the caller)`;
          lastFinal = undefined;
          print(event.at, event.source === "say" ? "twilio" : "agent", event.text.trim() + waited);
        }
        if (event.state === "cut") print(event.at, "agent", `— cut after “${event.text.trim()}”`);
        return;
      case "caller_speech":
        if (event.final) {
          print(event.at, "caller", event.text);
          lastFinal = event.at;
        }
        return;
      case "caller_key":
        return print(event.at, "caller", `[${event.digit}]`);
      case "model_response":
      case "tool":
      case "log":
        for (const { who, text } of tell(event)) print(event.at, who, text);
        if (event.kind !== "log" || event.event !== WORKER_STUCK) return;
        stuck = true;
        return over.resolve();
      case "sms":
        return print(event.at, "sms", `to ${event.to}: ${event.body}`);
      case "alert":
        return print(event.at, "alert", `${event.code} ${event.message}`);
      case "webhook_response":
        if (event.body) lastTwiml = event.body;
        return;
      case "task":
        task = event.task;
        return over.resolve();
      case "call":
        if (event.status !== "ringing" && event.status !== "in-progress") {
          ended = event;
          over.resolve();
        }
    }
  });

  const callSid = twilio.dial(from ?? replay?.from, to ?? replay?.to);
  print(Date.now(), "", `call ${callSid}`);
  if (replay) await playAgain(twilio, callSid, replay, speechRate);
  const agent = quietAgent(twilio, callSid);
  for (const line of lines) {
    await Promise.race([agent.next(), over.promise, pause(PATIENCE_MS)]);
    if (task || ended || stuck) break;
    const keys = /^#([0-9*#]+)$/.exec(line)?.[1];
    const order = keys
      ? ({ do: "press", callSid, digits: keys } as const)
      : ({ do: "say", callSid, text: line } as const);
    // A line that comes too late finds the call over, which is what the end then reports.
    await twilio.command(order).catch((error: unknown) => print(Date.now(), "", String(error)));
  }
  await Promise.race([agent.next(), over.promise, pause(PATIENCE_MS)]);
  await Promise.race([over.promise, pause(1_500)]);
  if (!task && !ended) await twilio.command({ do: "hang_up", callSid });
  await Promise.race([over.promise, pause(5_000)]);
  agent.stop();

  console.log(`\nLast TwiML\n${pretty(lastTwiml)}`);
  if (task) console.log(`\nTask ${task.sid}  ${task.queueName}\n${JSON.stringify(task.attributes, null, 2)}`);
  else console.log("\nNo task: the call ended with the agent.");
  console.log(`${spend.tokens} tokens of ${stack.modelName}: ${inDollars(spend.microUsd)}`);
  await stack.close();

  if (stuck) {
    console.error("\nThe call did not end as a call should: the Worker does not answer any more.");
    return false;
  }
  const good = task !== undefined || ended?.status === "completed";
  if (!good) console.error(`\nThe call did not end as a call should: ${ended?.status ?? "it never ended"}.`);
  return good;
}

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async (values, lines) => {
  if (lines.length === 0 && !values.replay) throw new UsageError("Say what the caller says.");
  const { agents, env, replay: file, ...orders } = values;
  const replay = file === undefined ? undefined : readReplay(readFileSync(existing(file), "utf8"));
  const served = agents && existing(agents);
  await checkAgents(served);
  const { variables, missing } = await stackVariables(served, variableFiles(env));
  for (const line of missing) console.error(`! ${line}`);
  // Ends what is still open as well, such as a pause that nobody waits for.
  process.exit((await call(lines, { ...orders, agents: served, replay, variables })) ? 0 : 1);
});

/** TwiML indented for reading; what is no XML as it is. */
function pretty(xml: string): string {
  try {
    new XMLParser().parse(xml, true);
  } catch {
    return xml;
  }
  let depth = 0;
  return xml
    .replace(/>\s*</g, ">\n<")
    .split("\n")
    .map((line) => {
      if (line.startsWith("</")) depth -= 1;
      const indented = "  ".repeat(Math.max(0, depth)) + line;
      if (/^<[^/?!][^>]*[^/]>$/.test(line) || /^<[a-z]+>$/i.test(line)) depth += 1;
      return indented;
    })
    .join("\n");
}
