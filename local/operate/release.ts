import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { root } from "../stack/agents-build.ts";

/** What is about to be deployed, by name. */
export interface Release {
  /**
   * The commit's first twelve digits; behind it, where what ships was changed since, `-dirty-` and the first six digits
   * of the changes' hash, so that two such deploys are not taken for one. A version's tag has room for no more.
   */
  readonly sha: string;
  /** Of package.json. */
  readonly version: string;
}

/** What reaches a deploy; another file may be changed without making another release. */
const SHIPPED = ["agents", "assets", "functions", "worker", "package-lock.json", "wrangler.toml"];

/** @param folder - with the repository. */
export async function releaseNow(folder = root): Promise<Release> {
  const { version } = JSON.parse(await readFile(resolve(folder, "package.json"), "utf8")) as {
    version: string;
  };
  try {
    const sha = (await gitIn(folder, "rev-parse", "--short=12", "HEAD")).trim().slice(0, 12);
    const changed = (await gitIn(folder, "status", "--porcelain", "--", ...SHIPPED)).trim() !== "";
    return { sha: changed ? `${sha}-dirty-${await hashOfChanges(folder)}` : sha, version };
  } catch {
    // A folder without git has no name for its state but the time.
    return { sha: `nogit-${new Date().toISOString().slice(0, 19).replaceAll(/\D/g, "")}`, version };
  }
}

async function hashOfChanges(folder: string): Promise<string> {
  const hash = createHash("sha256");
  hash.update(
    await gitIn(folder, "diff", "HEAD", "--binary", "--no-ext-diff", "--no-color", "--", ...SHIPPED),
  );
  const others = await gitIn(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ...SHIPPED);
  for (const file of others.split("\0").filter(Boolean).sort())
    hash.update(`\0${file}\0`).update(await readFile(resolve(folder, file)));
  return hash.digest("hex").slice(0, 6);
}

/** Why the code of a deploy cannot be built again; undefined where it can. */
export async function whyNotBuilt(sha: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{7,40}$/.test(sha))
    return `${sha} is no commit (files were changed, or there was no git), so that its code cannot be built again with the secrets of now.`;
  return git("cat-file", "-e", `${sha}^{commit}`).then(
    () => undefined,
    () => `Commit ${sha} is not in this clone: git fetch --unshallow.`,
  );
}

/** In this project. @returns what git prints. @throws Error with its own last words. */
export const git = (...args: readonly string[]): Promise<string> => gitIn(root, ...args);

async function gitIn(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", folder, ...args], { maxBuffer: 1 << 26 });
  return stdout;
}
