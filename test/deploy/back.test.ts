import { afterAll, beforeAll, expect, test } from "vitest";
import { dotenv, type Project, SECRETS, startProject } from "../support/accounts/project.ts";
import { TWILIO } from "../support/accounts/twilio.ts";

/** `npm run rollback` and `npm run bypass`, after two deploys with a panel each. */

let project: Project;
let first = "";
let second = "";

const live = () => project.cloudflare.live("baton");
const build = () => project.twilio.functions.account.environments[0]?.build_sid;

beforeAll(async () => {
  project = await startProject();
  await project.write(".env", dotenv({ WORKFLOW_SID: TWILIO.workflowSid }));
  await project.write(".dev.vars", dotenv(SECRETS));
  first = await project.commit("first");
  await project.run("deploy", ["--secrets"]);
  await project.run("release-plugin");
  const { numbers } = project.twilio;
  for (const [i, voice_url] of ["/voice/incoming", "/voice/incoming#rc=2", "/elsewhere"].entries())
    numbers.push({
      sid: `PN${String(i).repeat(32)}`,
      phone_number: `+1555010000${i}`,
      voice_url: `https://${i === 2 ? "example.com" : "baton-1234-dev.twil.io"}${voice_url}`,
      voice_method: i === 1 ? "GET" : "POST",
      voice_fallback_url: "https://baton-1234-dev.twil.io/voice/fallback",
      voice_fallback_method: "POST",
      voice_application_sid: null,
      trunk_sid: null,
    });
}, 300_000);
afterAll(() => project.close());

test("without an earlier deploy there is nothing to go back to", async () => {
  const { code, output } = await project.run("rollback", ["--yes"]);

  expect(code).toBe(1);
  expect(output).toMatch(/no earlier deploy.*Known are.*/s);
});

test("all three parts go back, the panel first, and forward again", async () => {
  const before = { version: live()?.id, build: build(), panel: project.twilio.plugins.liveUrls() };
  await project.write("assets/flex/labels-of-tomorrow.ts", "export {};\n");
  const plugin = `${await project.read("assets/flex/plugin.tsx")}\nconsole.debug("another panel");\n`;
  await project.write("assets/flex/plugin.tsx", plugin);
  second = await project.commit("second");
  await project.run("deploy");
  await project.run("release-plugin");
  expect(live()?.tag).toBe(second);
  project.twilio.plugins.install("crm", "2.0.0", "https://elsewhere.example/crm.js");

  const { code, output } = await project.run("rollback", ["--yes"]);

  expect(code, output).toBe(0);
  expect(output).toMatch(
    new RegExp(`Back to ${first}[\\s\\S]*The panel is[\\s\\S]*Functions are build[\\s\\S]*Worker baton is`),
  );
  expect(live()?.id).toBe(before.version);
  expect(build()).toBe(before.build);
  // The other plugin came after the first deploy, and stays.
  expect(project.twilio.plugins.liveUrls()).toEqual(["https://elsewhere.example/crm.js", ...before.panel]);
  expect(project.cloudflare.scripts.get("baton")?.deployments.at(-1)?.strategy).toEqual({
    mode: "deferred",
    max_delay: 3600,
  });
  const forward = await project.run("rollback", ["--to", second, "--yes"]);
  expect(forward.code, forward.output).toBe(0);
  expect(live()?.tag).toBe(second);
}, 300_000);

test("a plan is shown, and without a yes nothing is changed", async () => {
  const { code, output } = await project.run("rollback", ["--to", first]);

  expect(code).toBe(1);
  expect(output).toMatch(/1\. the panel[\s\S]*2\. the Functions[\s\S]*3\. Worker baton[\s\S]*add --yes/);
  expect(live()?.tag).toBe(second);
}, 300_000);

test("secrets that were changed since stay: the code of then is built from git", async () => {
  const rotated = "f".repeat(32);
  await project.cloudflare.putSecret("baton", "TWILIO_AUTH_TOKEN", rotated);

  const { code, output } = await project.run("rollback", ["--to", first, "--yes"]);

  expect(output).toMatch(/built from git/);
  expect(code, output).toBe(0);
  expect(live()).toMatchObject({ tag: first, variables: { BATON_RELEASE: first } });
  expect(live()?.secrets.TWILIO_AUTH_TOKEN).toBe(rotated);
}, 300_000);

test("with --with-secrets they go back as well", async () => {
  const { code } = await project.run("rollback", ["--to", second, "--with-secrets", "--yes"]);

  expect(code).toBe(0);
  expect(live()?.tag).toBe(second);
  expect(live()?.secrets.TWILIO_AUTH_TOKEN).toBe(SECRETS.TWILIO_AUTH_TOKEN);
}, 300_000);

test("a build that Twilio keeps no more is deployed anew, as is said", async () => {
  const [deploy] = (await project.record()).deploys;
  const { builds } = project.twilio.functions.account;
  const i = builds.findIndex(({ sid }) => sid === deploy?.functions?.buildSid);
  const [gone] = builds.splice(i, 1);

  const { code, output } = await project.run("rollback", ["--to", first, "--yes"]);

  expect(code).toBe(1);
  expect(output).toMatch(
    new RegExp(`cannot be made live again[\\s\\S]*git checkout ${first} && npm run deploy`),
  );
  if (gone) builds.push(gone);
}, 300_000);

test("a deploy that broke off half way goes back as well", async () => {
  await project.run("rollback", ["--to", second, "--yes"]);
  const whole = { version: live()?.id, build: build() };
  await project.commit("third");
  project.twilio.breakAt(/^POST .*\/Builds$/);
  expect((await project.run("deploy")).code).toBe(1);
  project.twilio.breakAt(undefined);
  expect(live()?.id).not.toBe(whole.version);

  const { code } = await project.run("rollback", ["--to", second, "--yes"]);

  expect(code).toBe(0);
  expect({ version: live()?.id, build: build() }).toEqual(whole);
}, 300_000);

test("the bypass leads this environment's numbers to a flow with nothing of ours in it, and back exactly", async () => {
  const before = structuredClone(project.twilio.numbers);

  const on = await project.run("bypass", ["on"]);

  expect(on.code).toBe(0);
  const [flow] = project.twilio.flows.flows;
  const address = `https://webhooks.twilio.com/v1/Accounts/${TWILIO.accountSid}/Flows/${flow?.sid}`;
  expect(project.twilio.numbers.map(({ voice_url }) => voice_url)).toEqual([
    address,
    address,
    "https://example.com/elsewhere",
  ]);
  expect(flow?.status).toBe("published");
  const [, person] = flow?.definition.states ?? [];
  expect(person).toMatchObject({
    type: "send-to-flex",
    properties: { workflow: TWILIO.workflowSid, channel: TWILIO.channelSid },
  });
  expect(JSON.stringify(flow?.definition)).not.toMatch(/twil\.io|workers\.dev/);

  expect((await project.run("bypass", ["on"])).output).toMatch(/on already/);
  const off = await project.run("bypass", ["off"]);
  expect(off.code).toBe(0);
  expect(project.twilio.numbers).toEqual(before);
  expect((await project.run("bypass", ["off"])).output).toMatch(/It is off/);
}, 300_000);

test("a bypass that broke off between two numbers puts both back", async () => {
  const before = structuredClone(project.twilio.numbers);
  project.twilio.breakAt(/^POST .*IncomingPhoneNumbers\/PN1/);
  expect((await project.run("bypass", ["on"])).code).toBe(1);
  project.twilio.breakAt(undefined);

  expect((await project.run("bypass", ["off"])).code).toBe(0);

  expect(project.twilio.numbers).toEqual(before);
}, 300_000);
