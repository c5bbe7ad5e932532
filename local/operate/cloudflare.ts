import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { explained } from "../explained.ts";
import type { Variables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";
import { startChild } from "../stack/child.ts";
import { inTemporaryFolder } from "../stack/temporary.ts";

/** Cloudflare's side of an installation: wrangler does what changes something, and what it does not tell is asked for. */

export interface Cloudflare {
  readonly accountId: string;
  /** The account's part of workers.dev, as in `acme.workers.dev`; undefined where none is registered. */
  readonly subdomain: string | undefined;
  /**
   * Runs wrangler. Secrets go by a file that nobody else can read and that is gone afterwards.
   *
   * @param input - written as JSON to a file, whose path takes the place of `@input` in the arguments.
   * @throws WranglerError
   */
  wrangler(args: readonly string[], options?: WranglerOptions): Promise<WranglerRun>;
  versions(worker: string): Promise<WorkerVersions>;
  /** Names of the secrets that a Worker has; none where there is no such Worker, undefined where that is not told. */
  secretNames(worker: string): Promise<readonly string[] | undefined>;
}

/** Identifiers of a Worker's versions. After a way back the live one is not the newest. */
export interface WorkerVersions {
  readonly live: string | undefined;
  /** The release that the live one was tagged with; a change of secrets by hand leaves it as it was. */
  readonly liveRelease: string | undefined;
  readonly newest: string | undefined;
  /** Those that Cloudflare lists first, the newest first. */
  readonly listed: readonly string[];
}

interface WranglerOptions {
  readonly input?: Readonly<Record<string, string>>;
  /** @default the project */
  readonly cwd?: string;
}

/** A line of `WRANGLER_OUTPUT_FILE_PATH`. Source: `writeOutput` in wrangler 4.155. */
const WranglerReport = z.looseObject({
  type: z.string(),
  version_id: z.string().nullish(),
  targets: z.array(z.string()).nullish(),
  code: z.number().nullish(),
  message: z.string().nullish(),
});

interface WranglerRun {
  readonly reports: readonly z.output<typeof WranglerReport>[];
  readonly output: string;
}

export class WranglerError extends Error {
  /** Cloudflare's code; undefined where it was no answer of theirs. */
  readonly code: number | undefined;

  constructor(message: string, code: number | undefined) {
    super(message);
    this.code = code;
  }
}

const API = "https://api.cloudflare.com/client/v4";
const DEADLINE_MS = 15_000;
/** `workers.dev` is not set up. Source: `getWorkersDevSubdomainInternal` in wrangler 4.155. */
const NO_SUBDOMAIN = 10_007;

/** As in `startWrangler`: nothing is phoned home. */
const QUIET = {
  DO_NOT_TRACK: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  NO_COLOR: "1",
};

const CREDENTIALS = [
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_API_KEY",
  "CLOUDFLARE_EMAIL",
  "CLOUDFLARE_API_BASE_URL",
] as const;

/**
 * The account that wrangler works in, once it has answered.
 *
 * @param expected - of an earlier deploy: another account's credentials would make a second installation.
 * @throws Error naming what is missing or wrong and what to do.
 */
export async function cloudflareOf(variables: Variables, expected?: string): Promise<Cloudflare> {
  const env = environmentOf(variables);
  const ask = await cloudflareAs(variables);
  const accountId = variables.CLOUDFLARE_ACCOUNT_ID ?? expected ?? (await onlyAccount(ask));
  if (expected && accountId !== expected)
    throw new Error(
      `CLOUDFLARE_ACCOUNT_ID is another account than this environment's Worker is in (${expected}). Use that one's; or move the record in .baton/ away to install it in the other.`,
    );
  env.CLOUDFLARE_ACCOUNT_ID = accountId;
  const subdomain = await subdomainOf(ask, accountId);
  return {
    accountId,
    subdomain,
    wrangler: (args, options) => runWrangler(args, { ...process.env, ...env }, options),
    versions: (worker) => versionsOf(ask, accountId, worker),
    secretNames: (worker) => secretNamesOf(ask, accountId, worker),
  };
}

/** For wrangler. */
function environmentOf(variables: Variables): Record<string, string> {
  const set = CREDENTIALS.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []));
  return { ...QUIET, ...Object.fromEntries(set) };
}

