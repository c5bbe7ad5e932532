import { afterAll, beforeAll, expect, test } from "vitest";
import { callsTool } from "../../support/model-steps.ts";
import { newCallSid } from "../caller.ts";
import { connects, dial, relayUrl, shakeHands } from "./line.ts";
import { inOneMinute, type ServedWorker, serveWorker } from "./served-worker.ts";

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());

test("L9: sockets that nobody closes are closed: without a setup, and after the end", {
  timeout: 60_000,
}, async () => {
  served.model.play([
    callsTool("hand_off", { reason: "A refund.", callSummary: "Wants a refund.", sentiment: "neutral" }),
  ]);
  const mute = await dial(served.origin);
  const chatty = await dial(served.origin);
  chatty.sends({ type: "info", name: "agentSpeaking", value: "off" });
  chatty.says("Is anybody there?");
  const lingering = await connects(served.origin);
  lingering.says("I want a refund.");
  await lingering.hears(" ");
  lingering.hearsOut();
  await lingering.ends();

  for (const caller of [mute, chatty, lingering])
    expect(await caller.isClosed(25_000)).toMatchObject({ code: 1000 });

  expect(await served.logged("call.summary", lingering.callSid)).toHaveLength(1);
  expect(chatty.frames).toEqual([]);
});

test("who knocks again and again is answered without a word, and no longer logged; a caller is let in", async () => {
  await inOneMinute();
  const statuses: unknown[] = [];
  for (let i = 0; i < 70; i += 1) statuses.push(await shakeHands(relayUrl(served.origin, newCallSid()), {}));

  expect(statuses.slice(0, 60)).toEqual(Array(60).fill(403));
  expect(statuses.slice(60)).toEqual(Array(10).fill(429));
  const { callSid } = await connects(served.origin);
  await served.logged("call.connected", callSid);
  expect(served.logs.filter((line) => line.includes("handshake.refused"))).toHaveLength(60);
});

test("a frame that is nobody's words is dropped unread, and the call goes on", async () => {
  const caller = await connects(served.origin);
  caller.says("x".repeat(70_000));

  const [line] = await served.logged("frame.rejected", caller.callSid);
  expect(line).toContain("too_large");
  expect(caller.closed).toBeUndefined();
});
