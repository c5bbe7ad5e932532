import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import { signRecordLink } from "../../../worker/adapters/record-link.ts";
import { says } from "../../support/model-steps.ts";
import { type CallList, startCallList } from "../call-list.ts";
import { type Caller, newCallSid } from "../caller.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN, SECRETS } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What an operator may do from outside: deletion on request, and who may not. */

const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;
const ID = "78c9419ab7ca";
const tokenFor = (role: "reader" | "operator" = "operator", expiresAt = inAnHour(), by = AUTH_TOKEN) =>
  signOperatorToken(by, { role, expiresAt, id: ID });

const NUMBER = "+15550100123";
const SAID = "My name is Rosalinde.";

let served: ServedWorker;
let list: CallList;
beforeAll(async () => {
  const { TWILIO_ACCOUNT_SID: accountSid } = SECRETS;
  // No API key is set: the account's own SID and token do.
  list = await startCallList({ accountSid, credentials: [[accountSid, AUTH_TOKEN]], pageSize: 2 });
  served = await serveWorker({ vars: { TWILIO_API_URL: list.url, BATON_RELEASE: "abc123" } });
});
afterAll(async () => {
  await served.close();
  await list.close();
});

/** A call in which something was said. */
async function calls(from = NUMBER): Promise<Caller> {
  const caller = await connects(served.origin, { from });
  list.add({ sid: caller.callSid, from, to: "+15550100002" });
  served.model.play([says("Hello there.")]);
  caller.says(SAID);
  await caller.answer();
  return caller;
}

async function ended(from = NUMBER): Promise<Caller> {
  const caller = await calls(from);
  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);
  return caller;
}

