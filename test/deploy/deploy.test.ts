import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServerlessMock } from "../support/accounts/serverless.ts";
import { CALL, parseTwiml, VARIABLES } from "../unit/functions/webhook.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");

const FUNCTIONS = ["after-agent", "after-dial", "after-queue", "fallback", "incoming", "wait", "whisper"];

let mock: Awaited<ReturnType<typeof startServerlessMock>>;
let folder: string;

beforeAll(async () => {
  mock = await startServerlessMock();
  folder = await mkdtemp(path.join(tmpdir(), "deploy-"));
  // The client recognises a project by its source folder, although it deploys the built one.
  for (const name of ["package.json", ".twilioserverlessrc", "functions"]) {
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  await run(process.execPath, ["functions/build.mjs", "--out", path.join(folder, "dist")], { cwd: root });
  const variables = { ...VARIABLES, EMPTY: "", ACCOUNT_SID: "AC1", AUTH_TOKEN: "t" };
  await writeFile(
    path.join(folder, ".env"),
    Object.entries(variables)
      .map((pair) => `${pair.join("=")}\n`)
      .join(""),
  );
}, 120_000);

afterAll(async () => {
  await mock.close();
  await rm(folder, { recursive: true });
});

/** The real client; only its connections are led to the mock. */
const deploy = (...more: readonly string[]) =>
  run(
    process.execPath,
    [
      path.join(root, "node_modules/twilio-run/bin/twilio-run.js"),
      ...[
        "deploy",
        "--cwd",
        folder,
        "--username",
        `AC${"0".repeat(32)}`,
        "--password",
        "unused",
        "-o",
        "json",
        ...more,
      ],
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        NODE_ENV: "production",
        TWILIO_API_MOCK: mock.url,
        NODE_OPTIONS: `--require=${path.join(root, "test/support/redirect-twilio.cjs")}`,
      },
    },
  );

test("a deploy ships the Functions, all protected, what a caller hears before anybody speaks, and nothing else", async () => {
  const { runtime } = JSON.parse((await deploy()).stdout);

  expect(runtime).toBe("node22");
  expect(
    mock.account.uploads.map(({ kind, visibility, path }) => `${kind} ${visibility} ${path}`).sort(),
  ).toEqual([
    "Assets public /audio/answer.wav",
    "Assets public /audio/hold.wav",
    ...FUNCTIONS.map((name) => `Functions protected /voice/${name}`),
  ]);
}, 120_000);

test("Twilio installs the runtime handler it knows, and nothing of ours", () => {
  expect(mock.account.builds[0]).toMatchObject({
    runtime: "node22",
    dependencies: [{ name: "@twilio/runtime-handler", version: "2.0.1" }],
  });
});

test("the variables are set; credentials and empty ones are not", () => {
  const set = mock.account.variables.map(({ key, value }) => [key, value]);

  expect(Object.fromEntries(set)).toEqual(VARIABLES);
});

test("each uploaded Function loads with no package in reach, and answers TwiML to whatever comes", async () => {
  const functions = mock.account.uploads.filter(({ kind }) => kind === "Functions");
  expect(functions).toHaveLength(FUNCTIONS.length);
  for (const { path: route, sid, content } of functions) {
    const file = path.join(folder, `${sid}.cjs`);
    await writeFile(file, content);
    const { handler } = createRequire(file)(file);

    for (const event of [CALL, {}, { CallSid: ["x"], HandoffData: "\u0000", SessionStatus: "ended" }]) {
      for (const variables of [VARIABLES, {}]) {
        const answers: { statusCode: number; body: string }[] = [];
        handler(variables, event, (_: unknown, answer: (typeof answers)[number]) => answers.push(answer));

        expect(answers, route).toHaveLength(1);
        expect(answers[0]?.statusCode, route).toBe(200);
        expect(parseTwiml(answers[0]?.body ?? "").name, route).toBe("Response");
      }
    }
  }
});

test("an environment that is not listed is not deployed with another one's variables", async () => {
  await expect(deploy("--environment", "elsewhere")).rejects.toThrow(/Failed to find \.env file/);
  expect(mock.account.environments).toHaveLength(1);
}, 120_000);

test("a second deploy replaces the build and keeps the service", async () => {
  await deploy();

  expect(mock.account.services).toHaveLength(1);
  expect(mock.account.builds).toHaveLength(2);
  expect(mock.account.environments[0]?.build_sid).toBe(mock.account.builds[1]?.sid);
  expect(mock.account.variables).toHaveLength(2);
}, 120_000);

test("a deploy without a build is refused, and the one in use stays", async () => {
  const inUse = mock.account.environments[0]?.build_sid;
  await rm(path.join(folder, "dist"), { recursive: true });

  await expect(deploy()).rejects.toThrow(/Failed Deployment|required for Build/);
  expect(mock.account.environments[0]?.build_sid).toBe(inUse);
}, 120_000);
