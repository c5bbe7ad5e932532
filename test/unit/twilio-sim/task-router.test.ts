import { expect, test, vi } from "vitest";
import { manualClock } from "../../../local/twilio/clock.ts";
import { NO_FAULTS } from "../../../local/twilio/faults.ts";
import { DEFAULT_SETTINGS, type TwilioSettings } from "../../../local/twilio/settings.ts";
import { createEventLog } from "../../../local/twilio/stack.ts";
import { createTaskRouter } from "../../../local/twilio/task-router/task-router.ts";
import { ACCOUNT_SID, AUTH_TOKEN, WORKFLOW_SID } from "./stack.ts";

function setUp(settings: Partial<TwilioSettings> = {}) {
  const clock = manualClock();
  const log = createEventLog(1000);
  const router = createTaskRouter({
    network: clock,
    speech: clock,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    faults: { ...NO_FAULTS },
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    fallbackUrl: undefined,
    statusUrl: undefined,
    emit: log.emit,
    alert: () => {},
    nextSocket: () => 1,
  });
  function enqueue(more: { priority?: number; timeoutS?: number } = {}) {
    const waiting = router.enqueue({
      callSid: `CA${"4".repeat(32)}`,
      workflowSid: WORKFLOW_SID,
      attributes: {},
      priority: 0,
      timeoutS: 600,
      maxQueueSize: 100,
      ...more,
    });
    if (!waiting) throw new Error("the queue is full");
    return waiting;
  }
  const statusOf = (taskSid: string) => router.tasks.find((t) => t.sid === taskSid)?.status;
  return { clock, router, enqueue, statusOf };
}

test("a task is reserved after a second, and rings as long as the worker lets it", () => {
  const { clock, router, enqueue, statusOf } = setUp({ reservationTimeoutMs: 20_000 });
  const { taskSid } = enqueue();

  clock.advance(999);
  expect(statusOf(taskSid)).toBe("pending");
  clock.advance(1);
  expect(statusOf(taskSid)).toBe("reserved");
  clock.advance(19_999);
  expect(statusOf(taskSid)).toBe("reserved");
  clock.advance(1);
  expect(statusOf(taskSid)).toBe("pending");
  expect(router.workers).toEqual({ total: 1, available: 0, free: 0 });
});

test("a callback of closed hours does not ring before we open", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 0 });
  const { clock, router, statusOf } = setUp();
  const opens = { notBefore: new Date(60_000).toISOString() };
  const task = { workflowSid: WORKFLOW_SID, priority: 0, timeoutS: 600, channel: "voice" };
  const held = router.create({ ...task, attributes: opens });
  const sooner = router.create({ ...task, attributes: { notBefore: "some day" } });

  clock.advance(58_000);
  vi.setSystemTime(58_000);
  expect(statusOf(sooner.sid)).toBe("reserved");
  router.act(sooner.sid, "cancel");
  clock.advance(1_999);
  expect(statusOf(held.sid)).toBe("pending");
  vi.setSystemTime(60_000);
  clock.advance(1_001);
  expect(statusOf(held.sid)).toBe("reserved");
  vi.useRealTimers();
});

test("a task that was rejected rings as long again when it is next offered", () => {
  const { clock, router, enqueue, statusOf } = setUp({ reservationTimeoutMs: 20_000 });
  const { taskSid } = enqueue();
  clock.advance(15_000);

  router.act(taskSid, "reject");
  clock.advance(18_000);

  expect(statusOf(taskSid)).toBe("reserved");
  expect(router.workers).toMatchObject({ available: 1 });
});

test("the time in the queue ends when the queue is left", async () => {
  const { clock, router, enqueue } = setUp();
  const waiting = enqueue();
  clock.advance(30_000);

  router.act(waiting.taskSid, "accept");
  clock.advance(600_000);
  router.act(waiting.taskSid, "complete");

  expect(await waiting.left).toBe("accepted");
  expect(waiting.figures()).toMatchObject({ waited: 30, position: 0, size: 0, averageWait: 30 });
});

test("a task that is assigned does not time out", () => {
  const { clock, router, enqueue, statusOf } = setUp();
  const { taskSid } = enqueue({ timeoutS: 60 });
  clock.advance(5_000);

  router.act(taskSid, "accept");
  clock.advance(3_600_000);

  expect(statusOf(taskSid)).toBe("assigned");
});

test("nobody is offered a call while all are away, and the first who comes back is", () => {
  const { clock, router, enqueue, statusOf } = setUp({ workers: 2 });
  router.setAvailable(0);
  const { taskSid } = enqueue();
  clock.advance(60_000);
  expect(statusOf(taskSid)).toBe("pending");

  router.setAvailable(1);
  clock.advance(1_000);

  expect(statusOf(taskSid)).toBe("reserved");
});

test("priority goes before age, and age decides among equals", () => {
  const { clock, router, enqueue, statusOf } = setUp();
  router.setAvailable(0);
  const [old, older, urgent] = [enqueue(), enqueue(), enqueue({ priority: 9 })].map((w) => w.taskSid);
  const finish = (taskSid: string) => {
    router.act(taskSid, "accept");
    router.act(taskSid, "complete");
    clock.advance(1_000);
  };

  router.setAvailable(1);
  clock.advance(1_000);
  const order: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const offered = router.tasks.find((t) => t.status === "reserved");
    if (!offered) break;
    order.push(offered.sid);
    finish(offered.sid);
  }

  expect(order).toEqual([urgent, old, older]);
  expect(statusOf(urgent ?? "")).toBe("completed");
});

test("an order that does not fit a task's state says what it needs", () => {
  const { router, enqueue } = setUp();
  const { taskSid } = enqueue();

  expect(() => router.act(taskSid, "accept")).toThrow(/is pending: "accept" needs reserved/);
  expect(() => router.act("WT0", "accept")).toThrow("Task WT0 is unknown.");
  expect(() => router.setAvailable(2)).toThrow(/there are 1 in all/);
});

test("a reservation that rings out leaves the task in line and its worker unavailable", () => {
  const { clock, router, enqueue, statusOf } = setUp({ workers: 2 });
  const { taskSid } = enqueue();
  clock.advance(1_000);

  router.act(taskSid, "ring_out");
  expect(statusOf(taskSid)).toBe("pending");
  expect(router.workers).toEqual({ total: 2, available: 1, free: 1 });
  clock.advance(1_000);

  expect(statusOf(taskSid), "offered to whoever is left").toBe("reserved");
});
