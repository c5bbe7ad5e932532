import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bypassOff, bypassOn, keepBypassReady } from "../../local/operate/bypass.ts";
import { twilioOf } from "../../local/operate/credentials.ts";
import { environmentNamed } from "../../local/operate/environments.ts";
import { flexPluginsOf, PLUGIN } from "../../local/operate/panel.ts";
import { panelsToBring } from "../../local/operate/panels.ts";
import { releasePlugin } from "../../local/operate/plugin-release.ts";
import { type InstallationRecord, readRecord, writeRecord } from "../../local/operate/record.ts";
import { rollback } from "../../local/operate/rollback.ts";
import { rotate } from "../../local/operate/rotate/rotate.ts";
import type { Rotation } from "../../local/operate/rotate/rotation.ts";
import { findVariables } from "../../local/setup/variables.ts";
import type { Agents } from "../../worker/agent/define.ts";
import { type CloudflareAccount, type Script, startCloudflare } from "../support/accounts/cloudflare.ts";
import { dotenv, SECRETS } from "../support/accounts/project.ts";
import { startTwilioAccount, TWILIO, type TwilioAccount } from "../support/accounts/twilio.ts";

/** What the operator's commands do in the accounts, run in this process: no build, and wrangler only where said. */

const environment = environmentNamed("in-process");
const NAME = environment.worker;
let folder: string;
let twilio: TwilioAccount;
let cloudflare: CloudflareAccount;
let said: string[];

const file = (name: string) => path.join(folder, name);
const say = (line: string) => void said.push(line);

beforeEach(async () => {
  said = [];
  setUp = 0;
  folder = await mkdtemp(path.join(tmpdir(), "in-process-"));
  [twilio, cloudflare] = await Promise.all([startTwilioAccount(), startCloudflare()]);
  process.env.TWILIO_API_MOCK = twilio.url;
  const require = createRequire(import.meta.url);
  const redirect = require.resolve("../support/redirect-twilio.cjs");
  delete require.cache[redirect];
  require(redirect);
  await writeFile(file(".dev.vars"), dotenv(SECRETS));
  await writeFile(file(".env"), "");
});
const { fetch } = globalThis;
afterEach(async () => {
  globalThis.fetch = fetch;
  await Promise.all([twilio.close(), cloudflare.close()]);
  await rm(folder, { recursive: true });
  await rm(environment.record, { force: true });
});

async function found() {
  const both = await findVariables([file(".env"), file(".dev.vars")], {});
  return {
    ...both,
    all: { ...both.all, CLOUDFLARE_API_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: cloudflare.token },
  };
}

/** Versions of the Worker by their number, the last of which is live unless said. */
function versions(n: number, live = n): void {
  const all = Array.from({ length: n }, (_, i) => ({
    id: `version-${i + 1}`,
    number: i + 1,
    tag: undefined,
    message: undefined,
    secrets: {},
    variables: {},
    bindings: {},
    assets: {},
    code: "",
  }));
  const deployments = [{ versionId: `version-${live}`, strategy: undefined }];
  (cloudflare.scripts as Map<string, Script>).set(NAME, { versions: all, deployments });
}

/** As the version was uploaded. */
function tag(n: number, sha: string): void {
  const all = cloudflare.scripts.get(NAME)?.versions ?? [];
  const version = all[n - 1];
  if (version) all[n - 1] = { ...version, tag: sha };
}

const deploy = (n: number, sha: string, secrets?: "kept" | "sent") => ({
  at: `2026-01-0${n}T00:00:00.000Z`,
  sha,
  worker: { versionId: `version-${n}` },
  functions: { buildSid: `ZB${n}` },
  ...(secrets && { secrets }),
});
const recorded = (more: Partial<InstallationRecord> = {}) =>
  writeRecord(environment, {
    v: 1,
    env: environment.name,
    worker: { name: NAME, url: "http://127.0.0.1:9", accountId: cloudflare.id },
    functions: { serviceSid: "ZS1", environmentSid: "ZE1", domain: "baton-1234-dev.twil.io" },
    deploys: [deploy(1, "a".repeat(12), "sent")],
    ...more,
  });

