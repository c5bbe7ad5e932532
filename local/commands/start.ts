import { parseArgs, stripVTControlCharacters } from "node:util";
import { present } from "../../worker/protocol/present.ts";
import { createDesk, DEFAULT_CACHE_DIR } from "../desk/desk.ts";
import { readPhoneBook } from "../page/phone-book.ts";
import { startPage } from "../page/server.ts";
import { createTeller } from "../recorder/describe.ts";
import { freePort } from "../stack/free-port.ts";
import { CALLED_NUMBER, startStack } from "../stack/stack.ts";

/** `npm start`: the whole stack, and the page to call it from. `-- --agents my/agents.ts` serves other agents. */

const { agents } = parseArgs({ options: { agents: { type: "string" } } }).values;

const PAGE_PORT = 8800;
const phoneBook = () => readPhoneBook(agents ?? "agents/index.ts", CALLED_NUMBER);

const startedAt = performance.now();
console.log("Starting the agent, Twilio's side of the call and the agent desk, all on this machine …");

const [stack, book] = await Promise.all([
  startStack({
    ...present({ agents }),
    record: true,
    onLine: (from, line) => {
      // What the Worker logs comes as an event, whole.
      const logs = from === "worker" && stripVTControlCharacters(line).endsWith("{");
      if (/"?level"?:\s*"?(error|warn)|✘|\[ERROR\]/.test(line) && !logs) console.error(`  ${from}: ${line}`);
    },
  }),
  phoneBook(),
]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

const tell = createTeller();
stack.twilio.on((event) => {
  for (const { who, text, wrong } of tell(event)) if (wrong) console.error(`  ${who}: ${text}`);
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
  ...book,
  renew: phoneBook,
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
