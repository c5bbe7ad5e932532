import { callsOf } from "../../config.ts";
import { consoleLog } from "../../log.ts";
import { MAX_TRIALS, TRIAL_PLACES, type TrialNews } from "../../protocol/console/trial.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";

/**
 * `GET /api/agents/:name/try?version=N`, or `?draft=REVISION`, with `open=true` or `false`: the websocket of a trial. What is wrong is said on the socket,
 * as a page cannot read what a handshake is refused with.
 */
export async function tryAgent(asked: Asked): Promise<Response> {
  const { request, url, env, config, agentName, who, note } = asked;
  if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
    return json(
      426,
      { error: "expected_websocket", hint: "Open it as a websocket." },
      { upgrade: "websocket" },
    );
  const query = new URLSearchParams({ agent: agentName, until: String(who.untilMs ?? "") });
  for (const field of ["version", "draft", "open"]) {
    const value = url.searchParams.get(field);
    if (value !== null) query.set(field, value);
  }
  try {
    for (const place of TRIAL_PLACES) {
      const answer = await callsOf(
        env,
        config,
      )(place).fetch(`https://trial/?${query}`, {
        headers: { Upgrade: "websocket" },
      });
      if (answer.status === 409) continue;
      const version = query.get("version") ?? "";
      const what = query.has("draft")
        ? "a draft"
        : /^\d{1,9}$/.test(version)
          ? `version ${version}`
          : undefined;
      if (what && asked.agents.named(agentName)) note(`tried ${what} of ${agentName}`);
      return answer;
    }
  } catch (cause) {
    consoleLog({})("call.unreachable", { wanted: "trial" }, cause);
    return refused("unreachable", "The trial could not be begun: try again.");
  }
  return refused("too_many", `${MAX_TRIALS} agents are being tried already: try again when one has ended.`);
}

function refused(error: string, hint: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.send(JSON.stringify({ type: "refused", error, hint } satisfies TrialNews));
  server.close(1000);
  return new Response(null, { status: 101, webSocket: client });
}
