import * as z from "zod";
import { modelEndpoints } from "./model-endpoints.ts";
import { MODEL_APIS } from "./protocol/model-api.ts";
import { ACCOUNT_SID, RELAY_URL, WORKFLOW_SID, WORKSPACE_SID } from "./protocol/sids.ts";

/** The Worker's bindings and variables, as Cloudflare hands them over. Read here and nowhere else. */
export interface Env {
  readonly CALLS: DurableObjectNamespace<import("./call.ts").Call>;
  /** Cloudflare's counter of refusals by address; absent where it is not bound. */
  readonly DOOR?: RateLimit;
  /** The same of calls that begin: by caller, and of all together. */
  readonly CALLERS?: RateLimit;
  readonly ACCOUNT?: RateLimit;
  readonly [variable: string]: unknown;
}

const OPENAI = "https://api.openai.com/v1";
const url = (usual: string) => z.string().regex(/^https?:\/\/.+/, `must look like ${usual}`);
const urlOr = (usual: string) => url(usual).default(usual);

const Variables = z.object({
  OPENAI_API_KEY: z.string({ error: "is missing" }).min(1, "is empty"),
  OPENAI_BASE_URL: urlOr(OPENAI),
  /** 96 % on the public voice tool benchmark at about 540 ms to the first token. */
  OPENAI_MODEL: z.string().min(1).default("gpt-4.1"),
  /** The calmest tail. */
  OPENAI_FALLBACK_MODEL: z.string().min(1).default("gpt-5.4-mini"),
  OPENAI_API: z.enum(MODEL_APIS).default("responses"),
  /** Where the fallback lives, if not with the main model: one dead provider must not be both. */
  OPENAI_FALLBACK_BASE_URL: url(OPENAI).optional(),
  OPENAI_FALLBACK_API_KEY: z.string().min(1).optional(),
  OPENAI_FALLBACK_API: z.enum(MODEL_APIS).optional(),
  TWILIO_ACCOUNT_SID: z.string({ error: "is missing" }).regex(ACCOUNT_SID.pattern, ACCOUNT_SID.words),
  /** One token, or several with commas while they are rotated. */
  TWILIO_AUTH_TOKEN: z
    .string({ error: "is missing" })
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .refine((tokens) => tokens.length > 0, "is empty"),
  /** For what tools ask of Twilio, such as an SMS. */
  TWILIO_API_KEY: z.string().min(1).optional(),
  TWILIO_API_SECRET: z.string().min(1).optional(),
  /** Another region's API, or a stand-in on the own machine. */
  TWILIO_API_URL: urlOr("https://api.twilio.com"),
  /** For what is asked of TaskRouter before a transfer is promised, and for callbacks. */
  TASKROUTER_WORKSPACE_SID: z.string().regex(WORKSPACE_SID.pattern, WORKSPACE_SID.words).optional(),
  TWILIO_TASKROUTER_URL: urlOr("https://taskrouter.twilio.com"),
  /** The workflow of calls and callbacks, as the Functions have it; an agent's own goes before it. */
  WORKFLOW_SID: z.string().regex(WORKFLOW_SID.pattern, WORKFLOW_SID.words).optional(),
  /** The public address, where it differs from the request's host. */
  RELAY_URL: z.string().regex(RELAY_URL.pattern, RELAY_URL.words).optional(),
});

const Settings = Variables.transform((set, { addIssue }) => {
  const endpoints = modelEndpoints(set);
  if (endpoints) return { ...set, endpoints };
  const message = "is missing: the main model's key is not sent to another host";
  addIssue({ code: "custom", path: ["OPENAI_FALLBACK_API_KEY"], message });
  return z.NEVER;
});

export type Config = z.output<typeof Settings>;

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

const read = new WeakMap<object, ReadConfig>();

/** Every variable that is missing or unusable is named at once. The values are not. */
export function readConfig(env: Env): ReadConfig {
  const known = read.get(env);
  if (known) return known;
  const set = Object.fromEntries(Object.entries(env).filter(([, v]) => v !== ""));
  const parsed = Settings.safeParse(set);
  const result: ReadConfig = parsed.success
    ? { ok: true, config: parsed.data }
    : { ok: false, faults: parsed.error.issues.map((i) => `${i.path.join(".")} ${i.message}`) };
  read.set(env, result);
  return result;
}

/**
 * A secret that a tool asks for by name.
 *
 * @param missing - told where it is not set: the name is for the log, and whoever sets it up.
 * @throws Error for the model, which names no secret.
 */
export function secretOf(env: Env, name: string, missing: () => void): string {
  const value = env[name];
  if (typeof value === "string" && value !== "") return value;
  missing();
  throw new Error("This tool is not set up.");
}

/** What of the Twilio account is set up. */
export const accountOf = (config: Config) => ({
  accountSid: config.TWILIO_ACCOUNT_SID,
  apiKey: config.TWILIO_API_KEY,
  apiSecret: config.TWILIO_API_SECRET,
  apiUrl: config.TWILIO_API_URL,
  taskRouterUrl: config.TWILIO_TASKROUTER_URL,
  workspaceSid: config.TASKROUTER_WORKSPACE_SID,
  workflowSid: config.WORKFLOW_SID,
});
