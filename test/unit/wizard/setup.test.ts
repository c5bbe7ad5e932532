import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test as base, describe, expect } from "vitest";
import { UsageError } from "../../../local/commands/command.ts";
import { startWorld, type World } from "./world.ts";

/** `npm run setup` against accounts that behave: from nothing, again, and beside another installation. */

const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  world: async ({}, use) => {
    const world = await startWorld();
    await use(world);
    await world.close();
  },
});

/** What there is of everything, wherever it was made. */
const made = ({ twilio, flex, cloud }: World) => ({
  numbers: twilio.numbers.map((number) => number.phone_number),
  answeredBy: twilio.numbers.map((number) => number.voice_url),
  keys: twilio.keys.map((key) => key.friendly_name),
  queues: flex.queues.map((queue) => queue.friendly_name),
  workflows: flex.workflows.map((workflow) => workflow.friendly_name),
  workers: [...cloud.workers.keys()],
  environments: [...cloud.functions.keys()],
  released: cloud.released.length,
});

test("from accounts alone to an installation that answers calls, with every value in its place", async ({
  world,
}) => {
  world.twilio.addNumber("+15550100002");

  const { ok, output } = await world.run();

  expect(output).not.toContain("✗");
  expect(ok).toBe(true);
  expect(made(world)).toEqual({
    numbers: ["+15550100002"],
    answeredBy: ["https://baton-1234-dev.twil.io/voice/incoming"],
    keys: ["Baton dev"],
    queues: ["Everyone"],
    workflows: ["Baton owl-shoes"],
    workers: ["baton"],
    environments: ["dev"],
    released: 1,
  });
  const [number] = world.twilio.numbers;
  expect(number).toMatchObject({
    voice_method: "POST",
    voice_fallback_url: "https://baton-1234-dev.twil.io/voice/fallback",
    voice_fallback_method: "POST",
    voice_application_sid: null,
    trunk_sid: null,
    voice_receive_mode: "voice",
  });
  const [workflow] = world.flex.workflows;
  const [key] = world.twilio.keys;
  expect(await world.read(".env")).toBe(
    `# Variables of the Functions. No secrets: they are in .dev.vars.\nWORKFLOW_SID=${workflow?.sid}\nRELAY_URL=wss://baton.owl-shoes.workers.dev/relay\n`,
  );
  const secrets = await world.read(".dev.vars");
  for (const [name, value] of Object.entries(world.credentials))
    expect(secrets).toContain(`${name}=${value}\n`);
  expect(secrets).toContain(`TWILIO_API_KEY=${key?.sid}\n`);
  expect((await stat(join(world.folder, ".dev.vars"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(world.folder, ".baton/dev.json"))).mode & 0o777).toBe(0o600);
  expect(world.cloud.workers.get("baton")?.secrets).toMatchObject({
    ...world.credentials,
    TWILIO_API_KEY: key?.sid,
    TWILIO_API_SECRET: expect.stringMatching(/^[0-9a-f]{32}$/),
    WORKFLOW_SID: workflow?.sid,
    TASKROUTER_WORKSPACE_SID: expect.stringMatching(/^WS/),
  });
  expect(world.cloud.functions.get("dev")?.variables.WORKFLOW_SID).toBe(workflow?.sid);
});

test("no secret is in what is said or in the record, and none that is nobody's goes to the Worker", async ({
  world,
}) => {
  world.twilio.addNumber("+15550100002");

  const { output } = await world.run({
    shell: { ...world.credentials, CLOUDFLARE_API_TOKEN: "cf-token-of-the-test" },
  });

  const apiSecret = /TWILIO_API_SECRET=(\w+)/.exec(await world.read(".dev.vars"))?.[1] ?? "none was found";
  const shown = `${output}${JSON.stringify(await world.record())}`;
  for (const secret of [world.twilio.authToken, world.model.key, apiSecret, "cf-token-of-the-test"])
    expect(shown).not.toContain(secret);
  expect(Object.keys(world.cloud.workers.get("baton")?.secrets ?? {})).not.toContain("CLOUDFLARE_API_TOKEN");
  expect(Object.keys(world.cloud.workers.get("baton")?.secrets ?? {})).not.toContain("OPENAI_MODEL");
});

test("run again, it finds nothing to do and changes nothing, with nothing in the shell", async ({
  world,
}) => {
  world.twilio.addNumber("+15550100002");
  await world.run();
  const before = { ...made(world), ...(await files(world)) };
  const changes = world.twilio.changes.length + world.flex.changes.length;

  const { ok, output } = await world.run({ shell: {} });

  expect(output).toContain("Nothing to do.");
  expect(ok).toBe(true);
  expect({ ...made(world), ...(await files(world)) }).toEqual(before);
  expect(world.twilio.changes.length + world.flex.changes.length).toBe(changes);
  expect(world.cloud.workers.get("baton")?.versions).toBe(1);
});

const files = async (world: World) => ({
  env: await world.read(".env"),
  secrets: await world.read(".dev.vars"),
  record: await world.read(".baton/dev.json"),
});

test("staging is a second installation beside dev, with nothing in common but the account", async ({
  world,
}) => {
  world.twilio.addNumber("+15550100002");
  world.twilio.addNumber("+15550100003");
  await world.run({ number: "+15550100002" });
  const dev = await files(world);

  const { ok } = await world.run({ env: "staging", number: "+15550100003" });

  expect(ok).toBe(true);
  expect(await files(world)).toEqual(dev);
  expect(made(world)).toMatchObject({
    answeredBy: [
      "https://baton-1234-dev.twil.io/voice/incoming",
      "https://baton-1234-staging.twil.io/voice/incoming",
    ],
    keys: ["Baton dev", "Baton staging"],
    workflows: ["Baton owl-shoes", "Baton owl-shoes staging"],
    workers: ["baton", "baton-staging"],
    environments: ["dev", "staging"],
  });
  expect(await world.read(".env.staging")).toContain(
    "RELAY_URL=wss://baton-staging.owl-shoes.workers.dev/relay",
  );
  expect(await world.read(".dev.vars.staging")).toContain(`OPENAI_API_KEY=${world.model.key}`);
  expect(await world.record("staging")).toMatchObject({
    env: "staging",
    number: { phoneNumber: "+15550100003" },
  });
});

describe("the panel, of which an account has one", () => {
  const PANEL = /Flex has the panel of installation "dev" \(https:\/\/baton-1234-dev\.twil\.io\/\S+\)/;
  const withDev = async (world: World) => {
    world.twilio.addNumber("+15550100002");
    world.twilio.addNumber("+15550100003");
    await world.run({ number: "+15550100002" });
  };

  test("is not taken from another installation by --yes alone", async ({ world }) => {
    await withDev(world);

    const { ok, output } = await world.run({ env: "staging", number: "+15550100003" });

    expect(output).toMatch(PANEL);
    expect(output).toMatch(/it stays\n +→ npm run release:plugin -- --env staging puts this one/);
    expect(ok).toBe(true);
    expect(world.cloud.released).toEqual([expect.stringContaining("baton-1234-dev.")]);
    expect((await world.run({ env: "staging", shell: {} })).output).toContain("Nothing to do.");
  });

  test("is taken where somebody says so, who was told whose it is", async ({ world }) => {
    await withDev(world);

    const { questions, output } = await world.run({
      env: "staging",
      number: "+15550100003",
      answers: ["y", "y", ""],
    });

    expect(questions[0]).toMatch(PANEL);
    expect(output).toMatch(/ {2}panel +release it in Flex, in the place of installation "dev" /);
    expect(world.cloud.released.at(-1)).toContain("baton-1234-staging.");
    // Nobody took it back: what is released is not asked about again.
    expect((await world.run({ env: "staging", shell: {} })).output).toContain("Nothing to do.");
  });
});

test("what another command keeps in the record stays", async ({ world }) => {
  world.twilio.addNumber("+15550100002");
  await world.run();
  const rotations = [{ what: "api-key", phase: "made", at: "2026-11-28T09:00:00Z" }];
  const record = await world.record();
  await world.write(".baton/dev.json", JSON.stringify({ ...record, rotations }));
  world.twilio.addNumber("+15550100003");

  await world.run({ number: "+15550100003" });

  expect(await world.record()).toMatchObject({
    deploys: record.deploys,
    rotations,
    number: { phoneNumber: "+15550100003" },
  });
});

test("a number that is led past the agent for the time being stays so, and that is said", async ({
  world,
}) => {
  const number = world.twilio.addNumber("+15550100002");
  await world.run();
  const past = "https://webhooks.twilio.com/v1/Accounts/AC1/Flows/FW1";
  const { sid, voice_url: voiceUrl } = number;
  const bypassed = [{ sid, phoneNumber: "+15550100002", voiceUrl, voiceMethod: "POST" }];
  await world.write(".baton/dev.json", JSON.stringify({ ...(await world.record()), bypassed }));
  Object.assign(number, { voice_url: past });

  const { ok, output } = await world.run();

  expect(output).toContain("Nothing to do.");
  expect(output).toContain("! +15550100002 is led past the agent: npm run bypass -- off");
  expect(number.voice_url).toBe(past);
  expect(ok).toBe(true);
});

test("a secret that has changed is deployed again, and nothing else is", async ({ world }) => {
  world.twilio.addNumber("+15550100002");
  await world.run({ shell: { ...world.credentials, OPENAI_FALLBACK_API_KEY: "sk-first-one" } });
  await world.write(".dev.vars", (await world.read(".dev.vars")).replace("sk-first-one", "sk-second-one"));
  const changes = world.twilio.changes.length;

  const { output } = await world.run({ shell: {} });

  expect(output).toMatch(/Plan\n {2}deploy +installation "dev".*as settings or secrets have changed\n\n/);
  expect(world.cloud.workers.get("baton")).toMatchObject({
    versions: 2,
    secrets: { OPENAI_FALLBACK_API_KEY: "sk-second-one" },
  });
  expect(world.twilio.changes.length).toBe(changes);
});

describe("a secret that has changed", () => {
  const changed = async (world: World) => {
    world.twilio.addNumber("+15550100002");
    await world.run({ shell: { ...world.credentials, OPENAI_FALLBACK_API_KEY: "sk-first-one" } });
    await world.write(".dev.vars", (await world.read(".dev.vars")).replace("sk-first", "sk-second"));
    world.cloud.tree = "def-dirty-123456";
  };

  test("does not release files that are another release than the one that is live", async ({ world }) => {
    await changed(world);

    const { ok, error, output } = await world.run({ shell: {} });

    expect(ok).toBe(false);
    expect(error).toBeInstanceOf(UsageError);
    expect(output).toMatch(
      /files here are release def-dirty-123456, while abc is live.*git checkout abc.*npm run deploy -- --secrets\. Nothing was changed\./,
    );
    expect(world.cloud.workers.get("baton")).toMatchObject({ versions: 1 });
  });

  test("releases them where somebody says so", async ({ world }) => {
    await changed(world);

    const { ok, questions } = await world.run({ shell: {}, answers: ["y", "y", ""] });

    expect(ok).toBe(true);
    expect(questions[0]).toMatch(/releases def-dirty-123456\.\nRelease it\?$/);
    expect(world.cloud.workers.get("baton")).toMatchObject({ versions: 2 });
    const declined = await world.run({ shell: {} });
    expect(declined.output).toContain("Nothing to do.");
  });
});

describe("somebody at the terminal", () => {
  test("is asked for what is missing, sees the plan, and is asked before anything is done", async ({
    world,
  }) => {
    world.twilio.addNumber("+15550100002");
    world.cloud.who = { kind: "signed_out" };

    const { ok, questions, output } = await world.run({
      shell: {},
      answers: [
        world.twilio.accountSid,
        world.twilio.authToken,
        "", // signs in with the browser
        world.model.key,
        "1",
        "y",
        "", // no test call
      ],
    });

    expect(ok).toBe(true);
    expect(questions).toEqual([
      expect.stringContaining("Twilio account SID"),
      expect.stringContaining("Twilio auth token"),
      expect.stringContaining("Cloudflare API token"),
      expect.stringContaining("OpenAI API key"),
      expect.stringContaining("Which does the agent answer?"),
      expect.stringContaining("Do it?"),
      expect.stringContaining("Your own telephone"),
    ]);
    expect(output).toContain("Dial +15550100002: the agent answers.");
  });

  test("who says no has changed nothing, not even a file", async ({ world }) => {
    world.twilio.addNumber("+15550100002");

    const { output } = await world.run({ answers: ["1", "n"] });

    expect(output).toContain("Nothing was changed.");
    expect(world.twilio.changes).toEqual([]);
    expect(world.flex.changes).toEqual([]);
    expect(world.cloud.workers.size).toBe(0);
    await expect(world.read(".dev.vars")).rejects.toThrow("ENOENT");
  });

  test("a mistyped token is said at once and asked for again; the right one is kept", async ({ world }) => {
    world.twilio.addNumber("+15550100002");
    await world.write(
      ".dev.vars",
      `TWILIO_AUTH_TOKEN=mistyped # of the console\nOPENAI_API_KEY=${world.model.key}\n`,
    );

    const { ok, output } = await world.run({
      shell: { TWILIO_ACCOUNT_SID: "" },
      answers: [world.twilio.accountSid, "", world.twilio.authToken, "1", "y", ""],
    });

    expect(output).toMatch(/✗ Twilio .* refused with 401, error 20003/);
    expect(ok).toBe(true);
    expect(await world.read(".dev.vars")).toContain(
      `TWILIO_AUTH_TOKEN=${world.twilio.authToken} # of the console\nOPENAI_API_KEY=${world.model.key}\n`,
    );
  });
});

test("the secrets that the agents' code names are asked for, and go to the Worker", async ({ world }) => {
  world.twilio.addNumber("+15550100002");
  const named = [
    { name: "SHOP_KEY", at: "agents/shop.ts:3" },
    { name: "DESK_KEY", at: "agents/shop.ts:9" },
  ];

  const { output } = await world.run({ named, answers: ["shop-key-of-the-test", "", "1", "y", ""] });

  expect(output).toContain("! Secrets     DESK_KEY is not set, and agents/shop.ts:9 asks for it");
  expect(output).not.toContain("shop-key-of-the-test");
  expect(world.cloud.workers.get("baton")?.secrets).toMatchObject({ SHOP_KEY: "shop-key-of-the-test" });
  expect(await world.read(".dev.vars")).toContain("SHOP_KEY=shop-key-of-the-test\n");
});
