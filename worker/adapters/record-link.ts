/**
 * The link to a call's full transcript: it names the call, expires, and is signed with a key derived from the
 * auth token, so that nothing but the Worker's own secret is needed to make and to check one.
 */

const encoder = new TextEncoder();

const keyFor = (token: string): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "raw",
    encoder.encode(`baton record link|${token}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");

/** @param origin - such as `https://host`. @param expiresAt - epoch seconds. */
export async function signRecordLink(
  token: string,
  origin: string,
  callSid: string,
  expiresAt: number,
): Promise<string> {
  const signature = hex(
    await crypto.subtle.sign("HMAC", await keyFor(token), encoder.encode(`${callSid}|${expiresAt}`)),
  );
  return `${origin}/api/calls/${callSid}/record?expires=${expiresAt}&signature=${signature}`;
}

export type LinkVerdict = "valid" | "expired" | "bad_signature";

/** Checks against every current token, in constant time, before it looks at the date. */
export async function checkRecordLink(
  tokens: readonly string[],
  callSid: string,
  query: URLSearchParams,
  nowMs: number,
): Promise<LinkVerdict> {
  const expires = query.get("expires") ?? "";
  const signature = query.get("signature") ?? "";
  if (!/^\d{10}$/.test(expires) || !/^[0-9a-f]{64}$/.test(signature)) return "bad_signature";
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (b) => Number.parseInt(b, 16));
  const text = encoder.encode(`${callSid}|${expires}`);
  const fits = await Promise.all(
    tokens.map(async (token) => crypto.subtle.verify("HMAC", await keyFor(token), bytes, text)),
  );
  if (!fits.includes(true)) return "bad_signature";
  return Number(expires) * 1000 > nowMs ? "valid" : "expired";
}
