import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { HttpToolError, httpTool } from "../../worker/agent/http/http-tool.ts";
import type { ReadyCall, Tool, ToolContext } from "../../worker/agent/tools/tool.ts";
import { reportOf } from "../../worker/agent/tools/tool-account.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let seen: Seen[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const json = (status: number, body: unknown) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const server = createServer(async (request, response) => {
  const { method = "", url = "", headers } = request;
  seen.push({ method, url, headers, body: await text(request) });
  answer(request, response);
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  seen = [];
  answer = json(200, { status: "shipped" });
});

const context: ToolContext = {
  callSid: `CA${"0".repeat(32)}`,
  from: "+15550100001",
  to: "+15550100002",
  language: "en-US",
  variables: {},
  signal: new AbortController().signal,
  idempotencyKey: "key-1",
  secret: (name) => {
    if (name === "SHOP_API_KEY") return "s3cret";
    if (name === "PASTED_KEY") return "s3cret\r\nX-Admin: yes";
    throw new Error(`Secret ${name} is not set.`);
  },
  textCaller: () => Promise.reject(new Error("this call sends no text")),
  companion: () => {
    throw new Error("these tools have no companion");
  },
};
const checked = (tool: Tool, args: unknown): ReadyCall => {
  const call = tool.check(args);
  if (!call.ok) throw new Error(call.faults);
  return call;
};
/** As the engine runs it: arguments through the schema first. */
const run = async (tool: Tool, args: unknown, over: Partial<ToolContext> = {}) =>
  (await checked(tool, args).run({ ...context, ...over })).output;
const failure = async (promise: Promise<unknown>): Promise<Error & { code?: string; status?: number }> => {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("the tool did not fail");
  return outcome;
};
const define = (over: Partial<Parameters<typeof httpTool>[0]> = {}) =>
  httpTool({
    name: "find_order",
    description: "Finds an order.",
    input: z.object({ orderNumber: z.string() }),
    url: `${base}/orders/{orderNumber}`,
    ...over,
  });

describe("a request", () => {
  test("goes to the endpoint with the argument in its place", async () => {
    expect(await run(define(), { orderNumber: "1042" })).toEqual({ status: "shipped" });
    expect(seen).toMatchObject([{ method: "GET", url: "/orders/1042", body: "" }]);
  });

  test.each(["GET", "DELETE"] as const)(
    "carries the other arguments of a %s in the query",
    async (method) => {
      const input = z.object({
        orderNumber: z.string(),
        tags: z.array(z.string()),
        urgent: z.boolean(),
        note: z.string().optional(),
        size: z.number().nullable(),
      });
      const tool = define({ method, input, url: `${base}/orders/{orderNumber}?shop=owl` });

      await run(tool, { orderNumber: "1", tags: ["a&b", "c d"], urgent: true, size: null });

      expect(seen).toMatchObject([
        { method, url: "/orders/1?shop=owl&tags=a%26b&tags=c+d&urgent=true", body: "" },
      ]);
    },
  );

  test.each(["POST", "PUT", "PATCH"] as const)(
    "carries the other arguments of a %s as JSON",
    async (method) => {
      const input = z.object({ orderNumber: z.string(), lines: z.array(z.object({ sku: z.string() })) });

      await run(define({ method, input }), { orderNumber: "1", lines: [{ sku: "ü" }] });

      expect(seen).toMatchObject([{ method, url: "/orders/1", body: '{"lines":[{"sku":"ü"}]}' }]);
      expect(seen[0]?.headers["content-type"]).toBe("application/json");
    },
  );

  test("carries the same key on every try, so that a retry is no second order", async () => {
    const tool = define({ method: "POST" });

    await run(tool, { orderNumber: "1" });
    await run(tool, { orderNumber: "1" });

    expect(seen.map((s) => s.headers["idempotency-key"])).toEqual(["key-1", "key-1"]);
  });

  test("carries secrets in its headers, read when it runs", async () => {
    const tool = define({ headers: { Authorization: "Bearer {{SHOP_API_KEY}}", "X-Shop": "owl" } });

    await run(tool, { orderNumber: "1" });

    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer s3cret", "x-shop": "owl" });
  });

  test("is not made when a secret is missing, or would split a header; the message names it and not its value", async () => {
    const missing = await failure(run(define({ headers: { A: "{{NOT_SET}}" } }), { orderNumber: "1" }));
    const split = await failure(run(define({ headers: { A: "{{PASTED_KEY}}" } }), { orderNumber: "1" }));

    expect(missing.message).toBe("Secret NOT_SET is not set.");
    expect(split.message).toContain("PASTED_KEY");
    expect(split.message).not.toContain("s3cret");
    expect(seen).toEqual([]);
  });
});

