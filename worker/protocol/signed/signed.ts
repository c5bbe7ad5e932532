import { hexOf } from "../digest.ts";

/**
 * What only whoever has the account's auth token can have written: HMAC-SHA256 by a key derived from the token, with a
 * label of its own for each use, so that a signature for one is none for another.
 */

const encoder = new TextEncoder();

const keyFor = (token: string, label: string) =>
  crypto.subtle.importKey(
    "raw",
    encoder.encode(`${label}|${token}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

/** @returns 64 lower-case hexadecimal digits. */
export async function sign(token: string, label: string, text: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await keyFor(token, label), encoder.encode(text));
  return hexOf(signature);
}

/** Whether one of the tokens has signed it. All are tried, each in constant time. */
export async function isSigned(
  tokens: readonly string[],
  label: string,
  text: string,
  signature: string,
): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (b) => Number.parseInt(b, 16));
  const fits = await Promise.all(
    tokens.map(async (token) =>
      crypto.subtle.verify("HMAC", await keyFor(token, label), bytes, encoder.encode(text)),
    ),
  );
  return fits.includes(true);
}
