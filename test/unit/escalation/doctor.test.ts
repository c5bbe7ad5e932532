import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { test as base, expect, vi } from "vitest";
import { diagnose } from "../../../local/doctor/diagnose.ts";
import type { Finding } from "../../../local/doctor/finding.ts";
import { refusalOfKey } from "../../../local/doctor/model.ts";
import { VARIABLES } from "../../../local/doctor/variables.ts";
import { listen, stop } from "../../../local/http.ts";
import type { InstallationRecord } from "../../../local/operate/record.ts";
import { loadAgents } from "../../../local/setup/command-line.ts";
import { namedSecrets } from "../../../local/setup/named-secrets.ts";
import { addressesIn } from "../../../local/setup/twilio-api.ts";
import { freePort } from "../../../local/stack/free-port.ts";
import { BYPASS_FLOW, connect, type Installation, startInstallation } from "../../support/installation.ts";

vi.setConfig({ testTimeout: 30_000 });

const test = base.extend<{ installation: Installation }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  installation: async ({}, use) => {
    const installation = await startInstallation();
    await use(installation);
    await installation.close();
  },
});

const AGENTS = "test/fixtures/agents/shop/index.ts";
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The command as an operator runs it. */
function run(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[] = [],
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        "local/commands/doctor.ts",
        "--agents",
        AGENTS,
        "--env",
        "/dev/null",
        ...args,
      ],
      { cwd: root, timeout: 20_000, env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

const agents = await loadAgents(AGENTS);
const named = await namedSecrets(AGENTS);

async function findings(
  variables: Readonly<Record<string, string | undefined>>,
  records: readonly InstallationRecord[] = [],
) {
  const all = await diagnose({ all: variables, fileOf: {} }, agents, named, records);
  const of = (status: Finding["status"]) =>
    all.filter((f) => f.status === status).map((f) => `${f.part}: ${f.what} → ${f.todo ?? ""}`);
  return { of, all: JSON.stringify(all) };
}

test("an installation that is as it should be passes, and nothing is changed by looking", async ({
  installation,
}) => {
  const { code, output } = await run(installation.variables, ["--strict"]);

  expect(output).toMatch(/0 to look at, 0 to repair, 0 not checked/);
  expect(code).toBe(0);
  expect(output).toMatch(/✓ Signature +a signed handshake is accepted, a forged one refused/);
  expect(output).toContain("3 signed in, 2 free, 0 waiting");
  const posted = new Set(installation.asked.filter((line) => !line.startsWith("GET")));
  expect([...posted].sort()).toEqual([
    "HEAD /audio/hold.wav",
    "POST /openai/responses",
    "POST /voice/fallback",
    "POST /voice/incoming",
  ]);
});

test("secrets that only the Worker has are not missing: it is asked", async ({ installation }) => {
  const { OPENAI_API_KEY: _, TWILIO_API_KEY: __, ...here } = installation.variables;

  const { of } = await findings(here);

  expect(of("problem")).toEqual([]);
  expect(of("not_checked")).toEqual([]);
});

test("what cannot be checked fails a strict look, and only that", async () => {
  const env = { RELAY_URL: undefined };
  expect((await run(env, ["--json"])).code).toBe(1); // nothing is set at all
  const started = await startInstallation();
  const { FUNCTIONS_URL: _, ...here } = started.variables;

  const usual = await run(here);
  const strict = await run(here, ["--strict"]);

  await started.close();
  expect(usual.output).toContain("? Functions");
  expect([usual.code, strict.code]).toEqual([0, 1]);
});

test("without variables it names all of them, and what it could not check", async () => {
  const { code, output } = await run({}, ["--json"]);
  const { of } = await findings({});

  expect({ code, ok: JSON.parse(output).ok }).toEqual({ code: 1, ok: false });
  expect(of("problem").map((line) => line.split(" →")[0])).toEqual([
    "Variables: OPENAI_API_KEY is not set (Worker)",
    "Variables: TWILIO_ACCOUNT_SID is not set (Worker)",
    "Variables: TWILIO_AUTH_TOKEN is not set (Worker)",
    "Variables: RELAY_URL is not set (Worker and Functions)",
    "Variables: WORKFLOW_SID is not set (Worker and Functions)",
  ]);
  expect(of("not_checked").map((line) => line.split(":")[0])).toEqual([
    "Variables",
    "Worker",
    "Signature",
    "Worker",
    "Functions",
    "Number",
    "Workflow",
    "Panel",
    "Statistics",
    "API key",
    "Model",
  ]);
});

test("variables that cannot be right are named, their values are not", async () => {
  const { of, all } = await findings({
    TWILIO_ACCOUNT_SID: "AC-misspelt",
    TWILIO_AUTH_TOKEN: "very-secret-token",
    OPENAI_API_KEY: "very-secret-key",
    RELAY_URL: "foo:bar",
    FUNCTIONS_URL: "functions",
    OPENAI_BASE_URL: "nowhere",
    OPENAI_API: "assistants",
    WORKFLOW_SID: "WF123",
    TWILIO_API_KEY: `SK${"1".repeat(32)}`,
    TWILIO_API_URL: "http://127.0.0.1:9",
    TWILIO_FLEX_URL: "http://127.0.0.1:9",
    TWILIO_TASKROUTER_URL: "http://127.0.0.1:9",
    TWILIO_SERVERLESS_URL: "http://127.0.0.1:9",
  });

  for (const name of [
    "TWILIO_ACCOUNT_SID",
    "RELAY_URL",
    "FUNCTIONS_URL",
    "OPENAI_BASE_URL",
    "OPENAI_API",
    "WORKFLOW_SID",
  ])
    expect(of("problem")).toContainEqual(expect.stringContaining(`${name} is not what it should be`));
  expect(of("problem")).toContainEqual(expect.stringContaining("TWILIO_API_SECRET is not set"));
  expect(all).not.toMatch(/misspelt|very-secret/);
});

test("a secret that a server repeats is not shown", async ({ installation }) => {
  installation.answer("/health", 503, {
    faults: [`OPENAI_API_KEY is ${installation.variables.OPENAI_API_KEY}`],
  });

  const { output } = await run(installation.variables);

  expect(output).toContain("OPENAI_API_KEY is •••");
  expect(output).not.toContain(installation.variables.OPENAI_API_KEY);
});

/** Changes what is out there, or the variables of this machine. */
type Break = (installation: Installation) => unknown;
type Case = readonly [name: string, spoil: Break, found: RegExp];

const digits = (n: string) => n.repeat(32);
const WORKSPACE = `/v1/Workspaces/WS${digits("2")}`;
const ACCOUNT = `/2010-04-01/Accounts/AC${digits("1")}`;
const first = (change: object) => (i: Installation) => void Object.assign(i.numbers[0] ?? {}, change);

/** Each with what is found and, behind the arrow, what to do. */
const PROBLEMS: readonly Case[] = [
  // The Worker.
  [
    "the Worker is not there",
    async () => ({ RELAY_URL: `ws://127.0.0.1:${await freePort()}/relay` }),
    /^Worker: .*does not answer \(ECONNREFUSED\) → deploy the Worker/,
  ],
  [
    "the Worker lacks settings",
    (i) => {
      i.answer("/health", 503, { faults: ["OPENAI_API_KEY is missing"] });
      i.answer("/api/doctor", 503, {});
    },
    /^Worker: .*lacks settings: OPENAI_API_KEY is missing → set them/,
  ],
  [
    "something else answers in the Worker's place",
    (i) => i.answer("/health", 404, "<html>"),
    /^Worker: .*answers 404/,
  ],
  [
    "the Worker has no class for calls",
    (i) => i.breakStorage(),
    /^Worker: .*no object of a call can be made.* → deploy the Worker with the project's wrangler.toml/,
  ],
  [
    "the ledger does not answer",
    (i) => i.breakLedger(),
    /^Console: the ledger does not answer .*no link signs in, and no call is listed; calls are answered →/,
  ],
  [
    "Access is half set up",
    (i) => void Object.assign(i.worker, { ACCESS_TEAM: "acme" }),
    /^Variables: ACCESS_AUD is not set, and Cloudflare Access is checked by both → set both, or none/,
  ],
  [
    "the Worker has another token",
    (i) => i.admit("nobody"),
    /^Signature: .*signed with TWILIO_AUTH_TOKEN is refused with 403/,
  ],
  [
    "the Worker has been given another token than the account's",
    (i) => void Object.assign(i.worker, { TWILIO_AUTH_TOKEN: "f".repeat(32) }),
    /^Worker: it has another auth token .* → npm run deploy -- --secrets gives it the one here/,
  ],
  ["the Worker lets everybody in", (i) => i.admit("everybody"), /^Signature: a forged handshake is accepted/],
  [
    "a secret is bad at the Worker and good here",
    (i) => void Object.assign(i.worker, { OPENAI_API_KEY: "sk-revoked" }),
    /^Model: the key is refused with 401 .* → make a new OPENAI_API_KEY/,
  ],
  [
    "the model's name is wrong at the Worker and right here",
    (i) => {
      i.worker.OPENAI_MODEL = "gpt-4.1-typo";
      i.answer("/openai/models/gpt-4.1-typo", 404, {});
    },
    /^Model: there is no model gpt-4\.1-typo .* → set OPENAI_MODEL/,
  ],
  [
    "the quota of the model's account is used up",
    (i) => i.answer("/openai/responses", 429, { error: { code: "insufficient_quota" } }),
    /^Model: gpt-4\.1 did not answer a question: .*429 \(insufficient_quota\).* → see the account's limits and its balance/,
  ],
  [
    "the model is not there",
    (i) => i.answer("/openai/models/gpt-4.1", 404, {}),
    /^Model: there is no model gpt-4\.1/,
  ],
  [
    "the model takes nothing of what it is sent",
    (i) => i.answer("/openai/responses", 400, { error: { message: "Unknown", param: "input" } }),
    /^Model: gpt-4\.1 did not answer a question: .*400/,
  ],
  [
    "half of an API key is missing at the Worker",
    (i) => void delete i.worker.TWILIO_API_SECRET,
    /^Variables: TWILIO_API_SECRET is not set/,
  ],
  [
    "the API key at the Worker was revoked",
    (i) => void Object.assign(i.worker, { TWILIO_API_SECRET: "of-another-key" }),
    /^API key: Twilio refused the API key with 401.* → it was revoked, or is another account's/,
  ],
  [
    "the API key here was revoked",
    () => ({ TWILIO_API_SECRET: "another-secret" }),
    /^Number: Twilio refused the list of incoming_phone_numbers with 401.* → the account SID, API key/,
  ],
  [
    "the account is suspended",
    (i) => i.answer(`${ACCOUNT}/IncomingPhoneNumbers.json`, 403, { code: 20005 }),
    /^Number: .*403, error 20005 → the account is suspended/,
  ],
  [
    "the fallback lives elsewhere without a key of its own",
    (i) => {
      i.answer("/api/doctor", 404, {});
      return { OPENAI_FALLBACK_BASE_URL: "https://other.example/v1" };
    },
    /^Model: OPENAI_FALLBACK_API_KEY is not set/,
  ],
  // The desk.
  [
    "statistics fail",
    (i) => i.answer(`${WORKSPACE}/Workflows/WW${digits("3")}/RealTimeStatistics`, 500, {}),
    /^Statistics: .*\(refused, 500\)/,
  ],
  [
    "the workflow does not exist",
    () => ({ WORKFLOW_SID: `WW${digits("9")}` }),
    /^Workflow: there is no workflow WW9{32} .* → npm run setup:flex makes one/,
  ],
  [
    "the workspace does not exist",
    () => ({ TASKROUTER_WORKSPACE_SID: `WS${digits("9")}` }),
    /^Workflow: there is no workspace WS9{32} .* → npm run setup:flex prints the SID of the one/,
  ],
  // The Functions.
  [
    "the Functions are not deployed",
    (i) => i.answer("/voice/incoming", 404, ""),
    /^Functions: .*is not there → deploy the Functions/,
  ],
  [
    "the Functions break",
    (i) => i.answer("/voice/incoming", 500, ""),
    /^Functions: .*answers 500 and no TwiML/,
  ],
  [
    "the Functions run in another account",
    (i) => i.answer("/voice/incoming", 403, ""),
    /^Functions: .*refuses a request signed/,
  ],
  [
    "TwiML leaves as text",
    (i) => i.answer("/voice/incoming", 200, connect("wss://x/relay/CA1"), "text/plain"),
    /^Functions: .*TwiML as text\/plain/,
  ],
  [
    "the Functions have no RELAY_URL",
    (i) => i.answer("/voice/incoming", 200, "<Response><Enqueue/></Response>", "text/xml"),
    /^Functions: .*does not connect the call .* → set RELAY_URL/,
  ],
  ["the fallback is broken", (i) => i.answer("/voice/fallback", 500, ""), /^Fallback: .*answers 500/],
  ["the hold music is gone", (i) => i.answer("/audio/hold.wav", 404, ""), /^Hold music: .*answers 404/],
  [
    "the released panel's file is gone",
    (i) => i.answer("/flex/baton-handoff.js", 404, ""),
    /^Panel: 0\.1\.0 is live, and its file is gone \(404\)/,
  ],
  // The numbers.
  [
    "no number leads here",
    () => ({ FUNCTIONS_URL: "http://127.0.0.1:9" }),
    /^Number: none of the account's 2 numbers sends its calls to/,
  ],
  [
    "a TwiML App goes before the URL",
    first({ voice_application_sid: `AP${digits("a")}` }),
    /^Number: .*a TwiML App, which goes before it/,
  ],
  [
    "a SIP trunk goes before the URL",
    first({ trunk_sid: `TK${digits("a")}` }),
    /^Number: .*a SIP trunk, which goes before it/,
  ],
  [
    "a number receives faxes",
    first({ voice_receive_mode: "fax" }),
    /^Number: .*being a fax number, which goes before it/,
  ],
];

test.for(PROBLEMS)("a problem is named: %s", async ([_name, spoil, message], { installation }) => {
  const change = await spoil(installation);

  const { of } = await findings({ ...installation.variables, ...Object(change) });

  expect(of("problem")).toContainEqual(expect.stringMatching(message));
});

const WARNINGS: readonly Case[] = [
  [
    "the Worker is of an older release",
    (i) => i.answer("/api/doctor", 404, { error: "not_found" }),
    /^Worker: it cannot be asked what is set there \(404\)/,
  ],
  [
    "the Functions are of an older release",
    (i) =>
      i.answer("/build.json", 200, {
        sha: "0000000",
        version: "0.0.1",
        builtAt: "2026-01-01T00:00:00.000Z",
        parts: { panel: "/flex/0/baton-handoff.js", olderPanels: [] },
      }),
    /^Build: the Functions are of 0000000/,
  ],
  [
    "the fallback model is not there",
    (i) => i.answer("/openai/models/gpt-5.4-mini", 404, {}),
    /^Model: there is no model gpt-5/,
  ],
  [
    "the fallback's own key is wrong",
    (i) => {
      i.answer("/api/doctor", 404, {});
      return { OPENAI_FALLBACK_BASE_URL: `${i.url}/openai/`, OPENAI_FALLBACK_API_KEY: "sk-other" };
    },
    /^Model: the key is refused with 401/,
  ],
  [
    "the fallback cannot be reached",
    (i) => {
      i.answer("/api/doctor", 404, {});
      return { OPENAI_FALLBACK_BASE_URL: "http://127.0.0.1:1/v1", OPENAI_FALLBACK_API_KEY: "sk-other" };
    },
    /^Model: 127\.0\.0\.1:1 does not answer/,
  ],
  [
    "the Functions lead to another Worker",
    (i) => i.answer("/voice/incoming", 200, connect("wss://other.example/relay/CA1"), "text/xml"),
    /^Functions: .*other\.example/,
  ],
  [
    "the Worker's workflow is not the Functions'",
    (i) => {
      i.worker.WORKFLOW_SID = `WW${digits("4")}`;
      const path = `${WORKSPACE}/Workflows/${i.worker.WORKFLOW_SID}`;
      const configuration = JSON.stringify({ default_filter: { queue: `WQ${digits("5")}` } });
      i.answer(path, 200, { friendly_name: "Another", configuration });
      i.answer(`${path}/RealTimeStatistics`, 200, { tasks_by_status: {}, longest_task_waiting_age: 0 });
      i.answer(`${path}/CumulativeStatistics`, 200, {});
    },
    /^Variables: WORKFLOW_SID is WW4{32} at the Worker and WW3{32} here/,
  ],
  [
    "nobody is signed in",
    (i) =>
      i.answer(`${WORKSPACE}/TaskQueues/WQ${digits("5")}/RealTimeStatistics`, 200, {
        tasks_by_status: {},
        total_available_workers: 0,
      }),
    /^Statistics: 0 signed in/,
  ],
  [
    "there is no API key",
    (i) => {
      delete i.worker.TWILIO_API_KEY;
      delete i.worker.TWILIO_API_SECRET;
    },
    /^Variables: TWILIO_API_KEY and TWILIO_API_SECRET are not set/,
  ],
  ["a number has no fallback", first({ voice_fallback_url: "" }), /^Number: .*has no fallback/],
  [
    "a number has another fallback",
    first({ voice_fallback_url: "https://x.example" }),
    /^Number: .*has another fallback/,
  ],
  ["a number asks with GET", first({ voice_method: "GET" }), /^Number: .*asks with GET/],
  [
    "a number cannot send messages",
    first({ capabilities: { sms: false } }),
    /^Number: .*cannot send messages/,
  ],
  [
    "one number is right and nine are on an old domain",
    (i) => {
      const old = { ...i.numbers[0], voice_url: "https://old.example/voice/incoming" };
      for (let n = 0; n < 9; n += 1) i.numbers.push({ ...old, phone_number: `+1212555010${n}` });
    },
    /^Number: \+12125550108 sends its calls to https:\/\/old\.example/,
  ],
  [
    "a slash too many",
    first({ voice_url: "https://x.example/voice/incoming/" }),
    /^Number: .*sends its calls to https:\/\/x\.example\/voice\/incoming\/, not to/,
  ],
  [
    "a secret lies in the Functions' environment",
    (i) =>
      i.answer(`/v1/Services/ZS${digits("6")}/Environments/ZE${digits("8")}/Variables`, 200, {
        variables: [{ key: "RELAY_URL" }, { key: "OPENAI_API_KEY" }, { key: "CLOUDFLARE_API_TOKEN" }],
      }),
    /^Variables: the Functions' environment has OPENAI_API_KEY, CLOUDFLARE_API_TOKEN/,
  ],
  [
    "no release of Flex has the panel",
    (i) => i.answer("/v1/PluginService/Releases", 200, { releases: [] }),
    /^Panel: agents do not get the panel/,
  ],
  [
    "a newer panel is deployed and not released",
    (i) => i.deployPanel("/flex/another/baton-handoff.js", ["/flex/baton-handoff.js"]),
    /^Panel: agents have 0\.1\.0, and a newer one is deployed → npm run release:plugin/,
  ],
  [
    "the panel that is released is another installation's",
    (i) => i.deployPanel("/flex/another/baton-handoff.js", []),
    /^Panel: agents have 0\.1\.0 from http\S+, which is not the panel of this installation's last deploy → npm run release:plugin/,
  ],
  [
    "the Functions have another RELAY_URL than is set here",
    functionsHave({ RELAY_URL: "wss://old.example/relay" }),
    /^Variables: RELAY_URL is wss:\/\/old\.example\/relay at the Functions and ws:\S+ here → npm run deploy/,
  ],
  [
    "the Functions have no WORKFLOW_SID",
    functionsHave({ WORKFLOW_SID: undefined }),
    /^Variables: WORKFLOW_SID is not set at the Functions and is WW3{32} here → npm run deploy/,
  ],
  [
    "one of the numbers is led past the agent by the flow",
    first({ voice_url: BYPASS_FLOW, voice_fallback_url: "" }),
    /^Bypass: it is on: \+15550100002 goes straight to a person \(flow "Baton bypass dev"\) → npm run bypass -- off/,
  ],
  [
    "all of the numbers are led past the agent without Flex",
    (i) => {
      for (const number of i.numbers) number.voice_url = `${i.url}/voice/fallback`;
    },
    /^Bypass: it is on: \+15550100002, \+15550100009 go straight to a person \(\/voice\/fallback\) → npm run bypass -- off/,
  ],
];

/** Another value of the Functions' variables; of those that are undefined, none. */
function functionsHave(change: Readonly<Record<string, string | undefined>>) {
  return (i: Installation) => {
    const { RELAY_URL, WORKFLOW_SID } = i.variables;
    const variables = Object.entries({ RELAY_URL, WORKFLOW_SID, ...change }).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, value }],
    );
    i.answer(`/v1/Services/ZS${digits("6")}/Environments/ZE${digits("8")}/Variables`, 200, { variables });
  };
}

