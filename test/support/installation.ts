import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import twilio from "twilio";
import { releaseNow } from "../../local/operate/release.ts";
import { probeKey } from "../../worker/adapters/probes/key-probe.ts";
import { probeModel } from "../../worker/adapters/probes/model-probe.ts";
import { probeQueue } from "../../worker/adapters/probes/queue-probe.ts";
import type { SelfReport } from "../../worker/adapters/probes/report.ts";
import { signedByTwilio } from "../../worker/adapters/twilio/twilio-signature.ts";
import { checkLink } from "../../worker/protocol/signed/signed-link.ts";

/** As Twilio's API writes it. */
export type PhoneNumber = Record<string, unknown>;

/** What is out there when Baton is installed: the Worker, the Functions, Twilio's account and OpenAI, on one port. */
export interface Installation {
  readonly url: string;
  /** Variables that fit it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Requests that were answered, as "GET /health". */
  readonly asked: readonly string[];
  /** Answers a path in another way. */
  answer(path: string, status: number, body: object | string, type?: string): void;
  /** What the deployed Functions name as their panel, and the earlier ones that they still have. */
  deployPanel(panel: string, olderPanels: readonly string[]): void;
  /** Of the account; the first is the default agent's. */
  readonly numbers: PhoneNumber[];
  /** What is set at the Worker; a test may set it otherwise than here. */
  readonly worker: Record<string, string>;
  /** As of a Worker that was deployed without its class. */
  breakStorage(): void;
  /** The ledger does not answer. */
  breakLedger(): void;
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
/** Where the flow past the agent is. */
export const BYPASS_FLOW = `https://webhooks.twilio.com/v1/Accounts/${SIDS.account}/Flows/FW${digits("9")}`;
const OPENAI_KEY = "sk-openai-key-of-the-test";

export async function startInstallation(): Promise<Installation> {
  const asked: string[] = [];
  const release = await releaseNow();
  let parts: { panel: string; olderPanels: readonly string[] } = {
    panel: "/flex/baton-handoff.js",
    olderPanels: [],
  };
  const changed = new Map<string, { status: number; body: object | string; type: string }>();
  let admitted: "everybody" | "nobody" | undefined;
  let storageIsThere = true;
  let ledgerIsThere = true;

  const basic = [`${KEY}:${SECRET}`, `${SIDS.account}:${TOKEN}`].map(
    (pair) => `Basic ${Buffer.from(pair).toString("base64")}`,
  );
  const account = `/2010-04-01/Accounts/${SIDS.account}`;
  const workspace = `/v1/Workspaces/${SIDS.workspace}`;
  const queue = `WQ${digits("5")}`;
  const line = { tasks_by_status: { pending: 0, assigned: 1 }, longest_task_waiting_age: 0 };
  const service = `/v1/Services/ZS${digits("6")}`;
  const configuration = `FJ${digits("7")}`;
  const api = (): Readonly<Record<string, object>> => ({
    [workspace]: { friendly_name: "Flex Task Assignment" },
    "/v1/Services": { services: [{ sid: `ZS${digits("6")}`, unique_name: "baton" }] },
    [`${service}/Environments`]: {
      environments: [{ sid: `ZE${digits("8")}`, domain_name: "127.0.0.1", domain_suffix: "dev" }],
    },
    [`${service}/Environments/ZE${digits("8")}/Variables`]: {
      variables: ["RELAY_URL", "WORKFLOW_SID"].map((key) => ({ key, value: installed[key] })),
    },
    "/v1/PluginService/Releases": { releases: [{ configuration_sid: configuration }] },
    [`/v1/PluginService/Configurations/${configuration}/Plugins`]: {
      plugins: [
        { unique_name: "other-plugin", version: "3.0.0", plugin_url: "https://other.example/a.js" },
        { unique_name: "baton-handoff", version: "0.1.0", plugin_url: `${url}/flex/baton-handoff.js` },
      ],
    },
    [`${account}.json`]: { sid: SIDS.account, status: "active" },
    [`${account}/Messages.json`]: { messages: [] },
    "/v2/Flows": {
      flows: [
        {
          friendly_name: "Opening hours",
          webhook_url: "https://webhooks.twilio.com/v1/Accounts/AC/Flows/FW1",
        },
        { friendly_name: "Baton bypass dev", webhook_url: BYPASS_FLOW },
      ],
    },
    "/v1/Configuration": { taskrouter_workspace_sid: SIDS.workspace },
    [`${workspace}/Workflows/${SIDS.workflow}`]: {
      friendly_name: "Baton owl-shoes",
      configuration: JSON.stringify({ task_routing: { default_filter: { queue } } }),
    },
    [`${workspace}/Workflows/${SIDS.workflow}/RealTimeStatistics`]: line,
    [`${workspace}/Workflows/${SIDS.workflow}/CumulativeStatistics`]: {},
    [`${workspace}/TaskQueues/${queue}/RealTimeStatistics`]: { ...line, total_available_workers: 3 },
  });

  /** A page of the account's numbers. Source: Twilio API 2010, "Paging". */
  function page(path: string, query: URLSearchParams) {
    const [size, number] = [Number(query.get("PageSize") ?? 50), Number(query.get("Page") ?? 0)];
    const isLast = (number + 1) * size >= numbers.length;
    const next_page_uri = isLast ? null : `${path}?PageSize=${size}&Page=${number + 1}`;
    const there = numbers.slice(number * size, (number + 1) * size);
    return { status: 200, body: { incoming_phone_numbers: there, next_page_uri } };
  }

  async function answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body: object | string; type?: string }> {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    asked.push(`${request.method} ${pathname}`);
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const other = changed.get(pathname);
    if (other) return other;
    if (pathname === "/api/doctor") return selfReport(searchParams);
    if (pathname === "/audio/hold.wav") return { status: 200, body: "RIFF", type: "audio/wav" };
    if (pathname === "/build.json")
      return { status: 200, body: { ...release, builtAt: new Date(0).toISOString(), parts } };
    if (pathname === "/flex/baton-handoff.js")
      return { status: 200, body: "Twilio.Flex.loadPlugin()", type: "text/javascript" };
    if (pathname === "/health") return { status: 200, body: { status: "ok" } };
    if (pathname.startsWith("/openai/models/")) {
      if (request.headers.authorization !== `Bearer ${OPENAI_KEY}`) return { status: 401, body: {} };
      return { status: 200, body: { id: pathname.split("/").at(-1) } };
    }
    if (pathname === "/openai/responses")
      return { status: 200, body: { object: "response", status: "completed", output: [] } };
    if (pathname === "/voice/incoming" || pathname === "/voice/fallback") {
      const signature = String(request.headers["x-twilio-signature"]);
      if (!twilio.validateRequest(TOKEN, signature, url + pathname, form)) return { status: 403, body: "" };
      return { status: 200, body: connect(`${relay}/${form.CallSid}`), type: "text/xml" };
    }
    if (!basic.includes(request.headers.authorization ?? ""))
      return { status: 401, body: { code: 20003, status: 401, message: "Authenticate" } };
    if (pathname === `${account}/IncomingPhoneNumbers.json`) return page(pathname, searchParams);
    const body = api()[pathname];
    return body ? { status: 200, body } : { status: 404, body: { code: 20404, status: 404 } };
  }

