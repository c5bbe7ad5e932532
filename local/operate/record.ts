import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Environment } from "./environments.ts";

/**
 * What is known of an installation, in `.baton/NAME.json`: where its parts are, and what was deployed when. No secret
 * is in it. Written after each step, so that what breaks off half way is known.
 */

/** Old values of a number's, which `bypass off` puts back. Source: Twilio, IncomingPhoneNumber resource. */
const BypassedNumber = z.object({
  sid: z.string(),
  phoneNumber: z.string(),
  voiceUrl: z.string(),
  voiceMethod: z.string(),
  /** Its TwiML App, which is taken off for the time; absent where it had none. */
  voiceApplicationSid: z.string().optional(),
  /** Where it was led; absent in what earlier releases wrote. */
  ledTo: z.string().optional(),
});

/** A number's settings for calls, as Twilio's API has them; empty where nothing is set. */
export const NumberSettings = z.object({
  voiceUrl: z.string(),
  voiceMethod: z.string(),
  voiceFallbackUrl: z.string(),
  voiceFallbackMethod: z.string(),
  voiceApplicationSid: z.string(),
  trunkSid: z.string(),
  voiceReceiveMode: z.string(),
});
export type NumberSettings = z.output<typeof NumberSettings>;

/** A number that the setup has led here. */
const AgentNumber = z.object({
  sid: z.string(),
  /** E.164. */
  phoneNumber: z.string(),
  /** The way back; absent until the number's calls are led here. */
  before: NumberSettings.optional(),
});

/** What the setup has made or written, and has to know again from what a user has. */
const SetupRecord = z.object({
  apiKeySid: z.string().optional(),
  workflowSid: z.string().optional(),
  relayUrl: z.string().optional(),
  /** Stands for the secrets that were deployed; tells nothing of them. */
  deployed: z.string().optional(),
});

const Deploy = z.object({
  /** When it began, ISO 8601. */
  at: z.string(),
  /** A release's name: of the commit, with `-dirty-…` where files were changed since; by earlier releases `-dirty`. */
  sha: z.string(),
  /** Whether the Worker's secrets went with it; absent where it is not known. */
  secrets: z.enum(["kept", "sent"]).optional(),
  /** Absent while a part has not been deployed. */
  worker: z.object({ versionId: z.string() }).optional(),
  functions: z.object({ buildSid: z.string() }).optional(),
  plugin: z.object({ configurationSid: z.string(), url: z.string() }).optional(),
  /** Of a way back: when the deploy began that it goes back to. */
  backTo: z.string().optional(),
});

const Rotation = z.object({
  what: z.enum(["auth-token", "api-key", "openai-key"]),
  /** The last phase that is done. */
  phase: z.string(),
  /** When it was done, ISO 8601. */
  at: z.string(),
  /** SID of the key that goes when all is done. */
  oldKeySid: z.string().optional(),
});

export const InstallationRecord = z.object({
  v: z.literal(1),
  env: z.string(),
  /** Whose account the Functions and the numbers are in. */
  twilioAccountSid: z.string().optional(),
  worker: z.object({ name: z.string(), url: z.string(), accountId: z.string().optional() }).optional(),
  functions: z.object({ serviceSid: z.string(), environmentSid: z.string(), domain: z.string() }).optional(),
  /** Where the panel of the last deploy is. */
  panelUrl: z.string().optional(),
  /** The number that the agent answers. */
  number: AgentNumber.optional(),
  /** Numbers that were the agent's before another was chosen. */
  otherNumbers: z.array(AgentNumber).optional(),
  setup: SetupRecord.optional(),
  /** The newest last. */
  deploys: z.array(Deploy).default([]),
  /** The flow that leads callers to a person without anything of ours, kept ready. */
  bypass: z.object({ flowSid: z.string(), webhookUrl: z.string(), workflowSid: z.string() }).optional(),
  /** Numbers that are led past the agent now. */
  bypassed: z.array(BypassedNumber).optional(),
  /** Those that are under way, each of another secret. */
  rotations: z.array(Rotation).optional(),
});

export type InstallationRecord = z.output<typeof InstallationRecord>;
export type RotationRecord = z.output<typeof Rotation>;
export type DeployRecord = InstallationRecord["deploys"][number];
export type BypassedNumber = z.output<typeof BypassedNumber>;

/** Where numbers were led past the agent; what a release wrote down that did not say so went to one of two. */
export const pastTargets = (
  { bypass, bypassed = [], functions }: InstallationRecord,
  numbers: readonly BypassedNumber[] = bypassed,
): readonly string[] => [
  ...(bypass ? [bypass.webhookUrl] : []),
  ...(functions ? [`https://${functions.domain}/voice/fallback`] : []),
  ...numbers.flatMap(({ ledTo }) => ledTo ?? []),
];

