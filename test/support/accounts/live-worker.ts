import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { Version } from "./cloudflare.ts";

/**
 * What Cloudflare runs of a Worker: the bundle in workerd, with the secrets and variables of the version that is live.
 * Another version is started beside it and takes its place between two requests, behind one address.
 */
export interface LiveWorker {
  /** Such as `http://127.0.0.1:1234`. */
  readonly origin: string;
  /** Runs another version in the place of this one. */
  run(version: Version): Promise<void>;
  close(): Promise<void>;
}

/** A version in workerd, and the connections that it is answering. */
interface Running {
  readonly miniflare: Miniflare;
  readonly port: number;
  readonly sockets: Set<Socket>;
}

/** How long a version that was replaced may go on answering, in ms; a handshake needs some ten of them. */
const DRAIN_MS = 5_000;

/** @param folder - where wrangler has put the bundle. */
export async function startLiveWorker(folder: string): Promise<LiveWorker> {
  let running: Running | undefined;
  const names = (await readdir(folder)).filter((name) => /^index\.js$|-.+\.md$/.test(name));
  const modules = await Promise.all(
    names
      .toSorted((a) => (a === "index.js" ? -1 : 1))
      .map(async (name) => ({
        type: name === "index.js" ? ("ESModule" as const) : ("Text" as const),
        path: name,
        contents: await readFile(path.join(folder, name), "utf8"),
      })),
  );

  const front = createServer((socket) => {
    const version = running;
    const upstream = connect(version?.port ?? 0, "127.0.0.1");
    version?.sockets.add(upstream);
    upstream.once("close", () => version?.sockets.delete(upstream));
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const address = front.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  return {
    origin: `http://127.0.0.1:${address.port}`,
    async run(version) {
      const before = running;
      const miniflare = new Miniflare(
        convertV4MiniflareOptions({
          name: "baton",
          compatibilityDate: "2026-10-23",
          modules,
          durableObjects: {
            CALLS: { className: "Call", useSQLite: true },
            LEDGER: { className: "Ledger", useSQLite: true },
          },
          bindings: { ...version.variables, ...version.secrets },
          host: "127.0.0.1",
          port: 0,
          cf: false,
          handleStructuredLogs: () => {},
        }),
      );
      const { port } = await miniflare.ready;
      running = { miniflare, port: Number(port), sockets: new Set() };
      if (before) await drained(before);
      await before?.miniflare.dispose();
    },
    async close() {
      front.close();
      await running?.miniflare.dispose();
    },
  };
}

/** Cloudflare lets a version that was replaced finish what it is answering. */
async function drained({ sockets }: Running): Promise<void> {
  const signal = AbortSignal.timeout(DRAIN_MS);
  await Promise.all([...sockets].map((socket) => once(socket, "close", { signal }))).catch(() => {});
}
