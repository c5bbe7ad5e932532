import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Access, type AccessVerdict } from "../../../worker/adapters/access.ts";
import { type AccessKey, assertionOf, jwksOf, newKey } from "../../support/access.ts";

/** Cloudflare Access: whose word is taken, against a server that has keys as the team's domain has them. */

const ISSUER = "https://acme.cloudflareaccess.com";
const AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
const EMAIL = "ops@example.com";

const DEADLINE_MS = 500;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The team's domain, and who checks what it signs. */
async function team(first: Answer) {
  const state = { answer: first, asked: [] as string[], now: Date.now() };
  const server = createServer((request, response) => {
    state.asked.push(request.url ?? "");
    state.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const keysAt = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const access = new Access(
    { issuer: ISSUER, audience: AUDIENCE, keysAt, deadlineMs: DEADLINE_MS },
    () => state.now,
  );
  return { state, check: (assertion: string | null) => access.check(assertion) };
}

const tells =
  (...keys: readonly AccessKey[]): Answer =>
  (_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(jwksOf(...keys)));
  };

const claims = (other: object = {}) => {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: ISSUER,
    aud: [AUDIENCE],
    email: EMAIL,
    iat: now,
    nbf: now,
    exp: now + 600,
    type: "app",
    ...other,
  };
};

const bad: AccessVerdict = { ok: false, reason: "bad_access" };
const key = await newKey("key-1");
const next = await newKey("key-2");

test("whom Access has let in is known by their address", async () => {
  const { check, state } = await team(tells(key));

  expect(await check(await assertionOf(key, claims()))).toEqual({ ok: true, by: EMAIL });
  expect(await check(await assertionOf(key, claims({ aud: AUDIENCE })))).toEqual({ ok: true, by: EMAIL });
  const service = { email: undefined, common_name: "e367826f93b8d71185e03fe518aff3b4.access" };
  expect(await check(await assertionOf(key, claims(service)))).toEqual({ ok: true, by: service.common_name });
  expect(state.asked).toEqual(["/cdn-cgi/access/certs"]);
});

test("nothing shown is nobody", async () => {
  const { check, state } = await team(tells(key));

  for (const none of [null, ""]) expect(await check(none)).toEqual({ ok: false, reason: "no_access" });
  expect(state.asked).toEqual([]);
});

