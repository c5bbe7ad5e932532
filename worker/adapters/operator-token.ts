import { isSigned, sign } from "../protocol/signed/signed.ts";

/**
 * What an operator shows to the Worker: `ROLE.EXPIRES.ID.SIGNATURE`, signed with a key derived from the auth token.
 * `npm run console -- --token` prints one. Its id stands in the log beside what was done with it, and names somebody
 * only where whoever gave it out has said whom.
 */

const LABEL = "baton operator token";

/** What each role may do; `operator` also all that a reader may. */
export const ROLES = ["reader", "operator"] as const;
export type Role = (typeof ROLES)[number];

export interface OperatorToken {
  readonly role: Role;
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** 8 to 32 lower-case letters and digits; before them a name and a hyphen, as in Maya-0697843f. */
  readonly id: string;
}

/** Whom a token is given to: it goes into addresses, headers and lists as it is. */
export const OPERATOR_NAME = {
  pattern: /^[A-Za-z][A-Za-z0-9_-]{0,23}$/,
  words: "has 1 to 24 letters, digits, hyphens and underscores, a letter first, as in Maya",
} as const;

const FORM =
  /^(reader|operator)\.(\d{10})\.((?:[A-Za-z][A-Za-z0-9_-]{0,23}-)?[0-9a-z]{8,32})\.([0-9a-f]{64})$/;

/** What tells this token from others, behind the name of who has it. */
export function operatorId(random: string, name?: string): string {
  return name === undefined ? random.slice(0, 12) : `${name}-${random.slice(0, 8)}`;
}

const textOf = ({ role, expiresAt, id }: OperatorToken): string => `${role}.${expiresAt}.${id}`;

/** @param token - the account's auth token. */
export const signOperatorToken = async (token: string, what: OperatorToken): Promise<string> =>
  `${textOf(what)}.${await sign(token, LABEL, textOf(what))}`;

export type TokenVerdict =
  | { readonly ok: true; readonly token: OperatorToken }
  /** `no_token`: none was shown. `bad_token`: it is none of ours, or was changed. */
  | { readonly ok: false; readonly reason: "no_token" | "bad_token" | "expired" };

/**
 * Checks a request's `Authorization: Bearer …` against every current auth token, and then its date.
 *
 * @param header - as it came; null where there is none.
 */
export async function checkOperatorToken(
  tokens: readonly string[],
  header: string | null,
  nowMs: number,
): Promise<TokenVerdict> {
  const shown = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  if (shown === undefined) return { ok: false, reason: "no_token" };
  const [, role, expires, id = "", signature = ""] = FORM.exec(shown) ?? [];
  // The form lets no other role through.
  const token = { role: role as Role, expiresAt: Number(expires), id };
  if (role === undefined || !(await isSigned(tokens, LABEL, textOf(token), signature)))
    return { ok: false, reason: "bad_token" };
  return token.expiresAt * 1_000 > nowMs ? { ok: true, token } : { ok: false, reason: "expired" };
}

/** Whether a token of one role may do what wants the other. */
export const may = (role: Role, wanted: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(wanted);
