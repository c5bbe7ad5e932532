import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type CloudflareAccount, startCloudflare } from "./cloudflare.ts";
import { startTwilioAccount, TWILIO, type TwilioAccount } from "./twilio.ts";

/**
 * A clone of this project in a folder of its own, and both vendors' accounts for it: its commands deploy with the real
 * wrangler and the real twilio-run, and nothing leaves the machine.
 */
export interface Project {
  readonly folder: string;
  readonly twilio: TwilioAccount;
  readonly cloudflare: CloudflareAccount;
  /** `node local/commands/NAME.ts …`, with the environment of a person at a terminal. */
  run(
    command: string,
    args?: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
  ): Promise<Ended>;
  record(env?: string): Promise<Recorded>;
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
  commit(message: string): Promise<string>;
  close(): Promise<void>;
}

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** `.baton/NAME.json`, as far as tests look at it. */
export interface Recorded {
  readonly worker?: { readonly name: string; readonly url: string };
  readonly functions?: { readonly domain: string; readonly serviceSid: string };
  readonly deploys: readonly {
    readonly sha: string;
    readonly worker?: { readonly versionId: string };
    readonly functions?: { readonly buildSid: string };
    readonly plugin?: { readonly configurationSid: string; readonly url: string };
  }[];
  readonly bypass?: { readonly flowSid: string; readonly webhookUrl: string };
  readonly bypassed?: readonly unknown[];
  readonly setup?: { readonly deployed?: string };
  readonly rotations?: readonly { readonly what: string; readonly phase: string }[];
}

const exec = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../..");
const KEPT = ["agents", "assets", "functions", "local", "worker"];
const FILES = [
  "package.json",
  "package-lock.json",
  "wrangler.toml",
  ".twilioserverlessrc",
  ".gitignore",
  "tsconfig.base.json",
];

export const SECRETS = {
  OPENAI_API_KEY: "sk-openai-key-of-the-test",
  TWILIO_ACCOUNT_SID: TWILIO.accountSid,
  TWILIO_AUTH_TOKEN: TWILIO.token,
} as const;

/** A file of variables. */
export const dotenv = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map((pair) => `${pair.join("=")}\n`)
    .join("");

export async function startProject(): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), "baton-project-"));
  for (const name of [...KEPT, ...FILES])
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const git = async (...args: readonly string[]) => {
    const who = ["-c", "user.name=Ops", "-c", "user.email=ops@example.com"];
    return (await exec("git", ["-C", folder, ...who, ...args])).stdout.trim();
  };
  const commit = async (message: string): Promise<string> => {
    await git("add", "-A");
    await git("commit", "-q", "--allow-empty", "-m", message);
    return git("rev-parse", "--short=12", "HEAD");
  };
  await git("init", "-q");
  await writeFile(path.join(folder, ".git/info/exclude"), "node_modules\n");
  await commit("first");

  const [twilio, cloudflare] = await Promise.all([startTwilioAccount(), startCloudflare()]);
  const usual = {
    PATH: process.env.PATH,
    HOME: folder,
    TWILIO_API_MOCK: twilio.url,
    NODE_OPTIONS: `--require=${path.join(root, "test/support/redirect-twilio.cjs")}`,
    CLOUDFLARE_API_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: cloudflare.token,
    TWILIO_SERVERLESS_API_RETRY_LIMIT: "0",
  };
  return {
    folder,
    twilio,
    cloudflare,
    run: (command, args = [], env = {}) =>
      new Promise((resolve) => {
        const given = { ...usual, ...env };
        const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        const line = ["--disable-warning=ExperimentalWarning", `local/commands/${command}.ts`, ...args];
        execFile(process.execPath, line, { cwd: folder, env: set }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? -1) : 0, output: stdout + stderr }),
        );
      }),
    record: async (env = "dev") =>
      JSON.parse(await readFile(path.join(folder, `.baton/${env}.json`), "utf8")) as Recorded,
    write: (file, text) => writeFile(path.join(folder, file), text),
    read: (file) => readFile(path.join(folder, file), "utf8"),
    commit,
    close: async () => {
      await Promise.all([twilio.close(), cloudflare.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
