import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Phone } from "../support/phone.ts";
import { DESK_SECRET, FLOW_SID, SIP_ADDRESS, TELEPHONES, WORKFLOWS } from "./support/agents.ts";
import { type EscalationStack, patient, startEscalation, tasksOf } from "./support/escalation-stack.ts";
import { startStudioFlow } from "./support/studio-flow.ts";
import { startWebhookDesk } from "./support/webhook-desk.ts";

/** Calls that go somewhere else than to Flex, and what becomes of those that do not get there. */

const SECRET = "a secret of the operator's";
/** `WORKFLOW_SID` of this installation. There is no such workflow. */
const MISSING_WORKFLOW = `WW${"e".repeat(32)}`;
const FLEX_WORKFLOW = WORKFLOWS[0] ?? "";

let escalation: EscalationStack;
let flow: Awaited<ReturnType<typeof startStudioFlow>>;
let desk: Awaited<ReturnType<typeof startWebhookDesk>>;
let folder: string;
const logged: string[] = [];

beforeAll(async () => {
  flow = await startStudioFlow(FLEX_WORKFLOW);
  desk = await startWebhookDesk(SECRET, TELEPHONES.answers);
  folder = await mkdtemp(path.join(tmpdir(), "agents-"));
  const agents = path.join(folder, "agents.ts");
  const module = path.join(import.meta.dirname, "support/agents.ts");
  await writeFile(
    agents,
    `import { agentsWith } from ${JSON.stringify(module)};\nexport default agentsWith(${JSON.stringify(desk.url)});\n`,
  );
  const ring = { ringMs: 2_000, talkMs: 4_000 };
  escalation = await startEscalation({
    agents,
    workflowSid: MISSING_WORKFLOW,
    variables: { [DESK_SECRET]: SECRET },
    settings: {
      workers: 2,
      studioUrl: flow.url,
      dialled: {
        [SIP_ADDRESS]: { status: "completed", ...ring },
        [TELEPHONES.portland]: { status: "completed", ...ring, acceptsAfterMs: 3_000 },
        [TELEPHONES.answers]: { status: "completed", ...ring, acceptsAfterMs: 3_000 },
        [TELEPHONES.ignores]: { status: "completed", ...ring },
        [TELEPHONES.busy]: { status: "busy", ...ring },
      },
    },
    onLine: (from, line) => {
      if (from === "functions") logged.push(line);
    },
  });
}, 120_000);
afterAll(async () => {
  await escalation.close();
  await Promise.all([flow.close(), desk.close(), rm(folder, { recursive: true })]);
});

async function asksForMore(phone: Phone): Promise<void> {
  await phone.says("It is about my order 1042.");
  await phone.hears("I have order", patient);
  await phone.says("This is too much for you, I need somebody else.");
  await phone.hears("I'll put you through", patient);
}

/** The address a `<Dial>` rings, with its headers. */
async function dialledAddress(phone: Phone): Promise<{ address: string; headers: URLSearchParams }> {
  const { detail } = await phone.event("verb", (e) => e.verb === "Dial", patient);
  const [address = "", headers = ""] = (detail.text ?? "").split("?");
  return { address, headers: new URLSearchParams(headers) };
}

const alertsOf = (phone: Phone) => phone.events.filter((e) => e.kind === "alert");

async function comesBackToTheAgent(phone: Phone): Promise<void> {
  await phone.hears("nobody could take your call", patient);
  await phone.says("So which order was it?");
  await phone.hears("I have order one zero four two here.", patient);
  expect(phone.heard.split("this is the desk")).toHaveLength(2);
  await phone.hangsUp();
}

describe.concurrent("another contact centre by SIP", () => {
  test("gets the call and why it comes, as user-to-user information", async () => {
    const phone = await escalation.reaches("sip");
    await asksForMore(phone);

    const { address, headers } = await dialledAddress(phone);

    const [hex = "", encoding] = (headers.get("User-to-User") ?? "").split(";");
    expect(address).toBe(SIP_ADDRESS);
    expect(encoding).toBe("encoding=hex");
    expect(Buffer.from(hex, "hex").toString("latin1")).toMatch(
      new RegExp(`^\u0004call=${phone.callSid};why=rule;mood=neutral;lang=en;note=The caller needs a person`),
    );
    expect(await phone.ended(patient)).toBe("completed");
    expect(alertsOf(phone)).toEqual([]);
  });

  test("gets it as headers of its own, the summary included", async () => {
    const phone = await escalation.reaches("sipHeaders");
    await asksForMore(phone);

    const { headers } = await dialledAddress(phone);

    expect(Object.fromEntries(headers)).toMatchObject({
      "X-Call-Sid": phone.callSid,
      "X-Reason-Code": "rule",
      "X-Call-Summary": "The caller asks about order 1042.",
      "X-Record-Url": expect.stringContaining(`/api/calls/${phone.callSid}/record?`),
    });
    expect(await phone.ended(patient)).toBe("completed");
    expect(alertsOf(phone)).toEqual([]);
  });
});

