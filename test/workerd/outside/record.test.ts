import { afterAll, beforeAll, expect, test } from "vitest";
import { signRecordLink } from "../../../worker/adapters/record-link.ts";
import { says } from "../../support/model-steps.ts";
import { newCallSid } from "../caller.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

let served: ServedWorker;
let callSid: string;
const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;
const link = (expires = inAnHour(), of = callSid, token = AUTH_TOKEN) =>
  signRecordLink(token, served.origin, of, expires);

beforeAll(async () => {
  served = await serveWorker({ script: { script: [says("We open at nine.")] } });
  const caller = await connects(served.origin);
  callSid = caller.callSid;
  caller.says("When do you open?");
  await caller.answer();
});
afterAll(() => served.close());

test("a signed link gives the conversation to a page of any origin", async () => {
  const response = await fetch(await link());

  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const record = (await response.json()) as { items: { who: string; text: string }[] }; // compared below
  expect(record).toMatchObject({ callSid, live: true });
  expect(record.items.map((i) => [i.who, i.text])).toEqual([
    ["agent", expect.stringContaining("Owl Shoes")],
    ["caller", "When do you open?"],
    ["agent", "We open at nine."],
  ]);
});

test("a record that has not changed is not sent again", async () => {
  const first = await fetch(await link());
  const etag = first.headers.get("etag") ?? "";

  const second = await fetch(await link(), { headers: { "If-None-Match": etag } });

  expect(second.status).toBe(304);
  expect(await second.text()).toBe("");
  expect(second.headers.get("access-control-allow-origin")).toBe("*");
});

test("a browser's question beforehand is answered", async () => {
  const response = await fetch(await link(), { method: "OPTIONS" });

  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-headers")).toContain("if-none-match");
});

test("a link made with the token before is valid while tokens are being rotated", async () => {
  expect((await fetch(await link(inAnHour(), callSid, OLD_AUTH_TOKEN))).status).toBe(200);
});

test("a link that has expired says so", async () => {
  const response = await fetch(await link(Math.floor(Date.now() / 1_000) - 1));

  expect([response.status, await response.json()]).toEqual([403, { error: "expired" }]);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
});

test.each([
  ["a later date", (url: string) => url.replace(/expires=\d+/, "expires=4102444800")],
  ["another call", (url: string) => url.replace(callSid, newCallSid())],
  ["another signature", (url: string) => url.replace(/signature=..../, "signature=0000")],
  ["no signature", (url: string) => url.replace(/&signature=.*/, "")],
  ["half a signature", (url: string) => url.slice(0, -32)],
])("a link that was changed to %s is refused", async (_, change) => {
  const changed = change(await link());

  const response = await fetch(changed);

  expect(changed).not.toBe(await link());
  expect([response.status, await response.json()]).toEqual([403, { error: "bad_signature" }]);
});

test("a call that nobody knows is not found", async () => {
  const response = await fetch(await link(inAnHour(), newCallSid()));

  expect([response.status, await response.json()]).toEqual([404, { error: "not_found" }]);
});