/** Cloudflare's API for who is signed in. @throws Error where nobody is. */
export async function cloudflareAs(variables: Variables): Promise<Ask> {
  const headers = await headersOf(variables, environmentOf(variables));
  return cloudflareApi(variables.CLOUDFLARE_API_BASE_URL ?? API, headers);
}

type Ask = (path: string) => Promise<{ readonly code: number | undefined; readonly result: unknown }>;

const Envelope = z.object({
  success: z.boolean(),
  result: z.unknown(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]),
});

function cloudflareApi(base: string, headers: Readonly<Record<string, string>>): Ask {
  return async (path) => {
    const { status, body } = await within(DEADLINE_MS, async (signal) => {
      const answer = await fetch(`${base}${path}`, { headers, redirect: "manual", signal });
      return { status: answer.status, body: jsonIn(await answer.text()) };
    }).catch((error: unknown) => {
      throw new Error(`Cloudflare could not be reached: try again. (${explained(error)})`);
    });
    const said = Envelope.safeParse(body);
    if (!said.success)
      throw new Error(`Cloudflare answered ${status} and nothing that can be read: try again.`);
    const { success, result, errors } = said.data;
    return { code: success ? undefined : (errors[0]?.code ?? status), result };
  };
}

const SIGN_IN =
  "Set CLOUDFLARE_API_TOKEN (dash.cloudflare.com/profile/api-tokens, template Edit Cloudflare Workers), or run npx wrangler login.";

/** @throws Error where nobody is signed in. */
async function headersOf(
  variables: Variables,
  env: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_API_KEY: key, CLOUDFLARE_EMAIL: email } = variables;
  if (token) return { authorization: `Bearer ${token}` };
  if (key && email) return { "x-auth-key": key, "x-auth-email": email };
  // The token of `wrangler login`, which only wrangler finds and renews.
  const child = startChild("wrangler auth token", [WRANGLER, "auth", "token", "--json", NO_FILES], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  if ((await child.exited) !== 0) throw new Error(`Nobody is signed in to Cloudflare. ${SIGN_IN}`);
  const found = z.object({ token: z.string() }).safeParse(jsonIn(child.output()));
  if (!found.success) throw new Error(`wrangler tells no token. ${SIGN_IN}`);
  return { authorization: `Bearer ${found.data.token}` };
}

const jsonIn = (output: string): unknown => {
  try {
    return JSON.parse(output.slice(output.indexOf("{")));
  } catch {
    return undefined;
  }
};

export const Accounts = z.array(z.object({ id: z.string(), name: z.string() }));

async function onlyAccount(ask: Ask): Promise<string> {
  const { code, result } = await ask("/accounts");
  const accounts = Accounts.safeParse(result).data ?? [];
  if (code !== undefined) throw new Error(`Cloudflare does not take the token (error ${code}). ${SIGN_IN}`);
  const [only, ...others] = accounts;
  if (!only)
    throw new Error(
      "The Cloudflare token belongs to no account: set CLOUDFLARE_ACCOUNT_ID, or use another token.",
    );
  if (others.length === 0) return only.id;
  const list = accounts.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  throw new Error(
    `The Cloudflare token belongs to several accounts: set CLOUDFLARE_ACCOUNT_ID to one of\n${list}`,
  );
}

/** @throws Error where the token may not know it. */
export async function subdomainOf(ask: Ask, accountId: string): Promise<string | undefined> {
  const { code, result } = await ask(`/accounts/${accountId}/workers/subdomain`);
  if (code === NO_SUBDOMAIN) return undefined;
  if (code !== undefined)
    throw new Error(
      `Cloudflare does not let the token at the Workers of account ${accountId} (error ${code}): the token is wrong or another account's, or may not edit Workers. ${SIGN_IN}`,
    );
  const found = z.object({ subdomain: z.string().min(1) }).safeParse(result);
  return found.success ? `${found.data.subdomain}.workers.dev` : undefined;
}

