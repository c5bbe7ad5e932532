import type { Answer, Asked } from "./answering.ts";
import { sidMaker } from "./answering.ts";
import { twilioRefusal } from "./serverless.ts";

/**
 * Twilio's Flex Plugins API: as much as a release needs, with its rules. Configurations and releases are immutable
 * and a version is registered once.
 * Source: the resources of twilio 6.2, and the calls of `twilio flex:plugins:deploy` and `:release`.
 */
export interface FlexPlugins {
  /** Method and path of each request that changed something. */
  readonly changes: readonly string[];
  /** Name and version of what agents get now. */
  live(): readonly string[];
  /** Where the bundles of what agents get now are. */
  liveUrls(): readonly string[];
  liveConfiguration(): string | undefined;
  /** Registers a plugin and adds it to what is live. */
  install(uniqueName: string, version: string, url: string): void;
  /** The API, below `/v1/PluginService`. */
  answer(asked: Asked): Answer;
}

interface PluginVersion {
  readonly sid: string;
  readonly plugin: string;
  readonly version: string;
  readonly url: string;
}

export function flexPlugins(sid: (prefix: string) => string = sidMaker()): FlexPlugins {
  const plugins = new Map<string, string>();
  const versions: PluginVersion[] = [];
  const configurations = new Map<string, readonly { versionSid: string; phase: number }[]>();
  const releases: string[] = [];
  const changes: string[] = [];

  const pluginBySid = (key: string) =>
    [...plugins].find(([pluginSid, name]) => pluginSid === key || name === key);
  const page = (key: string, items: readonly object[]) => ({
    [key]: items,
    meta: { key, next_page_url: null },
  });
  const versionBody = (each: PluginVersion) => ({
    sid: each.sid,
    plugin_sid: each.plugin,
    version: each.version,
    plugin_url: each.url,
  });

  function get(parts: readonly string[]): object | undefined {
    const [kind, key = "", below] = parts;
    if (kind === "Plugins") {
      const plugin = pluginBySid(key);
      if (!plugin) return undefined;
      if (below === "Versions")
        return page("plugin_versions", versions.filter((each) => each.plugin === plugin[0]).map(versionBody));
      return { sid: plugin[0], unique_name: plugin[1] };
    }
    if (kind === "Releases")
      return page(
        "releases",
        releases.slice(-1).map((configuration_sid) => ({ sid: "FK", configuration_sid })),
      );
    if (kind === "Configurations" && below === "Plugins") {
      const entries = (configurations.get(key) ?? []).flatMap(({ versionSid, phase }) => {
        const known = versions.find((each) => each.sid === versionSid);
        if (!known) return [];
        const unique_name = plugins.get(known.plugin);
        return [
          {
            plugin_sid: known.plugin,
            plugin_version_sid: versionSid,
            unique_name,
            version: known.version,
            plugin_url: known.url,
            phase,
          },
        ];
      });
      return page("plugins", entries);
    }
    return undefined;
  }

  function post(parts: readonly string[], form: URLSearchParams): object | undefined {
    const [kind, key = "", below] = parts;
    if (kind === "Plugins" && below === "Versions") {
      const plugin = pluginBySid(key);
      const version = form.get("Version") ?? "";
      if (!plugin || versions.some((each) => each.plugin === plugin[0] && each.version === version))
        return undefined;
      const registered = { sid: sid("FV"), plugin: plugin[0], version, url: form.get("PluginUrl") ?? "" };
      versions.push(registered);
      return versionBody(registered);
    }
    if (kind === "Plugins") {
      const created = sid("FP");
      plugins.set(created, form.get("UniqueName") ?? "");
      return { sid: created, unique_name: form.get("UniqueName") };
    }
    if (kind === "Configurations") {
      const created = sid("FJ");
      const entries = form.getAll("Plugins").map((entry) => {
        // Ours, written by the SDK from what the tool gave it.
        const { plugin_version, phase } = JSON.parse(entry) as { plugin_version: string; phase: number };
        return { versionSid: plugin_version, phase };
      });
      configurations.set(created, entries);
      return { sid: created };
    }
    const configuration = form.get("ConfigurationId") ?? "";
    if (kind !== "Releases" || !configurations.has(configuration)) return undefined;
    releases.push(configuration);
    return { sid: sid("FK"), configuration_sid: configuration };
  }

  const liveVersions = () =>
    (configurations.get(releases.at(-1) ?? "") ?? []).flatMap(
      ({ versionSid }) => versions.find((each) => each.sid === versionSid) ?? [],
    );

  return {
    changes,
    live: () => liveVersions().map(({ plugin, version }) => `${plugins.get(plugin)} ${version}`),
    liveUrls: () => liveVersions().map(({ url }) => url),
    liveConfiguration: () => releases.at(-1),
    install(uniqueName, version, url) {
      const plugin = pluginBySid(uniqueName)?.[0] ?? sid("FP");
      plugins.set(plugin, uniqueName);
      const versionSid = sid("FV");
      versions.push({ sid: versionSid, plugin, version, url });
      const configuration = sid("FJ");
      configurations.set(configuration, [
        ...(configurations.get(releases.at(-1) ?? "") ?? []),
        { versionSid, phase: 2 },
      ]);
      releases.push(configuration);
    },
    answer({ method, path, form }) {
      const parts = path.replace("/v1/PluginService/", "").split("/");
      const posting = method === "POST";
      if (posting) changes.push(`POST ${parts.filter((part) => !/^F[A-Z][0-9a-f]/.test(part)).join("/")}`);
      const body = posting ? post(parts, form) : get(parts);
      return body ? { status: posting ? 201 : 200, body } : twilioRefusal(404, 20404, "not found");
    },
  };
}
