import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { decodeTraces } from "../../support/collector/otlp-decoder.ts";
import { callsTool, says } from "../../support/model-steps.ts";
import { newCallSid } from "../caller.ts";
import { connects, relayUrl, shakeHands } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What leaves the Worker by itself, as whoever receives it sees it. */

interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const got: Got[] = [];
let answer: (response: ServerResponse, path: string) => void = (response) => response.end("{}");
const receiver = createServer(async (request, response) => {
  const path = request.url ?? "";
  got.push({ path, headers: request.headers, body: await text(request) });
  answer(response, path);
});
let served: ServedWorker;
const at = (path: string) => got.filter((one) => one.path === path);
const arrives = (path: string, fits: (one: Got) => boolean = () => true): Promise<Got> =>
  vi.waitFor(
    () => {
      const found = at(path).find(fits);
      if (!found) throw new Error(`Nothing has arrived at ${path}.\n${served.logs.slice(-20).join("\n")}`);
      return found;
    },
    { timeout: 10_000, interval: 50 },
  );

beforeAll(async () => {
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`; // a TCP server's address is an object
  served = await serveWorker({
    script: {
      otherwise: ({ call }) =>
        call.tools.some(({ name }) => name === "report_outcome")
          ? callsTool("report_outcome", { opens: 9 })
          : says("We open at nine."),
    },
    vars: {
      REPORT_WEBHOOK: `${url}/report`,
      REPORT_SECRET: "geheim",
      OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/otlp`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=shoes",
      ALERT_WEBHOOK: `${url}/alert`,
      RETENTION_HOURS: "0",
    },
  });
});
afterAll(async () => {
  await served.close();
  receiver.close().closeAllConnections();
});

async function callOf(words: string): Promise<string> {
  const caller = await connects(served.origin);
  caller.says(words);
  await caller.answer();
  caller.hearsOut();
  caller.hangsUp();
  return caller.callSid;
}
const isOf = (callSid: string) => (one: Got) => one.body.includes(callSid);

test("a call that the agent resolved is reported, signed, with what the schema makes of it, though nothing of it is kept", async () => {
  const callSid = await callOf("When do you open?");
  const { headers, body } = await arrives("/report", isOf(callSid));

  const mac = createHmac("sha256", "geheim").update(`${headers["x-baton-timestamp"]}.${body}`).digest("hex");
  expect(headers["x-baton-signature"]).toBe(`v1=${mac}`);
  expect(headers["idempotency-key"]).toContain(callSid);
  expect(JSON.parse(body)).toMatchObject({
    v: 1,
    call: { callSid, outcome: "resolved", turns: 1, from: "+15550100001" },
    outcome: { opens: 9 },
    afterCall: { requests: 1 },
    transcript: [
      { who: "agent" },
      { who: "caller", text: "When do you open?" },
      { text: "We open at nine." },
    ],
  });
  await served.logged("outcome.filled", callSid);
  await vi.waitFor(
    async () => expect(JSON.stringify(await served.tables(callSid))).not.toContain("When do you open"),
    { timeout: 10_000, interval: 200 },
  );
});

test("its trace is OTLP, without a word of it", async () => {
  const callSid = await callOf("Where is the zebra?");
  const traces = await vi.waitFor(
    () => {
      const all = at("/otlp/v1/traces").map(({ headers, body }) => ({
        headers,
        ...decodeTraces(body),
        body,
      }));
      const found = all.find(({ spans }) => spans[0]?.attributes["gen_ai.conversation.id"] === callSid);
      if (!found) throw new Error("no trace");
      return found;
    },
    { timeout: 10_000, interval: 50 },
  );

  expect(traces.headers["x-tenant"]).toBe("shoes");
  expect(traces.spans[0]).toMatchObject({ name: "call", parentSpanId: undefined });
  expect(traces.body).not.toContain("zebra");
  expect(traces.body).not.toContain("555010");
  // Else the next test's 503 met it, and a receiver that has failed rests with all that is for it.
  await arrives("/report", isOf(callSid));
});

test("a receiver that is away is told later, and the next caller does not notice", async () => {
  answer = (response, path) => response.writeHead(path === "/report" ? 503 : 200).end();
  const callSid = await callOf("Do you have boots?");
  await arrives("/report", isOf(callSid));
  const next = await connects(served.origin);
  next.says("When do you open?");
  await next.answer();
  next.hangsUp();
  answer = (response) => response.end("{}");

  await vi.waitFor(() => expect(at("/report").filter(isOf(callSid)).length).toBeGreaterThan(1), {
    timeout: 15_000,
    interval: 100,
  });
});

test("twenty refused handshakes are an alert, in Slack's form, once", async () => {
  const knocks = Array.from({ length: 25 }, () =>
    shakeHands(relayUrl(served.origin, newCallSid()), { "X-Twilio-Signature": "forged" }),
  );
  expect(new Set(await Promise.all(knocks))).toEqual(new Set([403]));
  const { body } = await arrives("/alert");

  expect(JSON.parse(body)).toEqual({
    text: expect.stringMatching(/^Baton: 2\d handshakes were refused in 5 min/),
  });
  expect(at("/alert")).toHaveLength(1);
});
