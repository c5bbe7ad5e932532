import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { XMLParser } from "fast-xml-parser";
import { present } from "../../worker/protocol/present.ts";
import { createTeller } from "../recorder/describe.ts";
import { playAgain, readReplay } from "../recorder/replay.ts";
import { CALLED_NUMBER, startStack } from "../stack/stack.ts";
import type { StackEvent, Task } from "../twilio/events.ts";

/** `npm run call -- "text" …`: a whole call without a browser. Exit code 1 when it did not end as a call should. */

const USAGE = `Usage: npm run call -- "text" "text" …

Calls the agent, says each text when the agent has finished speaking, and prints the conversation with times, the
TwiML that the call ended with, and the task a person would get.

  "#1042"           presses keys instead (a text of only 0-9 * # after the first #)
  --to NUMBER       the called number (default ${CALLED_NUMBER})
  --from NUMBER     the caller's
  --agents FILE     other agents than agents/index.ts
  --fast            people speak ten times faster than life
  --replay FILE     does what the caller did in a call that the page has exported, at the same moments

Example: npm run call -- "Where is my order 1042?" "I want to talk to a person"`;

function readOrders() {
  try {
    const { values, positionals: lines } = parseArgs({
      options: {
        to: { type: "string" },
        from: { type: "string" },
        agents: { type: "string" },
        fast: { type: "boolean", default: false },
        replay: { type: "string" },
      },
      allowPositionals: true,
    });
    return lines.length > 0 || values.replay ? { lines, ...values } : undefined;
  } catch {
    return undefined; // an option that there is not, or one without its value
  }
}

const orders = readOrders();
if (!orders) {
  console.log(USAGE);
  process.exit(process.argv.length > 2 ? 2 : 1);
}

const replay = orders.replay === undefined ? undefined : readReplay(readFileSync(orders.replay, "utf8"));
const speechRate = orders.fast ? 10 : 1;
const stack = await startStack({
  speechRate,
  record: true,
  ...present({ agents: orders.agents }),
  ...(orders.fast ? { modelPace: { firstTokenMs: 60, tokenMs: 4 } } : {}),
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
process.on("SIGINT", () => void stack.close().then(() => process.exit(130)));

const { twilio } = stack;
const startedAt = Date.now();
const time = (at: number): string => `${((at - startedAt) / 1_000).toFixed(2).padStart(7)} s`;
const print = (at: number, who: string, text: string): void =>
  console.log(`${time(at)}  ${who.padEnd(7)} ${text}`);

let task: Task | undefined;
let ended: Extract<StackEvent, { kind: "call" }> | undefined;
let lastTwiml = "";
const tell = createTeller();
let quiet = Promise.withResolvers<void>();
let lastFinal: number | undefined;
const over = Promise.withResolvers<void>();

twilio.on((event) => {
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
      return;
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
    case "frame":
      if (isQuiet(event.frame)) quiet.resolve();
      return;
    case "call":
      if (event.status !== "ringing" && event.status !== "in-progress") {
        ended = event;
        over.resolve();
      }
  }
});

function isQuiet(frame: unknown): boolean {
  const f = frame as { type?: unknown; name?: unknown; value?: unknown } | null; // read field by field
  return f?.type === "info" && f.name === "agentSpeaking" && f.value === "off";
}

/** How long the agent may take to speak and fall silent, before the next line is said all the same. */
const PATIENCE_MS = 45_000 / speechRate + 5_000;

const callSid = twilio.dial(orders.from ?? replay?.from, orders.to ?? replay?.to);
print(Date.now(), "", `call ${callSid}`);
if (replay) {
  await playAgain(twilio, callSid, replay, speechRate);
  quiet = Promise.withResolvers();
}
for (const line of orders.lines) {
  await Promise.race([quiet.promise, over.promise, pause(PATIENCE_MS)]);
  if (task || ended) break;
  quiet = Promise.withResolvers();
  const keys = /^#([0-9*#]+)$/.exec(line)?.[1];
  const order = keys
    ? ({ do: "press", callSid, digits: keys } as const)
    : ({ do: "say", callSid, text: line } as const);
  // A line that comes too late finds the call over, which is what the end then reports.
  await twilio.command(order).catch((error: unknown) => print(Date.now(), "", String(error)));
}
await Promise.race([quiet.promise, over.promise, pause(PATIENCE_MS)]);
await Promise.race([over.promise, pause(1_500)]);
if (!task && !ended) await twilio.command({ do: "hang_up", callSid });
await Promise.race([over.promise, pause(5_000)]);

console.log(`\nLast TwiML\n${pretty(lastTwiml)}`);
if (task) console.log(`\nTask ${task.sid}  ${task.queueName}\n${JSON.stringify(task.attributes, null, 2)}`);
else console.log("\nNo task: the call ended with the agent.");
await stack.close();

const good = task !== undefined || ended?.status === "completed";
if (!good) console.error(`\nThe call did not end as a call should: ${ended?.status ?? "it never ended"}.`);
process.exit(good ? 0 : 1);

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
