import { mkdtemp, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";
import { type Cloudflare, cloudflareOf, WranglerError } from "./cloudflare.ts";
import { type Twilio, twilioOf } from "./credentials.ts";
import { wranglerDeploy } from "./deploy.ts";
import { type Environment, environmentNamed } from "./environments.ts";
import { activateBuild, buildHas, liveBuild } from "./functions.ts";
import { flexPluginsOf, PLUGIN } from "./panel.ts";
import { isPublished } from "./panels.ts";
import { releasePlugin, versionAt } from "./plugin-release.ts";
import {
  type DeployRecord,
  type InstallationRecord,
  isSameCode,
  isWhole,
  liveParts,
  originOf,
  readRecord,
  updateRecord,
  withDeploy,
} from "./record.ts";
import { git, whyNotBuilt } from "./release.ts";

/**
 * Back to an earlier deploy, in the reverse of an upgrade's order: the panel, the Functions, the Worker. Each step goes
 * by what the vendors keep; secrets stay as they are.
 */

export interface RollbackOptions {
  readonly env: string;
  readonly variables: Variables;
  /** Name of the deploy to go back to, or when it began; as `planOf` chooses when absent. */
  readonly to?: string | undefined;
  /** Takes the secrets back as well, to those of that deploy. */
  readonly withSecrets: boolean;
  /** Shows the plan, and is told whether to go on. */
  readonly confirm: (plan: readonly string[]) => Promise<boolean>;
  readonly say: (line: string) => void;
}

/** What goes back where; a part that is there already, or was not part of that deploy, is left alone. */
interface Plan {
  readonly to: DeployRecord;
  /** What is live of it and is not what the record has: deployed by hand, in words. */
  readonly byHand: readonly string[];
  /** The deploy is a later one than the one that is live: a way back led away from it. */
  readonly isForward: boolean;
  readonly plugin?: { readonly url: string };
  /** The panel's file is published with the Functions of then only, so that it is released after them. */
  readonly panelLast?: boolean;
  readonly functions?: { readonly buildSid: string };
  readonly worker?: { readonly versionId: string };
}

/** @returns whether anything was done. @throws Error where it is not known where to, or a step fails. */
export async function rollback(options: RollbackOptions): Promise<boolean> {
  const environment = environmentNamed(options.env);
  const record = await readRecord(environment);
  if (!record.deploys.some(isWhole)) planOf(record, options.to);
  const [twilio, cloudflare] = await Promise.all([
    twilioOf(options.variables, record.twilioAccountSid),
    cloudflareOf(options.variables, record.worker?.accountId),
  ]);
  const chosen = planOf(record, options.to, await whatIsLive(environment, record, { twilio, cloudflare }));
  const { plugin, functions, worker, to } = chosen;
  if (!plugin && !functions && !worker) {
    options.say(`All of it is at ${to.sha} already.`);
    return false;
  }
  if (worker && !options.withSecrets) await checkWorker(cloudflare, environment.worker, record.deploys, to);
  const plan = { ...chosen, panelLast: await comesLast(twilio.api, record, chosen) };
  if (!(await options.confirm(inWords(plan, environment, options.withSecrets)))) return false;
  await carryOut({ ...options, environment, plan, twilio, cloudflare });
  return true;
}

/** What the accounts have, of which the record may know nothing. */
export interface Live {
  readonly worker?: { readonly versionId: string; readonly release: string | undefined } | undefined;
  readonly buildSid?: string | undefined;
}

async function whatIsLive(
  { worker: name }: Environment,
  { functions: place }: InstallationRecord,
  { twilio, cloudflare }: { readonly twilio: Twilio; readonly cloudflare: Cloudflare },
): Promise<Live> {
  const [{ live: versionId, liveRelease: release }, buildSid] = await Promise.all([
    cloudflare.versions(name),
    place && liveBuild(twilio.api, place),
  ]);
  return { ...(versionId && { worker: { versionId, release } }), buildSid };
}

/** A version with other secrets is the same release still: of a rotation, or by `wrangler secret put`. */
function strayedFrom(deploys: readonly DeployRecord[], { worker, buildSid }: Live) {
  const known = liveParts(deploys);
  const [version, build] = [known.worker?.worker?.versionId, known.functions?.functions?.buildSid];
  const isRelease = worker?.versionId === version || worker?.release === known.worker?.sha;
  return {
    worker: worker && !isRelease ? worker : undefined,
    buildSid: buildSid !== build ? buildSid : undefined,
    inWords: [
      ...(worker && !isRelease
        ? [
            `! The Worker is version ${worker.versionId}${worker.release ? `, tagged ${worker.release}` : ""}, which was made live by hand: the record has ${known.worker?.sha} (${version}).`,
          ]
        : []),
      ...(buildSid && buildSid !== build
        ? [
            `! The Functions are build ${buildSid}, which was made live by hand: the record has ${known.functions?.sha} (${build}).`,
          ]
        : []),
    ],
  };
}

/**
 * Without `to`: a way back that broke off goes on; what a deploy that broke off has begun is taken back, as is what was
 * deployed by hand; else it is the deploy that was live before the one that is: run twice, there and back.
 *
 * @param accounts - what is live; as the record has it when absent.
 * @throws Error where the record does not know the deploy, or none was live before.
 */
export function planOf(record: InstallationRecord, to: string | undefined, accounts: Live = {}): Plan {
  const { deploys } = record;
  const live = liveParts(deploys);
  const newest = deploys.at(-1);
  // What broke off between a step and its note may be live without being known.
  const unsure = newest !== undefined && !isWhole(newest);
  const strayed = strayedFrom(deploys, unsure ? {} : accounts);
  const isStrayed = strayed.inWords.length > 0;
  const target = to
    ? deployNamed(deploys, to)
    : isStrayed && newest
      ? originOf(deploys, newest)
      : deployBefore(deploys);
  if (!target) {
    const names = deploys.filter(isWhole).map(({ sha, at }) => (sha.endsWith("-dirty") ? at : sha));
    const known = [...new Set(names)].reverse();
    const which = known.length > 0 ? `Known are, the newest first: ${known.join(", ")}.` : "None is known.";
    throw new Error(
      to
        ? `No whole deploy of ${to} is recorded. ${which} Another is deployed anew: git checkout ${to} && npm run deploy.`
        : `There is no earlier deploy to go back to. ${which}${known.length > 1 ? " Choose one with --to." : ""}`,
    );
  }
  const { plugin, functions, worker } = target;
  const panel = panelAt(deploys, target) ?? plugin;
  const buildSid = strayed.buildSid ?? live.functions?.functions?.buildSid;
  const versionId = strayed.worker?.versionId ?? live.worker?.worker?.versionId;
  const places = [target, newest ?? target].map((deploy) => deploys.indexOf(originOf(deploys, deploy)));
  return {
    to: target,
    byHand: strayed.inWords,
    isForward: !unsure && !isStrayed && (places[0] ?? 0) > (places[1] ?? 0),
    ...(panel && live.plugin && live.plugin.plugin?.url !== panel.url && { plugin: { url: panel.url } }),
    ...(functions && (unsure || buildSid !== functions.buildSid) && { functions }),
    ...(worker && (unsure || versionId !== worker.versionId) && { worker }),
  };
}

/** By when it began, or by its name: all of it, the commit of no other, or the commit's first digits. */
function deployNamed(deploys: readonly DeployRecord[], name: string): DeployRecord | undefined {
  const whole = deploys.filter(isWhole);
  const begins = ({ sha }: DeployRecord) => name.length >= 6 && sha.startsWith(name);
  return (
    whole.find(({ at }) => at === name) ??
    whole.findLast(({ sha }) => sha === name) ??
    whole.findLast((deploy) => begins(deploy) && !deploy.sha.includes("-dirty")) ??
    whole.findLast(begins)
  );
}

function deployBefore(deploys: readonly DeployRecord[]): DeployRecord | undefined {
  const newest = deploys.at(-1);
  if (!newest) return undefined;
  if (!isWhole(newest)) {
    const leadsTo = originOf(deploys, newest);
    if (isWhole(leadsTo)) return leadsTo;
    const before = deploys.findLast(isWhole);
    return before && originOf(deploys, before);
  }
  const live = originOf(deploys, newest);
  // In the order of time: before a way back, the deploy that it led away from was live.
  const before = deploys
    .slice(0, -1)
    .findLast((deploy) => isWhole(deploy) && originOf(deploys, deploy) !== live && !isSameCode(deploy, live));
  return before && originOf(deploys, before);
}

/** What would fail once the rest has gone back. @throws Error where Cloudflare may refuse the version for its secrets. */
async function checkWorker(
  cloudflare: Cloudflare,
  name: string,
  deploys: readonly DeployRecord[],
  to: DeployRecord,
): Promise<void> {
  const why = await whyNotBuilt(to.sha);
  if (why && !secretsStand(deploys, (await cloudflare.versions(name)).listed, to))
    throw new Error(
      `${why} Secrets may have been changed since. Choose another with --to, or take its secrets back as well: --with-secrets. Nothing went back.`,
    );
}

/** @returns whether the panel's file comes with the Functions only. @throws Error where it comes with neither. */
async function comesLast(
  api: TwilioApi,
  { functions: place }: InstallationRecord,
  { plugin, functions, to }: Plan,
): Promise<boolean> {
  if (!plugin || (await isPublished(plugin.url))) return false;
  const path = new URL(plugin.url).pathname;
  if (place && functions && (await buildHas(api, place, functions.buildSid, path))) return true;
  throw new Error(
    `The panel of then is published no more: ${plugin.url}. Nothing went back. Deploy it anew: git checkout ${to.sha} && npm run deploy.`,
  );
}

/** Whether all versions since are deploys that left the secrets as they were; another may be a change of them. */
function secretsStand(
  deploys: readonly DeployRecord[],
  listed: readonly string[],
  { worker }: DeployRecord,
): boolean {
  const at = listed.indexOf(worker?.versionId ?? "");
  const kept = new Set(deploys.flatMap((each) => (each.secrets === "kept" ? each.worker?.versionId : [])));
  return at >= 0 && listed.slice(0, at).every((version) => kept.has(version));
}

/** The panel that agents had when a deploy was live. */
const panelAt = (deploys: readonly DeployRecord[], target: DeployRecord): DeployRecord["plugin"] =>
  deploys.slice(0, deploys.indexOf(target) + 1).findLast(({ plugin }) => plugin)?.plugin;

function inWords(
  { to, byHand, isForward, plugin, panelLast, functions, worker }: Plan,
  { worker: name }: Environment,
  withSecrets: boolean,
) {
  return [
    ...byHand,
    isForward
      ? `Forward again to ${to.sha}, deployed ${to.at}, from which the last way back led. Further back: --to SHA.`
      : `Back to ${to.sha}, deployed ${to.at}:`,
    ...(plugin
      ? [
          `1. the panel, ${plugin.url}; other plugins stay. Agents get it when they reload Flex${panelLast ? "; after the Functions, which bring its file" : ""}`,
        ]
      : []),
    ...(functions ? [`2. the Functions, build ${functions.buildSid}; their variables stay`] : []),
    ...(worker ? [`3. Worker ${name}, version ${worker.versionId}`] : []),
    withSecrets
      ? "   with the secrets of then: a token or key that was changed since is refused again"
      : "   with the secrets of now; where they were changed since, the code of then is built from git and deployed anew",
    "Calls that are going on stay with the code that they began with, as with a deploy.",
  ];
}

interface Going extends RollbackOptions {
  readonly environment: Environment;
  readonly plan: Plan;
  readonly twilio: Twilio;
  readonly cloudflare: Cloudflare;
}

async function carryOut({ environment, plan, twilio, cloudflare, ...options }: Going): Promise<void> {
  const { variables, withSecrets, say } = options;
  const { to } = plan;
  // A rollback is a deploy of its own in the record, so that one that breaks off is known as well.
  const { deploys } = await readRecord(environment);
  let entry: DeployRecord = {
    at: new Date().toISOString(),
    sha: to.sha,
    backTo: originOf(deploys, to).at,
  };
  const done = async (part: Partial<DeployRecord>) => {
    entry = { ...entry, ...part };
    await updateRecord(environment, (record) => ({ ...record, deploys: withDeploy(record.deploys, entry) }));
  };
  await done({});

  const panelBack = async () => {
    if (!plan.plugin) return;
    const { url } = plan.plugin;
    const flex = flexPluginsOf(variables);
    const version = await versionAt(flex, PLUGIN.uniqueName, url);
    if (!version) throw new Error(`Twilio knows no plugin version at ${url}. Nothing went back.`);
    const { configurationSid = "" } = await releasePlugin(flex, {
      ...PLUGIN,
      version,
      url,
      changelog: `Back to ${to.sha}`,
      dryRun: false,
    });
    await done({ plugin: { configurationSid, url } });
    say(`The panel is ${version}.`);
  };
  if (!plan.panelLast) await panelBack();
  if (plan.functions || to.functions) {
    const { buildSid } = plan.functions ?? to.functions ?? { buildSid: "" };
    const { functions: place } = await readRecord(environment);
    if (plan.functions && place) {
      await activateBuild(twilio.api, place, buildSid).catch((cause: unknown) => {
        throw new Error(
          `Build ${buildSid} cannot be made live again; Twilio keeps unused ones for a month. Deploy it anew: git checkout ${to.sha} && npm run deploy.`,
          { cause },
        );
      });
      say(`The Functions are build ${buildSid}.`);
    }
    await done({ functions: { buildSid } });
  }
  if (plan.panelLast && plan.plugin) {
    await untilPublished(plan.plugin.url);
    await panelBack();
  }
  const versionId = plan.worker
    ? await workerBack({ cloudflare, name: environment.worker, to, withSecrets, say })
    : (to.worker?.versionId ?? "");
  await done({ worker: { versionId } });
}

const PUBLISHING_MS = 60_000;

/** A build takes a moment until it is live everywhere. @throws Error where it does not come. */
async function untilPublished(url: string): Promise<void> {
  for (const deadline = Date.now() + PUBLISHING_MS; !(await isPublished(url)); await pause(1_000))
    if (Date.now() > deadline)
      throw new Error(`The Functions are back, and ${url} is not there within a minute. Run it again.`);
}

/** Cloudflare's refusal of a version from before a change of secrets. Source: wrangler 4.155, `rollback`. */
const SECRETS_CHANGED = 10_220;

/**
 * A version holds its secrets, so that an earlier one brings the earlier ones along; Cloudflare refuses it without
 * `force` once they were changed. Then the code of then goes up as a new version, which inherits those of now.
 */
async function workerBack(options: {
  readonly cloudflare: Cloudflare;
  readonly name: string;
  readonly to: DeployRecord;
  readonly withSecrets: boolean;
  readonly say: (line: string) => void;
}): Promise<string> {
  const { cloudflare, name, to, withSecrets, say } = options;
  const { versionId = "" } = to.worker ?? {};
  const message = `Back to ${to.sha}`;
  if (withSecrets) {
    await cloudflare.wrangler(["rollback", versionId, "--name", name, "--message", message, "--yes"]);
    say(`Worker ${name} is version ${versionId}, with the secrets of then.`);
    return versionId;
  }
  try {
    await cloudflare.wrangler([
      "versions",
      "deploy",
      `${versionId}@100%`,
      "--name",
      name,
      "--message",
      message,
      "-y",
    ]);
    say(`Worker ${name} is version ${versionId}.`);
    return versionId;
  } catch (error) {
    if (!(error instanceof WranglerError) || error.code !== SECRETS_CHANGED) throw error;
  }
  say("Secrets were changed since: the code of then is built from git, and keeps the secrets of now.");
  return inWorktree(to.sha, async (folder) => {
    const release = { sha: to.sha, version: "" };
    const deployed = await wranglerDeploy({ cloudflare, name, release, message, cwd: folder });
    say(`Worker ${name} is version ${deployed.versionId}, built from ${to.sha}.`);
    return deployed.versionId;
  });
}

/** Runs with the files of a commit; the packages are those that are installed. @throws Error, `whyNotBuilt`. */
export async function inWorktree<T>(sha: string, run: (folder: string) => Promise<T>): Promise<T> {
  const why = await whyNotBuilt(sha);
  if (why) throw new Error(why);
  const folder = await mkdtemp(resolve(root, ".local/back-"));
  try {
    await git("worktree", "add", "--detach", "--force", folder, sha);
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    return await run(folder);
  } finally {
    await git("worktree", "remove", "--force", folder).catch(() => {}); // it was not made
    await rm(folder, { recursive: true, force: true });
  }
}
