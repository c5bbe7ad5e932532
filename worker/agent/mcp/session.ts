import type { CompanionWorld } from "../tools/companion.ts";
import { type Connection, connect } from "./connection.ts";
import type { Address, Sending } from "./exchange.ts";
import { type Change, changesOf, type LockedTool } from "./lock.ts";
import { McpError } from "./mcp-error.ts";

/** Whom a session is with. */
export interface SessionWith extends Address {
  readonly name: string;
  /** Accepted ones. */
  readonly tools: readonly LockedTool[];
  /** The author's headers, with secrets put in. */
  readonly headersFor: (secret: (name: string) => string) => Readonly<Record<string, string>>;
}

interface Opened {
  readonly connection: Connection;
  readonly changes: ReadonlyMap<string, Change>;
}

/** Beside the greeting nobody waits for it; a tool that is called sooner does, within its own deadline. */
const OPEN_MS = 5_000;

/**
 * A call's session with a server. It opens when it is made; where that fails, or the server has lost it, with the next tool
 * that needs it.
 */
export class McpSession {
  readonly #server: SessionWith;
  readonly #world: CompanionWorld;
  readonly #running = new Set<Promise<unknown>>();
  #opening: Promise<Opened> | undefined;

  constructor(server: SessionWith, world: CompanionWorld) {
    this.#server = server;
    this.#world = world;
    this.#opened().catch(() => undefined); // logged; the next tool tries again
  }

  /**
   * @returns the result of `tools/call`.
   * @throws McpError, also for a tool that is not what was accepted; where it is aborted, the reason of the signal.
   */
  callTool(name: string, args: unknown, sending: Sending): Promise<Readonly<Record<string, unknown>>> {
    const running = this.#call(name, args, sending);
    const settled = () => this.#running.delete(running);
    this.#running.add(running);
    running.then(settled, settled);
    return running;
  }

  /** What still runs keeps the session until it is done. Never throws. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const opened = await opening?.catch(() => undefined); // there is nothing to close
    await Promise.allSettled(this.#running);
    await opened?.connection.close();
  }

  async #call(name: string, args: unknown, sending: Sending): Promise<Readonly<Record<string, unknown>>> {
    const opening = this.#opened();
    try {
      return await this.#callIn(opening, name, args, sending);
    } catch (cause) {
      if (!(cause instanceof McpError) || cause.code !== "mcp_session_gone") throw cause;
      // A server that knows no such session has not run the tool. Another tool may have opened the next one already.
      if (this.#opening === opening) this.#opening = undefined;
      return await this.#callIn(this.#opened(), name, args, sending);
    }
  }

  async #callIn(opening: Promise<Opened>, name: string, args: unknown, sending: Sending) {
    const { connection, changes } = await unlessAborted(opening, sending.signal);
    const change = changes.get(name);
    if (!change) return connection.callTool(name, args, sending);
    throw new McpError(
      "mcp_tool_changed",
      `This tool is ${change === "gone" ? "not there" : "not the same"} any more, and is not used. Help the caller another way, or offer them a person.`,
    );
  }

  #opened(): Promise<Opened> {
    if (this.#opening) return this.#opening;
    const opening = this.#open();
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  async #open(): Promise<Opened> {
    const { clock, log, secret } = this.#world;
    const { name, tools } = this.#server;
    const startedAt = clock.now();
    const late = new AbortController();
    const cancel = clock.after(OPEN_MS, () =>
      late.abort(new McpError("mcp_unreachable", `The service did not answer within ${OPEN_MS} ms.`)),
    );
    try {
      const connection = await connect(this.#server, this.#server.headersFor(secret), late.signal);
      const changes = await changesOf(tools, await connection.tools(late.signal));
      for (const [tool, how] of changes) log("mcp.tool_refused", { server: name, tool, how });
      log("mcp.opened", { server: name, ms: clock.now() - startedAt });
      return { connection, changes };
    } catch (cause) {
      log("mcp.not_opened", { server: name, ms: clock.now() - startedAt }, cause);
      throw cause;
    } finally {
      cancel();
    }
  }
}

/** @throws the reason of the signal, as soon as it is aborted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}
