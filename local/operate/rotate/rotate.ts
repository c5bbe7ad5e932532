import { resolve } from "node:path";
import type { FoundVariables, Variables } from "../../setup/variables.ts";
import { setInFile } from "../../setup/variables-file.ts";
import { root } from "../../stack/agents-build.ts";
import { cloudflareOf } from "../cloudflare.ts";
import { type Environment, environmentNamed } from "../environments.ts";
import {
  type InstallationRecord,
  type RotationRecord,
  readRecord,
  updateRecord,
  withRotation,
} from "../record.ts";
import { digestOf } from "../worker/deployed-secrets.ts";
import { longestUpdateDelayS } from "../worker-settings.ts";
import { apiKey } from "./api-key.ts";
import { authToken } from "./auth-token.ts";
import { openAiKey } from "./openai-key.ts";
import type { Rotation, Secret } from "./rotation.ts";
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

const SECRETS: Readonly<Record<Rotation, Secret>> = {
  "auth-token": authToken,
  "api-key": apiKey,
  "openai-key": openAiKey,
};

/** @returns whether all is done. @throws Error where a phase fails; the next run begins with it. */
export async function rotate(options: RotateOptions): Promise<boolean> {
  const { what, found, say, now } = options;
  const environment = environmentNamed(options.env);
  const record = await readRecord(environment);
  if (!record.worker)
    throw new Error(
      `No Worker of environment ${environment.name} is recorded here: deploy first, with npm run deploy.`,
    );
  const secret = SECRETS[what];
  const inUseMs = secret.inUseMs
    ? await secret.inUseMs(record, found)
    : (await longestUpdateDelayS()) * 1_000;
  const { phases } = secret;
  const done = phases.findIndex(({ name }) => name === goingOf(record, what)?.phase) + 1;
  const plan = [
    ...phases.map(
      ({ says, waits }, i) =>
        `${i < done ? "✓" : " "} ${i + 1}. ${waits && inUseMs ? `After ${spelled(inUseMs)}: ` : ""}${says}`,
    ),
    ...((await secret.others?.(environment, found)) ?? []),
  ];
  if (!(await options.confirm(plan))) return false;

  const cloudflare = await cloudflareOf(found.all, record.worker.accountId);
  await checkSendable(cloudflare, record);
  const isDeployed = await hasDeployed(record, found.all);
  const fileOf = secretsFiles(environment, found, secret.names);
  const kept: Record<string, string> = {};
  const keep = async (values: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(values)) await setInFile(fileOf(name), { [name]: value });
    Object.assign(kept, values);
  };
  for (const [i, phase] of phases.entries()) {
    if (i < done) continue;
    const current = await readRecord(environment);
    const going = goingOf(current, what);
    const due = Date.parse(going?.at ?? "") + inUseMs;
    if (phase.waits && !now && Date.now() < due) {
      say(`The next phase is due ${new Date(due).toISOString()}: run npm run rotate -- ${what} again then.`);
      return false;
    }
    const rotating = {
      environment,
      record: current,
      going,
      cloudflare,
      variables: found.all,
      replace: options.replace,
      say,
      ask: options.ask,
      keep,
      kept: (name: string) => kept[name] ?? found.all[name] ?? "",
    };
    await phase.run?.(rotating);
    const at = new Date().toISOString();
    const deployed =
      phase.sends && isDeployed ? await digestOf({ ...found.all, ...kept }, current.setup) : undefined;
    await updateRecord(environment, (now) => ({
      ...withRotation(now, what, { ...going, what, phase: phase.name, at, ...phase.notes?.(rotating) }),
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

const spelled = (ms: number): string => (ms >= 7_200_000 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`);

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
