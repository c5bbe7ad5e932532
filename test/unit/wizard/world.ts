import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ask } from "../../../local/ask.ts";
import { type Finding, ok, problem } from "../../../local/doctor/finding.ts";
import type { Deployed } from "../../../local/operate/deploy.ts";
import { loadAgents } from "../../../local/setup/command-line.ts";
import type { NamedSecret } from "../../../local/setup/named-secrets.ts";
import type { CloudflareAnswer } from "../../../local/setup/wizard/access/cloudflare.ts";
import { openSetup } from "../../../local/setup/wizard/open.ts";
import { recordFile } from "../../../local/setup/wizard/record.ts";
import { runSetup } from "../../../local/setup/wizard/run.ts";
import type { Ports, SetupOptions } from "../../../local/setup/wizard/setup.ts";
import { type ModelAccountMock, startModelAccount } from "../../support/accounts/model-account.ts";
import {
  startTwilioAccount,
  type TwilioAccountMock,
  type TwilioAccountOptions,
} from "../../support/accounts/twilio-account.ts";
import { newSid, startTaskRouterMock, type TaskRouterMock } from "../../support/task-router-mock.ts";

/** Accounts as an operator has them, a folder, and somebody who runs `npm run setup` in it. */
export interface World {
  readonly folder: string;
  readonly twilio: TwilioAccountMock;
  readonly flex: TaskRouterMock;
  readonly model: ModelAccountMock;
  readonly cloud: Cloud;
  /** The credentials that are right, as variables of a shell. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Where the stand-ins are. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly run: (how?: Run) => Promise<Ended>;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly record: (env?: string) => Promise<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

export interface Run extends Partial<SetupOptions> {
  readonly env?: string;
  readonly shell?: Readonly<Record<string, string>>;
  /** What somebody answers, in order; nobody is there when absent. */
  readonly answers?: readonly string[];
  readonly named?: readonly NamedSecret[];
  /** The process ends when it says this. */
  readonly diesAt?: RegExp;
}

export interface Ended {
  readonly ok: boolean;
  readonly error: Error | undefined;
  /** All that was said, and the error. */
  readonly output: string;
  /** What was asked. */
  readonly questions: readonly string[];
}

/** Cloudflare, Twilio Serverless and Flex's plugins, as far as a deploy changes them. */
export interface Cloud {
  readonly workers: Map<string, { secrets: Readonly<Record<string, string>>; versions: number }>;
  readonly functions: Map<
    string,
    { variables: Readonly<Record<string, string | undefined>>; builds: number }
  >;
  readonly released: string[];
  /** The release that the files in the folder are. */
  tree: string;
  who: CloudflareAnswer;
  subdomain: string | undefined;
  /** Where the next deploy or release ends: after this part is live. */
  diesAfter: "nothing" | "worker" | "functions" | "panel" | undefined;
}

/** Loaded once: Node has to read and check them as the commands do. */
const shop = loadAgents("test/fixtures/agents/shop/index.ts");