test.for(WARNINGS)("a warning is no failure: %s", async ([_name, spoil, message], { installation }) => {
  const change = await spoil(installation);

  const { of } = await findings({ ...installation.variables, ...Object(change) });

  expect(of("warning")).toContainEqual(expect.stringMatching(message));
  expect(of("problem")).toEqual([]);
});

test("the shipped example's number, which nobody can call, fails no strict look", async ({
  installation,
}) => {
  installation.numbers.pop();

  const { code, output } = await run(installation.variables, ["--strict"]);

  expect(output).toContain("+15550100009 of night-desk is an example's number");
  expect(code).toBe(0);
});

const TOKEN = "0123456789abcdef0123456789abcdef";

test.for([
  ["a word processor's quotes", `“${TOKEN}”`, /it has a quote in it/],
  ["a quote that is not closed", `"${TOKEN}`, /it has a quote in it/],
  ["a sign that cannot be seen", `${TOKEN.slice(0, 9)}\u200b${TOKEN.slice(9)}`, /may not be seen/],
  ["the name of another variable", "$TOK", /it names another variable/],
  ["the example's words", "your_auth_token_here", /it looks like a placeholder/],
  ["a digit too few", TOKEN.slice(1), /\(Worker; in \.dev\.vars\)/],
] as const)(
  "a mangled auth token is blamed on nobody else: %s",
  async ([, token, slip], { installation }) => {
    const all = { ...installation.variables, TWILIO_AUTH_TOKEN: token };

    const found = await diagnose({ all, fileOf: { TWILIO_AUTH_TOKEN: ".dev.vars" } }, agents, named);

    const problems = found.filter(({ status }) => status === "problem");
    expect(problems.map(({ what, todo }) => `${what} → ${todo}`)).toEqual([
      expect.stringMatching(/^TWILIO_AUTH_TOKEN is not what it should be .*→ 32 hexadecimal digits/),
    ]);
    expect(problems[0]?.what).toMatch(slip);
    expect(JSON.stringify(found)).not.toMatch(/rotate|Invalid character/);
  },
);

