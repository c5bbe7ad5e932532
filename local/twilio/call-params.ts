import type { CallStatus } from "./events.ts";

export interface CallIdentity {
  readonly accountSid: string;
  readonly callSid: string;
  /** Of the call that has led to this one. */
  readonly parentCallSid?: string;
  readonly from: string;
  readonly to: string;
}

const NORTH_AMERICAN = /^\+1\d{10}$/;

/** Places are empty for numbers that have none, such as the fictional ones. */
function party(prefixes: readonly string[], number: string): Readonly<Record<string, string>> {
  const country = NORTH_AMERICAN.test(number) ? "US" : "";
  return Object.fromEntries(
    prefixes.flatMap((p) => [
      [p, number],
      [`${p}City`, ""],
      [`${p}Country`, country],
      [`${p}State`, ""],
      [`${p}Zip`, ""],
    ]),
  );
}

/** Fields of every webhook of a call. Source: recorded requests, facts sheet sections 3.1 and 3.2. */
export function callParams(call: CallIdentity, status: CallStatus): Readonly<Record<string, string>> {
  return {
    AccountSid: call.accountSid,
    ApiVersion: "2010-04-01",
    CallSid: call.callSid,
    // Source: "Twilio's request to your application"; a call that is the first has none.
    ...(call.parentCallSid !== undefined && { ParentCallSid: call.parentCallSid }),
    CallStatus: status,
    Direction: "inbound",
    ...party(["From", "Caller"], call.from),
    ...party(["To", "Called"], call.to),
  };
}

/** What only the first request of a call carries beside. */
export const FIRST_REQUEST_ONLY = { StirVerstat: "TN-Validation-Passed-C" };

/** Task attributes Twilio adds by itself. Source: "Queueing Twilio calls with TaskRouter". */
export function taskAttributes(call: CallIdentity, status: CallStatus): Readonly<Record<string, string>> {
  const snake = (name: string) => name.replace(/[A-Z]/g, (c, i: number) => (i ? "_" : "") + c.toLowerCase());
  return Object.fromEntries(
    Object.entries(callParams(call, status)).map(([name, value]) => [snake(name), value]),
  );
}
