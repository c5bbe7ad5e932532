import { ledgerOf } from "../../config.ts";
import { consoleLog } from "../../log.ts";
import { WATCHER_ID, WATCHER_ROLE, WATCHER_UNTIL } from "../../protocol/console/live.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { faultAnswer } from "./ask-ledger.ts";

/** `GET /api/live`: the websocket goes to the ledger, which is told who was let in. */
export async function live({
  request,
  env,
  config,
  who,
}: Pick<Asked, "request" | "env" | "config" | "who">): Promise<Response> {
  if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
    return json(
      426,
      { error: "expected_websocket", hint: "Open it as a websocket." },
      { upgrade: "websocket" },
    );
  const ledger = ledgerOf(env, config);
  if (!ledger) return faultAnswer("no_ledger");
  // Nothing of what the browser sent goes on: neither its cookie nor a name that it has chosen.
  const headers = {
    Upgrade: "websocket",
    [WATCHER_ROLE]: who.role,
    [WATCHER_ID]: who.id,
    [WATCHER_UNTIL]: String(who.untilMs ?? ""),
  };
  try {
    const answer = await ledger.fetch("https://ledger/live", { headers });
    return answer.status === 503 ? faultAnswer("ledger_newer") : answer;
  } catch (cause) {
    consoleLog({})("ledger.unreachable", { wanted: "live" }, cause);
    return faultAnswer("ledger");
  }
}
