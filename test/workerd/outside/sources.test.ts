import { afterAll, beforeAll, test } from "vitest";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { AgentDetail } from "../../../worker/protocol/console/agents.ts";
import { says } from "../../support/model-steps.ts";
import { type AirtableBase, openAirtable } from "../../support/sources/airtable-base.ts";
import { openSyncService, type SyncService } from "../../support/sources/sync-service.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** A table of Airtable and a Sync Service as sources of the deployed Worker's agents, at the shortest interval there is. */

const EVERY_S = 10;
const WITHIN = { timeout: (EVERY_S + 5) * 1_000, interval: 250 };

let table: AirtableBase;
let sync: SyncService;
let ofTable: ServedWorker;
let ofSync: ServedWorker;
beforeAll(async () => {
  [table, sync] = await Promise.all([openAirtable(), openSyncService()]);
  const every = { AGENTS_REFRESH_S: String(EVERY_S) };
  ofTable = await serveWorker({
    vars: {
      ...every,
      AGENTS_SOURCE: "airtable",
      AIRTABLE_TOKEN: table.token,
      AIRTABLE_BASE: table.base,
      AIRTABLE_API_URL: table.url,
      AIRTABLE_COLUMNS: "greeting=Hello",
    },
  });
  ofSync = await serveWorker({
    vars: {
      ...every,
      AGENTS_SOURCE: "sync",
      SYNC_SERVICE_SID: sync.serviceSid,
      TWILIO_API_KEY: sync.apiKey,
      TWILIO_API_SECRET: sync.apiSecret,
      TWILIO_SYNC_URL: sync.url,
    },
  });
});
afterAll(() => Promise.all([ofTable.close(), ofSync.close(), table.close(), sync.close()]));

async function detail(of: ServedWorker, agent = "owl-shoes"): Promise<AgentDetail> {
  const expiresAt = Math.floor(Date.now() / 1_000) + 600;
  const token = await signOperatorToken(AUTH_TOKEN, { role: "reader", expiresAt, id: "a".repeat(12) });
  const response = await fetch(`${of.origin}/api/agents/${agent}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return (await response.json()) as AgentDetail;
}
const greeting = async (of: ServedWorker) => (await detail(of)).published.greeting;

test.concurrent("a row that is changed answers within the interval, and a token that is taken back is said", async ({
  expect,
}) => {
  table.add({ Updated: "2026-01-01T00:00:00.000Z", Hello: "One." });
  // Nobody looks: a call alone has it read.
  const call = await connects(ofTable.origin);
  await expect.poll(() => table.asked.length, WITHIN).toBe(1);
  call.hangsUp();
  await expect.poll(() => greeting(ofTable), WITHIN).toBe("One.");
  expect(await detail(ofTable)).toMatchObject({ source: "airtable", live: { version: 1, by: "airtable" } });

  table.add({ Updated: "2026-01-02T00:00:00.000Z", Hello: "Two." });
  table.add({ Agent: "workshop", Updated: "2026-01-02T00:00:00.000Z", Hello: "x".repeat(501) });
  await expect.poll(() => greeting(ofTable), WITHIN).toBe("Two.");

  expect(await detail(ofTable, "workshop")).toMatchObject({
    published: {},
    fault: { of: "source", message: expect.stringMatching(/^greeting: /) },
  });
  table.revoked = true;
  await expect.poll(async () => (await detail(ofTable)).fault?.message, WITHIN).toContain("401");
  expect(await greeting(ofTable)).toBe("Two.");
  const failed = ofTable.logs.filter((line) => line.includes("source.failed"));
  expect(failed).toHaveLength(2);
  expect(ofTable.logs.join()).not.toContain(table.token);
  expect(await ofTable.ledger("SELECT by, what FROM audit ORDER BY rowid")).toEqual(
    [1, 2].map((version) => ({ by: "airtable", what: `published version ${version} of owl-shoes` })),
  );
}, 60_000);

test.concurrent("a Document that is changed answers within the interval", async ({ expect }) => {
  expect(await sync.write("baton-agent-owl-shoes", { greeting: "One." })).toBe(201);
  await expect.poll(() => greeting(ofSync), WITHIN).toBe("One.");

  expect(
    await sync.write("baton-agent-owl-shoes", { greeting: "Two." }, sync.revision("baton-agent-owl-shoes")),
  ).toBe(200);
  await expect.poll(() => greeting(ofSync), WITHIN).toBe("Two.");

  expect(await detail(ofSync)).toMatchObject({
    source: "sync",
    live: { version: 2, by: "sync", note: "revision 1" },
  });
  expect(await detail(ofSync)).not.toHaveProperty("fault");
}, 60_000);

test.concurrent("calls are answered, counted and shown while a source hangs", async ({ expect }) => {
  const hanging = await openAirtable();
  hanging.failing = "hang";
  const { token, base, url } = hanging;
  const served = await serveWorker({
    vars: { AGENTS_SOURCE: "airtable", AIRTABLE_TOKEN: token, AIRTABLE_BASE: base, AIRTABLE_API_URL: url },
  });
  const first = await connects(served.origin);
  await expect.poll(() => hanging.asked.length, WITHIN).toBe(1);

  const second = await connects(served.origin);
  served.model.play([says("We are open on Monday.")]);
  second.says("When do you open on Monday?");
  expect(await second.answer()).toContain("We are open on Monday.");
  expect(await detail(served)).toMatchObject({ source: "airtable", published: {} });
  const begun = async () => (await served.ledger("SELECT call_sid FROM calls")).map((row) => row.call_sid);
  await expect
    .poll(begun, { timeout: 5_000 })
    .toEqual(expect.arrayContaining([first.callSid, second.callSid]));

  expect(served.logs.filter((line) => line.includes("source."))).toEqual([]);
  await served.close();
  await hanging.close();
}, 60_000);
