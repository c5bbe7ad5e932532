import { type Next, ON, type Scope } from "../../call-context.ts";
import { pause } from "../../clock.ts";
import { readRelayConfig } from "../../relay/relay-config.ts";
import { type SessionEnd, startRelaySession } from "../../relay/relay-session.ts";
import { RECORDED } from "../../settings.ts";
import { newSid } from "../../sid.ts";
import { notify } from "../../webhook.ts";
import type { Element } from "../twiml.ts";
import { target } from "./target.ts";

interface Ended {
  readonly sessionId: string;
  readonly end: SessionEnd;
  readonly seconds: number;
}

/** Runs a ConversationRelay session to its end, and requests the action. Facts sheet, section 3. */
export async function connect(element: Element, scope: Scope): Promise<Next> {
  const { stack, identity } = scope.call;
  const relay = element.children.find((child) => child.name === "ConversationRelay");
  if (!relay) {
    stack.alert(
      { code: "lint", message: "<Connect> holds no <ConversationRelay>: nothing else is simulated" },
      identity.callSid,
    );
    return ON;
  }
  stack.emit(
    { kind: "verb", verb: "Connect", detail: { ...element.attributes, ...relay.attributes } },
    identity.callSid,
  );
  return afterSession(await talk(relay, scope), element, scope);
}

async function talk(relay: Element, scope: Scope): Promise<Ended> {
  const { stack, identity, ...call } = scope.call;
  const { callSid, from, to } = identity;
  const read = readRelayConfig(relay, stack.settings.unknownVoices);
  if (!read.ok) {
    stack.alert({ code: "64101", message: read.message }, callSid);
    return {
      sessionId: newSid("VX"),
      end: { status: "refused", code: "64101", reason: read.message },
      seconds: 0,
    };
  }
  for (const message of read.warnings) stack.alert({ code: "lint", message }, callSid);

  const session = startRelaySession(
    stack,
    { callSid, from, to, answered: call.status() !== "ringing" },
    read.config,
  );
  const unlisten = call.listen(session);
  scope.signal.addEventListener("abort", session.hangUp, { once: true });
  void session.opened.then(async (open) => {
    if (!open) return;
    await pause(stack.speech, RECORDED.answerMs, scope.signal);
    if (!scope.signal.aborted) call.answer();
  });
  const { end, seconds } = await session.ended;
  unlisten();
  scope.signal.removeEventListener("abort", session.hangUp);
  return { sessionId: session.id, end, seconds };
}

async function afterSession(
  { sessionId, end, seconds }: Ended,
  connect: Element,
  scope: Scope,
): Promise<Next> {
  const { call } = scope;
  const unanswered = call.status() === "ringing";
  if (end.status === "refused" && unanswered) {
    if (call.stack.settings.refusedSocket === "busy") return { go: "hang_up", as: "busy" };
    call.answer();
  }
  const { action, method } = connect.attributes;
  if (!action) return ON;
  const request = {
    ...target(scope, action, method, {
      SessionId: sessionId,
      SessionDuration: String(seconds),
      ...outcome(end),
    }),
    callback: true,
  };
  if (!scope.signal.aborted) return { go: "to", request };
  // The call is over: whatever is answered is ignored.
  await notify(call.stack, request, call.identity.callSid);
  return ON;
}

function outcome(end: SessionEnd): Readonly<Record<string, string>> {
  switch (end.status) {
    case "ended":
      return { SessionStatus: "ended", ...(end.handoffData ? { HandoffData: end.handoffData } : {}) };
    case "completed":
      return { SessionStatus: "completed" };
    case "failed":
      return { SessionStatus: "failed", ErrorCode: end.code, ErrorMessage: end.message };
    case "refused":
      return { SessionStatus: "failed", ErrorCode: end.code, ErrorMessage: end.reason };
  }
}
