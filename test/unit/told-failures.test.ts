import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { realClock } from "../../worker/adapters/real-clock.ts";
import { defineTool } from "../../worker/agent/define.ts";
import { readAnswer } from "../../worker/agent/http/answer.ts";
import { ask } from "../../worker/agent/mcp/exchange.ts";
import { outputOf } from "../../worker/agent/mcp/mcp-output.ts";
import { runTool } from "../../worker/agent/tools/tool-runner.ts";
import { outputConcealer } from "../../worker/session/account/concealment.ts";
import { toolContext } from "./agents/tool-context.ts";

/** What a model is told of a tool that failed: the service's own words, without secrets, and without where it is. */

/** What the server says, whatever it is asked: as an endpoint of a tool, and as an MCP server that refuses. */
let words = "";
const server = createServer((request, response) => {
  const isMcp = request.url === "/mcp";
  const body = isMcp ? { jsonrpc: "2.0", id: 1, error: { code: -32603, message: words } } : { error: words };
  response.writeHead(500, { "content-type": "application/json" }).end(JSON.stringify(body));
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
});
afterAll(() => server.close().closeAllConnections());

const WAYS: Readonly<Record<string, () => unknown>> = {
  "an endpoint": async () => readAnswer(await fetch(`${base}/orders/1042`)),
  "an MCP server that refuses": () =>
    ask(
      { url: `${base}/mcp`, host: "" },
      { id: 1, method: "tools/call" },
      { headers: {}, signal: AbortSignal.timeout(5_000), maxBytes: 1 << 20 },
    ),
  "a tool of an MCP server": () =>
    outputOf(`${base}/mcp`, { isError: true, content: [{ type: "text", text: words }] }),
};
const ways = Object.keys(WAYS);

const PIN = "86427531";

/** @param secrets - that the tool has asked for, in that order. */
async function told(fails: () => unknown, secrets: Readonly<Record<string, string>> = {}): Promise<string> {
  const tool = defineTool({
    name: "find_order",
    description: "Finds an order.",
    input: z.object({}),
    run: (_, context) => {
      for (const name of Object.keys(secrets)) context.secret(name);
      return fails();
    },
  });
  const call = tool.check({});
  if (!call.ok) throw new Error(call.faults);
  const { outcome, output } = await runTool(
    tool.name,
    call,
    toolContext({ secret: (name) => secrets[name] ?? "" }),
    {
      deadlineMs: 5_000,
      maxOutputChars: 4_000,
      signal: new AbortController().signal,
      clock: realClock,
      threw: () => {},
      conceal: (text) => text,
      concealOutput: outputConcealer({ pin: PIN }, []),
    },
  );
  expect(outcome).toBe("failed");
  return (JSON.parse(output) as { error: string }).error;
}

const tells = (way: string, said: string, secret?: string): Promise<string> => {
  words = said;
  return told(WAYS[way] ?? (() => undefined), secret === undefined ? {} : { KEY: secret });
};

describe.each(ways)("%s", (way) => {
  test.each([
    "baton:s3cret@db.prod.internal:5432",
    "https://baton:s3cret@hooks.example.com/s3cret",
    "db.prod.internal:5432;password=s3cret",
    "-----BEGIN KEY-----\ns3cret/10.0.3.7\n-----END KEY-----",
  ])("that quotes a secret with an address in it is told with neither: %j", async (secret) => {
    const said = await tells(way, `could not open ${secret} for you`, secret);

    expect(said).toMatch(/could not open •••• for you$/);
  });

  test.each([
    [() => "connect ECONNREFUSED 10.0.0.7:5432", "connect ECONNREFUSED …"],
    [() => `See ${base}/orders/1?key=1 or https://shop.example/help.`, "See … or …"],
    [() => `Cannot reach redis:6379 of ${new URL(base).host}`, "Cannot reach … of …"],
    [() => "redis://cache.internal:6379 and [::1]:80 are down", "… and … are down"],
    [
      () => "Orders of 12:30, 1.5 kg, and/or 10.5.2026: none",
      "Orders of 12:30, 1.5 kg, and/or 10.5.2026: none",
    ],
    [() => "Closed\u0007,\n\u202eall week", "Closed , all week"],
  ])("is told without the addresses that it names, and without its own (%#)", async (said, told) => {
    const heard = await tells(way, said());

    expect(heard.replace(/^The service [^:]*: /, "")).toBe(told);
  });

  test("is told with no half of a secret, wherever its words are cut", async () => {
    // By themselves the addresses would be four signs.
    const far = `http://10.0.3.7/${"x".repeat(960)} `.repeat(4);
    for (const secret of [`s3cret-${"k".repeat(3_000)}`, PIN]) {
      for (let kept = 3; kept < 9; kept += 1) {
        const said = await tells(way, `${far.slice(0, 4_000 - kept - 1)} ${secret} is wrong`, secret);

        expect(said).not.toMatch(/s3c|864/);
      }
    }
  });
});

test("an endpoint is told without the path that was asked", async () => {
  expect(await tells("an endpoint", "Cannot GET /orders/1042")).toBe(
    "The service answered 500: Cannot GET …",
  );
});

test("a secret that is a part of another one takes none of it away", async () => {
  const secrets = { HOST: "hooks.example.com", HOOK: "tok:s3cret@hooks.example.com" };
  const fails = (secret: (name: keyof typeof secrets) => string) => () => {
    throw new Error(`${secret("HOST")} refuses ${secret("HOOK")}`);
  };

  expect(
    await told(
      fails((name) => secrets[name]),
      secrets,
    ),
  ).toBe("•••• refuses ••••");
});

test("an author's own words stay as they are, but for secrets", async () => {
  const fails = (message: string) => () => {
    throw new Error(message);
  };

  expect(await told(fails("See https://shop.example.com/returns."))).toBe(
    "See https://shop.example.com/returns.",
  );
  expect(await told(fails("a:s3cret@db.internal is wrong"), { KEY: "a:s3cret@db.internal" })).toBe(
    "•••• is wrong",
  );
});

test("250 kB of a service's words are told as soon as any others", async () => {
  words = "connect to a-".repeat(20_000);
  const startedAt = performance.now();

  expect((await tells("a tool of an MCP server", words)).length).toBe(300);
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});