export async function startWorld(
  options: TwilioAccountOptions & { readonly flexThere?: boolean } = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "setup-"));
  const twilio = await startTwilioAccount(options);
  const { accountSid, authToken: password } = twilio;
  const flex = await startTaskRouterMock({
    accountSid,
    password,
    workspaceSid: newSid("WS"),
    flex: options.flexThere ?? true,
  });
  const model = await startModelAccount();
  const cloud = startCloud();
  const agents = await shop;
  const addresses = {
    OPENAI_BASE_URL: model.url,
    TWILIO_API_URL: twilio.url,
    TWILIO_IAM_URL: twilio.url,
    TWILIO_ROUTES_URL: twilio.url,
    TWILIO_PRICING_URL: twilio.url,
    TWILIO_MONITOR_URL: twilio.url,
    TWILIO_TASKROUTER_URL: flex.url,
    TWILIO_FLEX_URL: flex.url,
  };
  const credentials = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: password,
    OPENAI_API_KEY: model.key,
  };

  async function run(how: Run = {}): Promise<Ended> {
    const { env = "dev", shell = credentials, answers, named = [], diesAt, ...chosen } = how;
    const said: string[] = [];
    const questions: string[] = [];
    try {
      const setup = await openSetup({
        folder,
        env,
        shell: { ...addresses, ...shell },
        options: { take: false, yes: answers === undefined, ...chosen },
        agents,
        named,
        ask: answers && somebody(answers, questions),
        say(line) {
          said.push(line);
          if (diesAt?.test(line)) throw new Error("The process was ended.");
        },
        ports: portsOf(cloud, folder, twilio),
      });
      const ok = await runSetup(setup);
      return { ok, error: undefined, output: said.join("\n"), questions };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { ok: false, error, output: [...said, error.message].join("\n"), questions };
    }
  }

  return {
    folder,
    twilio,
    flex,
    model,
    cloud,
    credentials,
    addresses,
    run,
    read: (file) => readFile(join(folder, file), "utf8"),
    write: (file, text) => writeFile(join(folder, file), text),
    record: async (env = "dev") => JSON.parse(await readFile(join(folder, `.baton/${env}.json`), "utf8")),
    async close() {
      await Promise.all([twilio.close(), flex.close(), model.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** Answers in order; a question too many is one that nobody expected. */
function somebody(answers: readonly string[], questions: string[]): Ask {
  const left = [...answers];
  const answer = async (question: string): Promise<string> => {
    questions.push(question);
    const next = left.shift();
    if (next === undefined) throw new Error(`Nobody answers: ${question}`);
    return next;
  };
  return {
    secret: answer,
    text: answer,
    yes: async (question, usual) => {
      const said = await answer(question);
      return said === "" ? usual : said === "y";
    },
  };
}

function startCloud(): Cloud {
  return {
    workers: new Map(),
    functions: new Map(),
    released: [],
    tree: "abc",
    who: { kind: "accounts", accounts: [{ id: "c".repeat(32), name: "Owl Shoes" }] },
    subdomain: "owl-shoes.workers.dev",
    diesAfter: undefined,
  };
}

const DEPLOY = { at: "2026-11-28T09:00:00Z", sha: "abc", worker: { versionId: "v1" } };

/** Deploys as the real one does: the Worker, then the Functions, each noted at once; again, it makes nothing new. */
function portsOf(cloud: Cloud, folder: string, twilio: TwilioAccountMock): Ports {
  const dies = (after: Cloud["diesAfter"]): void => {
    if (cloud.diesAfter !== after) return;
    cloud.diesAfter = undefined;
    throw new Error(`The connection was lost after ${after}.`);
  };
  return {
    async deploy({ env, variables, secrets = {}, say }): Promise<Deployed> {
      const record = recordFile(folder, env);
      const name = env === "dev" ? "baton" : `baton-${env}`;
      const url = `https://${name}.owl-shoes.workers.dev`;
      const domain = `baton-1234-${env}.twil.io`;
      dies("nothing");
      const worker = cloud.workers.get(name) ?? { secrets: {}, versions: 0 };
      cloud.workers.set(name, { secrets, versions: worker.versions + 1 });
      say(`Worker ${name}`);
      const entry = { ...DEPLOY, sha: cloud.tree };
      await record.write({ worker: { name, url }, deploys: [...(await record.read()).deploys, entry] });
      dies("worker");
      const functions = cloud.functions.get(env) ?? { variables: {}, builds: 0 };
      const { RELAY_URL = `${url.replace("http", "ws")}/relay`, WORKFLOW_SID } = variables;
      cloud.functions.set(env, { variables: { RELAY_URL, WORKFLOW_SID }, builds: functions.builds + 1 });
      dies("functions");
      return {
        worker: { name, url, versionId: "v1" },
        functions: { domain, serviceSid: "ZS1", environmentSid: "ZE1", buildSid: "ZB1" },
        panelUrl: `https://${domain}/flex/abc/baton-handoff.js`,
      };
    },
    releaseNow: async () => ({ sha: cloud.tree }),
    livePanel: async () => cloud.released.at(-1),
    async releasePanel({ env, url = "" }) {
      if (cloud.released.at(-1) !== url) cloud.released.push(url);
      const record = recordFile(folder, env);
      const { deploys } = await record.read();
      const plugin = { configurationSid: "FJ1", url };
      await record.write({ deploys: [...deploys.slice(0, -1), { ...DEPLOY, ...deploys.at(-1), plugin }] });
      dies("panel");
    },
    cloudflare: {
      whoAmI: async () => cloud.who,
      signIn: async () => {
        cloud.who = { kind: "accounts", accounts: [{ id: "c".repeat(32), name: "Owl Shoes" }] };
      },
      subdomain: async () => cloud.subdomain,
    },
    untilAnswering: async () => {},
    doctor: async (variables): Promise<readonly Finding[]> => [
      variables.FUNCTIONS_URL ? ok("Functions", "they answer") : problem("Functions", "unknown", "deploy"),
      twilio.admits(variables.TWILIO_API_KEY ?? "", variables.TWILIO_API_SECRET ?? "")
        ? ok("API key", "Twilio takes it")
        : problem("API key", "refused", "make one"),
    ],
    testCall: { pollMs: 5, longestMs: 2_000, alertsMs: 60 },
  };
}
