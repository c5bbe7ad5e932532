import { MODEL_APIS } from "../../worker/protocol/model-api.ts";
import {
  ACCOUNT_SID,
  API_KEY_SID,
  RELAY_URL,
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
  TWILIO_AUTH_TOKEN: { of: "W", needed: true, secret: true, hint: "from Twilio's console" },
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
  FUNCTIONS_URL: { of: "O", ...url, hint: "https://SERVICE.twil.io, where the Functions were deployed to" },
  TWILIO_FLEX_URL: { of: "O", ...url },
};

const UNITS = { W: "Worker", F: "Functions", WF: "Worker and Functions", O: "this command" } as const;

/** The value of a variable that is set and of its form; another is as good as none, and named by `checkVariables`. */
export function usable(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  const like = VARIABLES[name]?.like;
  return value && (!like || like.test(value)) ? value : undefined;
}

/** What must not be shown: the values of secrets, each token of a list by itself as well. */
export function secretsIn(variables: Variables): readonly string[] {
  return Object.entries(VARIABLES).flatMap(([name, { secret }]) => {
    const value = variables[name];
    return secret && value ? [value, ...value.split(/[\s,]+/)] : [];
  });
}

/** Secrets that the agents' code asks for and nobody has set, and names in a file that look like a slip. */
export function checkNames(
  { all, fileOf }: FoundVariables,
  named: readonly NamedSecret[],
): readonly Finding[] {
  const known = [...Object.keys(VARIABLES), ...named.map(({ name }) => name)];
  const unset = known.filter((name) => all[name] === undefined);
  return [
    ...named.flatMap(({ name, at }) =>
      all[name] === undefined
        ? [
            problem(
              "Secrets",
              `${name} is not set, and ${at} asks for it`,
              `npx wrangler secret put ${name}; on this machine a line in .dev.vars`,
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
 * @param fileOf - the file of each that stands in one.
 */
export function checkVariables(
  variables: Variables,
  fileOf: FoundVariables["fileOf"] = {},
): readonly Finding[] {
  const findings: Finding[] = [];
  const needed = Object.entries(VARIABLES).filter(([, known]) => known.needed);
  for (const [name, { of, hint }] of needed) {
    if (!variables[name]) findings.push(problem("Variables", `${name} is not set (${UNITS[of]})`, hint));
  }
  for (const [name, { of, like, hint }] of Object.entries(VARIABLES)) {
    const value = variables[name];
    if (value && like && !like.test(value))
      findings.push(
        problem(
          "Variables",
          `${name} is not what it should be (${UNITS[of]}${fileOf[name] ? `; in ${fileOf[name]}` : ""})`,
          hint,
        ),
      );
  }
  const { TWILIO_API_KEY, TWILIO_API_SECRET } = variables;
  if (Boolean(TWILIO_API_KEY) !== Boolean(TWILIO_API_SECRET))
    findings.push(
      problem(
        "Variables",
        `${TWILIO_API_KEY ? "TWILIO_API_SECRET" : "TWILIO_API_KEY"} is not set, the other half of the API key is`,
        "set both, or none",
      ),
    );
  else if (!TWILIO_API_KEY)
    findings.push(
      warning(
        "Variables",
        "TWILIO_API_KEY and TWILIO_API_SECRET are not set: no SMS, no look at who is free, no callbacks",
        "make an API key in Twilio's console and set both as secrets of the Worker",
      ),
    );
  if (!variables.TASKROUTER_WORKSPACE_SID)
    findings.push(
      warning(
        "Variables",
        "TASKROUTER_WORKSPACE_SID is not set: the agent promises a person without knowing whether one is free",
        "npm run setup:flex prints it",
      ),
    );
  const set = Object.keys(VARIABLES).filter((name) => variables[name]);
  if (set.length === 0)
    findings.push(
      notChecked(
        "Variables",
        "none was found in .dev.vars, .env or the shell",
        "fill in .env.example, or name a file with --env FILE",
      ),
    );
  else if (findings.every(({ status }) => status !== "problem"))
    findings.unshift(ok("Variables", `all that are needed are set: ${set.join(", ")}`));
  return findings;
}
