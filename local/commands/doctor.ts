import { readFile } from "node:fs/promises";
import { parseArgs, parseEnv } from "node:util";
import { checkAccount } from "../doctor/account.ts";
import { type Finding, ok, problem, redact, render } from "../doctor/finding.ts";
import { checkFunctions } from "../doctor/functions.ts";
import { checkModels } from "../doctor/model.ts";
import { checkRelay } from "../doctor/relay.ts";
import { checkVariables, secretsIn } from "../doctor/variables.ts";
import { loadAgents, type Variables } from "../setup/command-line.ts";

/** `npm run doctor`: looks at an installation from outside, and says of each part whether it is as it should be. */

const USAGE = `Usage: npm run doctor -- [options]
  --env FILE        variables to read beside the shell's, which go first; may be repeated.
                    .dev.vars (the Worker's) and .env (the Functions') when absent
  --functions URL   where the Functions are, as in https://SERVICE.twil.io; FUNCTIONS_URL when absent
  --json            for programs
Nothing is changed, no call is made, no message sent. Ends with 1 when something is to be repaired.`;

const FILES = [".dev.vars", ".env"];

async function readVariables(files: readonly string[] | undefined): Promise<Variables> {
  const texts = await Promise.all(
    (files ?? FILES).map((file) =>
      // The usual files may be absent; one that was named may not.
      files ? readFile(file, "utf8") : readFile(file, "utf8").catch(() => ""),
    ),
  );
  const read: Variables = Object.assign({}, ...texts.map((text) => parseEnv(text)), process.env);
  return Object.fromEntries(
    Object.entries(read).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}

function checkNode(): Finding {
  const { node } = process.versions;
  return Number(node.split(".")[0]) >= 22
    ? ok("Node", node)
    : problem("Node", `${node} is too old`, "use Node 22 or later; npm run brings its own after npm ci");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      env: { type: "string", multiple: true },
      functions: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const read = await readVariables(values.env);
  const variables = values.functions ? { ...read, FUNCTIONS_URL: values.functions } : read;
  const { all } = await loadAgents();

  const checks = await Promise.all([
    checkRelay(variables),
    checkFunctions(variables),
    checkAccount(variables, all),
    checkModels(variables, all),
  ]);
  const findings = redact(
    [checkNode(), ...checkVariables(variables), ...checks.flat()],
    secretsIn(variables),
  );
  const failed = findings.some(({ status }) => status === "problem");
  console.log(values.json ? JSON.stringify({ ok: !failed, findings }, null, 2) : render(findings));
  process.exitCode = failed ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
