import twilio from "twilio";
import { PLUGIN_NAME } from "../../assets/flex/build.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { credentialsOf } from "../setup/command-line.ts";
import type { Variables } from "../setup/variables.ts";
import { noteOf } from "./dist.ts";
import { environmentNamed } from "./environments.ts";
import { type FlexPluginsClient, releasePlugin, versionFor } from "./plugin-release.ts";
import { readRecord, updateRecord, withDeploy } from "./record.ts";

export interface ReleasePanelOptions {
  readonly env: string;
  readonly variables: Variables;
  /** Where the panel is; the one of the last deploy when absent. */
  readonly url?: string | undefined;
  readonly changelog?: string;
  readonly dryRun?: boolean;
  readonly say: (line: string) => void;
}

export interface ReleasedPanel {
  readonly changed: boolean;
  readonly url: string;
  /** What is live now. */
  readonly configurationSid?: string;
}

/** What the plugin is called at Twilio. */
export const PLUGIN = {
  uniqueName: PLUGIN_NAME,
  friendlyName: "Baton handoff",
  description: "Shows what the voice assistant learned when it hands a call to a person.",
} as const;

/** By an API key where there is one, as the Twilio CLI does. */
export function flexPluginsOf(variables: Variables): FlexPluginsClient {
  const { accountSid, user, password } = credentialsOf(variables);
  return twilio(user, password, { accountSid }).flexApi.v1;
}

/**
 * Makes the deployed panel the one that agents get when they reload Flex, and records it.
 *
 * @throws Error where there is no panel at the address, or Twilio refuses.
 */
export async function releasePanel(options: ReleasePanelOptions): Promise<ReleasedPanel> {
  const { variables, changelog = "", dryRun = false, say } = options;
  const environment = environmentNamed(options.env);
  const record = await readRecord(environment);
  const url = options.url ?? record.panelUrl;
  if (!url)
    throw new Error(
      "No deploy is recorded here: deploy first with npm run deploy, or say where the panel is with --url https://….",
    );
  const { version, sha256 } = await noteAt(url);

  const flex = flexPluginsOf(variables);
  const registered = await versionFor(flex, PLUGIN.uniqueName, { version, sha256, url });
  const report = await releasePlugin(flex, { ...PLUGIN, version: registered, url, changelog, dryRun });
  for (const step of report.steps) say(`${dryRun ? "would " : ""}${step}`);
  const { changed, configurationSid } = report;
  if (!dryRun && configurationSid)
    await updateRecord(environment, (now) => {
      const last = now.deploys.at(-1);
      return last
        ? { ...now, deploys: withDeploy(now.deploys, { ...last, plugin: { configurationSid, url } }) }
        : now;
    });
  if (changed) say("Agents get it when they reload Flex.");
  return { changed, url, ...(configurationSid && { configurationSid }) };
}

/** Where the panel is that agents get now, whichever installation has released it; undefined where they get none. */
export async function livePanel(variables: Variables): Promise<string | undefined> {
  const flex = flexPluginsOf(variables);
  const [live] = await flex.pluginReleases.list({ limit: 1 });
  if (!live) return undefined;
  const plugins = await flex.pluginConfigurations(live.configurationSid).plugins.list({ limit: 200 });
  return plugins.find(({ uniqueName }) => uniqueName === PLUGIN.uniqueName)?.pluginUrl;
}

const NOTE_MS = 20_000;

/** The note that the build leaves beside a panel. */
async function noteAt(url: string): Promise<{ readonly version: string; readonly sha256: string }> {
  const note = noteOf(url);
  const { version, sha256 } = await within(NOTE_MS, async (signal) => {
    const response = await fetch(note, { signal });
    if (!response.ok)
      throw new Error(`${note} answered ${response.status}: deploy first, with npm run deploy.`);
    return (await response.json()) as { version?: unknown; sha256?: unknown };
  });
  if (typeof version !== "string" || typeof sha256 !== "string")
    throw new Error(`${note} is no note of a panel: deploy first, with npm run deploy.`);
  return { version, sha256 };
}
