import type { Agents } from "../../worker/agent/define.ts";
import type { InstallationRecord } from "../operate/record.ts";
import type { NamedSecret } from "../setup/named-secrets.ts";
import type { FoundVariables } from "../setup/variables.ts";
import { checkAccount } from "./account.ts";
import { checkAuthToken } from "./auth-token.ts";
import { checkDeployed } from "./deployed.ts";
import { checkDesk } from "./desk.ts";
import { type Finding, ok, problem, redact } from "./finding.ts";
import { checkFunctions } from "./functions.ts";
import { checkMcp } from "./mcp.ts";
import { checkModels } from "./model.ts";
import { checkRelay } from "./relay.ts";
import { checkNames, checkVariables, secretsIn } from "./variables.ts";
import { askWorker } from "./worker-report.ts";

/**
 * Looks at an installation from outside, and lets the Worker speak for itself. Nothing is changed, no call is made; the
 * models are asked for a word each.
 *
 * @param agents - who should answer, as this tree has them; undefined where they cannot be loaded.
 * @param named - the secrets that their code asks for.
 * @param records - of all installations that are known on this machine.
 * @returns what was found of each part, without any secret.
 */
export async function diagnose(
  found: FoundVariables,
  agents: Agents | undefined,
  named: readonly NamedSecret[],
  records: readonly InstallationRecord[] = [],
): Promise<readonly Finding[]> {
  const { all, fileOf, repeated } = found;
  const { variables, findings: token } = await checkAuthToken(found);
  const [worker, relay] = await Promise.all([askWorker(variables), checkRelay(variables)]);
  const { report } = worker;
  const checks = await Promise.all([
    checkFunctions(variables, report),
    checkAccount({ ...report?.values, ...variables }, agents, records),
    checkDeployed(variables, named, report?.values, records),
    checkDesk(variables, agents?.all ?? [], report),
    checkModels(variables, agents?.all ?? [], report),
    agents ? checkMcp(variables, agents) : [],
  ]);
  return redact(
    [
      checkNode(),
      ...checkVariables(all, fileOf, report, repeated),
      ...token,
      ...checkNames(found, named, report),
      ...relay,
      ...worker.findings,
      ...checks.flat(),
    ],
    [...secretsIn(all), ...named.flatMap(({ name }) => variables[name] ?? [])],
  );
}

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
