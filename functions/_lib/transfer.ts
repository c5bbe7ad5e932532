import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Handoff } from "../../worker/protocol/handoff.ts";
import { placeNamed, targetOf } from "../../worker/protocol/routing/places.ts";
import { routeFor } from "../../worker/protocol/routing/routing.ts";
import type { TaskCall } from "../../worker/protocol/task/task-attributes.ts";
import { unreachable } from "../../worker/protocol/unreachable.ts";
import type { AnsweringAgent } from "./agents-data.ts";
import { linesFor } from "./call-lines.ts";
import { enqueue, lastResort } from "./person.ts";
import { dial } from "./targets/dial.ts";
import { studioAddress } from "./targets/studio.ts";
import { askWebhook } from "./targets/webhook-target.ts";
import { type Trail, withTrail } from "./trail.ts";
import type { FunctionsConfig } from "./webhook/config.ts";
import { type Params, readAccountSid, readCalled, readCallSid, readFrom } from "./webhook/params.ts";
import { say } from "./webhook/twiml.ts";
import type { Answer } from "./webhook/webhook.ts";

export interface TransferOrder {
  readonly agent: AnsweringAgent;
  readonly handoff: Handoff;
  readonly trail: Trail;
  readonly params: Params;
  readonly config: FunctionsConfig;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/**
 * Hands the call to whoever the agent's definition names. Where that cannot be done at all, because a variable or
 * Twilio's account id is missing or a webhook does not answer with TwiML, the call goes to a person in Flex; where
 * there is no workflow for that either, the caller hears an apology and a goodbye.
 */
export function transfer(order: TransferOrder): Answer | Promise<Answer> {
  const { agent, handoff, params } = order;
  // By its name alone: whatever the payload says, the call goes to no number that is not the definition's.
  const place = handoff.place?.name;
  const target = targetOf(agent.handOff, place);
  const call = callOf(order);
  const twiml = new VoiceResponse();
  const log = { target: target.kind, ...(placeNamed(agent.handOff, place) && { place }) };
  switch (target.kind) {
    case "flex":
      return toFlex(order, call);
    case "sip":
    case "number":
      apologise(twiml, order);
      dial(twiml, target, { ...order, call });
      return { twiml, outcome: "person", log };
    case "studio": {
      const accountSid = readAccountSid(params);
      if (accountSid === undefined) return toFlex(order, call, "no_account_sid");
      apologise(twiml, order);
      twiml.redirect({ method: "POST" }, studioAddress(target.flowSid, accountSid, handoff, call));
      return { twiml, outcome: "person", log };
    }
    case "webhook":
      return toWebhook(order, call, target);
    default:
      return unreachable(target);
  }
}

function callOf({ agent, handoff, params }: TransferOrder): TaskCall {
  const { reasonCode, sentiment, language } = handoff;
  const facts = { reasonCode, sentiment, language, calledNumber: readCalled(params) || undefined };
  return {
    callSid: readCallSid(params) ?? "",
    from: readFrom(params),
    sessionSeconds: params.count("SessionDuration"),
    route: routeFor(agent.handOff.routing, facts),
  };
}

/** @param fault - why the target that was meant could not be had; for the operator. */
function toFlex(order: TransferOrder, call: TaskCall, fault?: string): Answer {
  const { agent, handoff, trail, config, nowMs } = order;
  const workflowSid = agent.workflow ?? config.workflowSid;
  const log = { target: "flex", ...(fault === undefined ? {} : { fault }) };
  if (workflowSid === undefined)
    return { ...lastResort(undefined, call, handoff.language, agent.languagePacks), log };
  const twiml = new VoiceResponse();
  apologise(twiml, order);
  enqueue(twiml, { workflowSid, handoff, call, trail, queuedAtS: Math.floor(nowMs / 1000) });
  return { twiml, outcome: "person", log };
}

async function toWebhook(
  order: TransferOrder,
  call: TaskCall,
  target: { readonly url: string; readonly secret: string },
): Promise<Answer> {
  const { handoff, trail, params, config, nowMs } = order;
  const secret = config.secret(target.secret);
  if (secret === undefined) return toFlex(order, call, "no_secret");
  const reply = await askWebhook({
    url: target.url,
    secret,
    handoff,
    call: { ...call, calledNumber: readCalled(params) || undefined },
    afterDial: withTrail("/voice/after-dial", trail),
    nowMs,
    idempotencyKey: `${call.callSid}-${trail.connects}`,
  });
  if (!reply.ok) return toFlex(order, call, reply.fault);
  return { twiml: { toString: () => reply.xml }, outcome: "person", log: { target: "webhook" } };
}

/** A caller whose agent broke has been told nothing yet. */
function apologise(twiml: VoiceResponse, { agent, handoff, trail }: TransferOrder): void {
  if (!trail.agentDown) return;
  const lines = linesFor(handoff.language, agent.languagePacks);
  say(twiml, lines, lines.brokenFindingPerson);
}
