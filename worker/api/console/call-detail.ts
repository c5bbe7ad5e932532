import { callsOf } from "../../config.ts";
import { consoleLog } from "../../log.ts";
import { masked } from "../../protocol/console/masked.ts";
import type { CallDetail } from "../../protocol/console/timeline.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { type AskedLedger, askLedger, isFault } from "./ask-ledger.ts";

/**
 * `GET /api/calls/:sid`: its row, and what its own object still keeps. Either may be there alone: the object is deleted
 * before the row is, and answers also where the ledger does not.
 */
export async function callDetail(asked: AskedLedger & Pick<Asked, "callSid" | "who">): Promise<Response> {
  const { callSid, who } = asked;
  const [listed, kept] = await Promise.all([
    askLedger(asked, "call", async (ledger) => ledger.row(callSid)),
    accountOf(asked),
  ]);
  const row = isFault(listed) ? undefined : listed.row;
  if (kept === "failed" && !row)
    return json(503, { error: "call", hint: "The call's object does not answer: try again.", callSid });
  const account = kept === "failed" ? undefined : kept;
  // Its own object knows more of a call that goes on, and the ledger more of one that is over.
  const call = row?.endedAt === undefined ? (account?.call ?? row) : row;
  if (!call) return json(404, { error: "not_found", hint: "Nothing is kept of this call.", callSid });
  const detail: CallDetail = {
    timeline: {
      startedAt: call.startedAt,
      ...(call.endedAt !== undefined && { endedAt: call.endedAt }),
      bars: [],
      incomplete: true,
    },
    transcript: [],
    actions: [],
    facts: [],
    ...account,
    call: who.role === "operator" ? call : masked(call),
  };
  return json(200, detail);
}

async function accountOf({
  env,
  config,
  callSid,
}: Pick<Asked, "env" | "config" | "callSid">): Promise<CallDetail | undefined | "failed"> {
  try {
    return await callsOf(env, config)(callSid).detail();
  } catch (cause) {
    consoleLog({ callSid })("call.unreachable", { wanted: "detail" }, cause);
    return "failed";
  }
}
