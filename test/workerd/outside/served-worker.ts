import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  convertV4MiniflareOptions,
  Miniflare,
  type Request as MiniflareRequest,
  type Response as MiniflareResponse,
} from "miniflare";
import { inject } from "vitest";
import type { CallState } from "../../../worker/session/state/call-state.ts";
import { type Script, type ScriptedModel, startScriptedModel } from "../../support/scripted-model.ts";
import type { Caller } from "../caller.ts";
import { SECRETS } from "../secrets.ts";
import { Waiting } from "../waiting.ts";

/** Processes that Miniflare has started; it does not tell. */
const children: ChildProcess[] = [];
subscribe("child_process", (message) => {
  const { process: child } = message as { process: ChildProcess }; // as node:diagnostics_channel documents it
  children.push(child);
});

/** The Worker as it would be deployed, in a workerd of its own, with a scripted model behind it. */
export interface ServedWorker {
  /** Such as `http://127.0.0.1:1234`. */
  readonly origin: string;
  readonly model: ScriptedModel;
  /** Asks the Worker as if it were at another address. */
  readonly dispatch: (
    url: string,
    init?: { readonly headers?: Record<string, string> },
  ) => Promise<MiniflareResponse>;
  /** Every line the Worker has logged so far, in full. */
  readonly logs: readonly string[];
  /** Waits for so many lines of an event on a call. @returns all of them that there are. */
  readonly logged: (event: string, callSid: string, count?: number) => Promise<readonly string[]>;
  /** Waits until the Worker has read all that was sent so far: an odd frame, which it logs, is read after it. */
  readonly hasRead: (caller: Caller) => Promise<void>;
  readonly listCalls: () => Promise<readonly string[]>;
  /** The call as its object has written it down. */
  readonly stored: (callSid: string) => Promise<CallState>;
  /** Every row of every table of the call's object, by table. */
  readonly tables: (callSid: string) => Promise<Readonly<Record<string, string>>>;
  /** The ledger's database. */
  readonly ledger: (query: string) => Promise<readonly Record<string, unknown>[]>;
  /** Loads the Worker anew, as a deploy that does not wait would. */
  readonly redeploy: () => Promise<void>;
  /** Whether the object of a call can be let go: no timer and no request holds it. */
  readonly isIdle: (callSid: string) => Promise<boolean>;
  /** The state of a call as another release would have written it; for the next process. */
  readonly ages: (callSid: string) => Promise<void>;
  /** SIGKILL. Settles when Miniflare has started a new process on the same storage and port. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function serveWorker({
  script = {},
  vars = {},
  callsAMinute,
  refusalsAMinute = 60,
  ledger = true,
  outbound,
}: {
  readonly script?: Script;
  readonly vars?: Readonly<Record<string, string>>;
  /** Of one caller. */
  readonly callsAMinute?: number;
  /** Of one address. */
  readonly refusalsAMinute?: number;
  /** Whether one is bound. */
  readonly ledger?: boolean;
  /** Answers in the place of the net. */
  readonly outbound?: (request: MiniflareRequest) => Promise<MiniflareResponse>;
} = {}): Promise<ServedWorker> {
  const model = await startScriptedModel(script);
  const storage = await mkdtemp(path.join(tmpdir(), "calls-"));
  const logs: string[] = [];
  const waiting = new Waiting();
  const { folder, compatibilityDate, vars: defaults } = inject("bundle");
  const modules = await bundledModules(folder);
  let restarted = () => {};
  const options = (port: number) =>
    convertV4MiniflareOptions({
      name: "baton",
      compatibilityDate,
      modules,
      versionMetadata: "VERSION",
      durableObjects: {
        CALLS: { className: "Call", useSQLite: true },
        ...(ledger && { LEDGER: { className: "Ledger", useSQLite: true } }),
      },
      // As wrangler.toml has it: the Worker is asked first, and by itself nothing is served.
      assets: {
        directory: path.join(folder, "console"),
        binding: "ASSETS",
        routerConfig: { invoke_user_worker_ahead_of_assets: true, has_user_worker: true },
        assetConfig: { html_handling: "none", not_found_handling: "none" },
      },
      ...(outbound && { outboundService: outbound }),
      ratelimits: {
        DOOR: { namespace_id: "1001", simple: { limit: refusalsAMinute, period: 60 } },
        ...(callsAMinute && {
          CALLERS: { namespace_id: "1002", simple: { limit: callsAMinute, period: 60 } },
        }),
      },
      bindings: { ...defaults, ...SECRETS, OPENAI_BASE_URL: model.url, ...vars },
      host: "127.0.0.1",
      port,
      cf: false,
      unsafeInspectDurableObjects: true,
      resourcePersistencePath: storage,
      unsafeHandleRuntimeRestart: () => restarted(),
      handleStructuredLogs: ({ message }) => {
        logs.push(message);
        waiting.wake();
      },
    });
  const miniflare = new Miniflare(options(0));
  const { origin, port } = await miniflare.ready;

  const linesOf = (event: string, callSid: string) =>
    logs.filter((line) => line.includes(`'${event}'`) && line.includes(callSid));
  const logged: ServedWorker["logged"] = (event, callSid, count = 1) =>
    waiting.until(
      `${count} lines of ${event}`,
      () => {
        const lines = linesOf(event, callSid);
        return lines.length >= count ? lines : undefined;
      },
      { withinMs: 5_000, otherwise: () => `Logged so far:\n${logs.join("\n")}` },
    );

  return {
    origin,
    model,
    dispatch: (url, init) => miniflare.dispatchFetch(url, { redirect: "manual", ...init }),
    logs,
    logged,
    hasRead: async (caller) => {
      const read = linesOf("frame.rejected", caller.callSid).length;
      caller.sends({ type: "odd" });
      await logged("frame.rejected", caller.callSid, read + 1);
    },
    listCalls: () => miniflare.listDurableObjectIds("CALLS"),
    stored: async (callSid) => {
      const sql = await miniflare.unsafeGetDurableObjectStorage("baton", "Call", { name: callSid });
      const [row] = await sql.exec<{ json: string }>("SELECT json FROM state");
      return JSON.parse(row?.json ?? "{}") as CallState; // written by CallStore
    },
    tables: async (callSid) => {
      const sql = await miniflare.unsafeGetDurableObjectStorage("baton", "Call", { name: callSid });
      const names = await sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'");
      const own = names.map(({ name }) => name).filter((name) => !name.startsWith("_cf_"));
      const rows = own.map(async (name) => [name, JSON.stringify(await sql.exec(`SELECT * FROM ${name}`))]);
      return Object.fromEntries(await Promise.all(rows)) as Record<string, string>; // pairs, as above
    },
    ledger: async (query) => {
      const sql = await miniflare.unsafeGetDurableObjectStorage("baton", "Ledger", { name: "ledger-0" });
      return sql.exec(query);
    },
    redeploy: () => miniflare.setOptions(options(Number(port))),
    isIdle: async (name) => {
      const evicted = miniflare
        .unsafeEvictDurableObject("baton", "Call", { name, webSockets: "hibernate" })
        .then(() => true)
        // Workerd waits 60 s for one that is held; one that it has let go already is "not currently running".
        .catch((cause: unknown) => String(cause).includes("not currently running"));
      return Promise.race([evicted, setTimeout(2_000, false)]);
    },
    ages: async (name) => {
      const sql = await miniflare.unsafeGetDurableObjectStorage("baton", "Call", { name });
      await sql.exec("UPDATE state SET json = json_set(json, '$.v', 99)");
    },
    kill: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      restarted = resolve;
      for (const child of children) if (child.spawnfile.endsWith("workerd")) child.kill("SIGKILL");
      await promise;
    },
    close: async () => {
      await miniflare.dispose();
      await model.close();
      await rm(storage, { recursive: true });
    },
  };
}

/** What wrangler has put into the bundle: one script, and the Markdown files it imports as text. */
async function bundledModules(folder: string) {
  const names = (await readdir(folder)).filter((name) => /^index\.js$|-.+\.md$/.test(name));
  return Promise.all(
    names
      .toSorted((a) => (a === "index.js" ? -1 : 1))
      .map(async (name) => ({
        type: name === "index.js" ? ("ESModule" as const) : ("Text" as const),
        path: name,
        contents: await readFile(path.join(folder, name), "utf8"),
      })),
  );
}

/** Longer than what is to be counted takes. */
const COUNTING_MS = 8_000;

/** Rate limits count by the minute of the wall's clock (miniflare): what is counted together has to lie in one. */
export async function inOneMinute(): Promise<void> {
  const leftMs = 60_000 - (Date.now() % 60_000);
  if (leftMs < COUNTING_MS) await setTimeout(leftMs + 50);
}
