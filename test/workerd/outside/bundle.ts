import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with the Worker as it would be deployed. */
    bundle: string;
  }
}

/** Bundles the Worker once, as `wrangler deploy` does: the files start it from there. */
export default async function bundleWorker(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, "../../..");
  const folder = await mkdtemp(path.join(tmpdir(), "worker-"));
  const wrangler = path.join(root, "node_modules/wrangler/bin/wrangler.js");
  await promisify(execFile)(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", folder], {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
  });
  project.provide("bundle", folder);
  return () => rm(folder, { recursive: true });
}
