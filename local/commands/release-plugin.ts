import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import twilio from "twilio";
import { buildPlugin, PLUGIN_NAME } from "../../assets/flex/build.ts";
import { findVariables } from "../setup/variables.ts";
import { command, existing, SHARED_OPTIONS, UsageError } from "./command.ts";

/**
 * `npm run release:plugin`: makes the deployed bundle the plugin that agents get. Twilio's API knows plugins, their
 * versions, configurations (a complete list of versions) and releases (the configuration that is live).
 * Source: Flex Plugins API v1; the order of calls is that of `twilio flex:plugins:release`.
 */

export type FlexPlugins = ReturnType<typeof twilio>["flexApi"]["v1"];

export interface PluginRelease {
  readonly uniqueName: string;
  readonly friendlyName: string;
  readonly description: string;
  readonly version: string;
  /** Where Flex loads the bundle from. */
  readonly url: string;
  readonly changelog?: string;
  /** Ask, and change nothing. */
  readonly dryRun: boolean;
}

export interface ReleaseReport {
  readonly changed: boolean;
  /** What was live before, by which it can be brought back; undefined when nothing was. */
  readonly before?: string;
  /** What is live now. */
  readonly configurationSid?: string;
  /** What was done, or would be, in order. */
  readonly steps: readonly string[];
}

/**
 * Makes an earlier configuration live again. The code behind it is what is deployed now: a Functions deploy keeps
 * one bundle, so that going back in the code means deploying the older one.
 */
export async function goBack(flex: FlexPlugins, configurationSid: string): Promise<void> {
  await flex.pluginReleases.create({ configurationId: configurationSid });
}

/**
 * Compares what is deployed with what was built.
 *
 * @param url - of the deployed bundle; the note that the build leaves beside it is asked for.
 * @throws when they differ, or there is nothing.
 */
async function checkDeployed(url: string, sha256: string): Promise<void> {
  const note = url.replace(/\.js$/, ".json");
  const response = await fetch(note);
  if (!response.ok)
    throw new Error(`${note} answered ${response.status}: deploy first, with npm run deploy.`);
  const { sha256: deployed } = (await response.json()) as { sha256?: unknown };
  if (deployed !== sha256)
    throw new Error(
      `${url} is another build (${String(deployed)}, here ${sha256}): deploy first, with npm run deploy.`,
    );
}

/** Flex starts plugins in phases; everything that is no framework of its own is in the third. */
const PHASE = 3;
const PAGE = 200;

/**
 * Registers the version and makes it live. Every other live plugin stays: a configuration that leaves one out
 * switches it off for all agents.
 *
 * @throws when the version is registered with another address. Versions are immutable; the number has to go up.
 */
export async function releasePlugin(flex: FlexPlugins, wanted: PluginRelease): Promise<ReleaseReport> {
  const { uniqueName, version, url, changelog = "", dryRun } = wanted;
  const steps: string[] = [];

  const known = await orUndefined(flex.plugins(uniqueName).fetch());
  const versions = known ? await flex.plugins(known.sid).pluginVersions.list({ limit: PAGE }) : [];
  const registered = versions.find((each) => each.version === version);
  if (registered && registered.pluginUrl !== url)
    throw new Error(
      `${uniqueName} ${version} is already registered with another file:\n  ${registered.pluginUrl}\nand not\n  ${url}\nVersions are immutable: raise "version" in package.json, deploy, and release again.`,
    );

  const [live] = await flex.pluginReleases.list({ limit: 1 });
  const plugins = live
    ? await flex.pluginConfigurations(live.configurationSid).plugins.list({ limit: PAGE })
    : [];
  const before = live?.configurationSid;
  if (registered && plugins.some(({ pluginVersionSid }) => pluginVersionSid === registered.sid))
    return {
      changed: false,
      ...(before && { before, configurationSid: before }),
      steps: [`${uniqueName} ${version} is live already`],
    };

  const others = plugins.filter(({ pluginSid }) => pluginSid !== known?.sid);
  const replaced = plugins.find(({ pluginSid }) => pluginSid === known?.sid);
  if (!known) steps.push(`create plugin ${uniqueName}`);
  if (!registered) steps.push(`register version ${version} at ${url}`);
  steps.push(
    ...others.map((other) => `keep ${other.uniqueName} ${other.version}`),
    replaced ? `replace ${uniqueName} ${replaced.version} by ${version}` : `add ${uniqueName} ${version}`,
    "release",
  );
  if (dryRun) return { changed: false, ...(before && { before }), steps };

  const plugin =
    known ??
    (await flex.plugins.create({
      uniqueName,
      friendlyName: wanted.friendlyName,
      description: wanted.description,
    }));
  const { sid: versionSid } =
    registered ??
    (await flex
      .plugins(plugin.sid)
      .pluginVersions.create({ versionParam: version, pluginUrl: url, changelog }));
  const configuration = await flex.pluginConfigurations.create({
    name: `${uniqueName} ${version}`,
    description: changelog,
    plugins: [
      ...others.map((other) => ({ plugin_version: other.pluginVersionSid, phase: other.phase })),
      { plugin_version: versionSid, phase: PHASE },
    ],
  });
  await flex.pluginReleases.create({ configurationId: configuration.sid });
  return { changed: true, ...(before && { before }), configurationSid: configuration.sid, steps };
}

/** A 404 is an answer to the question whether it is there. */
async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 404) return undefined;
    throw error;
  }
}

const USAGE = `Usage: npm run release:plugin -- --url https://SERVICE.twil.io/flex/${PLUGIN_NAME}.js [options]
  --url URL         where the bundle was deployed to
  --changelog TEXT  stands beside the version in Flex's admin pages
  --dry-run         says what would be done, and does nothing
  --back-to FJ…     makes an earlier configuration live again, and does nothing else
  --env FILE        variables to read beside the shell's; .env and .dev.vars when absent
The account comes from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.`;

const OPTIONS = {
  env: SHARED_OPTIONS.env,
  url: { type: "string" },
  changelog: { type: "string", default: "" },
  "dry-run": { type: "boolean", default: false },
  "back-to": { type: "string" },
} as const;

const main = () =>
  command({ usage: USAGE, options: OPTIONS }, async (values) => {
    const { url, "back-to": earlier } = values;
    if (!url && !earlier) throw new UsageError("Say where the bundle was deployed to: --url https://….");
    const { all } = await findVariables(values.env?.map(existing));
    const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token } = all;
    if (!account || !token) throw new Error("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.");
    const flex = twilio(account, token.split(/[\s,]+/)[0]).flexApi.v1;
    if (earlier || !url) {
      await goBack(flex, earlier ?? "");
      console.log(`${earlier} is live. Agents get it when they reload Flex.`);
      return;
    }

    const { version, sha256 } = await buildPlugin({ outDir: join(ROOT, "dist/assets/flex") });
    await checkDeployed(url, sha256);
    const { changed, before, steps } = await releasePlugin(flex, {
      uniqueName: PLUGIN_NAME,
      friendlyName: "Baton handoff",
      description: "Shows what the voice assistant learned when it hands a call to a person.",
      version,
      // The path stays, as a deploy removes files it does not bring; the query keeps caches from serving the last one.
      url: `${url}?v=${version}-${sha256}`,
      changelog: values.changelog,
      dryRun: values["dry-run"],
    });
    for (const step of steps) console.log(`${values["dry-run"] ? "would " : ""}${step}`);
    if (changed) console.log("Done. Agents get it when they reload Flex.");
    if (changed && before) console.log(`The way back: npm run release:plugin -- --back-to ${before}`);
  });

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
