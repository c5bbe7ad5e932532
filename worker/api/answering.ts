import { ledgerOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import { agentAnswer } from "./agent-answer.ts";
import { agentCases } from "./agents/agent-cases.ts";
import { agentQuestions } from "./agents/agent-questions.ts";
import { agentDetail, agentList } from "./agents/agents.ts";
import { discardDraft, publishAgent, restoreAgent, saveDraft } from "./agents/changes.ts";
import { tryAgent } from "./agents/try-agent.ts";
import { json } from "./answer.ts";
import type { Asked, Who } from "./asked.ts";
import { actOnCall } from "./console/actions.ts";
import { callDetail } from "./console/call-detail.ts";
import { calls } from "./console/calls.ts";
import { enter, leave } from "./console/enter.ts";
import { live } from "./console/live.ts";
import { audit, me } from "./console/me.ts";
import { page } from "./console/page.ts";
import { signInPage } from "./console/pages.ts";
import { stats } from "./console/stats.ts";
import { doctor } from "./doctor.ts";
import { type Entry, letIn, REFUSALS } from "./door.ts";
import { forgetCall, forgetNumber } from "./forget.ts";
import { person } from "./person.ts";
import { record } from "./record.ts";
import { recording } from "./recording.ts";
import { relay } from "./relay.ts";
import { LISTED, type Route, type RouteName, routeFor } from "./routes.ts";

/** What answers each route, once whoever asks was let in. */
const ANSWERS: Readonly<Record<RouteName, (asked: Asked) => Response | Promise<Response>>> = {
  relay,
  record,
  person,
  agentAnswer,
  doctor,
  calls,
  callDetail,
  stats,
  live,
  forgetCall,
  actOnCall,
  recording,
  forgetNumber,
  tryAgent,
  agentCases,
  agentQuestions,
  me,
  audit,
  agentList,
  agentDetail,
  saveDraft,
  discardDraft,
  publishAgent,
  restoreAgent,
  enter,
  leave,
  page,
  below: page,
};

/** Answers what is asked by the route that is there, once whoever asks was let in. */
export async function answer(
  asked: Pick<Asked, "request" | "url" | "env" | "config" | "agents">,
  ctx: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const { request, url, env, config } = asked;
  const found = routeFor(request.method, url.pathname);
  if (!found) return json(404, { error: "not_found", routes: LISTED });
  if (!found.route) return json(405, { error: "method_not_allowed" }, { allow: found.allowed.join(", ") });
  const { route, callSid, agentName } = found;
  const noteOf = (who: Who) => (what: string, about?: string, by?: string) =>
    ctx.waitUntil(written(asked, { by: by ?? who.id, what, ...(about !== undefined && { callSid: about }) }));
  const given = { ...asked, callSid, agentName, waitUntil: (work: Promise<unknown>) => ctx.waitUntil(work) };
  if (route.door === "own") return ANSWERS[route.name]({ ...given, who: NOBODY, note: noteOf(NOBODY) });
  const entry = await letIn(request, env, config, route.door);
  if (entry.ok) return ANSWERS[route.name]({ ...given, who: entry.token, note: noteOf(entry.token) });
  if (entry.who) noteOf(entry.who)(`refused ${request.method} ${route.path}`, callSid || undefined);
  return refused(route, url, entry);
}

const NOBODY: Who = { role: "reader", id: "" };

function refused({ isPage }: Route, url: URL, { error, refusal }: Entry & { ok: false }): Response {
  if (!isPage || !error) return refusal;
  return signInPage(url, refusal.status, error === "no_token" ? undefined : REFUSALS[error][1]);
}

/** Into the ledger, where there is one: that it is not there, or does not answer, hinders nobody. */
async function written(
  { env, config }: Pick<Asked, "env" | "config">,
  entry: { readonly by: string; readonly what: string; readonly callSid?: string },
): Promise<void> {
  try {
    await ledgerOf(env, config)?.audit({ at: Date.now(), ...entry });
  } catch (cause) {
    consoleLog({})("ledger.unreachable", { wanted: "audit" }, cause);
  }
}
