import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dotenv, type Project, SECRETS, startProject } from "../support/accounts/project.ts";
import { TWILIO } from "../support/accounts/twilio.ts";

/** What `npm run deploy` refuses, each in a sentence that says what to do, and before anything is touched. */

let project: Project;
const KEY = { TWILIO_API_KEY: TWILIO.keySid, TWILIO_API_SECRET: TWILIO.keySecret };

beforeAll(async () => {
  project = await startProject();
  await mkdir(path.join(project.folder, ".baton"));
});
afterAll(() => project.close());

beforeEach(async () => {
  project.cloudflare.subdomain = "acme";
  project.twilio.status = "active";
  await project.write(".env", dotenv({ WORKFLOW_SID: TWILIO.workflowSid }));
  await project.write(".dev.vars", dotenv({ ...SECRETS, ...KEY }));
  await project.write(".baton/dev.json", JSON.stringify({ v: 1, env: "dev", deploys: [] }));
});

interface Refusal {
  readonly name: string;
  readonly set: Readonly<Record<string, string>>;
  readonly said: RegExp;
  readonly first?: (project: Project) => unknown;
}

const other = (n: string) => n.repeat(32);
const record = (more: object) => (p: Project) =>
  p.write(".baton/dev.json", JSON.stringify({ v: 1, env: "dev", deploys: [], ...more }));

const REFUSALS: readonly Refusal[] = [
  {
    name: "a wrong auth token",
    set: { TWILIO_AUTH_TOKEN: other("b"), TWILIO_API_KEY: " ", TWILIO_API_SECRET: " " },
    first: (p) => p.write(".dev.vars", dotenv({ ...SECRETS })),
    said: /does not take TWILIO_AUTH_TOKEN for account AC1+: they are wrong/,
  },
  {
    name: "a wrong API key",
    set: { TWILIO_API_SECRET: "wrong" },
    said: /does not take TWILIO_API_KEY and TWILIO_API_SECRET/,
  },
  {
    name: "a key of another account",
    set: { TWILIO_ACCOUNT_SID: `AC${other("9")}` },
    said: /account AC9+: they are wrong, or another account's/,
  },
  {
    name: "an account SID that is none",
    set: { TWILIO_ACCOUNT_SID: "AC1" },
    said: /TWILIO_ACCOUNT_SID must be AC and 32/,
  },
  {
    name: "an account that is suspended",
    set: {},
    first: (p) => {
      p.twilio.status = "suspended";
      return p.write(".dev.vars", dotenv({ ...SECRETS }));
    },
    said: /account AC1+ is suspended: see Twilio's console/,
  },
  {
    name: "a wrong Cloudflare token",
    set: { CLOUDFLARE_API_TOKEN: "wrong" },
    said: /Cloudflare does not take the token/,
  },
  {
    name: "another account's Cloudflare id",
    set: { CLOUDFLARE_ACCOUNT_ID: other("d") },
    said: /does not let the token at the Workers of account d+/,
  },
  {
    name: "an account without workers.dev",
    set: {},
    first: (p) => {
      p.cloudflare.subdomain = undefined;
    },
    said: /no workers\.dev subdomain yet: open https:\/\/dash\.cloudflare\.com\/c+\/workers\/onboarding/,
  },
  {
    name: "a workflow that is none",
    set: { WORKFLOW_SID: "Assign to Anyone" },
    said: /WORKFLOW_SID must be WW and 32/,
  },
  {
    name: "a relay address that is none",
    set: { RELAY_URL: "https://baton.acme.workers.dev" },
    said: /RELAY_URL must be the Worker's address/,
  },
  {
    name: "a record of another Twilio account",
    set: {},
    first: record({ twilioAccountSid: `AC${other("7")}` }),
    said: /another account than this environment is in \(AC7+\)/,
  },
  {
    name: "a record of another Cloudflare account",
    set: { CLOUDFLARE_ACCOUNT_ID: other("c") },
    first: record({ worker: { name: "baton", url: "https://x", accountId: other("e") } }),
    said: /another account than this environment's Worker is in \(e+\)/,
  },
  {
    name: "a service that was deleted",
    set: {},
    first: record({ functions: { serviceSid: `ZS${other("8")}`, environmentSid: "ZE1", domain: "x" } }),
    said: /has no Functions service ZS8+, which this environment was deployed to/,
  },
  {
    name: "a record that is none",
    set: {},
    first: (p) => p.write(".baton/dev.json", "{"),
    said: /\.baton\/dev\.json is not a record of environment dev/,
  },
];

