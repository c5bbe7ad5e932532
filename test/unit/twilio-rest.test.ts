import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { TwilioRestError, twilioRest } from "../../worker/adapters/twilio/twilio-rest.ts";

const accountSid = `AC${"0".repeat(32)}`;
const sms = { from: "+15550100002", to: "+15550100001", body: "Order 1042 & more: 100 % ü" };
const never = new AbortController().signal;

let seen: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
let answer: (response: ServerResponse) => void;
const json = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const server = createServer(async (request, response) => {
  const { method = "", url = "", headers } = request;
  seen.push({ method, url, headers, body: await text(request) });
  answer(response);
});
let baseUrl = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  seen = [];
  answer = json(201, { sid: "SM1", status: "queued", error_code: null });
});

const send = (signal = never, at = baseUrl) =>
  twilioRest({ accountSid, apiKey: "SK1", apiSecret: "hush", baseUrl: at }).sendSms(sms, signal);
const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a message is given to Twilio as its Messages resource takes it", async () => {
  expect(await send()).toEqual({ sid: "SM1" });

  expect(seen).toMatchObject([{ method: "POST", url: `/2010-04-01/Accounts/${accountSid}/Messages.json` }]);
  expect(seen[0]?.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
  expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from("SK1:hush").toString("base64")}`);
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
    From: sms.from,
    To: sms.to,
    Body: sms.body,
  });
});

test.each([
  [
    400,
    { code: 21614, message: `'To' number ${sms.to} is not a valid mobile number`, status: 400 },
    21614,
    false,
  ],
  [401, { code: 20003, message: "Authenticate", status: 401 }, 20003, false],
  [429, { code: 20429, message: "Too Many Requests", status: 429 }, 20429, true],
  [503, "<html>", undefined, false],
  [500, { code: "20500" }, undefined, false],
  [302, null, undefined, false],
])(
  "a refusal of %i carries Twilio's code, and nothing of the message",
  async (status, body, code, retryable) => {
    answer = json(status, body);
    const error = await failure(send());

    expect(error).toBeInstanceOf(TwilioRestError);
    expect(error).toMatchObject({ status, code, retryable });
    expect(String(error)).toBe(
      `TwilioRestError: Twilio refused the message with ${status}${code ? `, error ${code}` : ""}.`,
    );
  },
);

test("a redirect is not followed, so that the key stays where it belongs", async () => {
  answer = (response) => response.writeHead(307, { location: `${baseUrl}/elsewhere` }).end();

  expect(await failure(send())).toMatchObject({ status: 307 });
  expect(seen).toHaveLength(1);
});

test.each([
  ["no JSON", (response: ServerResponse) => response.writeHead(201).end("ok")],
  ["no SID", json(201, { sid: 7 })],
  ["more than an answer can be", json(201, { sid: "SM1", body: "x".repeat(100_000) })],
])("a success with %s is an error, and not to be tried again", async (_what, reply) => {
  answer = reply;

  expect(await failure(send())).toMatchObject({ name: "TwilioRestError", status: 201, retryable: false });
});

test("a connection that is refused or cut is an error without a status", async () => {
  answer = (response) => response.socket?.destroy();
  expect(await failure(send())).toMatchObject({
    name: "TwilioRestError",
    status: undefined,
    retryable: false,
  });

  expect(await failure(send(never, "http://127.0.0.1:1"))).toMatchObject({
    message: "Twilio could not be reached.",
  });
});

test("an aborted request stops, and stays an abort", async () => {
  const deadline = new AbortController();
  const hungUp = new Promise<void>((closed) => {
    answer = (response) => {
      response.on("close", closed);
      deadline.abort(new Error("deadline"));
    };
  });

  expect(await failure(send(deadline.signal))).toMatchObject({ message: "deadline" });
  await hungUp;
});
