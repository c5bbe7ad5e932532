import { calledAddress } from "../../../worker/protocol/phone-address.ts";
import { ACCOUNT_SID, CALL_ID } from "../../../worker/protocol/sids.ts";

/**
 * Parameters of a webhook request, as text. Twilio sends each once; a repeated one arrives as a list, of which
 * the first counts. What is not text is as good as absent.
 */
export interface Params {
  /** The parameter's value; undefined when absent or empty. */
  readonly text: (name: string) => string | undefined;
  /** A whole number from 0 to 999,999. */
  readonly count: (name: string) => number | undefined;
  /** What a webhook of ours has told the next in a cookie; undefined when absent. */
  readonly cookie: (name: string) => string | undefined;
}

export function readParams(event: object): Params {
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(event, name);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === "string" && first !== "" ? first : undefined;
  };
  return {
    text,
    count: (name) => {
      const value = text(name);
      return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
    },
    cookie: (name) => {
      const value: unknown = member(member(member(event, "request"), "cookies"), name);
      return typeof value === "string" && value !== "" ? value : undefined;
    },
  };
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/** What was called, in one spelling: a carrier may leave one of the two names out. Empty where neither is there. */
export const readCalled = (params: Params): string =>
  calledAddress(params.text("To") ?? params.text("Called") ?? "");

/** The caller's number or address as it came; empty where there is none. */
export const readFrom = (params: Params): string => params.text("From") ?? params.text("Caller") ?? "";

const CALL_ID_ALONE = new RegExp(`^${CALL_ID}$`);

/**
 * The call's id, where it is one.
 *
 * @param name - `ParentCallSid`: of the call that has led to this one. Source: Twilio's voice webhooks.
 */
export function readCallSid(
  params: Params,
  name: "CallSid" | "ParentCallSid" = "CallSid",
): string | undefined {
  const value = params.text(name);
  return value !== undefined && CALL_ID_ALONE.test(value) ? value : undefined;
}

/** The account's id, as it stands in addresses of Twilio's own. */
export function readAccountSid(params: Params): string | undefined {
  const value = params.text("AccountSid");
  return value !== undefined && ACCOUNT_SID.pattern.test(value) ? value : undefined;
}

/** The caller is no longer on the line, so that no TwiML will be run. Source: Twilio's final call statuses. */
export const isCallOver = (params: Params): boolean =>
  ["completed", "canceled", "failed", "busy", "no-answer"].includes(params.text("CallStatus") ?? "");
