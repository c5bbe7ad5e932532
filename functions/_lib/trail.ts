import { languageTag } from "../../worker/protocol/language-tag.ts";
import type { Params } from "./webhook/params.ts";

/**
 * What one webhook of a call tells the next. There is no server to remember it, so it travels in the address
 * that Twilio is given for the next request, and a repeated request reads the same.
 */
export interface Trail {
  /** Times this call was connected to the agent. Bounds every way around: lost sockets, queues, telephones. */
  readonly connects: number;
  /** BCP 47 tag the caller was last spoken to in; the agent's own when absent. */
  readonly language: string | undefined;
  /** Name of the agent that answers, where it is not the default as the code has it. */
  readonly agent?: string | undefined;
  /** The version of that agent which the call has; absent for the code. */
  readonly version?: number;
  /** The agent could not be reached, so it makes no sense to send the caller back to it. */
  readonly agentDown: boolean;
  /** The agent has a workflow of its own: where that one fails, there is still the one of `WORKFLOW_SID`. */
  readonly ownWorkflow?: true;
  /** Epoch seconds at which the call was put in line; only from there to the end of the queue. */
  readonly queuedAtS?: number;
}

type Path = `/voice/${string}`;

export const readTrail = (params: Params): Trail => {
  const agent = params.text("as");
  const version = params.text("version");
  const queuedAt = params.text("queued");
  return {
    connects: Math.max(1, params.count("connects") ?? 1),
    language: languageTag(params.text("language")),
    ...(agent !== undefined && AGENT_NAME.test(agent) ? { agent } : {}),
    ...(version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? { version: Number(version) } : {}),
    agentDown: params.text("agent") === "down",
    ...(params.text("workflow") === "own" ? { ownWorkflow: true } : {}),
    ...(queuedAt !== undefined && /^\d{10}$/.test(queuedAt) ? { queuedAtS: Number(queuedAt) } : {}),
  };
};

/** A path of ours with the trail as its query. Relative addresses resolve against the document's own. */
export function withTrail(path: Path, trail: Trail): string {
  const query = new URLSearchParams({ connects: String(trail.connects) });
  const language = languageTag(trail.language);
  if (language !== undefined) query.set("language", language);
  if (trail.agent !== undefined) query.set("as", trail.agent);
  if (trail.version !== undefined) query.set("version", String(trail.version));
  if (trail.agentDown) query.set("agent", "down");
  if (trail.ownWorkflow) query.set("workflow", "own");
  if (trail.queuedAtS !== undefined) query.set("queued", String(trail.queuedAtS));
  return `${path}?${query}`;
}

const AGENT_NAME = /^[a-z0-9][a-z0-9-]{0,99}$/;
