import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import twilio from "twilio";
import { signedByTwilio } from "../../worker/adapters/twilio/twilio-signature.ts";

/** What is out there when Baton is installed: the Worker, the Functions, Twilio's account and OpenAI, on one port. */
export interface Installation {
  readonly url: string;
  /** Variables that fit it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Requests that were answered, as "GET /health". */
  readonly asked: readonly string[];
  /** Answers a path in another way. */
  answer(path: string, status: number, body: object | string, type?: string): void;
  /** Whom the Worker lets in, in place of who has signed. */
  admit(who: "everybody" | "nobody"): void;
  close(): Promise<void>;
}

const digits = (n: string) => n.repeat(32);
const SIDS = {
  account: `AC${digits("1")}`,
  workspace: `WS${digits("2")}`,
  workflow: `WW${digits("3")}`,
} as const;
const TOKEN = "0123456789abcdef0123456789abcdef";
const KEY = `SK${digits("4")}`;
const SECRET = "api-secret-of-the-account";
const OPENAI_KEY = "sk-openai-key-of-the-test";

export async function startInstallation(): Promise<Installation> {
  const asked: string[] = [];
  const changed = new Map<string, { status: number; body: object | string; type: string }>();
  let admitted: "everybody" | "nobody" | undefined;

  const basic = [`${KEY}:${SECRET}`, `${SIDS.account}:${TOKEN}`].map(
    (pair) => `Basic ${Buffer.from(pair).toString("base64")}`,
  );
  const account = `/2010-04-01/Accounts/${SIDS.account}`;
  const workspace = `/v1/Workspaces/${SIDS.workspace}`;
  const queue = `WQ${digits("5")}`;
  const line = { tasks_by_status: { pending: 0, assigned: 1 }, longest_task_waiting_age: 0 };
  const api = (): Readonly<Record<string, object>> => ({
    [`${account}/IncomingPhoneNumbers.json`]: {
      incoming_phone_numbers: [
        { phone_number: "+15550100001", voice_url: null, voice_fallback_url: null },
        {
          phone_number: "+15550100002",
          voice_url: `${url}/voice/incoming`,
          voice_fallback_url: `${url}/voice/fallback`,
        },
      ],
    },
    [`${account}/Messages.json`]: { messages: [] },
    "/v1/Configuration": { taskrouter_workspace_sid: SIDS.workspace },
    [`${workspace}/Workflows/${SIDS.workflow}`]: {
      friendly_name: "Baton owl-shoes",
      configuration: JSON.stringify({ task_routing: { default_filter: { queue } } }),
    },
    [`${workspace}/Workflows/${SIDS.workflow}/RealTimeStatistics`]: line,
    [`${workspace}/Workflows/${SIDS.workflow}/CumulativeStatistics`]: {},
    [`${workspace}/TaskQueues/${queue}/RealTimeStatistics`]: { ...line, total_available_workers: 3 },
  });

  async function answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body: object | string; type?: string }> {
    const { pathname } = new URL(request.url ?? "/", url);
    asked.push(`${request.method} ${pathname}`);
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const other = changed.get(pathname);
    if (other) return other;
    if (pathname === "/health") return { status: 200, body: { status: "ok" } };
    if (pathname.startsWith("/openai/models/")) {
      if (request.headers.authorization !== `Bearer ${OPENAI_KEY}`) return { status: 401, body: {} };
      return { status: 200, body: { id: pathname.split("/").at(-1) } };
    }
    if (pathname === "/openai/responses")
      return { status: 200, body: { object: "response", status: "completed", output: [] } };
    if (pathname === "/voice/incoming") {
      const signature = String(request.headers["x-twilio-signature"]);
      if (!twilio.validateRequest(TOKEN, signature, url + pathname, form)) return { status: 403, body: "" };
      return { status: 200, body: connect(`${relay}/${form.CallSid}`), type: "text/xml" };
    }
    if (!basic.includes(request.headers.authorization ?? ""))
      return { status: 401, body: { code: 20003, status: 401, message: "Authenticate" } };
    const body = api()[pathname];
    return body ? { status: 200, body } : { status: 404, body: { code: 20404, status: 404 } };
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body, type = "application/json" }) =>
      response
        .writeHead(status, { "content-type": type })
        .end(typeof body === "string" ? body : JSON.stringify(body)),
    );
  });
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => {}); // whoever only wanted to know is gone at once
    socket.resume(); // or its end is never seen
    const signature = String(request.headers["x-twilio-signature"]);
    const address = `http://${request.headers.host}${request.url}`;
    void signedByTwilio({ tokens: [TOKEN], signature, url: address }).then((signed) => {
      const open = admitted ? admitted === "everybody" : signed;
      const status = open
        ? "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket"
        : "403 Forbidden\r\nContent-Length: 0";
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object
  const url = `http://127.0.0.1:${port}`;
  const relay = `ws://127.0.0.1:${port}/relay`;

  return {
    url,
    asked,
    variables: {
      OPENAI_API_KEY: OPENAI_KEY,
      OPENAI_BASE_URL: `${url}/openai`,
      TWILIO_ACCOUNT_SID: SIDS.account,
      TWILIO_AUTH_TOKEN: TOKEN,
      TWILIO_API_KEY: KEY,
      TWILIO_API_SECRET: SECRET,
      TWILIO_API_URL: url,
      TWILIO_TASKROUTER_URL: url,
      TWILIO_FLEX_URL: url,
      TASKROUTER_WORKSPACE_SID: SIDS.workspace,
      RELAY_URL: relay,
      WORKFLOW_SID: SIDS.workflow,
      FUNCTIONS_URL: url,
    },
    answer: (path, status, body, type = "application/json") => void changed.set(path, { status, body, type }),
    admit: (who) => {
      admitted = who;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export const connect = (relay: string): string =>
  `<?xml version="1.0"?><Response><Connect action="/voice/after-agent"><ConversationRelay url="${relay}" language="en-US"/></Connect></Response>`;
