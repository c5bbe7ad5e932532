import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import { SHOP_STACK } from "../scenarios/support/shop-stack.ts";
import { dial } from "../support/phone.ts";

/**
 * Two releases side by side, as they are between the two halves of a deploy or of a way back: whole calls, hand-off
 * included, with this one's Worker and the earlier one's Functions, and the other way round.
 */

/** The last release before this one's units were changed; `PREVIOUS_RELEASE` names another. */
const PREVIOUS = process.env.PREVIOUS_RELEASE ?? "2f8e97a68e1631094f9f20872d8abbc3bce46beb";

const root = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);
const git = (...args: readonly string[]) => run("git", ["-C", root, ...args]);
// A clone may be without its history; then nothing of this can be known.
const isThere = await git("cat-file", "-e", `${PREVIOUS}^{commit}`).then(
  () => true,
  () => false,
);

let earlier = "";

beforeAll(async () => {
  if (!isThere) return;
  earlier = await mkdtemp(path.join(tmpdir(), "baton-earlier-"));
  const archive = path.join(earlier, "all.tar");
  await git("archive", "--output", archive, PREVIOUS);
  await run("tar", ["-xf", archive, "-C", earlier]);
  await symlink(path.join(root, "node_modules"), path.join(earlier, "node_modules"));
}, 300_000);
afterAll(() => (earlier ? rm(earlier, { recursive: true }) : undefined));

const patient = { within: 20_000 };

describe.skipIf(!isThere).each(["worker", "functions"] as const)("with the earlier release's %s", (unit) => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await startStack({ ...SHOP_STACK, releases: { [unit]: earlier } });
  }, 300_000);
  afterAll(() => stack?.close());

  test("a call is answered, and ends at a person who knows", async () => {
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");
    await phone.hears(/Night Runner/, patient);

    await phone.says("I would like to talk to a person, please.");

    expect((await phone.task("reserved", patient)).attributes).toMatchObject({
      reasonCode: "caller_requested",
      callSummary: expect.stringContaining("1042"),
      handoff: { v: 1, triggeredBy: "caller" },
    });
    await phone.agent("accept");
    await phone.agent("complete");
    await phone.ended(patient);
  });

  test("a call whose line was lost comes back to what was said", async () => {
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");
    await phone.hears(/Night Runner/, patient);

    await phone.losesSocket();
    await phone.hears(/./, patient);
    await phone.says("I want to talk to a person.");

    expect((await phone.task(undefined, patient)).attributes).toMatchObject({
      callSummary: expect.stringContaining("1042"),
    });
    await phone.hangsUp();
  });
});

/** Shorter than the test: a wait that fails shows the call. */
const slow = { within: 60_000 };

async function twentyCalls(stack: LocalStack) {
  const numbers = Array.from({ length: 20 }, (_, i) => `+1555010${String(1_000 + i)}`);
  const phones = await Promise.all(numbers.map((from) => dial(stack.twilio, { from })));
  await Promise.all(phones.map((phone) => phone.hears("How can I help you today?", slow)));
  return phones;
}

async function allReachAPerson(phones: Awaited<ReturnType<typeof twentyCalls>>): Promise<void> {
  await Promise.all(phones.map((phone) => phone.says("I want to talk to a person, please.")));
  const tasks = await Promise.all(phones.map((phone) => phone.task("reserved", slow)));
  expect(new Set(tasks.map(({ sid }) => sid)).size).toBe(20);
  for (const phone of phones) await phone.hangsUp();
}

test("twenty calls that are going on while the Worker is restarted are none of them lost", {
  timeout: 300_000,
}, async () => {
  const stack = await startStack({ ...SHOP_STACK, settings: { workers: 40 } });
  try {
    const phones = await twentyCalls(stack);

    await stack.killWorker();
    await Promise.all(phones.map((phone) => phone.hears(/./, slow)));
    await allReachAPerson(phones);
  } finally {
    await stack.close();
  }
});

test.skipIf(!isThere)(
  "a release that breaks is taken back with calls going on, and none of them is lost",
  {
    timeout: 300_000,
  },
  async () => {
    const broken = path.join(earlier, "broken");
    await cp(root, broken, {
      recursive: true,
      filter: (from) => !/\/(node_modules|\.git|\.local|dist|\.wrangler)$/.test(from),
    });
    await symlink(path.join(root, "node_modules"), path.join(broken, "node_modules"));
    // Each call that it takes up, and each that begins, ends in an exception.
    const call = path.join(broken, "worker/call.ts");
    const [before, ...after] = (await readFile(call, "utf8")).split("super(ctx, env);");
    expect(after).toHaveLength(1);
    await writeFile(call, `${before}super(ctx, env); throw new Error("broken");${after[0]}`);

    const stack = await startStack({ ...SHOP_STACK, settings: { workers: 40 } });
    try {
      const phones = await twentyCalls(stack);

      await stack.deployWorker(broken);
      await stack.deployWorker();
      await allReachAPerson(phones);
    } finally {
      await stack.close();
    }
  },
);
