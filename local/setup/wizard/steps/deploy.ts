import { createHmac } from "node:crypto";
import { workerSecrets } from "../../../operate/worker-settings.ts";
import { tokenIn } from "../access/twilio.ts";
import type { Setup, Step } from "../setup.ts";

/** The Worker with all its secrets, the Functions and the panel's file, in one deploy. */
export const deployStep: Step = {
  name: "deploy",
  async look(setup) {
    const { worker, setup: before } = await setup.record.read();
    if (before?.deployed && before.deployed === (await digestOf(setup))) return [];
    const which = `installation "${setup.env}": the Worker, the Functions and the panel`;
    return [before?.deployed && worker ? `${which}, as settings or secrets have changed` : which];
  },
  async apply(setup) {
    const { env, variables, ports, record, say } = setup;
    const deployed = await ports.deploy({
      env,
      variables: variables.all(),
      secrets: await secretsOf(setup),
      say: (line) => {
        if (!isDetail(line)) say(`    ${line}`);
      },
    });
    const { worker, functions, panelUrl } = deployed;
    const relay = `${worker.url.replace(/^http/, "ws").replace(/\/+$/, "")}/relay`;
    await keepRelay(setup, relay);
    const { worker: before } = await record.read();
    const { serviceSid, environmentSid, domain } = functions;
    await record.write({
      worker: { ...before, name: worker.name, url: worker.url },
      functions: { serviceSid, environmentSid, domain },
      panelUrl,
    });
    await record.write({ setup: { deployed: await digestOf(setup) } });
    await variables.keep("secrets", { FUNCTIONS_URL: `https://${functions.domain}` });
    return `${worker.url} and https://${functions.domain}`;
  },
};

/** The build's sizes are indented, and the panel is released in a step of its own. */
const isDetail = (line: string): boolean => /^\s/.test(line) || line.includes("npm run release:plugin");

/** An address of the user's own, such as a domain of theirs that leads to the Worker, stays. */
async function keepRelay({ variables, record }: Setup, relay: string): Promise<void> {
  const { RELAY_URL: set } = variables.all();
  const { setup: before } = await record.read();
  if (set !== undefined && set !== before?.relayUrl && set !== relay) return;
  await record.write({ setup: { relayUrl: relay } });
  await variables.keep("settings", { RELAY_URL: relay });
}

/** The Worker's. Its own address it knows by the requests; one of the user's own, such as a proxy's, it has to be told. */
async function secretsOf({ variables, named, record }: Setup): Promise<Readonly<Record<string, string>>> {
  const { RELAY_URL, ...others } = variables.all();
  const { setup } = await record.read();
  const isOurs = RELAY_URL === setup?.relayUrl;
  return workerSecrets({ ...others, ...(isOurs ? {} : { RELAY_URL }) }, named);
}

/** Stands for what was deployed, so that a change is seen. Keyed by the auth token: nobody can guess at it. */
async function digestOf(setup: Setup): Promise<string> {
  const all = setup.variables.all();
  const sorted = Object.entries(await secretsOf(setup)).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac("sha256", tokenIn(all)).update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}
