import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import { refusalOfKey } from "../doctor/model.ts";
import { knock } from "../doctor/relay.ts";
import { askWorker } from "../doctor/worker-report.ts";
import { addressesIn, type TwilioApi, twilioApi } from "../setup/twilio-api.ts";
import type { FoundVariables, Variables } from "../setup/variables.ts";
import { setInFile } from "../setup/variables-file.ts";
import { root } from "../stack/agents-build.ts";
import { type Cloudflare, cloudflareOf } from "./cloudflare.ts";
import { wranglerDeploy } from "./deploy.ts";
import { DEFAULT_ENVIRONMENT, type Environment, environmentNamed } from "./environments.ts";
import {
  type InstallationRecord,
  liveParts,
  otherInstallations,
  type RotationRecord,
  readRecord,
  updateRecord,
  withRotation,
} from "./record.ts";
import { whyNotBuilt } from "./release.ts";
import { inWorktree } from "./rollback.ts";
import { digestOf } from "./worker/deployed-secrets.ts";
import { longestUpdateDelayS, workerVars } from "./worker-settings.ts";

/**
 * Exchanges a secret while calls go on, phase by phase. The record holds the last phase that is done, and the file of
 * the environment's secrets the values; a run that was cut off, or has to wait, is taken up by the next.
 */

export const ROTATIONS = ["auth-token", "api-key", "openai-key"] as const;
export type Rotation = (typeof ROTATIONS)[number];

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

interface Phase {
  readonly name: string;
  /** In the plan: what it does, and how long it takes. */
  readonly says: string;
  /** How long after the phase before; milliseconds. */
  readonly waitMs?: number;
  /** With it done the Worker has what stands in the file. */
  readonly sends?: true;
  readonly run: (rotating: Rotating) => Promise<Partial<RotationRecord> | undefined>;
}

interface Rotating {
  readonly environment: Environment;
  readonly record: InstallationRecord;
  /** As far as it is by the record. */
  readonly going: RotationRecord | undefined;
  readonly cloudflare: Cloudflare;
  readonly variables: Variables;
  readonly replace: () => Promise<boolean>;
  readonly say: (line: string) => void;
  readonly ask: (question: string) => Promise<string>;
  /** Writes each into the file where it stands, else into that of secrets, and reads from there on. */
  readonly keep: (values: Readonly<Record<string, string>>) => Promise<void>;
  readonly kept: (name: string) => string;
}

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

/**
 * Gives the Worker other secrets by a version of what is live, with the delay for calls of wrangler.toml; `secret put`
 * would have Cloudflare's own of 300 s. What was uploaded last is not live after a way back: then the code that is goes
 * up again from git.
 */
async function send(
  { cloudflare, record, say }: Rotating,
  secrets: Readonly<Record<string, string>>,
  message: string,
): Promise<void> {
  const { name = "" } = record.worker ?? {};
  const { live, newest } = await cloudflare.versions(name);
  const sha = liveParts(record.deploys).worker?.sha ?? "";
  if (live !== newest) {
    say(`  The Worker that is live is not the newest upload: ${sha} is built from git, with the new values.`);
    await inWorktree(sha, (cwd) =>
      wranglerDeploy({ cloudflare, name, release: { sha, version: "" }, secrets, message, cwd }),
    );
    return;
  }
  const named = ["--name", name, "--message", message];
  await cloudflare.wrangler(
    ["versions", "secret", "bulk", "@input", ...named, ...(sha ? ["--tag", sha] : [])],
    { input: secrets },
  );
  const made = (await cloudflare.versions(name)).newest;
  if (!made || made === newest)
    throw new Error("Cloudflare made no version with the new secrets: try again.");
  await cloudflare.wrangler(["versions", "deploy", `${made}@100%`, ...named, "-y"]);
}

