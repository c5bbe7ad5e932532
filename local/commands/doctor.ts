import { diagnose } from "../doctor/diagnose.ts";
import { type Finding, problem, render } from "../doctor/finding.ts";
import { recordsHere } from "../doctor/installations.ts";
import { explained } from "../explained.ts";
import { loadAgents } from "../setup/command-line.ts";
import { namedSecrets } from "../setup/named-secrets.ts";
import { findVariables } from "../setup/variables.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, variableFiles } from "./command.ts";

/** `npm run doctor`: says of each part of an installation whether it is as it should be. */

const USAGE = `Usage: npm run doctor -- [options]
${SHARED_USAGE}
  --functions URL   where the Functions are, as in https://SERVICE.twil.io; FUNCTIONS_URL when absent
  --json            for programs; without npm's own lines: npm run -s doctor -- --json
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
  const here = await findVariables(variableFiles(env));
  const all = functions ? { ...here.all, FUNCTIONS_URL: functions } : here.all;
  const { agents, named, faults } = await agentsOrFault(file && existing(file));
  const found = await diagnose({ ...here, all }, agents, named, await recordsHere());
  const findings = [...faults, ...found];
  const failing = FAILS[strict ? "strict" : "usual"];
  const failed = findings.some(({ status }) => failing.includes(status));
  console.log(json ? JSON.stringify({ ok: !failed, findings }, null, 2) : render(findings));
  process.exitCode = failed ? 1 : 0;
});

/** Agents that do not load here say nothing of the installation, where others may be answering. */
async function agentsOrFault(file: string | undefined) {
  try {
    return { agents: await loadAgents(file), named: await namedSecrets(file), faults: [] };
  } catch (error) {
    const fault = problem(
      "Agents",
      `those of this tree do not load: ${explained(error)}`,
      "repair them before the next deploy; what follows is of the installation, without what only they say",
    );
    return { named: [], faults: [fault] };
  }
}
