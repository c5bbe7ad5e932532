import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { listen, stop } from "../../../local/http.ts";
import { outputOf } from "../../../worker/agent/mcp/mcp-output.ts";
import type { ShopMcp } from "../../support/mcp/mcp-server.ts";
import { callWith, KEY, startsServers } from "./call-with.ts";

/** What servers answer: the shapes of the protocol, and what is none of them. */

const started = startsServers();
const ORDER = { orderNumber: "1042" };

interface Written {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the call's id, as it stands in the request. */
  readonly body?: (id: number) => string;
  /** Goes on and on. */
  readonly endless?: string;
}

/** Answers each call of a tool so, whatever the protocol wants. */
function writes(server: ShopMcp, { status = 200, headers = {}, body, endless }: Written): void {
  server.instead = (_, response, request) => {
    if (!request.includes('"tools/call"')) return false;
    const { id } = JSON.parse(request) as { id: number }; // a request of ours
    response.writeHead(status, { "content-type": "application/json", ...headers });
    if (endless === undefined) response.end(body?.(id) ?? "");
    else {
      const more = setInterval(() => response.write(endless), 1);
      response.on("close", () => clearInterval(more));
    }
    return true;
  };
}

const STREAM = { "content-type": "text/event-stream" };
const result = (id: number, text: string) =>
  JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } });

describe("an answer", () => {
  test.each<[string, Written]>([
    ["in JSON", { body: (id) => result(id, "shipped") }],
    ["in a batch, beside others", { body: (id) => `[${result(99, "no")},${result(id, "shipped")}]` }],
    [
      "in a stream, behind others and what is no message",
      {
        headers: STREAM,
        body: (id) =>
          [
            ": ping\n\nid: 1\ndata:\n\n",
            `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n`,
            "data: not json\n\n",
            `event: message\ndata: ${result(99, "no")}\n\n`,
            `data: ${result(id, "shipped")}\n\n`,
          ].join(""),
      },
    ],
    [
      "with a type in capitals and a charset",
      { headers: { "content-type": "Application/JSON; charset=utf-8" }, body: (id) => result(id, "shipped") },
    ],
  ])("%s is taken", async (_, written) => {
    const server = await started();
    const { run } = await callWith(server);
    writes(server, written);

    expect(await run("find_order", ORDER)).toMatchObject({ outcome: "ok", output: '"shipped"' });
  });

  test("in a stream that never ends is taken, and the stream left", async () => {
    const server = await started();
    const { run } = await callWith(server);
    const left = Promise.withResolvers<void>();
    server.instead = (_, response, request) => {
      if (!request.includes('"tools/call"')) return false;
      const { id } = JSON.parse(request) as { id: number };
      response.on("close", () => left.resolve());
      response.writeHead(200, STREAM).write(`data: ${result(id, "shipped")}\n\n`);
      return true;
    };

    expect(await run("find_order", ORDER)).toMatchObject({ outcome: "ok", output: '"shipped"' });
    await left.promise;
  });

  test.each<[string, string, Written]>([
    ["to something else", "mcp_bad_answer", { body: () => result(99, "shipped") }],
    [
      "to something else, in a stream",
      "mcp_bad_answer",
      { headers: STREAM, body: () => `data: ${result(99, "no")}\n\n` },
    ],
    ["that is no JSON", "mcp_bad_answer", { body: () => "{" }],
    [
      "that is a page",
      "mcp_bad_answer",
      { headers: { "content-type": "text/html" }, body: () => "<p>Hello" },
    ],
    ["that is nothing", "mcp_bad_answer", { headers: STREAM }],
    ["with no result", "mcp_bad_answer", { body: (id) => JSON.stringify({ jsonrpc: "2.0", id }) }],
    ["of 5 MB", "mcp_answer_too_large", { body: (id) => result(id, "x".repeat(5_000_000)) }],
    [
      "that goes on and on",
      "mcp_answer_too_large",
      { headers: STREAM, endless: `data: ${"x".repeat(50_000)}\n\n` },
    ],
    ["401", "mcp_not_allowed", { status: 401 }],
    ["500", "mcp_status", { status: 500, body: () => "Stack trace: at secret.ts" }],
    ["404 of a gateway", "mcp_session_gone", { status: 404, body: () => "<h1>Not found</h1>" }],
  ])("%s is a failure", async (_, code, written) => {
    const server = await started();
    const { run } = await callWith(server);
    writes(server, written);

    const { outcome, fault, output } = await run("find_order", ORDER);

    expect({ outcome, code: fault?.code }).toEqual({ outcome: "failed", code });
    expect(output).not.toMatch(/Stack trace|<p>|Not found|127\.0\.0\.1|localhost/);
  });

  test("that is the server's refusal is told to the model, which may mend what it asked", async () => {
    const server = await started();
    const { run } = await callWith(server);
    const message = "Input validation error: orderNumber has six digits";
    const at = new URL(server.url);
    writes(server, {
      body: (id) =>
        JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32602, message: `${message} (${at})` } }),
    });

    const { output } = await run("find_order", ORDER);
    expect(output).toContain(message);
    expect(output).not.toContain(at.host);
  });

  test("that sends us elsewhere is not followed: the key would go along", async () => {
    const seen: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const port = await listen(elsewhere);
    const server = await started();
    const { run } = await callWith(server);
    for (const status of [302, 307]) {
      writes(server, { status, headers: { location: `http://127.0.0.1:${port}/` } });
      expect(await run("find_order", ORDER)).toMatchObject({ fault: { code: "mcp_redirected", status } });
    }
    await stop(elsewhere);

    expect(seen).toEqual([]);
  });

  test("that trickles without an end is left at the deadline", async () => {
    const server = await started();
    const { run } = await callWith(server);
    await run("find_order", ORDER);
    writes(server, { headers: STREAM, endless: ": ping\n\n" });

    expect(await run("find_order", ORDER, 200)).toMatchObject({ outcome: "timeout" });
  });
});

