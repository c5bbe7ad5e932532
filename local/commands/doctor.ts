import { checkAccount } from "../doctor/account.ts";
import { type Finding, ok, problem, redact, render } from "../doctor/finding.ts";
import { checkFunctions } from "../doctor/functions.ts";
import { checkModels } from "../doctor/model.ts";
import { checkRelay } from "../doctor/relay.ts";
import { checkNames, checkVariables, secretsIn } from "../doctor/variables.ts";
import { loadAgents } from "../setup/command-line.ts";
import { namedSecrets } from "../setup/named-secrets.ts";
import { findVariables } from "../setup/variables.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE } from "./command.ts";

/** `npm run doctor`: looks at an installation from outside, and says of each part whether it is as it should be. */

const USAGE = `Usage: npm run doctor -- [options]
${SHARED_USAGE}
  --functions URL   where the Functions are, as in https://SERVICE.twil.io; FUNCTIONS_URL when absent
  --json            for programs
Nothing is changed, no call is made, no message sent. Ends with 1 when something is to be repaired.`;

function checkNode(): Finding {
  const { versions, execPath } = process;
  const whose = execPath.includes("node_modules") ? " (the one of the packages, which npm run takes)" : "";
  return Number(versions.node.split(".")[0]) >= 22
    ? ok("Node", `${versions.node}${whose}`)
    : problem(
        "Node",
        `${versions.node} is too old`,
        "use Node 22 or later; npm run brings its own after npm ci",
      );
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  functions: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

await command({ usage: USAGE, options: OPTIONS }, async ({ agents, env, functions, json }) => {
  const found = await findVariables(env?.map(existing));
  const variables = functions ? { ...found.all, FUNCTIONS_URL: functions } : found.all;
  const { all } = await loadAgents(agents && existing(agents));
  const named = await namedSecrets(agents);

  const checks = await Promise.all([
    checkRelay(variables),
    checkFunctions(variables),
    checkAccount(variables, all),
    checkModels(variables, all),
  ]);
  const findings = redact(
    [checkNode(), ...checkVariables(variables, found.fileOf), ...checkNames(found, named), ...checks.flat()],
    [...secretsIn(variables), ...named.flatMap(({ name }) => variables[name] ?? [])],
  );
  const failed = findings.some(({ status }) => status === "problem");
  console.log(json ? JSON.stringify({ ok: !failed, findings }, null, 2) : render(findings));
  process.exitCode = failed ? 1 : 0;
});
