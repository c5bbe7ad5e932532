import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTwilio, type Twilio, type TwilioOptions } from "../../../local/twilio/index.ts";
import { type TaskRouterOptions, taskRouter } from "../../../worker/adapters/twilio/task-router.ts";
import { type ByteServer, type Delivery, startByteServer } from "../../support/byte-server.ts";
import { dial } from "../../support/phone.ts";
import { startApp } from "../twilio-sim/app.ts";

/** The adapter against the simulated Twilio's REST, and against a server that answers anything. */

const sid = (prefix: string) => prefix + randomBytes(16).toString("hex");
const WORKFLOW_SID = sid("WW");
const CALL_SID = sid("CA");
const never = new AbortController().signal;
const account = { accountSid: `AC${"0".repeat(32)}`, apiKey: `SK${"0".repeat(32)}`, apiSecret: "hush" };

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** Statistics are remembered per workspace, so that each test has its own. */
const connect = (baseUrl: string, more: Partial<TaskRouterOptions> = {}) =>
  taskRouter({ ...account, baseUrl, workspaceSid: sid("WS"), now: Date.now, ...more });

async function start(settings: TwilioOptions["settings"] = {}): Promise<Twilio> {
  const app = await startApp({
    routes: {
      "/voice": `<Response><Enqueue workflowSid="${WORKFLOW_SID}" action="/after"><Task>{}</Task></Enqueue></Response>`,
      "/after": "<Response><Hangup/></Response>",
    },
  });
  const twilio = await startTwilio({
    voiceUrl: `${app.url}/voice`,
    accountSid: account.accountSid,
    authToken: "0123456789abcdef0123456789abcdef",
    apiKey: account.apiKey,
    apiSecret: account.apiSecret,
    number: "+15550100002",
    workflows: [WORKFLOW_SID],
    settings: { speechRate: 20, ...settings },
  });
  closing.push(
    () => app.close(),
    () => twilio.close(),
  );
  return twilio;
}

test("people who are signed in and on no call are free, and there is then no wait", async () => {
  const twilio = await start({ workers: 3 });
  await twilio.command({ do: "workers", available: 2 });

  const answer = await connect(twilio.restUrl).availability({ workflowSid: WORKFLOW_SID }, never);

  expect(answer).toEqual({
    known: true,
    free: 2,
    available: 2,
    waiting: 0,
    longestWaitS: 0,
    estimateS: 0,
  });
});

test("a person on a call is signed in and not free, and the line is counted", async () => {
  const twilio = await start({ workers: 1 });
  const first = await dial(twilio);
  await twilio.command({ do: "task", taskSid: (await first.task("reserved")).sid, action: "accept" });
  await (await dial(twilio)).task("pending");

  const { availability } = connect(twilio.restUrl);

  expect(await availability({ workflowSid: WORKFLOW_SID }, never)).toMatchObject({
    known: true,
    free: 0,
    available: 1,
    waiting: 1,
  });
  expect(await availability({ workflowSid: WORKFLOW_SID, queue: "Sales" }, never)).toMatchObject({
    free: 0,
    waiting: 1,
  });
});

test("nobody signed in, nothing lately: no estimate is made up", async () => {
  const twilio = await start({ workers: 1 });
  await twilio.command({ do: "workers", available: 0 });

  const answer = await connect(twilio.restUrl).availability({ workflowSid: WORKFLOW_SID }, never);

  expect(answer).toEqual({ known: true, free: 0, available: 0, waiting: 0, longestWaitS: 0 });
});

test("a workflow that does not exist is named as such", async () => {
  const twilio = await start();

  const answer = await connect(twilio.restUrl).availability({ workflowSid: sid("WW") }, never);

  expect(answer).toEqual({ known: false, reason: "not_found", status: 404, code: 20404 });
});

test("a wrong key is a refusal", async () => {
  const twilio = await start();
  const router = connect(twilio.restUrl, { apiSecret: "wrong" });

  expect(await router.availability({ workflowSid: WORKFLOW_SID }, never)).toEqual({
    known: false,
    reason: "refused",
    status: 401,
    code: 20003,
  });
});

