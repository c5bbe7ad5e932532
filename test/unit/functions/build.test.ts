import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildFunctions, root } from "./functions-server.ts";

let out: string;
beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), "build-"));
});
afterAll(() => rm(out, { recursive: true }));

test("a misspelt or impossible setting fails the build, by the agent's and its own name", async () => {
  const build = buildFunctions("--agents", "test/unit/functions/agents/misspelt.ts", "--out", out);

  await expect(build).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Agent "owl"[\s\S]*eotThreshold[\s\S]*welcomeGreetingInteruptible/),
  });
  expect(await readdir(out)).toEqual([]);
});

test("a route that no task has room for fails the build, by its place", async () => {
  const build = buildFunctions("--agents", "test/unit/functions/agents/crowded.ts", "--out", out);

  await expect(build).rejects.toMatchObject({
    stderr: expect.stringMatching(/Agent "crowded"[\s\S]*handOff\.routing\.1: .* at most 400/),
  });
});

test("what is not the definition of agents fails the build", async () => {
  const build = buildFunctions("--agents", "functions/_lib/webhook/params.ts", "--out", out);

  await expect(build).rejects.toMatchObject({ stderr: expect.stringContaining("must export defineAgents(") });
});

test("the build holds the Functions, the music and nothing else", async () => {
  const { stdout } = await buildFunctions("--agents", "test/unit/functions/agents/index.ts", "--out", out);

  expect((await readdir(out)).sort()).toEqual(["assets", "functions", "package.json"]);
  expect((await readdir(path.join(out, "functions"), { recursive: true })).sort()).toEqual([
    "voice",
    ...["after-agent", "after-dial", "after-queue", "fallback", "incoming", "wait", "whisper"].map(
      (name) => `voice/${name}.protected.js`,
    ),
  ]);
  expect((await readdir(path.join(out, "assets"), { recursive: true })).sort()).toEqual([
    "audio",
    "audio/answer.wav",
    "audio/hold.wav",
  ]);
  expect(stdout).toMatch(/\/voice\/incoming +\d+ KiB +\d+ ms to load/);
});

test("of a language the Functions carry what they say, and nothing of the engine's or the panel's", async () => {
  await buildFunctions("--agents", "test/unit/functions/agents/index.ts", "--out", out);
  const code = await readFile(path.join(out, "functions/voice/wait.protected.js"), "utf8");

  expect(code).toContain("Danke, dass Sie warten.");
  expect(code).not.toMatch(/Sind Sie noch da|Fragezeichen|Vom Sprachassistenten/);
});

test("the fallback carries neither the agents nor their schemas", async () => {
  await buildFunctions("--agents", "test/unit/functions/agents/index.ts", "--out", out);
  const file = (name: string) => path.join(out, `functions/voice/${name}.protected.js`);

  expect(await readFile(file("fallback"), "utf8")).not.toMatch(/zod|defineAgent/);
  expect((await stat(file("fallback"))).size).toBeLessThan(0.6 * (await stat(file("incoming"))).size);
});

test("every variable the Functions read stands in .env.example", async () => {
  const example = await readFile(path.join(root, ".env.example"), "utf8");
  const config = await readFile(path.join(root, "functions/_lib/webhook/config.ts"), "utf8");
  const read = [...config.matchAll(/variable\(context, "(\w+)"\)/g)].map(([, name]) => name);

  expect(read.length).toBeGreaterThan(0);
  for (const name of read) expect(example).toMatch(new RegExp(`^${name}=`, "m"));
});
