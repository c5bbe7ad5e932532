import * as z from "zod";
import { callsIn } from "./call-place.ts";
import { modelEndpoints } from "./model-endpoints.ts";
import { missingBeside, OUTGOING } from "./outgoing.ts";
import { MODEL_APIS } from "./protocol/model-api.ts";
import {
  ACCESS_AUD,
  ACCESS_TEAM,
  ACCOUNT_SID,
  JURISDICTIONS,
  LOCATIONS,
  RELAY_URL,
  WORKFLOW_SID,
  WORKSPACE_SID,
} from "./protocol/sids.ts";
import { missingForSource, SOURCES } from "./sources.ts";

/** The Worker's bindings and variables, as Cloudflare hands them over. Read here and nowhere else. */
export interface Env {
  readonly CALLS: DurableObjectNamespace<import("./call.ts").Call>;
  /** What is known across calls; absent where it is not bound, and then nothing lists them. */
  readonly LEDGER?: DurableObjectNamespace<import("./ledger/ledger.ts").Ledger>;
  /** The operator's page; absent where it is not bound. */
  readonly ASSETS?: Fetcher;
  /** Cloudflare's counter of refusals by address; absent where it is not bound. */
  readonly DOOR?: RateLimit;
  /** The same of calls that begin: by caller, and of all together. */
  readonly CALLERS?: RateLimit;
  readonly ACCOUNT?: RateLimit;
  /** Which version of the Worker this is, as Cloudflare has it; absent where it is not bound. */
  readonly VERSION?: WorkerVersionMetadata;
  readonly [variable: string]: unknown;
}

const OPENAI = "https://api.openai.com/v1";
const url = (usual: string) => z.string().regex(/^https?:\/\/.+/, `must look like ${usual}`);
const urlOr = (usual: string) => url(usual).default(usual);
const oneOf = <const T extends readonly string[]>(names: T) =>
  z.enum(names, { error: `must be one of ${names.join(", ")}` }).optional();

const HOUR_MS = 3_600_000;
/** A year. */
const MAX_RETENTION_HOURS = 8_760;
const DEFAULT_RETENTION_HOURS = 24;
const RETENTION_WORDS = `must be a whole number of hours from 0 (deleted as the call is over) to ${MAX_RETENTION_HOURS}`;

const AT_ONCE_WORDS = "must be a whole number of calls from 1 to 100000";
const callsAtOnce = z.coerce
  .string()
  .regex(/^\d{1,6}$/, AT_ONCE_WORDS)
  .transform(Number)
  .refine((calls) => calls >= 1 && calls <= 100_000, AT_ONCE_WORDS)
  .optional();

const SPEND_WORDS = "must be US dollars from 0.01 to 1000000, such as 50 or 12.50";

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
  /** How long a call is remembered after it ended, for the person's transcript; then it is deleted. */
  RETENTION_HOURS: z.coerce
    .string()
    .regex(/^\d{1,4}$/, RETENTION_WORDS)
    .transform(Number)
    .refine((hours) => hours <= MAX_RETENTION_HOURS, RETENTION_WORDS)
    .default(DEFAULT_RETENTION_HOURS),
  /** Where Cloudflare should keep calls, and what they must not leave. */
  CALL_LOCATION: oneOf(LOCATIONS),
  CALL_JURISDICTION: oneOf(JURISDICTIONS),
  /** Calls that the agents may have at once, in all and of one caller, and what they may cost in a UTC day; those beyond go to a person. */
  MAX_CALLS_AT_ONCE: callsAtOnce,
  MAX_CALLS_AT_ONCE_PER_CALLER: callsAtOnce,
  MAX_SPEND_USD_A_DAY: z.coerce
    .string()
    .regex(/^\d{1,7}(\.\d{1,2})?$/, SPEND_WORDS)
    .transform(Number)
    .refine((usd) => usd >= 0.01 && usd <= 1_000_000, SPEND_WORDS)
    .optional(),
  /** Whom Cloudflare Access lets in operates the console, and nobody else: its team, and the application's audience tag. */
  ACCESS_TEAM: z
    .string()
    .regex(ACCESS_TEAM.pattern, ACCESS_TEAM.words)
    .transform((team) => team.replace(/\..*$/, ""))
    .optional(),
  ACCESS_AUD: z.string().regex(ACCESS_AUD.pattern, ACCESS_AUD.words).optional(),
  ...OUTGOING,
  ...SOURCES,
});

