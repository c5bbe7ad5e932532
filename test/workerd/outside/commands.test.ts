import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { says } from "../../support/model-steps.ts";
import { type CallList, startCallList } from "../call-list.ts";
import { newCallSid } from "../caller.ts";
import { AUTH_TOKEN, SECRETS } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** The operator's commands, against a Worker that runs. */

const root = fileURLToPath(new URL("../../..", import.meta.url));
const NUMBER = "+15550100123";

let served: ServedWorker;
let list: CallList;
beforeAll(async () => {
  const { TWILIO_ACCOUNT_SID: accountSid } = SECRETS;
  list = await startCallList({ accountSid, credentials: [["SK1", "secret"]], pageSize: 2 });
  served = await serveWorker({
    vars: { TWILIO_API_URL: list.url, TWILIO_API_KEY: "SK1", TWILIO_API_SECRET: "secret" },
  });
});
afterAll(async () => {
  await served.close();
  await list.close();
});

async function run(
  file: string,
  args: readonly string[],
  variables: { TWILIO_AUTH_TOKEN?: string; RELAY_URL?: string } = {},
) {
  const env = {
    PATH: process.env.PATH,
    RELAY_URL: `${served.origin.replace(/^http/, "ws")}/relay`,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    ...variables,
  };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", `local/operator/${file}.ts`, "--env", "/dev/null", ...args],
      { cwd: root, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

async function calls(): Promise<Awaited<ReturnType<typeof connects>>> {
  const caller = await connects(served.origin, { from: NUMBER });
  list.add({ sid: caller.callSid, from: NUMBER, to: "+15550100002" });
  served.model.play([says("Hello there.")]);
  caller.says("My name is Rosalinde.");
  await caller.answer();
  return caller;
}

async function ended(): Promise<string> {
  const caller = await calls();
  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);
  return caller.callSid;
}

test("a token that is printed opens the Worker's door, and is all that is printed", async () => {
  const { code, output } = await run("console", ["--token", "--role", "operator", "--hours", "1"]);

  const answer = await fetch(`${served.origin}/api/forget`, {
    method: "POST",
    headers: { Authorization: `Bearer ${output.trim()}` },
    body: "{}",
  });
  expect([code, answer.status]).toEqual([0, 400]);
  expect(output).toMatch(/^operator\.\d{10}\.[0-9a-f]{12}\.[0-9a-f]{64}\n$/);
});

test("a link that is printed signs in, once, and is all that is printed", async () => {
  const { code, output } = await run("console", ["--role", "reader", "--hours", "1"]);
  const answers = [];
  for (let n = 0; n < 2; n += 1) answers.push(await fetch(output.trim(), { redirect: "manual" }));

  expect([code, ...answers.map(({ status }) => status)]).toEqual([0, 303, 403]);
  expect(answers[0]?.headers.get("set-cookie")).toMatch(/^baton_console=reader\..*Max-Age=3600;/);
  expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console\/enter\?\S+\n$/);
});

test("a call is shown, and is not deleted where nobody says so", async () => {
  const callSid = await ended();

  const { code, output } = await run("call-forget", [callSid]);

  expect(output).toContain(`${callSid}: 1 line`);
  expect(output).toContain("add --yes");
  expect(code).toBe(2);
  expect(await served.tables(callSid)).not.toEqual({});
});

test("a call is deleted, and then there is nothing of it", async () => {
  const callSid = await ended();

  const first = await run("call-forget", [callSid, "--yes"]);
  const second = await run("call-forget", [callSid, "--yes"]);

  expect(first.output).toMatch(
    new RegExp(`^${callSid}: 1 line\n${callSid}: deleted, 1 line\n[\\s\\S]*TaskRouter task: `),
  );
  expect(second.output).toBe(`${callSid}: nothing is kept\n`);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(await served.tables(callSid)).toEqual({});
});

test("the calls of a number are deleted to the oldest, however many Twilio lists", async () => {
  const number = "+15550100142";
  const caller = await connects(served.origin, { from: number });
  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);
  const at = (n: number) => Date.now() - n * 60_000;
  list.add({ sid: caller.callSid, from: number, to: "+15550100002", startedAtMs: at(100) });
  for (let n = 99; n > 0; n -= 1)
    list.add({ sid: newCallSid(), from: number, to: "+15550100002", startedAtMs: at(n) });

  const { code, output } = await run("call-forget", [number, "--yes"]);

  expect(output).toContain(`${number}: 1 calls deleted`);
  expect(output).not.toContain("there are more");
  expect(code).toBe(0);
});

test("the calls of a number are deleted, and one that goes on is told", async () => {
  const done = [await ended(), await ended(), await ended()];
  const live = await calls();

  const { code, output } = await run("call-forget", [NUMBER, "--yes"]);

  for (const callSid of done) {
    expect(output).toContain(`  ${callSid}: 1 line\n`);
    expect(await served.tables(callSid)).toEqual({});
  }
  expect(output).toContain(`  ${live.callSid}: is going on, and is not deleted`);
  expect(output).toMatch(/A call is still going on: delete it once it is over\.\n$/);
  expect(code).toBe(1);
  live.hangsUp();
});

test.each<readonly [string, { TWILIO_AUTH_TOKEN?: string; RELAY_URL?: string }, RegExp]>([
  ["another auth token", { TWILIO_AUTH_TOKEN: "f".repeat(32) }, /answered 403 \(bad_token: .*\)/],
  [
    "an address where nobody is",
    { RELAY_URL: "ws://127.0.0.1:9/relay" },
    /127\.0\.0\.1:9 does not answer \(/,
  ],
  [
    "an address without a path",
    { RELAY_URL: "wss://example.com" },
    /^RELAY_URL is not what it should be: it must be/,
  ],
])("%s is told in a line, and no secret with it", async (_, variables, said) => {
  const { code, output } = await run("call-forget", [NUMBER, "--yes"], variables);

  expect(output).toMatch(said);
  expect(output).not.toContain(variables.TWILIO_AUTH_TOKEN ?? AUTH_TOKEN);
  expect(code).toBe(1);
});
