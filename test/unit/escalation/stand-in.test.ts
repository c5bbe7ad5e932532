import { expect } from "vitest";
import { dial } from "../../support/phone.ts";
import { ACCOUNT_SID, AUTH_TOKEN, test, WORKFLOW_SID } from "../twilio-sim/stack.ts";

/** What the simulated TaskRouter can be made to do to a hand-off. */

const enqueue = {
  "/voice": `<Response><Enqueue workflowSid="${WORKFLOW_SID}" action="/after"><Task>{}</Task></Enqueue></Response>`,
  "/after": "<Response><Hangup/></Response>",
};
const authorization = `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}`;

test("a full queue takes no call, and the application is told", async ({ startStack }) => {
  const { twilio } = await startStack({ routes: () => enqueue });
  await twilio.command({ do: "set_faults", faults: { queueFull: true } });

  const phone = await dial(twilio);
  const after = await phone.event("webhook_request", (e) => e.name === "/after");

  expect(after.params).toMatchObject({ QueueResult: "queue-full" });
  expect(twilio.tasks).toEqual([]);
});

test("a task that expires is canceled as TaskRouter words it, and the call leaves the queue", async ({
  startStack,
}) => {
  const { twilio } = await startStack({ routes: () => enqueue });
  const phone = await dial(twilio);
  const { sid } = await phone.task("pending");

  await twilio.command({ do: "task", taskSid: sid, action: "expire" });
  await phone.event("webhook_request", (e) => e.name === "/after");

  expect(twilio.tasks).toMatchObject([{ status: "canceled", reason: "Task TTL Exceeded" }]);
});

test.for([
  [{ Attributes: "[1]" }, /JSON object/],
  [{ Attributes: JSON.stringify({ text: "x".repeat(4_096) }) }, /4096/],
  [{ Timeout: "0" }, /Timeout/],
  [{ Priority: "-1" }, /Priority/],
] as const)(
  "a task that TaskRouter would refuse is refused (%#)",
  async ([change, message], { startStack }) => {
    const { twilio } = await startStack({});
    const url = `${twilio.restUrl}/v1/Workspaces/WS${"2".repeat(32)}/Tasks`;

    const response = await fetch(url, {
      method: "POST",
      headers: { authorization },
      body: new URLSearchParams({ WorkflowSid: WORKFLOW_SID, Attributes: "{}", ...change }),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 20001, message: expect.stringMatching(message) });
    expect(twilio.tasks).toEqual([]);
  },
);

test("a filter that the simulation cannot read is refused rather than ignored", async ({ startStack }) => {
  const { twilio } = await startStack({});
  const query = new URLSearchParams({ EvaluateTaskAttributes: "a == 'b' OR 1 == 1" });

  const response = await fetch(`${twilio.restUrl}/v1/Workspaces/WS${"2".repeat(32)}/Tasks?${query}`, {
    headers: { authorization },
  });

  expect(response.status).toBe(400);
});
