import { type Answer, type Answering, type Asked, ok, sidMaker, startAnswering } from "./answering.ts";

/** A version of a Function or an Asset, as it was uploaded. */
export interface Upload {
  readonly sid: string;
  readonly kind: "Functions" | "Assets";
  readonly path: string;
  readonly visibility: string;
  readonly content: string;
  readonly bytes: Buffer;
}

interface Dependency {
  readonly name: string;
  readonly version: string;
}

interface Build {
  readonly sid: string;
  readonly runtime: string | null;
  readonly dependencies: readonly Dependency[];
  readonly functions: readonly string[];
  readonly assets: readonly string[];
}

interface Environment {
  readonly sid: string;
  readonly unique_name: string | null;
  readonly domain_suffix: string | null;
  readonly domain_name: string;
  build_sid: string | null;
}

interface Variable {
  readonly sid: string;
  readonly environment: string;
  key: string | null;
  value: string | null;
}

/** What the account holds. */
export interface Account {
  readonly services: { readonly sid: string; readonly unique_name: string | null }[];
  readonly environments: Environment[];
  readonly resources: {
    readonly sid: string;
    readonly kind: string;
    readonly friendly_name: string | null;
  }[];
  readonly uploads: Upload[];
  readonly builds: Build[];
  readonly variables: Variable[];
}

/** The API's refusal: HTTP status, Twilio's error code, message. */
class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const twilioRefusal = (status: number, code: number, message: string): Answer => ({
  status,
  body: { status, code, message },
});

export interface Serverless {
  readonly account: Account;
  /** The API, below `/v1/Services`; both of its hosts. */
  answer(asked: Asked): Promise<Answer>;
  /** What a domain's visitors get of the assets that are live there. */
  serve(domain: string, path: string): Answer;
}

/**
 * A stand-in for serverless.twilio.com and serverless-upload.twilio.com on this machine, with the rules at which
 * real deploys fail: handler versions, runtimes, a build of nothing.
 * Sources: Serverless API reference; serverless-toolkit issues 465, 538, 557.
 */
