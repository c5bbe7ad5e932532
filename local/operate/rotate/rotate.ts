import { resolve } from "node:path";
import { askWorker } from "../../doctor/worker-report.ts";
import type { FoundVariables, Variables } from "../../setup/variables.ts";
import { setInFile } from "../../setup/variables-file.ts";
import { root } from "../../stack/agents-build.ts";
import { cloudflareOf } from "../cloudflare.ts";
import { DEFAULT_ENVIRONMENT, type Environment, environmentNamed } from "../environments.ts";
import {
  type InstallationRecord,
  otherInstallations,
  type RotationRecord,
  readRecord,
  updateRecord,
  withRotation,
} from "../record.ts";
import { digestOf } from "../worker/deployed-secrets.ts";
import { longestUpdateDelayS, workerVars } from "../worker-settings.ts";
import { apiKeyPhases } from "./api-key.ts";
import { authTokenPhases } from "./auth-token.ts";
import { openAiKeyPhases } from "./openai-key.ts";
import type { Phase, Rotation } from "./rotation.ts";
import { checkSendable } from "./secret-version.ts";

/**
 * Exchanges a secret while calls go on, phase by phase. The record holds the last phase that is done, and the file of
 * the environment's secrets the values; a run that was cut off, or has to wait, is taken up by the next.
 */

export interface RotateOptions {
  readonly env: string;
  readonly what: Rotation;
  /** Of the environment, with the files that they stand in. */
  readonly found: FoundVariables;
  /** Does not wait for calls and links that still go by the old value. */
  readonly now: boolean;
  /** Whether a secondary token that the account has already may be deleted: it may be somebody else's. */
  readonly replace: () => Promise<boolean>;
  /** A value that only a person has. */
  readonly ask: (question: string) => Promise<string>;
  readonly confirm: (plan: readonly string[]) => Promise<boolean>;
  readonly say: (line: string) => void;
}

/** By how long the old value is in use once the new one is: links that it signed, or calls that began with it. */
const PHASES: Readonly<Record<Rotation, (inUseMs: number) => readonly Phase[]>> = {
  "auth-token": authTokenPhases,
  "api-key": apiKeyPhases,
  "openai-key": openAiKeyPhases,
};

const HOUR_MS = 3_600_000;
/** Of the Worker where nothing is set. Source: `RETENTION_HOURS` in worker/config.ts. */
const DEFAULT_RETENTION_HOURS = 24;

/** For how long a record's link is valid, and with it the token that signed it: by the Worker itself, where it answers. */
async function linksMs({ worker }: InstallationRecord, { all }: FoundVariables): Promise<number> {
  const RELAY_URL = all.RELAY_URL ?? `${worker?.url.replace(/^http/, "ws")}/relay`;
  const { report } = await askWorker({ ...all, RELAY_URL });
  const { RETENTION_HOURS: set = (await workerVars()).RETENTION_HOURS } = all;
  const hours = Number(report?.values.RETENTION_HOURS ?? set ?? DEFAULT_RETENTION_HOURS);
  return (Number.isFinite(hours) ? hours : DEFAULT_RETENTION_HOURS) * HOUR_MS;
}

