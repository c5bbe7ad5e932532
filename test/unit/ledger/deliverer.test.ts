import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { deliverer } from "../../../worker/adapters/outgoing/deliverer.ts";

/** What leaves goes over real sockets to whoever the variables name, and no further. */

interface Got {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function served(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    got.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const ACCOUNT = { TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`, TWILIO_API_URL: "http://127.0.0.1:9" };
const NOW = 1_764_331_200_123;
const letter = (target: "report_webhook" | "traces" | "alert_webhook" | "alert_sms", body = '{"v":1}') =>
  ({ target, key: "CA1-report-1", body }) as const;
const never = new AbortController().signal;

test("a report is signed for the time of the try, and names itself", async () => {
  const { got, url } = await served((response) => response.writeHead(204).end());
  const send = deliverer({ ...ACCOUNT, REPORT_WEBHOOK: `${url}/in?x=1`, REPORT_SECRET: "geheim" }, () => NOW);

  expect(await send(letter("report_webhook", '{"said":"ä"}'), never)).toEqual({ status: 204 });

  const mac = createHmac("sha256", "geheim").update('1764331200.{"said":"ä"}').digest("hex");
  expect(got).toEqual([
    {
      method: "POST",
      url: "/in?x=1",
      body: '{"said":"ä"}',
      headers: expect.objectContaining({
        "content-type": "application/json",
        "x-baton-timestamp": "1764331200",
        "x-baton-signature": `v1=${mac}`,
        "idempotency-key": "CA1-report-1",
      }),
    },
  ]);
});

test.each([
  ["", "/v1/traces"],
  ["/", "/v1/traces"],
  ["/otlp", "/otlp/v1/traces"],
  ["/otlp//?tenant=1", "/otlp/v1/traces?tenant=1"],
])("traces go below the endpoint, however it ends (%s)", async (path, asked) => {
  const { got, url } = await served((response) => response.end("{}"));
  const headers = { authorization: "Bearer x" };
  const set = {
    ...ACCOUNT,
    OTEL_EXPORTER_OTLP_ENDPOINT: `${url}${path}`,
    OTEL_EXPORTER_OTLP_HEADERS: headers,
  };

  expect(await deliverer(set, () => NOW)(letter("traces"), never)).toEqual({ status: 200 });

  expect(got[0]).toMatchObject({
    url: asked,
    headers: { authorization: "Bearer x", "content-type": "application/json" },
  });
});

test("a redirect is not followed", async () => {
  const elsewhere = await served((response) => response.end());
  const { url } = await served((response) =>
    response.writeHead(307, { location: `${elsewhere.url}/` }).end(),
  );

  expect(
    await deliverer({ ...ACCOUNT, ALERT_WEBHOOK: url }, () => NOW)(letter("alert_webhook"), never),
  ).toEqual({
    fault: "redirected",
  });
  expect(elsewhere.got).toEqual([]);
});

test.each([
  ["999999999999", 999_999_999_999],
  [new Date(Date.now() + 60_500).toUTCString(), expect.closeTo(60, -1)],
  ["soon", undefined],
])("Retry-After: %s is read as so many seconds", async (header, retryAfterS) => {
  const { url } = await served((response) => {
    response.writeHead(503, { "retry-after": header }).end();
  });
  const send = deliverer({ ...ACCOUNT, ALERT_WEBHOOK: url }, () => NOW);

  expect(await send(letter("alert_webhook"), never)).toEqual({
    status: 503,
    ...(retryAfterS !== undefined && { retryAfterS }),
  });
});

test("Retry-After is read where it is seconds, and an endless answer is not read at all", async () => {
  const { url } = await served((response) => {
    response.writeHead(429, { "retry-after": "17" });
    const timer = setInterval(() => response.write("x".repeat(65_536)), 1);
    response.on("close", () => clearInterval(timer));
  });

  expect(
    await deliverer({ ...ACCOUNT, ALERT_WEBHOOK: url }, () => NOW)(letter("alert_webhook"), never),
  ).toEqual({
    status: 429,
    retryAfterS: 17,
  });
});

test("who hangs is cut off by the signal, and who is not there is unreachable", async () => {
  const { url } = await served(() => undefined);
  const cut = AbortSignal.timeout(100);
  const send = deliverer({ ...ACCOUNT, ALERT_WEBHOOK: url }, () => NOW);

  expect(await send(letter("alert_webhook"), cut)).toEqual({ fault: "timeout" });
  expect(
    await deliverer({ ...ACCOUNT, ALERT_WEBHOOK: "http://127.0.0.1:9/" }, () => NOW)(
      letter("alert_webhook"),
      never,
    ),
  ).toEqual({ fault: "unreachable" });
});

test("what is not set is sent nowhere", async () => {
  const send = deliverer(ACCOUNT, () => NOW);

  for (const target of ["report_webhook", "traces", "alert_webhook", "alert_sms"] as const)
    expect(await send(letter(target, '{"to":"+15550100001","text":"x"}'), never)).toEqual({
      fault: "not_set",
    });
});

test("an alert is an SMS by the account's key", async () => {
  const { got, url } = await served((response) =>
    response.writeHead(201, { "content-type": "application/json" }).end('{"sid":"SM1"}'),
  );
  const set = {
    TWILIO_ACCOUNT_SID: ACCOUNT.TWILIO_ACCOUNT_SID,
    TWILIO_API_URL: url,
    TWILIO_API_KEY: "SK1",
    TWILIO_API_SECRET: "s",
    ALERT_SMS_FROM: "+15550100009",
  };
  const body = JSON.stringify({ to: "+15550100001", text: "Baton: calls are lost" });

  expect(await deliverer(set, () => NOW)(letter("alert_sms", body), never)).toEqual({ status: 201 });

  expect(got[0]).toMatchObject({
    url: `/2010-04-01/Accounts/${ACCOUNT.TWILIO_ACCOUNT_SID}/Messages.json`,
    headers: { authorization: `Basic ${btoa("SK1:s")}` },
  });
  expect(Object.fromEntries(new URLSearchParams(got[0]?.body))).toEqual({
    From: "+15550100009",
    To: "+15550100001",
    Body: "Baton: calls are lost",
  });
});

test("an SMS that Twilio refuses has Twilio's status", async () => {
  const { url } = await served((response) => response.writeHead(400).end('{"code":21614}'));
  const set = {
    TWILIO_ACCOUNT_SID: ACCOUNT.TWILIO_ACCOUNT_SID,
    TWILIO_API_URL: url,
    TWILIO_API_KEY: "SK1",
    TWILIO_API_SECRET: "s",
    ALERT_SMS_FROM: "+15550100009",
  };

  expect(
    await deliverer(set, () => NOW)(letter("alert_sms", '{"to":"+15550100001","text":"x"}'), never),
  ).toEqual({
    status: 400,
  });
});