const usual = (what: Rotation) => ({
  env: environment.name,
  what,
  now: false,
  replace: async () => false,
  ask: async () => "",
  confirm: async () => true,
  say,
});
const rotateNow = async (what: Rotation, { replace = false } = {}) =>
  rotate({ ...usual(what), found: await found(), replace: async () => replace });
/** What changed something, but for what a test has set up. */
let setUp = 0;
const posts = () => twilio.asked.filter((each) => !each.startsWith("GET ")).slice(setUp);

const DIRTY = `${"d".repeat(12)}-dirty-123456`;
const back = async (to: string) =>
  rollback({
    env: environment.name,
    variables: (await found()).all,
    to,
    withSecrets: false,
    confirm: async () => false,
    say,
  });

test("what cannot be built again is refused before anything goes back, where secrets may have been changed", async () => {
  versions(2);
  const second = "b".repeat(12);
  await recorded({ deploys: [deploy(1, DIRTY, "sent"), deploy(2, second, "sent")] });

  await expect(back(DIRTY)).rejects.toThrow(/is no commit .*--with-secrets\. Nothing went back/);

  // Somebody's `wrangler secret put` is a version that no deploy has made.
  versions(3);
  await recorded({ deploys: [deploy(1, DIRTY, "sent"), deploy(2, second, "kept")] });
  await expect(back(DIRTY)).rejects.toThrow(/Nothing went back/);
  // A deploy that left them as they were changes nothing.
  versions(2);
  expect(await back(DIRTY)).toBe(false);
});

test("a version that was deployed by hand is named, and the one of the record is put back", async () => {
  versions(3);
  await recorded({ deploys: [deploy(1, "a".repeat(12)), deploy(2, "b".repeat(12))] });

  for (const to of ["b".repeat(12), undefined]) {
    const plans: string[] = [];
    await rollback({
      env: environment.name,
      variables: (await found()).all,
      to,
      withSecrets: true,
      confirm: async (plan) => {
        plans.push(...plan);
        return false;
      },
      say,
    });

    expect(plans.join("\n")).toMatch(
      /^! The Worker is version version-3, which was made live by hand: the record has b{12} \(version-2\)\.\nBack to b{12}, .*\n.*3\. Worker baton-in-process, version version-2/s,
    );
  }
  // A rotation's version is of the same release, and so is one of `wrangler secret put`.
  tag(3, "b".repeat(12));
  await back("b".repeat(12));
  expect(said).toEqual([`All of it is at ${"b".repeat(12)} already.`]);
});

test("a secret is not exchanged where the live code could not be given it", async () => {
  versions(2, 1);
  await recorded({
    deploys: [
      deploy(1, DIRTY),
      deploy(2, "b".repeat(12)),
      { ...deploy(1, DIRTY), at: "2026-01-03T00:00:00.000Z" },
    ],
  });

  await expect(rotateNow("auth-token")).rejects.toThrow(
    /is no commit .*npm run deploy\. Nothing was changed/,
  );

  expect(posts()).toEqual([]);
  expect((await readRecord(environment)).rotations).toBeUndefined();
  expect(twilio.tokens.secondary).toBeUndefined();
});

const kept = async (name: string, where = ".dev.vars") =>
  new RegExp(`^${name}=(.*)$`, "m").exec(await readFile(file(where), "utf8"))?.[1];
test("a rotation that waits does not hold up another one, and is gone on with later", async () => {
  upToTheWorker();
  const waiting = { what: "auth-token", phase: "new-first", at: new Date().toISOString() } as const;
  await recorded({ rotations: [waiting] });

  await expect(rotateNow("api-key")).rejects.toThrow();

  expect((await readRecord(environment)).rotations).toEqual([
    waiting,
    expect.objectContaining({ what: "api-key", phase: "made" }),
  ]);
  cloudflare.breakAt(undefined);
  expect(await rotateNow("auth-token")).toBe(false);
  expect(said.at(-1)).toMatch(/^The next phase is due/);
});

