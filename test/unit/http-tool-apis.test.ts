import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type HttpToolDefinition, HttpToolError, httpTool } from "../../worker/agent/http/http-tool.ts";
import { toolContext } from "./agents/tool-context.ts";

/** What real APIs do beside a 200 with JSON, in the shapes that three of them document, played by a server of ours. */

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

let seen: { method: string; url: string; type: string | undefined; key: unknown; body: string }[] = [];
let answers: Answer[] = [];

const server = createServer(async (request, response) => {
  const body = await text(request);
  const { method = "", url = "", headers } = request;
  seen.push({ method, url, type: headers["content-type"], key: headers["idempotency-key"], body });
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(Object.assign(request, { body }), response);
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  seen = [];
});

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const resets: Answer = (request) => request.socket.destroy();

const NAMED = { name: "ask", description: "Asks." };
type Rest<I extends z.ZodObject, O> = Omit<HttpToolDefinition<I, O>, "name" | "description">;

async function run<I extends z.ZodObject, O>(definition: Rest<I, O>, args: unknown, signal?: AbortSignal) {
  const call = httpTool<I, O>({ ...NAMED, ...definition }).check(args);
  if (!call.ok) throw new Error(call.faults);
  const ran = await call.run(toolContext(signal ? { signal } : {}));
  // As the model gets it.
  return { output: JSON.parse(JSON.stringify(ran.output)) as unknown, account: ran.account() };
}
const failure = (promise: Promise<unknown>): Promise<HttpToolError> =>
  promise.then(
    () => Promise.reject(new Error("the tool did not fail")),
    (error: HttpToolError) => error, // `toMatchObject` looks at what it is
  );

const number = z.object({ number: z.string() });
const order = (more: Partial<Rest<typeof number, { state: string }>> = {}) => ({
  input: number,
  url: `${base}/orders/{number}`,
  select: (body: unknown) => z.object({ state: z.string() }).parse(body),
  ...more,
});

describe("a status that is an answer", () => {
  const missing = order({
    answers: { 404: "There is no such order.", 409: { busy: true } },
    title: (_, found) => (found ? "Found it" : "Looked for it"),
    facts: (_, { state }) => [{ name: "state", value: state, from: "tool", confirmed: true }],
  });

  test("is told in the author's words, and leaves no facts", async () => {
    answers = [json(404, { message: "Not Found", documentation_url: "https://docs.github.com/rest" })];
    const { output, account } = await run({ ...missing, url: `${base}/o/{number}` }, { number: "1" });

    expect(output).toBe("There is no such order.");
    expect(account).toEqual({
      title: "Looked for it",
      facts: undefined,
      identity: undefined,
      promises: undefined,
    });
  });

  test("may be an object", async () => {
    answers = [json(409, "")];
    expect((await run({ ...missing, url: `${base}/o/{number}` }, { number: "1" })).output).toEqual({
      busy: true,
    });
  });

  test("may be made of the endpoint's own body, as of a card that Stripe declines", async () => {
    answers = [json(402, { error: { type: "card_error", decline_code: "insufficient_funds" } })];
    const Declined = z.object({ error: z.object({ decline_code: z.string() }) });
    const { output } = await run(
      order({
        method: "POST",
        answers: { 402: (body) => ({ declined: Declined.parse(body).error.decline_code }) },
      }),
      { number: "1" },
    );
    expect(output).toEqual({ declined: "insufficient_funds" });
  });

  test("with a body that cannot be read is still an answer", async () => {
    answers = [
      (_, response) => response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found"),
    ];
    expect((await run({ ...missing, url: `${base}/o/{number}` }, { number: "1" })).output).toBe(
      "There is no such order.",
    );
  });

  test("leaves the others failures, and a good answer as it is", async () => {
    answers = [json(403, { message: "Forbidden" })];
    expect(await failure(run({ ...missing, url: `${base}/o/{number}` }, { number: "1" }))).toMatchObject({
      status: 403,
    });
    answers = [json(200, { state: "shipped" })];
    const { output, account } = await run({ ...missing, url: `${base}/o/{number}` }, { number: "1" });
    expect(output).toEqual({ state: "shipped" });
    expect(account).toMatchObject({ title: "Found it", facts: [{ value: "shipped" }] });
  });
});

