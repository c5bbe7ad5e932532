import { type CallContext, type Next, ON, type Scope } from "../../call-context.ts";
import { pause } from "../../clock.ts";
import type { DialOutcome } from "../../settings.ts";
import { newSid } from "../../sid.ts";
import { notify } from "../../webhook.ts";
import { runDocuments } from "../interpreter.ts";
import type { Element } from "../twiml.ts";
import { follow, integer, target } from "./target.ts";

const NOUNS: ReadonlySet<string> = new Set(["Number", "Sip"]);

/** Rings a number and talks, for as long as the setting `dial` says; then requests the action. */
export async function dial({ attributes, children }: Element, scope: Scope): Promise<Next> {
  const { speech, settings } = scope.call.stack;
  const noun = children.find(({ name }) => NOUNS.has(name));
  const outcome = settings.dialled[addressOf(noun)] ?? settings.dial;
  const { status, ringMs, talkMs } = outcome;
  const timeoutMs = integer(attributes.timeout, 30) * 1000;
  const answered = status === "completed" && ringMs <= timeoutMs;
  const callSid = newSid("CA");

  await pause(speech, Math.min(ringMs, timeoutMs), scope.signal);
  const answeredAt = speech.now();
  const bridged = answered && (await takesTheCall(noun, callSid, outcome, scope));
  if (bridged) await pause(speech, talkMs, scope.signal);
  if (!attributes.action) return ON;

  const params = {
    DialCallSid: callSid,
    // What is reported of a call that was answered and not taken is documented nowhere; DialBridged tells it in any case.
    DialCallStatus: status === "completed" && !answered ? "no-answer" : status,
    DialBridged: String(bridged),
    ...(answered ? { DialCallDuration: String(Math.round((speech.now() - answeredAt) / 1000)) } : {}),
  };
  if (!scope.signal.aborted) return follow(scope, attributes.action, attributes.method, params);
  await notify(
    scope.call.stack,
    target(scope, attributes.action, attributes.method, params),
    scope.call.identity.callSid,
  );
  return ON;
}

/** Headers of a SIP address are for whoever answers, not part of whom to ring. */
const addressOf = (noun: Element | undefined): string => noun?.text.split("?")[0] ?? "";

/**
 * Runs the noun's `url` for whoever answered, on a call of its own that the caller does not hear; when it runs out of
 * verbs, the two are put together. Source: `<Number>` page, "url".
 */
async function takesTheCall(
  noun: Element | undefined,
  callSid: string,
  { acceptsAfterMs }: DialOutcome,
  { call, ...scope }: Scope,
): Promise<boolean> {
  const url = noun?.attributes.url;
  if (noun === undefined || url === undefined) return true;
  const { stack, identity } = call;
  const called: CallContext = {
    ...call,
    identity: { ...identity, callSid, parentCallSid: identity.callSid, to: noun.text },
    status: () => "in-progress",
    answer() {},
    listen(listener) {
      return acceptsAfterMs === undefined
        ? () => {}
        : stack.speech.after(acceptsAfterMs, () => listener.pressed?.("1"));
    },
    run: (request, place) => runDocuments(called, request, place),
  };
  const place = { ...scope, call: called };
  const outcome = await called.run(target(place, url, noun.attributes.method), place);
  return outcome.go !== "hang_up" && !scope.signal.aborted;
}
