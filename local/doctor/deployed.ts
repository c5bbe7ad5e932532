import * as z from "zod";
import { PLUGIN_NAME } from "../../assets/flex/build.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { placeAt, variablesIn } from "../operate/functions.ts";
import { hostOf, type InstallationRecord } from "../operate/record.ts";
import { accountOf } from "../setup/command-line.ts";
import type { NamedSecret } from "../setup/named-secrets.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { stampAt } from "./functions.ts";
import { othersThan } from "./installations.ts";
import { reason } from "./relay.ts";
import { usable, VARIABLES } from "./variables.ts";

/** What was deployed and can only be seen in the account: the panel that agents get, and the Functions' variables. */

const PANEL = "Panel";
const VARIABLES_PART = "Variables";
const DEADLINE_MS = 10_000;

/**
 * @param worker - what is set at the Worker and is no secret, where it has said so.
 * @param records - of all installations that are known here.
 */
export async function checkDeployed(
  variables: Variables,
  named: readonly NamedSecret[],
  worker: Variables = {},
  records: readonly InstallationRecord[] = [],
): Promise<readonly Finding[]> {
  let account: TwilioApi;
  try {
    account = accountOf(variables);
  } catch {
    return [notChecked(PANEL, "whether agents get it", "set the account's variables")];
  }
  const functionsUrl = usable(variables, "FUNCTIONS_URL");
  return [
    await checkPanel(account, functionsUrl, othersThan(records, functionsUrl)).catch((error) =>
      notChecked(
        PANEL,
        `whether agents get it: ${wordsOf(error)}`,
        "a key that may not read Flex's plugins cannot tell",
      ),
    ),
    ...(functionsUrl
      ? await checkThere(account, new URL(functionsUrl).hostname, { here: variables, worker, named }).catch(
          (error) => [
            notChecked(
              VARIABLES_PART,
              `those of the Functions: ${wordsOf(error)}`,
              "use a key that may read Serverless",
            ),
          ],
        )
      : []),
  ];
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/\.$/, "") : "no answer";

const Released = z.object({ releases: z.array(z.object({ configuration_sid: z.string() })) });
const Plugin = z.object({ unique_name: z.string(), version: z.string(), plugin_url: z.string() });

/** Source: Flex Plugins API v1: Releases, Configurations and their Plugins. */
async function checkPanel(
  account: TwilioApi,
  functionsUrl: string | undefined,
  others: readonly InstallationRecord[],
): Promise<Finding> {
  // The newest first, as twilio's own command reads them.
  const answer = await account.get("flex", "/v1/PluginService/Releases?PageSize=1", "Flex's release");
  const live = Released.parse(answer).releases[0]?.configuration_sid;
  const path = `/v1/PluginService/Configurations/${live}/Plugins`;
  const plugins = live ? await account.list("flex", path, "plugins", Plugin) : [];
  const ours = plugins.find((plugin) => plugin.unique_name === PLUGIN_NAME);
  if (!ours)
    return warning(
      PANEL,
      "agents do not get the panel: no release of Flex has it",
      "npm run release:plugin; until then they see the task's own attributes",
    );
  const { version, plugin_url: url } = ours;
  try {
    const { response, text } = await within(DEADLINE_MS, async (signal) => {
      const response = await fetch(url, { signal });
      return { response, text: await response.text() };
    });
    if (response.ok && text.includes("loadPlugin"))
      return (
        (await staleVerdict(ours, functionsUrl, others)) ??
        ok(PANEL, `${version} is live, and ${new URL(url).host} has it`)
      );
    return problem(
      PANEL,
      `${version} is live, and its file is gone (${response.status}): Flex shows agents an error`,
      "npm run deploy, then npm run release:plugin",
    );
  } catch (error) {
    return problem(
      PANEL,
      `${version} is live, and its file cannot be had (${reason(error)})`,
      "npm run deploy, then npm run release:plugin",
    );
  }
}

