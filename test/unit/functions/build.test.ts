import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import agents from "../../../agents/index.ts";
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
  expect(stdout).toMatch(/\/voice\/incoming +\d+ KiB +[\d.]+ ms to load +[\d.]+ ms of the processor/);
  expect(stdout).toMatch(/an empty module +0 KiB +[\d.]+ ms to load/);
});

test("the Functions say which commit they were built from, or what they are told to say", async () => {
  const { stdout: commit } = await promisify(execFile)("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
  });
  const releases = [];
  for (const BATON_RELEASE of [undefined, "1.2.0"]) {
    vi.stubEnv("BATON_RELEASE", BATON_RELEASE);
    await buildFunctions("--agents", "test/unit/functions/agents/index.ts", "--out", out);
    const code = await readFile(path.join(out, "functions/voice/fallback.protected.js"), "utf8");
    releases.push(/RELEASE = "([^"]*)"/.exec(code)?.[1]);
  }
  vi.unstubAllEnvs();

  expect(releases).toEqual([commit.trim(), "1.2.0"]);
});

test("of a language the Functions carry what they say, and nothing of the engine's or the panel's", async () => {
  await buildFunctions("--agents", "test/unit/functions/agents/index.ts", "--out", out);
  const code = await readFile(path.join(out, "functions/voice/wait.protected.js"), "utf8");

  expect(code).toContain("Danke, dass Sie warten.");
  expect(code).not.toMatch(/Sind Sie noch da|Fragezeichen|Vom Sprachassistenten/);
});

/** Four fifths of it are the writer of TwiML. With schemas and agents a bundle had 510, and took six times as long to load. */
const MAX_BUNDLE_KIB = 272;

test("a bundle holds what answers a call: of the agents their data, and neither tools, instructions nor schemas", async () => {
  await buildFunctions("--quick", "--out", out);
  const folder = path.join(out, "functions/voice");
  const instructions = await readFile(path.join(root, "agents/owl-shoes/instructions.md"), "utf8");
  const sentences = instructions.split("\n").filter((line) => line.length > 60);

  expect(sentences.length).toBeGreaterThan(5);
  for (const name of await readdir(folder)) {
    const code = await readFile(path.join(folder, name), "utf8");
    expect.soft(code.length / 1024, `${name}, KiB`).toBeLessThan(MAX_BUNDLE_KIB);
    expect.soft(code.match(/zod|defineAgent|defineTool|httpTool|lookup_order/)?.[0], name).toBe(undefined);
    for (const line of sentences) expect.soft(code.includes(line), `${name}: ${line}`).toBe(false);
  }
  const incoming = await readFile(path.join(folder, "incoming.protected.js"), "utf8");
  expect(incoming).toContain(agents.default.greeting);
  expect(await readFile(path.join(folder, "fallback.protected.js"), "utf8")).not.toContain(
    agents.default.greeting,
  );
});

/** Twilio's own, in the context of a service that may have credentials: nobody sets it. */
const GIVEN = ["AUTH_TOKEN"];

test("every variable that the Functions read, and somebody has to set, stands in .env.example", async () => {
  const example = await readFile(path.join(root, ".env.example"), "utf8");
  const config = await readFile(path.join(root, "functions/_lib/webhook/config.ts"), "utf8");
  const read = [...config.matchAll(/variable\(context, "(\w+)"\)/g)].flatMap(([, name = ""]) =>
    GIVEN.includes(name) ? [] : name,
  );

  expect(read.length).toBeGreaterThan(0);
  for (const name of read) expect(example).toMatch(new RegExp(`^${name}=`, "m"));
});