test("an auth token that Twilio does not take is blamed on nobody else, and a later line of it is named", async ({
  installation,
}) => {
  const all = { ...installation.variables, TWILIO_AUTH_TOKEN: "f".repeat(32) };
  const repeated = { TWILIO_AUTH_TOKEN: "it stands in .dev.vars (2 times): the last one counts" };

  const found = await diagnose({ all, fileOf: { TWILIO_AUTH_TOKEN: ".dev.vars" }, repeated }, agents, named);

  const problems = found.filter(({ status }) => status === "problem");
  expect(problems.map(({ what, todo }) => `${what} → ${todo}`)).toEqual([
    expect.stringMatching(
      /^Twilio does not take TWILIO_AUTH_TOKEN \(in \.dev\.vars; it stands in \.dev\.vars \(2 times\).*nothing has to be rotated/,
    ),
  ]);
});

const staging: InstallationRecord = {
  v: 1,
  env: "staging",
  functions: { serviceSid: "ZS1", environmentSid: "ZE2", domain: "baton-1234-staging.twil.io" },
  bypass: { flowSid: "FW1", webhookUrl: `${BYPASS_FLOW}1`, workflowSid: "WW1" },
  deploys: [],
};

test("two installations in one account see nothing wrong in each other's numbers and panel", async ({
  installation,
}) => {
  const theirs = { phone_number: "+12125550123", sid: "PN9" };
  installation.numbers.push(
    { ...theirs, voice_url: "https://baton-1234-staging.twil.io/voice/incoming" },
    { phone_number: "+12125550124", sid: "PN8", voice_url: "https://elsewhere.example/voice/incoming" },
  );
  const panel = "https://baton-1234-staging.twil.io/flex/0/baton-handoff.js";
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) =>
    String(input) === panel ? new Response("Twilio.Flex.loadPlugin()") : fetch(input, init);
  installation.answer(`/v1/PluginService/Configurations/FJ${digits("7")}/Plugins`, 200, {
    plugins: [{ unique_name: "baton-handoff", version: "0.2.0", plugin_url: panel }],
  });

  const { of } = await findings(installation.variables, [staging]).finally(() => {
    globalThis.fetch = fetch;
  });

  expect(of("warning")).toEqual([expect.stringMatching(/^Number: \+12125550124 sends its calls to/)]);
  expect(of("ok")).toContainEqual(
    expect.stringContaining("+12125550123 is of the installation staging in this account"),
  );
  expect(of("ok")).toContainEqual(expect.stringContaining("0.2.0 is live from the installation staging"));
});