test("a server that asks something while it works is answered", async () => {
  const server = await started();
  const { run } = await callWith(server);
  await run("find_order", ORDER);
  const answers: unknown[] = [];
  const both = Promise.withResolvers<void>();
  server.instead = (_, response, request) => {
    const message = JSON.parse(request) as { id: number; method?: string }; // ours
    if (message.method === undefined) {
      if (answers.push(message) === 2) both.resolve();
      response.writeHead(202).end();
      return true;
    }
    if (message.method !== "tools/call") return false;
    const asked = ["ping", "sampling/createMessage"].map((method, i) => ({
      jsonrpc: "2.0",
      id: `s${i}`,
      method,
    }));
    response.writeHead(200, STREAM).write(asked.map((a) => `data: ${JSON.stringify(a)}\n\n`).join(""));
    void both.promise.then(() => response.end(`data: ${result(message.id, "shipped")}\n\n`));
    return true;
  };

  expect(await run("find_order", ORDER)).toMatchObject({ outcome: "ok", output: '"shipped"' });
  expect(answers).toEqual(
    expect.arrayContaining([
      { jsonrpc: "2.0", id: "s0", result: {} },
      { jsonrpc: "2.0", id: "s1", error: expect.objectContaining({ code: -32601 }) },
    ]),
  );
});

test("a server that asks without end is answered ten times, and its answer taken", async () => {
  const server = await started();
  const { run } = await callWith(server);
  await run("find_order", ORDER);
  const before = server.asked.length;
  writes(server, {
    headers: STREAM,
    body: (id) => {
      const pings = Array.from(
        { length: 1_000 },
        (_, i) => `data: {"jsonrpc":"2.0","id":"p${i}","method":"ping"}\n\n`,
      );
      return `${pings.join("")}data: ${result(id, "shipped")}\n\n`;
    },
  });

  expect(await run("find_order", ORDER)).toMatchObject({ outcome: "ok", output: '"shipped"' });
  expect(server.asked.length - before).toBeLessThanOrEqual(11);
});