  /** The Worker's answer, found with its own probes and what is set there. */
  async function selfReport(query: URLSearchParams): Promise<{ status: number; body: object }> {
    const { TWILIO_AUTH_TOKEN = "" } = worker;
    const verdict = await checkLink("doctor", [TWILIO_AUTH_TOKEN], "", query, Date.now());
    if (verdict !== "valid") return { status: 403, body: { error: verdict } };
    const { OPENAI_BASE_URL: baseUrl = "", OPENAI_API_KEY: modelKey = "", WORKFLOW_SID = "" } = worker;
    const { TWILIO_API_KEY: apiKey = "", TWILIO_API_SECRET: apiSecret = "" } = worker;
    const { TASKROUTER_WORKSPACE_SID: workspaceSid = "" } = worker;
    const models = { main: worker.OPENAI_MODEL ?? "gpt-4.1", fallback: "gpt-5.4-mini" } as const;
    const key = { accountSid: worker.TWILIO_ACCOUNT_SID ?? "", apiKey, apiSecret };
    const { TWILIO_TASKROUTER_URL: taskRouter, TWILIO_API_URL: api = "" } = worker;
    const body: SelfReport = {
      release: worker.BATON_RELEASE ?? release.sha,
      version: "v1",
      agents: ["shop"],
      set: Object.keys(worker),
      values: Object.fromEntries(Object.entries(worker).filter(([name]) => !/KEY|SECRET|TOKEN/.test(name))),
      models: await Promise.all(
        (["main", "fallback"] as const).map((which) =>
          probeModel(
            { api: "responses", baseUrl, apiKey: modelKey },
            { which, model: models[which], settings: {} },
          ),
        ),
      ),
      queues:
        apiKey && workspaceSid
          ? [await probeQueue({ ...key, workspaceSid, baseUrl: taskRouter }, WORKFLOW_SID)]
          : [],
      ...(apiKey ? { key: await probeKey({ ...key, baseUrl: api }) } : {}),
      storage: { ok: storageIsThere, ms: 3 },
      ledger: { ok: ledgerIsThere, ms: 2 },
      console: true,
    };
    return { status: 200, body };
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

  const variables = {
    OPENAI_API_KEY: OPENAI_KEY,
    OPENAI_BASE_URL: `${url}/openai`,
    TWILIO_ACCOUNT_SID: SIDS.account,
    TWILIO_AUTH_TOKEN: TOKEN,
    TWILIO_API_KEY: KEY,
    TWILIO_API_SECRET: SECRET,
    TWILIO_API_URL: url,
    TWILIO_TASKROUTER_URL: url,
    TWILIO_FLEX_URL: url,
    TWILIO_SERVERLESS_URL: url,
    TWILIO_STUDIO_URL: url,
    TASKROUTER_WORKSPACE_SID: SIDS.workspace,
    RELAY_URL: relay,
    WORKFLOW_SID: SIDS.workflow,
    FUNCTIONS_URL: url,
  };
  const installed: Readonly<Record<string, string>> = variables;
  const numbers: PhoneNumber[] = ["+15550100002", "+15550100009"].map((phone_number) => ({
    phone_number,
    voice_url: `${url}/voice/incoming`,
    voice_method: "POST",
    voice_fallback_url: `${url}/voice/fallback`,
    voice_application_sid: "",
    trunk_sid: null,
    voice_receive_mode: "voice",
    capabilities: { voice: true, sms: true },
  }));
  const { FUNCTIONS_URL: _, ...ofTheWorker } = variables;
  const worker: Record<string, string> = ofTheWorker;

  return {
    url,
    asked,
    variables,
    worker,
    numbers,
    answer: (path, status, body, type = "application/json") => void changed.set(path, { status, body, type }),
    deployPanel: (panel, olderPanels) => {
      parts = { panel, olderPanels };
    },
    breakStorage: () => {
      storageIsThere = false;
    },
    breakLedger: () => {
      ledgerIsThere = false;
    },
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