/** Before anything is made that the Worker could not be given. @throws Error where `send` would have to build no commit. */
async function checkSendable(cloudflare: Cloudflare, record: InstallationRecord): Promise<void> {
  const { live, newest } = await cloudflare.versions(record.worker?.name ?? "");
  if (live === newest) return;
  const why = await whyNotBuilt(liveParts(record.deploys).worker?.sha ?? "");
  if (why)
    throw new Error(
      `The Worker that is live is not the newest upload, so that its code would have to go up again with the new values. ${why} Make it live by a deploy first: npm run deploy. Nothing was changed.`,
    );
}

/** In a row, so that more than one of Cloudflare's places has answered. */
const KNOCKS = 5;
const KNOCKING_MS = 120_000;

/** Waits until the Worker opens to a token. @throws Error where it does not. */
async function untilOpen({ record, variables }: Rotating, token: string): Promise<void> {
  const relay =
    variables.RELAY_URL?.replace(/\/+$/, "") ?? `${record.worker?.url.replace(/^http/, "ws")}/relay`;
  const deadline = Date.now() + KNOCKING_MS;
  for (let opened = 0; opened < KNOCKS; ) {
    const status = await knock(relay, token).catch(() => 0);
    opened = status === 101 ? opened + 1 : 0;
    if (opened < KNOCKS && Date.now() > deadline)
      throw new Error(
        `The Worker at ${relay} does not take the new token within two minutes (it answers ${status}). Nothing is lost: it takes the old one. Run it again.`,
      );
    await pause(opened ? 200 : 1_000);
  }
}

const first = (tokens: string): string => tokens.split(/[\s,]+/).find(Boolean) ?? "";
const second = (tokens: string): string => tokens.split(/[\s,]+/).filter(Boolean)[1] ?? "";

/** By the account's own token: keys may neither make tokens nor keys. */
function mainAccount({ variables }: Rotating, token: string): TwilioApi {
  const accountSid = variables.TWILIO_ACCOUNT_SID ?? "";
  if (!accountSid || !token)
    throw new Error("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: an API key cannot do this.");
  return twilioApi({ accountSid, user: accountSid, password: token }, addressesIn(variables));
}

const TOKEN = "TWILIO_AUTH_TOKEN";
const KEY = "TWILIO_API_KEY";
const KEY_SECRET = "TWILIO_API_SECRET";

/** Whether Twilio takes a token of the account: the primary one, and the secondary one while there is one. */
const isTaken = (rotating: Rotating, token: string): Promise<boolean> => {
  const api = mainAccount(rotating, token);
  return answers(api, `/2010-04-01/Accounts/${api.accountSid}.json`);
};

/** Whether what is kept is another key than the old one, and whole: an earlier run was cut off after it had kept it. */
async function hasAnotherKey({ going, variables, kept, say }: Rotating): Promise<boolean> {
  const [user, password] = [kept(KEY), kept(KEY_SECRET)];
  if (!user || user === going?.oldKeySid) return false;
  const accountSid = variables.TWILIO_ACCOUNT_SID ?? "";
  const api = twilioApi({ accountSid, user, password }, addressesIn(variables));
  if (await answers(api, `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?PageSize=1`))
    return true;
  say(
    `  ! ${KEY} is ${user}, which ${KEY_SECRET} does not open: another key is made, and nobody needs that one.`,
  );
  return false;
}

/** @returns false for a 401. */
async function answers(api: TwilioApi, path: string): Promise<boolean> {
  try {
    await api.get("api", path, "the account");
    return true;
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 401) return false;
    throw error;
  }
}

