import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { E164, SID_DIGITS } from "../../../worker/protocol/sids.ts";
import { listen, stop } from "../../http.ts";
import type { Call } from "../call.ts";
import { newSid } from "../sid.ts";
import type { Stack } from "../stack.ts";
import { callList, type DialledCall } from "./rest-calls.ts";
import { failure, notFound, type Reply, type Route } from "./rest-reply.ts";
import type { TaskRouter } from "./task-router.ts";
import { taskRouterRoutes } from "./task-router-rest.ts";

export interface RestOptions {
  readonly stack: Stack;
  readonly router: TaskRouter;
  readonly recordings: readonly Route[];
  /** What basic auth may be: an API key with its secret, or the account with its token. */
  readonly credentials: readonly (readonly [user: string, password: string])[];
  /** All calls there have been, oldest first. */
  readonly dialled: readonly DialledCall[];
  /** One that is not over. */
  readonly findCall: (callSid: string) => Pick<Call, "hangUp"> | undefined;
}

const MAX_SMS_CHARS = 1600;

/**
 * A stand-in for the few routes of api.twilio.com and taskrouter.twilio.com that a call uses: sending an SMS, ending
 * a call, the list of calls, their recordings, and TaskRouter's statistics and tasks. Any host name will do; paths are Twilio's.
 */
export async function startRest(
  options: RestOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { stack, router } = options;
  const account = `/2010-04-01/Accounts/${stack.accountSid}`;

  const routes: readonly Route[] = [
    {
      method: "POST",
      path: new RegExp(`^${account}/Messages\\.json$`),
      answer: ({ form }) => sendSms(stack, form),
    },
    {
      method: "POST",
      path: new RegExp(`^${account}/Calls/(CA${SID_DIGITS})\\.json$`),
      answer: ({ sids: [callSid = ""], form, url }) => {
        const call = options.findCall(callSid);
        if (!call) return notFound(new URL(url).pathname);
        const ending = form.get("Status") === "completed";
        // Anything else, such as a redirect, is answered and changes nothing, as reported of Twilio for a session.
        if (ending) call.hangUp();
        return { status: 200, body: { sid: callSid, status: ending ? "completed" : "in-progress" } };
      },
    },
    callList(account, options.dialled),
    ...options.recordings,
    ...taskRouterRoutes(stack, router),
  ];

  async function answer(request: IncomingMessage): Promise<Reply> {
    if (!authorised(request.headers.authorization, options.credentials))
      return failure(401, 20003, "Authenticate");
    const { pathname, searchParams } = new URL(request.url ?? "/", "https://api.twilio.com");
    const form = new URLSearchParams(await text(request));
    for (const route of routes) {
      const sids = route.path.exec(pathname)?.slice(1);
      if (!sids || route.method !== request.method) continue;
      const host = pathname.startsWith("/v1/Workspaces") ? "taskrouter" : "api";
      const url = `https://${host}.twilio.com${pathname}`;
      return route.answer({ sids, form, query: searchParams, range: request.headers.range, url });
    }
    return notFound(pathname);
  }

  const server = createServer((request, response) => {
    const { method = "", url: path = "/" } = request;
    const askedAt = stack.network.now();
    answer(request).then(
      ({ status, body, file, headers }) => {
        stack.emit({ kind: "rest", method, path, status, ms: stack.network.now() - askedAt });
        if (file) response.writeHead(status, { ...headers, "content-length": file.length }).end(file);
        else if (status === 204) response.writeHead(status).end();
        else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

function sendSms(stack: Stack, form: URLSearchParams): Reply {
  const to = form.get("To") ?? "";
  const from = form.get("From") ?? form.get("MessagingServiceSid") ?? "";
  const body = form.get("Body") ?? "";
  if (!to) return failure(400, 21604, "A 'To' phone number is required.");
  if (!E164.pattern.test(to))
    return failure(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
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

function authorised(header: string | undefined, credentials: RestOptions["credentials"]): boolean {
  const given = Buffer.from(header?.match(/^Basic (.+)$/)?.[1] ?? "", "base64");
  return credentials.some(([user, password]) => {
    const expected = Buffer.from(`${user}:${password}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
