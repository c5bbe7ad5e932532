import { expect } from "vitest";
import { dial } from "../../support/phone.ts";
import { relayTwiml, test, WORKFLOW_SID } from "./stack.ts";

const enqueue = (task = '{"name":"Ann"}', attributes = 'action="/after-queue" waitUrl="/wait"') =>
  `<Response><Enqueue workflowSid="${WORKFLOW_SID}" ${attributes}><Task priority="5" timeout="200">${task}</Task></Enqueue></Response>`;
const ROUTES = {
  "/voice": enqueue(),
  "/wait": "<Response><Say>Please hold.</Say></Response>",
  "/after-queue": "<Response><Say>Back again.</Say></Response>",
};

test.concurrent("a call waits as a task, is taken by a person, and comes back when they hang up", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({ routes: () => ROUTES });

  const phone = await dial(twilio);
  const task = await phone.task("pending");
  await phone.hears("Please hold. Please hold.");
  await phone.task("reserved");
  await phone.agent("accept");
  const { attributes } = await phone.task("assigned");
  await phone.agent("complete");
  await phone.hears("Back again.");

  expect(task).toMatchObject({
    callSid: phone.callSid,
    workflowSid: WORKFLOW_SID,
    priority: 5,
    timeoutS: 200,
    attributes: {
      name: "Ann",
      call_sid: phone.callSid,
      from: "+15550100001",
      call_status: "in-progress",
      from_country: "US",
    },
  });
  expect(attributes).toMatchObject({ conference: { participants: { customer: phone.callSid } } });
  expect(app.requestsTo("/wait")[0]?.params).toMatchObject({
    QueuePosition: "1",
    CurrentQueueSize: "1",
    MaxQueueSize: "100",
    QueueSid: expect.stringMatching(/^QU/),
  });
  expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({
    QueueResult: "bridged",
    QueueSid: app.requestsTo("/wait")[0]?.params.QueueSid,
    CallStatus: "in-progress",
  });
});

test.concurrent("a caller who hangs up while waiting cancels the task", async ({ startStack }) => {
  const { app, twilio } = await startStack({ routes: () => ROUTES });

  const phone = await dial(twilio);
  await phone.hears("Please hold.");
  await phone.hangsUp();
  const task = await phone.task("canceled");
  await phone.event("webhook_response", (e) => e.name === "/after-queue");

  expect(task.reason).toBe("hangup");
  expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({
    QueueResult: "hangup",
    CallStatus: "completed",
  });
  expect(phone.heard).not.toContain("Back again.");
});

test.concurrent("a caller who hangs up on the person leaves them to wrap up", async ({ startStack }) => {
  const { app, twilio } = await startStack({ routes: () => ROUTES });

  const phone = await dial(twilio);
  await phone.task("reserved");
  await phone.agent("accept");
  await phone.hangsUp();
  await phone.task("wrapping");
  await phone.agent("complete");
  await phone.task("completed");
  await phone.event("webhook_response", (e) => e.name === "/after-queue");

  expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({
    QueueResult: "bridged",
    CallStatus: "completed",
  });
});

test.concurrent("nobody is there: the task times out and the call leaves the queue", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    settings: { workers: 0 },
    routes: () => ({ ...ROUTES, "/voice": enqueue().replace('timeout="200"', 'timeout="5"') }),
  });

  const phone = await dial(twilio);
  await phone.hears("Back again.");

  expect(await phone.task("canceled")).toMatchObject({ reason: "Task TTL Exceeded" });
  expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({ QueueResult: "leave" });
  expect(Number(app.requestsTo("/after-queue")[0]?.params.QueueTime)).toBeGreaterThanOrEqual(5);
});

test.concurrent("where a canceled task leaves the caller waiting, the wait document can lead out", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    settings: { workers: 0, canceledTask: "keeps_waiting" },
    routes: () => ({
      ...ROUTES,
      "/voice": enqueue().replace('timeout="200"', 'timeout="3"'),
      "/wait": ({ params }) =>
        Number(params.QueueTime) >= 6 ? "<Response><Leave/></Response>" : ROUTES["/wait"],
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Back again.");

  expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({ QueueResult: "leave" });
  expect(Number(app.requestsTo("/after-queue")[0]?.params.QueueTime)).toBeGreaterThanOrEqual(6);
});

test.concurrent("a full queue takes nobody, and nothing was waited", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    settings: { maxQueueSize: 1, workers: 0 },
    routes: () => ROUTES,
  });

  const first = await dial(twilio);
  await first.task("pending");
  const second = await dial(twilio);
  await second.hears("Back again.");

  const { params } = app.requestsTo("/after-queue")[0] ?? {};
  expect(params).toMatchObject({ QueueResult: "queue-full", CallSid: second.callSid });
  expect(params).not.toHaveProperty("QueueSid");
});