describe.concurrent("a telephone", () => {
  test("hears what it is about, presses a key and has the caller", async () => {
    const phone = await escalation.reaches("telephone");
    await asksForMore(phone);

    expect(await phone.ended(patient)).toBe("completed");

    const whispered = escalation.stack.twilio.events.filter(
      (e) => e.kind === "agent_speech" && e.source === "say" && e.callSid !== phone.callSid,
    );
    expect(whispered).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("The caller asks about order 1042.") }),
    );
    const after = await phone.event("webhook_request", (e) => e.name === "/voice/after-dial");
    expect(after.params).toMatchObject({ DialCallStatus: "completed", DialBridged: "true" });
    expect(phone.heard).not.toContain("Press any key");
  });

  test("of a place that the caller has named rings, by the directory's number, and hears the same", async () => {
    const phone = await escalation.reaches("places");
    await phone.says("It is about my order 1042.");
    await phone.hears("I have order", patient);

    await phone.says("Can I talk to somebody at the shop in Portland, please?");
    await phone.hears("I'm connecting you with the shop in Portland now.", patient);

    expect((await dialledAddress(phone)).address).toBe(TELEPHONES.portland);
    expect(await phone.ended(patient)).toBe("completed");
    const after = await phone.event("webhook_request", (e) => e.name === "/voice/after-dial");
    expect(after.params).toMatchObject({ DialCallStatus: "completed", DialBridged: "true" });
    const whispers = escalation.stack.twilio.events.filter(
      (e) =>
        e.kind === "webhook_request" && e.name === "/voice/whisper" && e.params.To === TELEPHONES.portland,
    );
    expect(whispers.length).toBeGreaterThan(0);
    expect(logged.join("\n")).toContain('"place":"portland"');
    expect(alertsOf(phone)).toEqual([]);
  });

  test("of a place that is closed does not ring, and the caller is told of it by its name", async () => {
    const phone = await escalation.reaches("places");
    await phone.says("I need the shop in Boston.");

    await phone.hears("the shop in Boston is closed right now. Shall I arrange", patient);
    await phone.hangsUp();

    expect(phone.events.filter((e) => e.kind === "verb" && e.verb === "Dial")).toEqual([]);
  });

  test("where nobody presses a key, as with a machine, the caller is back with the agent", async () => {
    const phone = await escalation.reaches("machine");
    await asksForMore(phone);

    await comesBackToTheAgent(phone);

    const after = await phone.event("webhook_request", (e) => e.name === "/voice/after-dial");
    expect(after.params.DialBridged).toBe("false");
  });

  test("that is engaged brings the caller back to the agent", async () => {
    const phone = await escalation.reaches("engaged");
    await asksForMore(phone);

    await comesBackToTheAgent(phone);
  });
});

describe.concurrent("a webhook of the operator", () => {
  test("gets the whole hand-off, signed, and its TwiML is what the caller hears", async () => {
    const phone = await escalation.reaches("webhook", "+15550100041");
    await asksForMore(phone);
    await phone.hears("This is the desk of the operator.", patient);
    expect(await phone.ended(patient)).toBe("completed");

    const order = desk.orders.find(({ call }) => call.callSid === phone.callSid);

    expect(order).toMatchObject({
      call: { from: "+15550100041" },
      handoff: {
        callSummary: "The caller asks about order 1042.",
        facts: [{ name: "orderNumber", value: "1042" }],
        record: { url: expect.stringContaining(phone.callSid) },
      },
    });
    expect(tasksOf(escalation, phone)).toEqual([]);
  });

  test("that is down is replaced by Flex, and the log says why", async () => {
    const phone = await escalation.reaches("deadWebhook");
    await asksForMore(phone);

    const task = await phone.task("reserved", patient);
    await phone.agent("accept");
    await phone.agent("complete");
    await phone.ended(patient);

    expect(task.attributes).toMatchObject({ callSummary: "The caller asks about order 1042." });
    expect(logged.find((line) => line.includes(phone.callSid) && line.includes('"fault"'))).toContain(
      "unreachable",
    );
  });
});

describe("a Studio flow", () => {
  test("takes the call at its own address, with the hand-off as Agent Connect gives it", async () => {
    const phone = await escalation.reaches("studio");
    await asksForMore(phone);
    await phone.hears("This is the flow.", patient);
    const task = await phone.task("reserved", patient);

    expect(flow.executions.at(-1)).toMatchObject({
      path: expect.stringMatching(new RegExp(`^/v1/Accounts/AC[0-9a-f]{32}/Flows/${FLOW_SID}$`)),
      trigger: { CallSid: phone.callSid, CallStatus: "in-progress", From: "+15550100001" },
      handoff: {
        conversationId: phone.callSid,
        storeId: "",
        profileId: "",
        attributes: {
          reasonCode: "rule",
          callSummary: "The caller asks about order 1042.",
          recordUrl: expect.stringContaining(phone.callSid),
        },
      },
    });
    expect(task).toMatchObject({ workflowSid: FLEX_WORKFLOW, attributes: { reasonCode: "rule" } });
    await phone.hangsUp();
    await phone.task("canceled", patient);
  });

  test("that does not read the query has the call all the same", async () => {
    flow.readsQuery(false);
    const phone = await escalation.reaches("studio");
    await asksForMore(phone);

    await phone.hears("This is the flow.", patient);

    expect(flow.executions.at(-1)).toMatchObject({ trigger: { CallSid: phone.callSid }, handoff: undefined });
    expect(await phone.task("reserved", patient)).toMatchObject({ workflowSid: FLEX_WORKFLOW });
    await phone.hangsUp();
    flow.readsQuery(true);
  });
});

test("where the only workflow does not exist, the caller is told so, and promised nobody any more", async () => {
  const phone = await escalation.reaches("shared");
  await phone.says("This is too much for you, I need somebody else.");

  await phone.hears("something went wrong on our side. Please call again a little later. Goodbye.", patient);

  expect(await phone.ended(patient)).toBe("completed");
  expect(phone.heard).not.toContain("an application error has occurred");
  expect(phone.heard).not.toContain("connecting you with a person");
  expect(await phone.event("alert")).toMatchObject({ code: "14220" });
  expect(tasksOf(escalation, phone)).toEqual([]);
});
