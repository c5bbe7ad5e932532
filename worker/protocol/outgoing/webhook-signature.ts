import { hexOf } from "../digest.ts";

const encoder = new TextEncoder();

/**
 * Headers that sign what goes to an address of the operator's: `X-Baton-Signature: v1=…` is HMAC-SHA-256, in hexadecimal,
 * over `<timestamp>.<body>`; `X-Baton-Timestamp` is in epoch seconds. Who receives should refuse old timestamps.
 */
export async function webhookSignature(
  secret: string,
  body: string,
  nowMs: number,
): Promise<Readonly<Record<"X-Baton-Timestamp" | "X-Baton-Signature", string>>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`${timestamp}.${body}`));
  return { "X-Baton-Timestamp": timestamp, "X-Baton-Signature": `v1=${hexOf(mac)}` };
}