test("a number that is bypassed is not sent to setup where Studio's flows cannot be read", async ({
  installation,
}) => {
  installation.answer("/v2/Flows", 403, { code: 20006 });
  for (const number of installation.numbers) number.voice_url = BYPASS_FLOW;
  const [name] = installation.numbers.map((number) => String(number.phone_number));
  const record: InstallationRecord = {
    ...staging,
    env: "dev",
    functions: undefined,
    bypassed: [
      { sid: "PN1", phoneNumber: name ?? "", voiceUrl: "", voiceMethod: "POST", ledTo: BYPASS_FLOW },
    ],
  };

  const { of } = await findings(installation.variables, [record]);

  expect(of("problem")).toEqual([]);
  expect(of("warning")).toContainEqual(
    expect.stringMatching(/^Bypass: it is on: \+15550100002 goes straight .*by the record of dev/),
  );
  expect(of("not_checked")).toContainEqual(
    expect.stringMatching(/^Bypass: whether it is on: \+15550100009 goes to http.*flows cannot be read/),
  );
});

test("an agent that does not compile is one finding among those of the installation", async ({
  installation,
}) => {
  const { code, output } = await run(installation.variables, [
    "--agents",
    "test/fixtures/agents/broken/throws.ts",
  ]);

  expect(code).toBe(1);
  expect(output).toMatch(/✗ Agents +those of this tree do not load: \S+throws\.ts:4: The catalogue/);
  expect(output).toMatch(/✓ Signature +a signed handshake is accepted/);
  expect(output).toMatch(/✓ Number +\+15550100002 sends its calls to/);
  expect(output).toContain("1 to repair, 0 not checked");
});

