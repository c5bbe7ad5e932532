import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test as base, expect, vi } from "vitest";
import type { Finding } from "../../../local/doctor/finding.ts";
import { VARIABLES } from "../../../local/doctor/variables.ts";
import { freePort } from "../../../local/stack/free-port.ts";
import { connect, type Installation, startInstallation } from "../../support/installation.ts";

vi.setConfig({ testTimeout: 30_000 });

const test = base.extend<{ installation: Installation }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  installation: async ({}, use) => {
    const installation = await startInstallation();
    await use(installation);
    await installation.close();
  },
});

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
        "test/fixtures/agents/shop/index.ts",
        "--env",
        "/dev/null",
        ...args,
      ],
      { cwd: root, timeout: 20_000, env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

async function diagnose(env: Readonly<Record<string, string | undefined>>) {
  const { code, output } = await run(env, ["--json"]);
  const { ok, findings }: { ok: boolean; findings: Finding[] } = JSON.parse(output);
  return {
    code,
    ok,
    output,
    of: (status: Finding["status"]) =>
      findings.filter((f) => f.status === status).map((f) => `${f.part}: ${f.what}`),
  };
}

test("an installation that is as it should be passes, and nothing is changed by looking", async ({
  installation,
}) => {
  const { code, output } = await run(installation.variables);

  expect(output).toMatch(/0 to look at, 0 to repair, 0 not checked/);
  expect(code).toBe(0);
  expect(output).toMatch(/✓ Signature +a signed handshake is accepted, a forged one refused/);
  expect(output).toContain("3 signed in, 2 free, 0 waiting");
  const posted = new Set(installation.asked.filter((line) => !line.startsWith("GET")));
  expect([...posted].sort()).toEqual(["POST /openai/responses", "POST /voice/incoming"]);
});

test("without variables it names all of them, and what it could not check", async () => {
  const { code, of } = await diagnose({});

  expect(code).toBe(1);
  expect(of("problem")).toEqual([
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
    "Functions",
    "Number",
    "Workflow",
    "Statistics",
    "API key",
    "Model",
  ]);
});

test("variables that cannot be right are named, their values are not", async () => {
  const { of, output } = await diagnose({
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
  expect(output).not.toMatch(/misspelt|very-secret/);
});

test("a secret that a server repeats is not shown", async ({ installation }) => {
  installation.answer("/health", 503, {
    faults: [`OPENAI_API_KEY is ${installation.variables.OPENAI_API_KEY}`],
  });

  const { output } = await run(installation.variables);

  expect(output).toContain("OPENAI_API_KEY is •••");
  expect(output).not.toContain(installation.variables.OPENAI_API_KEY);
});

/** Changes what is out there, or the variables. */
type Break = (installation: Installation) => unknown;

test.for<readonly [string, Break, RegExp]>([
  [
    "the Worker is not there",
    async () => ({ RELAY_URL: `ws://127.0.0.1:${await freePort()}/relay` }),
    /^Worker: .*does not answer \(ECONNREFUSED\)/,
  ],
  [
    "the Worker lacks settings",
    (i) => i.answer("/health", 503, { faults: ["OPENAI_API_KEY is missing"] }),
    /^Worker: .*lacks settings: OPENAI_API_KEY is missing/,
  ],
  [
    "something else answers in the Worker's place",
    (i) => i.answer("/health", 404, "<html>"),
    /^Worker: .*answers 404/,
  ],
  [
    "the Worker has another token",
    (i) => i.admit("nobody"),
    /^Signature: .*signed with TWILIO_AUTH_TOKEN is refused with 403/,
  ],
  ["the Worker lets everybody in", (i) => i.admit("everybody"), /^Signature: a forged handshake is accepted/],
  [
    "the Functions are not deployed",
    (i) => i.answer("/voice/incoming", 404, ""),
    /^Functions: .*is not there/,
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
    /^Functions: .*does not connect the call/,
  ],
  [
    "no number leads here",
    () => ({ FUNCTIONS_URL: "http://127.0.0.1:9" }),
    /^Number: none of the account's 2 numbers/,
  ],
  [
    "the workflow does not exist",
    () => ({ WORKFLOW_SID: `WW${"9".repeat(32)}` }),
    /^Workflow: there is no workflow WW9{32}/,
  ],
  [
    "statistics fail",
    (i) =>
      i.answer(
        `/v1/Workspaces/WS${"2".repeat(32)}/Workflows/WW${"3".repeat(32)}/RealTimeStatistics`,
        500,
        {},
      ),
    /^Statistics: .*\(refused, 500\)/,
  ],
  [
    "the API key is wrong",
    () => ({ TWILIO_API_SECRET: "another-secret" }),
    /^API key: Twilio refused the API key with 401/,
  ],
  [
    "the model's key is wrong",
    () => ({ OPENAI_API_KEY: "another-key" }),
    /^Model: the key is refused with 401/,
  ],
  [
    "the fallback lives elsewhere without a key of its own",
    () => ({ OPENAI_FALLBACK_BASE_URL: "https://other.example/v1" }),
    /^Model: OPENAI_FALLBACK_API_KEY is not set/,
  ],
  [
    "the model is not there",
    (i) => i.answer("/openai/models/gpt-4.1", 404, {}),
    /^Model: there is no model gpt-4\.1/,
  ],
])("a problem is named: %s", async ([_name, spoil, message], { installation }) => {
  const change = await spoil(installation);

  const { code, ok, of } = await diagnose({ ...installation.variables, ...Object(change) });

  expect(of("problem")).toContainEqual(expect.stringMatching(message));
  expect({ code, ok }).toEqual({ code: 1, ok: false });
});

test.for<readonly [string, Break, RegExp]>([
  [
    "the fallback model is not there",
    (i) => i.answer("/openai/models/gpt-5.4-mini", 404, {}),
    /^Model: there is no model gpt-5/,
  ],
  [
    "the fallback's own key is wrong",
    (i) => ({ OPENAI_FALLBACK_BASE_URL: `${i.url}/openai/`, OPENAI_FALLBACK_API_KEY: "sk-other" }),
    /^Model: the key is refused with 401/,
  ],
  [
    "the fallback cannot be reached",
    () => ({ OPENAI_FALLBACK_BASE_URL: "http://127.0.0.1:1/v1", OPENAI_FALLBACK_API_KEY: "sk-other" }),
    /^Model: 127\.0\.0\.1:1 does not answer/,
  ],
  [
    "the models do not take what they are sent",
    (i) => i.answer("/openai/responses", 400, { error: { message: "Unknown", param: "input" } }),
    /^Model: gpt-4\.1 did not answer a question: .*400/,
  ],
  [
    "the Functions lead to another Worker",
    (i) => i.answer("/voice/incoming", 200, connect("wss://other.example/relay/CA1"), "text/xml"),
    /^Functions: .*other\.example/,
  ],
  [
    "nobody is signed in",
    (i) =>
      i.answer(`/v1/Workspaces/WS${"2".repeat(32)}/TaskQueues/WQ${"5".repeat(32)}/RealTimeStatistics`, 200, {
        tasks_by_status: {},
        total_available_workers: 0,
      }),
    /^Statistics: 0 signed in/,
  ],
  [
    "there is no API key",
    () => ({ TWILIO_API_KEY: undefined, TWILIO_API_SECRET: undefined }),
    /^Variables: TWILIO_API_KEY and TWILIO_API_SECRET are not set/,
  ],
])("a warning is no failure: %s", async ([_name, spoil, message], { installation }) => {
  const change = await spoil(installation);

  const { code, of } = await diagnose({ ...installation.variables, ...Object(change) });

  expect(of("warning")).toContainEqual(expect.stringMatching(message));
  expect({ code, problems: of("problem") }).toEqual({ code: 0, problems: [] });
});

test("every variable that the Worker reads is known to the doctor", async () => {
  const source = await readFile(`${root}/worker/config.ts`, "utf8");
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name);

  expect(names.length).toBeGreaterThan(8);
  expect(Object.keys(VARIABLES)).toEqual(expect.arrayContaining(names));
});
