import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { Agent } from "../../worker/agent/define.ts";
import { targetsOf } from "../../worker/protocol/routing/places.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";
import { startChild } from "../stack/child.ts";
import { inTemporaryFolder } from "../stack/temporary.ts";

/** The Functions' side of an installation: which service and environment they are in, and how they get there. */

/** The name of the service; one holds the environments of all installations in an account. */
export const SERVICE = "baton";

export interface FunctionsPlace {
  readonly serviceSid: string;
  readonly environmentSid: string;
  /** As in baton-1234-dev.twil.io. */
  readonly domain: string;
}

const Service = z.object({ sid: z.string(), unique_name: z.string().nullable() });
const PlaceOfEnvironment = z.object({
  sid: z.string(),
  domain_suffix: z.string().nullable(),
  domain_name: z.string(),
  build_sid: z.string().nullish(),
});
const Variable = z.object({ key: z.string(), value: z.string().nullish() });

/**
 * Where the Functions of an environment are; undefined where they are not yet.
 *
 * @param expected - service of an earlier deploy.
 * @throws Error where the account does not have that service.
 */
export async function findFunctions(
  api: TwilioApi,
  environment: string,
  expected: string | undefined,
): Promise<{ readonly serviceSid?: string; readonly place?: FunctionsPlace }> {
  const serviceSid = expected ?? (await serviceNamed(api));
  if (!serviceSid) return {};
  try {
    const path = `/v1/Services/${serviceSid}/Environments`;
    const environments = await api.list("serverless", path, "environments", PlaceOfEnvironment);
    const found = environments.find(({ domain_suffix }) => domain_suffix === environment);
    return {
      serviceSid,
      ...(found && {
        place: { serviceSid, environmentSid: found.sid, domain: found.domain_name },
      }),
    };
  } catch (error) {
    if (!expected || !(error instanceof TwilioRestError) || error.status !== 404) throw error;
    throw new Error(
      `Account ${api.accountSid} has no Functions service ${expected}, which this environment was deployed to: the credentials are another account's, or it was deleted. Use the right ones; or move the record in .baton/ away to install it anew.`,
    );
  }
}

async function serviceNamed(api: TwilioApi): Promise<string | undefined> {
  const services = await api.list("serverless", "/v1/Services", "services", Service);
  return services.find(({ unique_name }) => unique_name === SERVICE)?.sid;
}

/** As twilio-run makes it. Source: `createService` in @twilio-labs/serverless-api 6. */
export async function makeService(api: TwilioApi): Promise<string> {
  const { sid } = await api.post(
    "serverless",
    "/v1/Services",
    { UniqueName: SERVICE, FriendlyName: SERVICE, IncludeCredentials: "true" },
    "the Functions' service",
  );
  if (typeof sid === "string") return sid;
  throw new Error("Twilio made a service and does not say which.");
}

/** The secrets that sign what goes to webhook targets: the Functions' own. Other secrets in agents are the Worker's. */
export const functionsSecrets = (agents: readonly Agent[]): readonly string[] => [
  ...new Set(
    agents.flatMap(({ handOff }) =>
      targetsOf(handOff).flatMap((target) => (target.kind === "webhook" ? [target.secret] : [])),
    ),
  ),
];

/** What the Functions are given, and nothing else of what is set. */
export function functionsVariables(
  variables: Variables,
  relayUrl: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const { WORKFLOW_SID } = variables;
  return {
    RELAY_URL: relayUrl,
    ...(WORKFLOW_SID && { WORKFLOW_SID }),
    ...Object.fromEntries(secrets.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []))),
  };
}

const Deployed = z.object({
  domain: z.string(),
  serviceSid: z.string(),
  environmentSid: z.string(),
  buildSid: z.string(),
});

/**
 * Deploys `dist/functions` and `dist/assets` with twilio-run.
 *
 * @param credentials - an API key's SID and secret, or the account's SID and auth token. They and the variables go by
 * the environment: of the file only the names are read, so that nothing stands in an argument list or on a disk.
 */