/** By how long the old value is in use once the new one is: links that it signed, or calls that began with it. */
const PHASES: Readonly<Record<Rotation, (inUseMs: number) => readonly Phase[]>> = {
  // Source: Twilio, "Auth Token REST API"; /v1/AuthTokens/Secondary and /Promote in twilio 6.2, rest/accounts/v1.
  "auth-token": (inUseMs) => [
    {
      name: "begun",
      says: "Note that a secondary token is about to be made (at once)",
      run: async () => undefined,
    },
    {
      name: "secondary",
      says: "Make the account's secondary token and keep it in the file of secrets (seconds)",
      run: async (rotating) => {
        const [old, known] = [first(rotating.kept(TOKEN)), second(rotating.kept(TOKEN))];
        // A run that was cut off has kept it already.
        if (known && (await isTaken(rotating, known))) return undefined;
        const token = await secondaryToken(mainAccount(rotating, old), rotating);
        await rotating.keep({ [TOKEN]: `${old},${token}` });
        return undefined;
      },
    },
    {
      name: "both",
      sends: true,
      says: "Have the Worker take both tokens, and wait until it does (a minute)",
      run: async (rotating) => {
        const tokens = rotating.kept(TOKEN);
        await send(rotating, { [TOKEN]: tokens }, "Both auth tokens");
        await untilOpen(rotating, second(tokens));
        return undefined;
      },
    },
    {
      name: "promoted",
      says: "Promote it at Twilio: from here on Twilio signs with it, and the old one is refused everywhere, so that whatever else uses the account's token needs the new one (a minute, in which Twilio may refuse the Functions; npm run bypass -- on before leads around that)",
      run: async (rotating) => {
        await rotating.keep({ [TOKEN]: (await promoted(rotating)).join(",") });
        return undefined;
      },
    },
    {
      name: "new-first",
      sends: true,
      says: "Have the Worker sign links to records with the new one (a minute)",
      run: async (rotating) => {
        const tokens = rotating.kept(TOKEN);
        await send(rotating, { [TOKEN]: tokens }, "The new auth token first");
        await untilOpen(rotating, first(tokens));
        return undefined;
      },
    },
    {
      name: "only-new",
      sends: true,
      waitMs: inUseMs,
      says: "Have the Worker take the new one only: links signed with the old one have expired (a minute)",
      run: async (rotating) => {
        const token = first(rotating.kept(TOKEN));
        await send(rotating, { [TOKEN]: token }, "The new auth token alone");
        await untilOpen(rotating, token);
        await rotating.keep({ [TOKEN]: token });
        return undefined;
      },
    },
  ],
  "api-key": (inUseMs) => [
    {
      name: "begun",
      says: "Note which key is the old one (at once)",
      run: async (rotating) => {
        const oldKeySid = rotating.kept(KEY);
        return oldKeySid ? { oldKeySid } : undefined;
      },
    },
    {
      name: "made",
      says: "Make another API key and keep it in the file of secrets (seconds)",
      run: async (rotating) => {
        if (await hasAnotherKey(rotating)) return undefined;
        const api = mainAccount(rotating, first(rotating.kept(TOKEN)));
        const name = `baton ${rotating.environment.name} ${new Date().toISOString().slice(0, 10)}`;
        const made = await api.post(
          "api",
          `/2010-04-01/Accounts/${api.accountSid}/Keys.json`,
          { FriendlyName: name },
          "another API key",
        );
        const { sid, secret } = z.object({ sid: z.string(), secret: z.string() }).parse(made);
        await rotating.keep({ [KEY]: sid, [KEY_SECRET]: secret });
        return undefined;
      },
    },
    {
      name: "sent",
      sends: true,
      says: "Give the Worker both halves of it in one version (a minute)",
      run: async (rotating) => {
        const both = { [KEY]: rotating.kept(KEY), [KEY_SECRET]: rotating.kept(KEY_SECRET) };
        await send(rotating, both, "Another API key");
        return undefined;
      },
    },
    {
      name: "removed",
      waitMs: inUseMs,
      says: "Remove the old key: no call goes by it any more (seconds)",
      run: async (rotating) => {
        const { oldKeySid } = rotating.going ?? {};
        if (!oldKeySid) return undefined;
        const api = mainAccount(rotating, first(rotating.kept(TOKEN)));
        await api
          .remove("api", `/2010-04-01/Accounts/${api.accountSid}/Keys/${oldKeySid}.json`, "the old API key")
          .catch(unlessGone);
        return undefined;
      },
    },
  ],
  "openai-key": (inUseMs) => [
    {
      name: "kept",
      says: "Take the new key and keep it in the file of secrets; one that OpenAI refuses is not taken (seconds)",
      run: async (rotating) => {
        const key = await rotating.ask("The new OpenAI key");
        await checkOpenAiKey(rotating, key);
        await rotating.keep({ OPENAI_API_KEY: key });
        return undefined;
      },
    },
    {
      name: "sent",
      sends: true,
      says: "Give it to the Worker (a minute)",
      run: async (rotating) => {
        await send(rotating, { OPENAI_API_KEY: rotating.kept("OPENAI_API_KEY") }, "Another OpenAI key");
        return undefined;
      },
    },
    {
      name: "revocable",
      waitMs: inUseMs,
      says: "Revoke the old key at OpenAI, by hand: no call goes by it any more",
      run: async () => undefined,
    },
  ],
};

