import type { Task } from "../../local/twilio/events.ts";

/** The example most tests start from: a caller who was charged twice and wants it back. */
export const ATTRIBUTES = {
  call_sid: `CA${"7".repeat(32)}`,
  direction: "inbound",
  from: "+447397321173",
  to: "+442071838750",
  name: "Priya Natarajan",
  language: "en-GB",
  reasonCode: "policy_required",
  reason: "A refund above £50 needs a person's approval.",
  callSummary:
    "Priya was charged twice for order 88213, a pair of barn owl boots. The second charge of £84.00 is confirmed in the shop's records. She wants it refunded to her card and has waited since Monday.",
  sentiment: "negative",
  handoff: {
    v: 1,
    triggeredBy: "model",
    language: "en-GB",
    sentimentTrend: "improving",
    sentimentWords: ["I have been waiting since Monday", "this is the third time I call"],
    intent: "Refund of a double charge",
    desiredOutcome: "£84.00 back on her card this week, and an e-mail that says so",
    nextBestAction: "Approve the refund of £84.00 for order 88213",
    identity: { status: "verified", method: "order number and postcode", name: "Priya Natarajan" },
    facts: [
      { name: "order_number", value: "88213", from: "caller", confirmed: true },
      { name: "second_charge", value: "£84.00 on 16 November", from: "tool", confirmed: true },
      { name: "postcode", value: "N1 7GU", from: "keypad", confirmed: true },
      { name: "call_back_number", value: "+44 7397 321173", from: "caller", confirmed: false },
    ],
    steps: [
      { what: "Look up order 88213", outcome: "ok" },
      { what: "Refund £84.00", outcome: "refused" },
    ],
    sideEffects: ["A complaint was opened: C-1042"],
    promises: ["A person looks at it on this call", "No reply is needed to the e-mail of Tuesday"],
    quality: { turns: 9, interruptions: 1, reprompts: 0, toolFailures: 0, latencyMs: 640 },
    botSeconds: 143,
  },
} as const;

const { call_sid, direction: _direction, ...withoutCall } = ATTRIBUTES;

/** The same caller, promised a callback: as `worker/protocol/task/callback-attributes.ts` writes it. */
export const CALLBACK = {
  ...withoutCall,
  type: "callback",
  taskType: "callback",
  callback_id: call_sid,
  called: "+442071838750",
  attemptsLeft: 3,
  notBefore: "2026-11-23T09:00:00.000Z",
  callBackData: {
    numberToCall: "+447397321173",
    numberToCallFrom: "+442071838750",
    attempts: 0,
    utcDateTimeReceived: "2026-11-22T18:30:00.000Z",
    isDeleted: false,
  },
} as const;

interface TaskOptions {
  readonly sid?: string;
  readonly status?: Task["status"];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly createdAt?: number;
}

let made = 0;

/** A task of the stack with these attributes, ringing unless said otherwise. Each has a sid of its own. */
export function handoffTask({
  sid = `WT${String(++made).padStart(32, "0")}`,
  status = "reserved",
  attributes = ATTRIBUTES,
  createdAt,
}: TaskOptions): Task {
  return {
    sid,
    callSid: typeof attributes.call_sid === "string" ? attributes.call_sid : ATTRIBUTES.call_sid,
    workflowSid: `WW${"1".repeat(32)}`,
    status,
    priority: 10,
    timeoutS: 120,
    attributes,
    createdAt: createdAt ?? Date.now() - 13_000,
    queueName: "Support",
  };
}
