/**
 * `X-Twilio-Signature` of a websocket handshake: base64 of HMAC-SHA1, keyed with the auth token, over the `wss://`
 * address that stands in the TwiML. WebCrypto, because the `twilio` package is 536 KiB gzip in a Worker; a test
 * holds the two against each other.
 *
 * A fit proves the address only. What `setup` says of the call has to be compared with the path.
 */

interface SignedRequest {
  /** Auth tokens of the account; more than one while they are being rotated. None refuses everything. */
  readonly tokens: readonly string[];
  /** The header as it came. */
  readonly signature: string | null;
  /** Address of the request, of any scheme: a Worker sees `https://` where Twilio signed `wss://`. */
  readonly url: string;
  /** `RELAY_URL`, where callers reach the Worker by another host or path than the request shows. */
  readonly publicUrl?: string | undefined;
}

/** 20 bytes in base64, in the one spelling Twilio uses: the four spare bits are zero. */
const SIGNATURE = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;

const encoder = new TextEncoder();

/**
 * Whether Twilio signed this handshake. Compared in constant time; what cannot be a signature is refused unread.
 *
 * @throws TypeError when `publicUrl` is not an address; see `signedUrlCandidates`.
 */
export async function signedByTwilio({ tokens, signature, url, publicUrl }: SignedRequest): Promise<boolean> {
  const candidates = signedUrlCandidates(url, publicUrl);
  if (signature === null || !SIGNATURE.test(signature)) return false;
  const mac = Uint8Array.from(atob(signature), (c) => c.charCodeAt(0));
  const checks = tokens.filter(Boolean).map(async (token) => {
    const key = await crypto.subtle.importKey(
      "raw",
      encoder.encode(token),
      { name: "HMAC", hash: "SHA-1" },
      false,
      ["verify"],
    );
    return Promise.all(
      candidates.map((text) => crypto.subtle.verify("HMAC", key, mac, encoder.encode(text))),
    );
  });
  return (await Promise.all(checks)).flat().includes(true);
}

/**
 * The strings Twilio may have signed for a handshake. The path is kept character by character and the scheme is
 * always `wss`; forms differ only where the platform's own sources do:
 *
 * - the port as given, and none (or `:443` where none is given);
 * - a query as part of the address, and as sorted parameters behind it, which is what Twilio's Agent Connect does.
 *
 * At the host's root the trailing slash is part of it: `wss://host` itself never verifies.
 *
 * @param requestUrl - address the request came to.
 * @param publicUrl - `RELAY_URL`. The TwiML has the CallSid behind it, so the request's last segment is put there.
 * @throws TypeError when either is not an absolute address.
 * Source: wire recordings and the official validators (conversation relay facts, "Websocket handshake").
 */
export function signedUrlCandidates(requestUrl: string, publicUrl?: string): readonly string[] {
  const request = split(requestUrl, "Request address");
  const open = publicUrl ? split(publicUrl, "RELAY_URL") : undefined;
  const host = open?.host ?? request.host;
  const path = open
    ? open.path.replace(/\/$/, "") + request.path.slice(request.path.lastIndexOf("/"))
    : request.path;

  const hosts = [host, /:\d+$/.test(host) ? host.replace(/:\d+$/, "") : `${host}:443`];
  const query = request.query === undefined ? "" : `?${request.query}`;
  return hosts.map((h) => `wss://${h}${path}${query}`);
}

/** Not `new URL()`: it re-encodes characters, and Twilio signs them as the TwiML has them. */
function split(url: string, what: string): { host: string; path: string; query: string | undefined } {
  const [, host, path, query] =
    /^[a-z]+:\/\/([^/?#@\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/i.exec(url) ?? [];
  if (!host) throw new TypeError(`${what} "${url}": write it as wss://host/path.`);
  return { host, path: path || "/", query: query || undefined };
}
