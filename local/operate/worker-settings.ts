import { resolve } from "node:path";
import { VARIABLES } from "../doctor/variables.ts";
import { type NamedSecret, namedSecrets } from "../setup/named-secrets.ts";
import type { Variables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";

/** What wrangler takes where nothing is set. Source: `DEFAULT_DURABLE_OBJECTS_CODE_UPDATE_STRATEGY` in wrangler 4.155. */
const DEFAULT_DELAY_S = 300;

async function wranglerConfig() {
  // Fifteen megabytes: only for who deploys.
  const { unstable_readConfig } = await import("wrangler");
  return unstable_readConfig({ config: resolve(root, "wrangler.toml") });
}

/** For how long a deploy lets calls end by themselves, by wrangler.toml; seconds. */
export async function longestUpdateDelayS(): Promise<number> {
  const strategy = (await wranglerConfig()).durable_objects.code_update_strategy;
  if (strategy?.mode === "immediate") return 0;
  return strategy?.max_delay ?? DEFAULT_DELAY_S;
}

/** What wrangler.toml gives the Worker: variables as they are written there, and whether the objects of calls are bound. */
export async function workerBindings(): Promise<{
  readonly vars: Readonly<Record<string, unknown>>;
  readonly bindsCalls: boolean;
}> {
  const { vars, durable_objects } = await wranglerConfig();
  return {
    vars,
    bindsCalls: durable_objects.bindings.some(({ name }: { readonly name: string }) => name === "CALLS"),
  };
}

/** What wrangler.toml sets for the Worker, by name. What is set of it on this machine has no part in a deploy. */
export async function workerVars(): Promise<Readonly<Record<string, string>>> {
  const { vars } = await wranglerConfig();
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)]));
}

/**
 * Of what is set, what the Worker reads and agents name; but for what wrangler.toml sets, which a secret of the same
 * name would collide with.
 *
 * @param secrets - those that the agents' code names; found there when absent.
 */
export async function workerSecrets(
  variables: Variables,
  secrets?: readonly NamedSecret[],
): Promise<Readonly<Record<string, string>>> {
  const vars = await workerVars();
  const known = Object.entries(VARIABLES).flatMap(([name, { of }]) => (of.includes("W") ? [name] : []));
  const named = (secrets ?? (await namedSecrets())).map(({ name }) => name);
  const names = [...new Set([...known, ...named])].filter((name) => !(name in vars));
  return Object.fromEntries(names.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])));
}