describe("another try", () => {
  const good = json(200, { state: "shipped" });

  test.each([429, 502, 503, 504])("follows a %i, with the same key", async (status) => {
    answers = [json(status, {}), good];
    expect((await run(order(), { number: "1" })).output).toEqual({ state: "shipped" });
    expect(seen.map(({ key }) => key)).toEqual(["first-key", "first-key"]);
  });

  test("follows a connection that breaks", async () => {
    answers = [resets, good];
    expect((await run(order(), { number: "1" })).output).toEqual({ state: "shipped" });
  });

  test("of a PUT carries the body again", async () => {
    answers = [json(503, {}), good];
    await run(
      { ...order(), input: number.extend({ size: z.number() }), method: "PUT" },
      { number: "1", size: 9 },
    );
    expect(seen.map(({ body }) => body)).toEqual(['{"size":9}', '{"size":9}']);
  });

  test.each([
    ["1", 900],
    [() => new Date(Date.now() + 2_000).toUTCString(), 900],
    ["soon", 100],
  ] as const)("waits as long as the endpoint wants (%s)", async (wanted, atLeastMs) => {
    answers = [json(429, {}, { "retry-after": typeof wanted === "string" ? wanted : wanted() }), good];
    const startedAt = performance.now();
    await run(order(), { number: "1" });
    expect(performance.now() - startedAt).toBeGreaterThan(atLeastMs);
  });

  test("is not made where the endpoint wants to be left alone for longer than a caller waits", async () => {
    answers = [json(429, { message: "API rate limit exceeded" }, { "retry-after": "60" })];
    expect(await failure(run(order(), { number: "1" }))).toMatchObject({ status: 429 });
    expect(seen).toHaveLength(1);
  });

  test.each(["POST", "PATCH"] as const)(
    "is not made of a %s, which may have been carried out",
    async (method) => {
      answers = [json(503, {})];
      expect(await failure(run(order({ method }), { number: "1" }))).toMatchObject({ status: 503 });
      expect(seen).toHaveLength(1);
    },
  );

  test.each([400, 401, 404, 500])("is not made after a %i", async (status) => {
    answers = [json(status, {})];
    expect(await failure(run(order(), { number: "1" }))).toMatchObject({ status });
    expect(seen).toHaveLength(1);
  });

  test("is made twice at most", async () => {
    answers = [json(503, {})];
    expect(await failure(run(order(), { number: "1" }))).toMatchObject({ code: "tool_status", status: 503 });
    expect(seen).toHaveLength(3);
  });

  test("ends with the deadline", async () => {
    const deadline = new AbortController();
    answers = [json(503, {}, { "retry-after": "2" })];
    setTimeout(() => deadline.abort(new Error("deadline")), 100);
    const startedAt = performance.now();
    expect((await failure(run(order(), { number: "1" }, deadline.signal))).message).toBe("deadline");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("a body", () => {
  test("of form fields is written as Stripe and Rails read it", async () => {
    answers = [json(200, { state: "draft" })];
    const input = z.object({
      number: z.string(),
      customer: z.string(),
      items: z.array(z.object({ price: z.string(), quantity: z.number() })),
      expand: z.array(z.string()),
      metadata: z.object({ note: z.string(), gone: z.string().optional() }),
      coupon: z.string().nullable(),
    });
    await run(
      { ...order(), input, method: "POST", body: "form" },
      {
        number: "1",
        customer: "cus 1&2",
        items: [{ price: "p_1", quantity: 2 }],
        expand: ["a", "b"],
        metadata: { note: "ü" },
        coupon: null,
      },
    );

    expect(seen[0]?.type).toMatch(/^application\/x-www-form-urlencoded/);
    expect([...new URLSearchParams(seen[0]?.body)]).toEqual([
      ["customer", "cus 1&2"],
      ["items[0][price]", "p_1"],
      ["items[0][quantity]", "2"],
      ["expand[0]", "a"],
      ["expand[1]", "b"],
      ["metadata[note]", "ü"],
    ]);
  });

  test("of text is the one argument that is not in the address", async () => {
    answers = [json(200, { state: "noted" })];
    const input = z.object({ number: z.string(), note: z.string() });
    await run(
      { ...order(), input, method: "PUT", body: "text" },
      { number: "1", note: "Leave it\nat the door." },
    );
    expect(seen).toMatchObject([
      { url: "/orders/1", type: expect.stringMatching(/^text\/plain/), body: "Leave it\nat the door." },
    ]);
  });

  test.each([
    ["of text has no argument", { method: "POST", body: "text" }, /body: text takes exactly one argument/],
    ["belongs to a GET", { body: "form" }, /body: a GET has none/],
  ] as const)("that %s is refused when the tool is defined", (_, more, message) => {
    expect(() => httpTool({ ...NAMED, ...order(), ...more })).toThrow(message);
  });
});

describe("a list in pages", () => {
  const all = z.object({ customer: z.string() });
  const Item = z.object({ id: z.union([z.number(), z.string()]) });

  test("of GitHub's is followed by its Link header", async () => {
    answers = [
      json(200, [{ id: 1 }, { id: 2 }], {
        link: `<${base}/repositories/1/issues?page=2>; rel="next", <${base}/repositories/1/issues?page=9>; rel="last"`,
      }),
      json(200, [{ id: 3 }], { link: `<${base}/repositories/1/issues?page=1>; rel="first"` }),
    ];
    const { output } = await run(
      {
        input: all,
        url: `${base}/issues?state=open`,
        nextPage: (_, link) => link,
        select: (list) => z.array(Item).parse(list),
      },
      { customer: "a" },
    );
    expect(output).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(seen.map(({ url }) => url)).toEqual([
      "/issues?state=open&customer=a",
      "/repositories/1/issues?page=2",
    ]);
  });

  test("of Stripe's is followed by the last id", async () => {
    const Page = z.object({ has_more: z.boolean(), data: z.array(Item) });
    answers = [
      json(200, { object: "list", has_more: true, data: [{ id: "ch_1" }, { id: "ch_2" }] }),
      json(200, { object: "list", has_more: false, data: [{ id: "ch_3" }] }),
    ];
    const { output } = await run(
      {
        input: all,
        url: `${base}/v1/charges`,
        nextPage: (page) => {
          const { has_more, data } = Page.parse(page);
          return has_more ? { starting_after: String(data.at(-1)?.id) } : undefined;
        },
        select: (pages) =>
          z
            .array(Page)
            .parse(pages)
            .flatMap(({ data }) => data),
      },
      { customer: "cus_1" },
    );
    expect(output).toEqual([{ id: "ch_1" }, { id: "ch_2" }, { id: "ch_3" }]);
    expect(seen[1]?.url).toBe("/v1/charges?customer=cus_1&starting_after=ch_2");
  });

  test("of Airtable's is followed by its offset", async () => {
    const Page = z.object({ records: z.array(Item), offset: z.string().optional() });
    answers = [
      json(200, { records: [{ id: "r1" }], offset: "itr/r2" }),
      json(200, { records: [{ id: "r2" }], offset: "itr/r3" }),
      json(200, { records: [{ id: "r3" }] }),
    ];
    const { output } = await run(
      {
        input: all,
        url: `${base}/v0/app/Orders?pageSize=1`,
        nextPage: (page) => {
          const { offset } = Page.parse(page);
          return offset === undefined ? undefined : { offset };
        },
        select: (pages) =>
          z
            .array(Page)
            .parse(pages)
            .flatMap(({ records }) => records.map(({ id }) => id)),
      },
      { customer: "a" },
    );
    expect(output).toEqual(["r1", "r2", "r3"]);
    expect(seen[2]?.url).toBe("/v0/app/Orders?pageSize=1&customer=a&offset=itr%2Fr3");
  });

  test("with a relative address, and one that stays the same, ends", async () => {
    answers = [json(200, [{ id: 1 }])];
    const { output } = await run(
      { input: all, url: `${base}/list`, nextPage: () => "?page=2" },
      { customer: "a" },
    );
    expect(output).toEqual([{ id: 1 }, { id: 1 }]);
  });

  test("is followed ten pages far", async () => {
    answers = [json(200, [1])];
    let page = 0;
    const nextPage = () => {
      page += 1;
      return { page: String(page) };
    };
    expect((await run({ input: all, url: `${base}/list`, nextPage }, { customer: "a" })).output).toHaveLength(
      10,
    );
  });

  test("is not followed to another host, which would get the secrets", async () => {
    answers = [json(200, [1], { link: '<https://evil.example/x>; rel="next"' })];
    const listed = run({ input: all, url: `${base}/list`, nextPage: (_, link) => link }, { customer: "a" });
    expect(await failure(listed)).toMatchObject({ code: "tool_redirected" });
  });

  test("that cannot be read is a bad answer", async () => {
    answers = [json(200, [1])];
    const nextPage = () => {
      throw new Error("odd");
    };
    expect(
      await failure(run({ input: all, url: `${base}/list`, nextPage }, { customer: "a" })),
    ).toMatchObject({
      code: "tool_bad_output",
    });
  });

  test("is read, and not written", () => {
    expect(() => httpTool({ ...NAMED, ...order({ method: "POST", nextPage: () => undefined }) })).toThrow(
      /nextPage: a POST has one page/,
    );
  });
});

describe("a second list, written when the first was good", () => {
  const list = z.object({ q: z.string() });

  test("a Link header with other parameters, and its parts in another order, is read", async () => {
    answers = [
      json(200, [1], {
        link: `<${base}/p?page=0>; rel="prev", <${base}/p?page=2>; title="more"; rel="next"`,
      }),
      json(200, [2]),
    ];
    const { output } = await run({ input: list, url: `${base}/p`, nextPage: (_, link) => link }, { q: "a" });
    expect(output).toEqual([1, 2]);
  });

  test("a Link header of Shopify's, whose cursor has commas encoded, is read", async () => {
    answers = [
      json(200, { orders: [1] }, { link: `<${base}/o.json?page_info=eyJ%2C&limit=1>; rel=next` }),
      json(200, { orders: [2] }),
    ];
    const { output } = await run(
      {
        input: list,
        url: `${base}/o.json`,
        nextPage: (_, link) => link,
        select: (pages) =>
          z
            .array(z.object({ orders: z.array(z.number()) }))
            .parse(pages)
            .flatMap((p) => p.orders),
      },
      { q: "a" },
    );
    expect(output).toEqual([1, 2]);
    expect(seen[1]?.url).toBe("/o.json?page_info=eyJ%2C&limit=1");
  });

  test("a later page that is busy is asked again", async () => {
    answers = [json(200, [1]), json(503, {}), json(200, [2]), json(200, [])];
    let n = 0;
    const nextPage = (page: unknown) => {
      n += 1;
      return Array.isArray(page) && page.length > 0 ? { page: String(n + 1) } : undefined;
    };
    const { output } = await run({ input: list, url: `${base}/l`, nextPage }, { q: "a" });
    expect(output).toEqual([1, 2]);
    expect(seen.map(({ url }) => url)).toEqual(["/l?q=a", "/l?q=a&page=2", "/l?q=a&page=2", "/l?q=a&page=3"]);
  });

  test("an answer of a later page is told, and the pages before are not", async () => {
    answers = [json(200, [1], { link: `<${base}/l?page=2>; rel="next"` }), json(410, {})];
    const tool = { input: list, url: `${base}/l`, nextPage: (_: unknown, link?: string) => link };
    expect((await run({ ...tool, answers: { 410: "Gone." } }, { q: "a" })).output).toBe("Gone.");
  });

  test("an answer is not asked for again, though its status is a busy one", async () => {
    answers = [json(503, {})];
    expect((await run(order({ answers: { 503: "It is closed at night." } }), { number: "1" })).output).toBe(
      "It is closed at night.",
    );
    expect(seen).toHaveLength(1);
  });

  test("a function of an answer that cannot read it is a bad answer", async () => {
    answers = [json(422, { errors: [] })];
    const told = order({ answers: { 422: (body) => z.object({ code: z.string() }).parse(body).code } });
    expect(await failure(run(told, { number: "1" }))).toMatchObject({ code: "tool_bad_output" });
  });

  test("a DELETE is asked again, and its empty answer is one", async () => {
    answers = [json(502, {}), (_, response) => response.writeHead(204).end()];
    expect(
      (await run({ input: number, url: `${base}/o/{number}`, method: "DELETE" }, { number: "1" })).output,
    ).toEqual({
      ok: true,
    });
  });

  test("a connection that breaks within the answer is asked again", async () => {
    answers = [
      (request, response) => {
        response.writeHead(200, { "content-length": "100" }).write("{");
        request.socket.end();
      },
      json(200, { state: "shipped" }),
    ];
    expect((await run(order(), { number: "1" })).output).toEqual({ state: "shipped" });
  });

  test("a redirect and a page that is no JSON are not asked again", async () => {
    answers = [(_, response) => response.writeHead(302, { location: "/x" }).end()];
    expect(await failure(run(order(), { number: "1" }))).toMatchObject({ code: "tool_redirected" });
    answers = [(_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{")];
    expect(await failure(run(order(), { number: "1" }))).toMatchObject({ code: "tool_bad_output" });
    expect(seen).toHaveLength(2);
  });

  test("form fields keep a number, a yes, an empty text and a nested list as they are", async () => {
    answers = [json(200, { state: "x" })];
    const input = z.object({
      number: z.string(),
      a: z.number(),
      b: z.boolean(),
      c: z.string(),
      d: z.array(z.array(z.number())),
    });
    await run(
      { ...order(), input, method: "POST", body: "form" },
      { number: "1", a: 1.5, b: true, c: "", d: [[1], [2]] },
    );
    expect(seen[0]?.body).toBe("a=1.5&b=true&c=&d%5B0%5D%5B0%5D=1&d%5B1%5D%5B0%5D=2");
  });
});

test("the error of an endpoint is one of ours", async () => {
  answers = [resets];
  expect(await failure(run(order(), { number: "1" }))).toBeInstanceOf(HttpToolError);
});