describe("a value of the model", () => {
  test.each([
    ["../admin", "/orders/..%2Fadmin"],
    ["../../", "/orders/..%2F..%2F"],
    ["//evil.example", "/orders/%2F%2Fevil.example"],
    ["1?admin=true", "/orders/1%3Fadmin%3Dtrue"],
    ["1#x", "/orders/1%23x"],
    ["1&x=2;y", "/orders/1%26x%3D2%3By"],
    ["@evil.example", "/orders/%40evil.example"],
    ["..\\admin", "/orders/..%5Cadmin"],
    ["%2e%2e", "/orders/%252e%252e"],
    ["\r\nX-Admin: yes", "/orders/%0D%0AX-Admin%3A%20yes"],
    ["Zoë 東京 🦉", "/orders/Zo%C3%AB%20%E6%9D%B1%E4%BA%AC%20%F0%9F%A6%89"],
    ["half \ud83e", "/orders/half%20%EF%BF%BD"],
    ["{orderNumber}", "/orders/%7BorderNumber%7D"],
    ["$&", "/orders/%24%26"],
  ])("stays within its place in the path: %j", async (orderNumber, url) => {
    await run(define(), { orderNumber });

    expect(seen.map((s) => s.url)).toEqual([url]);
  });

  test.each([".", "..", ""])(
    "that would change the path is refused by the argument's name: %j",
    async (orderNumber) => {
      const error = await failure(run(define({ method: "DELETE" }), { orderNumber }));

      expect(error.message).toContain('"orderNumber"');
      expect(seen).toEqual([]);
    },
  );

  test("cannot make dots with the template's own", async () => {
    const error = await failure(run(define({ url: `${base}/orders/.{orderNumber}` }), { orderNumber: "." }));

    expect(error).toBeInstanceOf(TypeError);
    expect(seen).toEqual([]);
  });

  test("whatever it is, reaches the same host and the same place, unchanged", async () => {
    const tool = define({ url: `${base}/a/{orderNumber}/b?q={orderNumber}` });
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."./\\?#%@:&=e2 ") }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (orderNumber) => {
        seen = [];
        const outcome = await run(tool, { orderNumber }).catch((error: unknown) => error);
        if (["", ".", ".."].includes(orderNumber)) {
          expect(outcome).toBeInstanceOf(TypeError);
          return;
        }
        const [, path, query] = /^\/a\/([^/?#]+)\/b\?q=([^&#]*)$/.exec(seen[0]?.url ?? "") ?? [];
        expect([path, query].map((v) => decodeURIComponent(v ?? "-"))).toEqual([orderNumber, orderNumber]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("an answer", () => {
  test("is cut down by select", async () => {
    answer = json(200, { order: { status: "shipped", weight: 3 } });
    const Order = z.object({ order: z.object({ status: z.string() }) });
    const tool = define({ select: (body) => Order.parse(body).order.status });

    expect(await run(tool, { orderNumber: "1" })).toBe("shipped");

    answer = json(200, { order: null });
    expect(await failure(run(tool, { orderNumber: "1" }))).toMatchObject({ code: "tool_bad_output" });
  });

  test.each([
    ["text/plain", "Shipped, ü", "Shipped, ü"],
    ["text/plain", "0042", "0042"],
    ["text/plain", '{"a":1}', { a: 1 }],
    ["application/problem+json", '{"a":1}', { a: 1 }],
    ["application/json; charset=utf-8", "7", 7],
    ["application/xml", "<a/>", "<a/>"],
    ["application/json", "", { ok: true }],
  ])("of type %s is read: %s", async (type, body, output) => {
    answer = (_, response) => response.writeHead(200, { "content-type": type }).end(body);

    expect(await run(define(), { orderNumber: "1" })).toEqual(output);
  });

  test("without content says that it went well", async () => {
    answer = (_, response) => response.writeHead(204).end();

    expect(await run(define({ method: "PUT", select: () => "not asked" }), { orderNumber: "1" })).toEqual({
      ok: true,
    });
  });

  test.each([
    ["application/json", '{"a":'],
    ["image/png", "\x89PNG"],
  ])("that cannot be read is an error without its content (%s)", async (type, body) => {
    answer = (_, response) => response.writeHead(200, { "content-type": type }).end(body);
    const error = await failure(run(define(), { orderNumber: "1" }));

    expect(error).toMatchObject({ code: "tool_bad_output", status: 200 });
    expect(error.message).not.toContain(body);
  });

  test("of 256 kB is read whole", async () => {
    answer = (_, response) =>
      response.writeHead(200, { "content-type": "text/plain" }).end("x".repeat(256 * 1024));

    expect(await run(define(), { orderNumber: "1" })).toHaveLength(256 * 1024);
  });

  test("without an end is not read to its end", async () => {
    let sentBytes = 0;
    const hungUp = new Promise<void>((closed) => {
      answer = (_, response) => {
        response.writeHead(200, { "content-type": "application/json" }).on("close", closed);
        const more = () => {
          while (!response.destroyed && response.write("[".repeat(16_384))) sentBytes += 16_384;
          sentBytes += 16_384;
        };
        response.on("drain", more);
        more();
      };
    });
    const error = await failure(run(define(), { orderNumber: "1" }));
    await hungUp;

    expect(error).toMatchObject({ code: "tool_output_too_large" });
    expect(sentBytes).toBeLessThan(16 * 1024 * 1024);
  });
});

describe("a failure", () => {
  test.each([
    [{ error: "No such order" }, "The service answered 404: No such order"],
    [{ message: "No such order" }, "The service answered 404: No such order"],
    [{ error: { message: "No such order" } }, "The service answered 404: No such order"],
    [{ error: "x".repeat(201) }, "The service answered 404."],
    [{ stack: "at secret.js" }, "The service answered 404."],
    ["at secret.js", "The service answered 404."],
    [null, "The service answered 404."],
  ])("tells the status, and the endpoint's own reason if it is short: %j", async (body, message) => {
    answer = json(404, body);
    const error = await failure(run(define(), { orderNumber: "1" }));

    expect(error).toBeInstanceOf(HttpToolError);
    expect(error).toMatchObject({ code: "tool_status", status: 404 });
    expect(error.message).toBe(message);
  });

  // What is in the endpoint's own reason goes where the model is told of it: told-failures.test.ts.
  test("names no host, whatever it is", async () => {
    const faults: (typeof answer)[] = [
      (request) => request.socket.destroy(),
      (_, response) => response.writeHead(302, { location: "/" }).end(),
      (_, response) => response.writeHead(200, { "content-type": "image/png" }).end("x"),
      (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{"),
      json(404, null),
    ];
    for (const fault of faults) {
      answer = fault;
      expect((await failure(run(define(), { orderNumber: "1" }))).message).toMatch(/^The service [^/:]*$/);
    }
  });

  test.each([301, 302, 303, 307, 308])("is a redirect, also to the same host (%i)", async (status) => {
    answer = (_, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end();
    const tool = define({ headers: { Authorization: "Bearer {{SHOP_API_KEY}}" } });

    expect(await failure(run(tool, { orderNumber: "1" }))).toMatchObject({ code: "tool_redirected", status });
    expect(seen).toHaveLength(1);
  });

  test("is a connection that breaks before or within the answer", async () => {
    answer = (request) => request.socket.destroy();
    expect(await failure(run(define(), { orderNumber: "1" }))).toMatchObject({ code: "tool_unreachable" });

    answer = (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      request.socket.end();
    };
    expect(await failure(run(define(), { orderNumber: "1" }))).toMatchObject({ code: "tool_unreachable" });
  });

  test("is not made of a deadline: that stays what it is, and ends the request", async () => {
    const deadline = new AbortController();
    const hungUp = new Promise<void>((closed) => {
      answer = (request) => {
        request.socket.on("close", closed);
        deadline.abort(new Error("deadline"));
      };
    });

    const error = await failure(run(define(), { orderNumber: "1" }, { signal: deadline.signal }));
    await hungUp;

    expect(error.message).toBe("deadline");
  });
});

describe("a definition", () => {
  const input = z.object({ id: z.string(), more: z.string().optional(), deep: z.object({}).optional() });
  const flat = z.object({ id: z.string(), list: z.array(z.string()), more: z.string().optional() });

  test.each([
    ["a placeholder that is no argument", { input: flat, url: "https://a.example/{nope}" }, "{nope}"],
    ["a placeholder that may be missing", { input: flat, url: "https://a.example/{more}" }, "{more}"],
    ["a placeholder that is a list", { input: flat, url: "https://a.example/{list}" }, "{list}"],
    ["a placeholder in the host", { input: flat, url: "https://{id}.example/" }, "host"],
    ["a placeholder as the port", { input: flat, url: "https://a.example:{id}/" }, "host"],
    ["a login", { input: flat, url: "https://me:pass@a.example/" }, "login"],
    ["an open brace", { input: flat, url: "https://a.example/{id" }, "placeholder"],
    ["a secret in the url", { input: flat, url: "https://a.example/?key={{KEY}}" }, "header"],
    ["a fragment", { input: flat, url: "https://a.example/#{id}" }, "fragment"],
    ["dots", { input: flat, url: "https://a.example/a/../{id}" }, "dots"],
    ["encoded dots", { input: flat, url: "https://a.example/a/%2E%2e/{id}" }, "dots"],
    ["http to another machine", { input: flat, url: "http://a.example/{id}" }, "https only"],
    [
      "http to a name that looks local",
      { input: flat, url: "http://localhost.a.example/{id}" },
      "https only",
    ],
    ["another scheme", { input: flat, url: "ftp://a.example/{id}" }, "https only"],
    ["no scheme", { input: flat, url: "a.example/{id}" }, "https://host/path"],
    ["no host", { input: flat, url: "https:///{id}" }, "https://host/path"],
    ["a bad port", { input: flat, url: "https://a.example:99999/{id}" }, "not an address"],
    ["a nested argument in a query", { input, url: "https://a.example/{id}" }, '"deep"'],
    ["an argument the url has fixed", { input: flat, url: "https://a.example/{id}?list=all" }, '"list"'],
    ["a header of two lines", { input: flat, headers: { "X-A": "a\r\nX-Admin: yes" } }, '"X-A"'],
    ["a header's name of two words", { input: flat, headers: { "X A": "a" } }, '"X A"'],
    ["a header beyond Latin-1", { input: flat, headers: { "X-A": "🦉" } }, '"X-A"'],
    ["a secret by a wrong name", { input: flat, headers: { "X-A": "{{shop key}}" } }, '"X-A"'],
    ["an argument in a header", { input: flat, headers: { "X-A": "{id}" } }, "{id}"],
    ["a key of its own", { input: flat, headers: { "idempotency-key": "1" } }, '"idempotency-key"'],
    ["another host's header", { input: flat, headers: { Host: "a" } }, '"Host"'],
    ["a name no model can call", { input: flat, name: "Find Order" }, '"Find Order"'],
    ["no description", { input: flat, description: " " }, "description"],
  ])("with %s is refused by name", (_what, over, part) => {
    const build = () => define({ url: "https://a.example/{id}", ...over });

    expect(build).toThrow(TypeError);
    expect(build).toThrow(part);
    expect(build).toThrow(`"${"name" in over ? over.name : "find_order"}"`);
  });

  test.each([
    "http://localhost:1/{id}",
    "http://shop.localhost/{id}",
    "http://127.8.9.1/{id}",
    "http://[::1]:1/{id}",
    "https://a.example:8443/{id}?q={id}",
    "https://a.example",
  ])("with the address %s is accepted", (url) => {
    expect(() => define({ input: flat, url })).not.toThrow();
  });

  test("counts as a side effect unless it reads, or says otherwise", () => {
    expect(define().sideEffect).toBe(false);
    expect(define({ method: "POST" }).sideEffect).toBe(true);
    expect(define({ method: "POST", sideEffect: false }).sideEffect).toBe(false);
  });

  test("keeps what a tool can have beside the request", () => {
    const tool = define({
      deadlineMs: 1_500,
      background: true,
      filler: "One second.",
      confirm: () => "Sure?",
    });

    expect(tool).toMatchObject({
      deadlineMs: 1_500,
      background: true,
      filler: "One second.",
      name: "find_order",
    });
    expect(checked(tool, { orderNumber: "1042" }).readBack()).toBe("Sure?");
  });
});

test("it tells the person who takes over the same as any other tool", async () => {
  const tool = httpTool({
    name: "find_order",
    description: "Finds an order.",
    input: z.object({ orderNumber: z.string() }),
    url: `${base}/orders/{orderNumber}`,
    select: (order) => z.object({ status: z.string() }).parse(order),
    title: ({ orderNumber }, found) => `${found ? "Found" : "Looked for"} order ${orderNumber}`,
    facts: (_, { status }) => [{ name: "status", value: status, from: "tool", confirmed: true }],
    identity: () => ({ status: "verified", method: "order number" }),
    promises: (_, { status }) => [`It stays ${status}`],
  });
  const call = checked(tool, { orderNumber: "1042" });
  const ran = await call.run(context);

  expect(call.title()).toBe("Looked for order 1042");
  expect(reportOf(tool.name, ran.account(), (said) => said)).toEqual({
    title: "Found order 1042",
    facts: [{ name: "status", value: "shipped", from: "tool", confirmed: true }],
    identity: { status: "verified", method: "order number" },
    promises: ["It stays shipped"],
  });
});