/** As a record has domains. */
export const hostOf = (url: string | null | undefined): string | undefined =>
  url && URL.canParse(url) ? new URL(url).host : undefined;

/** Whose record it is, and where it stands. */
export type RecordPlace = Pick<Environment, "name" | "record">;

/** How many deploys are remembered. */
const KEEP_DEPLOYS = 50;

/** @throws Error where there is a file that cannot be understood; a later deploy must not write over it. */
export async function readRecord(environment: RecordPlace): Promise<InstallationRecord> {
  const { record: file, name } = environment;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { v: 1, env: name, deploys: [] };
    throw error;
  }
  const parsed = InstallationRecord.safeParse(withRotations(json(text)));
  if (parsed.success && parsed.data.env === name) return parsed.data;
  throw new Error(
    `${file} is not a record of environment ${name} that this release can read. Nothing was done: restore it, or move it away to begin anew.`,
  );
}

/** Earlier releases knew of one rotation at a time. */
function withRotations(read: unknown): unknown {
  if (typeof read !== "object" || read === null || !("rotation" in read)) return read;
  const { rotation, ...rest } = read;
  return { rotations: [rotation], ...rest };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, readable by its owner only. */
export async function writeRecord(environment: RecordPlace, record: InstallationRecord): Promise<void> {
  const { record: file } = environment;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.new`;
  const kept = { ...record, deploys: record.deploys.slice(-KEEP_DEPLOYS) };
  await writeFile(next, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  await rename(next, file);
}

/** Changes what stands in the record now: a command that goes on meanwhile has written its own parts. */
export async function updateRecord(
  place: RecordPlace,
  change: (record: InstallationRecord) => InstallationRecord,
): Promise<void> {
  await writeRecord(place, change(await readRecord(place)));
}

/** With this entry in the place of the one that began when it did, or as the newest. */
export function withDeploy(deploys: readonly DeployRecord[], entry: DeployRecord): DeployRecord[] {
  const known = deploys.some(({ at }) => at === entry.at);
  return known ? deploys.map((deploy) => (deploy.at === entry.at ? entry : deploy)) : [...deploys, entry];
}

/** With this entry in the place of the one of that secret; without any where there is none. */
export function withRotation(
  record: InstallationRecord,
  what: RotationRecord["what"],
  entry: RotationRecord | undefined,
): InstallationRecord {
  const { rotations: before = [], ...rest } = record;
  const rotations = [...before.filter((each) => each.what !== what), ...(entry ? [entry] : [])];
  return { ...rest, ...(rotations.length > 0 && { rotations }) };
}

/** Other installations of this folder, as far as their records can be read. */
export async function otherInstallations({
  name,
  record: file,
}: RecordPlace): Promise<readonly InstallationRecord[]> {
  const folder = dirname(file);
  const names = (await readdir(folder).catch(() => []))
    .flatMap((each) => /^([a-z][a-z0-9-]*)\.json$/.exec(each)?.[1] ?? [])
    .filter((other) => other !== name);
  const read = names.map((other) => readRecord({ name: other, record: join(folder, `${other}.json`) }));
  return (await Promise.allSettled(read)).flatMap((each) =>
    each.status === "fulfilled" ? [each.value] : [],
  );
}

/** Whether both units are in it. What broke off has one of them, or none. */
export const isWhole = ({ worker, functions }: DeployRecord): boolean => Boolean(worker && functions);

/** The deploy that an entry is: of a way back, the one that it leads to; a build is of one deploy. */
export const originOf = (deploys: readonly DeployRecord[], entry: DeployRecord): DeployRecord =>
  deploys.find(({ at, functions }) =>
    entry.backTo ? at === entry.backTo : functions && functions.buildSid === entry.functions?.buildSid,
  ) ?? entry;

/** Whether two entries are of the same files. `-dirty` alone says nothing of which. */
export const isSameCode = (one: DeployRecord, other: DeployRecord): boolean =>
  one.sha === other.sha && !one.sha.endsWith("-dirty");

/** What is live of each part, by the record: the newest deploy that brought it. */
export function liveParts(deploys: readonly DeployRecord[]): {
  readonly worker?: DeployRecord;
  readonly functions?: DeployRecord;
  readonly plugin?: DeployRecord;
} {
  const last = (part: "worker" | "functions" | "plugin") =>
    deploys.findLast((deploy) => deploy[part] !== undefined);
  const [worker, functions, plugin] = [last("worker"), last("functions"), last("plugin")];
  return { ...(worker && { worker }), ...(functions && { functions }), ...(plugin && { plugin }) };
}