test.concurrent("a rejected task is offered again; a person who lets it ring is taken to be away", async ({
  startStack,
}) => {
  const { twilio } = await startStack({ settings: { reservationTimeoutMs: 3000 }, routes: () => ROUTES });

  const phone = await dial(twilio);
  await phone.task("reserved");
  await phone.agent("reject");
  await phone.task("pending");
  await phone.task("reserved");
  await phone.task("pending");
  expect(twilio.events.findLast((e) => e.kind === "workers")).toMatchObject({ available: 0, free: 0 });

  await twilio.command({ do: "workers", available: 1 });
  await phone.task("reserved");
});

test.concurrent("the most urgent task is offered first, and one person takes one call at a time", async ({
  startStack,
}) => {
  const { twilio } = await startStack({
    routes: () => ({
      ...ROUTES,
      "/voice": ({ params }) =>
        params.From === "+15550100009" ? enqueue().replace('priority="5"', 'priority="9"') : enqueue(),
    }),
  });

  await twilio.command({ do: "workers", available: 0 });
  const early = await dial(twilio);
  await early.task("pending");
  const urgent = await dial(twilio, { from: "+15550100009" });
  await urgent.task("pending");
  await twilio.command({ do: "workers", available: 1 });
  await urgent.task("reserved");

  expect(await early.task()).toMatchObject({ status: "pending" });
  await urgent.agent("accept");
  await urgent.agent("complete");
  await early.task("reserved");
});

test.concurrent("keys pressed while waiting go to the wait document's menu", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    routes: () => ({
      ...ROUTES,
      "/wait":
        '<Response><Gather numDigits="1" action="/choice"><Say>Press one for a call back.</Say></Gather></Response>',
      "/choice": "<Response><Say>We will call you.</Say><Leave/></Response>",
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Press one for a call back.");
  await phone.presses("1");
  await phone.hears("Back again.");

  expect(app.requestsTo("/choice")[0]?.params).toMatchObject({ Digits: "1", QueuePosition: "1" });
  expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({ QueueResult: "leave" });
});

test.concurrent.for([
  ["not json", "must hold a JSON object"],
  ["[1]", "must hold a JSON object"],
])(
  "a task that is no JSON object is an error, and the caller is not lost: %s",
  async ([body, message], { startStack }) => {
    const { app, twilio } = await startStack({
      settings: { failedEnqueue: "action" },
      routes: () => ({ ...ROUTES, "/voice": enqueue(body) }),
    });

    const phone = await dial(twilio);
    await phone.hears("Back again.");

    expect((await phone.event("alert")).message).toContain(message);
    expect(app.requestsTo("/after-queue")[0]?.params).toMatchObject({ QueueResult: "error" });
    expect(twilio.tasks).toEqual([]);
  },
);

test.concurrent("attributes above TaskRouter's limit, and those that replace Twilio's own, are told", async ({
  startStack,
}) => {
  const { twilio } = await startStack({
    routes: () => ({
      ...ROUTES,
      "/voice": enqueue(`{"from":"x","direction":"inbound","callSummary":"${"y".repeat(4000)}"}`),
    }),
  });

  const phone = await dial(twilio);
  await phone.task("pending");

  const alerts = phone.events.flatMap((e) => (e.kind === "alert" ? [e.message] : []));
  expect(alerts.toSorted()).toEqual([
    "<Task> replaces what Twilio sets itself: from",
    expect.stringMatching(/^Task attributes have 4\d\d\d characters .* at most 4096$/),
  ]);
});

test.concurrent("the hand-off of a session becomes the task", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: (host) => ({
      ...ROUTES,
      "/voice": () => relayTwiml(host()),
      "/after": ({ params }) => enqueue(params.HandoffData?.replaceAll("&", "&amp;").replaceAll("<", "&lt;")),
    }),
    onFrame: (frame, socket) =>
      frame.type === "setup" && socket.send({ type: "end", handoffData: '{"reason":"a < b & c"}' }),
  });

  const phone = await dial(twilio);

  expect((await phone.task("reserved")).attributes).toMatchObject({ reason: "a < b & c" });
});