test("a rotation that an earlier release has written down is gone on with", async () => {
  upToTheWorker();
  await recorded();
  const rotation = { what: "auth-token", phase: "new-first", at: new Date().toISOString() };
  const record = JSON.parse(await readFile(environment.record, "utf8"));
  await writeFile(environment.record, JSON.stringify({ ...record, rotation }));

  expect((await readRecord(environment)).rotations).toEqual([rotation]);
  expect(await rotateNow("auth-token")).toBe(false);
});

test("the auth token's rotation names the other installations of the account, each with its command", async () => {
  versions(1);
  await recorded({ twilioAccountSid: SECRETS.TWILIO_ACCOUNT_SID });
  const others = [
    { env: "same-account", twilioAccountSid: SECRETS.TWILIO_ACCOUNT_SID },
    { env: "other-account", twilioAccountSid: `AC${"9".repeat(32)}` },
  ];
  const worker = { name: "baton-x", url: "https://x" };
  for (const other of others)
    await writeRecord(environmentNamed(other.env), { v: 1, ...other, worker, deploys: [] });

  const plans = await Promise.all(
    (["auth-token", "openai-key"] as const).map(async (what) => {
      let shown = "";
      const confirm = async (plan: readonly string[]) => {
        shown = plan.join("\n");
        return false;
      };
      await rotate({ ...usual(what), found: await found(), confirm });
      return shown;
    }),
  );

  for (const { env } of others) await rm(environmentNamed(env).record);
  const [ofToken, ofKey] = plans;
  expect(ofToken).toMatch(
    /! Installation "same-account" is in this account.*TWILIO_AUTH_TOKEN of \.dev\.vars\.in-process into \.dev\.vars\.same-account then, and npm run deploy -- --env same-account --secrets/,
  );
  expect(ofToken).not.toContain("other-account");
  expect(ofKey).not.toContain("same-account");
});

/** Cloudflare breaks off at the second look, which is before the Worker is given something: a rotation ends there. */
const upToTheWorker = () => {
  versions(1);
  let looks = 0;
  const pattern = /\/deployments$/;
  const test = (asked: string) => pattern.exec(asked) !== null && ++looks > 1;
  cloudflare.breakAt(Object.assign(new RegExp(pattern), { test }));
};

test("a secondary token that somebody else has made is left alone, also when Twilio broke off before it said so", async () => {
  upToTheWorker();
  await recorded();
  twilio.tokens.secondary = "somebody-elses";
  twilio.breakAt(/AuthTokens\/Secondary$/);
  await expect(rotateNow("auth-token")).rejects.toThrow(/broken off|500/);
  twilio.breakAt(undefined);
  upToTheWorker();

  await expect(rotateNow("auth-token")).rejects.toThrow(/--replace\. Nothing was changed/);
  expect(twilio.tokens.secondary).toBe("somebody-elses");
  expect(twilio.asked.filter((each) => each.startsWith("DELETE"))).toEqual([]);

  upToTheWorker();
  await expect(rotateNow("auth-token", { replace: true })).rejects.toThrow();
  expect(twilio.tokens.secondary).not.toBe("somebody-elses");
  expect(await kept("TWILIO_AUTH_TOKEN")).toBe(`${TWILIO.token},${twilio.tokens.secondary}`);
});

test("a secondary token that was kept and not noted is gone on with, and none is deleted", async () => {
  upToTheWorker();
  await recorded({ rotations: [{ what: "auth-token", phase: "begun", at: new Date().toISOString() }] });
  twilio.tokens.secondary = "made-and-kept";
  await writeFile(
    file(".dev.vars"),
    dotenv({ ...SECRETS, TWILIO_AUTH_TOKEN: `${TWILIO.token},made-and-kept` }),
  );

  await expect(rotateNow("auth-token")).rejects.toThrow();

  expect((await readRecord(environment)).rotations?.[0]?.phase).toBe("secondary");
  expect(posts()).toEqual([]);
});

