import { stripVTControlCharacters } from "node:util";
import { present } from "../../worker/protocol/present.ts";
import { createDesk, DEFAULT_CACHE_DIR } from "../desk/desk.ts";
import { startPage } from "../page/server.ts";
import { stackVariables } from "../setup/variables.ts";
import { freePort } from "../stack/free-port.ts";
import { CALLED_NUMBER, startStack } from "../stack/stack.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE } from "./command.ts";

/** `npm start`: the whole stack, and the page to call it from. */

const USAGE = `Usage: npm start -- [options]
${SHARED_USAGE}
Starts the agents, Twilio's side of a call and a desk on this machine, and prints the address of a page to call from.`;

const PAGE_PORT = 8800;
/** Who answers which number, and what may be asked there. */
const SHIPPED_NUMBERS = [
  {
    number: CALLED_NUMBER,
    agent: "owl-shoes",
    suggestions: [
      "Where is my order 1042?",
      "Do you have the Night Runner in size 9?",
      "I want to talk to a person.",
    ],
  },
  {
    number: "+15550100009",
    agent: "night-desk",
    suggestions: ["Please call me back tomorrow.", "It is urgent."],
  },
];

async function start(agents: string | undefined, env: readonly string[] | undefined): Promise<void> {
  const startedAt = performance.now();
  const { variables, missing } = await stackVariables(agents, env);
  console.log("Starting the agent, Twilio's side of the call and the agent desk, all on this machine …");

  let trouble = false;
  const stack = await startStack({
    ...present({ agents }),
    variables,
    watch: true,
    onLine: (from, line) => {
      // What the Worker throws or warns of goes on over the lines behind it, up to a bracket or a line of its own.
      const plain = stripVTControlCharacters(line);
      if (/✘|▲|\[ERROR\]|\[WARNING\]|"?level"?:\s*"?(error|warn)/.test(plain)) trouble = true;
      else if (/^\[wrangler|^⎔|^\S+ \S+ \d{3} /.test(plain)) trouble = false;
      if (trouble) console.error(`  ${from}: ${plain}`);
      if (/^\}/.test(plain)) trouble = false;
    },
  });

  stack.twilio.on((event) => {
    if (event.kind !== "agents") return;
    const { state, message, file, line } = event;
    if (state === "updated") console.log(`  ${message}`);
    else console.error(`  ✗ ${file ? `${file}:${line}: ` : ""}${message}\n    The last good one goes on.`);
  });

  const desk = createDesk({ cacheDir: DEFAULT_CACHE_DIR });
  const { twilio } = stack;
  const page = await startPage({
    port: await freePort(PAGE_PORT),
    feed: {
      events: twilio.events,
      on: (listener) => twilio.on(listener),
      command: async (order) => {
        // A call between two versions of its agent would be greeted by one and answered by the other.
        if (order.do === "dial") await stack.settled();
        return twilio.command(order);
      },
      faults: () => twilio.faults,
    },
    mounts: [desk],
    flexUrl: "/agent-desktop",
    defaultCaller: "+15550100001",
    numbers:
      agents === undefined ? SHIPPED_NUMBERS : [{ number: CALLED_NUMBER, agent: agents, suggestions: [] }],
  });

  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`
  Ready in ${seconds} s. Open this page and press Dial:

    ${page.url}

  Functions   ${stack.urls.functions}   (twilio-run)
  Worker      ${stack.urls.worker}   (wrangler dev)
  Model       ${stack.urls.model}   (${stack.modelName})
  Twilio REST ${twilio.restUrl}   (simulated)

  Ctrl-C ends everything.`);
  for (const line of missing) console.log(`\n  ! ${line}`);

  let closing = false;
  async function end(): Promise<void> {
    if (closing) process.exit(1);
    closing = true;
    console.log("\nHanging up …");
    await page.close();
    await stack.close();
    process.exit(0);
  }
  process.on("SIGINT", () => void end());
  process.on("SIGTERM", () => void end());
}

await command({ usage: USAGE, options: SHARED_OPTIONS }, ({ agents, env }) =>
  start(agents && existing(agents), env?.map(existing)),
);
