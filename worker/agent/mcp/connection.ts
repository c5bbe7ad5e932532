import { isRecord } from "../../protocol/json-reader.ts";
import { type Address, ask, besides, type Sending, tell } from "./exchange.ts";
import { McpError } from "./mcp-error.ts";

/**
 * A client of an MCP server, with what tools need and nothing else: a beginning, the list, a call, an end.
 * Source: MCP 2025-11-25, "Lifecycle", "Transports", "Tools"; 2026-07-28, "Versioning".
 */

/** With sessions, the newest first. */
const SESSION_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26"] as const;
/** Without: every request says all of itself. */
const STATELESS_VERSION = "2026-07-28";

const CLIENT = { name: "baton", version: "1" };

/** One list or answer. What the model gets of it is bounded again, by `toolUse.maxOutputChars`. */
const MAX_LIST_BYTES = 1024 * 1024;
const MAX_RESULT_BYTES = 256 * 1024;

/** Nobody chooses among more; those that an agent allows stand among these, or are not found. */
export const MAX_LISTED = 300;
const MAX_PAGES = 50;

const CLOSE_MS = 3_000;

type Params = Readonly<Record<string, unknown>>;

/** Asks for something of a connection. */
interface Wish {
  readonly method: string;
  readonly params: Params;
  /** What it is about, for servers that look at headers alone. */
  readonly subject?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

export interface Connection {
  readonly callTool: (
    name: string,
    args: unknown,
    sending: Sending,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** What the server lists, unchecked, page by page. @throws McpError */
  readonly tools: (signal: AbortSignal) => Promise<readonly unknown[]>;
  /** Ends the session, where there is one. Never throws. */
  readonly close: () => Promise<void>;
}

/** @param headers - of every request: the author's. @throws McpError; where it is aborted, the reason of the signal. */
export async function connect(
  address: Address,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Connection> {
  const ids = counter();
  try {
    const { result, sessionId } = await ask(
      address,
      {
        id: ids(),
        method: "initialize",
        params: { protocolVersion: SESSION_VERSIONS[0], capabilities: {}, clientInfo: CLIENT },
      },
      { headers, signal, maxBytes: MAX_RESULT_BYTES },
    );
    const version = SESSION_VERSIONS.find((known) => known === result.protocolVersion);
    if (!version) throw otherVersion([result.protocolVersion]);
    const all = {
      ...headers,
      "MCP-Protocol-Version": version,
      ...(sessionId === undefined ? {} : { "Mcp-Session-Id": sessionId }),
    };
    await tell(address, { method: "notifications/initialized" }, { headers: all, signal });
    return connection(address, all, sessionId !== undefined, ids, (wish) => wish);
  } catch (cause) {
    if (!(cause instanceof McpError) || cause.supported.length === 0) throw cause;
    if (!cause.supported.includes(STATELESS_VERSION)) throw otherVersion(cause.supported);
    return connection(address, headers, false, ids, selfContained);
  }
}

const otherVersion = (versions: readonly unknown[]) =>
  new McpError("mcp_version", `The service speaks another version of MCP than we do${said(versions)}.`);

/** What is no version is not quoted: it may be anything. */
function said(versions: readonly unknown[]): string {
  const known = versions.map(String).filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version));
  return known.length > 0 ? `: ${known.slice(0, 5).join(", ")}` : "";
}

/** A request that needs no session. Source: MCP 2026-07-28, "Overview" (`_meta`) and "Streamable HTTP" (headers). */
const selfContained = ({ method, params, subject, headers, ...wish }: Wish): Wish => ({
  ...wish,
  method,
  params: {
    ...params,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": STATELESS_VERSION,
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": CLIENT,
    },
  },
  headers: {
    ...headers,
    "MCP-Protocol-Version": STATELESS_VERSION,
    "Mcp-Method": method,
    ...(subject === undefined ? {} : { "Mcp-Name": subject }),
  },
});

function counter(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

function connection(
  address: Address,
  always: Readonly<Record<string, string>>,
  hasSession: boolean,
  ids: () => number,
  asSpoken: (wish: Wish) => Wish,
): Connection {
  /** Nobody waits for it. */
  const cancel = (requestId: number, own: Wish["headers"]): void => {
    const aside = asSpoken({
      method: "notifications/cancelled",
      params: { requestId, reason: "It took too long." },
      headers: besides(own ?? {}),
      signal: AbortSignal.timeout(CLOSE_MS),
      maxBytes: 0,
    });
    const { method, params, headers, signal } = aside;
    tell(address, { method, params }, { headers: { ...always, ...headers }, signal }).catch(() => undefined);
  };
  const wished = async (wish: Wish) => {
    const { method, params, headers, signal, maxBytes } = asSpoken(wish);
    const id = ids();
    const sending = { headers: { ...always, ...headers }, signal };
    try {
      return (await ask(address, { id, method, params }, { ...sending, maxBytes })).result;
    } catch (cause) {
      if (signal.aborted) cancel(id, wish.headers);
      throw cause;
    }
  };
  return {
    callTool: (name, args, { headers, signal }) =>
      wished({
        method: "tools/call",
        params: { name, arguments: args },
        subject: name,
        headers,
        signal,
        maxBytes: MAX_RESULT_BYTES,
      }),
    tools: (signal) =>
      listed((params) => wished({ method: "tools/list", params, signal, maxBytes: MAX_LIST_BYTES })),
    close: async () => {
      if (!hasSession) return;
      const signal = AbortSignal.timeout(CLOSE_MS);
      // A server may refuse it (405), and forgets the session by itself.
      await fetch(address.url, { method: "DELETE", headers: always, redirect: "manual", signal })
        .then((response) => response.body?.cancel())
        .catch(() => undefined);
    },
  };
}

async function listed(page: (params: Params) => Promise<Params>): Promise<readonly unknown[]> {
  const tools: unknown[] = [];
  let cursor: unknown;
  for (let pages = 0; pages < MAX_PAGES && tools.length < MAX_LISTED; pages += 1) {
    const { tools: some, nextCursor } = await page(cursor === undefined ? {} : { cursor });
    if (Array.isArray(some)) tools.push(...some.filter(isRecord));
    if (typeof nextCursor !== "string" || nextCursor === cursor) break;
    cursor = nextCursor;
  }
  return tools.slice(0, MAX_LISTED);
}
