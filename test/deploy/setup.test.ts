import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelAccountMock, startModelAccount } from "../support/accounts/model-account.ts";
import { type Project, startProject } from "../support/accounts/project.ts";
import { serveFunctions } from "../support/accounts/served-functions.ts";
import { TWILIO } from "../support/accounts/twilio.ts";
import { startTwilioAccount, type TwilioAccountMock } from "../support/accounts/twilio-account.ts";
import { type Installation, startInstallation } from "../support/installation.ts";
import { startTaskRouterMock, type TaskRouterMock } from "../support/task-router-mock.ts";

/**
 * `npm run setup` as a command, with the real wrangler and the real twilio-run, against all vendors' accounts on this
 * machine. The tests of this file follow one operator, whose Worker is reached by a domain of their own; the Functions
 * that are deployed are run.
 */

let project: Project;
let account: TwilioAccountMock;
let flex: TaskRouterMock;
let model: ModelAccountMock;
let worker: Installation;
let twilio: { readonly url: string; readonly close: () => Promise<void> };

beforeAll(async () => {
  project = await startProject();
  const { accountSid, token: authToken, workspaceSid } = TWILIO;
  const secrets = project.twilio.keys;
  account = await startTwilioAccount({ credentials: { accountSid, authToken }, secrets });
  flex = await startTaskRouterMock({ accountSid, password: authToken, workspaceSid, secrets });
  model = await startModelAccount();
  worker = await startInstallation();
  const { url, functions } = project.twilio;
  twilio = await serveFunctions({ url, account: functions.account }, authToken);
  account.addNumber("+15550100002");
});
afterAll(() =>
  Promise.all([
    project.close(),
    account.close(),
    flex.close(),
    model.close(),
    worker.close(),
    twilio.close(),
  ]),
);

const addresses = () => ({
  TWILIO_API_MOCK: twilio.url,
  RELAY_URL: worker.variables.RELAY_URL,
  OPENAI_BASE_URL: model.url,
  TWILIO_API_URL: account.url,
  TWILIO_IAM_URL: account.url,
  TWILIO_ROUTES_URL: account.url,
  TWILIO_PRICING_URL: account.url,
  TWILIO_MONITOR_URL: account.url,
  TWILIO_TASKROUTER_URL: flex.url,
});
const credentials = () => ({
  TWILIO_ACCOUNT_SID: TWILIO.accountSid,
  TWILIO_AUTH_TOKEN: TWILIO.token,
  OPENAI_API_KEY: model.key,
});

const setUp = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) =>
  project.run("setup", args, { ...addresses(), ...env });

/** What has been made outside, in numbers. */
const made = () => ({
  keys: account.keys.length,
  workflows: flex.workflows.length,
  deployments: project.cloudflare.scripts.get("baton")?.deployments.length ?? 0,
  services: project.twilio.functions.account.services.length,
  builds: project.twilio.functions.account.builds.length,
  panels: project.twilio.plugins.live(),
});

test("with nothing set and nobody at a terminal it names all that is missing, and ends", async () => {
  const { code, output } = await setUp([], { CLOUDFLARE_API_TOKEN: undefined });

  expect(code).toBe(1);
  expect(output).toMatch(
    /TWILIO_ACCOUNT_SID is not set[\s\S]*TWILIO_AUTH_TOKEN is not set[\s\S]*nobody is signed in[\s\S]*OPENAI_API_KEY is not set/,
  );
  expect(output).not.toMatch(/^ {4}at /m);
}, 120_000);

test("without --yes the plan is shown, and nothing is done", async () => {
  const { code, output } = await setUp([], credentials());

  expect(code).toBe(2);
  expect(output).toMatch(
    /Plan\n {2}secrets [\s\S]* flex [\s\S]* api key [\s\S]* deploy [\s\S]* calls [\s\S]* panel /,
  );
  expect(output).toContain("Add --yes to do it.");
  expect(made()).toMatchObject({ keys: 0, workflows: 0, deployments: 0, services: 0 });
}, 120_000);

test("it brings up both units, the panel and the number", async () => {
  const { code, output } = await setUp(["--yes", "--call", "+15550107777"], credentials());

  expect(output).not.toContain("✗");
  expect(code).toBe(0);
  for (const step of ["secrets", "number", "flex", "api key", "deploy", "panel", "calls"])
    expect(output).toMatch(new RegExp(`^✓ ${step} `, "m"));
  expect(made()).toEqual({
    keys: 1,
    workflows: 1,
    deployments: 1,
    services: 1,
    builds: 1,
    panels: ["baton-handoff 0.1.0"],
  });
  const [key] = account.keys;
  expect(project.cloudflare.live("baton")?.secrets).toMatchObject({
    ...credentials(),
    TWILIO_API_KEY: key?.sid,
    WORKFLOW_SID: flex.workflows[0]?.sid,
    TASKROUTER_WORKSPACE_SID: TWILIO.workspaceSid,
  });
  expect(output).toMatch(
    /✓ Functions +https:\/\/baton-1234-dev\.twil\.io\/voice\/incoming connects a call to the agent/,
  );
  expect(output).toContain("✓ Call  it went through");
  expect(account.calls).toMatchObject([
    { to: "+15550107777", url: "https://baton-1234-dev.twil.io/voice/incoming?as=owl-shoes" },
  ]);
  expect(account.numbers[0]?.voice_url).toBe("https://baton-1234-dev.twil.io/voice/incoming");
  const secrets = path.join(project.folder, ".dev.vars");
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  for (const secret of [TWILIO.token, model.key, project.cloudflare.token, account.keys[0]?.secret])
    if (secret) expect(output).not.toContain(secret);
}, 300_000);

test("run again it changes nothing, and all is well", async () => {
  // The Worker's stand-in has what was deployed to it.
  const deployed = project.cloudflare.live("baton");
  Object.assign(worker.worker, deployed?.secrets, deployed?.variables, {
    OPENAI_BASE_URL: model.url,
    TWILIO_TASKROUTER_URL: flex.url,
    TWILIO_API_URL: account.url,
  });
  const before = made();
  const record = await readFile(path.join(project.folder, ".baton/dev.json"), "utf8");

  const { code, output } = await setUp(["--yes"]);

  expect(output).toContain("Nothing to do.");
  expect(output).toMatch(/✓ Signature +a signed handshake is accepted, a forged one refused/);
  expect(output).toMatch(
    /✓ Number +\+15550100009 of night-desk is an example's number[\s\S]*\d\d ok, 0 to look at, 0 to repair, 0 not checked/,
  );
  expect(code).toBe(0);
  expect(made()).toEqual(before);
  expect(await readFile(path.join(project.folder, ".baton/dev.json"), "utf8")).toBe(record);
}, 120_000);

test("staging stands beside it", async () => {
  account.addNumber("+15550100003");

  const { output } = await setUp(["--yes", "--env", "staging", "--number", "+15550100003"], credentials());

  expect(output).toMatch(/^✓ calls /m);
  expect([...project.cloudflare.scripts.keys()]).toEqual(["baton", "baton-staging"]);
  expect(account.numbers.map((number) => number.voice_url)).toEqual([
    "https://baton-1234-dev.twil.io/voice/incoming",
    "https://baton-1234-staging.twil.io/voice/incoming",
  ]);
}, 300_000);