/** @returns what is wrong where the released panel is none that the Functions were deployed with last. */
async function staleVerdict(
  { version, plugin_url: released }: z.output<typeof Plugin>,
  functionsUrl: string | undefined,
  others: readonly InstallationRecord[],
): Promise<Finding | undefined> {
  const stamp = functionsUrl && (await stampAt(functionsUrl));
  if (!stamp) return undefined; // `checkFunctions` says that there is none
  const { panel, olderPanels } = stamp.parts;
  const at = (path: string) => String(new URL(path, functionsUrl));
  if (at(panel) === released) return undefined;
  const owner = others.find(({ functions }) => functions?.domain === hostOf(released));
  if (owner)
    return ok(
      PANEL,
      `${version} is live from the installation ${owner.env}: an account's Flex has one panel for all of them`,
    );
  return warning(
    PANEL,
    olderPanels.some((path) => at(path) === released)
      ? `agents have ${version}, and a newer one is deployed`
      : `agents have ${version} from ${released}, which is not the panel of this installation's last deploy`,
    "npm run release:plugin; they get it when they reload Flex",
  );
}

type Variable = Awaited<ReturnType<typeof variablesIn>>[number];

/** Those that the Worker has, too, and that are no secrets. */
const SHARED = ["RELAY_URL", "WORKFLOW_SID"] as const;

/** What twilio-run and Twilio put there themselves. Source: Twilio Functions, "Environment variables". */
const TWILIOS = /^(ACCOUNT_SID|AUTH_TOKEN|DOMAIN_NAME|PATH|SERVICE_SID|ENVIRONMENT_SID|TWILIO_REGION)$/;

interface Wanted {
  readonly here: Variables;
  readonly worker: Variables;
  readonly named: readonly NamedSecret[];
}

/**
 * The values that the Functions and the Worker share are the same, and no secret lies there for nothing: it would be one
 * more to lose.
 */
async function checkThere(account: TwilioApi, host: string, wanted: Wanted): Promise<readonly Finding[]> {
  const place = await placeAt(account, host);
  if (!place) return [];
  const there = await variablesIn(account, place);
  const others = SHARED.flatMap((name) => differenceOf(name, there, wanted));
  const foreign = there.map(({ key }) => key).filter((key) => !belongs(key, wanted.named));
  if (foreign.length > 0)
    others.push(
      warning(
        VARIABLES_PART,
        `the Functions' environment has ${foreign.join(", ")}, which they do not read`,
        "take them out in Twilio's console, under Functions and Assets: secrets lie there for nothing",
      ),
    );
  return others.length > 0
    ? others
    : [ok(VARIABLES_PART, `the Functions have ${there.length}, as they should be and none too many`)];
}

/** What is set here goes first, as it is what the next deploy brings. */
function differenceOf(
  name: (typeof SHARED)[number],
  there: readonly Variable[],
  { here, worker }: Wanted,
): readonly Finding[] {
  const [wanted, where] = usable(here, name) ? [usable(here, name), "here"] : [worker[name], "at the Worker"];
  const found = there.find(({ key }) => key === name);
  const value = found?.value ?? "";
  if (!wanted || (found && !found.value) || withoutSlash(value) === withoutSlash(wanted)) return [];
  return [
    warning(
      VARIABLES_PART,
      found
        ? `${name} is ${value} at the Functions and ${wanted} ${where}`
        : `${name} is not set at the Functions and is ${wanted} ${where}`,
      `npm run deploy, where ${wanted} is right`,
    ),
  ];
}

const withoutSlash = (value: string): string => value.replace(/\/+$/, "");

const belongs = (key: string, named: readonly NamedSecret[]): boolean =>
  VARIABLES[key]?.of === "F" ||
  VARIABLES[key]?.of === "WF" ||
  TWILIOS.test(key) ||
  named.some(({ name }) => name === key);
