import { afterAll, beforeAll, expect, test } from "vitest";
import { MADE_UP } from "../../local/stack/made-up.ts";
import { signOperatorToken } from "../../worker/adapters/operator-token.ts";
import type { CallDetail } from "../../worker/protocol/console/timeline.ts";
import type { Phone } from "../support/phone.ts";
import { type EscalationStack, patient, startEscalation } from "./support/escalation-stack.ts";

/** Whole calls that go to a person: what the Functions hear of that is seen in the console. */

let escalation: EscalationStack;
beforeAll(async () => {
  escalation = await startEscalation({
    settings: { workers: 2, dial: { status: "completed", ringMs: 0, talkMs: 16_000, acceptsAfterMs: 1_000 } },
  });
}, 120_000);
afterAll(() => escalation.close());

async function seen({ callSid }: Phone): Promise<CallDetail> {
  const expiresAt = Math.floor(Date.now() / 1_000) + 600;
  const token = await signOperatorToken(MADE_UP.TWILIO_AUTH_TOKEN, {
    role: "reader",
    expiresAt,
    id: "78c9419ab7ca",
  });
  const response = await fetch(`${escalation.stack.urls.worker}/api/calls/${callSid}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return (await response.json()) as CallDetail;
}

/** As in `waiting, talking…`: what goes on has three dots. */
async function partsOf(phone: Phone): Promise<string> {
  const { timeline, call } = await seen(phone);
  const bars = timeline.bars.filter(({ lane }) => lane === "person");
  return [...bars.map(({ what, to }) => (to === undefined ? `${what}…` : what)), call.phase].join(", ");
}
const soon = (phone: Phone) => expect.poll(() => partsOf(phone), { timeout: patient.within, interval: 100 });

async function asksForAPerson(phone: Phone): Promise<void> {
  await phone.says("It is about my order 1042.");
  await phone.hears("I have order", patient);
  await phone.says("This is too much for you, I need somebody else.");
}

test("who waits is seen at once, and whoever had a person once that is over", async () => {
  const phone = await escalation.reaches("queued", "+15550100041");
  await asksForAPerson(phone);
  await phone.task("pending", patient);
  await soon(phone).toBe("waiting…, with_person");

  await phone.agent("accept");
  await phone.agent("complete");

  await soon(phone).toBe("waiting, talking, ended");
  const { call } = await seen(phone);
  expect(call).toMatchObject({
    outcome: "handed_off",
    waitedMs: expect.any(Number),
    talkedMs: expect.any(Number),
  });
});

test("who hangs up in the queue has waited, and talked to nobody", async () => {
  const phone = await escalation.reaches("queued", "+15550100042");
  await asksForAPerson(phone);
  await phone.task("pending", patient);
  await soon(phone).toBe("waiting…, with_person");

  await phone.hangsUp();

  await soon(phone).toBe("waiting, ended");
});

test("whoever takes a call by telephone is seen to talk", async () => {
  const phone = await escalation.reaches("telephone", "+15550100043");
  await asksForAPerson(phone);

  await soon(phone).toBe("waiting, talking…, with_person");
  await soon(phone).toBe("waiting, talking, ended");
});
