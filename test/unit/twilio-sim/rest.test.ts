import { expect } from "vitest";
import { dial } from "../../support/phone.ts";
import { ACCOUNT_SID, AUTH_TOKEN, test, WORKFLOW_SID } from "./stack.ts";

const auth = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`;
const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
const WORKSPACE = `/v1/Workspaces/WS${"2".repeat(32)}`;
const WAITING = `<Response><Enqueue workflowSid="${WORKFLOW_SID}" action="/x"><Task priority="7">{}</Task></Enqueue></Response>`;

async function post(
  url: string,
  fields: Record<string, string>,
  authorization = auth(ACCOUNT_SID, AUTH_TOKEN),
) {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: await response.json() };
}

test.concurrent("an SMS that is sent can be seen", async ({ startStack }) => {
  const { twilio } = await startStack({});
  const fields = { To: "+15550107777", From: "+15550100002", Body: "Your order is on its way." };

  const sent = await post(twilio.restUrl + MESSAGES, fields);

  expect(sent).toMatchObject({
    status: 201,
    body: { sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), status: "queued" },
  });
  expect(twilio.events.find((e) => e.kind === "sms")).toMatchObject({
    to: fields.To,
    from: fields.From,
    body: fields.Body,
  });
});

test.concurrent.for<readonly [Record<string, string>, number]>([
  [{ From: "+15550100002", Body: "x" }, 21604],
  [{ To: "12", From: "+15550100002", Body: "x" }, 21211],
  [{ To: "+15550107777", Body: "x" }, 21603],
  [{ To: "+15550107777", From: "+15550100002" }, 21602],
  [{ To: "+15550107777", From: "+15550100002", Body: "x".repeat(1601) }, 21617],
])("an SMS that cannot be sent says why (%#)", async ([fields, code], { startStack }) => {
  const { twilio } = await startStack({});

  expect(await post(twilio.restUrl + MESSAGES, fields)).toMatchObject({ status: 400, body: { code } });
  expect(twilio.events.some((e) => e.kind === "sms")).toBe(false);
});

test.concurrent("only the account and its key get in", async ({ startStack }) => {
  const { twilio } = await startStack({});

  expect(await post(twilio.restUrl + MESSAGES, {}, auth(ACCOUNT_SID, "wrong"))).toMatchObject({
    status: 401,
    body: { code: 20003 },
  });
  expect(await post(twilio.restUrl + MESSAGES, {}, "")).toMatchObject({ status: 401 });
});

test.concurrent("a redirect of a call is answered and changes nothing", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: () => ({ "/voice": "<Response><Pause length='20'/><Say>Still here.</Say></Response>" }),
  });
  const phone = await dial(twilio);
  await phone.event("call", (e) => e.status === "in-progress");

  const answer = await post(
    `${twilio.restUrl}/2010-04-01/Accounts/${ACCOUNT_SID}/Calls/${phone.callSid}.json`,
    {
      Twiml: "<Response><Hangup/></Response>",
    },
  );
  await phone.hears("Still here.");

  expect(answer).toMatchObject({ status: 200, body: { status: "in-progress" } });
});

test.concurrent("a call can be ended, and one that is not there cannot", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: () => ({ "/voice": "<Response><Say>Hello.</Say><Pause length='600'/></Response>" }),
  });
  const phone = await dial(twilio);
  await phone.event("call", (e) => e.status === "in-progress");
  const at = (sid: string) => `${twilio.restUrl}/2010-04-01/Accounts/${ACCOUNT_SID}/Calls/${sid}.json`;

  expect(await post(at(`CA${"0".repeat(32)}`), { Status: "completed" })).toMatchObject({ status: 404 });
  expect(await post(at(phone.callSid), { Status: "completed" })).toMatchObject({ status: 200 });
  expect(await phone.ended()).toBe("completed");
});

test.concurrent("real-time statistics count who waits and who could answer", async ({ startStack }) => {
  const { twilio } = await startStack({ settings: { workers: 2 }, routes: () => ({ "/voice": WAITING }) });
  const read = async (path: string) => {
    const response = await fetch(twilio.restUrl + WORKSPACE + path, {
      headers: { authorization: auth(ACCOUNT_SID, AUTH_TOKEN) },
    });
    return response.json();
  };
  await twilio.command({ do: "workers", available: 1 });
  const first = await dial(twilio);
  await first.task("reserved");
  const second = await dial(twilio);
  const waiting = await second.task("pending");

  expect(await read(`/Workflows/${WORKFLOW_SID}/RealTimeStatistics`)).toMatchObject({
    account_sid: ACCOUNT_SID,
    workflow_sid: WORKFLOW_SID,
    total_tasks: 2,
    tasks_by_status: { pending: 1, reserved: 1, assigned: 0, wrapping: 0 },
    tasks_by_priority: { 7: 2 },
    longest_task_waiting_sid: expect.stringMatching(/^WT/),
  });
  expect(await read(`/TaskQueues/WQ${"3".repeat(32)}/RealTimeStatistics`)).toMatchObject({
    total_available_workers: 1,
    total_eligible_workers: 2,
    total_tasks: 2,
  });
  expect(await read(`/Workflows/WW${"9".repeat(32)}/RealTimeStatistics`)).toMatchObject({
    total_tasks: 0,
    longest_task_waiting_age: 0,
  });
  expect(waiting.status).toBe("pending");
});

test.concurrent("statistics that are wrong show a quiet floor, and each request is told", async ({
  startStack,
}) => {
  const { twilio } = await startStack({ settings: { workers: 2 }, routes: () => ({ "/voice": WAITING }) });
  await twilio.command({ do: "workers", available: 0 });
  await twilio.command({ do: "set_faults", faults: { statisticsWrong: true } });
  await (await dial(twilio)).task("pending");
  const path = `${WORKSPACE}/TaskQueues/WQ${"3".repeat(32)}/RealTimeStatistics`;

  const response = await fetch(twilio.restUrl + path, {
    headers: { authorization: auth(ACCOUNT_SID, AUTH_TOKEN) },
  });

  expect(await response.json()).toMatchObject({ total_available_workers: 2, total_tasks: 0 });
  expect(twilio.events.find((e) => e.kind === "rest")).toMatchObject({ method: "GET", path, status: 200 });
});
