import { createHmac } from "node:crypto";
import type { NamedSecret } from "../../setup/named-secrets.ts";
import type { Variables } from "../../setup/variables.ts";
import type { InstallationRecord } from "../record.ts";
import { workerSecrets } from "../worker-settings.ts";

/** What of the variables the Worker is given as secrets, and whether it has been: setup goes by it, and rotations keep it. */

type SetupRecord = InstallationRecord["setup"];

/** The Worker's. Its own address it knows by the requests; one of the user's own, such as a proxy's, it has to be told. */
export function secretsOf(
  { RELAY_URL, ...others }: Variables,
  setup: SetupRecord,
  named?: readonly NamedSecret[],
): Promise<Readonly<Record<string, string>>> {
  const isOurs = RELAY_URL === setup?.relayUrl;
  return workerSecrets({ ...others, ...(isOurs ? {} : { RELAY_URL }) }, named);
}

/** Stands for what was deployed, so that a change is seen. Keyed by the auth token: nobody can guess at it. */
export async function digestOf(
  variables: Variables,
  setup: SetupRecord,
  named?: readonly NamedSecret[],
): Promise<string> {
  const secrets = await secretsOf(variables, setup, named);
  const sorted = Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = variables.TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean) ?? "";
  return createHmac("sha256", key).update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}
