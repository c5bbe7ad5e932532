import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampled } from "../sampled.ts";
import { dotenv, type Project, SECRETS, startProject } from "../support/accounts/project.ts";
import { TWILIO } from "../support/accounts/twilio.ts";

/**
 * `npm run deploy`, by the real wrangler and the real twilio-run, against both vendors' accounts on this machine. The
 * tests of this file follow one installation from its first deploy on.
 */

let project: Project;

beforeAll(async () => {
  project = await startProject();
});
afterAll(() => project.close());

const keys = { TWILIO_API_KEY: TWILIO.keySid, TWILIO_API_SECRET: TWILIO.keySecret };
const workerFile = dotenv({ ...SECRETS, ...keys });

const live = (name = "baton") => project.cloudflare.live(name);
const environments = () => project.twilio.functions.account.environments;
const variables = (domainSuffix: string) => {
  const sid = environments().find(({ domain_suffix }) => domain_suffix === domainSuffix)?.sid;
  const { account } = project.twilio.functions;
  return Object.fromEntries(
    account.variables.filter(({ environment }) => environment === sid).map(({ key, value }) => [key, value]),
  );
};
const served = (suffix: string, file: string) =>
  project.twilio.functions.serve(`baton-1234-${suffix}.twil.io`, file).status;

test("without anything set nothing is touched, and all that is missing is named at once", async () => {
  const { code, output } = await project.run("deploy", [], { CLOUDFLARE_API_TOKEN: undefined });

  expect(code).toBe(1);
  expect(output).toMatch(/^Nothing was deployed\./);
  expect(output).toMatch(/TWILIO_ACCOUNT_SID/);
  expect(output).toMatch(/CLOUDFLARE_API_TOKEN.*wrangler login/);
  expect(output).toMatch(/WORKFLOW_SID is not set/);
  expect(project.cloudflare.scripts.size).toBe(0);
  expect(project.twilio.functions.account.services).toEqual([]);
});

test("a first deploy brings both units, and is written down", async () => {
  // As an editor of another system leaves it: a byte order mark, CRLF, quotes and a comment.
  await project.write(
    ".env",
    `\ufeff# the Functions'\r\nWORKFLOW_SID="${TWILIO.workflowSid}"\r\nCLOUDFLARE_ACCOUNT_ID=${project.cloudflare.id}\r\n`,
  );
  await project.write(".dev.vars", workerFile);

  const { code, output } = await project.run("deploy", ["--secrets"]);

  expect(output).not.toMatch(/✘|Error/);
  expect(code).toBe(0);
  expect(live()?.secrets).toMatchObject({ ...SECRETS, ...keys });
  expect(live()?.bindings).toMatchObject({ CALLS: expect.anything() });
  const sha = live()?.tag ?? "";
  expect(sha).toMatch(/^[0-9a-f]{12}$/);
  expect(live()?.variables).toMatchObject({ BATON_RELEASE: sha, OPENAI_MODEL: "gpt-4.1" });
  expect(variables("dev")).toEqual({
    RELAY_URL: "wss://baton.acme.workers.dev/relay",
    WORKFLOW_SID: TWILIO.workflowSid,
  });
  expect(await project.record()).toMatchObject({
    worker: { name: "baton", url: "https://baton.acme.workers.dev" },
    functions: { domain: "baton-1234-dev.twil.io" },
    deploys: [
      { sha, worker: { versionId: live()?.id }, functions: { buildSid: environments()[0]?.build_sid } },
    ],
  });
}, 300_000);

test("what was published says which build it is", async () => {
  const { body } = project.twilio.functions.serve("baton-1234-dev.twil.io", "/build.json");
  const stamp = JSON.parse(String(body));

  expect(stamp).toMatchObject({ sha: live()?.tag, version: "0.1.0", parts: { olderPanels: [] } });
  expect(served("dev", stamp.parts.panel)).toBe(200);
});

test("no secret is in an output, a record or a leftover file", async () => {
  const { output } = await project.run("deploy", ["--dry-run"]);
  const record = path.join(project.folder, ".baton/dev.json");

  const text = output + (await readFile(record, "utf8"));
  for (const secret of [
    SECRETS.OPENAI_API_KEY,
    SECRETS.TWILIO_AUTH_TOKEN,
    TWILIO.keySecret,
    project.cloudflare.token,
  ])
    expect(text).not.toContain(secret);
  expect((await stat(record)).mode & 0o777).toBe(0o600);
}, 300_000);

test("a deploy without secrets keeps those that the Worker has, and the delay for calls that are going on", async () => {
  await project.run("deploy");

  expect(live()?.secrets).toMatchObject(SECRETS);
  expect(project.cloudflare.scripts.get("baton")?.deployments.at(-1)?.strategy).toEqual({
    mode: "deferred",
    max_delay: 3600,
  });
}, 300_000);