test("statistics that are slow or broken leave nothing known, within the deadline", async () => {
  const twilio = await start();
  const slow = connect(twilio.restUrl, { deadlineMs: 150 });

  await twilio.command({ do: "set_faults", faults: { statisticsLatencyMs: 5_000 } });
  const startedAt = performance.now();
  expect(await slow.availability({ workflowSid: WORKFLOW_SID }, never)).toEqual({
    known: false,
    reason: "timeout",
  });
  expect(performance.now() - startedAt).toBeLessThan(1_500);

  await twilio.command({ do: "set_faults", faults: { statisticsLatencyMs: 0, statisticsFail: true } });
  expect(await slow.availability({ workflowSid: WORKFLOW_SID }, never)).toEqual({
    known: false,
    reason: "refused",
    status: 500,
    code: 20500,
  });
});

test("an answer serves every call for ten seconds, and no longer", async () => {
  const twilio = await start({ workers: 1 });
  const workspaceSid = sid("WS");
  let at = 1_000_000;
  const ask = () =>
    connect(twilio.restUrl, { workspaceSid, now: () => at }).availability(
      { workflowSid: WORKFLOW_SID },
      never,
    );

  const before = await ask();
  await twilio.command({ do: "workers", available: 0 });
  at += 9_999;
  const remembered = await ask();
  at += 1;
  const after = await ask();

  expect(before).toMatchObject({ free: 1 });
  expect(remembered).toEqual(before);
  expect(after).toMatchObject({ free: 0 });
});

let server: ByteServer;
beforeAll(async () => {
  server = await startByteServer();
  closing.push(() => server.close());
});

const json = (body: object, status = 200): Delivery => ({
  status,
  headers: { "content-type": "application/json" },
  pieces: [new TextEncoder().encode(JSON.stringify(body))],
});

test("calls that ask at once share one question, and one that hangs up does not end it for the others", async () => {
  const { fetch, requests } = answering((path) => {
    if (path.includes("/Workflows/") && !path.includes("Statistics"))
      return { configuration: `{"task_routing":{"default_filter":{"queue":"${sid("WQ")}"}}}` };
    return statistics({ available: 4, pending: 0, assigned: 1 });
  });
  const { availability } = connect("http://taskrouter.invalid", { fetch });
  const hangUp = new AbortController();

  const first = availability({ workflowSid: WORKFLOW_SID }, hangUp.signal);
  const others = [1, 2, 3].map(() => availability({ workflowSid: WORKFLOW_SID }, never));
  hangUp.abort();

  expect(await first).toEqual({ known: false, reason: "canceled" });
  for (const other of others) expect(await other).toMatchObject({ known: true, free: 3 });
  expect(requests()).toBe(4);
});

test("of a workflow's queues the best staffed one counts, since people may be in several", async () => {
  const queues = [sid("WQ"), sid("WQ")] as const;
  const { fetch } = answering((path) => {
    if (path.includes(queues[0])) return statistics({ available: 5, pending: 0, assigned: 4 });
    if (path.includes(queues[1])) return statistics({ available: 4, pending: 0, assigned: 1 });
    if (path.includes("Statistics")) return statistics({ available: 0, pending: 0, assigned: 5 });
    return {
      configuration: JSON.stringify({ task_routing: { filters: queues.map((queue) => ({ queue })) } }),
    };
  });

  const answer = await connect("http://taskrouter.invalid", { fetch }).availability(
    { workflowSid: WORKFLOW_SID },
    never,
  );

  expect(answer).toMatchObject({ known: true, free: 3, available: 5 });
});

test("without the figures of late, who is free is known all the same", async () => {
  const { fetch } = answering((path) => {
    if (path.includes("Cumulative")) return {};
    if (path.includes("Statistics")) return statistics({ available: 1, pending: 0, assigned: 1 });
    return { task_queues: [{ sid: sid("WQ"), friendly_name: "Sales" }] };
  });

  const answer = await connect("http://taskrouter.invalid", { fetch }).availability(
    { workflowSid: WORKFLOW_SID, queue: "Sales" },
    never,
  );

  expect(answer).toEqual({ known: true, free: 0, available: 1, waiting: 0, longestWaitS: 0 });
});

