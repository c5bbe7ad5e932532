import type { Answered } from "../adapters/editions/editions.ts";
import { editionsOf } from "../adapters/editions/of-process.ts";
import { ledgerOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import type { AgentAnswer } from "../protocol/console/agents.ts";
import { answerSubject, spokenIn } from "../protocol/editing/agent-answer.ts";
import { present } from "../protocol/present.ts";
import { checkLink } from "../protocol/signed/signed-link.ts";
import { greetingOf } from "../who-calls.ts";
import { json } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { isKnocking, tooMany } from "./door.ts";

/** The Function waits for 400 ms in all, and the way to it is in them. */
const ANSWER_MS = 350;

/**
 * `GET /api/agents/answer?to=&from=&callSid=[&country=&language=][&agent=&version=]`, signed: who answers this call and how,
 * for the Functions; with `agent` and `version` that version again. Answered within a third of a second, whatever the
 * ledger does: version 0 is the code.
 */
export async function agentAnswer(asked: Asked): Promise<Response> {
  const { request, url, env, config, agents, waitUntil } = asked;
  const query = url.searchParams;
  const verdict = await checkLink(
    "answer",
    config.TWILIO_AUTH_TOKEN,
    answerSubject(query),
    query,
    Date.now(),
  );
  if (verdict !== "valid")
    return (await isKnocking(request, env)) ? tooMany() : json(403, { error: verdict });
  const of = (name: string) => query.get(name) ?? "";
  const [to, from, callSid, named] = [of("to"), of("from"), of("callSid"), of("agent")];
  if (callSid === "") return json(400, { error: "no_call", hint: "Name the call, by callSid." });
  const editions = editionsOf({
    ledger: () => ledgerOf(env, config),
    log: consoleLog({ callSid }),
    later: waitUntil,
  });
  if (named !== "") {
    const [agent, version] = [agents.named(named), of("version")];
    if (!agent) return json(404, { error: "no_such_agent", hint: "This release has none of that name." });
    if (!/^\d{1,9}$/.test(version))
      return json(400, { error: "bad_version", hint: "Name a version, such as 3; 0 is the code." });
    return answered(await editions.again(agent, Number(version)));
  }
  const startedMs = Date.now();
  const arrival = { to, from, callerCountry: of("country"), language: of("language") };
  const found = await editions.answering(agents.forCall(arrival), { to, from, callSid });
  const leftMs = ANSWER_MS - (Date.now() - startedMs);
  return answered(found, await greetingOf(env, config, found.agent, { callSid, from, to }, leftMs));
}

function answered({ agent, version, edit }: Answered, spokenGreeting?: string): Response {
  const answer = { agent: agent.name, version, edit: spokenIn(edit), ...present({ spokenGreeting }) };
  return json(200, answer satisfies AgentAnswer);
}