describe("the model is told", () => {
  const text = (said: string) => ({ type: "text", text: said });
  const image = { type: "image", data: "AAAA".repeat(100_000 / 4), mimeType: "image/png" };
  const link = { type: "resource_link", uri: "https://shop.example.com/1", name: "one" };
  const resource = { type: "resource", resource: { uri: "shop://2", text: "two" } };

  test.each<[string, Record<string, unknown>, unknown]>([
    ["the text", { content: [text("It has"), text("shipped.")] }, "It has\nshipped."],
    ["JSON in a text as a value", { content: [text('{"due":"friday"}')] }, { due: "friday" }],
    [
      "what is structured, once",
      { content: [text('{"due":"friday"}')], structuredContent: { due: "friday" } },
      { due: "friday" },
    ],
    [
      "what is structured, and a text that says something else",
      { content: [text("On Friday.")], structuredContent: { due: "friday" } },
      { structured: { due: "friday" }, text: "On Friday." },
    ],
    [
      "what was left out, by its kind",
      { content: [text("Here:"), image, link, resource] },
      {
        text: "Here:",
        leftOut: ["image (image/png)", "resource_link (https://shop.example.com/1)", "resource (shop://2)"],
      },
    ],
    ["that it is done, where there is nothing to say", { content: [] }, { ok: true }],
  ])("%s", async (_, answer, told) => {
    const server = await started("json");
    const { run } = await callWith(server);
    server.does = () => answer;

    const { outcome, output } = await run("find_order", ORDER);

    expect({ outcome, told: JSON.parse(output) }).toEqual({ outcome: "ok", told });
  });

  test("of a long answer its beginning", async () => {
    const server = await started("json");
    const { run } = await callWith(server);
    server.does = () => ({ content: [text("x".repeat(100_000))] });

    expect((await run("find_order", ORDER)).output.length).toBeLessThanOrEqual(4_000);
  });

  test("why a tool failed, where it says so itself", async () => {
    const server = await started("json");
    const { run } = await callWith(server);
    server.does = () => ({ isError: true, content: [text("The warehouse is closed.")] });

    expect(await run("find_order", ORDER)).toMatchObject({
      outcome: "failed",
      output: '{"error":"The warehouse is closed."}',
      fault: { error: "McpError", code: "mcp_tool_failed" },
    });
  });

  // The server of the test would not send it.
  test.each(["true", 1])("the same where a server writes that it failed as %j", (isError) => {
    const content = [text("The warehouse is closed.")];
    expect(() => outputOf("", { isError, content })).toThrow("The warehouse is closed.");
  });

  test("no part of a secret that lies where the words are cut", async () => {
    const server = await started("json");
    const { run } = await callWith(server);
    server.does = () => ({ isError: true, content: [text(`${"x".repeat(290)} ${KEY} is bad`)] });

    expect((await run("find_order", ORDER)).output).not.toContain(KEY.slice(0, 5));
  });

  test("that a tool wants more than a phone has", async () => {
    const server = await started("json");
    const { run } = await callWith(server);
    writes(server, {
      body: (id) =>
        JSON.stringify({ jsonrpc: "2.0", id, result: { resultType: "input_required", inputRequests: {} } }),
    });

    expect((await run("find_order", ORDER)).output).toContain("cannot be given on the phone");
  });
});

describe("a server that does not open", () => {
  test.each<[string, (response: import("node:http").ServerResponse) => void, string]>([
    ["401", (response) => response.writeHead(401).end(), "mcp_not_allowed"],
    [
      "another version",
      (response) =>
        response
          .writeHead(200, { "content-type": "application/json" })
          .end('{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2024-11-05"}}'),
      "mcp_version",
    ],
    [
      "versions of the future alone",
      (response) =>
        response
          .writeHead(400, { "content-type": "application/json" })
          .end(
            '{"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"No.","data":{"supported":["2031-01-01"]}}}',
          ),
      "mcp_version",
    ],
    ["nothing", (response) => response.destroy(), "mcp_unreachable"],
  ])("for %s is logged, and tried again with the next tool", async (_, answer, code) => {
    const server = await started();
    const { tools, companions, run, logs } = await callWith(server);
    server.instead = (_request, response) => {
      answer(response);
      return true;
    };
    companions.begin(tools);
    await expect.poll(() => logs.length, { timeout: 15_000 }).toBe(1);
    expect(logs).toMatchObject([{ event: "mcp.not_opened", fields: { server: "shop" }, code }]);
    server.instead = () => false;

    expect(await run("find_order", ORDER)).toMatchObject({ outcome: "ok" });
  });
});
