import type { AnsweringAgent, AnsweringAgents } from "./agents-data.ts";
import type { Trail } from "./trail.ts";
import { type Params, readCalled, readFrom } from "./webhook/params.ts";

/**
 * The agent of this call. It is chosen once, when the call comes in, and named to all that follows, the Worker
 * included: by what each of them is told of the call they would not always choose the same.
 */
export const answeringAgent = (agents: AnsweringAgents, params: Params, trail: Trail): AnsweringAgent =>
  agents.named(trail.agent) ??
  agents.forCall({
    to: readCalled(params),
    from: readFrom(params),
    callerCountry: params.text("CallerCountry") ?? params.text("FromCountry"),
    language: trail.language,
  });
