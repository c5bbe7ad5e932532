import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { CallPage, CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { LiveCall, LiveMessage } from "../../../worker/protocol/console/live.ts";
import { type PersonNews, personSubject } from "../../../worker/protocol/console/person-news.ts";
import type { Bar, CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { signLink } from "../../../worker/protocol/signed/signed-link.ts";
import { callsTool } from "../../support/model-steps.ts";
import { type Caller, newCallSid } from "../caller.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What becomes of a call after its hand-off: told by a signed link, seen in its row and its timeline. */

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({ refusalsAMinute: 1_000 });
});
afterAll(() => served.close());

/** A ledger, or a machine, has slow moments. */
const soon = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 10_000 });
const inS = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

async function tell(
  callSid: string,
  news: PersonNews | string,
  { by = AUTH_TOKEN, forS = 60, signed = "" } = {},
) {
  const body = typeof news === "string" ? news : JSON.stringify(news);
  const query = await signLink("person", by, personSubject(callSid, signed || body), inS(forS));
  const response = await fetch(`${served.origin}/api/calls/${callSid}/person${query}`, {
    method: "POST",
    body,
  });
  return { status: response.status, ...((await response.json()) as { error?: string }) };
}

const bearer = async () => {
  const expiresAt = inS(600);
  return `Bearer ${await signOperatorToken(AUTH_TOKEN, { role: "reader", expiresAt, id: "78c9419ab7ca" })}`;
};
async function listed(query: string): Promise<readonly CallRow[]> {
  const headers = { Authorization: await bearer() };
  return ((await (await fetch(`${served.origin}/api/calls?${query}`, { headers })).json()) as CallPage).calls;
}
/** The calls that a page begins with. */
async function snapshot(): Promise<readonly LiveCall[]> {
  const headers = { Authorization: await bearer() };
  const page = new WebSocket(`${served.origin.replace("http", "ws")}/api/live`, { headers });
  const [first] = (await once(page, "message")) as [Buffer];
  page.close();
  const message = JSON.parse(String(first)) as LiveMessage; // the Worker's own
  return message.type === "snapshot" ? message.calls : [];
}

async function seen(callSid: string, origin = served.origin): Promise<CallDetail> {
  const response = await fetch(`${origin}/api/calls/${callSid}`, {
    headers: { Authorization: await bearer() },
  });
  return (await response.json()) as CallDetail;
}
const partsOf = ({ timeline }: CallDetail): readonly Bar[] =>
  timeline.bars.filter(({ lane }) => lane === "person");

async function handedOff(on = served): Promise<Caller> {
  on.model.play([
    callsTool("hand_off", { reason: "A refund.", callSummary: "Wants a refund.", sentiment: "neutral" }),
  ]);
  const caller = await connects(on.origin);
  caller.says("I want my money back.");
  await caller.answer();
  caller.hearsOut();
  await caller.ends();
  caller.hangsUp();
  await on.logged("call.summary", caller.callSid);
  return caller;
}

test("who waits, who talks and who has left is seen in the timeline, and the row is over once they have", async () => {
  const { callSid } = await handedOff();
  await soon(async () => (await seen(callSid)).call.phase).toBe("with_person");
  const row = async () =>
    (await served.ledger(`SELECT phase, more FROM calls WHERE call_sid = '${callSid}'`))[0];
  await soon(async () => (await row())?.phase).toBe("with_person");

  const going = async () =>
    (await listed("outcome=live")).map((call) => `${call.callSid} ${call.person?.part}`);
  // Whoever waits goes on, told or not.
  expect(await going()).toEqual([`${callSid} undefined`]);
  expect((await tell(callSid, { at: Date.now(), what: "waiting", seconds: 0 })).status).toBe(202);
  await soon(going).toEqual([`${callSid} waiting`]);
  await expect
    .poll(async () => partsOf(await seen(callSid)))
    .toEqual([expect.objectContaining({ what: "waiting" })]);
  expect(partsOf(await seen(callSid))[0]).not.toHaveProperty("to");
  // Again, as it is told every half minute.
  await tell(callSid, { at: Date.now(), what: "waiting", seconds: 41 });
  await tell(callSid, { at: Date.now(), what: "talking" });
  await expect
    .poll(async () => partsOf(await seen(callSid)).map(({ what }) => what))
    .toEqual(["waiting", "talking"]);
  expect((await row())?.phase).toBe("with_person");
  await soon(going).toEqual([`${callSid} talking`]);
  // A page that opens now, and whatever happens to the ledger before.
  const [now] = (await snapshot()) as readonly { readonly person?: { readonly since: number } }[];
  expect(now).toMatchObject({ callSid, phase: "with_person", person: { part: "talking" } });
  // Since it began, on the clock of the wall.
  expect(Math.abs(Date.now() - (now?.person?.since ?? 0))).toBeLessThan(60_000);
  for (let times = 0; times < 2; times += 1)
    await tell(callSid, { at: Date.now(), what: "left", seconds: 41, talkingSince: Date.now() - 5_000 });

  await soon(async () => (await row())?.phase).toBe("ended");
  expect([await going(), await snapshot()]).toEqual([[], []]);
  const { call, timeline } = await seen(callSid);
  const parts = timeline.bars.filter(({ lane }) => lane === "person");
  expect(parts.map(({ what, to }) => [what, typeof to])).toEqual([
    ["waiting", "number"],
    ["talking", "number"],
  ]);
  const [waited, talked] = parts.map(({ from, to = from }) => to - from);
  expect(call).toMatchObject({ phase: "ended", outcome: "handed_off", waitedMs: waited, talkedMs: talked });
  // It is on disk, and is not noted twice.
  await served.redeploy();
  expect(partsOf(await seen(callSid))).toEqual(parts);
});

