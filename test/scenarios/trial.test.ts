import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workerApi } from "../../local/operator/worker-api.ts";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import { SHOP_STACK } from "./support/shop-stack.ts";

/** An edit is tried from a terminal before it is published: the draft answers its cases, and callers hear nothing of it. */

const root = fileURLToPath(new URL("../..", import.meta.url));

const CASES = [
  {
    name: "greets as it is drafted, and finds an order",
    says: ["Where is my order 1042?"],
    heard: ["Happy Friday", "shipped|on its way"],
    tools: [{ name: "lookup_order", arguments: { orderNumber: "1042" }, output: "Night Runner" }],
    sms: 0,
  },
  {
    name: "hands over with what was said",
    says: ["Where is my order 1042?", "I want to talk to a person."],
    heard: [],
    task: { reasonCode: "caller_requested", callSummary: "1042" },
  },
  { name: "offers a discount", says: ["Where is my order 1042?"], heard: ["discount"], tools: [] },
];

let stack: LocalStack;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cases-"));
  await writeFile(join(folder, "cases.json"), JSON.stringify(CASES));
  stack = await startStack(SHOP_STACK);
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true });
});

const evaluates = (...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    const command = ["local/commands/eval.ts", "--env", "/dev/null", "--worker", stack.urls.worker, ...args];
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", ...command],
      { cwd: root, env: { PATH: process.env.PATH } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

test("a draft is tried by its cases, which say why one fails, while calls are answered as before", async () => {
  const api = workerApi({}, stack.urls.worker);
  const cases = ["--cases", join(folder, "cases.json")];
  const none = await evaluates("--agent", "owl-shoes", "--draft", ...cases);
  const edit = { greeting: "Happy Friday, this is Owl Shoes." };
  const saved = await api.ask("PUT", "/api/agents/owl-shoes/draft", { edit, revision: 0 });
  const calls: (string | undefined)[] = [];
  const stop = stack.twilio.on((event) => calls.push(event.callSid));

  const tried = await evaluates("--agent", "owl-shoes", "--draft", ...cases);

  expect(none).toEqual({ code: 1, output: expect.stringMatching(/^Nothing of owl-shoes is drafted/) });
  expect(saved.status).toBe(200);
  expect(tried.output.split("\n")).toEqual([
    "✓ greets as it is drafted, and finds an order",
    "✓ hands over with what was said",
    "✗ offers a discount",
    expect.stringMatching(/^ {4}not heard: \/discount\/ in “.*Happy Friday/),
    "    called lookup_order",
    expect.stringMatching(/^2 of 3 conversations as expected \(owl-shoes, tried at http/),
    "",
  ]);
  expect(tried.code).toBe(1);
  expect(calls).toEqual([]);
  stop();
});

test("what cannot be tried is said in the Worker's words", async () => {
  const unknown = await evaluates("--agent", "owl-shoos", "--version", "0");
  const never = await evaluates(
    "--agent",
    "owl-shoes",
    "--version",
    "7",
    "--cases",
    join(folder, "cases.json"),
  );
  const without = await evaluates("--agent", "owl-shoes", "--version", "0");

  expect(unknown).toEqual({ code: 1, output: expect.stringContaining("there is owl-shoes, night-desk") });
  expect(never).toEqual({ code: 1, output: expect.stringContaining("refused: unknown_version") });
  expect(without).toEqual({ code: 1, output: expect.stringContaining("owl-shoes has no cases") });
});