test("whoever is free while somebody waits is not free for the next one", async () => {
  const { fetch } = answering((path) =>
    path.includes("Statistics")
      ? statistics({ available: 3, pending: 2, assigned: 1, accepted: 30, averageWaitS: 40, ageS: 55 })
      : { task_queues: [{ sid: sid("WQ"), friendly_name: "Sales" }] },
  );

  const answer = await connect("http://taskrouter.invalid", { fetch }).availability(
    { workflowSid: WORKFLOW_SID, queue: "Sales" },
    never,
  );

  expect(answer).toEqual({
    known: true,
    free: 0,
    available: 3,
    waiting: 2,
    longestWaitS: 55,
    estimateS: 55,
  });
});

test.each([
  ["a broken connection", { ending: "reset" } as const, "unreachable"],
  ["something else than JSON", { pieces: [new TextEncoder().encode("<html>")] }, "unreadable"],
  ["JSON of another shape", json({ configuration: 1 }), "unreadable"],
  ["too many requests", json({ code: 20429, status: 429 }, 429), "refused"],
] as const)("TaskRouter answering with %s leaves nothing known", async (_name, delivery, reason) => {
  const { url } = server.serves(delivery);
  // The byte server knows its answers by the first part of the path.
  const prefix = new URL(url).pathname.replace(/\/$/, "");
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { origin, pathname, search } = new URL(String(input));
    return globalThis.fetch(`${origin}${prefix}${pathname}${search}`, init);
  };

  const answer = await connect(new URL(url).origin, { fetch, deadlineMs: 2_000 }).availability(
    { workflowSid: WORKFLOW_SID },
    never,
  );

  expect(answer).toMatchObject({ known: false, reason });
});

const draft = {
  workflowSid: WORKFLOW_SID,
  attributes: { type: "callback", name: "Ünal & Söhne" },
  timeoutS: 3_600,
  priority: 7,
};

test("a callback is a task of the voice channel that a person can take and finish", async () => {
  const twilio = await start();
  const router = connect(twilio.restUrl);

  const { sid: taskSid } = await router.createCallbackTask({ ...draft, uniqueKey: CALL_SID }, never);

  const find = () => twilio.tasks.find((task) => task.sid === taskSid);
  expect(find()).toMatchObject({
    callSid: "",
    workflowSid: WORKFLOW_SID,
    priority: 7,
    timeoutS: 3_600,
    channel: "voice",
    attributes: { ...draft.attributes, callback_id: CALL_SID },
  });
  await until(twilio, () => find()?.status === "reserved");
  await twilio.command({ do: "task", taskSid, action: "accept" });
  await twilio.command({ do: "task", taskSid, action: "complete" });
  expect(find()).toMatchObject({ status: "completed" });
  expect(find()?.attributes).not.toHaveProperty("conference");
});

test("a virtual task is offered to nobody, is no caller in line, and ends by itself", async () => {
  const twilio = await start({ workers: 1 });
  const router = connect(twilio.restUrl);

  const { sid: taskSid } = await router.createVirtualTask(
    { ...draft, timeoutS: 20, attributes: { conversations: { virtual: "Yes" } } },
    never,
  );

  expect(await router.availability({ workflowSid: WORKFLOW_SID }, never)).toMatchObject({
    free: 1,
    waiting: 0,
  });
  await until(twilio, () => twilio.tasks.find((task) => task.sid === taskSid)?.status === "canceled");
  const states = twilio.events.flatMap((e) =>
    e.kind === "task" && e.task.sid === taskSid ? [e.task.status] : [],
  );
  expect(states).toEqual(["pending", "canceled"]);
});

