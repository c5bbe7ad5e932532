import { expect, test } from "vitest";
import { handshakeSignature, signature } from "../../../local/twilio/signature.ts";
import { AUTH_TOKEN } from "./stack.ts";

/** Made with Twilio's own validator for Python. */
const HANDSHAKES = [
  ["wss://relay.example.com/ws", "as_params", "huICZpHJtkZM1UT5UG2kcpQyOYc="],
  ["ws://relay.example.com/ws", "as_params", "huICZpHJtkZM1UT5UG2kcpQyOYc="],
  ["wss://relay.example.com", "as_params", "+So0Ez52uxgWCDX6A8TbzhT+3+I="],
  ["wss://relay.example.com/", "as_params", "+So0Ez52uxgWCDX6A8TbzhT+3+I="],
  ["wss://relay.example.com/ws?token=abc&foo=bar", "in_url", "wNOroFbZD28JdyoalaQQoFRVjHg="],
  ["wss://relay.example.com/ws?token=abc&foo=bar", "as_params", "GygbQQLId1bpxCEAb1ofrHiwBXI="],
] as const;

test.each(HANDSHAKES)("the handshake of %s (query %s) is signed %s", (url, query, expected) => {
  expect(handshakeSignature(AUTH_TOKEN, url, query)).toBe(expected);
});

test("a form is signed with its fields in order of their names", () => {
  const params = {
    SessionStatus: "ended",
    HandoffData: '{"a":1}',
    CallSid: "CA00000000000000000000000000000001",
    AccountSid: "AC00000000000000000000000000000000",
  };

  expect(signature(AUTH_TOKEN, "https://relay.example.com/action", params)).toBe(
    "tBxSJIISGnJMowk1E5itPdb2Bts=",
  );
});

test("a body's hash is signed as part of the address", () => {
  const url =
    "https://relay.example.com/json?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";

  expect(signature(AUTH_TOKEN, url)).toBe("4EsrGytQGtfHinmkBKBUJNmY8VQ=");
});