export async function deployFunctions(options: {
  readonly environment: string;
  readonly serviceSid: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly credentials: readonly [user: string, password: string];
}): Promise<z.output<typeof Deployed>> {
  const { environment, serviceSid, variables, credentials } = options;
  const [ACCOUNT_SID, AUTH_TOKEN] = credentials;
  const set = { ...variables, ACCOUNT_SID, AUTH_TOKEN };
  return inTemporaryFolder("baton-functions-", async (folder) => {
    const names = join(folder, "names.env");
    await writeFile(
      names,
      Object.keys(set)
        .map((name) => `${name}=\n`)
        .join(""),
      { mode: 0o600 },
    );
    const child = startChild(
      "twilio-run",
      [
        "node_modules/twilio-run/bin/twilio-run.js",
        "deploy",
        "--env",
        names,
        "--load-system-env",
        "--environment",
        environment,
        "--service-sid",
        serviceSid,
        "-o",
        "json",
      ],
      { cwd: root, env: { ...process.env, ...set } },
    );
    const failed = (await child.exited) !== 0;
    const output = child.output();
    if (failed)
      throw new Error(`The Functions were not deployed:\n${withoutSecrets(output, Object.values(set))}`);
    return Deployed.parse(JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)));
  });
}

/** The last lines. twilio-run shows parts of a password, so that whole lines go. */
const withoutSecrets = (output: string, secrets: readonly string[]): string =>
  output
    .split("\n")
    .filter(
      (line) => line.trim() && !/password/i.test(line) && !secrets.some((secret) => line.includes(secret)),
    )
    .slice(-12)
    .join("\n");

/** What an environment holds. Source: Serverless API v1, Variables. */
export const variablesIn = (
  api: TwilioApi,
  { serviceSid, environmentSid }: Pick<FunctionsPlace, "serviceSid" | "environmentSid">,
): Promise<readonly z.output<typeof Variable>[]> =>
  api.list(
    "serverless",
    `/v1/Services/${serviceSid}/Environments/${environmentSid}/Variables`,
    "variables",
    Variable,
  );

/** Variables in an environment that nothing of ours reads; an earlier deploy of a whole file has left them there. */
export const foreignVariables = async (
  api: TwilioApi,
  place: FunctionsPlace,
  ours: readonly string[],
): Promise<readonly string[]> =>
  (await variablesIn(api, place)).map(({ key }) => key).filter((key) => !ours.includes(key));

/** @returns where the Functions of a domain are, whatever their service is called; undefined where the account has no such. */
export async function placeAt(api: TwilioApi, domain: string): Promise<FunctionsPlace | undefined> {
  for (const { sid: serviceSid } of await api.list("serverless", "/v1/Services", "services", Service)) {
    const path = `/v1/Services/${serviceSid}/Environments`;
    const found = (await api.list("serverless", path, "environments", PlaceOfEnvironment)).find(
      ({ domain_name }) => domain_name === domain,
    );
    if (found) return { serviceSid, environmentSid: found.sid, domain };
  }
  return undefined;
}

const BuiltAssets = z.object({ asset_versions: z.array(z.object({ path: z.string() })) });

/** Whether a build has an asset at a path; false where Twilio keeps the build no more. Source: Build, `asset_versions`. */
export async function buildHas(
  api: TwilioApi,
  { serviceSid }: FunctionsPlace,
  buildSid: string,
  path: string,
): Promise<boolean> {
  try {
    const build = await api.get("serverless", `/v1/Services/${serviceSid}/Builds/${buildSid}`, "the build");
    return BuiltAssets.parse(build).asset_versions.some((asset) => asset.path === path);
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 404) return false;
    throw error;
  }
}

/** The build that an environment has; undefined where that is not told. */
export async function liveBuild(
  api: TwilioApi,
  { serviceSid, environmentSid }: Pick<FunctionsPlace, "serviceSid" | "environmentSid">,
): Promise<string | undefined> {
  const path = `/v1/Services/${serviceSid}/Environments?PageSize=20`;
  try {
    const environments = await api.list("serverless", path, "environments", PlaceOfEnvironment);
    return environments.find(({ sid }) => sid === environmentSid)?.build_sid ?? undefined;
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 404) return undefined;
    throw error;
  }
}

/** Makes an earlier build live again; its files are the ones that it was made of. */
export async function activateBuild(
  api: TwilioApi,
  { serviceSid, environmentSid }: FunctionsPlace,
  buildSid: string,
): Promise<void> {
  await api.post(
    "serverless",
    `/v1/Services/${serviceSid}/Environments/${environmentSid}/Deployments`,
    { BuildSid: buildSid },
    `build ${buildSid}`,
  );
}
