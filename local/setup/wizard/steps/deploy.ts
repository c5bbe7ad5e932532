import { UsageError } from "../../../commands/command.ts";
import { DEFAULT_ENVIRONMENT } from "../../../operate/environments.ts";
import { liveParts } from "../../../operate/record.ts";
import { digestOf, secretsOf } from "../../../operate/worker/deployed-secrets.ts";
import type { Setup, Step } from "../setup.ts";

/** The Worker with all its secrets, the Functions and the panel's file, in one deploy. */
export const deployStep: Step = {
  name: "deploy",
  async settle(setup) {
    const { setup: before } = await setup.record.read();
    if (before?.deployed && before.deployed !== (await digestNow(setup)))
      await agreeToRelease(setup, "Nothing was changed.");
  },
  async look(setup) {
    const { worker, setup: before } = await setup.record.read();
    if (before?.deployed && before.deployed === (await digestNow(setup))) return [];
    const which = `installation "${setup.env}": the Worker, the Functions and the panel`;
    return [before?.deployed && worker ? `${which}, as settings or secrets have changed` : which];
  },
  async apply(setup) {
    const { env, variables, ports, record, say, named } = setup;
    // A step before this one may have made a secret.
    await agreeToRelease(setup, "The Worker and the Functions are as they were.");
    const { setup: before } = await record.read();
    const deployed = await ports.deploy({
      env,
      variables: variables.all(),
      secrets: await secretsOf(variables.all(), before, named),
      say: (line) => {
        if (!isDetail(line)) say(`    ${line}`);
      },
    });
    const { worker, functions, panelUrl } = deployed;
    const relay = `${worker.url.replace(/^http/, "ws").replace(/\/+$/, "")}/relay`;
    await keepRelay(setup, relay);
    const { worker: known } = await record.read();
    const { serviceSid, environmentSid, domain } = functions;
    await record.write({
      worker: { ...known, name: worker.name, url: worker.url },
      functions: { serviceSid, environmentSid, domain },
      panelUrl,
    });
    await record.write({ setup: { deployed: await digestNow(setup) } });
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

const digestNow = async ({ variables, record, named }: Setup): Promise<string> =>
  digestOf(variables.all(), (await record.read()).setup, named);

/**
 * A setting or a secret that has changed is no reason to release other code, such as a deploy that was taken back.
 *
 * @throws UsageError, or Error, that names both releases and how to get either.
 */
async function agreeToRelease(setup: Setup, otherwise: string): Promise<void> {
  const { env, known, ask, record, ports } = setup;
  const { deploys, setup: before } = await record.read();
  const live = liveParts(deploys).worker?.sha;
  if (known.agreed || !before?.deployed || live === undefined) return;
  const { sha } = await ports.releaseNow();
  if (sha === live) return;
  const who = `Settings or secrets have changed, and the files here are release ${sha}, while ${live} is live: to deploy them releases ${sha}.`;
  const flag = env === DEFAULT_ENVIRONMENT ? "" : `--env ${env} `;
  const how = `To keep ${live}: its files (git checkout ${live}), and this again. To release ${sha}: npm run deploy -- ${flag}--secrets. ${otherwise}`;
  if (!ask) throw new UsageError(`${who} ${how}`);
  if (!(await ask.yes(`${who}\nRelease it?`, false))) throw new Error(how);
  known.agreed = true;
}
