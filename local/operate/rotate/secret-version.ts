import type { Cloudflare } from "../cloudflare.ts";
import { wranglerDeploy } from "../deploy.ts";
import { type InstallationRecord, liveParts } from "../record.ts";
import { whyNotBuilt } from "../release.ts";
import { inWorktree } from "../rollback.ts";
import type { Rotating } from "./rotation.ts";

/** A version of the Worker that has other secrets, and the code that is live. */

/**
 * Gives the Worker other secrets by a version of what is live, with the delay for calls of wrangler.toml; `secret put`
 * would have Cloudflare's own of 300 s. What was uploaded last is not live after a way back: then the code that is goes
 * up again from git.
 */
export async function send(
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
export async function checkSendable(cloudflare: Cloudflare, record: InstallationRecord): Promise<void> {
  const { live, newest } = await cloudflare.versions(record.worker?.name ?? "");
  if (live === newest) return;
  const why = await whyNotBuilt(liveParts(record.deploys).worker?.sha ?? "");
  if (why)
    throw new Error(
      `The Worker that is live is not the newest upload, so that its code would have to go up again with the new values. ${why} Make it live by a deploy first: npm run deploy. Nothing was changed.`,
    );
}
