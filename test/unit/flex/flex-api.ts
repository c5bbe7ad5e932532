import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import twilio from "twilio";
import type { FlexPlugins } from "../../../local/commands/release-plugin.ts";

/**
 * Twilio's Flex Plugins API on the loopback interface: as much as a release needs, with its rules. Configurations
 * and releases are immutable and a version is registered once.
 * Source: the resources of twilio 6.2, and the calls of `twilio flex:plugins:deploy` and `:release`.
 */
export interface FlexApi {
  readonly client: FlexPlugins;
  /** Method and path of each request that changed something. */
  readonly changes: readonly string[];
  /** Name and version of what agents get now. */
  live(): readonly string[];
  liveConfiguration(): string | undefined;
  /** Registers a plugin and adds it to what is live. */
  install(uniqueName: string, version: string, url: string): void;
  close(): Promise<void>;
}

interface Version {
  readonly sid: string;
  readonly plugin: string;
  readonly version: string;
  readonly url: string;
}

export async function startFlexApi(): Promise<FlexApi> {
  const plugins = new Map<string, string>();
  const versions: Version[] = [];
  const configurations = new Map<string, readonly { versionSid: string; phase: number }[]>();
  const releases: string[] = [];
  const changes: string[] = [];
  let made = 0;
  const sid = (prefix: string) => `${prefix}${String(++made).padStart(32, "0")}`;

  const pluginBySid = (key: string) =>
    [...plugins].find(([pluginSid, name]) => pluginSid === key || name === key);
  const page = (key: string, items: readonly object[]) => ({
    [key]: items,
    meta: { key, next_page_url: null },
  });
  const versionBody = (each: Version) => ({
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

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://flex");
    const parts = url.pathname.replace("/v1/PluginService/", "").split("/");
    const posting = request.method === "POST";
    if (posting) changes.push(`POST ${parts.filter((part) => !/^F[A-Z]\d/.test(part)).join("/")}`);
    const body = posting ? post(parts, new URLSearchParams(await read(request))) : get(parts);
    response.writeHead(body ? (posting ? 201 : 200) : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { status: 404, message: "not found", code: 20404 }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // An address is a string only for pipes.
  const { port } = server.address() as AddressInfo;

  return {
    client: twilio(`AC${"0".repeat(32)}`, "token", { httpClient: new Loopback(port) }).flexApi.v1,
    changes,
    live: () =>
      (configurations.get(releases.at(-1) ?? "") ?? []).map(({ versionSid }) => {
        const known = versions.find((each) => each.sid === versionSid);
        return known ? `${plugins.get(known.plugin)} ${known.version}` : versionSid;
      }),
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
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** The SDK's own client, sent to this machine instead of Twilio. */
class Loopback extends twilio.RequestClient {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override request<T>(options: Parameters<typeof twilio.RequestClient.prototype.request<T>>[0]) {
    const { pathname, search } = new URL(options.uri);
    return super.request<T>({ ...options, uri: `http://127.0.0.1:${this.#port}${pathname}${search}` });
  }
}
