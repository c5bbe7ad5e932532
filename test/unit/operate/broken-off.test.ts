import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { startCloudflare } from "../../support/accounts/cloudflare.ts";

/** What a command leaves that is ended while wrangler is at work with the secrets. */

const local = path.resolve(import.meta.dirname, "../../../local");
const SECRETS = `
import { command } from "${local}/commands/command.ts";
import { cloudflareOf } from "${local}/operate/cloudflare.ts";
const brokenOff = "Run it again, and it goes on.";
await command({ usage: "", options: {}, brokenOff }, async () => {
  const cloudflare = await cloudflareOf(process.env);
  await cloudflare.wrangler(["versions", "secret", "bulk", "@input", "--name", "baton"], { input: { KEY: "s" } });
});`;

const processes = async (named: string) =>
  (await promisify(execFile)("ps", ["-eo", "args"])).stdout
    .split("\n")
    .filter((each) => each.includes(named));

test.for([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "a command that is ended by %s leaves neither its secrets on the disk nor wrangler at work",
  async ([signal, code]) => {
    const cloudflare = await startCloudflare();
    const folder = await mkdtemp(path.join(tmpdir(), "ended-"));
    onTestFinished(async () => {
      await cloudflare.close();
      await rm(folder, { recursive: true, force: true });
    });
    const { url: CLOUDFLARE_API_BASE_URL, token: CLOUDFLARE_API_TOKEN } = cloudflare;
    const child = spawn(process.execPath, ["--input-type=module", "-e", SECRETS], {
      env: { ...process.env, TMPDIR: folder, CLOUDFLARE_API_BASE_URL, CLOUDFLARE_API_TOKEN },
    });
    const output = text(child.stderr);
    while ((await processes(path.join(folder, "baton-wrangler"))).length === 0) await pause(20);
    expect(await readdir(folder)).not.toEqual([]);

    child.kill(signal);

    expect(await once(child, "exit")).toEqual([code, null]);
    expect(await readdir(folder)).toEqual([]);
    expect(await output).toBe("Broken off. Run it again, and it goes on.\n");
    await expect.poll(() => processes(folder)).toEqual([]);
  },
);