test("a changed panel gets a path of its own, and the one that agents have stays reachable", async () => {
  const { code } = await project.run("release-plugin");
  expect(code).toBe(0);
  const [before = ""] = project.twilio.plugins.liveUrls();
  const labels = await readFile(path.join(project.folder, "assets/flex/plugin.tsx"), "utf8");
  await project.write("assets/flex/plugin.tsx", `${labels}\nconsole.debug("another panel");\n`);
  await project.commit("another panel");

  const { output } = await project.run("deploy");

  expect(output).toMatch(/npm run release:plugin/);
  expect(project.twilio.plugins.liveUrls()).toEqual([before]);
  expect(served("dev", new URL(before).pathname)).toBe(200);
  await project.run("release-plugin");
  const [after = ""] = project.twilio.plugins.liveUrls();
  expect(after).not.toBe(before);
  expect(served("dev", new URL(after).pathname)).toBe(200);
  expect(project.twilio.plugins.live()).toEqual([
    expect.stringMatching(/^baton-handoff 0\.1\.0-b[0-9a-f]{12}$/),
  ]);
}, 300_000);

test("an environment is apart in both units, and its variables are its own", async () => {
  await project.write(
    ".env.staging",
    dotenv({ WORKFLOW_SID: `WW${"9".repeat(32)}`, OPENAI_API_KEY: "sk-mislaid" }),
  );
  await project.write(".dev.vars.staging", dotenv({ ...SECRETS, OPENAI_API_KEY: "sk-staging" }));
  const [dev, build] = [live()?.id, environments()[0]?.build_sid];

  const { output } = await project.run("deploy", ["--env", "staging", "--secrets"]);

  expect(output).toContain("baton-staging");
  expect(live("baton-staging")?.secrets.OPENAI_API_KEY).toBe("sk-staging");
  expect(variables("staging")).toEqual({
    RELAY_URL: "wss://baton-staging.acme.workers.dev/relay",
    WORKFLOW_SID: `WW${"9".repeat(32)}`,
  });
  expect([live()?.id, environments()[0]?.build_sid]).toEqual([dev, build]);
  expect((await project.record("staging")).worker?.name).toBe("baton-staging");
}, 300_000);

test("a copied RELAY_URL does not lead an environment's callers to another one's Worker", async () => {
  await project.write(
    ".env.staging",
    dotenv({ WORKFLOW_SID: TWILIO.workflowSid, RELAY_URL: "wss://baton.acme.workers.dev/relay" }),
  );

  const { code, output } = await project.run("deploy", ["--env", "staging"]);

  expect(code).toBe(1);
  expect(output).toMatch(/Nothing was deployed[\s\S]*RELAY_URL leads to baton\.acme\.workers\.dev/);
}, 300_000);

test("a foreign variable in the Functions' environment is named, with the command that removes it", async () => {
  const { account } = project.twilio.functions;
  account.variables.push({
    sid: "ZV1",
    environment: environments()[0]?.sid ?? "",
    key: "OPENAI_API_KEY",
    value: "x",
  });

  const { output } = await project.run("deploy");

  expect(output).toMatch(/! .*holds OPENAI_API_KEY.*env:unset --key OPENAI_API_KEY/);
  account.variables.pop();
}, 300_000);

test("a Worker that takes no call once it is deployed ends the deploy with what it lacks, and not as a success", async () => {
  await project.cloudflare.putSecret("baton", "ALERT_WEBHOOK", "nowhere");

  const { code, output } = await project.run("deploy");

  expect(code).toBe(1);
  expect(output).toMatch(
    /Worker baton takes no call[\s\S]*npm run rollback goes back\.\n- ALERT_WEBHOOK must be/,
  );
  expect((await project.record()).deploys.at(-1)).toMatchObject({ functions: expect.anything() });
  await project.cloudflare.putSecret("baton", "ALERT_WEBHOOK", "https://alerts.example/hook");
}, 300_000);

type BreakOff = readonly [where: string, breakOff: (project: Project) => void, said: RegExp];

const BREAKS: readonly BreakOff[] = [
  [
    "Worker",
    ({ cloudflare }) => cloudflare.breakAt(/^PUT .*\/scripts\/baton$/),
    /The Worker was not deployed/,
  ],
  [
    "Functions' build",
    ({ twilio }) => twilio.breakAt(/^POST .*\/Builds$/),
    /The Functions were not deployed/,
  ],
  [
    "Functions' activation",
    ({ twilio }) => twilio.breakAt(/^POST .*\/Deployments$/),
    /The Functions were not deployed/,
  ],
];

test.for(sampled(BREAKS, 1))(
  "a deploy that breaks off at the %s is known and taken up by the next",
  { timeout: 300_000 },
  async ([, breakOff, said]) => {
    const build = environments()[0]?.build_sid;
    const sha = await project.commit("something");
    breakOff(project);

    const { code, output } = await project.run("deploy");

    expect(code).toBe(1);
    expect(output).toMatch(said);
    expect(environments()[0]?.build_sid).toBe(build);
    expect((await project.record()).deploys.at(-1)?.functions).toBeUndefined();
    project.cloudflare.breakAt(undefined);
    project.twilio.breakAt(undefined);
    const again = await project.run("deploy");
    expect(again.output).toMatch(new RegExp(`The deploy of ${sha}, begun .*, broke off`));
    expect(again.code).toBe(0);
    const { deploys } = await project.record();
    expect(deploys.filter((deploy) => deploy.sha === sha)).toHaveLength(1);
    expect(deploys.at(-1)).toMatchObject({
      sha,
      worker: { versionId: live()?.id },
      functions: expect.anything(),
    });
    expect(environments()[0]?.build_sid).not.toBe(build);
  },
);
