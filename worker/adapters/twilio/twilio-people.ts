import type { Agent } from "../../agent/define.ts";
import type { Outside } from "../../agent/outside.ts";
import type { Handoff } from "../../protocol/handoff.ts";
import { hoursOf, targetOf } from "../../protocol/routing/places.ts";
import { type Route, routeFor } from "../../protocol/routing/routing.ts";
import { callbackAttributes } from "../../protocol/task/callback-attributes.ts";
import { insightsAttributes } from "../../protocol/task/insights-attributes.ts";
import { outcomeOf } from "../../session/account/summary.ts";
import { isOpen, nextOpening } from "../../session/person/business-hours.ts";
import type { CallState, Why } from "../../session/state/call-state.ts";
import { hasNumber } from "../../session/state/engine-tools.ts";
import { MAX_TIMEOUT_S } from "./task-maker.ts";
import { type TaskRouter, taskRouter } from "./task-router.ts";
import { twilioRest } from "./twilio-rest.ts";

/** What of the Twilio account is set up. Without a key nobody is texted; without a workspace nobody is looked up. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly apiKey: string | undefined;
  readonly apiSecret: string | undefined;
  readonly apiUrl: string;
  readonly taskRouterUrl: string;
  readonly workspaceSid: string | undefined;
  /** The workflow of agents that name none. */
  readonly workflowSid: string | undefined;
}

/** The people side of a call: who is there, whom to call back, and texts to the caller. */
export interface People extends Pick<Outside, "availability" | "createCallback" | "textCaller"> {
  /** Has Flex Insights count a call that the agent resolved alone, where the agent's definition wants that. */
  readonly countResolved: (state: CallState) => Promise<void>;
}

/** A callback that nobody has made by then, from our opening on, is no use to anybody. */
const CALLBACK_TIMEOUT_S = 24 * 3_600;
const VIRTUAL_TIMEOUT_S = 60;

export function twilioPeople(account: TwilioAccount, agent: Agent, now: () => number): People {
  const { handOff } = agent;
  const desk = deskOf(account, agent, now);

  return {
    async availability(state) {
      const place = wantedIn(state)?.request?.place;
      if (!isOpen(hoursOf(handOff, place), now())) return { state: "closed" };
      if (targetOf(handOff, place).kind !== "flex" || !handOff.checkAvailability) return { state: "free" };
      if (!desk) return { state: "unknown", why: "not_set_up" };
      const { queue } = routeOf(agent, state, undefined);
      const seen = await desk.router.availability(
        { workflowSid: desk.workflowSid, queue },
        new AbortController().signal,
      );
      if (!seen.known) {
        const { reason: why, status, code } = seen;
        return { state: "unknown", why, status, code };
      }
      if (seen.free > 0) return { state: "free" };
      // Nobody is signed in: there is no telling how long that lasts.
      return seen.available === 0 ? { state: "busy" } : { state: "busy", estimateS: seen.estimateS };
    },

    createCallback(state, handoff, signal, number) {
      if (!desk)
        throw new Error("No callback: TaskRouter is not set up (TASKROUTER_WORKSPACE_SID, TWILIO_API_KEY).");
      const route = routeOf(agent, state, handoff);
      const heldMs = Math.max(0, (nextOpening(hoursOf(handOff, handoff.place?.name), now()) ?? 0) - now());
      const attributes = callbackAttributes(
        handoff,
        { callSid: state.call.callSid, from: number, route },
        {
          number,
          calledNumber: state.call.to,
          attempts: handOff.callbackAttempts,
          requestedAtMs: now(),
          ...(heldMs > 0 ? { notBeforeMs: now() + heldMs } : {}),
        },
      );
      return desk.router.createCallbackTask(
        {
          workflowSid: desk.workflowSid,
          attributes: { ...attributes },
          timeoutS: Math.min(MAX_TIMEOUT_S, CALLBACK_TIMEOUT_S + Math.ceil(heldMs / 1_000)),
          priority: route.priority,
          uniqueKey: state.call.callSid,
          // A run that is taken up after a crash may have created it already.
          mayExist: true,
        },
        signal,
      );
    },

    textCaller(state, body, signal) {
      const { accountSid, apiKey, apiSecret, apiUrl: baseUrl } = account;
      if (!apiKey || !apiSecret) throw new Error("No SMS: TWILIO_API_KEY and TWILIO_API_SECRET are not set.");
      if (!hasNumber(state))
        throw new Error("No SMS: the caller's number is withheld, or is no phone number.");
      const rest = twilioRest({ accountSid, apiKey, apiSecret, baseUrl });
      return rest.sendSms({ from: state.call.to, to: state.call.from, body }, signal);
    },

    async countResolved(state) {
      const { phase } = state;
      if (!desk || !handOff.insightsForResolved || phase.name !== "ended" || outcomeOf(state) !== "resolved")
        return;
      const { callSid, language } = state.call;
      const botSeconds = (now() - state.call.startedAtMs) / 1_000;
      const attributes = insightsAttributes({
        callSid,
        outcome: "resolved",
        reason: phase.cause,
        botSeconds,
        language,
        quality: state.quality,
      });
      const task = { workflowSid: desk.workflowSid, attributes, timeoutS: VIRTUAL_TIMEOUT_S };
      await desk.router.createVirtualTask(task, new AbortController().signal);
    },
  };
}

/** TaskRouter, where all that it takes is set. */
function deskOf(
  account: TwilioAccount,
  agent: Agent,
  now: () => number,
): { router: TaskRouter; workflowSid: string } | undefined {
  const { accountSid, apiKey, apiSecret, workspaceSid, taskRouterUrl: baseUrl } = account;
  const workflowSid = agent.workflow ?? account.workflowSid;
  if (!apiKey || !apiSecret || !workspaceSid || !workflowSid) return undefined;
  return { router: taskRouter({ accountSid, apiKey, apiSecret, baseUrl, workspaceSid, now }), workflowSid };
}

const wantedIn = ({ phase, wanted }: CallState): Why | undefined =>
  phase.name === "handing_off" ? phase.why : wanted;

/** Where the agent's rules send the call, by what is known when it is decided. */
function routeOf(agent: Agent, state: CallState, handoff: Handoff | undefined): Route {
  const why = wantedIn(state);
  return routeFor(agent.handOff.routing, {
    reasonCode: handoff?.reasonCode ?? why?.reasonCode ?? "caller_requested",
    sentiment: handoff?.sentiment ?? why?.request?.sentiment ?? "neutral",
    language: state.call.language,
    calledNumber: state.call.to,
  });
}
