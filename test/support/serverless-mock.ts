import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

/** A version of a Function or an Asset, as it was uploaded. */
export interface Upload {
  readonly sid: string;
  readonly kind: "Functions" | "Assets";
  readonly path: string;
  readonly visibility: string;
  readonly content: string;
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

/**
 * A stand-in for serverless.twilio.com and serverless-upload.twilio.com on this machine, with the rules at which
 * real deploys fail: handler versions, runtimes, a build of nothing.
 * Sources: Serverless API reference; serverless-toolkit issues 465, 538, 557.
 */
export async function startServerlessMock() {
  const account: Account = {
    services: [],
    environments: [],
    resources: [],
    uploads: [],
    builds: [],
    variables: [],
  };
  let count = 0;
  const sid = (prefix: string) => prefix + String(++count).padStart(32, "0");

  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      send(200, reply(account, sid, request.method ?? "", request.url ?? "", await read(request)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(error.status, { status: error.status, code: error.code, message: error.message });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    account,
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const page = (key: string, rows: readonly unknown[]) => ({ meta: { key, next_page_url: null }, [key]: rows });

function reply(account: Account, sid: (prefix: string) => string, method: string, url: string, body: string) {
  const [, , , service, kind, id, sub, subId] = url.split("?")[0]?.split("/") ?? [];
  const form = new URLSearchParams(body);
  const isList = method === "GET";

  if (!service) return isList ? page("services", account.services) : addService(account, sid, form);
  if (!kind) return found(account.services, service, "service");
  switch (kind) {
    case "Functions":
    case "Assets": {
      if (sub === "Versions") return addUpload(account, sid, kind, body);
      if (isList)
        return page(
          kind.toLowerCase(),
          account.resources.filter((resource) => resource.kind === kind),
        );
      return added(account.resources, { sid: sid("ZH"), kind, friendly_name: form.get("FriendlyName") });
    }
    case "Builds":
      return sub === "Status" ? { status: "completed" } : addBuild(account, sid, form);
    case "Environments": {
      if (!id)
        return isList ? page("environments", account.environments) : addEnvironment(account, sid, form);
      const environment = found(account.environments, id, "environment");
      if (sub === "Deployments") {
        environment.build_sid = form.get("BuildSid");
        return { sid: sid("ZD") };
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
      throw new Refusal(404, 20404, `${method} ${url} is not known to the mock`);
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

function addUpload(
  account: Account,
  sid: (prefix: string) => string,
  kind: Upload["kind"],
  body: string,
): Upload {
  const part = (name: string) =>
    body.match(new RegExp(`name="${name}"[\\s\\S]*?\r\n\r\n([\\s\\S]*?)\r\n--`))?.[1] ?? "";
  const [path, visibility, content] = [part("Path"), part("Visibility"), part("Content")];
  return added(account.uploads, {
    sid: sid(kind === "Functions" ? "ZN" : "ZA"),
    kind,
    path,
    visibility,
    content,
  });
}

function addBuild(account: Account, sid: (prefix: string) => string, form: URLSearchParams): Build {
  const functions = form.getAll("FunctionVersions");
  if (functions.length + form.getAll("AssetVersions").length === 0) {
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
  return added(account.builds, { sid: sid("ZB"), runtime, dependencies, functions });
}
