import { diagnose } from "../doctor/diagnose.ts";
import { type Finding, render } from "../doctor/finding.ts";
import { loadAgents } from "../setup/command-line.ts";
import { namedSecrets } from "../setup/named-secrets.ts";
import { findVariables } from "../setup/variables.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, variableFiles } from "./command.ts";

/** `npm run doctor`: says of each part of an installation whether it is as it should be. */

const USAGE = `Usage: npm run doctor -- [options]
${SHARED_USAGE}
  --functions URL   where the Functions are, as in https://SERVICE.twil.io; FUNCTIONS_URL when absent
  --json            for programs
  --strict          ends with 1 also for what is to be looked at and what could not be checked
Nothing is changed, no call is made, no message sent; the models are asked for a word each, MCP servers for their tools.
The Worker answers for itself, if RELAY_URL and TWILIO_AUTH_TOKEN are known here. Ends with 1 when something is to be repaired.`;

const OPTIONS = {
  ...SHARED_OPTIONS,
  functions: { type: "string" },
  json: { type: "boolean", default: false },
  strict: { type: "boolean", default: false },
} as const;

const FAILS: Readonly<Record<"usual" | "strict", readonly Finding["status"][]>> = {
  usual: ["problem"],
  strict: ["problem", "warning", "not_checked"],
};

await command({ usage: USAGE, options: OPTIONS }, async ({ agents: file, env, functions, json, strict }) => {
  const { all, fileOf } = await findVariables(variableFiles(env));
  const variables = functions ? { ...all, FUNCTIONS_URL: functions } : all;
  const agents = await loadAgents(file && existing(file));
  const findings = await diagnose({ all: variables, fileOf }, agents, await namedSecrets(file));
  const failing = FAILS[strict ? "strict" : "usual"];
  const failed = findings.some(({ status }) => failing.includes(status));
  console.log(json ? JSON.stringify({ ok: !failed, findings }, null, 2) : render(findings));
  process.exitCode = failed ? 1 : 0;
});
