import { expect } from "vitest";
import { dial } from "../../support/phone.ts";
import { startApp } from "./app.ts";
import { ACCOUNT_SID, test, WORKFLOW_SID } from "./stack.ts";

/** Where a call goes that is put through, and what is told of a place that is not there. */

const GONE = `WW${"d".repeat(32)}`;
const FLOW = `https://webhooks.twilio.com/v1/Accounts/${ACCOUNT_SID}/Flows/FW${"a".repeat(32)}`;

const enqueueTo = (workflowSid: string) =>
  `<Response><Enqueue workflowSid="${workflowSid}" action="/after-queue"><Task>{}</Task></Enqueue></Response>`;
const says = (text: string) => `<Response><Say>${text}</Say></Response>`;
const redirect = `<Response><Redirect>${FLOW}?Trigger=incomingCall&amp;HandoffData=%7B%22a%22%3A1%7D</Redirect></Response>`;

test.concurrent("a workflow that does not exist is error 14220, and the number's fallback is asked", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    workflows: [WORKFLOW_SID],
    fallback: true,
    routes: () => ({ "/voice": enqueueTo(GONE), "/fallback": says("Something is wrong.") }),
  });

  const phone = await dial(twilio);
  await phone.hears("Something is wrong.");

  expect(app.requestsTo("/fallback")[0]?.params).toMatchObject({
    ErrorCode: "14220",
    ErrorUrl: `${app.url}/voice`,
    CallSid: phone.callSid,
  });
  expect((await phone.event("alert")).message).toContain(GONE);
  expect(app.requestsTo("/after-queue")).toEqual([]);
  expect(twilio.tasks).toEqual([]);
});

test.concurrent("a fallback whose own workflow does not exist ends in Twilio's apology", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    workflows: [WORKFLOW_SID],
    fallback: true,
    routes: () => ({ "/voice": enqueueTo(GONE), "/fallback": enqueueTo(GONE) }),
  });

  const phone = await dial(twilio);
  await phone.hears("an application error has occurred");

  expect(await phone.ended()).toBe("completed");
  expect(app.requestsTo("/fallback")).toHaveLength(1);
});

test.concurrent("where it is told to, Twilio asks the action of an <Enqueue> that failed", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    workflows: [WORKFLOW_SID],
    fallback: true,
    settings: { failedEnqueue: "action" },
    routes: () => ({ "/voice": enqueueTo(GONE), "/after-queue": says("Back again.") }),
  });

  const phone = await dial(twilio);
  await phone.hears("Back again.");

  expect(app.requestsTo("/after-queue")[0]?.params.QueueResult).toBe("error");
  expect(app.requestsTo("/fallback")).toEqual([]);
});

test.concurrent("a queue that malfunctions reports a system error", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    routes: () => ({ "/voice": enqueueTo(WORKFLOW_SID), "/after-queue": says("Back again.") }),
  });
  await twilio.command({ do: "set_faults", faults: { queueFails: true } });

  const phone = await dial(twilio);
  await phone.hears("Back again.");

  expect(app.requestsTo("/after-queue")[0]?.params.QueueResult).toBe("system-error");
  expect(twilio.tasks).toEqual([]);
});

test.concurrent("a redirect to a Studio flow reaches its stand-in, path and query as they are", async ({
  startStack,
}) => {
  const requests: string[] = [];
  const flow = await startApp({
    routes: {
      [new URL(FLOW).pathname]: ({ path, params }) => {
        requests.push(`${path} ${params.CallSid}`);
        return says("You are in the flow.");
      },
    },
  });
  const { twilio } = await startStack({
    settings: { studioUrl: flow.url },
    routes: () => ({ "/voice": redirect }),
  });

  const phone = await dial(twilio);
  await phone.hears("You are in the flow.");
  const { url } = await phone.event("webhook_request", (e) => e.url.startsWith("https://webhooks."));
  await flow.close();

  expect(requests).toEqual([`${new URL(FLOW).pathname} ${phone.callSid}`]);
  expect(new URL(url).searchParams.get("HandoffData")).toBe('{"a":1}');
});

test.concurrent("a Studio flow without a stand-in is never asked for over the network", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    fallback: true,
    routes: () => ({ "/voice": redirect, "/fallback": says("Something is wrong.") }),
  });

  const phone = await dial(twilio);
  await phone.hears("Something is wrong.");

  expect(app.requestsTo("/fallback")[0]?.params).toMatchObject({ ErrorCode: "11205" });
  expect((await phone.event("alert")).message).toContain("studioUrl");
});

test.concurrent("each number and SIP address that is dialled may meet something else", async ({
  startStack,
}) => {
  const ring = { ringMs: 1_000, talkMs: 1_000 };
  const dialTo = (noun: string) => `<Response><Dial action="/after-dial">${noun}</Dial></Response>`;
  const { app, twilio } = await startStack({
    settings: {
      dial: { status: "completed", ...ring },
      dialled: { "sip:desk@pbx.example.com": { status: "busy", ...ring } },
    },
    routes: () => ({
      "/voice": ({ params }) =>
        dialTo(
          params.From === "+15550100005"
            ? "<Sip>sip:desk@pbx.example.com?X-Reason=a</Sip>"
            : "<Number>+15550100099</Number>",
        ),
      "/after-dial": ({ params }) => says(`It was ${params.DialCallStatus}.`),
    }),
  });

  const [one, other] = await Promise.all([dial(twilio), dial(twilio, { from: "+15550100005" })]);

  await one.hears("It was completed.");
  await other.hears("It was busy.");
  expect(app.requestsTo("/after-dial")).toHaveLength(2);
});
