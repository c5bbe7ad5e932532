import { configFaults } from "../../../local/operate/worker/faults.ts";
import { type Answer, type Answering, type Asked, startAnswering } from "./answering.ts";

/**
 * Cloudflare's API on this machine, as far as wrangler 4.155 asks it when it deploys a Worker, changes its secrets and
 * goes back (`CLOUDFLARE_API_BASE_URL`). With its rules: a version holds its secrets, a deploy inherits those of the
 * newest one, and a version from before a change of secrets is deployed only by force (10220).
 * Sources: the requests in wrangler's own code; `CANNOT_ROLLBACK_WITH_MODIFIED_SECERT_CODE` there.
 */
export interface CloudflareAccount extends Answering {
  readonly id: string;
  readonly token: string;
  readonly scripts: ReadonlyMap<string, Script>;
  /** The secrets and variables that a Worker runs with now. */
  live(name: string): Version | undefined;
  /** `wrangler secret put`, by hand: a version more, live at once. */
  putSecret(name: string, secret: string, value: string): Promise<void>;
  /** Is told of each version that becomes live, and answers the deploy when it returns. */
  onLive(hear: (name: string, version: Version) => Promise<void> | void): void;
  /** The account's part of `*.workers.dev`; none until it is registered. */
  subdomain: string | undefined;
}

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly tag: string | undefined;
  readonly message: string | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Bindings that are neither, by name and type. */
  readonly bindings: Readonly<Record<string, string>>;
  /** The bundle. */
  readonly code: string;
  /** Static files that came with it: paths and their hashes. */
  readonly assets: Readonly<Record<string, string>>;
}

/** An upload of static files. It is whole once there is nothing missing. */
interface AssetUpload {
  readonly manifest: Readonly<Record<string, string>>;
  readonly missing: Set<string>;
}

export interface Script {
  /** The newest last. */
  readonly versions: Version[];
  readonly deployments: { readonly versionId: string; readonly strategy: unknown }[];
}

interface Binding {
  readonly name: string;
  readonly type: string;
  readonly text?: string;
}

interface Metadata {
  readonly bindings?: readonly Binding[];
  readonly keep_bindings?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly code_update_strategy?: unknown;
  readonly assets?: { readonly jwt: string };
}

const result = (value: unknown): Answer => ({
  status: 200,
  body: { success: true, errors: [], messages: [], result: value },
});
const refused = (status: number, code: number, message: string): Answer => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});

