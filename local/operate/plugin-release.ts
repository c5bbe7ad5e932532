import type twilio from "twilio";

/**
 * Makes a deployed bundle the plugin that agents get. Twilio's API knows plugins, their
 * versions, configurations (a complete list of versions) and releases (the configuration that is live).
 * Source: Flex Plugins API v1; the order of calls is that of `twilio flex:plugins:release`.
 */

export type FlexPluginsClient = ReturnType<typeof twilio>["flexApi"]["v1"];

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
 * Makes an earlier configuration live again, with all that was in it: other plugins go back as well. To go back with
 * ours alone, release its earlier version.
 */
export async function goBack(flex: FlexPluginsClient, configurationSid: string): Promise<void> {
  await flex.pluginReleases.create({ configurationId: configurationSid });
}

/** The version under which a file is registered; undefined where it is not. */
export async function versionAt(
  flex: FlexPluginsClient,
  uniqueName: string,
  url: string,
): Promise<string | undefined> {
  return (await registeredVersions(flex, uniqueName)).find(({ pluginUrl }) => pluginUrl === url)?.version;
}

/**
 * What a file is registered as. A version is immutable, so that a panel that was changed without a new version in
 * package.json gets its hash behind it, as semver's pre-releases do.
 */
export async function versionFor(
  flex: FlexPluginsClient,
  uniqueName: string,
  { version, sha256, url }: { readonly version: string; readonly sha256: string; readonly url: string },
): Promise<string> {
  const known = await registeredVersions(flex, uniqueName);
  const same = known.find(({ pluginUrl }) => pluginUrl === url);
  if (same) return same.version;
  return known.some((each) => each.version === version) ? `${version}-b${sha256}` : version;
}

async function registeredVersions(flex: FlexPluginsClient, uniqueName: string) {
  const plugin = await orUndefined(flex.plugins(uniqueName).fetch());
  return plugin ? flex.plugins(plugin.sid).pluginVersions.list({ limit: PAGE }) : [];
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
export async function releasePlugin(flex: FlexPluginsClient, wanted: PluginRelease): Promise<ReleaseReport> {
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
