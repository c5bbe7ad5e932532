import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handshakeSignature } from "../../../local/twilio/signature.ts";
import { callsTool, says } from "../../support/model-steps.ts";
import type { ReceivedRequest } from "../../support/scripted-model.ts";
import { type Caller, newCallSid } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { attach, connects, dial, open, relayUrl, shakeHands } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** A handshake's header covers the address alone, so whoever has seen one may send it again: in a log, in a tail. */

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({ script: { otherwise: echoes } });
});
afterAll(() => served.close());

function echoes({ call }: ReceivedRequest) {
  return says(`Heard: ${call.messages.findLast((m) => m.role === "user")?.text}`);
}

/** A call in which something has been said, in a session that nobody can guess. */
async function liveCall(): Promise<{ readonly caller: Caller; readonly sessionId: string }> {
  const sessionId = `VX${crypto.randomUUID().replaceAll("-", "")}`;
  const caller = await connects(served.origin, { sessionId });
  caller.says("My order is the blue one.");
  expect(await caller.answer()).toBe("Heard: My order is the blue one.");
  caller.hearsOut();
  await served.hasRead(caller);
  return { caller, sessionId };
}

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("M5: a handshake that is replayed while the call lives", () => {
  test.each<[string, (intruder: Caller) => void]>([
    ["names a session of its own", (i) => i.setsUp({ callSid: i.callSid, sessionId: "VXmine" })],
    ["names no session", (i) => i.setsUp({ callSid: i.callSid, sessionId: "" })],
    ["speaks without a setup", (i) => i.says("What is my order?")],
    ["presses 0", (i) => i.presses("0")],
    ["sends what nobody can read", (i) => i.raw("{{{")],
    ["sends bytes", (i) => i.raw(new Uint8Array([1, 2, 3]).buffer)],
    ["names a session that is no text", (i) => i.sends({ type: "setup", callSid: i.callSid, sessionId: {} })],
    ["names a proto", (i) => i.sends({ type: "setup", callSid: i.callSid, sessionId: "__proto__" })],
    ["names another call", (i) => i.setsUp({ callSid: newCallSid(), sessionId: "VX1" })],
    [
      "names a session that is nearly right, many times",
      (i) => {
        for (let n = 0; n < 50; n++) i.setsUp({ callSid: i.callSid, sessionId: `VX${n}` });
      },
    ],
    ["sends a megabyte", (i) => i.says("x".repeat(1_000_000))],
    ["says nothing", () => {}],
    ["closes at once", (i) => i.hangsUp()],
    ["breaks off at once", (i) => i.loses()],
  ])("cuts nothing and hears nothing, though it %s", async (_, does) => {
    const { caller } = await liveCall();
    const intruder = await dial(served.origin, caller.callSid);

    does(intruder);
    await soon(100);
    caller.says("And the boots?");

    expect(await caller.answer()).toBe("Heard: And the boots?");
    expect(caller.closed).toBeUndefined();
    expect(intruder.frames).toEqual([]);
  });

  test("is refused after two seconds, and the call goes on", async () => {
    const { caller } = await liveCall();
    const intruder = await dial(served.origin, caller.callSid);
    intruder.setsUp({ callSid: intruder.callSid, sessionId: "VXmine" });

    expect(await intruder.isClosed()).toMatchObject({ code: 1008 });
    caller.says("And the boots?");

    expect(await caller.answer()).toBe("Heard: And the boots?");
    expect(intruder.frames).toEqual([]);
  });

  test("ten of them at once do not either", async () => {
    const { caller } = await liveCall();
    const intruders = await Promise.all(
      Array.from({ length: 10 }, () => dial(served.origin, caller.callSid)),
    );
    for (const [n, i] of intruders.entries()) i.setsUp({ callSid: i.callSid, sessionId: `VX${n}` });

    caller.says("And the boots?");

    expect(await caller.answer()).toBe("Heard: And the boots?");
    expect(intruders.flatMap((i) => i.frames)).toEqual([]);
  });
});

describe("M5: Twilio comes back", () => {
  test("with the session's setup, though the old socket still stands", async () => {
    const { caller, sessionId } = await liveCall();

    const again = await connects(served.origin, { callSid: caller.callSid, sessionId });
    expect(await caller.isClosed()).toEqual({ code: 1000, reason: "replaced" });
    again.says("And the boots?");

    expect(await again.answer()).toBe("Heard: And the boots?");
  });

  test("with frames before its setup, which count once", async () => {
    const { caller, sessionId } = await liveCall();

    const again = await dial(served.origin, caller.callSid);
    again.says("And the boots?");
    again.setsUp({ callSid: caller.callSid, sessionId });

    expect(await again.answer()).toBe("Heard: And the boots?");
  });

  test.each<[string, string | undefined]>([
    ["without a setup", undefined],
    ["in a new session", "VXnew"],
  ])("%s, as soon as the old socket has gone", async (_, sessionId) => {
    const { caller } = await liveCall();
    const again = await dial(served.origin, caller.callSid);
    if (sessionId) again.setsUp({ callSid: caller.callSid, sessionId });
    await soon(50);

    caller.loses();
    await caller.isClosed();
    again.says("And the boots?");

    await again.hears("Heard: And the boots?");
  });

  test("in time after a line that was lost, in whatever form", async () => {
    const { caller } = await liveCall();
    caller.loses();
    await served.logged("call.lost", caller.callSid);

    const again = await connects(served.origin, { callSid: caller.callSid, sessionId: "VXnew" });
    again.says("And the boots?");

    await again.hears("Heard: And the boots?");
  });
});

