import type { NamedSecret } from "../../setup/named-secrets.ts";
import type { Variables } from "../../setup/variables.ts";

/** What the Worker would say of its settings once it is deployed: it takes no call where one is missing or wrong. */

export interface WorkerSettings {
  /** Of wrangler.toml, as they are written there. */
  readonly vars: Readonly<Record<string, unknown>>;
  /** Whether wrangler.toml binds the objects of calls. */
  readonly bindsCalls: boolean;
  /** Secrets that go with the deploy; undefined where those that it has stay. */
  readonly sent: Readonly<Record<string, string>> | undefined;
  /** Names of the secrets that the Worker has; undefined where that cannot be known. */
  readonly kept: readonly string[] | undefined;
  /** What is set on this machine. */
  readonly here: Variables;
  /** Where secrets are put, as in .dev.vars. */
  readonly file: string;
}

/** In the place of a secret that the Worker has and this machine does not. */
const SOME = "set";

/** By the schema of worker/config.ts. Of a secret that stays nobody knows the value, so that it is not judged. */
export async function workerFaults(set: WorkerSettings): Promise<readonly string[]> {
  const { vars, bindsCalls, sent = {}, kept, here } = set;
  const stay = (kept ?? Object.keys(here)).filter((name) => !(name in vars) && !(name in sent));
  const faults = await configFaults({
    ...(bindsCalls && { CALLS: {} }),
    ...Object.fromEntries(stay.map((name) => [name, here[name] ?? SOME])),
    ...sent,
    ...vars,
  });
  return faults.flatMap((fault) => {
    const [name = ""] = fault.split(" ");
    if (stay.includes(name)) return [];
    if (name in vars) return [`${fault} (wrangler.toml, [vars]).`];
    if (name in sent) return [`${fault} (${set.file}, or the shell).`];
    if (name === "CALLS") return [`${fault}.`];
    // What is missing, of a Worker of which it is not known what it has.
    return kept ? [`${fault}: ${toGive(name, set)}.`] : [];
  });
}

/** Secrets that the agents' code asks for and the Worker will not have: what needs them fails in the call. */
export function unsetSecrets(set: WorkerSettings, named: readonly NamedSecret[]): readonly string[] {
  const { vars, sent = {}, kept } = set;
  if (!kept) return [];
  return named
    .filter(({ name }) => !(name in vars) && !(name in sent) && !kept.includes(name))
    .map(
      ({ name, at }) =>
        `The Worker has no ${name}, and ${at} asks for it: what needs it will not work. To give it: ${toGive(name, set)}.`,
    );
}

const toGive = (name: string, { here, sent, file }: WorkerSettings): string =>
  here[name] && !sent
    ? "deploy with --secrets, which sends what is set here"
    : `put ${name}=… into ${file}, and deploy with --secrets`;

/** Its types are those of the Worker's runtime, which node has not: TypeScript is not to follow the path. */
const CONFIG: string = "../../../worker/config.ts";

/** @param env - as Cloudflare would hand it to the Worker. */
export async function configFaults(env: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const {
    readConfig,
  }: { readConfig: (env: object) => { readonly ok: boolean; faults?: readonly string[] } } = await import(
    CONFIG
  );
  return readConfig(env).faults ?? [];
}