/**
 * Twilio tells of no token whose it is, and one whose making was not heard of looks like somebody else's.
 *
 * @throws Error where there is one already and it may not be deleted.
 */
async function secondaryToken(api: TwilioApi, { environment, replace, say }: Rotating): Promise<string> {
  const path = "/v1/AuthTokens/Secondary";
  const make = () => api.post("accounts", path, {}, "a secondary token");
  const made = await make().catch(async (error: unknown) => {
    if (!(error instanceof TwilioRestError) || error.status !== 400) throw error;
    if (!(await replace())) {
      await updateRecord(environment, (now) => withRotation(now, "auth-token", undefined));
      throw new Error(
        "The account may have a secondary auth token already, somebody else's or one that a run made and did not hear of. Where somebody uses it, promote it in Twilio's console, Account, API keys & tokens; where nobody does: npm run rotate -- auth-token --replace. Nothing was changed.",
        { cause: error },
      );
    }
    say("  The secondary token that there was is deleted.");
    await api.remove("accounts", path, "the secondary token");
    return make();
  });
  return z.object({ secondary_auth_token: z.string() }).parse(made).secondary_auth_token;
}

/**
 * Promotes the secondary token, unless a run that was cut off has. Twilio is asked which of the two are taken, as their
 * order in the file may be that of before or after: while both are, nothing is promoted; then the old one is refused.
 *
 * @returns the primary token, and the one before it.
 */
async function promoted(rotating: Rotating): Promise<readonly [primary: string, before: string]> {
  const [one, other] = [first(rotating.kept(TOKEN)), second(rotating.kept(TOKEN))];
  const [takesOne, takesOther] = [await isTaken(rotating, one), await isTaken(rotating, other)];
  if (!takesOne && !takesOther)
    throw new Error(
      `Twilio takes neither of the tokens in ${TOKEN}: put the account's primary one in front of them.`,
    );
  if (!takesOther) return [one, other];
  if (takesOne) {
    await mainAccount(rotating, one).post("accounts", "/v1/AuthTokens/Promote", {}, "the promotion");
    await mainAccount(rotating, other).get(
      "api",
      `/2010-04-01/Accounts/${rotating.variables.TWILIO_ACCOUNT_SID}.json`,
      "the new token",
    );
  }
  return [other, one];
}

const unlessGone = (error: unknown): void => {
  if (!(error instanceof TwilioRestError) || error.status !== 404) throw error;
};

async function checkOpenAiKey({ variables }: Rotating, key: string): Promise<void> {
  if (!/^\S+$/.test(key)) throw new Error("No key was given. Nothing was changed.");
  const refusal = await refusalOfKey(variables, key);
  if (refusal) throw new Error(`${refusal} Nothing was changed.`);
}
