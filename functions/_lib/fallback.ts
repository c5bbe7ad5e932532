import { readCallSid } from "./params.ts";
import { lastResort } from "./person.ts";
import { readTrail } from "./trail.ts";
import type { Respond } from "./webhook.ts";

/**
 * Another webhook of ours could not be reached, or answered nonsense. Depends on nothing: not on the agents, not
 * on the Worker, not on the other Functions.
 */
export const fallback: Respond = (params, { workflowSid }) => {
  const call = { callSid: readCallSid(params) ?? "", from: params.text("From") ?? "" };
  const code = params.text("ErrorCode");
  const log = { errorCode: code !== undefined && /^\d{5}$/.test(code) ? code : undefined };
  return { ...lastResort(workflowSid, call, readTrail(params).language), log };
};
