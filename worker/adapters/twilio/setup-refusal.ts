import type { Setup } from "../../protocol/relay/inbound.ts";

/** Why a socket's `setup` is not taken, in words for whoever is at its other end. */
export const SETUP_REFUSALS = {
  call_sid: "This socket belongs to another call.",
  not_configured: "The Worker is not set up.",
  account_sid: "This call belongs to another account.",
} as const;
export type SetupRefusal = keyof typeof SETUP_REFUSALS;

/**
 * @param callSid - of the call that the socket was opened for.
 * @param accountSid - of the one account that Twilio is asked of; undefined where the Worker is not set up. Tokens of
 * several accounts may be set.
 */
export function setupRefusal(
  setup: Setup,
  callSid: string | undefined,
  accountSid: string | undefined,
): SetupRefusal | undefined {
  if (setup.callSid !== callSid) return "call_sid";
  if (accountSid === undefined) return "not_configured";
  return setup.accountSid && setup.accountSid !== accountSid ? "account_sid" : undefined;
}
