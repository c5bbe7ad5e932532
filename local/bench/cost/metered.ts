import worker, { Call as Shipped } from "../../../worker/index.ts";
import type { Meter } from "./meter.ts";

/**
 * The Worker as it is shipped, with a meter at the edge of its storage, its socket and its log: what Cloudflare counts
 * is counted there, and nothing within the Worker knows of it. `GET /meter` reads it.
 */

const meter: { -readonly [K in keyof Meter]: Meter[K] } = {
  framesIn: 0,
  framesOut: 0,
  rowsWritten: 0,
  rowsRead: 0,
  alarmsSet: 0,
  alarmsRung: 0,
  lines: 0,
  rowsKept: 0,
};

/** Cursors whose rows may still be read. */
const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];

/** Counts the calls of a method on its way; `more` sees each result. */
function count(target: object, method: string, more: (result: unknown) => void): void {
  const shipped: unknown = Reflect.get(target, method);
  if (typeof shipped !== "function") throw new Error(`There is no ${method} to count.`);
  Object.defineProperty(target, method, {
    configurable: true,
    value(this: unknown, ...args: unknown[]) {
      const result: unknown = Reflect.apply(shipped, this, args);
      more(result);
      return result;
    },
  });
}

for (const level of ["log", "warn", "error"])
  count(console, level, () => {
    meter.lines += 1;
  });
count(WebSocket.prototype, "send", () => {
  meter.framesOut += 1;
});

let storageIsCounted = false;

export class Call extends Shipped {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Shipped>[1]) {
    if (!storageIsCounted) {
      storageIsCounted = true;
      count(Object.getPrototypeOf(ctx.storage), "setAlarm", () => {
        meter.alarmsSet += 1;
      });
      count(Object.getPrototypeOf(ctx.storage.sql), "exec", (cursor) => {
        cursors.push(cursor as SqlStorageCursor<Record<string, SqlStorageValue>>); // what `exec` returns
      });
    }
    super(ctx, env);
  }

  override webSocketMessage(ws: WebSocket, raw: string | ArrayBuffer): void {
    meter.framesIn += 1;
    super.webSocketMessage(ws, raw);
  }

  override async alarm(): Promise<void> {
    meter.alarmsRung += 1;
    await super.alarm();
  }

  /** How many rows are deleted when the call is forgotten. */
  rowsKept(): number {
    const { sql } = this.ctx.storage;
    const tables = sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
      )
      .toArray();
    return tables.reduce(
      (sum, { name }) => sum + Number(sql.exec(`SELECT count(*) AS n FROM ${name}`).one().n),
      0,
    );
  }
}

export { Ledger } from "../../../worker/ledger/ledger.ts";

export default {
  async fetch(
    request: Parameters<typeof worker.fetch>[0],
    env: Parameters<typeof worker.fetch>[1],
    ctx: Parameters<typeof worker.fetch>[2],
  ): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname !== "/meter") return worker.fetch(request, env, ctx);
    for (const cursor of cursors) {
      meter.rowsWritten += cursor.rowsWritten;
      meter.rowsRead += cursor.rowsRead;
    }
    cursors.length = 0;
    // Of this file's class, which is what is bound.
    const calls = env.CALLS as DurableObjectNamespace<Call>;
    meter.rowsKept = await calls.getByName(url.searchParams.get("call") ?? "").rowsKept();
    return Response.json(meter);
  },
};