async function ask(method: string, path: string, token?: string, body?: object) {
  const response = await fetch(served.origin + path, {
    method,
    ...(token && { headers: { Authorization: `Bearer ${token}` } }),
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const recordStatus = async ({ callSid }: Caller) =>
  (await fetch(await signRecordLink(AUTH_TOKEN, served.origin, callSid, inAnHour()))).status;

describe("who may delete a call", () => {
  test.each<readonly [string, () => Promise<string> | undefined, number, string]>([
    ["nobody who shows no token", () => undefined, 401, "no_token"],
    ["no reader", () => tokenFor("reader"), 403, "role"],
    ["nobody whose token has expired", () => tokenFor("operator", inAnHour() - 3_601), 401, "expired"],
    [
      "nobody who has made the role up",
      async () => (await tokenFor("reader")).replace("reader", "operator"),
      403,
      "bad_token",
    ],
    [
      "nobody who has signed with another token",
      () => tokenFor("operator", inAnHour(), "x".repeat(32)),
      403,
      "bad_token",
    ],
    [
      "nobody who holds a record's link",
      async () => {
        const link = new URL(await signRecordLink(AUTH_TOKEN, "http://x", "operator", inAnHour()));
        return `operator.${link.searchParams.get("expires")}.${ID}.${link.searchParams.get("signature")}`;
      },
      403,
      "bad_token",
    ],
  ])("%s", async (_, token, status, error) => {
    for (const [method, path, body] of [
      ["DELETE", `/api/calls/${newCallSid()}`, undefined],
      ["POST", "/api/forget", { number: NUMBER }],
    ] as const) {
      const answer = await ask(method, path, await token(), body);
      expect([answer.status, answer.body]).toEqual([status, { error, hint: expect.any(String) }]);
    }
    const [line] = await served.logged("operator.refused", error);
    expect(line).toContain("wanted: 'operator'");
  });

  test("a token of the auth token before is good while both are set", async () => {
    const caller = await ended("+15550100124");

    const { status } = await ask(
      "DELETE",
      `/api/calls/${caller.callSid}`,
      await tokenFor("operator", inAnHour(), OLD_AUTH_TOKEN),
    );

    expect(status).toBe(200);
  });

  test("no object is made for whoever is refused", async () => {
    const before = (await served.listCalls()).length;

    await ask("DELETE", `/api/calls/${newCallSid()}`);

    expect(await served.listCalls()).toHaveLength(before);
  });

  test.each([
    ["POST", "/api/calls/CA1"],
    ["DELETE", "/api/forget"],
    ["GET", "/api/forget"],
  ])("%s %s is no way to ask", async (method, path) => {
    expect((await ask(method, path, await tokenFor())).status).toBe(405);
  });
});

describe("one call", () => {
  test("is deleted, to the last row, and what lies elsewhere is named", async () => {
    const caller = await ended("+15550100125");
    const before = JSON.stringify(await served.tables(caller.callSid));

    const { status, body } = await ask("DELETE", `/api/calls/${caller.callSid}`, await tokenFor());

    expect(before).toContain("Rosalinde");
    expect([status, body]).toEqual([
      200,
      {
        callSid: caller.callSid,
        deleted: ["state", "transcript", "record", "row"],
        // What the agent said was not heard.
        lines: 1,
        elsewhere: expect.objectContaining({
          "TaskRouter task": expect.any(String),
          "Workers Logs": expect.any(String),
        }),
      },
    ]);
    expect(await served.tables(caller.callSid)).toEqual({});
    expect(await recordStatus(caller)).toBe(404);
    const [line] = await served.logged("operator.deleted", caller.callSid);
    expect(line).toContain(`by: '${ID}'`);
  });

  test("that goes on is not, nor one whose line was lost", async () => {
    const caller = await calls("+15550100126");
    const live = await ask("DELETE", `/api/calls/${caller.callSid}`, await tokenFor());
    caller.loses();
    await served.logged("call.lost", caller.callSid);
    const lost = await ask("DELETE", `/api/calls/${caller.callSid}`, await tokenFor());

    for (const { status, body } of [live, lost])
      expect([status, body]).toMatchObject([409, { error: "live", callSid: caller.callSid }]);
    expect(await recordStatus(caller)).toBe(200);
  });

  test("whose caller waits for a person is not: nobody would know them when they come back", async () => {
    const caller = await calls("+15550100131");
    caller.presses("0");
    await caller.hears("put you through");
    caller.hearsOut();
    await caller.ends();
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);

    const { status, body } = await ask("DELETE", `/api/calls/${caller.callSid}`, await tokenFor());

    expect([status, body]).toMatchObject([409, { error: "live", callSid: caller.callSid }]);
    expect(await recordStatus(caller)).toBe(200);
  });

  test("of which nothing is kept is not found, twice deleted or never there", async () => {
    const caller = await ended("+15550100127");
    await ask("DELETE", `/api/calls/${caller.callSid}`, await tokenFor());

    for (const callSid of [caller.callSid, newCallSid()]) {
      const { status, body } = await ask("DELETE", `/api/calls/${callSid}`, await tokenFor());
      expect([status, body]).toMatchObject([404, { error: "not_found", callSid }]);
      expect(await served.tables(callSid)).toEqual({});
    }
  });

  test("that comes back after it was deleted is a new one, and is kept", async () => {
    const caller = await ended("+15550100128");
    await ask("DELETE", `/api/calls/${caller.callSid}`, await tokenFor());

    const back = await connects(served.origin, { callSid: caller.callSid, sessionId: "VX2" });
    served.model.play([says("Welcome.")]);
    back.says("When do you open on Monday?");
    await back.answer();

    expect(served.logs.filter((l) => l.includes("call.not_saved"))).toEqual([]);
    expect((await served.stored(caller.callSid)).call.sessionId).toBe("VX2");
    expect(JSON.stringify(await served.tables(caller.callSid))).not.toContain("Rosalinde");
  });
});

describe("all calls of a number", () => {
  test("are found by Twilio's list, page after page, from and to it, and deleted unless they go on", async () => {
    const gone = [await ended(), await ended(), await ended()];
    const live = await calls();
    const other = await ended("+15550100129");
    const called = await connects(served.origin, { from: "+15550100130", to: NUMBER });
    list.add({ sid: called.callSid, from: "+15550100130", to: NUMBER });
    called.hangsUp();
    await served.logged("call.summary", called.callSid);
    // Longer ago than a call may be kept; and one that a person has answered.
    list.add({
      sid: newCallSid(),
      from: NUMBER,
      to: "+15550100002",
      startedAtMs: Date.now() - 8_800 * 3_600_000,
    });
    list.add({ sid: newCallSid(), from: NUMBER, to: "+15550100002" });

    const plan = await ask("POST", "/api/forget", await tokenFor(), { number: NUMBER, dryRun: true });
    const stillThere = await Promise.all(gone.map(recordStatus));
    const { status, body } = await ask("POST", "/api/forget", await tokenFor(), { number: NUMBER });

    const sids = [...gone, called].map(({ callSid }) => callSid).sort();
    const sidsIn = (found: unknown) => (found as { callSid: string }[]).map(({ callSid }) => callSid).sort();
    expect(plan.status).toBe(200);
    expect(sidsIn(plan.body.wouldDelete)).toEqual(sids);
    expect(stillThere).toEqual([200, 200, 200]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ live: [live.callSid], looked: 6, more: false });
    expect(sidsIn(body.deleted)).toEqual(sids);
    for (const caller of gone) expect(await recordStatus(caller)).toBe(404);
    for (const caller of [live, other]) expect(await recordStatus(caller)).toBe(200);
    expect(list.asked.filter((path) => path.includes("Page=1")).length).toBeGreaterThan(0);
    // The called number is ours.
    const others = served.logs.map((line) => line.replace(/called: '\+\d+'/, ""));
    expect(others.filter((line) => line.includes(NUMBER))).toEqual([]);
  });

  test("that were kept by a longer RETENTION_HOURS than today's are found as well", async () => {
    const number = "+15550100140";
    const caller = await connects(served.origin, { from: number });
    const startedAtMs = Date.now() - 700 * 3_600_000;
    list.add({ sid: caller.callSid, from: number, to: "+15550100002", startedAtMs });
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);

    const { body } = await ask("POST", "/api/forget", await tokenFor(), { number });

    expect(body).toMatchObject({ deleted: [{ callSid: caller.callSid }], more: false, failed: [] });
  });

  test("are found in the ledger as well, where Twilio lists them no more", async () => {
    const number = "+15550100142";
    const caller = await connects(served.origin, { from: number });
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);
    const rows = () => served.ledger(`SELECT 1 FROM calls WHERE call_sid = '${caller.callSid}'`);
    await expect.poll(async () => (await rows()).length, { timeout: 10_000 }).toBe(1);

    const plan = await ask("POST", "/api/forget", await tokenFor(), { number, dryRun: true });
    const { body } = await ask("POST", "/api/forget", await tokenFor(), { number });

    expect(plan.body).toMatchObject({ wouldDelete: [{ callSid: caller.callSid }], looked: 1 });
    expect(body).toMatchObject({ deleted: [{ callSid: caller.callSid }], looked: 1, failed: [] });
    expect(await rows()).toEqual([]);
    expect(await served.tables(caller.callSid)).toEqual({});
  });

  test("are more than one request looks at: the next goes on where it ended, to the oldest", async () => {
    const number = "+15550100141";
    const caller = await connects(served.origin, { from: number });
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);
    const at = (n: number) => Date.now() - n * 60_000;
    list.add({ sid: caller.callSid, from: number, to: "+15550100002", startedAtMs: at(100) });
    for (let n = 99; n > 0; n -= 1)
      list.add({ sid: newCallSid(), from: number, to: "+15550100002", startedAtMs: at(n) });

    const deleted: unknown[] = [];
    let before: unknown;
    for (let round = 0; round < 5; round += 1) {
      const { body } = await ask("POST", "/api/forget", await tokenFor(), { number, before });
      deleted.push(...(body.deleted as unknown[]));
      before = body.before;
      expect(body.more).toBe(before !== undefined);
      if (!body.more) break;
    }

    expect(before).toBeUndefined();
    expect(deleted).toMatchObject([{ callSid: caller.callSid }]);
    const answer = await ask("POST", "/api/forget", await tokenFor(), { number, before: "yesterday" });
    expect([answer.status, answer.body]).toMatchObject([400, { error: "bad_before" }]);
  });

  test.each([
    ["no number", {}],
    ["no E.164", { number: "0555 0100123" }],
    ["a list", { number: [NUMBER] }],
    ["more than a number", { number: `${NUMBER}&To=+1` }],
  ])("are not looked for by %s", async (_, body) => {
    const asked = list.asked.length;

    const answer = await ask("POST", "/api/forget", await tokenFor(), body);

    expect([answer.status, answer.body]).toMatchObject([
      400,
      { error: "bad_number", hint: expect.stringContaining("E.164") },
    ]);
    expect(list.asked).toHaveLength(asked);
  });

  test("are all left alone where Twilio does not say which they are", async () => {
    const caller = await ended("+15550100131");
    list.refuse(403, 20_003);

    const { status, body } = await ask("POST", "/api/forget", await tokenFor(), { number: "+15550100131" });

    expect([status, body]).toMatchObject([502, { error: "twilio", status: 403, code: 20_003 }]);
    expect(await recordStatus(caller)).toBe(200);
  });
});

test("/health says what answers, and so does the log", async () => {
  const { status, body } = await ask("GET", "/health");

  expect([status, body]).toEqual([
    200,
    {
      status: "ok",
      version: expect.stringMatching(/^[\w-]{8,}$/),
      release: "abc123",
      agents: expect.arrayContaining([expect.any(String)]),
    },
  ]);
  const caller = await ended("+15550100132");
  const written = [
    ...(await served.logged("call.connected", caller.callSid)),
    ...(await served.logged("call.summary", caller.callSid)),
  ];
  for (const line of written) {
    expect(line).toContain(`version: '${body.version}'`);
    expect(line).toContain("release: 'abc123'");
  }
});
