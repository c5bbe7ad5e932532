import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { terminalId } from "../../../local/operator/terminal-id.ts";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** `npm run agents` against a Worker that runs, as a person at a terminal uses it. */

const command = path.resolve(import.meta.dirname, "../../../local/operator/agents.ts");
const OWL = "edits/owl-shoes";
const ANOTHER = "b".repeat(12);

let served: ServedWorker;
let desk: string;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());
beforeEach(async () => {
  desk = await mkdtemp(path.join(tmpdir(), "edits-"));
  await ask("DELETE", "draft");
  await ask("POST", "restore", { version: 0 });
});
afterEach(() => rm(desk, { recursive: true }));

/** What another does meanwhile. @returns the draft's revision, where there is one. */
async function ask(method: string, path: string, body?: object): Promise<number> {
  const expiresAt = Math.floor(Date.now() / 1_000) + 60;
  const token = await signOperatorToken(AUTH_TOKEN, { role: "operator", expiresAt, id: ANOTHER });
  const response = await fetch(`${served.origin}/api/agents/owl-shoes/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { draft } = (await response.json()) as { draft?: { revision: number } };
  return draft?.revision ?? 0;
}

const save = (greeting: string) => ask("PUT", "draft", { edit: { greeting }, revision: 0 });
const publish = (revision: number) => ask("POST", "publish", { revision });

async function run(line: string) {
  const env = { PATH: process.env.PATH, TWILIO_AUTH_TOKEN: AUTH_TOKEN };
  const args = ["--disable-warning=ExperimentalWarning", command, ...line.split(" ").filter(Boolean)];
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [...args, "--env", "/dev/null", "--worker", served.origin],
      { cwd: desk, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

const write = (name: string, text: string) => writeFile(path.join(desk, OWL, name), text);
const edit = async () => JSON.parse(await readFile(path.join(desk, OWL, "edit.json"), "utf8"));

test("an agent is pulled, changed, compared, pushed and published, and what breaks a rule is told", {
  timeout: 60_000,
}, async () => {
  // All that the code says, to begin with.
  expect(await run("pull owl-shoes")).toEqual({
    code: 0,
    output: `owl-shoes: all that the code says, in ${OWL}\n`,
  });
  const whole = await edit();
  await write("edit.json", JSON.stringify({ ...whole, greeting: "Hi.", voice: { voice: "Polly.Joanna" } }));
  const faulty = await run("push --publish");
  await write("edit.json", JSON.stringify({ ...whole, greeting: "Hi." }));
  const differs = await run("diff");
  const pushed = await run("push --publish --note Shorter.");
  const again = await run("push");

  expect(faulty.output).toMatch(
    /^owl-shoes: the files are draft \d+\n {2}voice\.voice: is no voice of ElevenLabs/,
  );
  expect(faulty.code).toBe(1);
  expect(differs.output).toContain(`greeting\n  - published  ${JSON.stringify(whole.greeting)}\n`);
  expect(pushed.output).toMatch(
    new RegExp(`owl-shoes: version \\d+, \\d\\d-\\d\\d [\\d:]{8} UTC by ${terminalId()}: Shorter\\.\n$`),
  );
  expect(again).toEqual({ code: 0, output: "owl-shoes: the files are what answers already\n" });
  // From now on the files have what was published, and the rest is as the code has it.
  await run("pull owl-shoes");
  expect(await edit()).toEqual({ greeting: "Hi." });
  expect((await readdir(path.join(desk, OWL))).sort()).toEqual([".pulled.json", "edit.json"]);
});

test("another's draft is taken or written over, and neither unasked; nor are files that were changed", {
  timeout: 60_000,
}, async () => {
  await run("pull owl-shoes");
  await save("Hey.");
  await write("edit.json", '{"greeting": "Howdy."}');

  const refused = await run("push");
  const pulled = await run("pull owl-shoes --draft");
  await run("pull owl-shoes --draft --force");
  const taken = await edit();
  await write("edit.json", '{"greeting": "Howdy."}');
  const pushed = await run("push");

  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(
    new RegExp(`^owl-shoes: the draft is ${ANOTHER}'s, of .*push --force writes over it`),
  );
  expect(pulled.output).toMatch(/was changed here since it was pulled/);
  expect(taken).toEqual({ greeting: "Hey." });
  expect(pushed.output).toMatch(/^owl-shoes: the files are draft \d+\n$/);
});