test("what the Functions have is compared with the Worker's where nothing is set here", async ({
  installation,
}) => {
  functionsHave({ WORKFLOW_SID: `WW${digits("4")}` })(installation);

  const { of } = await findings({ ...installation.variables, WORKFLOW_SID: undefined });

  expect(of("warning")).toContainEqual(
    expect.stringMatching(/^Variables: WORKFLOW_SID is WW4{32} at the Functions and WW3{32} at the Worker/),
  );
});

test.for([
  ["", 200, undefined],
  ["", 401, /does not take this key \(401\)/],
  ["", 404, /did not answer a question with this key \(.*404.*\)/],
  ["", 503, /did not answer a question with this key \(.*503.*\)/],
  ["/openai/deployments/gpt-4.1", 200, undefined],
] as const)(
  "a new OpenAI key is good when a question is answered with it: at %s, %i",
  async ([path, status, says]) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization ?? `api-key ${request.headers["api-key"]}`);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(
        JSON.stringify(status === 200 ? { object: "response", status: "completed", output: [] } : {}),
      );
    });
    const port = await listen(server);
    try {
      const base = `http://127.0.0.1:${port}${path || "/v1"}`;

      const why = await refusalOfKey({ OPENAI_BASE_URL: base }, "sk-new");

      if (says) expect(why).toMatch(says);
      else expect(why).toBeUndefined();
      expect(asked[0]).toBe(path ? "api-key sk-new" : "Bearer sk-new");
    } finally {
      await stop(server);
    }
  },
);

