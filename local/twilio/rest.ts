import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call } from "./call.ts";
import { newSid } from "./sid.ts";
import type { Stack } from "./stack.ts";
import type { TaskRouter } from "./task-router.ts";
import { realTimeStatistics } from "./task-statistics.ts";

export interface RestOptions {
  readonly stack: Stack;
  readonly router: TaskRouter;
  /** What basic auth may be: an API key with its secret, or the account with its token. */
  readonly credentials: readonly (readonly [user: string, password: string])[];
  /** A call that is not over. */
  readonly findCall: (callSid: string) => Pick<Call, "hangUp"> | undefined;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

type Params = URLSearchParams;
type Route = readonly [
  method: string,
  path: RegExp,
  answer: (sids: readonly string[], params: Params, url: string) => Reply,
];

const MAX_SMS_CHARS = 1600;
const E164 = /^\+[1-9]\d{6,14}$/;
const NOT_FOUND = failure(404, 20404, "The requested resource was not found");

/**
 * A stand-in for the few routes of api.twilio.com and taskrouter.twilio.com that a call's tools use: sending an
 * SMS, ending a call, and TaskRouter's real-time statistics. Any host name will do; paths are Twilio's.
 */
export async function startRest(
  options: RestOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { stack, router } = options;
  const account = `/2010-04-01/Accounts/${stack.accountSid}`;

  const routes: readonly Route[] = [
    ["POST", new RegExp(`^${account}/Messages\\.json$`), (_sids, params) => sendSms(stack, params)],
    [
      "POST",
      new RegExp(`^${account}/Calls/(CA[0-9a-f]{32})\\.json$`),
      ([callSid = ""], params) => {
        const call = options.findCall(callSid);
        if (!call) return NOT_FOUND;
        const ending = params.get("Status") === "completed";
        // Anything else, such as a redirect, is answered and changes nothing, as reported of Twilio for a session.
        if (ending) call.hangUp();
        return { status: 200, body: { sid: callSid, status: ending ? "completed" : "in-progress" } };
      },
    ],
    [
      "GET",
      /^\/v1\/Workspaces\/(WS[0-9a-f]{32})\/Workflows\/(WW[0-9a-f]{32})\/RealTimeStatistics$/,
      ([workspace_sid = "", workflow_sid = ""], _params, url) => ({
        status: 200,
        body: realTimeStatistics(router, "workflow", {
          account_sid: stack.accountSid,
          workspace_sid,
          workflow_sid,
          url,
        }),
      }),
    ],
    [
      "GET",
      /^\/v1\/Workspaces\/(WS[0-9a-f]{32})\/TaskQueues\/(WQ[0-9a-f]{32})\/RealTimeStatistics$/,
      ([workspace_sid = "", task_queue_sid = ""], _params, url) => ({
        status: 200,
        body: realTimeStatistics(router, "queue", {
          account_sid: stack.accountSid,
          workspace_sid,
          task_queue_sid,
          url,
        }),
      }),
    ],
  ];

  async function answer(request: IncomingMessage): Promise<Reply> {
    if (!authorised(request.headers.authorization, options.credentials))
      return failure(401, 20003, "Authenticate");
    const url = new URL(request.url ?? "/", "https://api.twilio.com");
    const params = new URLSearchParams(await read(request));
    for (const [method, path, run] of routes) {
      const sids = path.exec(url.pathname);
      if (sids && method === request.method)
        return run(sids.slice(1), params, `https://taskrouter.twilio.com${url.pathname}`);
    }
    return NOT_FOUND;
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address that is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function sendSms(stack: Stack, params: Params): Reply {
  const to = params.get("To") ?? "";
  const from = params.get("From") ?? params.get("MessagingServiceSid") ?? "";
  const body = params.get("Body") ?? "";
  if (!to) return failure(400, 21604, "A 'To' phone number is required.");
  if (!E164.test(to)) return failure(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
  if (!from) return failure(400, 21603, "A 'From' phone number is required.");
  if (!body) return failure(400, 21602, "Message body is required.");
  if (body.length > MAX_SMS_CHARS)
    return failure(400, 21617, `The concatenated message body exceeds the ${MAX_SMS_CHARS} character limit.`);
  stack.emit({ kind: "sms", from, to, body });
  return {
    status: 201,
    body: {
      sid: newSid("SM"),
      account_sid: stack.accountSid,
      api_version: "2010-04-01",
      status: "queued",
      direction: "outbound-api",
      from,
      to,
      body,
      num_media: "0",
      error_code: null,
      error_message: null,
      date_created: new Date().toUTCString().replace("GMT", "+0000"),
    },
  };
}

function failure(status: number, code: number, message: string): Reply {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

function authorised(header: string | undefined, credentials: RestOptions["credentials"]): boolean {
  const given = Buffer.from(header?.match(/^Basic (.+)$/)?.[1] ?? "", "base64");
  return credentials.some(([user, password]) => {
    const expected = Buffer.from(`${user}:${password}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
