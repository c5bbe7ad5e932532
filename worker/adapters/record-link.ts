import { checkLink, type LinkVerdict, signLink } from "../protocol/signed/signed-link.ts";

/** The link to a call's full transcript. */

/** @param origin - such as `https://host`. @param expiresAt - epoch seconds. */
export const signRecordLink = async (
  token: string,
  origin: string,
  callSid: string,
  expiresAt: number,
): Promise<string> =>
  `${origin}/api/calls/${callSid}/record${await signLink("record", token, callSid, expiresAt)}`;

export const checkRecordLink = (
  tokens: readonly string[],
  callSid: string,
  query: URLSearchParams,
  nowMs: number,
): Promise<LinkVerdict> => checkLink("record", tokens, callSid, query, nowMs);

/** A call's link, signed with the first token, for as long as a call is kept. @param nowMs - epoch milliseconds. */
export async function recordLink(
  settings: {
    readonly TWILIO_AUTH_TOKEN: readonly string[];
    readonly RELAY_URL?: string | undefined;
    readonly RETENTION_HOURS: number;
  },
  requestOrigin: string,
  callSid: string,
  nowMs: number,
): Promise<{ readonly url: string; readonly expiresAt: number } | undefined> {
  const { TWILIO_AUTH_TOKEN, RELAY_URL, RETENTION_HOURS } = settings;
  const [token] = TWILIO_AUTH_TOKEN;
  if (!token) return undefined;
  const origin = RELAY_URL ? new URL(RELAY_URL.replace(/^ws/, "http")).origin : requestOrigin;
  const expiresAt = Math.floor(nowMs / 1_000) + RETENTION_HOURS * 3_600;
  return { url: await signRecordLink(token, origin, callSid, expiresAt), expiresAt };
}