test.for(REFUSALS)("$name is refused", { timeout: 300_000 }, async ({ set, first, said }) => {
  await first?.(project);

  const { code, output } = await project.run("deploy", ["--secrets"], set);

  expect(output).toMatch(said);
  expect(output).not.toMatch(/^ {4}at /m);
  expect(code).toBe(1);
  expect(project.cloudflare.scripts.size).toBe(0);
  expect(project.twilio.functions.account.services).toEqual([]);
});

test("a call that may last longer than a deploy waits is refused, with the line to change", async () => {
  const config = await project.read("wrangler.toml");
  await project.write("wrangler.toml", config.replace("max_delay = 3600", "max_delay = 60"));

  const { output } = await project.run("deploy");

  expect(output).toMatch(/lets a call last 1800 s.*waits for calls 60 s: raise max_delay/);
  await project.write("wrangler.toml", config);
}, 300_000);

test("a first deploy without the Worker's secrets says which are missing and how they get there", async () => {
  const { code, output } = await project.run("deploy");

  expect(code).toBe(1);
  expect(output).toMatch(
    /Nothing was deployed\.[\s\S]*- OPENAI_API_KEY is missing: deploy with --secrets, which sends what is set here/,
  );
  expect(project.cloudflare.scripts.size).toBe(0);
  expect(project.twilio.functions.account.services).toEqual([]);
}, 300_000);

test("settings with which the Worker would take no call are refused, all at once, and where they stand", async () => {
  const config = await project.read("wrangler.toml");
  const wrong = 'CALL_LOCATION = "europe"\nRETENTION_HOURS = 9000\nMAX_CALLS_AT_ONCE = "zero"\n';
  await project.write("wrangler.toml", config.replace("[vars]\n", `[vars]\n${wrong}`));

  const { code, output } = await project.run("deploy", ["--secrets"], { ALERT_WEBHOOK: "nowhere" });

  await project.write("wrangler.toml", config);
  expect(code).toBe(1);
  expect(output).toMatch(/^- CALL_LOCATION must be one of .* \(wrangler\.toml, \[vars\]\)\.$/m);
  expect(output).toMatch(/^- RETENTION_HOURS must be a whole number of hours/m);
  expect(output).toMatch(/^- MAX_CALLS_AT_ONCE must be a whole number of calls/m);
  expect(output).toMatch(/^- ALERT_WEBHOOK must be an http address.*\(\.dev\.vars, or the shell\)/m);
  expect(project.cloudflare.scripts.size).toBe(0);
}, 300_000);

test("a tool's secret that the Worker will not have is named before anything is touched", async () => {
  await project.write(
    "agents/stock.ts",
    'export const stock = (secret: (name: string) => string) => secret("STORE_KEY");\n',
  );
  const agents = await project.read("agents/index.ts");
  await project.write("agents/index.ts", `${agents}\nexport { stock } from "./stock.ts";\n`);

  const { output } = await project.run("deploy", ["--secrets", "--dry-run"]);
  const given = await project.run("deploy", ["--secrets", "--dry-run"], { STORE_KEY: "s" });

  await project.write("agents/index.ts", agents);
  expect(output).toMatch(
    /^! The Worker has no STORE_KEY, and agents\/stock\.ts:1 asks for it: .*put STORE_KEY=… into \.dev\.vars, and deploy with --secrets\.\n[\s\S]*^Built /m,
  );
  expect(given.output).not.toContain("STORE_KEY");
}, 300_000);

test("a build that fails leaves dist as it was, and nothing is touched", async () => {
  const before = await project.read("dist/assets/build.json");
  const agents = await project.read("agents/index.ts");
  await project.write("functions/voice/wait.protected.ts", "export const handler = ;\n");

  const { code, output } = await project.run("deploy", ["--secrets"]);

  expect(code).toBe(1);
  expect(output).toMatch(/The Functions did not build; dist\/ is as it was/);
  expect(await project.read("dist/assets/build.json")).toBe(before);
  expect(agents).not.toBe("");
  // What was being built beside it has come to its end before its folder was removed.
  const left = await readdir(path.join(project.folder, ".local"));
  expect(left.filter((name) => name.startsWith("dist-"))).toEqual([]);
  expect(project.cloudflare.scripts.size).toBe(0);
}, 300_000);
