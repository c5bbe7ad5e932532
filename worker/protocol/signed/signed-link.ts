import { isSigned, sign } from "./signed.ts";

/**
 * A link that is its own permission: it names what it is for, expires, and is signed with a key derived from the
 * auth token, so that nothing but the Worker's own secret is needed to make and to check one.
 */

/** What a link may be for: each has keys of its own, so that none passes for another. */
export type LinkPurpose = "record" | "doctor" | "console" | "person" | "answer";

const label = (purpose: LinkPurpose): string => `baton ${purpose} link`;

/**
 * @param subject - what the link opens, such as a CallSid.
 * @param expiresAt - epoch seconds.
 * @returns the query to put behind the address.
 */
export async function signLink(
  purpose: LinkPurpose,
  token: string,
  subject: string,
  expiresAt: number,
): Promise<string> {
  const signature = await sign(token, label(purpose), `${subject}|${expiresAt}`);
  return `?expires=${expiresAt}&signature=${signature}`;
}

export type LinkVerdict = "valid" | "expired" | "bad_signature";

/** Checks against every current token before it looks at the date. */
export async function checkLink(
  purpose: LinkPurpose,
  tokens: readonly string[],
  subject: string,
  query: URLSearchParams,
  nowMs: number,
): Promise<LinkVerdict> {
  const expires = query.get("expires") ?? "";
  if (!/^\d{10}$/.test(expires)) return "bad_signature";
  const signature = query.get("signature") ?? "";
  if (!(await isSigned(tokens, label(purpose), `${subject}|${expires}`, signature))) return "bad_signature";
  return Number(expires) * 1000 > nowMs ? "valid" : "expired";
}
