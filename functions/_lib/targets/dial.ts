import type VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import type { HandOffTarget } from "../../../worker/protocol/routing/hand-off-settings.ts";
import type { TaskCall } from "../../../worker/protocol/task/task-attributes.ts";
import type { AnsweringAgent } from "../agents-data.ts";
import { whisperAddress } from "../handlers/whisper.ts";
import { type Trail, withTrail } from "../trail.ts";
import { xmlText } from "../webhook/twiml.ts";
import { sipAddress } from "./sip.ts";

/**
 * Rings a telephone or another contact centre. The caller hears it ring until somebody has taken the call; whatever
 * comes of it, Twilio then asks `/voice/after-dial`. Who is rung sees the caller's own number.
 */
export function dial(
  twiml: VoiceResponse,
  target: Extract<HandOffTarget, { kind: "sip" | "number" }>,
  order: {
    readonly agent: AnsweringAgent;
    readonly handoff: Handoff;
    readonly call: TaskCall;
    readonly trail: Trail;
  },
): void {
  const verb = twiml.dial({
    action: withTrail("/voice/after-dial", order.trail),
    timeout: target.timeoutS,
    answerOnBridge: true,
  });
  if (target.kind === "sip") {
    verb.sip({}, xmlText(sipAddress(target, order.handoff, order.call)));
  } else {
    const { agent, handoff, call } = order;
    const url = whisperAddress(handoff, call, agent.languagePacks);
    verb.number(target.whisper ? { url } : {}, target.number);
  }
}
