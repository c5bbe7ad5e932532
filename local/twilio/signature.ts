import { createHmac } from "node:crypto";

export type SignedParams = Readonly<Record<string, string>>;

/**
 * `X-Twilio-Signature` of a request: HMAC-SHA1 over the URL followed by each parameter's name and value, sorted
 * by name, in base64. Source: Twilio "Webhooks security"; vectors in the tests.
 *
 * @param url - as Twilio was told to call it, query included.
 */
export function signature(authToken: string, url: string, params: SignedParams = {}): string {
  const fields = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const signed = url + fields.map(([name, value]) => name + value).join("");
  return createHmac("sha1", authToken).update(signed, "utf8").digest("base64");
}

/**
 * Signature of a websocket handshake. Signed is the `url` of the TwiML with its `wss:` scheme; a socket at the
 * root of its host is signed with the slash (recorded). How a query is signed is not settled: Twilio's Agent
 * Connect takes its fields as parameters, other code leaves them in the URL.
 *
 * @param url - the `url` attribute; a `ws:` address, possible only on this machine, is signed as `wss:`.
 */
export function handshakeSignature(authToken: string, url: string, query: "as_params" | "in_url"): string {
  const [address = "", search] = url.replace(/^ws:/, "wss:").split(/\?(.*)/s);
  const base = /^wss:\/\/[^/]+$/.test(address) ? `${address}/` : address;
  if (search === undefined) return signature(authToken, base);
  if (query === "in_url") return signature(authToken, `${base}?${search}`);
  return signature(authToken, base, Object.fromEntries(new URLSearchParams(search)));
}
