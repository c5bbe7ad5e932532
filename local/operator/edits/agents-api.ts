import type * as z from "zod";
import type { PublishRequest } from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import type { Variables } from "../../setup/variables.ts";
import { plain } from "../shown/text.ts";
import { type Answered, refusal, variablesFor, workerApi, workerOrigin } from "../worker-api.ts";
import { Changed, Detail, List, Refused, type Summary } from "./wire.ts";

/** The agents, as a Worker has them. Whatever it refuses is an Error that says so in its words. */
export interface AgentsApi {
  /** As in `https://host`. */
  readonly origin: string;
  readonly list: () => Promise<readonly Summary[]>;
  /** @param version - to be in `shown`. */
  readonly detail: (agent: string, version?: string) => Promise<Detail>;
  readonly save: (
    agent: string,
    edit: AgentEdit,
    revision: number,
    /** The version that it is made from. */
    base: number,
  ) => Promise<{ readonly revision: number; readonly faults: readonly string[] }>;
  readonly publish: (agent: string, request: PublishRequest) => Promise<Summary>;
  readonly restore: (agent: string, version: number) => Promise<Summary>;
}

/** @throws Error naming the variable that is missing or wrong. */
export function agentsApi(variables: Variables, worker?: string): AgentsApi {
  const api = workerApi(variables, worker);
  const pathOf = (agent: string, rest = "") => `/api/agents/${encodeURIComponent(agent)}${rest}`;
  return {
    origin: workerOrigin(variablesFor(variables, worker), worker),
    list: async () => understood(List, await api.ask("GET", "/api/agents")).agents,
    detail: async (agent, version) => {
      const query = version === undefined ? "" : `?version=${version}`;
      return understood(Detail, await api.ask("GET", pathOf(agent, query)));
    },
    save: async (agent, edit, revision, base) => {
      const answer = await api.ask("PUT", pathOf(agent, "/draft"), { edit, revision, base });
      const { draft } = understood(Changed, answer);
      if (!draft) throw new Error(refusal(answer));
      return draft;
    },
    publish: async (agent, request) =>
      understood(Changed, await api.ask("POST", pathOf(agent, "/publish"), request)).agent,
    restore: async (agent, version) =>
      understood(Changed, await api.ask("POST", pathOf(agent, "/restore"), { version })).agent,
  };
}

/** What is ours to mend; of the others `refusal` says whose. */
const OURS = [400, 404, 409, 413, 422];

/** @throws Error with what the Worker says, where it is none of what was expected. */
function understood<T>(form: z.ZodType<T>, answer: Answered): T {
  const { data } = form.safeParse(answer.body);
  if (answer.status === 200 && data !== undefined) return data;
  const refused = OURS.includes(answer.status) ? Refused.safeParse(answer.body).data : undefined;
  if (!refused) throw new Error(refusal(answer));
  throw new Error([refused.hint, ...refused.faults.map((fault) => `  ${fault}`)].map(keptIn).join("\n"));
}

/** Without what a terminal would obey, but for how far it is in. */
const keptIn = (line: string): string => `${/^ */.exec(line)?.[0] ?? ""}${plain(line)}`;
