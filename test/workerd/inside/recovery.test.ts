import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { connects } from "./line.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("B28: an object that is evicted in the middle of a call keeps the socket and the conversation", async () => {
  // A call holds timers so that it is not evicted; only without them can it be shown what an eviction would do.
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval"] });
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();

  await evictDurableObject(env.CALLS.getByName(caller.callSid));
  caller.hearsOut();
  caller.says("Do you sell boots?");

  expect(await caller.answer()).toBe("Heard: My name is Rosa. Do you sell boots?");
  expect(caller.closed).toBeUndefined();
});

test("B28: an object that is torn down in the middle of a reply answers in the next session, with memory", async () => {
  const before = await connects();
  before.says("My name is Rosa.");
  await before.answer();
  before.hearsOut();
  before.says("Tell me slowly what you sell.");
  await before.hears("Heard");

  await abortAllDurableObjects();
  await before.isClosed();
  const after = await connects({
    callSid: before.callSid,
    sessionId: "VX2",
    customParameters: { connect: "lost_socket" },
  });
  await after.hears("Heard: My name is Rosa. Tell me slowly what you sell");

  expect(after.closed).toBeUndefined();
});