export function serverless(sid: (prefix: string) => string = sidMaker()): Serverless {
  const account: Account = {
    services: [],
    environments: [],
    resources: [],
    uploads: [],
    builds: [],
    variables: [],
  };
  return {
    account,
    async answer(asked) {
      try {
        return ok(await reply(account, sid, asked));
      } catch (error) {
        if (error instanceof Refusal) return twilioRefusal(error.status, error.code, error.message);
        throw error;
      }
    },
    serve(domain, path) {
      const live = account.environments.find((environment) => environment.domain_name === domain)?.build_sid;
      const build = account.builds.find((each) => each.sid === live);
      const asset = account.uploads.find(
        (upload) => build?.assets.includes(upload.sid) && upload.path === path,
      );
      const type = TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      return asset
        ? { status: 200, body: asset.bytes, type }
        : { status: 404, body: "Not found", type: "text/plain" };
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  js: "application/javascript",
  wav: "audio/x-wav",
};

/** The API alone, on a port of its own. */
export async function startServerlessMock(): Promise<Answering & { readonly account: Account }> {
  const api = serverless();
  const server = await startAnswering(
    (asked) => api.answer(asked),
    () => twilioRefusal(404, 20404, "unknown"),
  );
  return { ...server, account: api.account };
}

const page = (key: string, rows: readonly unknown[]) => ({ meta: { key, next_page_url: null }, [key]: rows });

async function reply(account: Account, sid: (prefix: string) => string, asked: Asked): Promise<unknown> {
  const { method, path, form } = asked;
  const [, , , service, kind, id, sub, subId] = path.split("/");
  const isList = method === "GET";

  if (!service) return isList ? page("services", account.services) : addService(account, sid, form);
  found(account.services, service, "service");
  switch (kind) {
    case undefined:
      return found(account.services, service, "service");
    case "Functions":
    case "Assets": {
      if (sub === "Versions") return addUpload(account, sid, kind, asked);
      if (isList)
        return page(
          kind.toLowerCase(),
          account.resources.filter((resource) => resource.kind === kind),
        );
      return added(account.resources, { sid: sid("ZH"), kind, friendly_name: form.get("FriendlyName") });
    }
    case "Builds":
      if (sub === "Status") return { status: "completed" };
      return isList ? shownBuild(account, id ?? "") : addBuild(account, sid, form);
    case "Environments": {
      if (!id)
        return isList ? page("environments", account.environments) : addEnvironment(account, sid, form);
      const environment = found(account.environments, id, "environment");
      if (sub === "Deployments") {
        environment.build_sid = found(account.builds, form.get("BuildSid") ?? "", "build").sid;
        return { sid: sid("ZD"), build_sid: environment.build_sid };
      }
      if (sub !== "Variables") return environment;
      const variables = account.variables.filter((variable) => variable.environment === id);
      if (isList) return page("variables", variables);
      const variable = variables.find((known) => known.sid === subId);
      const change = { key: form.get("Key"), value: form.get("Value") };
      return variable
        ? Object.assign(variable, change)
        : added(account.variables, { sid: sid("ZV"), environment: id, ...change });
    }
    default:
      throw new Refusal(404, 20404, `${method} ${path} is not known to the mock`);
  }
}

function added<T>(rows: T[], row: T): T {
  rows.push(row);
  return row;
}

function found<T extends { readonly sid: string }>(rows: readonly T[], sid: string, what: string): T {
  const row = rows.find((known) => known.sid === sid);
  if (!row) throw new Refusal(404, 20404, `no such ${what}`);
  return row;
}

function addService(account: Account, sid: (prefix: string) => string, form: URLSearchParams) {
  const unique_name = form.get("UniqueName");
  if (account.services.some((service) => service.unique_name === unique_name)) {
    throw new Refusal(400, 20409, "A service of this name exists");
  }
  return added(account.services, { sid: sid("ZS"), unique_name });
}

function addEnvironment(account: Account, sid: (prefix: string) => string, form: URLSearchParams) {
  const suffix = form.get("DomainSuffix");
  return added(account.environments, {
    sid: sid("ZE"),
    unique_name: form.get("UniqueName"),
    domain_suffix: suffix,
    domain_name: `baton-1234${suffix ? `-${suffix}` : ""}.twil.io`,
    build_sid: null,
  });
}

async function addUpload(
  account: Account,
  sid: (prefix: string) => string,
  kind: Upload["kind"],
  asked: Asked,
): Promise<Upload> {
  const form = await new Response(new Uint8Array(asked.body), {
    headers: { "content-type": asked.headers["content-type"] ?? "" },
  }).formData();
  const content = form.get("Content");
  const bytes =
    content !== null && typeof content !== "string"
      ? Buffer.from(await content.arrayBuffer())
      : Buffer.from(content ?? "");
  return added(account.uploads, {
    sid: sid(kind === "Functions" ? "ZN" : "ZA"),
    kind,
    path: String(form.get("Path")),
    visibility: String(form.get("Visibility")),
    content: String(bytes),
    bytes,
  });
}

function shownBuild({ builds, uploads }: Account, sid: string) {
  const build = found(builds, sid, "build");
  const assets = uploads.filter((upload) => build.assets.includes(upload.sid));
  return {
    ...build,
    asset_versions: assets.map(({ sid: version, path, visibility }) => ({ sid: version, path, visibility })),
  };
}

function addBuild(account: Account, sid: (prefix: string) => string, form: URLSearchParams): Build {
  const functions = form.getAll("FunctionVersions");
  const assets = form.getAll("AssetVersions");
  if (functions.length + assets.length === 0) {
    throw new Refusal(400, 20001, "At least one Function Version or Asset Version is required for Build");
  }
  const runtime = form.get("Runtime");
  if (!/^node(20|22|24)$/.test(runtime ?? "node22")) throw new Refusal(400, 82007, "Unsupported runtime");
  // The client sends the list as JSON within quotation marks.
  const dependencies: Dependency[] = JSON.parse((form.get("Dependencies") ?? '"[]"').slice(1, -1));
  const handler = dependencies.find(({ name }) => name === "@twilio/runtime-handler")?.version;
  if (handler !== undefined && !["2.0.1", "2.1.2"].includes(handler)) {
    throw new Refusal(400, 20001, `No matching version found for @twilio/runtime-handler@${handler}`);
  }
  return added(account.builds, { sid: sid("ZB"), runtime, dependencies, functions, assets });
}