test.for([
  ["before the promotion", "old,new", { primary: "old", secondary: "new" }],
  ["when it was promoted and not kept", "old,new", { primary: "new", secondary: undefined }],
  ["when it was promoted, kept and not noted", "new,old", { primary: "new", secondary: undefined }],
] as const)("a promotion cut off %s ends with the new token first", async ([, tokens, at]) => {
  upToTheWorker();
  await recorded({ rotations: [{ what: "auth-token", phase: "both", at: new Date().toISOString() }] });
  Object.assign(twilio.tokens, at);
  await writeFile(file(".dev.vars"), dotenv({ ...SECRETS, TWILIO_AUTH_TOKEN: tokens }));

  await expect(rotateNow("auth-token")).rejects.toThrow();

  expect(twilio.tokens).toEqual({ primary: "new", secondary: undefined });
  expect(await kept("TWILIO_AUTH_TOKEN")).toBe("new,old");
  expect((await readRecord(environment)).rotations?.[0]?.phase).toBe("promoted");
});

test("both halves of an API key are written where each stands", async () => {
  upToTheWorker();
  await recorded();
  await writeFile(file(".env"), dotenv({ TWILIO_API_SECRET: TWILIO.keySecret }));
  await writeFile(file(".dev.vars"), dotenv({ ...SECRETS, TWILIO_API_KEY: TWILIO.keySid }));

  await expect(rotateNow("api-key")).rejects.toThrow();

  const made = [...twilio.keys.keys()].at(-1) ?? "";
  expect(made).not.toBe(TWILIO.keySid);
  expect(await kept("TWILIO_API_KEY")).toBe(made);
  expect(await kept("TWILIO_API_SECRET", ".env")).toBe(twilio.keys.get(made));
  expect(await kept("TWILIO_API_SECRET")).toBeUndefined();
});

test("an API key that was kept and not noted is not taken for the old one", async () => {
  upToTheWorker();
  const made = `SK${"9".repeat(32)}`;
  twilio.keys.set(made, "secret-of-the-new");
  const at = new Date().toISOString();
  await recorded({ rotations: [{ what: "api-key", phase: "begun", at, oldKeySid: TWILIO.keySid }] });
  await writeFile(
    file(".dev.vars"),
    dotenv({ ...SECRETS, TWILIO_API_KEY: made, TWILIO_API_SECRET: "secret-of-the-new" }),
  );

  await expect(rotateNow("api-key")).rejects.toThrow();

  expect((await readRecord(environment)).rotations).toMatchObject([
    { phase: "made", oldKeySid: TWILIO.keySid },
  ]);
  expect([...twilio.keys.keys()]).toEqual([TWILIO.keySid, made]);
});

test("half of an API key that was kept is replaced by a whole one, and the old one stays the old one", async () => {
  upToTheWorker();
  const at = new Date().toISOString();
  await recorded({ rotations: [{ what: "api-key", phase: "begun", at, oldKeySid: TWILIO.keySid }] });
  const half = { TWILIO_API_KEY: `SK${"9".repeat(32)}`, TWILIO_API_SECRET: TWILIO.keySecret };
  await writeFile(file(".dev.vars"), dotenv({ ...SECRETS, ...half }));

  await expect(rotateNow("api-key")).rejects.toThrow();

  const made = [...twilio.keys.keys()].at(-1) ?? "";
  expect(await kept("TWILIO_API_SECRET")).toBe(twilio.keys.get(made));
  expect((await readRecord(environment)).rotations).toMatchObject([
    { phase: "made", oldKeySid: TWILIO.keySid },
  ]);
});

