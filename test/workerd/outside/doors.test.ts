import { Response as MiniflareResponse } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CONSOLE_LINK_S, signConsoleLink } from "../../../worker/adapters/console-link.ts";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import { ROUTES, type Route } from "../../../worker/api/routes.ts";
import { signLink } from "../../../worker/protocol/signed/signed-link.ts";
import { type AccessKey, assertionOf, jwksOf, newKey } from "../../support/access.ts";
import { newCallSid } from "../caller.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN } from "../secrets.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** Who gets in: every route of the Worker, tried with every permission that does not do. */

const ID = "78c9419ab7ca";
const ELSEWHERE = "x".repeat(32);
const inS = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
type Role = "reader" | "operator";
const tokenFor = (role: Role, { forS = 3_600, by = AUTH_TOKEN } = {}) =>
  signOperatorToken(by, { role, expiresAt: inS(forS), id: ID });

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({ refusalsAMinute: 10_000 });
});
afterAll(() => served.close());

let links = 0;
const linkFor = (role: Role = "operator", { nowMs = Date.now(), by = AUTH_TOKEN } = {}) =>
  signConsoleLink(by, served.origin, { role, hours: 12, nonce: `${"n".repeat(16)}${links++}` }, nowMs);

const get = (url: string, init: RequestInit = {}) => fetch(url, { redirect: "manual", ...init });