/** @returns whether all is done. @throws Error where a phase fails; the next run begins with it. */
export async function rotate(options: RotateOptions): Promise<boolean> {
  const { what, found, say, now } = options;
  const environment = environmentNamed(options.env);
  const record = await readRecord(environment);
  if (!record.worker)
    throw new Error(
      `No Worker of environment ${environment.name} is recorded here: deploy first, with npm run deploy.`,
    );
  const delayMs = (await longestUpdateDelayS()) * 1_000;
  const phases = PHASES[what](what === "auth-token" ? await linksMs(record, found) : delayMs);
  const done = phases.findIndex(({ name }) => name === goingOf(record, what)?.phase) + 1;
  const plan = [
    ...phases.map(
      ({ says, waitMs }, i) =>
        `${i < done ? "✓" : " "} ${i + 1}. ${waitMs ? `After ${spelled(waitMs)}: ` : ""}${says}`,
    ),
    ...(what === "auth-token" ? await othersInWords(environment, found) : []),
  ];
  if (!(await options.confirm(plan))) return false;

  const cloudflare = await cloudflareOf(found.all, record.worker.accountId);
  await checkSendable(cloudflare, record);
  const isDeployed = await hasDeployed(record, found.all);
  const fileOf = secretsFiles(environment, found, USED[what]);
  const kept: Record<string, string> = {};
  const keep = async (values: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(values)) await setInFile(fileOf(name), { [name]: value });
    Object.assign(kept, values);
  };
  for (const [i, phase] of phases.entries()) {
    if (i < done) continue;
    const current = await readRecord(environment);
    const going = goingOf(current, what);
    const due = Date.parse(going?.at ?? "") + (phase.waitMs ?? 0);
    if (phase.waitMs && !now && Date.now() < due) {
      say(`The next phase is due ${new Date(due).toISOString()}: run npm run rotate -- ${what} again then.`);
      return false;
    }
    const more = await phase.run({
      environment,
      record: current,
      going,
      cloudflare,
      variables: found.all,
      replace: options.replace,
      say,
      ask: options.ask,
      keep,
      kept: (name) => kept[name] ?? found.all[name] ?? "",
    });
    const at = new Date().toISOString();
    const deployed =
      phase.sends && isDeployed ? await digestOf({ ...found.all, ...kept }, current.setup) : undefined;
    await updateRecord(environment, (now) => ({
      ...withRotation(now, what, { ...going, what, phase: phase.name, at, ...more }),
      ...(deployed && { setup: { ...now.setup, deployed } }),
    }));
    say(`✓ ${i + 1}. ${phase.says}`);
  }
  await updateRecord(environment, (now) => withRotation(now, what, undefined));
  say(`The ${what} is exchanged.`);
  return true;
}

const goingOf = ({ rotations }: InstallationRecord, what: Rotation): RotationRecord | undefined =>
  rotations?.find((each) => each.what === what);

/**
 * Whether setup has deployed all that is set: then so it has when a new value is there as well. Otherwise something else
 * has changed, which setup is still to see.
 */
async function hasDeployed({ setup }: InstallationRecord, variables: Variables): Promise<boolean> {
  if (!setup?.deployed) return false;
  // Agents that do not load say nothing of a secret that got out.
  return setup.deployed === (await digestOf(variables, setup).catch(() => undefined));
}

/** The token is the account's. */
async function othersInWords(environment: Environment, { all }: FoundVariables): Promise<readonly string[]> {
  const [, from] = environment.files;
  return (await otherInstallations(environment))
    .filter(({ twilioAccountSid, worker }) => worker && twilioAccountSid === all.TWILIO_ACCOUNT_SID)
    .map(({ env }) => {
      const [, file] = environmentNamed(env).files;
      const flag = env === DEFAULT_ENVIRONMENT ? "" : `--env ${env} `;
      return `  ! Installation "${env}" is in this account, and refuses calls from the promotion on, so that they go to a person: put TWILIO_AUTH_TOKEN of ${from} into ${file} then, and npm run deploy -- ${flag}--secrets`;
    });
}

const spelled = (ms: number): string => (ms >= 7_200_000 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`);

/** What each rotation changes in the files. */
const USED: Readonly<Record<Rotation, readonly string[]>> = {
  "auth-token": ["TWILIO_AUTH_TOKEN"],
  "api-key": ["TWILIO_API_KEY", "TWILIO_API_SECRET"],
  "openai-key": ["OPENAI_API_KEY"],
};

/** @throws Error where the shell sets one: it would go before what is written. */
function secretsFiles(
  { files: [, secrets] }: Environment,
  { fileOf }: FoundVariables,
  names: readonly string[],
): (name: string) => string {
  for (const name of names)
    if (process.env[name])
      throw new Error(
        `${name} is set in the shell, which goes before ${secrets}, where the new value is kept: unset it, and put it into ${secrets}.`,
      );
  return (name) => resolve(root, fileOf[name] ?? secrets);
}
