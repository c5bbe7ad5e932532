import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { CallPage } from "../../../worker/protocol/console/call-row.ts";
import type { LiveMessage } from "../../../worker/protocol/console/live.ts";
import { says } from "../../support/model-steps.ts";
import type { Caller } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** The ledger's routes, over HTTP, with real calls. */

const tokenFor = (role: "reader" | "operator") =>
  signOperatorToken(AUTH_TOKEN, {
    role,
    expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
    id: "78c9419ab7ca",
  });

let served: ServedWorker;
let caller: Caller;
beforeAll(async () => {
  served = await serveWorker();
  caller = await connects(served.origin, { from: "+15550109876" });
  served.model.play([says("Hello there.")]);
  caller.says("=HYPERLINK zebra <b>Rosalinde</b>");
  await caller.answer();
});
afterAll(() => served.close());

async function ask(path: string, role: "reader" | "operator" = "operator") {
  const response = await fetch(served.origin + path, {
    headers: { Authorization: `Bearer ${await tokenFor(role)}` },
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
const page = async (path: string, role?: "reader" | "operator") =>
  JSON.parse((await ask(path, role)).text) as CallPage;

test("a page that is open sees a call that goes on, what is said in it, and its end", async () => {
  await expect.poll(async () => (await page("/api/calls?outcome=live")).calls.length).toBe(1);
  const socket = new WebSocket(`${served.origin.replace("http", "ws")}/api/live`, {
    headers: { Authorization: `Bearer ${await tokenFor("reader")}` },
  });
  const seen: LiveMessage[] = [];
  socket.on("message", (data) => seen.push(JSON.parse(String(data)) as LiveMessage));
  await expect
    .poll(() => seen[0])
    .toMatchObject({
      type: "snapshot",
      calls: [{ callSid: caller.callSid, from: "…9876" }],
    });
  served.model.play([says("We are open on Monday.")]);
  caller.says("When do you open on Monday?");
  await caller.answer();
  await expect.poll(() => JSON.stringify(seen)).toContain("We are open on Monday.");
  caller.hangsUp();

  await expect
    .poll(() => seen.at(-1))
    .toMatchObject({ type: "ended", callSid: caller.callSid, call: { phase: "ended", from: "…9876" } });
  expect(JSON.stringify(seen)).not.toContain("+15550109876");
  socket.close();
});

test("an ended call is found by what was said, by its number for operators alone, and shown whole", async () => {
  const found = await page("/api/calls?q=rosal");
  const detail = JSON.parse((await ask(`/api/calls/${caller.callSid}`, "reader")).text);

  expect(found.calls).toMatchObject([{ callSid: caller.callSid, from: "+15550109876", outcome: "resolved" }]);
  expect(found.calls[0]?.found).toContain("<b>\u0002Rosalinde\u0003</b>");
  expect((await page("/api/calls?q=%2B15550109876")).calls).toHaveLength(1);
  expect((await page("/api/calls?q=%2B15550109876", "reader")).calls).toHaveLength(0);
  expect(detail).toMatchObject({
    call: { from: "…9876" },
    transcript: [{ who: "caller" }, { who: "caller" }],
  });
});

test("a file has all calls, and no cell that a spreadsheet runs", async () => {
  const csv = await ask("/api/calls?format=csv");
  const json = await ask("/api/calls?format=json");

  expect([csv.status, csv.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  expect(csv.text.split("\r\n")[1]).toContain(`${caller.callSid},`);
  expect(csv.text).toContain(`"'+15550109876"`);
  expect((JSON.parse(json.text) as CallPage).calls).toHaveLength(1);
});

test.each([
  ["/api/calls?cursor=nonsense", "bad_cursor"],
  ["/api/calls?limit=0", "bad_limit"],
  ["/api/calls?limit=201", "bad_limit"],
  ["/api/calls?from=yesterday", "bad_from"],
  ["/api/calls?outcome=happy", "bad_outcome"],
  ["/api/calls?reason=why", "bad_reason"],
  ["/api/calls?agnet=x", "bad_query"],
  ["/api/calls?format=xml", "bad_format"],
  ["/api/stats?by=mood", "bad_by"],
  ["/api/stats?from=2026-11-28&to=2026-11-27", "bad_from"],
])("%s is refused as %s", async (path, error) => {
  const { status, text } = await ask(path);
  expect([status, JSON.parse(text)]).toMatchObject([400, { error, hint: expect.any(String) }]);
});

test("the figures have the call", async () => {
  const { status, text } = await ask("/api/stats?by=agent", "reader");
  expect([status, JSON.parse(text)]).toMatchObject([200, { by: "agent", total: { calls: 1 } }]);
});

test("a ledger of a later release is an answer, and calls go on", async () => {
  await served.ledger("UPDATE meta SET version = 99");
  await served.redeploy();
  for (const path of ["/api/calls", "/api/stats"]) {
    const { status, text } = await ask(path);
    expect([status, JSON.parse(text)]).toMatchObject([503, { error: "ledger_newer" }]);
  }
  const next = await connects(served.origin);
  served.model.play([says("Here I am.")]);
  next.says("When do you open?");
  await next.answer();
});
