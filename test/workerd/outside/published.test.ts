import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../../local/stack/free-port.ts";
import { startFunctionsServer } from "../../../local/stack/servers.ts";
import { startTwilio, type Twilio } from "../../../local/twilio/index.ts";
import { says } from "../../support/model-steps.ts";
import { dial, type Phone } from "../../support/phone.ts";
import type { ReceivedRequest } from "../../support/scripted-model.ts";
import { AUTH_TOKEN, SECRETS } from "../secrets.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/**
 * What is published, over the whole stack: the Functions in twilio-run, the Worker in workerd, Twilio's side around them.
 * Each agent says what it sells by its instructions, so that who answers is heard.
 */

const AGENT = "owl-shoes";
const sells = ({ raw }: ReceivedRequest) =>
  says(`We have ${/You sell (\w+)/.exec(raw)?.[1] ?? "owl shoes"}.`);

let worker: ServedWorker;
let functions: Awaited<ReturnType<typeof startFunctionsServer>>;
let twilio: Twilio;
let folder: string;
beforeAll(async () => {
  const functionsPort = await freePort();
  worker = await serveWorker({ script: { otherwise: sells } });
  twilio = await startTwilio({
    voiceUrl: `http://127.0.0.1:${functionsPort}/voice/incoming`,
    fallbackUrl: `http://127.0.0.1:${functionsPort}/voice/fallback`,
    accountSid: SECRETS.TWILIO_ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: "+15550100002",
    settings: { speechRate: 20 },
  });
  folder = await mkdtemp(path.join(tmpdir(), "published-"));
  functions = await startFunctionsServer(
    { agents: "test/workerd/outside/patient-agents.ts" },
    {
      port: functionsPort,
      dir: folder,
      variables: {
        AUTH_TOKEN,
        RELAY_URL: `wss://${new URL(worker.origin).host}/relay`,
        WORKFLOW_SID: `WW${"0".repeat(32)}`,
      },
    },
  );
});
afterAll(async () => {
  await twilio.close();
  await functions.stop();
  await worker.close();
  await rm(folder, { recursive: true });
});

async function publishes(version: number, edit: object): Promise<void> {
  const written = `'${JSON.stringify(edit)}'`;
  await worker.ledger(
    `INSERT INTO agent_versions (agent, version, by, at, edit) VALUES ('${AGENT}', ${version}, 'op1', 0, ${written})`,
  );
  await worker.ledger(
    `INSERT OR REPLACE INTO agents (agent, last_version, last_revision, live) VALUES ('${AGENT}', ${version}, 0, ${version})`,
  );
}
const PATIENT = { within: 15_000 };
const rowsIn = (version: number) =>
  worker.ledger(`SELECT call_sid FROM calls WHERE agent_version = ${version}`);

async function asks(phone: Phone): Promise<void> {
  await phone.says("What do you have today?", { instant: true });
}
/**
 * Somebody calls who is greeted so. What is published answers the next call, but on a busy machine the Worker may take longer
 * than the Functions wait for it, and the code answers.
 */
async function called(greeting: string): Promise<Phone> {
  const untilMs = Date.now() + 30_000;
  for (;;) {
    const phone = await dial(twilio);
    const heard = await phone.hears(/\./, PATIENT);
    if (heard.includes(greeting)) return phone;
    await phone.hangsUp();
    if (Date.now() > untilMs) throw new Error(`Nobody was greeted with "${greeting}", but with "${heard}"`);
  }
}

test("what is published while 20 calls go on changes none of them, and answers the next", async () => {
  await publishes(1, { greeting: "The first.", instructions: "You sell umbrellas." });
  const calls: Phone[] = [];
  while (calls.length < 20) calls.push(...(await Promise.all(["The first.", "The first."].map(called))));

  await publishes(2, { greeting: "The second.", instructions: "You sell tents." });
  const next = await called("The second.");
  await asks(next);
  await next.hears("We have tents.", PATIENT);
  await Promise.all(calls.map(asks));
  await Promise.all(calls.map((phone) => phone.hears("We have umbrellas.", PATIENT)));

  // Nor those who are connected again, by the Functions.
  for (const phone of calls.slice(0, 2)) {
    await phone.losesSocket();
    await phone.hears("back", PATIENT);
    await asks(phone);
    await phone.hears("We have umbrellas.", PATIENT);
  }
  await Promise.all([...calls, next].map((phone) => phone.hangsUp()));
  await expect.poll(async () => (await rowsIn(1)).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(20);
  expect(await rowsIn(2)).toContainEqual({ call_sid: next.callSid });
}, 120_000);

test("a ledger that breaks leaves what was published", async () => {
  await publishes(5, { greeting: "The fifth.", instructions: "You sell boats." });
  await (await called("The fifth.")).hangsUp();
  await worker.ledger("ALTER TABLE agent_versions RENAME COLUMN edit TO away");

  const phone = await called("The fifth.");
  await asks(phone);
  await phone.hears("We have boats.", PATIENT);
  await phone.hangsUp();
  await worker.ledger("ALTER TABLE agent_versions RENAME COLUMN away TO edit");
}, 60_000);

test("a voice that Twilio does not know is one call's delay, and said beside the agent", async () => {
  await publishes(7, {
    greeting: "The seventh.",
    instructions: "You sell kites.",
    voice: { voice: "NoSuchVoice000000000" },
  });
  // Greeted by the code in either case: it is known by Twilio's error.
  let phone: Phone;
  do {
    phone = await called("Owl Shoes");
  } while (!phone.events.some((event) => event.kind === "alert" && event.code === "64101"));
  await asks(phone);
  await phone.hears("We have owl shoes.", PATIENT);
  expect(phone.heard).not.toContain("The seventh.");
  await phone.hangsUp();
  await expect
    .poll(
      async () => (await worker.ledger("SELECT message FROM agent_faults WHERE of = 'relay'"))[0]?.message,
      { timeout: 15_000 },
    )
    .toContain("version 7 (error 64101)");
  expect(await rowsIn(7)).toEqual([]);
}, 60_000);
