import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { PackChanges } from "../../worker/language/pack-changes.ts";
import { asciiJson } from "../../worker/protocol/ascii-json.ts";
import type { Handoff } from "../../worker/protocol/handoff.ts";
import { fitTaskAttributes, type TaskCall } from "../../worker/protocol/task/task-attributes.ts";
import { linesFor } from "./call-lines.ts";
import { type Trail, withTrail } from "./trail.ts";
import { say } from "./webhook/twiml.ts";

/** What a person is told when the agent could not say it itself. */
export const handoffWithoutAgent = (
  reasonCode: Handoff["reasonCode"],
  reason: string,
  language: string | undefined,
): Handoff => ({
  v: 1,
  reasonCode,
  reason,
  callSummary: "No summary: the assistant could not write one.",
  sentiment: "neutral",
  triggeredBy: "rule",
  language: language ?? "en-US",
});

/**
 * Puts the call in line for a person, with the hand-off on its task. Only the hand-off's own, fitted fields and the
 * route of the agent's rules get there: no text of the model's can choose the workflow, a priority or a timeout.
 *
 * @param queuedAtS - epoch seconds: now.
 */
export function enqueue(
  twiml: VoiceResponse,
  order: {
    readonly workflowSid: string;
    readonly handoff: Handoff;
    readonly call: TaskCall;
    readonly trail: Trail;
    readonly queuedAtS: number;
  },
): void {
  const { workflowSid, handoff, call, trail, queuedAtS } = order;
  const priority = call.route?.priority;
  twiml
    .enqueue({
      workflowSid,
      action: withTrail("/voice/after-queue", { ...trail, queuedAtS }),
      waitUrl: withTrail("/voice/wait", trail),
    })
    .task(priority === undefined ? {} : { priority }, asciiJson(fitTaskAttributes(handoff, call)));
}

/**
 * The answer that depends on nothing but the workflow: an apology, a person, and a goodbye after that. It names
 * no other webhook of ours, which may be what is broken, and which would then be asked for ever.
 *
 * @param changes - the agent's `languagePacks`, where the agent is known.
 */
export function lastResort(
  workflowSid: string | undefined,
  call: TaskCall,
  language: string | undefined,
  changes?: PackChanges,
): { readonly twiml: VoiceResponse; readonly outcome: "person" | "goodbye" } {
  const twiml = new VoiceResponse();
  const lines = linesFor(language, changes);
  if (workflowSid === undefined) {
    say(twiml, lines, lines.brokenGoodbye);
    twiml.hangup();
    return { twiml, outcome: "goodbye" };
  }
  const handoff = handoffWithoutAgent(
    "agent_unreachable",
    "A technical fault kept the assistant from the call.",
    language,
  );
  say(twiml, lines, lines.brokenFindingPerson);
  twiml.enqueue({ workflowSid }).task({}, asciiJson(fitTaskAttributes(handoff, call)));
  say(twiml, lines, lines.goodbye);
  twiml.hangup();
  return { twiml, outcome: "person" };
}