test("a thousand numbers and more are looked at, each page of them", async ({ installation }) => {
  const other = { voice_url: "https://shop.example/ivr", voice_fallback_url: "x".repeat(2_000) };
  for (let n = 0; n < 1_100; n += 1)
    installation.numbers.unshift({ ...other, phone_number: `+1212555${String(n).padStart(4, "0")}` });

  const { of } = await findings(installation.variables);

  expect(of("problem")).toEqual([]);
  expect(of("ok")).toContainEqual(expect.stringMatching(/^Number: \+15550100002 sends its calls to/));
});

test("a workflow of any size is read", async ({ installation }) => {
  installation.answer(`${WORKSPACE}/Workflows/WW${digits("3")}`, 200, {
    friendly_name: "A large one",
    configuration: JSON.stringify({
      task_routing: { default_filter: { queue: `WQ${digits("5")}` }, filters: ["x".repeat(200_000)] },
    }),
  });

  const { of } = await findings(installation.variables);

  expect(of("problem")).toEqual([]);
  expect(of("ok")).toContainEqual(expect.stringContaining("signed in"));
});

test("every variable that the Worker reads is known to the doctor", async () => {
  const source = await readFile(`${root}/worker/config.ts`, "utf8");
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name);

  expect(names.length).toBeGreaterThan(8);
  expect(Object.keys(VARIABLES)).toEqual(expect.arrayContaining(names));
});

test("every variable by which an address of Twilio's is set is known to the doctor", () => {
  const read: string[] = [];
  addressesIn(new Proxy({}, { get: (_, name) => void read.push(String(name)) }));

  expect(read.length).toBeGreaterThan(5);
  expect(Object.keys(VARIABLES)).toEqual(expect.arrayContaining(read));
});

test("no secret is among the values that the Worker tells", async () => {
  const source = await readFile(`${root}/worker/config.ts`, "utf8");
  const [, told = ""] = /NO_SECRETS[^[]*\[([^\]]+)\]/.exec(source) ?? [];
  const names = [...told.matchAll(/"([A-Z_]+)"/g)].map(([, name = ""]) => name);

  expect(names).toContain("OPENAI_MODEL");
  expect(names.filter((name) => VARIABLES[name] === undefined || VARIABLES[name].secret)).toEqual([]);
});
