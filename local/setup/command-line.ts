import { resolve } from "node:path";
import type { Agents } from "../../worker/agent/define.ts";
import { root } from "../stack/agents-build.ts";
import { checkAgents } from "../stack/agents-load.ts";
import { addressesIn, type TwilioApi, twilioApi } from "./twilio-api.ts";
import type { Variables } from "./variables.ts";

/** In the place of an account that is not known: nothing is there yet. Enough for a plan, and nothing is made in it. */
export const EMPTY_ACCOUNT: TwilioApi = {
  accountSid: "",
  get: async () => ({ taskrouter_workspace_sid: "WS…" }),
  post: async () => Promise.reject(new Error("There is no account.")),
  set: async () => Promise.reject(new Error("There is no account.")),
  remove: async () => Promise.reject(new Error("There is no account.")),
  list: async () => [],
};

/**
 * The account that an operator's command works on, by an API key or else by the auth token.
 *
 * @throws Error naming every variable that is missing.
 */
export function accountOf(variables: Variables): TwilioApi {
  const { accountSid, user, password } = credentialsOf(variables);
  return twilioApi({ accountSid, user, password }, addressesIn(variables));
}

export interface TwilioCredentials {
  readonly accountSid: string;
  readonly user: string;
  readonly password: string;
  readonly by: "key" | "token";
}

/** @throws Error naming every variable that is missing. */
export function credentialsOf(variables: Variables): TwilioCredentials {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_KEY, TWILIO_API_SECRET } = variables;
  const token = TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean);
  const byKey = TWILIO_API_KEY && TWILIO_API_SECRET;
  const missing = [
    ...(TWILIO_ACCOUNT_SID ? [] : ["TWILIO_ACCOUNT_SID"]),
    ...(byKey || token ? [] : ["TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN"]),
  ];
  if (!TWILIO_ACCOUNT_SID || missing.length > 0)
    throw new Error(`Set ${missing.join("; and ")}. They are in Twilio's console.`);
  return byKey
    ? { accountSid: TWILIO_ACCOUNT_SID, user: TWILIO_API_KEY, password: TWILIO_API_SECRET, by: "key" }
    : { accountSid: TWILIO_ACCOUNT_SID, user: TWILIO_ACCOUNT_SID, password: token ?? "", by: "token" };
}

/**
 * The agents of a module. Their instructions are Markdown, which Node has to be taught first.
 *
 * @param agents - path from the root or absolute.
 * @throws Error with its place where the module does not load, or its default export is not what `defineAgents` returns.
 */
export async function loadAgents(agents = "agents/index.ts"): Promise<Agents> {
  await checkAgents(agents);
  await import("../stack/markdown-imports.ts");
  const module: { readonly default?: Agents } = await import(resolve(root, agents));
  if (module.default) return module.default;
  throw new Error(`${agents} exports nothing as its default.`);
}
