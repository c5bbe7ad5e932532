import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import type { StackEvent } from "../../local/twilio/events.ts";
import { dial } from "../support/phone.ts";

/** An agent is edited while the stack runs, as under `npm start`: the next call has it, and a mistake is told with its place. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `.wrangler/watched-${process.pid}`;
const within = { within: 20_000 };

let stack: LocalStack;
beforeAll(async () => {
  await mkdir(join(root, folder), { recursive: true });
  await cp(join(root, "local/new-agent"), join(root, folder), { recursive: true });
  await writeFile(
    join(root, folder, "index.ts"),
    'import { defineAgents } from "#baton";\nimport agent from "./agent.ts";\nexport default defineAgents({ default: agent });\n',
  );
  stack = await startStack({ agents: `${folder}/index.ts`, watch: true, speechRate: 16 });
}, 120_000);
afterAll(async () => {
  await stack?.close();
  await rm(join(root, folder), { recursive: true, force: true });
});

/** What is told next of the agents. */
const tells = (what: RegExp): Promise<Extract<StackEvent, { kind: "agents" }>> =>
  new Promise((resolve) => {
    const stop = stack.twilio.on((event) => {
      if (event.kind !== "agents" || !what.test(event.message)) return;
      stop();
      resolve(event);
    });
  });

/** Replaces a text of a file, and waits for what is told of it. */
async function edit(file: string, before: string, after: string, state = /with the next call|./) {
  const told = tells(state);
  const path = join(root, folder, file);
  const text = await readFile(path, "utf8");
  expect(text).toContain(before);
  // In one piece, as editors do: half a file is a mistake of its own.
  await writeFile(`${path}.new`, text.replace(before, after));
  await rename(`${path}.new`, path);
  const { message, file: where, line, state: outcome } = await told;
  return { outcome, message, at: `${where?.replace(`${folder}/`, "")}${line ? `:${line}` : ""}` };
}

async function greets(text: string): Promise<void> {
  await stack.settled();
  const phone = await dial(stack.twilio);
  await phone.hears(text, within);
  await phone.hangsUp();
  await phone.ended();
}

test("an edit is live with the next call, whichever file it is in", { timeout: 180_000 }, async () => {
  await greets("What can I do for you?");

  expect(await edit("agent.ts", "What can I do", "How may I be of use")).toEqual({
    outcome: "updated",
    message: `${folder}/agent.ts is live with the next call.`,
    at: "agent.ts",
  });
  await greets("How may I be of use");
  expect(await edit("instructions.md", "# Who you are", "# You")).toMatchObject({ at: "instructions.md" });
  expect(await edit("tools/opening-hours.ts", "we are closed", "we are there")).toMatchObject({
    outcome: "updated",
    at: "tools/opening-hours.ts",
  });
});

test("a file of knowledge is live with the next call: one that is new, and an edit of it", {
  timeout: 120_000,
}, async () => {
  const heard = async (text: RegExp) => {
    await stack.settled();
    const phone = await dial(stack.twilio);
    await phone.hears("How may I be of use", within);
    await phone.says("How do I get a refund for a repair?");
    await phone.hears(text, within);
    await phone.hangsUp();
    await phone.ended();
  };
  const own = "new-agent/knowledge";
  await mkdir(join(root, folder, own), { recursive: true });

  const told = tells(/with the next call/);
  await writeFile(
    join(root, folder, own, "refunds.md"),
    "# Refunds for a repair\n\nWe refund within seven days.\n",
  );
  expect((await told).message).toBe(`${folder}/${own}/refunds.md is live with the next call.`);
  await heard(/seven days/);
  expect(await edit(`${own}/refunds.md`, "seven", "eleven")).toMatchObject({ at: `${own}/refunds.md` });
  await heard(/eleven days/);
});

test("a mistake is told with its place, and the last good one goes on", { timeout: 180_000 }, async () => {
  const mistakes = [
    ["agent.ts", "tools: [openingHours],", "tools: [openingHours,", "agent.ts:12", /^Unexpected "}"/],
    [
      "agent.ts",
      "tools: [openingHours,",
      "tools: [openingHours], sped: 1,",
      "agent.ts:6",
      /is not usable:\n.*sped/,
    ],
    ["agent.ts", "sped: 1,", "silence: nothing,", "agent.ts:10", /^nothing is not defined/],
    ["agent.ts", "silence: nothing,", "greeting: 5,", "agent.ts:10", /^Duplicate key "greeting"/],
    ["agent.ts", " greeting: 5,", "", undefined, /./],
    ["agent.ts", "opening-hours.ts", "opening-hour.ts", "agent.ts:4", /^Could not resolve/],
    ["agent.ts", "opening-hour.ts", "opening-hours.ts", undefined, /./],
    [
      "tools/opening-hours.ts",
      "const HOURS",
      "throw new Error('odd');\nconst HOURS",
      "tools/opening-hours.ts:4",
      /^odd$/,
    ],
    [
      "tools/opening-hours.ts",
      "throw new Error('odd');\n",
      "while (true);\n",
      "undefined",
      /did not load within/,
    ],
    ["tools/opening-hours.ts", "while (true);\n", "", undefined, /./],
    ["index.ts", "export default defineAgents(", "export const agents = (", "undefined", /as its default/],
    ["index.ts", "export const agents = (", "export default defineAgents(", undefined, /./],
  ] as const;
  for (const [file, before, after, at, message] of mistakes) {
    const told = await edit(file, before, after);
    expect(told, told.message).toMatchObject(
      at === undefined ? { outcome: "updated" } : { outcome: "broken", at },
    );
    expect(told.message).toMatch(message);
  }
  await greets("How may I be of use");
});

test("an edit during a call waits for its end", { timeout: 120_000 }, async () => {
  await stack.settled();
  const phone = await dial(stack.twilio);
  await phone.hears("How may I be of use", within);

  const waiting = await edit("agent.ts", "How may I be of use", "Yes, please", /has to wait/);
  await phone.says("Are you open on Sunday?");
  await phone.hears(/./, within);

  expect(waiting.message).toContain("a call is going on");
  expect(phone.events.filter((e) => e.kind === "socket" && e.state === "closed")).toEqual([]);
  const live = tells(/with the next call/);
  await phone.hangsUp();
  await phone.ended();
  await live;
  await greets("Yes, please");
});

test("a mistake that is made while an edit is being put in takes nothing away", {
  timeout: 120_000,
}, async () => {
  const good = edit("agent.ts", "Yes, please", "At your service", /with the next call|not built/);
  await pause(700);
  const bad = await edit("tools/opening-hours.ts", "const HOURS", "const const HOURS", /./);

  expect(bad).toMatchObject({ outcome: "broken", at: "tools/opening-hours.ts:4" });
  expect(await good).toMatchObject({ outcome: "updated" });
  await greets("At your service");
  await edit("tools/opening-hours.ts", "const const HOURS", "const HOURS", /Mended/);
  await greets("At your service");
});