describe("is refused", () => {
  const seconds = (s: number) => Math.floor(Date.now() / 1_000) + s;
  test.each<readonly [string, () => Promise<string>, AccessVerdict]>([
    ["another team's", () => assertionOf(key, claims({ iss: "https://evil.cloudflareaccess.com" })), bad],
    ["another application's", () => assertionOf(key, claims({ aud: ["f".repeat(64)] })), bad],
    ["one for no application", () => assertionOf(key, claims({ aud: undefined })), bad],
    [
      "one that has expired",
      () => assertionOf(key, claims({ exp: seconds(-31) })),
      { ok: false, reason: "expired" },
    ],
    ["one without an end", () => assertionOf(key, claims({ exp: undefined })), bad],
    ["one that ends in words", () => assertionOf(key, claims({ exp: "9999999999" })), bad],
    ["one of tomorrow", () => assertionOf(key, claims({ nbf: seconds(90) })), bad],
    ["one of nobody", () => assertionOf(key, claims({ email: undefined })), bad],
    ["one of an empty name", () => assertionOf(key, claims({ email: "" })), bad],
    ["another key's by this one's name", async () => assertionOf({ ...next, kid: "key-1" }, claims()), bad],
    ["a key of nobody", async () => assertionOf({ ...next, kid: "key-9" }, claims()), bad],
    ["one that says `none`", () => assertionOf(key, claims(), { alg: "none" }), bad],
    ["one that says HS256", () => assertionOf(key, claims(), { alg: "HS256" }), bad],
    ["one that says RS512", () => assertionOf(key, claims(), { alg: "RS512" }), bad],
    [
      "one that brings its own key",
      () => assertionOf({ ...next, kid: "key-1" }, claims(), { jwk: jwksOf(next).keys[0] }),
      bad,
    ],
    [
      "one without a signature",
      async () => `${(await assertionOf(key, claims())).split(".").slice(0, 2).join(".")}.`,
      bad,
    ],
    ["one of four parts", async () => `${await assertionOf(key, claims())}.x`, bad],
    ["one whose claims were changed", async () => changed(await assertionOf(key, claims())), bad],
    ["garbage", async () => "a.b.c", bad],
    ["what is no base64", async () => "%.%.%", bad],
    ["a word", async () => "token", bad],
  ])("%s", async (_, assertion, verdict) => {
    const { check } = await team(tells(key));
    // The keys are known.
    expect((await check(await assertionOf(key, claims()))).ok).toBe(true);

    expect(await check(await assertion())).toEqual(verdict);
  });

  test("what is signed with the public key as a secret", async () => {
    const { check } = await team(tells(key));
    await check(await assertionOf(key, claims()));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "HS256", kid: "key-1" })}.${part(claims())}`;
    const secret = new TextEncoder().encode(JSON.stringify(jwksOf(key).keys[0]));
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const mac = await crypto.subtle.importKey("raw", secret, hmac, false, ["sign"]);
    const signature = await crypto.subtle.sign("HMAC", mac, new TextEncoder().encode(signed));

    expect(await check(`${signed}.${Buffer.from(signature).toString("base64url")}`)).toEqual(bad);
  });
});

/** With another address in it. */
function changed(assertion: string): string {
  const [head, body = "", signature] = assertion.split(".");
  const text = Buffer.from(body, "base64url").toString().replace(EMAIL, "boss@example.com");
  return `${head}.${Buffer.from(text).toString("base64url")}.${signature}`;
}

describe("the keys", () => {
  test("are read anew for a key that is new, and once a minute at most", async () => {
    const { check, state } = await team(tells(key));
    expect((await check(await assertionOf(key, claims()))).ok).toBe(true);
    state.answer = tells(key, next);

    expect((await check(await assertionOf(next, claims()))).ok).toBe(false);
    state.now += 60_000;
    expect((await check(await assertionOf(next, claims()))).ok).toBe(true);
    for (let n = 0; n < 20; n += 1)
      await check(await assertionOf({ ...next, kid: `made-up-${n}` }, claims()));
    expect(state.asked).toHaveLength(2);
  });

  test("that were taken away are no longer taken after an hour", async () => {
    const { check, state } = await team(tells(key, next));
    expect((await check(await assertionOf(key, claims()))).ok).toBe(true);
    state.answer = tells(next);
    state.now += 3_600_000;

    const old = await assertionOf(key, claims({ exp: Math.floor(state.now / 1_000) + 60 }));
    expect(await check(old)).toEqual(bad);
  });

  test("stay while they cannot be read anew", async () => {
    const { check, state } = await team(tells(key));
    await check(await assertionOf(key, claims()));
    state.answer = (_, response) => response.writeHead(500).end();
    state.now += 3_600_000;

    const later = await assertionOf(key, claims({ exp: Math.floor(state.now / 1_000) + 60 }));
    expect((await check(later)).ok).toBe(true);
  });

  test.each<readonly [string, Answer]>([
    ["an error", (_, response) => response.writeHead(500).end("{}")],
    ["a page", (_, response) => response.end("<html>")],
    ["another list", (_, response) => response.end('{"keys":{}}')],
    ["an empty list", (_, response) => response.end('{"keys":[]}')],
    [
      "keys that are none",
      (_, response) => response.end('{"keys":[{"kid":"key-1","kty":"oct","k":"AA"},7]}'),
    ],
    [
      "a key that is too short",
      (_, response) => response.end('{"keys":[{"kid":"key-1","kty":"RSA","n":"AQAB","e":"AQAB"}]}'),
    ],
    ["another address", (_, response) => response.writeHead(302, { location: "https://evil.example" }).end()],
    ["no end", (_, response) => response.end(`{"keys":"${"x".repeat(300_000)}"}`)],
    ["half a connection", (request) => request.socket.destroy()],
  ])("that are %s let nobody in, and the next minute is another try", async (_, answer) => {
    const { check, state } = await team(answer);
    const assertion = await assertionOf(key, claims());

    expect(await check(assertion)).toEqual({ ok: false, reason: "access_unreachable" });
    state.answer = tells(key);
    state.now += 60_000;
    expect((await check(assertion)).ok).toBe(true);
  });

  test("that hang hold nobody for longer than the deadline, and not each one anew", async () => {
    const { check, state } = await team(() => {});
    const assertion = await assertionOf(key, claims());
    const startedAt = performance.now();

    const all = await Promise.all(Array.from({ length: 10 }, () => check(assertion)));

    expect(all.map(({ ok }) => ok)).toEqual(Array(10).fill(false));
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(state.asked).toHaveLength(1);
    expect(await check(assertion)).toEqual({ ok: false, reason: "access_unreachable" });
    expect(state.asked).toHaveLength(1);
  });
});
