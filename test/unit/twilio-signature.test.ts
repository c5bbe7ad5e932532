import fc from "fast-check";
import { getExpectedTwilioSignature, validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import { signedByTwilio, signedUrlCandidates } from "../../worker/adapters/twilio/twilio-signature.ts";

const token = "0123456789abcdef0123456789abcdef";
const callSid = `CA${"0".repeat(31)}1`;
const otherCall = `CA${"0".repeat(31)}2`;
const seen = `https://relay.example.com/relay/${callSid}`;
const signed = `wss://relay.example.com/relay/${callSid}`;

const sign = (url: string, params: Record<string, unknown> = {}, key = token) =>
  getExpectedTwilioSignature(key, url, params);
const accepts = (signature: string | null, url = seen, publicUrl?: string) =>
  signedByTwilio({ tokens: [token], signature, url, publicUrl });

// Computed with the official python validator, for the made-up token above.
test.each([
  ["https://relay.example.com/ws", "huICZpHJtkZM1UT5UG2kcpQyOYc="],
  ["https://relay.example.com/", "+So0Ez52uxgWCDX6A8TbzhT+3+I="],
  ["https://relay.example.com/ws?token=abc&foo=bar", "wNOroFbZD28JdyoalaQQoFRVjHg="],
])("the signature of Twilio's own validator fits %s", async (url, signature) => {
  expect(await accepts(signature, url)).toBe(true);
});

test("the https vectors of the same validator do not fit a handshake", async () => {
  expect(await accepts("tBxSJIISGnJMowk1E5itPdb2Bts=", "https://relay.example.com/action")).toBe(false);
  const json =
    "https://relay.example.com/json?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
  expect(await accepts("4EsrGytQGtfHinmkBKBUJNmY8VQ=", json)).toBe(false);
});

describe("only Twilio gets in", () => {
  test("with the signature of this call's address", async () => {
    expect(await accepts(sign(signed))).toBe(true);
  });

  test.each([
    ["the https scheme", sign(`https://relay.example.com/relay/${callSid}`)],
    ["the ws scheme", sign(`ws://relay.example.com/relay/${callSid}`)],
    ["another host", sign(`wss://relay.example.org/relay/${callSid}`)],
    ["another path", sign(`wss://relay.example.com/${callSid}`)],
    ["another call", sign(`wss://relay.example.com/relay/${otherCall}`)],
    ["a trailing slash", sign(`${signed}/`)],
    ["a longer path", sign(`${signed}/x`)],
    ["a query that was not asked for", sign(`${signed}?a=b`)],
    ["the path and what would be a parameter", sign(signed, { a: "b" })],
    ["another account's token", sign(signed, {}, "f".repeat(32))],
    ["an empty token", sign(signed, {}, "")],
    ["nothing", null],
    ["an empty header", ""],
    ["a blank header", "   "],
    ["bytes that are not base64", "@@@@@@@@@@@@@@@@@@@@@@@@@@@="],
    ["base64 of too few bytes", "AAAA"],
    ["base64 of too many bytes", btoa("x".repeat(21))],
    ["10 kB of letters", "A".repeat(10_240)],
    ["10 kB that begin with the signature", sign(signed).padEnd(10_240, "A")],
    ["the signature twice", `${sign(signed)}, ${sign(signed)}`],
    ["the signature with a line end", `${sign(signed)}\n`],
    ["the signature without its padding", sign(signed).slice(0, -1)],
  ])("and not with a signature of %s", async (_what, signature) => {
    expect(await accepts(signature)).toBe(false);
  });

  test("and nobody without a token to check against", async () => {
    for (const tokens of [[], [""]]) {
      expect(await signedByTwilio({ tokens, signature: sign(signed, {}, ""), url: seen })).toBe(false);
      expect(await signedByTwilio({ tokens, signature: sign(signed), url: seen })).toBe(false);
    }
  });
});

test("while tokens are rotated, both are good and a third is not", async () => {
  const [old, next] = ["a".repeat(32), "b".repeat(32)];
  const check = (key: string) =>
    signedByTwilio({ tokens: [old, next], signature: sign(signed, {}, key), url: seen });

  expect([await check(old), await check(next), await check(token)]).toEqual([true, true, false]);
});

test("a signature is good in one spelling only, as in Twilio's validator", async () => {
  const good = sign(signed);
  const lastLetter = good.charCodeAt(26);
  const sameBytes = `${good.slice(0, 26)}${String.fromCharCode(lastLetter + 1)}=`;

  expect(atob(sameBytes)).toBe(atob(good));
  expect(validateRequest(token, sameBytes, signed, {})).toBe(false);
  expect(await accepts(sameBytes)).toBe(false);
});

test("on any path, and with any change of one character, it decides as Twilio's validator does", async () => {
  const path = fc.stringMatching(/^(\/[\w.~!$&'()*+,;=:@%-]{0,12}){0,4}$/);
  const host = fc.constantFrom("relay.example.com", "xn--bcher-kva.example", "10.0.0.7", "[2001:db8::7]");
  await fc.assert(
    fc.asyncProperty(host, path, fc.nat(27), fc.constantFrom(..."Aa0+/="), async (name, rest, at, letter) => {
      const url = `wss://${name}${rest || "/"}`;
      const good = sign(url);
      const changed = good.slice(0, at) + letter + good.slice(at + 1);
      expect(await accepts(good, url.replace("wss", "https"))).toBe(true);
      expect(await accepts(changed, url)).toBe(validateRequest(token, changed, url, {}));
    }),
    { numRuns: 300 },
  );
});

describe("the address that was signed", () => {
  test("has a trailing slash at the root of the host", () => {
    expect(signedUrlCandidates("https://relay.example.com")).toEqual([
      "wss://relay.example.com/",
      "wss://relay.example.com:443/",
    ]);
  });

  test("may have the port or not, whatever the port is", async () => {
    const withPort = `http://relay.example.com:8443/relay/${callSid}`;

    expect(await accepts(sign(`wss://relay.example.com:8443/relay/${callSid}`), withPort)).toBe(true);
    expect(await accepts(sign(signed), withPort)).toBe(true);
    expect(await accepts(sign(`wss://relay.example.com:443/relay/${callSid}`))).toBe(true);
    expect(await accepts(sign(`wss://relay.example.com:80/relay/${callSid}`))).toBe(false);
    expect(await accepts(sign(`wss://relay.example.com:9000/relay/${callSid}`), withPort)).toBe(false);
  });

  test("keeps an IPv6 host whole", () => {
    expect(signedUrlCandidates("http://[::1]:8787/a")).toEqual(["wss://[::1]:8787/a", "wss://[::1]/a"]);
    expect(signedUrlCandidates("http://[::1]/a")).toEqual(["wss://[::1]/a", "wss://[::1]:443/a"]);
  });

  test("keeps a path as it is written", async () => {
    const odd = "relay.example.com/rel'ay/%7Ecall/a%20b";

    expect(await accepts(sign(`wss://${odd}`), `https://${odd}`)).toBe(true);
  });

  test("has its query inside", async () => {
    const url = "https://relay.example.com/ws?b=2&a=x%20y&b=1&b=2";

    expect(await accepts(sign("wss://relay.example.com/ws?b=2&a=x%20y&b=1&b=2"), url)).toBe(true);
    expect(await accepts(sign("wss://relay.example.com/ws"), url)).toBe(false);
  });

  test("M6: has no piece of itself as a query: one call's signature opens no other", async () => {
    const good = sign(signed);
    for (let cut = seen.length - 34; cut < seen.length; cut++) {
      const [path, rest] = [seen.slice(0, cut), seen.slice(cut)];
      for (const query of [rest, `${rest}=`, `${rest[0]}=${rest.slice(1)}`, `=${rest}`])
        expect(await accepts(good, `${path}?${query}`)).toBe(false);
    }
  });

  test("is the public one with the CallSid behind it, where RELAY_URL is set", async () => {
    const inside = `http://127.0.0.1:8787/relay/${callSid}`;

    for (const open of ["wss://voice.example.com/eu/relay", "wss://voice.example.com/eu/relay/"]) {
      expect(await accepts(sign(`wss://voice.example.com/eu/relay/${callSid}`), inside, open)).toBe(true);
      expect(await accepts(sign(`wss://voice.example.com/eu/relay/${otherCall}`), inside, open)).toBe(false);
      expect(await accepts(sign(`wss://127.0.0.1:8787/relay/${callSid}`), inside, open)).toBe(false);
    }
    expect(await accepts(sign(`wss://voice.example.com/${callSid}`), inside, "wss://voice.example.com")).toBe(
      true,
    );
  });

  test.each([
    "relay.example.com/relay",
    "wss:///relay",
    "wss://user@relay.example.com/relay",
    "wss://relay example",
  ])("cannot be told from a RELAY_URL that is no address, which is said (%s)", async (open) => {
    await expect(accepts(sign(signed), seen, open)).rejects.toThrow(
      `RELAY_URL "${open}": write it as wss://host/path.`,
    );
  });
});
