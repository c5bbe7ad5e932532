import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen, stop } from "../../local/http.ts";
import { CASES, type VariableCase } from "../fixtures/variable-cases.ts";
import { sampled } from "../sampled.ts";
import { callsTool, says } from "../support/model-steps.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";

/**
 * What is set in the shell and in files, as it reaches the Worker under `wrangler dev`: by the key it asks a model
 * with, and by the secrets that two tools send to their endpoint. `npm run call` is what a developer would type.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const FIXTURE = "test/fixtures/agents/keyed/index.ts";
const agents = `.wrangler/keyed-${process.pid}`;

let model: ScriptedModel;
beforeAll(async () => {
  model = await startScriptedModel({
    otherwise: ({ call }) => {
      const results = call.messages.filter((message) => message.role === "tool").length;
      if (results >= 2) return says("Done.");
      return callsTool(results === 0 ? "ask_shop" : "ask_desk");
    },
  });
});
afterAll(async () => {
  await model.close();
  await rm(join(root, agents), { recursive: true, force: true });
});

const passing = (headers: IncomingHttpHeaders) => {
  const { host: _ours, ...others } = headers;
  return others;
};

/** Notes what is sent, and passes on what is for the model. */
async function startEndpoint() {
  const seen: { model?: string; shop?: string; desk?: string } = {};
  const server = createServer((asked, answer) => {
    const { "x-shop-key": shop, "x-desk-key": desk, authorization } = asked.headers;
    if (typeof shop === "string") seen.shop = shop;
    if (typeof desk === "string") seen.desk = desk;
    if (shop ?? desk) {
      answer.setHeader("content-type", "application/json").end("{}");
      return;
    }
    if (authorization) seen.model = authorization.replace("Bearer ", "");
    const { hostname, port } = new URL(model.url);
    const onward = request(
      { hostname, port, path: asked.url, method: asked.method, headers: passing(asked.headers) },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    ).on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  return { seen, port: await listen(server), close: () => stop(server) };
}

async function play({ name, env = {}, devVars, dotEnv }: VariableCase) {
  const endpoint = await startEndpoint();
  const folder = await mkdtemp(join(tmpdir(), "variables-"));
  const files = Object.entries({ ".env": dotEnv, ".dev.vars": devVars }).flatMap(([file, text]) =>
    text === undefined ? [] : [[join(folder, file), text] as const],
  );
  for (const [file, text] of files) await writeFile(file, text);
  const served = join(root, agents, name.replaceAll(/\W/g, "-"), "index.ts");
  await mkdir(join(served, ".."), { recursive: true });
  const fixture = await readFile(join(root, FIXTURE), "utf8");
  await writeFile(served, fixture.replaceAll("127.0.0.1:1/", `127.0.0.1:${endpoint.port}/`));

  // Without a file of its own the command would read the developer's.
  const read = files.length > 0 ? files.flatMap(([file]) => ["--env", file]) : ["--env", "/dev/null"];
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      ["local/commands/call.ts", "--fast", "--agents", served, ...read, "Use it"],
      {
        cwd: root,
        env: { PATH: process.env.PATH, OPENAI_BASE_URL: `http://127.0.0.1:${endpoint.port}/v1`, ...env },
      },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
  await endpoint.close();
  await rm(folder, { recursive: true });
  return { seen: endpoint.seen, output };
}

describe.concurrent("what is set reaches the Worker", () => {
  test.for(sampled(CASES, 9))("$name", { timeout: 180_000 }, async (given) => {
    const { seen, output } = await play(given);

    expect(seen, output).toEqual(given.seen);
    // Who is not set is said to the developer, by name; the model is told no name.
    for (const [tool, secret] of [
      ["shop", "SHOP_KEY"],
      ["desk", "DESK_KEY"],
    ] as const)
      expect(output.includes(`! ${secret} is not set, and `), output).toBe(given.seen[tool] === undefined);
    if (!given.seen.shop) expect(output).toMatch(/tool +ask_shop .*is not set up/);
    expect(output).not.toMatch(/tool .*_KEY/);
  });
});