test("what was published after the files were pulled is not gone back from unasked", {
  timeout: 60_000,
}, async () => {
  await run("pull owl-shoes");
  await publish(await save("Hey."));
  await write("edit.json", '{"greeting": "Howdy."}');

  const refused = await run("push");
  const forced = await run("push --force");

  expect(refused.output).toMatch(
    new RegExp(`^owl-shoes: version \\d+ answers now, by ${ANOTHER}, .*these files are of before`),
  );
  expect(forced.output).toMatch(/^owl-shoes: the files are draft \d+\n$/);
});

test("a draft of before what answers is published by whoever says that they know", {
  timeout: 60_000,
}, async () => {
  await publish(await save("Hey."));
  await ask("PUT", "draft", { edit: { greeting: "Howdy." }, revision: 0, base: 0 });

  const refused = await run("publish owl-shoes");
  await run("pull owl-shoes --draft");
  const pushed = await run("push --publish");
  const forced = await run("publish owl-shoes --force");

  expect(refused.output).toMatch(
    /^owl-shoes: the draft was made from the code, and version \d+ answers now\. .*publish --force/,
  );
  expect(pushed.output).toMatch(/^owl-shoes: version \d+ answers now, by .*push --force/);
  expect([refused.code, pushed.code, forced.code]).toEqual([1, 1, 0]);
  expect(forced.output).toMatch(/^owl-shoes: version \d+, /);
});

test("a version is published beside another and whole, listed, and gone back from", {
  timeout: 60_000,
}, async () => {
  await save("Hey.");

  const beside = await run("publish owl-shoes --share 0.25 --number +15550100001");
  const version = /version (\d+) for/.exec(beside.output)?.[1];
  const whole = await run(`publish owl-shoes --version ${version}`);
  const list = await run("");
  const back = await run("restore owl-shoes 0");

  expect(beside.output).toMatch(
    /^owl-shoes: as the code has it; version \d+ for 25 % of calls and 1 numbers\n$/,
  );
  expect(whole.output).toMatch(new RegExp(`^owl-shoes: version ${version}, `));
  expect(list.output).toBe(`${whole.output}workshop: as the code has it\nparcels: as the code has it\n`);
  expect(back.output).toBe("owl-shoes: as the code has it\n");
});

test("what cannot be is said in a line, and leaves no files", { timeout: 60_000 }, async () => {
  const nobody = await run("pull nobody");

  expect(nobody).toEqual({
    code: 1,
    output: "There is no agent of that name; there is owl-shoes, workshop, parcels.\n",
  });
  expect(existsSync(path.join(desk, "edits/nobody"))).toBe(false);
  expect((await run("push nobody")).output).toMatch(
    /^There is no file edits\/nobody\/edit\.json: npm run agents -- pull/,
  );
  expect((await run("publish workshop")).output).toBe(
    "workshop: nothing is drafted. --version N publishes one that was published before.\n",
  );
});

test("what is done from one machine has one name in the audit list", async () => {
  await run("pull owl-shoes");
  await write("edit.json", JSON.stringify({ greeting: "Good evening." }));
  await run("push owl-shoes");
  await run("publish owl-shoes");
  await run("restore owl-shoes 0");

  const rows = await served.ledger("SELECT by, what FROM audit ORDER BY id DESC LIMIT 3");
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map(({ by }) => by))).toEqual(new Set([terminalId()]));
});
