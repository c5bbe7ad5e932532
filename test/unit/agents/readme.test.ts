import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Agent } from "../../../worker/agent/define.ts";
import { toolContext, use } from "./tool-context.ts";

/**
 * The README's agent, written out file by file as its reader would: outside `agents/`, so that nobody's folder is
 * touched, and inside the repository, where `#baton` is known.
 */
const root = new URL("../../../", import.meta.url).pathname;
const folder = join(root, ".wrangler", "readme-agent");

let agent: Agent;
beforeAll(async () => {
  const readme = await readFile(join(root, "agents/README.md"), "utf8");
  const blocks = readme.matchAll(/`agents\/flower-shop\/([\w./-]+)`(?:(?!```)[\s\S])*```\w+\n([\s\S]*?)```/g);
  for (const [, name = "", content = ""] of blocks) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  // Made by `npm run new`, as it is.
  await cp(join(root, "local/new-agent/cases.json"), join(folder, "cases.json"));
  const module: { default: Agent } = await import(join(folder, "agent.ts"));
  agent = module.default;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the agent of the README can be defined as it is printed there", () => {
  expect(agent).toMatchObject({ name: "flower-shop", relay: { hints: ["ranunculus", "eucalyptus"] } });
  expect(agent.tools.map((tool) => tool.name)).toEqual(["opening_hours", "track_delivery"]);
  for (const { name } of agent.tools) expect(agent.instructions).toContain(`\`${name}\``);
});

test("its own tool answers, and its endpoint asks for the secret that the README names", async () => {
  const [openingHours, trackDelivery] = agent.tools;
  if (!openingHours || !trackDelivery) throw new Error("The README's agent has two tools.");

  expect((await use(openingHours, { day: "sunday" })).output).toEqual({
    answer: "On Sundays we are closed.",
  });
  await expect(use(trackDelivery, { number: "7" }, toolContext())).rejects.toThrow(
    "Secret FLOWERS_API_KEY is not set.",
  );
});
