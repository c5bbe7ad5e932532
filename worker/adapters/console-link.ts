import { checkLink, signLink } from "../protocol/signed/signed-link.ts";
import { OPERATOR_NAME, ROLES, type Role } from "./operator-token.ts";

/** The link that signs in to the console: it works once, and for a quarter of an hour. `npm run console` prints one. */

export const CONSOLE_PATH = "/console/enter";
export const CONSOLE_LINK_S = 15 * 60;
/** For how long a token may be asked for, hours. */
export const MAX_SIGNED_IN_HOURS = 720;

/** What whoever opens it becomes. */
export interface SignsIn {
  readonly role: Role;
  /** How long they stay signed in. */
  readonly hours: number;
  /** 16 to 32 lower-case letters and digits, which no other link has. */
  readonly nonce: string;
  /** What they are called in lists and records; nothing where nobody has said so. */
  readonly name?: string | undefined;
}

const subjectOf = ({ role, hours, nonce, name }: SignsIn): string =>
  `${role}|${hours}|${nonce}${name === undefined ? "" : `|${name}`}`;

/** @param origin - such as `https://host`. */
export async function signConsoleLink(
  token: string,
  origin: string,
  what: SignsIn,
  nowMs: number,
): Promise<string> {
  const expiresAt = Math.floor(nowMs / 1_000) + CONSOLE_LINK_S;
  const signed = await signLink("console", token, subjectOf(what), expiresAt);
  return `${origin}${CONSOLE_PATH}${signed}&role=${what.role}&hours=${what.hours}&nonce=${what.nonce}${what.name === undefined ? "" : `&name=${what.name}`}`;
}

export type ConsoleLinkVerdict =
  | { readonly ok: true; readonly signsIn: SignsIn; readonly expiresAtMs: number }
  | { readonly ok: false; readonly reason: "bad_link" | "expired" };

/** Whether it is one, and still is; whether it was used before is for the ledger. */
export async function checkConsoleLink(
  tokens: readonly string[],
  query: URLSearchParams,
  nowMs: number,
): Promise<ConsoleLinkVerdict> {
  const role = ROLES.find((known) => known === query.get("role"));
  const hours = /^\d{1,3}$/.test(query.get("hours") ?? "") ? Number(query.get("hours")) : 0;
  const nonce = query.get("nonce") ?? "";
  const name = query.get("name") ?? undefined;
  if (name !== undefined && !OPERATOR_NAME.pattern.test(name)) return { ok: false, reason: "bad_link" };
  const fits = hours >= 1 && hours <= MAX_SIGNED_IN_HOURS && /^[0-9a-z]{16,32}$/.test(nonce);
  if (!role || !fits) return { ok: false, reason: "bad_link" };
  const signsIn = { role, hours, nonce, name };
  const verdict = await checkLink("console", tokens, subjectOf(signsIn), query, nowMs);
  if (verdict === "bad_signature") return { ok: false, reason: "bad_link" };
  if (verdict === "expired") return { ok: false, reason: "expired" };
  return { ok: true, signsIn, expiresAtMs: Number(query.get("expires")) * 1_000 };
}