const Deployments = z.object({
  deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string() })) })),
});
/** Source: `ApiVersion` and `formatTrigger` in wrangler 4.155. */
const Versions = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      annotations: z
        .object({ "workers/tag": z.string().optional(), "workers/triggered_by": z.string().optional() })
        .nullish(),
    }),
  ),
});

async function versionsOf(ask: Ask, accountId: string, worker: string): Promise<WorkerVersions> {
  const script = `/accounts/${accountId}/workers/scripts/${worker}`;
  const [deployments, versions] = await Promise.all([
    ask(`${script}/deployments`),
    ask(`${script}/versions`),
  ]);
  if (deployments.code !== undefined)
    throw new Error(
      `Cloudflare has no Worker ${worker} (error ${deployments.code}): deploy first, with npm run deploy.`,
    );
  const { items } = Versions.parse(versions.result);
  const live = Deployments.parse(deployments.result).deployments[0]?.versions[0]?.version_id;
  const since = items
    .slice(items.findIndex(({ id }) => id === live))
    .map(({ annotations }) => annotations ?? {});
  const uploaded = since.find((each) => each["workers/tag"] || each["workers/triggered_by"] !== "secret");
  return {
    live,
    liveRelease: items.some(({ id }) => id === live) ? uploaded?.["workers/tag"] : undefined,
    newest: items[0]?.id,
    listed: items.map(({ id }) => id),
  };
}

/** Source: Cloudflare API, "List script secrets"; 10007 is `workers.api.error.script_not_found` there. */
const NO_SCRIPT = 10_007;

async function secretNamesOf(
  ask: Ask,
  accountId: string,
  worker: string,
): Promise<readonly string[] | undefined> {
  const { code, result } = await ask(`/accounts/${accountId}/workers/scripts/${worker}/secrets`);
  if (code === NO_SCRIPT) return [];
  const found = z.array(z.object({ name: z.string() })).safeParse(result);
  return code === undefined && found.success ? found.data.map(({ name }) => name) : undefined;
}

export const WRANGLER = resolve(root, "node_modules/wrangler/bin/wrangler.js");

/** Instead of .env and .dev.vars, which may be another environment's: what is set comes by the environment. */
const NO_FILES = "--env-file=/dev/null";

const MAX_COMPLAINT_LINES = 12;

async function runWrangler(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { input, cwd = root }: WranglerOptions = {},
): Promise<WranglerRun> {
  return inTemporaryFolder("baton-wrangler-", async (folder) => {
    const reports = join(folder, "reports.ndjson");
    const file = join(folder, "input.json");
    if (input) await writeFile(file, JSON.stringify(input), { mode: 0o600 });
    const child = startChild(
      "wrangler",
      [WRANGLER, ...args.map((arg) => (arg === "@input" ? file : arg)), NO_FILES],
      {
        cwd,
        env: { ...env, WRANGLER_OUTPUT_FILE_PATH: reports },
      },
    );
    const failed = (await child.exited) !== 0;
    const text = await readFile(reports, "utf8").catch(() => "");
    const said = text.split("\n").flatMap((line) => {
      const report = WranglerReport.safeParse(jsonIn(line));
      return report.success ? [report.data] : [];
    });
    if (!failed) return { reports: said, output: child.output() };
    const failure = said.find(({ type }) => type === "command-failed");
    throw new WranglerError(
      complaint(child.output()) || failure?.message || "wrangler failed.",
      failure?.code ?? undefined,
    );
  });
}

/** What wrangler says is wrong, without its colours and its advice to report it. */
function complaint(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, "");
  const from = plain.lastIndexOf("[ERROR]");
  return plain
    .slice(from < 0 ? -2_000 : from + "[ERROR]".length)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(🪵|If you think this is a bug|To learn more)/u.test(line))
    .slice(0, MAX_COMPLAINT_LINES)
    .join("\n");
}