export async function startCloudflare({
  id = "c".repeat(32),
  token = "cloudflare-token-of-the-test",
  accounts = 1,
}: {
  readonly id?: string;
  readonly token?: string;
  readonly accounts?: number;
} = {}): Promise<CloudflareAccount> {
  const scripts = new Map<string, Script>();
  let hear: (name: string, version: Version) => Promise<void> | void = () => {};
  let subdomain: string | undefined = "acme";
  const known = Array.from({ length: accounts }, (_, i) => ({
    id: i === 0 ? id : `${id.slice(0, -1)}${i}`,
    name: `Account ${i + 1}`,
  }));

  /** What was uploaded of static files, by hash, and uploads by the token that goes with them. */
  const files = new Set<string>();
  const uploads = new Map<string, AssetUpload>();
  const tokenFor = (upload: AssetUpload, stage: string): string => {
    const payload = Buffer.from(JSON.stringify({ stage, n: uploads.size })).toString("base64url");
    const jwt = `e30.${payload}.c2lnbmF0dXJl`;
    uploads.set(jwt, upload);
    return jwt;
  };

  /** `POST …/assets-upload-session`: answers which files are missing; all there, and the token is for the version. */
  function beginUpload(asked: Asked): Answer {
    const { manifest }: { manifest: Record<string, { hash: string; size: number }> } = JSON.parse(
      String(asked.body),
    );
    const hashes = Object.fromEntries(Object.entries(manifest).map(([path, { hash }]) => [path, hash]));
    const missing = new Set(Object.values(hashes).filter((hash) => !files.has(hash)));
    const jwt = tokenFor({ manifest: hashes, missing }, missing.size === 0 ? "done" : "upload");
    return result({ jwt, buckets: missing.size === 0 ? [] : [[...missing]] });
  }

  /** `POST …/workers/assets/upload?base64=true`: each part is named by its file's hash. */
  async function uploadFiles(asked: Asked): Promise<Answer> {
    const upload = uploads.get(asked.headers.authorization?.replace(/^Bearer /, "") ?? "");
    if (!upload) return refused(401, 10000, "Authentication error");
    const form = await new Response(new Uint8Array(asked.body), {
      headers: { "content-type": asked.headers["content-type"] ?? "" },
    }).formData();
    for (const [hash] of form) {
      if (!upload.missing.delete(hash)) return refused(400, 10021, `Nobody asked for ${hash}.`);
      files.add(hash);
    }
    return result(upload.missing.size === 0 ? { jwt: tokenFor(upload, "done") } : {});
  }

  const liveOf = (name: string): Version | undefined => {
    const script = scripts.get(name);
    const live = script?.deployments.at(-1)?.versionId;
    return script?.versions.find((version) => version.id === live);
  };

  function add(name: string, version: Omit<Version, "id" | "number">): Version {
    const script = scripts.get(name) ?? { versions: [], deployments: [] };
    scripts.set(name, script);
    const number = script.versions.length + 1;
    const added = {
      ...version,
      number,
      id: `${String(number).padStart(8, "0")}-0000-4000-8000-${name
        .padEnd(12, "0")
        .slice(0, 12)
        .replace(/[^0-9a-f]/g, "0")}`,
    };
    script.versions.push(added);
    return added;
  }

  async function makeLive(name: string, version: Version, strategy: unknown): Promise<void> {
    scripts.get(name)?.deployments.push({ versionId: version.id, strategy });
    await hear(name, version);
  }

  /** `PUT /workers/scripts/NAME`: a Worker with Durable Objects is uploaded and live in one. */
  async function upload(name: string, asked: Asked): Promise<Answer> {
    const form = await new Response(new Uint8Array(asked.body), {
      headers: { "content-type": asked.headers["content-type"] ?? "" },
    }).formData();
    const metadata: Metadata = JSON.parse(String(form.get("metadata")));
    const before = scripts.get(name)?.versions.at(-1);
    const bindings = metadata.bindings ?? [];
    const inherited = bindings.filter(({ type }) => type === "inherit").map((binding) => binding.name);
    const absent = inherited.filter((binding) => before?.secrets[binding] === undefined);
    if (absent.length > 0) return refused(400, 10057, `Cannot inherit bindings: ${absent.join(", ")}`);
    const upload = metadata.assets && uploads.get(metadata.assets.jwt);
    if (metadata.assets && (!upload || upload.missing.size > 0))
      return refused(400, 100324, "The upload of the assets is not whole.");
    if (!upload && bindings.some(({ type }) => type === "assets"))
      return refused(400, 10021, "There is a binding to assets, and there are none.");
    const of = (...types: readonly string[]) =>
      Object.fromEntries(
        bindings
          .filter(({ type }) => types.includes(type))
          .map((each) => [each.name, each.text ?? each.type]),
      );
    const main = [...form].find(([part]) => part.endsWith(".js"))?.[1];
    const version = add(name, {
      tag: metadata.annotations?.["workers/tag"],
      message: metadata.annotations?.["workers/message"],
      secrets: {
        ...(metadata.keep_bindings?.includes("secret_text") ? before?.secrets : {}),
        ...of("secret_text"),
      },
      variables: of("plain_text"),
      bindings: of("durable_object_namespace", "ratelimit", "assets", "analytics_engine", "version_metadata"),
      code: typeof main === "string" ? main : main ? await main.text() : "",
      assets: upload?.manifest ?? {},
    });
    await makeLive(name, version, metadata.code_update_strategy);
    return result({
      id: name,
      tag: `tag-${name}`,
      etag: version.id,
      startup_time_ms: 20,
      deployment_id: version.id.replaceAll("-", ""),
      version_id: version.id,
    });
  }

  const shown = (version: Version) => ({
    id: version.id,
    number: version.number,
    annotations: {
      ...(version.tag && { "workers/tag": version.tag }),
      ...(version.message && { "workers/message": version.message }),
    },
    metadata: { author_email: "ops@example.com", created_on: new Date(0).toISOString(), source: "wrangler" },
    resources: {
      bindings: [
        ...Object.keys(version.secrets).map((name) => ({ name, type: "secret_text" })),
        ...Object.entries(version.variables).map(([name, text]) => ({ name, type: "plain_text", text })),
      ],
      script: { etag: version.id, handlers: ["fetch"] },
      script_runtime: { usage_model: "standard" },
    },
  });

  async function deployment(name: string, script: Script, asked: Asked): Promise<Answer> {
    const {
      versions,
      code_update_strategy,
    }: { versions: { version_id: string }[]; code_update_strategy: unknown } = JSON.parse(String(asked.body));
    const wanted = script.versions.find((version) => version.id === versions[0]?.version_id);
    if (!wanted) return refused(404, 10049, "workers.api.error.version_not_found");
    const newest = script.versions.at(-1)?.secrets ?? {};
    const changed = Object.keys({ ...newest, ...wanted.secrets }).filter(
      (secret) => newest[secret] !== wanted.secrets[secret],
    );
    if (changed.length > 0 && asked.query.get("force") !== "true")
      return refused(
        400,
        10220,
        `Version cannot be deployed. The following secrets have changed: ${changed.join(", ")}`,
      );
    await makeLive(name, wanted, code_update_strategy);
    return result({ id: `deployment-${script.deployments.length}` });
  }

  async function ofAccount(asked: Asked, rest: readonly string[]): Promise<Answer | undefined> {
    const [area, kind, name = "", below, key] = rest;
    if (area !== "workers") return undefined;
    if (below === "assets-upload-session" && asked.method === "POST") return beginUpload(asked);
    if (kind === "subdomain")
      return subdomain
        ? result({ subdomain })
        : refused(404, 10007, "workers.api.error.subdomain_not_found: register one");
    const script = scripts.get(name);
    if (kind === "scripts" && asked.method === "PUT" && !below) return upload(name, asked);
    if (!script) return refused(404, kind === "services" ? 10090 : 10007, "This Worker does not exist.");
    if (kind === "services")
      return result({
        id: name,
        default_environment: {
          environment: "production",
          script: { tag: `tag-${name}`, last_deployed_from: "wrangler" },
        },
      });
    if (kind === "workers") {
      if (asked.method !== "PATCH" || below !== "versions")
        return result({ id: name, name, subdomain: { enabled: true, previews_enabled: false } });
      const newest = script.versions.at(-1);
      if (!newest) return refused(400, 10222, "There are no versions.");
      const {
        env,
        annotations,
      }: { env: Record<string, { text: string } | null>; annotations: Record<string, string> } = JSON.parse(
        String(asked.body),
      );
      const secrets: Record<string, string> = { ...newest.secrets };
      for (const [secret, value] of Object.entries(env)) {
        if (value === null) delete secrets[secret];
        else secrets[secret] = value.text;
      }
      return result(
        shown(
          add(name, {
            ...newest,
            secrets,
            tag: annotations["workers/tag"],
            message: annotations["workers/message"],
          }),
        ),
      );
    }
    switch (below) {
      case "secrets":
        return result(
          Object.keys(script.versions.at(-1)?.secrets ?? {}).map((secret) => ({
            name: secret,
            type: "secret_text",
          })),
        );
      case "deployments":
        if (asked.method === "POST") return deployment(name, script, asked);
        return result({
          deployments: script.deployments
            .map(({ versionId }, i) => ({
              id: `deployment-${i + 1}`,
              source: "wrangler",
              strategy: "percentage",
              author_email: "ops@example.com",
              created_on: new Date(i).toISOString(),
              annotations: {},
              versions: [{ version_id: versionId, percentage: 100 }],
            }))
            .reverse(),
        });
      case "versions": {
        if (!key) return result({ items: [...script.versions].reverse().map(shown) });
        const found = script.versions.find((version) => version.id === key);
        return found ? result(shown(found)) : refused(404, 10049, "workers.api.error.version_not_found");
      }
      case "subdomain":
        return result({ enabled: true, previews_enabled: false });
      case "settings":
      case "script-settings":
        return result({ bindings: shown(script.versions.at(-1) as Version).resources.bindings, tags: [] });
      default:
        return undefined;
    }
  }

  /** `/health` of the Worker at an address, as what is live there answers it. */
  async function health(host: string): Promise<Answer> {
    const [name = ""] = host.split(".");
    const version = liveOf(name);
    if (!version) return { status: 404, body: "There is nothing here yet", type: "text/html" };
    const { id, secrets, variables, bindings } = version;
    const faults = await configFaults({ ...bindings, ...variables, ...secrets });
    return faults.length === 0
      ? { status: 200, body: { status: "ok", version: id } }
      : { status: 503, body: { status: "not_configured", version: id, faults } };
  }

  const server = await startAnswering(
    async (asked) => {
      const { "x-original-host": host } = asked.headers;
      if (typeof host === "string" && asked.path === "/health") return health(host);
      if (asked.method === "POST" && asked.path === `/accounts/${id}/workers/assets/upload`)
        return uploadFiles(asked);
      if (asked.headers.authorization !== `Bearer ${token}`)
        return refused(401, asked.path === "/user/tokens/verify" ? 1000 : 10000, "Invalid API Token");
      const parts = asked.path.slice(1).split("/");
      if (asked.path === "/user/tokens/verify") return result({ id: "token", status: "active" });
      if (asked.path === "/user") return result({ email: "ops@example.com" });
      if (asked.path === "/accounts") return result(known);
      if (asked.path === "/memberships")
        return result(known.map((account) => ({ id: `m-${account.id}`, account })));
      if (parts[0] !== "accounts") return undefined;
      if (!known.some((account) => account.id === parts[1]))
        return refused(403, 10000, "Authentication error");
      return ofAccount(asked, parts.slice(2));
    },
    ({ method, path }) => refused(404, 7003, `Could not route to ${method} ${path}`),
  );
  return {
    ...server,
    id,
    token,
    scripts,
    live: liveOf,
    async putSecret(name, secret, value) {
      const newest = scripts.get(name)?.versions.at(-1);
      if (!newest) throw new Error(`There is no Worker ${name}.`);
      const secrets = { ...newest.secrets, [secret]: value };
      await makeLive(name, add(name, { ...newest, secrets }), undefined);
    },
    onLive: (other) => {
      hear = other;
    },
    get subdomain() {
      return subdomain;
    },
    set subdomain(value) {
      subdomain = value;
    },
  };
}
