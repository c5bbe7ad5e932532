import type { SelfReport } from "../../worker/adapters/probes/report.ts";
import { MODEL_APIS } from "../../worker/protocol/model-api.ts";
import {
  ACCESS_AUD,
  ACCESS_TEAM,
  ACCOUNT_SID,
  API_KEY_SID,
  E164,
  JURISDICTIONS,
  LOCATIONS,
  RELAY_URL,
  SYNC_SERVICE_SID,
  WORKFLOW_SID,
  WORKSPACE_SID,
} from "../../worker/protocol/sids.ts";
import { didYouMean } from "../did-you-mean.ts";
import type { NamedSecret } from "../setup/named-secrets.ts";
import type { FoundVariables, Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";

/** A variable of the Worker (W), of the Functions (F), or only of the operator's commands (O). */
interface Known {
  readonly of: "W" | "F" | "WF" | "O";
  readonly needed?: boolean;
  readonly secret?: boolean;
  readonly like?: RegExp;
  /** What it looks like or where it comes from. */
  readonly hint: string;
}

const url = { like: /^https?:\/\/\S+$/, hint: "an http address" } as const;

const API = { like: new RegExp(`^(${MODEL_APIS.join("|")})$`), hint: MODEL_APIS.join(" or ") } as const;

const AT_ONCE = {
  like: /^(?!0+$)\d{1,6}$/,
  hint: "a whole number of calls from 1 to 100000; not bounded when it is not set",
} as const;

/** Every variable of an installation. `worker/config.ts` and `functions/_lib/webhook/config.ts` say what each is for. */
export const VARIABLES: Readonly<Record<string, Known>> = {
  OPENAI_API_KEY: { of: "W", needed: true, secret: true, hint: "from OpenAI's dashboard" },
  OPENAI_BASE_URL: { of: "W", ...url },
  OPENAI_MODEL: { of: "W", hint: "a model's name" },
  OPENAI_FALLBACK_MODEL: { of: "W", hint: "a model's name" },
  OPENAI_API: { of: "W", ...API },
  OPENAI_FALLBACK_BASE_URL: { of: "W", ...url },
  OPENAI_FALLBACK_API_KEY: { of: "W", secret: true, hint: "from the provider at OPENAI_FALLBACK_BASE_URL" },
  OPENAI_FALLBACK_API: { of: "W", ...API },
  TWILIO_ACCOUNT_SID: {
    of: "W",
    needed: true,
    like: ACCOUNT_SID.pattern,
    hint: "AC and 32 hexadecimal digits, from Twilio's console",
  },
  TWILIO_AUTH_TOKEN: {
    of: "W",
    needed: true,
    secret: true,
    // Several while it is exchanged.
    like: /^[0-9a-f]{32}(?:[\s,]+[0-9a-f]{32})*$/i,
    hint: "32 hexadecimal digits, from Twilio's console",
  },
  TWILIO_API_KEY: { of: "W", like: API_KEY_SID.pattern, hint: "SK and 32 hexadecimal digits" },
  TWILIO_API_SECRET: { of: "W", secret: true, hint: "shown once, when the API key is made" },
  TWILIO_API_URL: { of: "W", ...url },
  TWILIO_TASKROUTER_URL: { of: "W", ...url },
  TASKROUTER_WORKSPACE_SID: {
    of: "W",
    like: WORKSPACE_SID.pattern,
    hint: "WS and 32 hexadecimal digits; npm run setup:flex prints it",
  },
  RELAY_URL: {
    of: "WF",
    needed: true,
    like: RELAY_URL.pattern,
    hint: "wss://HOST/relay, with the Worker's host",
  },
  WORKFLOW_SID: {
    of: "WF",
    needed: true,
    like: WORKFLOW_SID.pattern,
    hint: "WW and 32 hexadecimal digits; npm run setup:flex prints it",
  },
  RETENTION_HOURS: { of: "W", like: /^\d{1,4}$/, hint: "hours from 0 to 8760; 24 when it is not set" },
  CALL_LOCATION: {
    of: "W",
    like: new RegExp(`^(${LOCATIONS.join("|")})$`),
    hint: `one of ${LOCATIONS.join(", ")}`,
  },
  CALL_JURISDICTION: {
    of: "W",
    like: new RegExp(`^(${JURISDICTIONS.join("|")})$`),
    hint: JURISDICTIONS.join(" or "),
  },
  MAX_CALLS_AT_ONCE: { of: "W", ...AT_ONCE },
  MAX_CALLS_AT_ONCE_PER_CALLER: { of: "W", ...AT_ONCE },
  MAX_SPEND_USD_A_DAY: {
    of: "W",
    like: /^(?!0+(\.0+)?$)\d{1,7}(\.\d{1,2})?$/,
    hint: "US dollars from 0.01 to 1000000; not bounded when it is not set",
  },
  ACCESS_TEAM: { of: "W", like: ACCESS_TEAM.pattern, hint: ACCESS_TEAM.words },
  ACCESS_AUD: { of: "W", like: ACCESS_AUD.pattern, hint: ACCESS_AUD.words },
  REPORT_WEBHOOK: { of: "W", ...url },
  REPORT_SECRET: { of: "W", secret: true, hint: "a random text, which the receiver of reports knows too" },
  OTEL_EXPORTER_OTLP_ENDPOINT: { of: "W", ...url },
  OTEL_EXPORTER_OTLP_HEADERS: {
    of: "W",
    secret: true,
    hint: "name=value,name=value, values percent-encoded",
  },
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: {
    of: "W",
    like: /^(true|false)$/,
    hint: "true or false; false when it is not set",
  },
  ALERT_WEBHOOK: { of: "W", secret: true, ...url },
  ALERT_SMS_TO: { of: "W", like: /^[+\d,\s]+$/, hint: 'E.164, such as "+15550100002"; several with commas' },
  ALERT_SMS_FROM: { of: "W", like: E164.pattern, hint: "a number of the account, E.164" },
  AGENTS_SOURCE: {
    of: "W",
    like: /^(airtable|sync)$/,
    hint: "airtable or sync; the console's own store is none",
  },
  AGENTS_REFRESH_S: {
    of: "W",
    like: /^(?:[1-9]\d|[1-9]\d\d|[12]\d{3}|3[0-5]\d\d|3600)$/,
    hint: "seconds from 10 to 3600; 60 when it is not set",
  },
  AIRTABLE_TOKEN: {
    of: "W",
    secret: true,
    hint: "a personal access token with data.records:read, from airtable.com/create/tokens",
  },
  AIRTABLE_BASE: {
    of: "W",
    like: /^app[A-Za-z0-9]{14}$/,
    hint: "app and 14 letters or digits, from the base's address",
  },
  AIRTABLE_TABLE: { of: "W", hint: "the table's name or id; builder when it is not set" },
  AIRTABLE_COLUMNS: { of: "W", hint: "field=column pairs with commas, such as instructions=Prompt" },
  AIRTABLE_API_URL: { of: "W", ...url },
  SYNC_SERVICE_SID: {
    of: "W",
    like: SYNC_SERVICE_SID.pattern,
    hint: "IS and 32 hexadecimal digits, from Twilio's console",
  },
  TWILIO_SYNC_URL: { of: "W", ...url },
  BATON_RELEASE: { of: "WF", hint: "what the code was built from, such as a commit" },
  FUNCTIONS_URL: { of: "O", ...url, hint: "https://SERVICE.twil.io, where the Functions were deployed to" },
  TWILIO_FLEX_URL: { of: "O", ...url },
  TWILIO_SERVERLESS_URL: { of: "O", ...url },
  TWILIO_IAM_URL: { of: "O", ...url },
  TWILIO_ROUTES_URL: { of: "O", ...url },
  TWILIO_PRICING_URL: { of: "O", ...url },
  TWILIO_MONITOR_URL: { of: "O", ...url },
  TWILIO_STUDIO_URL: { of: "O", ...url },
  CLOUDFLARE_API_TOKEN: {
    of: "O",
    secret: true,
    hint: "from Cloudflare's dashboard, with Workers Scripts: Edit",
  },
  CLOUDFLARE_ACCOUNT_ID: { of: "O", like: /^[0-9a-f]{32}$/, hint: "32 hexadecimal digits" },
  CLOUDFLARE_API_BASE_URL: { of: "O", ...url },
};

const UNITS = { W: "Worker", F: "Functions", WF: "Worker and Functions", O: "this command" } as const;

/** The value of a variable that is set and of its form; another is as good as none, and named by `checkVariables`. */
export function usable(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  const like = VARIABLES[name]?.like;
  return value && (!like || like.test(value)) ? value : undefined;
}

/** A usual slip, where a value that is none of its form shows one; nothing of the value is told. */
function slipIn(value: string): string | undefined {
  if (/["'`“”„‘’«»]/.test(value)) return "it has a quote in it";
  if (/[^\x20-\x7e]/.test(value)) return "it has a sign in it that may not be seen";
  if (value.startsWith("$")) return "it names another variable, which nobody looks up in a file";
  return /your|here|xxx|[<>]/i.test(value) ? "it looks like a placeholder" : undefined;
}

/** What must not be shown: the values of secrets, each token of a list by itself as well. */
export function secretsIn(variables: Variables): readonly string[] {
  return Object.entries(VARIABLES).flatMap(([name, { secret }]) => {
    const value = variables[name];
    return secret && value ? [value, ...value.split(/[\s,]+/)] : [];
  });
}

/**
 * Secrets that the agents' code asks for and nobody has set, and names in a file that look like a slip.
 *
 * @param report - what is set at the Worker, where it could be asked; else what is on this machine counts.
 */
export function checkNames(
  { all, fileOf }: FoundVariables,
  named: readonly NamedSecret[],
  report?: SelfReport | undefined,
): readonly Finding[] {
  const known = [...Object.keys(VARIABLES), ...named.map(({ name }) => name)];
  const isSet = (name: string): boolean => report?.set.includes(name) ?? all[name] !== undefined;
  const unset = known.filter((name) => !isSet(name));
  return [
    ...named.flatMap(({ name, at }) =>
      !isSet(name)
        ? [
            problem(
              "Secrets",
              `${name} is not set, and ${at} asks for it`,
              report
                ? "a line in .dev.vars, then npm run deploy -- --secrets"
                : "a line in .dev.vars; for the Worker then npm run deploy -- --secrets",
            ),
          ]
        : [],
    ),
    ...Object.entries(fileOf).flatMap(([name, file]) => {
      const meant = known.includes(name) ? "" : didYouMean(name, unset);
      return meant ? [warning("Variables", `${name} (in ${file}) is read by nothing`, meant.trim())] : [];
    }),
  ];
}

/**
 * All that is missing or misspelt, at once.
 *
 * @param fileOf - the file of each that stands in one; @param repeated - in words, which of several values counts.
 * @param report - what is set at the Worker, where it could be asked: then nothing of it has to be on this machine.
 */
export function checkVariables(
  variables: Variables,
  fileOf: FoundVariables["fileOf"] = {},
  report?: SelfReport | undefined,
  repeated: FoundVariables["repeated"] = {},
): readonly Finding[] {
  const findings: Finding[] = [];
  const isSet = (name: string): boolean => report?.set.includes(name) ?? Boolean(variables[name]);
  for (const [name, { of, hint, needed }] of Object.entries(VARIABLES)) {
    const wanted = report ? needed && of === "WF" : needed;
    if (wanted && !variables[name])
      findings.push(problem("Variables", `${name} is not set (${UNITS[of]})`, hint));
  }
  for (const [name, { of, like, hint }] of Object.entries(VARIABLES)) {
    const value = variables[name];
    if (value && like && !like.test(value))
      findings.push(
        problem(
          "Variables",
          `${name} is not what it should be (${[UNITS[of], fileOf[name] && `in ${fileOf[name]}`, slipIn(value), repeated[name]].filter(Boolean).join("; ")})`,
          hint,
        ),
      );
    const there = report?.values[name];
    if (of === "WF" && name !== "RELAY_URL" && value && there && there !== value)
      findings.push(
        warning(
          "Variables",
          `${name} is ${there} at the Worker and ${value} here: callbacks and calls go to different people`,
          "set the same for both, then npm run deploy",
        ),
      );
  }
  const [team, application] = ["ACCESS_TEAM", "ACCESS_AUD"].map(isSet);
  if (team !== application)
    findings.push(
      problem(
        "Variables",
        `${team ? "ACCESS_AUD" : "ACCESS_TEAM"} is not set, and Cloudflare Access is checked by both`,
        "set both, or none",
      ),
    );
  const [key, secret] = ["TWILIO_API_KEY", "TWILIO_API_SECRET"].map(isSet);
  if (key !== secret)
    findings.push(
      problem(
        "Variables",
        `${key ? "TWILIO_API_SECRET" : "TWILIO_API_KEY"} is not set, the other half of the API key is`,
        "set both, or none",
      ),
    );
  else if (!key)
    findings.push(
      warning(
        "Variables",
        "TWILIO_API_KEY and TWILIO_API_SECRET are not set: no SMS, no look at who is free, no callbacks",
        "npm run setup makes an API key and gives it to the Worker",
      ),
    );
  if (!isSet("TASKROUTER_WORKSPACE_SID"))
    findings.push(
      warning(
        "Variables",
        "TASKROUTER_WORKSPACE_SID is not set: the agent promises a person without knowing whether one is free",
        "npm run setup:flex prints it",
      ),
    );
  const set = report?.set ?? Object.keys(VARIABLES).filter((name) => variables[name]);
  if (!Object.keys(VARIABLES).some((name) => variables[name]))
    findings.push(
      notChecked(
        "Variables",
        "none was found in .dev.vars, .env or the shell",
        "fill in .env.example, or name a file with --env FILE",
      ),
    );
  else if (findings.every(({ status }) => status !== "problem"))
    findings.unshift(
      ok("Variables", `all that are needed are set${report ? " at the Worker" : ""}: ${set.join(", ")}`),
    );
  return findings;
}