test.for([
  ["72", 72],
  ["0", 0],
  [undefined, 24],
] as const)(
  "the old token goes when links have expired: RETENTION_HOURS %s is %i h",
  async ([hours, expected]) => {
    upToTheWorker();
    const at = new Date().toISOString();
    await recorded({ rotations: [{ what: "auth-token", phase: "new-first", at }] });
    await writeFile(file(".env"), hours === undefined ? "" : dotenv({ RETENTION_HOURS: hours }));

    const rotated = rotateNow("auth-token");

    if (expected === 0) await expect(rotated).rejects.toThrow();
    else {
      expect(await rotated).toBe(false);
      expect(said.join()).toContain(new Date(Date.parse(at) + expected * 3_600_000).toISOString());
    }
  },
);

const DOMAIN = "baton-1234-dev.twil.io";
function number(n: number, voice_url = `https://${DOMAIN}/voice/incoming`) {
  const made = {
    sid: `PN${String(n).repeat(32)}`,
    phone_number: `+1555010000${n}`,
    voice_url,
    voice_method: "GET",
    voice_fallback_url: "",
    voice_fallback_method: "POST",
    voice_application_sid: null as string | null,
    trunk_sid: null as string | null,
  };
  twilio.numbers.push(made);
  return made;
}
async function bypass() {
  const { all: variables } = await found();
  const options = { env: environment.name, variables, say };
  const installed = { environment, variables: { ...variables, WORKFLOW_SID: TWILIO.workflowSid }, say };
  return {
    on: () => bypassOn(options),
    off: (choice?: "replace" | "keep") =>
      bypassOff({
        ...options,
        changed: async (question) => {
          say(question);
          return choice;
        },
      }),
    async ready() {
      const agents = { default: { handOff: { target: { kind: "flex" } } } } as unknown as Agents;
      await keepBypassReady({ ...installed, twilio: await twilioOf(variables), agents });
    },
  };
}

test("a bypass that is switched on twice, to another target, goes back to what there was before the first", async () => {
  await recorded();
  const one = number(1);
  const before = structuredClone(twilio.numbers);
  const { on, off, ready } = await bypass();

  await on();
  expect(one.voice_url).toBe(`https://${DOMAIN}/voice/fallback`);
  await ready();
  await on();
  expect(one.voice_url).toContain(twilio.flows.flows[0]?.sid);
  await off();

  expect(twilio.numbers).toEqual(before);
});

test("a bypass goes back although a number has left the account, and says which", async () => {
  await recorded();
  const [gone, stays] = [number(1), number(2)];
  const { on, off } = await bypass();
  await on();
  twilio.numbers.splice(0, 1);

  expect(await off()).toEqual([stays.phone_number]);

  expect(stays).toMatchObject({ voice_url: `https://${DOMAIN}/voice/incoming`, voice_method: "GET" });
  expect(said.join("\n")).toContain(`${gone.phone_number} is not in the account any more`);
  expect((await readRecord(environment)).bypassed).toEqual([]);
});

test("a flow that was deleted in Studio is made anew, by a deploy and by the bypass itself", async () => {
  await recorded();
  const one = number(1);
  const before = structuredClone(twilio.numbers);
  const { on, off, ready } = await bypass();
  const flows = twilio.flows.flows;
  await ready();
  const [first] = flows.splice(0, 1);
  await ready();
  expect(flows.map(({ status }) => status)).toEqual(["published"]);
  expect(flows[0]?.sid).not.toBe(first?.sid);

  flows.splice(0, 1);
  await on();
  expect(one.voice_url).toContain(String(flows[0]?.sid));
  // Also under way.
  flows.splice(0, 1);
  await on();
  expect(one.voice_url).toContain(String(flows[0]?.sid));
  await off();

  expect(twilio.numbers).toEqual(before);
});

const APP = `AP${"a".repeat(32)}`;

