import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { unstable_readConfig } from "wrangler";
import { workerConfigFor } from "../../../local/stack/worker-config.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The Worker as it would be deployed: a folder with its modules, and what wrangler.toml says of it. */
    bundle: {
      readonly folder: string;
      readonly compatibilityDate: string;
      readonly vars: Readonly<Record<string, unknown>>;
    };
  }
}

/** Bundles the Worker once, as `wrangler deploy` does, with a patient agent: the files start it from there. */
export default async function bundleWorker(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, "../../..");
  const folder = await mkdtemp(path.join(tmpdir(), "worker-"));
  const wrangler = path.join(root, "node_modules/wrangler/bin/wrangler.js");
  const config = await workerConfigFor("test/workerd/outside/patient-agents.ts", folder);
  const args = [wrangler, "deploy", "--dry-run", "--config", config, "--outdir", folder];
  await promisify(execFile)(process.execPath, args, {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
  });
  const { compatibility_date: compatibilityDate, vars } = unstable_readConfig({
    config: path.join(root, "wrangler.toml"),
  });
  if (compatibilityDate === undefined) throw new Error("wrangler.toml has no compatibility_date.");
  project.provide("bundle", { folder, compatibilityDate, vars });
  return () => rm(folder, { recursive: true });
}