async function signedIn(role: Role = "operator"): Promise<string> {
  const answer = await get(await linkFor(role));
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const pathOf = ({ path }: Route) =>
  path.replace(":sid", newCallSid()).replace(":name", "owl-shoes").replace("/*", "/calls/CA1");

interface Permission {
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

/** What somebody may show who may not come in. */
const NONE: readonly (readonly [string, () => Promise<Permission>])[] = [
  ["nothing", async () => ({})],
  ["an expired token", async () => bearer(await tokenFor("operator", { forS: -1 }))],
  ["another installation's token", async () => bearer(await tokenFor("operator", { by: ELSEWHERE }))],
  ["a forged token", async () => bearer(`operator.${inS(60)}.${ID}.${"0".repeat(64)}`)],
  [
    "a reader's that says operator",
    async () => bearer((await tokenFor("reader")).replace("reader", "operator")),
  ],
  ["an expired cookie", async () => cookie(await tokenFor("operator", { forS: -1 }))],
  ["another installation's cookie", async () => cookie(await tokenFor("operator", { by: ELSEWHERE }))],
  ["an empty cookie", async () => cookie("")],
  [
    "a cookie that another name holds",
    async () => ({ headers: { Cookie: `xbaton_console=${await tokenFor("operator")}` } }),
  ],
  ["a record's link", async () => ({ query: await signLink("record", AUTH_TOKEN, "", inS(60)) })],
  ["what Access would send", async () => ({ headers: { "Cf-Access-Jwt-Assertion": "a.b.c" } })],
  ["basic credentials", async () => ({ headers: { Authorization: `Basic ${btoa("a:b")}` } })],
];

const bearer = (token: string): Permission => ({ headers: { Authorization: `Bearer ${token}` } });
const cookie = (token: string): Permission => ({ headers: { Cookie: `baton_console=${token}` } });

const ways = ROUTES.flatMap((route) => route.methods.map((method) => [method, route.path, route] as const));

async function knock(method: string, route: Route, { headers = {}, query = "" }: Permission) {
  return get(`${served.origin}${pathOf(route)}${query}`, {
    method,
    headers: { Origin: served.origin, "Content-Type": "application/json", ...headers },
    ...(["POST", "PUT", "PATCH"].includes(method) && { body: '{"number":"+15550100123","dryRun":true}' }),
  });
}

describe("every route is closed to", () => {
  test.each(NONE)("%s", async (_, permission) => {
    for (const [method, path, route] of ways) {
      if (method === "OPTIONS") continue;
      const { status } = await knock(method, route, await permission());
      // A handshake that is none is told so before its signature is looked at.
      const refused = path === "/relay/:sid" ? [403, 426] : [401, 403];
      expect(refused, `${method} ${path} answered ${status}`).toContain(status);
    }
  });
});

test("a reader gets into what is for readers, and into nothing else", async () => {
  const cookies = await signedIn("reader");
  for (const permission of [bearer(await tokenFor("reader")), { headers: { Cookie: cookies } }])
    for (const [method, path, route] of ways.filter(([, , { door }]) => door !== "own")) {
      const { status } = await knock(method, route, permission);
      if (route.door === "operator") expect(status, `${method} ${path}`).toBe(403);
      // Of a call that nobody has made, or an agent that is none, there is nothing to see.
      else if (path.includes("/:")) expect([401, 403, 405], `${method} ${path}`).not.toContain(status);
      else expect([401, 403, 404, 405], `${method} ${path}`).not.toContain(status);
    }
});

test("what is in the list is all there is", async () => {
  for (const path of ["/", "/api", "/api/", "/app.js", "/index.html", "/.dev.vars", "/api/calls/CA1/else"]) {
    const answer = await get(served.origin + path, bearer(await tokenFor("operator")));
    expect([path, answer.status]).toEqual([path, 404]);
  }
  // Each has its own door: nobody adds a route without saying whose it is.
  expect(ROUTES.filter(({ door }) => door === "own").map(({ path }) => path)).toEqual([
    "/relay/:sid",
    "/api/calls/:sid/record",
    "/api/calls/:sid/person",
    "/api/agents/answer",
    "/api/doctor",
    "/console/enter",
  ]);
});

describe("a link", () => {
  test("signs in, by a cookie that no script reads and no other site sends", async () => {
    const answer = await get(await linkFor());

    const set = answer.headers.get("set-cookie") ?? "";
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/console"]);
    expect(set).toMatch(/^baton_console=operator\.\d{10}\.[0-9a-f]{12}\.[0-9a-f]{64}; /);
    expect(set.split("; ").slice(1)).toEqual(["Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict"]);
    const me = await get(`${served.origin}/api/me`, { headers: { Cookie: set.split(";")[0] ?? "" } });
    expect(await me.json()).toEqual({ by: expect.stringMatching(/^[0-9a-f]{12}$/), role: "operator" });
  });

  test("sets a cookie for encrypted connections alone, but on the own machine", async () => {
    const link = new URL(await linkFor());
    const answer = await served.dispatch(`https://baton.example.com${link.pathname}${link.search}`);

    expect(answer.headers.get("set-cookie")).toContain("; Secure");
  });

  test("that says whom it is for signs them in by that name, and by no other", async () => {
    const signsIn = {
      role: "operator",
      hours: 12,
      nonce: `${"n".repeat(16)}${links++}`,
      name: "Maya",
    } as const;
    const link = await signConsoleLink(AUTH_TOKEN, served.origin, signsIn, Date.now());

    expect((await get(link.replace("name=Maya", "name=Ben"))).status).toBe(403);
    expect((await get(link.replace("&name=Maya", ""))).status).toBe(403);
    const entered = await get(link);

    const set = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    const me = await get(`${served.origin}/api/me`, { headers: { Cookie: set } });
    expect(await me.json()).toEqual({ by: expect.stringMatching(/^Maya-[0-9a-f]{8}$/), role: "operator" });
  });

  test("works once, also when it is opened twice at once", async () => {
    const link = await linkFor();
    const answers = await Promise.all(Array.from({ length: 8 }, () => get(link)));
    const again = await get(link);

    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(7).fill(403)]);
    expect(again.status).toBe(403);
    expect(again.headers.get("set-cookie")).toBeNull();
    expect(await again.text()).toContain("was used already");
  });

  test("works for a quarter of an hour", async () => {
    const late = await get(await linkFor("operator", { nowMs: Date.now() - CONSOLE_LINK_S * 1_000 }));

    expect([late.status, late.headers.get("set-cookie")]).toEqual([401, null]);
    expect(await late.text()).toContain("expired");
  });

  test("of the auth token before is good while both are set, and another installation's never", async () => {
    expect((await get(await linkFor("reader", { by: OLD_AUTH_TOKEN }))).status).toBe(303);
    expect((await get(await linkFor("reader", { by: ELSEWHERE }))).status).toBe(403);
  });

  test.each([
    ["role", "operator"],
    ["hours", "720"],
    ["hours", "0"],
    ["nonce", "z".repeat(20)],
    ["nonce", ""],
    ["expires", String(inS(86_400))],
    ["signature", "0".repeat(64)],
  ])("whose %s was changed to %s is none", async (name, value) => {
    const link = new URL(await linkFor("reader"));
    link.searchParams.set(name, value);

    const answer = await get(link.href);

    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  });

  test.each<readonly [string, string, Record<string, string>]>([
    ["is asked for by HEAD", "HEAD", {}],
    ["is loaded ahead", "GET", { "Sec-Purpose": "prefetch;prerender" }],
    ["is loaded ahead by an older browser", "GET", { Purpose: "prefetch" }],
    [
      "is shown in a chat",
      "GET",
      { "User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)" },
    ],
    ["is shown by WhatsApp", "GET", { "User-Agent": "WhatsApp/2.23" }],
    ["is a picture of another page", "GET", { "Sec-Fetch-Dest": "image" }],
    [
      "is followed from another site",
      "GET",
      { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document" },
    ],
  ])("that %s is not used up, and a click signs in", async (_, method, headers) => {
    const link = await linkFor();

    const ahead = await get(link, { method, headers });
    const clicked = await get(link, { method: "POST", headers: { Origin: served.origin } });

    expect([ahead.status, ahead.headers.get("set-cookie")]).toEqual([200, null]);
    if (method === "GET") expect(await ahead.text()).toContain('<form method="post">');
    expect([clicked.status, clicked.headers.get("set-cookie")]).toEqual([303, expect.any(String)]);
  });

  test("is not posted by another page", async () => {
    const link = await linkFor();
    const posted = await get(link, { method: "POST", headers: { Origin: "https://evil.example" } });

    expect([posted.status, posted.headers.get("set-cookie")]).toEqual([403, null]);
    expect((await get(link)).status).toBe(303);
  });

  test("signs out again", async () => {
    const headers = { Cookie: await signedIn(), Origin: served.origin };
    const left = await get(`${served.origin}/console/leave`, { method: "POST", headers });

    expect(left.status).toBe(303);
    expect(left.headers.get("set-cookie")).toMatch(/^baton_console=; Path=\/; Max-Age=0; HttpOnly/);
  });
});

describe("whoever is signed in by the cookie", () => {
  const forget = async (headers: Record<string, string>) => {
    const all = { Cookie: await signedIn(), "Content-Type": "application/json", ...headers };
    const body = '{"number":"none"}';
    const answer = await get(`${served.origin}/api/forget`, { method: "POST", headers: all, body });
    return [answer.status, ((await answer.json()) as { error: string }).error];
  };

  test.each<readonly [string, Record<string, string>, number, string]>([
    ["is not made to act by another site", { Origin: "https://evil.example" }, 403, "cross_origin"],
    ["nor by a host beside it", { Origin: "https://other.127.0.0.1" }, 403, "cross_origin"],
    ["nor by another port", { Origin: "http://127.0.0.1:1" }, 403, "cross_origin"],
    ["nor by a page without a name", { Origin: "null" }, 403, "cross_origin"],
    ["nor by whoever names none", {}, 403, "cross_origin"],
  ])("%s", async (_, headers, status, error) => {
    expect(await forget(headers)).toEqual([status, error]);
  });

  test("acts by JSON alone: a form sends none", async () => {
    const headers = { Origin: served.origin };
    expect(await forget(headers)).toEqual([400, "bad_number"]);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
      expect(await forget({ ...headers, "Content-Type": type })).toEqual([415, "content_type"]);
  });

  test("opens sockets from the own page alone", async () => {
    const url = `${served.origin.replace("http", "ws")}/api/live`;
    const status = async (origin: string) => {
      const ws = new WebSocket(url, { headers: { Cookie: await signedIn(), Origin: origin } });
      return new Promise<number>((resolve) => {
        ws.once("open", () => {
          ws.close();
          resolve(101);
        });
        ws.once("unexpected-response", (_, { statusCode = 0 }) => resolve(statusCode));
        ws.once("error", () => {});
      });
    };

    expect(await status("https://evil.example")).toBe(403);
    expect(await status("null")).toBe(403);
    expect(await status(served.origin)).toBe(101);
  });

  test("keeps no socket open for longer than its token is good", async () => {
    const cookieOf = `baton_console=${await tokenFor("reader", { forS: 3 })}`;
    const ws = new WebSocket(`${served.origin.replace("http", "ws")}/api/live`, {
      headers: { Cookie: cookieOf, Origin: served.origin },
    });
    const openedMs = performance.now();
    const code = await new Promise<number>((resolve) => ws.once("close", resolve));

    expect(code).toBe(1_000);
    expect(performance.now() - openedMs).toBeGreaterThan(1_000);
    const again = await get(`${served.origin}/api/live`, { headers: { Cookie: cookieOf } });
    expect(again.status).toBe(401);
  });

  test("a token in the header needs none of that, as no browser adds it by itself", async () => {
    const answer = await get(`${served.origin}/api/forget`, {
      method: "POST",
      headers: { Authorization: `Bearer ${await tokenFor("operator")}`, Origin: "https://evil.example" },
      body: "{}",
    });
    expect(answer.status).toBe(400);
  });
});

describe("the page", () => {
  test("is framed by nobody, runs no script but its own, and tells nobody where it was", async () => {
    const headers = { Cookie: await signedIn("reader") };
    for (const [url, init] of [
      [`${served.origin}/console`, { headers }],
      [`${served.origin}/console`, {}],
      [`${served.origin}/console/app.js`, { headers }],
      [`${served.origin}/console/none.js`, { headers }],
      [await linkFor(), { headers: { Purpose: "prefetch" } }],
      [`${served.origin}/console/enter`, {}],
    ] as const) {
      const answer = await get(url, init);
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).not.toContain("unsafe");
      expect(answer.headers.get("x-frame-options")).toBe("DENY");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toMatch(/^(no-referrer|same-origin)$/);
      const isHtml = answer.headers.get("content-type")?.startsWith("text/html");
      expect(isHtml ? await answer.text() : "").not.toMatch(/<script(?![^>]*src=)|\son\w+=/);
    }
  });

  test("answers at each of its own addresses, and its files by their names", async () => {
    const headers = { Cookie: await signedIn("reader") };
    const read = async (path: string) => {
      const answer = await get(served.origin + path, { headers });
      return [answer.status, answer.headers.get("content-type")?.split(";")[0]];
    };

    for (const path of ["/console", "/console/", "/console/calls/CA1?t=3", "/console/overview"])
      expect(await read(path)).toEqual([200, "text/html"]);
    expect(await read("/console/app.js")).toEqual([200, "text/javascript"]);
    expect(await read("/console/app.css")).toEqual([200, "text/css"]);
    expect((await read("/console/none.js"))[0]).toBe(404);
    expect((await read("/console/../wrangler.toml"))[0]).toBe(404);
  });

  test("says how to get in, and nothing of it is told before", async () => {
    const answer = await get(`${served.origin}/console/app.js`);
    const text = await answer.text();

    expect(answer.status).toBe(401);
    expect(text).toContain("npm run console");
    expect(text.length).toBeLessThan(2_000);
  });

  test("what /api answers is kept by nobody, and is taken for nothing but JSON", async () => {
    for (const path of ["/api/me", "/api/audit", "/api/none"]) {
      const { headers } = await get(served.origin + path, bearer(await tokenFor("operator")));
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("the audit list", () => {
  const audit = async (query = "") => {
    const answer = await get(`${served.origin}/api/audit${query}`, bearer(await tokenFor("operator")));
    return { status: answer.status, ...((await answer.json()) as { entries: Record<string, unknown>[] }) };
  };

  test("tells who signed in, what was deleted and what was refused, the newest first", async () => {
    const callSid = newCallSid();
    const startedAt = Date.now();
    await signedIn("reader");
    await get(`${served.origin}/api/calls/${callSid}`, {
      method: "DELETE",
      ...bearer(await tokenFor("reader")),
    });
    await get(`${served.origin}/api/calls/${callSid}`, {
      method: "DELETE",
      ...bearer(await tokenFor("operator")),
    });

    await expect
      .poll(async () => (await audit("?limit=3")).entries)
      .toMatchObject([
        { by: ID, what: "deleted, and nothing was there", callSid },
        { by: ID, what: "refused DELETE /api/calls/:sid", callSid },
        { by: expect.stringMatching(/^[0-9a-f]{12}$/), what: "signed_in reader" },
      ]);
    const [{ at } = { at: 0 }] = (await audit("?limit=1")).entries;
    expect(Number(at)).toBeGreaterThanOrEqual(startedAt - 1_000);
  });

  test.each(["0", "1001", "x", "-1", "1.5"])("of %s entries is refused", async (limit) => {
    expect((await audit(`?limit=${limit}`)).status).toBe(400);
  });

  test("is for operators", async () => {
    const { status } = await get(`${served.origin}/api/audit`, bearer(await tokenFor("reader")));
    expect(status).toBe(403);
  });
});

describe("without a ledger", () => {
  let bare: ServedWorker;
  beforeAll(async () => {
    bare = await serveWorker({ ledger: false });
  });
  afterAll(() => bare.close());

  test("no link signs in, since nobody would know that it was used; tokens do, and deletion works", async () => {
    const link = new URL(await linkFor());
    const answer = await get(`${bare.origin}${link.pathname}${link.search}`);
    const token = bearer(await tokenFor("operator"));

    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([503, null]);
    expect(await answer.text()).toContain("LEDGER is not bound");
    expect((await get(`${bare.origin}/api/me`, token)).status).toBe(200);
    expect((await get(`${bare.origin}/api/calls/CA1`, { method: "DELETE", ...token })).status).toBe(404);
    expect((await get(`${bare.origin}/api/audit`, token)).status).toBe(503);
  });
});

describe("behind Cloudflare Access", () => {
  const issuer = "https://acme.cloudflareaccess.com";
  const audience = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
  const asked: string[] = [];
  let guarded: ServedWorker;
  let key: AccessKey;
  beforeAll(async () => {
    key = await newKey("key-1");
    guarded = await serveWorker({
      vars: { ACCESS_TEAM: "acme", ACCESS_AUD: audience },
      refusalsAMinute: 10_000,
      outbound: async ({ url }) => {
        asked.push(url);
        return new MiniflareResponse(JSON.stringify(jwksOf(key)));
      },
    });
  });
  afterAll(() => guarded.close());

  const assertion = (other: object = {}) =>
    assertionOf(key, { iss: issuer, aud: [audience], email: "ops@example.com", exp: inS(600), ...other });
  const shown = async (other?: object) => ({ "Cf-Access-Jwt-Assertion": await assertion(other) });

  test("who was let in operates, and is known by their address", async () => {
    const headers = { ...(await shown()), Origin: guarded.origin };
    const me = await get(`${guarded.origin}/api/me`, { headers });
    const page = await get(`${guarded.origin}/console`, { headers });
    await get(`${guarded.origin}/api/calls/CA1`, { method: "DELETE", headers });

    expect(await me.json()).toEqual({ by: "ops@example.com", role: "operator" });
    expect(page.status).toBe(200);
    await expect
      .poll(async () => (await get(`${guarded.origin}/api/audit`, { headers })).json())
      .toMatchObject({
        entries: [{ by: "ops@example.com", what: "deleted, and nothing was there", callSid: "CA1" }],
      });
    expect(asked).toEqual([`${issuer}/cdn-cgi/access/certs`]);
  });

  test("nothing else lets in: no link, no cookie, no token, and nobody for whom Access does not vouch", async () => {
    const link = new URL(await linkFor());
    const entered = await get(`${guarded.origin}${link.pathname}${link.search}`);
    expect([entered.status, entered.headers.get("set-cookie")]).toEqual([401, null]);
    const token = await tokenFor("operator");
    for (const headers of [
      {},
      { Authorization: `Bearer ${token}` },
      { Cookie: `baton_console=${token}; CF_Authorization=${await assertion()}` },
      await shown({ aud: ["f".repeat(64)] }),
      await shown({ exp: inS(-60) }),
    ] as Record<string, string>[])
      for (const path of ["/api/me", "/api/audit", "/console", "/console/app.js"])
        expect([401, 403]).toContain((await get(guarded.origin + path, { headers })).status);
  });

  test("another site's page does not act with it", async () => {
    const headers = {
      ...(await shown()),
      Origin: "https://evil.example",
      "Content-Type": "application/json",
    };
    const answer = await get(`${guarded.origin}/api/forget`, { method: "POST", headers, body: "{}" });

    expect([answer.status, await answer.json()]).toMatchObject([403, { error: "cross_origin" }]);
  });

  test.each([
    [{ ACCESS_TEAM: "acme" }, "ACCESS_AUD is missing"],
    [{ ACCESS_AUD: audience }, "ACCESS_TEAM is missing"],
    [{ ACCESS_TEAM: "acme/evil", ACCESS_AUD: audience }, "ACCESS_TEAM must be the team's name"],
  ])("half of it, or a name that is none, is named: %o", async (vars, words) => {
    const half = await serveWorker({ vars });
    const answer = await get(`${half.origin}/health`);
    const said = [answer.status, await answer.text()];
    await half.close();

    expect(said).toEqual([503, expect.stringContaining(words)]);
  });
});
