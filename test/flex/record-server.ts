import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The Worker's record route as the plugin meets it: another origin, entity tags, and links that expire. */
export interface RecordServer {
  readonly url: string;
  /** What the next requests get: a record, or a refusal. */
  answer(next: { readonly record: unknown } | { readonly status: number; readonly error: string }): void;
  /** Statuses answered so far, preflights apart. */
  readonly statuses: readonly number[];
  /** Settles when that many requests have been answered in all. */
  answered(count: number): Promise<void>;
  close(): Promise<void>;
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "if-none-match",
  "access-control-expose-headers": "etag",
};

export async function startRecordServer(): Promise<RecordServer> {
  let next: Parameters<RecordServer["answer"]>[0] = { status: 404, error: "not_found" };
  const statuses: number[] = [];
  const waiting = new Set<() => void>();

  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") {
      response.writeHead(204, CORS).end();
      return;
    }
    const body = JSON.stringify("record" in next ? next.record : { error: next.error });
    const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
    const status = "status" in next ? next.status : request.headers["if-none-match"] === etag ? 304 : 200;
    response.writeHead(status, { ...CORS, etag, "content-type": "application/json" });
    response.end(status === 304 ? undefined : body);
    statuses.push(status);
    for (const wake of waiting) wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // An address is a string only for pipes.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/calls/CA${"7".repeat(32)}/record?expires=4102444800&signature=c2lnbmVk`,
    answer(given) {
      next = given;
    },
    statuses,
    answered: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (statuses.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
