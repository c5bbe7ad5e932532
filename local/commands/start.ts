import { parseArgs } from "node:util";
import { present } from "../../worker/protocol/present.ts";
import { createDesk, DEFAULT_CACHE_DIR } from "../desk/desk.ts";
import { checkForm } from "../doctor/model-form.ts";
import { startPage } from "../page/server.ts";
import { freePort } from "../stack/free-port.ts";
import { PRACTICE_MODEL } from "../stack/servers.ts";
import { CALLED_NUMBER, startStack } from "../stack/stack.ts";

/** `npm start`: the whole stack, and the page to call it from. `-- --agents my/agents.ts` serves other agents. */

const { agents } = parseArgs({ options: { agents: { type: "string" } } }).values;

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

const PRACTICE_NOTE = `
  The practice model plays any agent by rules, in simple sentences. A real one: OPENAI_API_KEY=… npm start
`;

const startedAt = performance.now();
console.log("Starting the agent, Twilio's side of the call and the agent desk, all on this machine …");

const stack = await startStack({
  ...present({ agents }),
  onLine: (from, line) => {
    if (/"?level"?:\s*"?(error|warn)|✘|\[ERROR\]/.test(line)) console.error(`  ${from}: ${line}`);
  },
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

const desk = createDesk({ cacheDir: DEFAULT_CACHE_DIR });
const { twilio } = stack;
const page = await startPage({
  port: await freePort(PAGE_PORT),
  feed: {
    events: twilio.events,
    on: (listener) => twilio.on(listener),
    command: (c) => twilio.command(c),
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
${stack.modelName === PRACTICE_MODEL ? PRACTICE_NOTE : ""}
  Ctrl-C ends everything.`);

const { OPENAI_API_KEY: apiKey, OPENAI_MODEL: model, OPENAI_API: api } = process.env;
if (apiKey) {
  const endpoint = {
    baseUrl: stack.urls.model,
    apiKey,
    api: api === "chat" ? ("chat" as const) : ("responses" as const),
  };
  const found = await checkForm(endpoint, model ?? "gpt-4.1", {});
  if (found.status !== "ok") console.log(`\n  ! ${found.what}\n    → ${found.todo ?? ""}`);
}

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