test("a task of an earlier process is found again, and not created twice", async () => {
  const twilio = await start();
  const router = connect(twilio.restUrl);
  const task = { ...draft, uniqueKey: sid("CA") };

  const first = await router.createCallbackTask(task, never);
  const again = await router.createCallbackTask({ ...task, mayExist: true }, never);
  const another = await router.createCallbackTask({ ...task, uniqueKey: sid("CA"), mayExist: true }, never);

  expect(again).toEqual(first);
  expect(another).not.toEqual(first);
  expect(twilio.tasks).toHaveLength(2);
});

test.each(["the answer is lost", "Twilio answers 500"])(
  "a task is created once, also when %s after it was",
  { timeout: 10_000 },
  async (how) => {
    const twilio = await start();
    let posts = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (init?.method !== "POST") return response;
      posts += 1;
      if (how === "the answer is lost") throw new TypeError("connection reset");
      return Response.json({ code: 20500 }, { status: 500 });
    };

    const created = await connect(twilio.restUrl, { fetch }).createCallbackTask(
      { ...draft, uniqueKey: sid("CA") },
      never,
    );

    expect(posts).toBe(1);
    expect(twilio.tasks.map((task) => task.sid)).toEqual([created.sid]);
  },
);

test("a task that never got through is tried a second time", { timeout: 10_000 }, async () => {
  const twilio = await start();
  let posts = 0;
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (init?.method === "POST") posts += 1;
    return init?.method === "POST" && posts === 1
      ? Promise.reject(new TypeError("connection refused"))
      : globalThis.fetch(input, init);
  };

  const created = await connect(twilio.restUrl, { fetch }).createCallbackTask(
    { ...draft, uniqueKey: sid("CA") },
    never,
  );

  expect(twilio.tasks.map((task) => task.sid)).toEqual([created.sid]);
});

test("a task that is refused is an error with Twilio's code, and nothing of its content", async () => {
  const twilio = await start();
  const creating = connect(twilio.restUrl).createCallbackTask(
    { ...draft, workflowSid: sid("WW"), uniqueKey: CALL_SID },
    never,
  );

  await expect(creating).rejects.toMatchObject({
    name: "TwilioRestError",
    status: 400,
    code: 20001,
    message: "Twilio refused the task with 400, error 20001.",
  });
  expect(twilio.tasks).toHaveLength(0);
});

test.each([
  [{ uniqueKey: '" OR 1==1' }, /uniqueKey/],
  [{ timeoutS: 0 }, /timeoutS: 0/],
  [{ attributes: { text: "x".repeat(4_100) } }, /attributes: 41\d\d characters/],
])("what TaskRouter would refuse is not sent (%#)", async (change, message) => {
  const fetch = () => Promise.reject(new Error("nothing may be sent"));
  const task = { ...draft, uniqueKey: CALL_SID, ...change };

  await expect(
    connect("http://taskrouter.invalid", { fetch }).createCallbackTask(task, never),
  ).rejects.toThrow(message);
});

/** Statistics of every kind at once: each reader takes its own fields. */
function statistics(of: {
  available: number;
  pending: number;
  assigned: number;
  accepted?: number;
  averageWaitS?: number;
  ageS?: number;
}): object {
  return {
    total_available_workers: of.available,
    // As text, which Twilio's documents show as well.
    tasks_by_status: { pending: String(of.pending), reserved: 0, assigned: of.assigned, wrapping: 0 },
    longest_task_waiting_age: of.ageS ?? 0,
    avg_task_acceptance_time: of.averageWaitS ?? 0,
    reservations_accepted: of.accepted ?? 0,
  };
}

function answering(answer: (path: string) => object): {
  fetch: typeof globalThis.fetch;
  requests: () => number;
} {
  let requests = 0;
  return {
    fetch: async (input) => {
      requests += 1;
      const { pathname } = new URL(String(input));
      return Response.json(answer(pathname));
    },
    requests: () => requests,
  };
}

function until(twilio: Twilio, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = twilio.on(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
    if (holds()) {
      stop();
      resolve();
    }
  });
}