describe("M5: a call that is over", () => {
  async function refused(callSid: string): Promise<void> {
    const url = relayUrl(served.origin, callSid);
    const signature = handshakeSignature(AUTH_TOKEN, url, "in_url");
    expect(await shakeHands(url, { "X-Twilio-Signature": signature })).toBe(410);
  }

  test("is not opened again after the caller has hung up", async () => {
    const { caller } = await liveCall();
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);

    await refused(caller.callSid);
  });

  test("is not opened again after the goodbye, once Twilio has read its `end`", async () => {
    const { caller } = await liveCall();
    served.model.play([callsTool("end_call")]);
    caller.says("That is all, thank you.");
    await caller.until("a goodbye", () => /bye/i.test(caller.spoken()) || undefined);
    caller.hearsOut();
    await caller.ends();
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);

    await refused(caller.callSid);
  });

  test("keeps the number that called first, whatever a later setup says", async () => {
    const { caller } = await liveCall();
    caller.loses();
    await served.logged("call.lost", caller.callSid);

    const again = await connects(served.origin, {
      callSid: caller.callSid,
      sessionId: "VXnew",
      from: "+15558888888",
      to: "+15557777777",
    });
    again.says("And the boots?");
    await again.hears("Heard: And the boots?");

    expect((await served.stored(caller.callSid)).call).toMatchObject({
      from: "+15550100001",
      to: "+15550100002",
    });
  });
});

describe("M6: a signature opens one address", () => {
  const callSid = newCallSid();
  const good = handshakeSignature(AUTH_TOKEN, `wss://127.0.0.1/relay/${callSid}`, "in_url");
  const cuts = Array.from({ length: 33 }, (_, n) => n + 1);

  test("and none that has a piece of it as a query", async () => {
    const before = (await served.listCalls()).length;
    const answers = await Promise.all(
      cuts
        .flatMap((cut) => {
          const [path, rest] = [callSid.slice(0, cut), callSid.slice(cut)];
          return [
            `${path}?${rest}`,
            `${path}?${rest}=`,
            `${path}?${rest[0]}=${rest.slice(1)}`,
            `${path}?=${rest}`,
          ];
        })
        .map((tail) =>
          shakeHands(`${served.origin.replace(/^http/, "ws")}/relay/${tail}`, { "X-Twilio-Signature": good }),
        ),
    );

    expect(answers.filter((answer) => answer !== 403 && answer !== 404 && answer !== 429).length).toBe(0);
    expect(await served.listCalls()).toHaveLength(before);
  });

  test.each([
    "/relay/CA%30",
    "/relay/CA0/",
    "/relay//CA0",
    "/RELAY/CA0",
    "/relay/CA0/x",
    "/relay/../relay/CA0?x",
    "/relay/C",
    "/relay/%00",
    "/relay/CA\u00e9",
    "/relay/.",
    "/relay/__proto__/x",
    "/relay/CA0;x",
    "/relay/CA0@x",
    "/relay/CA 0",
    `/relay/${"C".repeat(65)}`,
    "/relay/CA0%0d%0aX-Y:1",
    "/relay/",
    "/relay",
    "/relay/CA0,CA1",
  ])("and an id of another shape makes no object (%s)", async (path) => {
    const before = (await served.listCalls()).length;
    const url = served.origin.replace(/^http/, "ws") + encodeURI(path).replaceAll("%25", "%");

    const answer = await shakeHands(url, { "X-Twilio-Signature": good });

    expect([400, 403, 404, 414, 429]).toContain(answer);
    expect(await served.listCalls()).toHaveLength(before);
  });
});

test("B31: once the old token is taken out, its signature opens nothing, and the new one does", async () => {
  const rotated = await serveWorker({
    script: { otherwise: echoes },
    vars: { TWILIO_AUTH_TOKEN: "9".repeat(32) },
  });
  try {
    await expect(open(rotated.origin, newCallSid(), AUTH_TOKEN)).rejects.toThrow("403");
    const callSid = newCallSid();
    const caller = attach(await open(rotated.origin, callSid, "9".repeat(32)), callSid);
    caller.setsUp({ callSid });
    caller.says("Do you sell boots?");
    expect(await caller.answer()).toBe("Heard: Do you sell boots?");
  } finally {
    await rotated.close();
  }
});
