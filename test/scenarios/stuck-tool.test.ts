import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import type { StackEvent } from "../../local/twilio/events.ts";
import { dial } from "../support/phone.ts";

/** A tool that computes without a pause keeps the Worker's only thread, and with it all calls. */

let stack: LocalStack;
beforeAll(async () => {
  stack = await startStack({ agents: "test/fixtures/agents/stuck/index.ts", record: true, speechRate: 16 });
});
afterAll(() => stack.close());

/** @returns the first event that is wanted. */
const first = (wanted: (event: StackEvent) => boolean): Promise<StackEvent> =>
  new Promise((resolve) => {
    stack.twilio.on((event) => wanted(event) && resolve(event));
  });

test("a tool that computes without a pause is named, and the Worker is there again after half a minute", async () => {
  const said = first((e) => e.kind === "log" && e.event === "worker.stuck");
  const phone = await dial(stack.twilio);
  await phone.hears("observatory", { within: 15_000 });
  await phone.says("How many stars are there in the sky? Please count the stars.");

  expect(await said).toMatchObject({ level: "error", fields: { seconds: 5, lastTool: "count_stars" } });
  await phone.hangsUp();
  await expect
    .poll(() => fetch(`${stack.urls.worker}/health`).then((r) => r.status), { timeout: 60_000 })
    .toBe(200);
});
