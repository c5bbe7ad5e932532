import { afterEach, beforeEach, expect, test } from "vitest";
import { twilioSync } from "../../../worker/adapters/sources/sync.ts";
import { startByteServer } from "../../support/byte-server.ts";
import { openSyncService, type SyncService } from "../../support/sources/sync-service.ts";

let sync: SyncService;
beforeEach(async () => {
  sync = await openSyncService();
});
afterEach(() => sync.close());

const read = (options: object = {}) => {
  const { apiKey, apiSecret, serviceSid, url } = sync;
  const agents = ["owl", "desk"];
  return twilioSync({ apiKey, apiSecret, serviceSid, baseUrl: url, agents, ...options }).read(
    new AbortController().signal,
  );
};

test("an agent's edit is the data of its Document, of the revision that is newest", async () => {
  await sync.write("baton-agent-owl", { greeting: "One." });
  expect(await sync.write("baton-agent-owl", { greeting: "Two." }, "0")).toBe(200);
  expect(await sync.write("baton-agent-owl", { greeting: "Lost." }, "0")).toBe(412);

  expect(await read()).toEqual({
    ok: true,
    edits: [{ agent: "owl", edit: { greeting: "Two." }, note: "revision 1" }],
  });
});

test("a Document of 16 KiB is read, whatever its characters", async () => {
  const instructions = "ü\u0001".repeat(2_000);
  expect(await sync.write("baton-agent-desk", { instructions })).toBe(201);
  expect(await sync.write("baton-agent-owl", { instructions: "x".repeat(17_000) })).toBe(413);

  expect(await read()).toMatchObject({ ok: true, edits: [{ agent: "desk", edit: { instructions } }] });
});

test("a Service without a Document of an agent is empty", async () => {
  await sync.write("something-else", {});

  expect(await read()).toMatchObject({ ok: false, reason: "empty" });
});

test.each([{}, { voice: {}, words: {} }])(
  "a Document with %j is no edit: it takes nothing back",
  async (nothing) => {
    await sync.write("baton-agent-owl", nothing);
    expect(await read()).toMatchObject({ ok: false, reason: "empty" });
    await sync.write("baton-agent-desk", { greeting: "Hi." });

    expect(await read()).toMatchObject({ ok: true, edits: [{ agent: "desk" }] });
  },
);

test.each([
  [401, "refused"],
  [429, "rate_limited"],
  [503, "unreachable"],
])("one that answers %i is %s, even where it is one Document of two", async (status, reason) => {
  await sync.write("baton-agent-owl", { greeting: "One." });
  sync.failing = status;

  expect(await read()).toEqual({
    ok: false,
    reason,
    message: `Twilio refused a Document with ${status}.`,
  });
});

test("a key that is none is refused, and not shown", async () => {
  const found = await read({ apiSecret: "wrong-secret" });

  expect(found).toMatchObject({ ok: false, reason: "refused" });
  expect(JSON.stringify(found)).not.toContain("wrong-secret");
});

test.each(["<html>", '{"data": "text"}', '{"data": null}', "[]"])(
  "an answer of %j is unreadable",
  async (body) => {
    const server = await startByteServer();
    const { url } = server.serves({ status: 200, pieces: [Buffer.from(body)] });

    const found = await read({
      fetch: (at: URL, init: RequestInit) => fetch(url + at.pathname, init),
    });

    expect(found).toEqual({ ok: false, reason: "unreadable", message: "A Document has no data." });
    await server.close();
  },
);
