import { callsOf } from "../../config.ts";
import {
  ACTION_REFUSALS,
  ACTIONS,
  type ActionRequest,
  MAX_ACTION_CHARS,
  WORDED,
} from "../../protocol/console/actions.ts";
import { isVisible, plain } from "../../protocol/plain-text.ts";
import { bodyOf, json } from "../answer.ts";
import type { Asked } from "../asked.ts";

/**
 * `POST /api/calls/:sid/actions {do, text?}`: what an operator does to a call that goes on. 400 for what is no action, 404
 * for a call of which nothing is known, 409 with a hint where the call does not take it now.
 */
export async function actOnCall({ request, env, config, callSid, who, note }: Asked): Promise<Response> {
  const read = readAction(await bodyOf(request));
  if (!read.ok) return json(400, { error: read.error, hint: read.hint });
  const answer = await callsOf(env, config)(callSid).act(read.action, who.id);
  if (!answer) return json(404, { error: "not_found", hint: "Nothing is known of this call.", callSid });
  if (!answer.ok) {
    const { refusal } = answer;
    return json(409, { error: refusal, hint: ACTION_REFUSALS[refusal], callSid });
  }
  note(`action ${read.action.do}`, callSid);
  return json(200, { ok: true, callSid, do: read.action.do });
}

type ReadAction =
  | { readonly ok: true; readonly action: ActionRequest }
  | { readonly ok: false; readonly error: string; readonly hint: string };

/** @param body - whatever JSON holds; undefined where it is none. */
export function readAction(body: unknown): ReadAction {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return refused(
      "bad_body",
      'Send JSON of at most 10,000 bytes, such as {"do": "say", "text": "One moment."}.',
    );
  const { do: what, text }: { do?: unknown; text?: unknown } = body;
  const action = ACTIONS.find((known) => known === what);
  if (action === undefined) return refused("bad_action", `\`do\` is one of ${ACTIONS.join(", ")}.`);
  if (text !== undefined && typeof text !== "string") return refused("bad_text", "`text` is a text.");
  const words = isVisible(text ?? "") ? plain(text ?? "") : "";
  if (WORDED.includes(action) && words === "")
    return refused("no_text", `\`${action}\` needs a \`text\`: the words.`);
  if (words.length > MAX_ACTION_CHARS)
    return refused(
      "text_too_long",
      `\`text\` has ${words.length} characters; ${MAX_ACTION_CHARS} are the most.`,
    );
  return { ok: true, action: { do: action, ...(words ? { text: words } : {}) } };
}

const refused = (error: string, hint: string): ReadAction => ({ ok: false, error, hint });