/** Those whose values may be shown; all others are secrets, or may be. */
export const NO_SECRETS: ReadonlySet<string> = new Set([
  "OPENAI_BASE_URL",
  "OPENAI_MODEL",
  "OPENAI_FALLBACK_MODEL",
  "OPENAI_API",
  "OPENAI_FALLBACK_BASE_URL",
  "OPENAI_FALLBACK_API",
  "TWILIO_ACCOUNT_SID",
  "TWILIO_API_URL",
  "TASKROUTER_WORKSPACE_SID",
  "TWILIO_TASKROUTER_URL",
  "WORKFLOW_SID",
  "RELAY_URL",
  "RETENTION_HOURS",
  "CALL_LOCATION",
  "CALL_JURISDICTION",
  "MAX_CALLS_AT_ONCE",
  "MAX_CALLS_AT_ONCE_PER_CALLER",
  "MAX_SPEND_USD_A_DAY",
  "ACCESS_TEAM",
  "ACCESS_AUD",
  "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
  "AGENTS_SOURCE",
  "AGENTS_REFRESH_S",
  "AIRTABLE_BASE",
  "AIRTABLE_TABLE",
  "AIRTABLE_COLUMNS",
  "AIRTABLE_API_URL",
  "SYNC_SERVICE_SID",
  "TWILIO_SYNC_URL",
]);

const Settings = Variables.transform((set, { addIssue }) => {
  const fault = (name: string, message: string) => addIssue({ code: "custom", path: [name], message });
  const lone = set.ACCESS_TEAM ? !set.ACCESS_AUD && "ACCESS_AUD" : set.ACCESS_AUD && "ACCESS_TEAM";
  if (lone) fault(lone, "is missing: Cloudflare Access is checked by ACCESS_TEAM and ACCESS_AUD together");
  const missing = [...missingBeside(set), ...missingForSource(set)];
  for (const { name, message } of missing) fault(name, message);
  const endpoints = modelEndpoints(set);
  if (!endpoints)
    fault("OPENAI_FALLBACK_API_KEY", "is missing: the main model's key is not sent to another host");
  return endpoints && !lone && missing.length === 0 ? { ...set, endpoints } : z.NEVER;
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
  const faults = [
    ...(parsed.error?.issues.map((i) => `${i.path.join(".")} ${i.message}`) ?? []),
    // As under an `[env.NAME]` of wrangler.toml, which inherits no bindings.
    ...(env.CALLS
      ? []
      : ["CALLS is not bound: deploy with the [[durable_objects.bindings]] of wrangler.toml"]),
  ];
  const result: ReadConfig =
    parsed.success && faults.length === 0 ? { ok: true, config: parsed.data } : { ok: false, faults };
  read.set(env, result);
  return result;
}

/** As long as any setting there has been may have kept a call: a shorter one of today does not delete what is kept. */
export const LONGEST_RETENTION_MS = MAX_RETENTION_HOURS * HOUR_MS;

/** How long a call is kept once it is over, milliseconds; the usual time where the setting cannot be read. */
export function retentionMs(env: Env): number {
  const config = readConfig(env);
  return (config.ok ? config.config.RETENTION_HOURS : DEFAULT_RETENTION_HOURS) * HOUR_MS;
}

/** The objects of calls, by CallSid. Nobody goes to the namespace but by this. */
export const callsOf = (env: Env, config: Config) => callsIn(env.CALLS, config);

/** What is known across calls. One object holds it for as long as one is enough: docs/operations.md. */
export const ledgerOf = ({ LEDGER }: Env, config: Config) => LEDGER && callsIn(LEDGER, config)("ledger-0");

/** What answers: Cloudflare's id of the version, and what the code was built from. `dev` where neither is known. */
export interface Build {
  readonly version: string;
  readonly release: string;
}

/** `BATON_RELEASE` is set by whoever deploys, or the version is deployed with `--tag`. */
export function buildOf({ VERSION, BATON_RELEASE }: Env): Build {
  const release = typeof BATON_RELEASE === "string" && BATON_RELEASE !== "" ? BATON_RELEASE : VERSION?.tag;
  return { version: VERSION?.id || "dev", release: release || "dev" };
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

/** For what is asked of Twilio in any case: by the API key, or without one by the account's own token. */
export function restAccountOf(config: Config) {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_API_URL: apiUrl, TWILIO_AUTH_TOKEN: tokens } = config;
  const { TWILIO_API_KEY: apiKey, TWILIO_API_SECRET: apiSecret } = config;
  return apiKey && apiSecret
    ? { accountSid, apiUrl, apiKey, apiSecret }
    : { accountSid, apiUrl, apiKey: accountSid, apiSecret: tokens[0] ?? "" };
}

/** The same where the Worker is set up. */
export function restAccountIn(env: Env) {
  const read = readConfig(env);
  return read.ok ? restAccountOf(read.config) : undefined;
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
  rest: restAccountOf(config),
});
