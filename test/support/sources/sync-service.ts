import { createServer } from "node:http";
import { listen, stop } from "../../../local/http.ts";

export interface SyncService {
  readonly url: string;
  readonly serviceSid: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Answers every request with that status while it is set. */
  failing: number | undefined;
  /** As an editor writes: makes it, or changes it where `ifMatch` is its revision. @returns the HTTP status. */
  readonly write: (name: string, data: unknown, ifMatch?: string) => Promise<number>;
  readonly revision: (name: string) => string | undefined;
  readonly close: () => Promise<void>;
}

const MAX_DATA_BYTES = 16 * 1024;

/** Documents of a Sync Service as a server: basic auth, unique names, revisions with `If-Match`, 16 KiB of data. */
export async function openSyncService(): Promise<SyncService> {
  const serviceSid = `IS${"5".repeat(32)}`;
  const [apiKey, apiSecret] = [`SK${"6".repeat(32)}`, "sync-secret"];
  const documents = new Map<string, { data: unknown; revision: number }>();
  const authorization = `Basic ${btoa(`${apiKey}:${apiSecret}`)}`;

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const refuse = (status: number, code?: number) => answer(status, { status, code, message: "Refused" });
    if (opened.failing) return refuse(opened.failing);
    if (request.headers.authorization !== authorization) return refuse(401, 20003);
    const [, service, name] =
      /^\/v1\/Services\/(IS\w{32})\/Documents(?:\/([^/?]+))?$/.exec(request.url ?? "") ?? [];
    if (service !== serviceSid) return refuse(404, 20404);
    if (request.method === "GET") {
      const found = documents.get(name ?? "");
      return found ? answer(200, shown(name ?? "", found)) : refuse(404, 20404);
    }
    let body = "";
    for await (const piece of request) body += piece;
    const form = new URLSearchParams(body);
    const unique = name ?? form.get("UniqueName") ?? "";
    const before = documents.get(unique);
    if ((name === undefined) === (before !== undefined)) return refuse(before ? 409 : 404);
    const ifMatch = request.headers["if-match"];
    if (before && ifMatch !== undefined && ifMatch !== before.revision.toString(16)) return refuse(412);
    const data = form.get("Data") ?? "{}";
    if (Buffer.byteLength(data) > MAX_DATA_BYTES) return refuse(413);
    const next = { data: JSON.parse(data) as unknown, revision: (before?.revision ?? -1) + 1 };
    documents.set(unique, next);
    return answer(before ? 200 : 201, shown(unique, next));
  });

  const shown = (unique_name: string, { data, revision }: { data: unknown; revision: number }) => ({
    sid: `ET${"7".repeat(32)}`,
    unique_name,
    service_sid: serviceSid,
    revision: revision.toString(16),
    data,
    date_expires: null,
  });

  const opened: SyncService = {
    url: `http://127.0.0.1:${await listen(server, 0)}`,
    serviceSid,
    apiKey,
    apiSecret,
    failing: undefined,
    write: async (name, data, ifMatch) => {
      const isNew = !documents.has(name);
      const form = { Data: JSON.stringify(data), ...(isNew && { UniqueName: name }) };
      const at = `${opened.url}/v1/Services/${serviceSid}/Documents${isNew ? "" : `/${name}`}`;
      const headers = { authorization, ...(ifMatch !== undefined && { "If-Match": ifMatch }) };
      const { status } = await fetch(at, { method: "POST", headers, body: new URLSearchParams(form) });
      return status;
    },
    revision: (name) => documents.get(name)?.revision.toString(16),
    close: () => stop(server),
  };
  return opened;
}
