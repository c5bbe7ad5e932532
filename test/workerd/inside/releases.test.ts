import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { signRecordLink } from "../../../worker/adapters/record-link.ts";
import { parseHandoff } from "../../../worker/protocol/handoff.ts";
import { STATE_VERSION } from "../../../worker/session/state/call-state.ts";
import type { Caller } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects, opens } from "./line.ts";

/**
 * A deploy in the middle of a call: what is stored was written by another release. It is rewritten here as that one
 * would have, and the object made anew; a real Durable Object over a real socket.
 */

type Json = Record<string, unknown>;

/** The release before this one: everything side by side. */
const asBefore = ({ call, keypad, tools, ...rest }: Json): Json => ({
  ...rest,
  ...(call as Json),
  vault: (keypad as Json).vault,
  tools: (tools as Json).runs,
  v: STATE_VERSION - 1,
});
const OTHERS: readonly (readonly [string, (stored: Json) => Json])[] = [
  ["the release before", asBefore],
  ["a later release", (stored) => ({ ...stored, hearing: "elsewhere", v: STATE_VERSION + 1 })],
  ["a release that shares nothing but the version's place", () => ({ v: 99, all: "new" })],
];

const stubOf = ({ callSid }: Caller) => env.CALLS.getByName(callSid);

async function rewrite(caller: Caller, as: (stored: Json) => Json): Promise<void> {
  await runInDurableObject(stubOf(caller), (_, { storage }) => {
    const row = storage.sql.exec<{ json: string }>("SELECT json FROM state").one();
    storage.sql.exec("UPDATE state SET json = ?", JSON.stringify(as(JSON.parse(row.json))));
  });
}

/** A call in which something was said, whose object is gone, and whose state another release has written. */
async function cutBy(as: (stored: Json) => Json): Promise<Caller> {
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();
  await rewrite(caller, as);
  await abortAllDurableObjects();
  await caller.isClosed();
  return caller;
}

/** The person's side of the end. */
async function handedOff(caller: Caller) {
  await caller.hears("put you through");
  caller.hearsOut();
  const end = await caller.ends();
  return parseHandoff(end.handoffData)?.handoff;
}

const EXPECTED = {
  reasonCode: "agent_unreachable",
  reason: "A new version of the assistant could not take up this call.",
  callSummary: expect.stringContaining("My name is Rosa."),
};

afterEach(() => {
  vi.useRealTimers();
});

describe.each(OTHERS)("a call stored by %s goes to a person with what was said", (_, as) => {
  test.each([
    ["a setup of a new session", (c: Caller) => c.setsUp({ callSid: c.callSid, sessionId: "VX2" })],
    ["a setup of the same session", (c: Caller) => c.setsUp({ callSid: c.callSid })],
    ["the caller's words, without a setup", (c: Caller) => c.says("Are you still there?")],
    ["half a sentence, without a setup", (c: Caller) => c.partlySays("Are you")],
    ["a key, without a setup", (c: Caller) => c.presses("5")],
    ["an interruption, without a setup", (c: Caller) => c.interrupts()],
    [
      "a report, without a setup",
      (c: Caller) => c.sends({ type: "info", name: "agentSpeaking", value: "off" }),
    ],
    ["nothing at all", () => {}],
  ])("when its socket brings %s first", async (_first, brings) => {
    const before = await cutBy(as);

    const after = await opens({ callSid: before.callSid });
    brings(after);

    expect(await handedOff(after)).toMatchObject(EXPECTED);
  });
});

test("a call whose object was evicted and whose socket was not lost goes to a person too", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval"] });
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();
  await rewrite(caller, asBefore);
  await evictDurableObject(stubOf(caller));
  vi.useRealTimers();

  caller.says("Are you still there?");

  expect(await handedOff(caller)).toMatchObject(EXPECTED);
});

test.each(OTHERS)("the record of a call that ended under %s is read", async (_, as) => {
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();
  caller.hearsOut();
  caller.hangsUp();
  await caller.isClosed();
  await rewrite(caller, as);

  await abortAllDurableObjects();

  const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
  const link = await signRecordLink(AUTH_TOKEN, "https://relay.example.com", caller.callSid, inAnHour);
  const response = await exports.default.fetch(link);
  expect(response.status).toBe(200);
  const record = await response.json<{ live: boolean; items: { who: string; text: string }[] }>();
  expect(record).toMatchObject({ callSid: caller.callSid, live: false });
  expect(record.items.map((i) => i.text)).toEqual(
    expect.arrayContaining(["My name is Rosa.", "Heard: My name is Rosa."]),
  );
});
