import { afterEach, expect, test } from "vitest";
import { parseHandoff } from "../../../worker/protocol/handoff.ts";
import { says } from "../../support/model-steps.ts";
import { type Caller, newCallSid } from "../caller.ts";
import { SECRETS } from "../secrets.ts";
import { connects, dial } from "./line.ts";
import { inOneMinute, type ServedWorker, serveWorker } from "./served-worker.ts";

/** How long a call is kept, and whose. */

let served: ServedWorker;
const serve = async (vars: Readonly<Record<string, string>>) => {
  served = await serveWorker({ vars });
};
afterEach(() => served.close());

async function calls(): Promise<Caller> {
  const caller = await connects(served.origin);
  served.model.play([says("Hello there.")]);
  caller.says("My name is Rosalinde.");
  await caller.answer();
  return caller;
}

async function handedOff(caller: Caller) {
  caller.presses("0");
  await caller.hears("put you through");
  caller.hearsOut();
  const { handoffData } = await caller.ends();
  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);
  return parseHandoff(handoffData)?.handoff;
}

/** Waits until nothing is left on the disk. */
async function isDeleted({ callSid }: Caller): Promise<void> {
  await expect.poll(() => served.tables(callSid), { timeout: 5_000 }).toEqual({});
}

test("RETENTION_HOURS 0: a call is deleted as it is over, and counted all the same", async () => {
  await serve({ RETENTION_HOURS: "0" });
  const caller = await calls();

  caller.hangsUp();

  await served.logged("call.summary", caller.callSid);
  await isDeleted(caller);
  expect(served.logs.filter((l) => /call\.(?:fault|not_saved)/.test(l))).toEqual([]);
});

test("RETENTION_HOURS 0: who is handed over and comes back is known, and their record's link says that none is kept", async () => {
  await serve({ RETENTION_HOURS: "0" });
  const caller = await calls();

  const handoff = await handedOff(caller);

  const { url = "", expiresAt = 0 } = handoff?.record ?? {};
  expect(expiresAt * 1_000).toBeLessThanOrEqual(Date.now());
  const answer = await fetch(url);
  expect([answer.status, await answer.json()]).toEqual([
    410,
    { error: "not_kept", hint: expect.stringContaining("RETENTION_HOURS is 0") },
  ]);
  const back = await dial(served.origin, caller.callSid);
  back.setsUp({ callSid: back.callSid, sessionId: "VX2", customParameters: { connect: "nobody_free" } });
  await back.hears("nobody");
  expect(JSON.stringify(await served.tables(back.callSid))).toContain("Rosalinde");
  back.hangsUp();
  await isDeleted(back);
});

test("RETENTION_HOURS is how long a record's link is good for", async () => {
  await serve({ RETENTION_HOURS: "2" });

  const handoff = await handedOff(await calls());

  const { url = "", expiresAt = 0 } = handoff?.record ?? {};
  expect(Math.round((expiresAt * 1_000 - Date.now()) / 60_000)).toBe(120);
  expect((await fetch(url)).status).toBe(200);
  expect(handoff?.release).toBe("dev");
});

test("a call of another account is refused, before anything is said or kept", async () => {
  await serve({});
  const other = await dial(served.origin, newCallSid());
  other.sends({
    type: "setup",
    sessionId: "VX1",
    callSid: other.callSid,
    accountSid: `AC${"9".repeat(32)}`,
    from: "+15550100001",
    to: "+15550100002",
  });

  expect(await other.isClosed()).toMatchObject({
    code: 1008,
    reason: "This call belongs to another account.",
  });
  expect(other.frames).toEqual([]);
  const [line] = await served.logged("setup.rejected", other.callSid);
  expect(line).toContain("account_sid");
  expect(served.logs.filter((l) => l.includes("call.connected"))).toEqual([]);
});

test("a call of the Worker's own account is answered, and one that names none", async () => {
  await serve({});
  const own = await dial(served.origin);
  own.sends({
    type: "setup",
    sessionId: "VX1",
    callSid: own.callSid,
    accountSid: SECRETS.TWILIO_ACCOUNT_SID,
    from: "+15550100001",
    to: "+15550100002",
  });
  const silent = await connects(served.origin);

  for (const { callSid } of [own, silent]) await served.logged("call.connected", callSid);
});

test.each(["RETENTION_HOURS", "CALL_LOCATION", "CALL_JURISDICTION"])(
  "%s that is wrong is named by /health, and no call is taken",
  async (name) => {
    await serve({ [name]: "4711-wrong" });

    const response = await fetch(`${served.origin}/health`);
    const body = (await response.json()) as { faults: string[] };

    expect(response.status).toBe(503);
    expect(body).toMatchObject({ status: "not_configured", release: "dev", agents: expect.any(Array) });
    expect(body.faults).toEqual([expect.stringMatching(new RegExp(`^${name} must be `))]);
    expect(body.faults.join()).not.toContain("4711");
  },
);

test("whoever is refused as an operator too often is not listened to for a while", async () => {
  served = await serveWorker({ refusalsAMinute: 2 });
  await inOneMinute();
  const knock = async () => (await fetch(`${served.origin}/api/forget`, { method: "POST" })).status;

  expect([await knock(), await knock(), await knock(), await knock()]).toEqual([401, 401, 429, 429]);
  expect(await served.logged("operator.refused", "no_token")).toHaveLength(2);
});
