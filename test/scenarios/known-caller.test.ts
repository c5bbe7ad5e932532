import { afterAll, beforeAll, expect, test } from "vitest";
import { newToken } from "../../local/operator/worker-api.ts";
import { MADE_UP } from "../../local/stack/made-up.ts";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import type { CallDetail } from "../../worker/protocol/console/timeline.ts";
import { callsTool, type Step, says } from "../support/model-steps.ts";
import { dial, type Phone } from "../support/phone.ts";
import { type ProfileServer, startProfileServer } from "../support/profiles/answers.ts";
import { startMemory } from "../support/profiles/memory.ts";
import { startSegment } from "../support/profiles/segment.ts";
import { type ReceivedRequest, type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { KNOWING } from "./support/knowing-agents.ts";

/** Whole calls of callers whom somebody knows: what the model, the person and the console have of it. */

const patient = { within: 20_000 };
const polled = { timeout: 20_000, interval: 100 };
const ANNA = "+15550105001";
/** With her name where it was known in time. */
const GREETING = /^Hi( Anna)?, this is the shop\./;

function shopModel({ call }: ReceivedRequest): Step {
  const last = call.messages.findLast(({ role }) => role === "user")?.text ?? "";
  if (typeof call.toolChoice === "object" || /nobody helps/.test(last))
    return callsTool("hand_off", {
      reason: "A refund.",
      callSummary: "Wants a refund.",
      sentiment: "neutral",
    });
  return says("All right.");
}

let model: ScriptedModel;
let stack: LocalStack;
let servers: readonly [ProfileServer, ProfileServer, ProfileServer];
beforeAll(async () => {
  model = await startScriptedModel({ otherwise: shopModel });
  servers = await Promise.all([
    startSegment("spa_1", "segment-token", { [`phone:${ANNA}`]: { firstName: "Anna" } }),
    startMemory({
      store: "mem_store_1",
      apiKey: "SK1",
      apiSecret: "memory-secret",
      profiles: {
        p1: {
          phone: ANNA,
          traits: {},
          observations: [{ content: "Wears size 43.", createdAt: new Date().toISOString() }],
        },
      },
      merged: { p0: "p1" },
    }),
    startProfileServer(() => ({
      status: 200,
      body: { profile: { plan: "gold" }, memory: ["Prefers mail."] },
    })),
  ]);
  const [segment, memory, own] = servers;
  stack = await startStack({
    agents: "test/scenarios/support/knowing-agents.ts",
    modelUrl: model.url,
    speechRate: 4,
    variables: {
      SEGMENT_URL: segment.url,
      SEGMENT_TOKEN: "segment-token",
      MEMORY_URL: memory.url,
      MEMORY_KEY: "SK1",
      MEMORY_SECRET: "memory-secret",
      OWN_URL: own.url,
      OWN_TOKEN: "own-token",
    },
  });
  // The first requests of a process may take longer than a look-up has, on a machine that does other things.
  const first = await dial(stack.twilio, { from: ANNA, to: KNOWING.all });
  await first.hears(GREETING, patient);
  await first.hangsUp();
}, 120_000);
afterAll(() => Promise.all([stack.close(), model.close(), ...servers.map((server) => server.close())]));

const variables = () => ({
  TWILIO_AUTH_TOKEN: MADE_UP.TWILIO_AUTH_TOKEN,
  RELAY_URL: `${stack.urls.worker.replace("http", "ws")}/relay`,
});

async function asked(path: string, method = "GET"): Promise<Response> {
  const token = await newToken(variables(), "operator", 60);
  return fetch(`${stack.urls.worker}/api/calls/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
}
const detailOf = async ({ callSid }: Phone): Promise<CallDetail> =>
  (await (await asked(callSid)).json()) as CallDetail;

/** What the model was told of the caller in the request with these words. */
async function toldWith(words: string): Promise<string | undefined> {
  const request = await expect
    .poll(() => model.requests.findLast(({ raw }) => raw.includes(words)), polled)
    .toBeDefined()
    .then(() => model.requests.findLast(({ raw }) => raw.includes(words)));
  return request?.call.messages.find(({ text }) => text.includes("What is known of the caller"))?.text;
}

/** @param knows - how many things have come in before they speak: people speak four times faster here than in life. */
async function calls(from: string, words: string, to?: string, knows = 0): Promise<Phone> {
  const phone = await dial(stack.twilio, { from, ...(to && { to }) });
  await phone.hears(GREETING, patient);
  if (knows > 0) await expect.poll(async () => (await detailOf(phone)).known?.length, polled).toBe(knows);
  await phone.says(words);
  await phone.hears("All right.", patient);
  return phone;
}

async function hangsUp(phone: Phone): Promise<void> {
  await phone.hangsUp();
  await expect.poll(async () => (await detailOf(phone)).call.outcome, polled).toBe("resolved");
}

test("three systems know the caller, and the model, the person and the call's page have it with its source", async () => {
  const phone = await calls(ANNA, "I have a question about lacing.", KNOWING.all, 4);
  const told = await toldWith("question about lacing");
  await phone.says("nobody helps me, I want my money back");
  const task = await phone.task("pending", patient);

  expect(told).toContain('"firstName": "Anna"');
  expect(told).toContain('"Wears size 43."');
  expect(told).toContain('"plan": "gold"');
  const { handoff } = task.attributes as { handoff: { known: unknown; identity?: unknown } };
  expect(handoff.known).toContainEqual({ from: "your own system", name: "firstName", value: "Anna" });
  expect(handoff.identity).toBeUndefined();
  const detail = await detailOf(phone);
  expect(detail.known).toContainEqual({ from: "your own system", value: "Prefers mail." });
  // History has the greeting as it was heard.
  expect(phone.heard).toContain(detail.transcript[0]?.text);
  expect(servers[2].asked.at(-1)?.headers.authorization).toBe("Bearer own-token");
});

test.each([
  ["hangs", "silent"],
  ["fails", { status: 500 }],
] as const)("a system that %s holds up nobody: the caller is answered without", async (_, fault) => {
  servers[2].fault = fault;
  const phone = await calls(ANNA, "How do I wash wool?", KNOWING.own);

  expect(await toldWith("wash wool")).toBeUndefined();
  servers[2].fault = undefined;
  await hangsUp(phone);
});

test("the next call knows of the one before, nobody else's does, and none once it is forgotten", async () => {
  const first = await calls("+15550105002", "I would like to return my green boots, please.");
  await hangsUp(first);

  const next = await calls("+15550105002", "Hello, it is me again, about the parcel.", undefined, 1);
  const other = await calls("+15550105003", "Hello, I am somebody else entirely.");
  const withheld = await calls("anonymous", "Hello, I do not say who I am.");

  expect(await toldWith("it is me again")).toMatch(/earlier calls:\n- ".*return my green boots.*"/);
  expect(await toldWith("somebody else entirely")).toBeUndefined();
  expect(await toldWith("do not say who I am")).toBeUndefined();
  await Promise.all([next, other, withheld].map(hangsUp));

  for (const { callSid } of [first, next]) expect((await asked(callSid, "DELETE")).status).toBe(200);
  const last = await calls("+15550105002", "Hello, I am here for the third time.");
  expect(await toldWith("for the third time")).toBeUndefined();
  await hangsUp(last);
});