test("a number that leads to the Functions through a TwiML App is led past the agent, and gets its App back", async () => {
  await recorded();
  twilio.apps.set(APP, `https://${DOMAIN}/voice/incoming`);
  const one = number(1, "https://demo.example/voice");
  one.voice_application_sid = APP;
  const before = structuredClone(twilio.numbers);
  const { on, off } = await bypass();

  await on();

  expect(one).toMatchObject({
    voice_url: `https://${DOMAIN}/voice/fallback`,
    voice_application_sid: null,
  });
  await on();
  expect(said.join("\n")).toContain(`It is on already: ${one.phone_number}`);
  await off();
  expect(twilio.numbers).toEqual(before);
});

test("a TwiML App of somebody else's is left alone, whatever its number's own URL says", async () => {
  await recorded();
  twilio.apps.set(APP, "https://shop.example/ivr");
  number(1).voice_application_sid = APP;
  const before = structuredClone(twilio.numbers);

  await expect((await bypass()).on()).rejects.toThrow(/nothing to lead past the agent/);

  expect(twilio.numbers).toEqual(before);
});

test("a number that a SIP trunk keeps from the bypass is named, and the others are led", async () => {
  await recorded();
  const [trunked, faxing, free] = [number(1), number(2), number(3)];
  trunked.trunk_sid = `TK${"b".repeat(32)}`;
  Object.assign(faxing, { voice_receive_mode: "fax" });
  const { on } = await bypass();

  await expect(on()).rejects.toThrow(
    /\+15550100001 has the SIP trunk TKb{32}.*take the number out of it.*\n.*\+15550100002 receives faxes/,
  );

  expect(free.voice_url).toBe(`https://${DOMAIN}/voice/fallback`);
  expect(said.join("\n")).not.toContain(`${trunked.phone_number} goes straight`);
});

test("a change that was made in Twilio's console meanwhile is not written over by the way back", async () => {
  await recorded();
  const [changed, other] = [number(1), number(2)];
  const { on, off } = await bypass();
  await on();
  changed.voice_url = "https://new.example/ivr";

  await expect(off()).rejects.toThrow(
    /\+15550100001 goes to https:\/\/new\.example\/ivr, which is not what the bypass has set; before, it went to https:\/\/baton.*--replace/s,
  );
  expect(changed.voice_url).toBe("https://new.example/ivr");
  expect(other.voice_url).toBe(`https://${DOMAIN}/voice/incoming`);
  expect((await readRecord(environment)).bypassed).toMatchObject([{ phoneNumber: changed.phone_number }]);

  await off("keep");
  expect(changed.voice_url).toBe("https://new.example/ivr");
  expect((await readRecord(environment)).bypassed).toEqual([]);
});

test("what was changed meanwhile goes back where somebody says so, also from under a TwiML App", async () => {
  await recorded();
  const one = number(1);
  const before = structuredClone(twilio.numbers);
  const { on, off } = await bypass();
  await on();
  twilio.apps.set(APP, "https://new.example/ivr");
  one.voice_application_sid = APP;
  await expect(off()).rejects.toThrow(/goes to the TwiML App APa{32}/);

  await off("replace");

  expect(twilio.numbers).toEqual(before);
});

test("a number of the record that was led elsewhere meanwhile is not said to be past the agent already", async () => {
  await recorded();
  const one = number(1);
  const { on } = await bypass();
  await on();
  one.voice_url = "https://new.example/ivr";

  await expect(on()).rejects.toThrow(/by the record, and goes to https:\/\/new\.example\/ivr by now/);

  expect(said.join("\n")).not.toMatch(/on already/);
  expect(one.voice_url).toBe("https://new.example/ivr");
});

