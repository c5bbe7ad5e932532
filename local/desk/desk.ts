import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildPlugin } from "../../assets/flex/build.ts";
import { type FlexUiStage, prepareFlexUi } from "./flex-ui.ts";
import { deskPage, PREPARING_PAGE } from "./page.ts";

/**
 * The agent's desk of the local stack: the real Flex UI with our plugin in it, offline. A server mounts it by
 * offering it every request first. Flex's router reads the address, so `/agent-desktop` and `/teams` are fixed.
 */
export interface Desk {
  /** Starts preparing, if nothing has yet; settles when the desk can be opened. Failed, it can be asked again. */
  ready(): Promise<void>;
  /** @returns false when the request is for somebody else; otherwise it is being answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface DeskConfig {
  /** Where the fetched Flex UI stays between runs. */
  readonly cacheDir: string;
}

interface Scripts {
  readonly flexUi: string;
  readonly desk: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLIENT = fileURLToPath(new URL("client/main.ts", import.meta.url));

/** Addresses inside Flex that a reload, or a link, may ask for. */
const PAGES = new Set(["/agent-desktop", "/agent-desktop/", "/teams", "/teams/"]);

export const DEFAULT_CACHE_DIR = join(ROOT, "node_modules/.cache/flex-ui");

export function createDesk({ cacheDir }: DeskConfig): Desk {
  let stage: FlexUiStage | "idle" = "idle";
  let problem: string | undefined;
  let preparation: Promise<Scripts> | undefined;
  let scripts: Scripts | undefined;

  const prepare = (): Promise<Scripts> => {
    problem = undefined;
    preparation ??= prepareScripts(cacheDir, (reached) => {
      if (reached !== "ready") stage = reached;
    }).then(
      (prepared) => {
        stage = "ready";
        scripts = prepared;
        return prepared;
      },
      (error: unknown) => {
        // The next request starts over: the registry may be back.
        preparation = undefined;
        stage = "idle";
        problem = error instanceof Error ? error.message : String(error);
        throw error;
      },
    );
    return preparation;
  };

  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === "/agent-desktop/progress") {
      return send(response, "application/json", JSON.stringify({ stage, problem }));
    }
    if (!scripts) {
      if (!PAGES.has(path)) return refuse(response, 503, "The desk is not ready yet: open /agent-desktop.");
      // Its failure is kept in `problem`, which the page asks for.
      prepare().catch(() => {});
      return send(response, "text/html", PREPARING_PAGE);
    }
    if (PAGES.has(path)) return send(response, "text/html", deskPage(basename(scripts.flexUi)));
    switch (path) {
      case "/agent-desktop/flex-ui.js":
        return stream(response, scripts.flexUi);
      case "/agent-desktop/desk.js":
        return send(response, "text/javascript", scripts.desk);
      case "/agent-desktop/plugin.js": {
        // Built anew on each load, which takes 0.3 s, so that working on the plugin is edit and reload.
        const { file } = await buildPlugin({ outDir: join(cacheDir, "plugin") });
        return send(response, "text/javascript", await readFile(file, "utf8"));
      }
      default:
        return refuse(response, 404, `The desk has no ${path}.`);
    }
  };

  return {
    async ready() {
      await prepare();
    },
    handle(request, response) {
      const path = new URL(request.url ?? "/", "http://desk").pathname;
      if (!PAGES.has(path) && !path.startsWith("/agent-desktop/")) return false;
      answer(path, response).catch((error: unknown) => {
        refuse(response, 500, error instanceof Error ? error.message : String(error));
      });
      return true;
    },
  };
}

async function prepareScripts(cacheDir: string, onStage: (stage: FlexUiStage) => void): Promise<Scripts> {
  const [flexUi, desk] = await Promise.all([prepareFlexUi(cacheDir, onStage), bundleClient()]);
  return { flexUi, desk };
}

async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [CLIENT],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

/** Tasks carry what callers said: no page but the stack's own may frame the desk. */
const SECURITY = { "x-content-type-options": "nosniff", "content-security-policy": "frame-ancestors 'self'" };

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, {
    ...SECURITY,
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
  });
  response.end(body);
}

/** The one large file, asked for by a name that carries the hash of what it was made from. */
async function stream(response: ServerResponse, file: string): Promise<void> {
  const { size } = await stat(file);
  response.writeHead(200, {
    ...SECURITY,
    "content-type": "text/javascript; charset=utf-8",
    "content-length": size,
    "cache-control": "private, max-age=31536000, immutable",
  });
  createReadStream(file).pipe(response);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}
