import { type Next, ON, type Scope } from "../call-context.ts";
import { pause } from "../clock.ts";
import { newSid } from "../sid.ts";
import type { Element } from "../twiml.ts";
import { notify } from "../webhook.ts";
import { follow, integer, target } from "./target.ts";

/** Rings a number and talks, for as long as the setting `dial` says; then requests the action. */
export async function dial({ attributes }: Element, scope: Scope): Promise<Next> {
  const { speech, settings } = scope.call.stack;
  const { status, ringMs, talkMs } = settings.dial;
  const timeoutMs = integer(attributes.timeout, 30) * 1000;
  const answered = status === "completed" && ringMs <= timeoutMs;

  await pause(speech, Math.min(ringMs, timeoutMs), scope.signal);
  const talkedFrom = speech.now();
  if (answered) await pause(speech, talkMs, scope.signal);
  if (!attributes.action) return ON;

  const params = {
    DialCallSid: newSid("CA"),
    DialCallStatus: status === "completed" && !answered ? "no-answer" : status,
    DialBridged: String(answered),
    ...(answered ? { DialCallDuration: String(Math.round((speech.now() - talkedFrom) / 1000)) } : {}),
  };
  if (!scope.signal.aborted) return follow(scope, attributes.action, attributes.method, params);
  await notify(
    scope.call.stack,
    target(scope, attributes.action, attributes.method, params),
    scope.call.identity.callSid,
  );
  return ON;
}