test("who had a person of whom nothing was told meanwhile had them since the queue was left", async () => {
  const { callSid } = await handedOff();
  const at = Date.now() + 3_600_000; // another clock: nothing is noted that is yet to be
  await tell(callSid, { at, what: "left", seconds: 1, talkingSince: 0 });

  await expect
    .poll(async () => partsOf(await seen(callSid)).map(({ what }) => what))
    .toEqual(["waiting", "talking"]);
  for (const { from, to } of partsOf(await seen(callSid))) {
    expect(to).toBeLessThanOrEqual(Date.now());
    expect(from).toBeLessThanOrEqual(to ?? 0);
  }
});

test("it changes nothing of a call that the agent has, and makes none of a call that nobody has made", async () => {
  const caller = await connects(served.origin);
  const nobodys = newCallSid();
  for (const callSid of [caller.callSid, nobodys])
    for (const what of ["waiting", "left"] as const)
      expect((await tell(callSid, { at: Date.now(), what, seconds: 9 })).status).toBe(202);
  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);

  expect((await seen(caller.callSid)).call).not.toHaveProperty("waitedMs");
  expect(partsOf(await seen(caller.callSid))).toEqual([]);
  expect(await seen(nobodys)).toMatchObject({ error: "not_found" });
  expect(await served.tables(nobodys)).toEqual({});
});

test("a call of which nothing is kept any more has its row ended all the same", async () => {
  const { callSid } = await handedOff();
  const row = async () =>
    (await served.ledger(`SELECT phase, more FROM calls WHERE call_sid = '${callSid}'`))[0];
  await soon(async () => (await row())?.phase).toBe("with_person");
  // What it is kept for is over: its object knows nothing.
  const other = newCallSid();
  await served.ledger(`UPDATE calls SET call_sid = '${other}' WHERE call_sid = '${callSid}'`);
  await tell(other, { at: 90_000, what: "left", seconds: 61, talkingSince: 20_000 });

  const ended = async () =>
    (await served.ledger(`SELECT phase, more FROM calls WHERE call_sid = '${other}'`))[0];
  await soon(async () => (await ended())?.phase).toBe("ended");
  expect(JSON.parse(String((await ended())?.more))).toMatchObject({ waitedMs: 61_000, talkedMs: 70_000 });
});

const news = { at: 1, what: "left" } as const;
test.each<readonly [string, () => ReturnType<typeof tell>, number, string]>([
  ["is signed by another token", () => tell("CA1", news, { by: "x".repeat(32) }), 403, "bad_signature"],
  [
    "is of another call or body",
    () => tell("CA1", news, { signed: '{"at":2,"what":"left"}' }),
    403,
    "bad_signature",
  ],
  ["has expired", () => tell("CA1", news, { forS: -1 }), 403, "expired"],
  ["is no JSON", () => tell("CA1", "nonsense"), 400, "bad_news"],
  ["is of a later release", () => tell("CA1", '{"at":1,"what":"dreaming"}'), 400, "bad_news"],
  ["has no time", () => tell("CA1", '{"at":-1,"what":"left"}'), 400, "bad_news"],
  ["is endless", () => tell("CA1", " ".repeat(2_000)), 413, "body_too_large"],
])("what %s is refused", async (_, telling, status, error) => {
  expect(await telling()).toMatchObject({ status, error });
});

test("while the auth token is rotated, what the one before has signed is taken", async () => {
  expect((await tell(newCallSid(), news, { by: OLD_AUTH_TOKEN })).status).toBe(202);
});
