import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handshakeSignature, signature } from "../../../local/twilio/signature.ts";
import { newCallSid } from "../caller.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN, SECRETS } from "../secrets.ts";
import { attach, connects, open, relayUrl, shakeHands } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

describe("a Worker that is set up", () => {
  let served: ServedWorker;
  beforeAll(async () => {
    served = await serveWorker();
  });
  afterAll(() => served.close());

  test("B31: a forged handshake is refused before an object exists, and a right one is let in", async () => {
    const callSid = newCallSid();
    const url = relayUrl(served.origin, callSid);
    const wss = url.replace(/^ws:/, "wss:");
    const right = handshakeSignature(AUTH_TOKEN, url, "in_url");
    const forged: Record<string, string | undefined> = {
      missing: undefined,
      empty: "",
      "another token": signature("ffffffffffffffffffffffffffffffff", wss),
      "no token": createHmac("sha1", "").update(wss).digest("base64"),
      "the account's SID as the token": signature(SECRETS.TWILIO_ACCOUNT_SID, wss),
      "both tokens as one": signature(SECRETS.TWILIO_AUTH_TOKEN, wss),
      "https as the scheme": signature(AUTH_TOKEN, wss.replace("wss:", "https:")),
      "http as the scheme": signature(AUTH_TOKEN, wss.replace("wss:", "http:")),
      "ws as the scheme": signature(AUTH_TOKEN, url),
      "the path without the call": signature(AUTH_TOKEN, wss.replace(`/${callSid}`, "")),
      "a slash too many": signature(AUTH_TOKEN, `${wss}/`),
      "another call's": handshakeSignature(AUTH_TOKEN, relayUrl(served.origin, newCallSid()), "in_url"),
      "the SID in lower case": signature(AUTH_TOKEN, wss.replace(callSid, callSid.toLowerCase())),
      "another host": signature(AUTH_TOKEN, `wss://relay.example.com/relay/${callSid}`),
      "a field that is not there": signature(AUTH_TOKEN, wss, { CallSid: callSid }),
      "SHA-256": createHmac("sha256", AUTH_TOKEN).update(wss).digest("base64"),
      "hexadecimal digits": createHmac("sha1", AUTH_TOKEN).update(wss).digest("hex"),
      "without its padding": right.replace("=", ""),
      "in quotes": `"${right}"`,
      twice: `${right}, ${right}`,
      "one character off": (right[0] === "A" ? "B" : "A") + right.slice(1),
      garbage: "!!! not a signature ???",
      "10 kB": "A".repeat(10_000),
    };
    expect(Object.keys(forged).length).toBeGreaterThanOrEqual(20);

    const statuses: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(forged)) {
      statuses[name] = await shakeHands(url, value === undefined ? {} : { "X-Twilio-Signature": value });
    }

    expect(statuses).toEqual(Object.fromEntries(Object.keys(forged).map((name) => [name, 403])));
    expect(await served.listCalls()).toEqual([]);

    await connects(served.origin, { callSid });
    await served.logged("call.connected", callSid);
    expect(await served.listCalls()).toHaveLength(1);
  });

  test("B31: while tokens are being rotated, a handshake signed with the old one is let in", async () => {
    const callSid = newCallSid();

    const socket = await open(served.origin, callSid, OLD_AUTH_TOKEN);

    expect(socket.readyState).toBe(socket.OPEN);
  });

  test("B31: a socket whose setup names another call is closed", async () => {
    const caller = await connects(served.origin, { callSid: newCallSid() });
    const impostor = attach(await open(served.origin, newCallSid()), newCallSid());

    impostor.setsUp({ callSid: caller.callSid });

    expect(await impostor.isClosed()).toMatchObject({ code: 1008 });
    expect(impostor.frames).toEqual([]);
    expect(caller.closed).toBeUndefined();
  });

  test.each([
    ["a call's address without a websocket", "/relay/CA0", 426],
    ["an unknown address", "/nothing", 404],
    ["the root", "/", 404],
    ["a call's name that could not be one", `/relay/${"x".repeat(65)}`, 404],
    ["the health of a Worker that is set up", "/health", 200],
  ])("%s is answered with %3$i", async (_, path, status) => {
    expect((await fetch(served.origin + path)).status).toBe(status);
  });
});

describe("a Worker whose variables are missing or wrong", () => {
  const wrong = {
    OPENAI_API_KEY: "",
    TWILIO_AUTH_TOKEN: "",
    TWILIO_ACCOUNT_SID: "account-4711",
    OPENAI_BASE_URL: "address-4711",
    OPENAI_API: "api-4711",
    OPENAI_FALLBACK_BASE_URL: "other-4711",
    OPENAI_FALLBACK_API: "api-4711",
  };
  let served: ServedWorker;
  beforeAll(async () => {
    served = await serveWorker({ vars: wrong });
  });
  afterAll(() => served.close());

  test("/health names all of them at once, and no value", async () => {
    const response = await fetch(`${served.origin}/health`);
    const body = await response.text();

    expect(response.status).toBe(503);
    for (const name of Object.keys(wrong)) expect(body).toContain(name);
    expect(body).not.toContain("4711");
  });

  test("a handshake is refused, no object exists afterwards, and the log has no value either", async () => {
    const url = relayUrl(served.origin, newCallSid());

    const status = await shakeHands(url, {
      "X-Twilio-Signature": handshakeSignature(AUTH_TOKEN, url, "in_url"),
    });

    expect(status).toBe(503);
    expect(await served.listCalls()).toEqual([]);
    await served.logged("config.invalid", "");
    expect(served.logs.join("\n")).not.toContain("4711");
  });
});
