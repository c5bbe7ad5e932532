import { stripVTControlCharacters } from "node:util";
import { modelApi } from "../../worker/protocol/model-api.ts";
import { present } from "../../worker/protocol/present.ts";
import { createDesk, DEFAULT_CACHE_DIR } from "../desk/desk.ts";
import { checkForm } from "../doctor/model-form.ts";
import { newConsoleLink, variablesFor } from "../operator/worker-api.ts";
import { CONSOLE_DOOR, consoleDoor } from "../page/console-door.ts";
import { readPhoneBook } from "../page/phone-book.ts";
import { startPage } from "../page/server.ts";
import { createTeller } from "../recorder/describe.ts";
import { stackVariables } from "../setup/variables.ts";
import { freePort } from "../stack/free-port.ts";
import { PRACTICE_MODEL } from "../stack/servers.ts";
import { CALLED_NUMBER, startStack } from "../stack/stack.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, variableFiles } from "./command.ts";

/** `npm start`: the whole stack, and the page to call it from. */

const USAGE = `Usage: npm start -- [options]
${SHARED_USAGE}
Starts the agents, Twilio's side of a call and a desk on this machine, and prints the address of a page to call from.`;

const PAGE_PORT = 8800;
/** For how long the console of this stack knows whoever opens it. */
const CONSOLE_HOURS = 12;
const PRACTICE_NOTE = `
  The practice model plays any agent by rules, in simple sentences. A real one: OPENAI_API_KEY=… npm start
`;

async function start(agents: string | undefined, env: readonly string[] | undefined): Promise<void> {
  const startedAt = performance.now();
  const { variables, missing } = await stackVariables(agents, env);
  console.log("Starting the agent, Twilio's side of the call and the agent desk, all on this machine …");

  const stack = await startStack({
    ...present({ agents }),
    variables,
    watch: true,
    record: true,
    onLine: troubleTo(console.error),
  });
  // Behind the stack, which has tried whether they load.
  const phoneBook = () => readPhoneBook(agents ?? "agents/index.ts", CALLED_NUMBER);

  const tell = createTeller();
  stack.twilio.on((event) => {
    for (const { who, text, wrong } of tell(event)) if (wrong) console.error(`  ${who}: ${text}`);
    if (event.kind !== "agents") return;
    const { state, message, file, line } = event;
    if (state === "updated") console.log(`  ${message}`);
    else console.error(`  ✗ ${file ? `${file}:${line}: ` : ""}${message}\n    The last good one goes on.`);
  });

  const consoleLink = () =>
    newConsoleLink(variablesFor(variables, stack.urls.worker), stack.urls.worker, "operator", CONSOLE_HOURS);

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
    mounts: [desk, consoleDoor(consoleLink)],
    flexUrl: "/agent-desktop",
    consoleUrl: CONSOLE_DOOR,
    defaultCaller: "+15550100001",
    ...(await phoneBook()),
    renew: phoneBook,
  });

  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`
  Ready in ${seconds} s. Open this page and press Dial:

    ${page.url}

  The console, which shows every call and signs in by this link, once (and by the page's, as often as you like):

    ${await consoleLink()}

  Functions   ${stack.urls.functions}   (twilio-run)
  Worker      ${stack.urls.worker}   (wrangler dev)
  Model       ${stack.urls.model}   (${stack.modelName})
  Twilio REST ${twilio.restUrl}   (simulated)
${stack.modelName === PRACTICE_MODEL ? PRACTICE_NOTE : ""}
  Ctrl-C ends everything.`);
  for (const line of missing) console.log(`\n  ! ${line}`);

  if (stack.modelName !== PRACTICE_MODEL) void sayIfSlow(stack.urls.model, variables);

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

/** A model that takes its time keeps a caller waiting, turn by turn. */
async function sayIfSlow(baseUrl: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const { OPENAI_API_KEY: apiKey = "local", OPENAI_MODEL: model = "gpt-4.1", OPENAI_API: api } = variables;
  const endpoint = { baseUrl, apiKey, api: modelApi(api) };
  const { status, what, todo = "" } = await checkForm(endpoint, model, {});
  if (status !== "ok") console.log(`\n  ! ${what}\n    → ${todo}`);
}

/** Of what the servers print, what is wrong: it goes on over the lines behind it, up to a bracket or a line of its own. */
function troubleTo(print: (line: string) => void): (from: string, line: string) => void {
  let trouble = false;
  return (from, line) => {
    const plain = stripVTControlCharacters(line);
    // What the Worker logs itself comes as an event, whole.
    const logs = from === "worker" && plain.endsWith("{");
    if (/✘|▲|\[ERROR\]|\[WARNING\]|"?level"?:\s*"?(error|warn)/.test(plain) && !logs) trouble = true;
    else if (/^\[wrangler|^⎔|^\S+ \S+ \d{3} /.test(plain)) trouble = false;
    if (trouble) print(`  ${from}: ${plain}`);
    // A log line of the Functions is whole by itself.
    if (/^\}|^\{.*\}$/.test(plain)) trouble = false;
  };
}

await command({ usage: USAGE, options: SHARED_OPTIONS }, ({ agents, env }) =>
  start(agents && existing(agents), variableFiles(env)),
);
