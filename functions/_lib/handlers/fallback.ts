import { lastResort } from "../person.ts";
import { readTrail, type Trail } from "../trail.ts";
import { type Params, readCallSid, readFrom, readParams } from "../webhook/params.ts";
import type { Respond } from "../webhook/webhook.ts";

/** `<Enqueue>` named a workflow that does not exist. Source: Twilio's error dictionary. */
const NO_SUCH_WORKFLOW = "14220";

/**
 * Another webhook of ours could not be reached, or answered nonsense. Depends on nothing: not on the agents, not
 * on the Worker, not on the other Functions. What is known of the call stands in the address that failed.
 */
export const fallback: Respond = (params, { workflowSid }) => {
  const call = { callSid: readCallSid(params) ?? "", from: readFrom(params) };
  const code = params.text("ErrorCode");
  const log = { errorCode: code !== undefined && /^\d{5}$/.test(code) ? code : undefined };
  const { language, ownWorkflow } = failedTrail(params);
  // The same workflow once more would fail again, with a person promised and Twilio's own apology.
  const workflow = code === NO_SUCH_WORKFLOW && !ownWorkflow ? undefined : workflowSid;
  return { ...lastResort(workflow, call, language), log };
};

/** The trail of the address that failed; the fallback's own has none, as it is set on the number. */
function failedTrail(params: Params): Trail {
  const url = params.text("ErrorUrl") ?? "";
  return readTrail(
    URL.canParse(url) ? readParams(Object.fromEntries(new URL(url).searchParams)) : readParams({}),
  );
}