test("the numbers of the record are led before the account is listed, and although it cannot be", async () => {
  const one = number(1);
  await recorded({ number: { sid: one.sid, phoneNumber: one.phone_number } });
  twilio.breakAt(/Numbers\.json$/);
  const { on } = await bypass();

  await expect(on()).rejects.toThrow(/The account's other numbers: Twilio refused the list .* with 500/);

  expect(one.voice_url).toBe(`https://${DOMAIN}/voice/fallback`);
});

test("a number that Twilio refuses holds up none of the others", async () => {
  await recorded();
  const [refused, other] = [number(1), number(2)];
  twilio.breakAt(/^POST .*Numbers\/PN1/);

  await expect((await bypass()).on()).rejects.toThrow(/\+15550100001: Twilio refused the number with 500/);

  expect(refused.voice_url).toBe(`https://${DOMAIN}/voice/incoming`);
  expect(other.voice_url).toBe(`https://${DOMAIN}/voice/fallback`);
});

/** Two deploys whose panels differ, and builds that have these files. */
async function twoPanels(files: { readonly first: readonly string[]; readonly second: readonly string[] }) {
  const { account } = twilio.functions;
  const build = (sid: string, assets: readonly string[]) => ({
    sid,
    runtime: "node22",
    dependencies: [],
    functions: [],
    assets,
  });
  account.services.push({ sid: "ZS1", unique_name: "baton" });
  account.builds.push(build("ZB1", files.first), build("ZB2", files.second));
  account.environments.push({
    sid: "ZE1",
    unique_name: "dev",
    domain_suffix: "dev",
    domain_name: DOMAIN,
    build_sid: "ZB2",
  });
  for (const name of ["1", "2"])
    account.uploads.push({
      sid: name,
      kind: "Assets",
      path: `/flex/${name}.js`,
      visibility: "public",
      content: name,
      bytes: Buffer.from(name),
    });
  const url = (n: number) => `https://${DOMAIN}/flex/${n}.js`;
  const flex = flexPluginsOf((await found()).all);
  for (const n of [1, 2])
    await releasePlugin(flex, { ...PLUGIN, version: `1.0.${n}`, url: url(n), dryRun: false });
  setUp = posts().length;
  versions(1);
  const of = (n: number) => ({
    ...deploy(n, String(n).repeat(12)),
    worker: { versionId: "version-1" },
    plugin: { configurationSid: `FJ${n}`, url: url(n) },
  });
  await recorded({ deploys: [of(1), of(2)] });
}
const goBack = async () =>
  rollback({
    env: environment.name,
    variables: (await found()).all,
    withSecrets: false,
    confirm: async () => true,
    say,
  });

test("a panel whose file is in no build is not released, and nothing else goes back", async () => {
  await twoPanels({ first: [], second: ["2"] });

  await expect(goBack()).rejects.toThrow(/flex\/1\.js\. Nothing went back/);

  expect(posts()).toEqual([]);
});

test.for([
  ["is published still goes back before the Functions", { first: ["1"], second: ["2", "1"] }, -1],
  ["comes with the Functions of then goes back after them", { first: ["1"], second: ["2"] }, 1],
] as const)("a panel that %s", async ([, files, order]) => {
  await twoPanels(files);

  await goBack();

  const at = (what: RegExp) => posts().findIndex((each) => what.test(each));
  expect(Math.sign(at(/PluginService\/Releases/) - at(/Environments\/ZE1\/Deployments/))).toBe(order);
  expect(twilio.plugins.liveUrls()).toEqual([`https://${DOMAIN}/flex/1.js`]);
  expect(twilio.functions.account.environments[0]?.build_sid).toBe("ZB1");
});

test("a build on a tree without dist takes the published panels along, or says that it takes none", async () => {
  await twoPanels({ first: [], second: ["2", "2n"] });
  const { uploads } = twilio.functions.account;
  const panel = uploads.find(({ sid }) => sid === "2");
  if (panel) uploads.push({ ...panel, sid: "2n", path: "/flex/2.json" });
  const inUse = `https://${DOMAIN}/flex/2.js`;

  expect((await panelsToBring(DOMAIN, inUse, say)).map(({ path }) => path)).toContain("/flex/2.js");

  await panelsToBring(undefined, undefined, say);
  expect(said.join("\n")).toMatch(/where the Functions are is not known/i);
  twilio.breakAt(/./);
  await panelsToBring(DOMAIN, inUse, say);
  expect(said.at(-1)).toMatch(/^! What is published is not brought along/);
});
