import { Access } from "../adapters/access.ts";
import { checkOperatorToken, may, type Role } from "../adapters/operator-token.ts";
import type { Config, Env } from "../config.ts";
import { consoleLog } from "../log.ts";
import { CORS, json } from "./answer.ts";
import type { Who } from "./asked.ts";
import { cookieOf } from "./console/cookie.ts";

/** Who may ask, and how often somebody who may not. */

/**
 * Whether an address has been refused too often of late (`ratelimits` in wrangler.toml). Only refusals count, as all
 * callers come from few addresses of Twilio's. Beyond it nothing is logged: whoever knocks would fill the log.
 */
export async function isKnocking(request: Request, env: Env): Promise<boolean> {
  const counted = await env.DOOR?.limit({ key: request.headers.get("CF-Connecting-IP") ?? "" });
  return counted?.success === false;
}

export const tooMany = (): Response =>
  json(429, { error: "too_many_refusals" }, { ...CORS, "retry-after": "60" });

/** Why somebody is not let in: the status, and what to do. 401: who are you; 403: not you. */
export const REFUSALS = {
  no_token: [
    401,
    "Sign in by the link of npm run console, or send the header Authorization: Bearer TOKEN. npm run console -- --token prints one.",
  ],
  bad_token: [403, "The token is none of this Worker's: it was changed, or signed with another auth token."],
  expired: [401, "It has expired. npm run console prints a new link; with --token, a new token."],
  role: [403, "A reader's token does not do for this: npm run console -- --token --role operator."],
  no_access: [
    401,
    "This console is behind Cloudflare Access: open it at the address that Access guards. Links and tokens are not taken.",
  ],
  bad_access: [
    403,
    "What Cloudflare Access sent is not for this application: check ACCESS_TEAM and ACCESS_AUD.",
  ],
  access_unreachable: [503, "Cloudflare Access does not tell its keys: check ACCESS_TEAM, and try again."],
  cross_origin: [403, "This was asked by a page of another address. Open the console itself."],
  content_type: [415, "Send the body as Content-Type: application/json."],
} as const satisfies Readonly<Record<string, readonly [status: number, hint: string]>>;

export type Refusal = keyof typeof REFUSALS;

export type Entry =
  | { readonly ok: true; readonly token: Who }
  /** `who`: known, and may not. */
  | { readonly ok: false; readonly refusal: Response; readonly error?: Refusal; readonly who?: Who };

/** @returns who asks, where they may; else the refusal, which counts and is logged. */
export async function letIn(request: Request, env: Env, config: Config, wanted: Role): Promise<Entry> {
  const found = await whoAsks(request, config);
  if (found.ok && may(found.who.role, wanted)) return { ok: true, token: found.who };
  if (await isKnocking(request, env)) return { ok: false, refusal: tooMany() };
  const error = found.ok ? "role" : found.reason;
  consoleLog({})("operator.refused", { reason: error, wanted });
  const [status, hint] = REFUSALS[error];
  return { ok: false, refusal: json(status, { error, hint }), error, ...(found.ok && { who: found.who }) };
}

type Found = { readonly ok: true; readonly who: Who } | { readonly ok: false; readonly reason: Refusal };

/** By Access where it is set up, and by nothing else then; by a token in the header; by the cookie of the console. */
async function whoAsks(request: Request, config: Config): Promise<Found> {
  const access = accessOf(config);
  const header = request.headers.get("Authorization");
  if (access) {
    const verdict = await access.check(request.headers.get("Cf-Access-Jwt-Assertion"));
    if (!verdict.ok) return verdict;
    return fromOwnPage(request) ?? { ok: true, who: { role: "operator", id: verdict.by } };
  }
  if (header !== null) return byToken(config, header);
  const cookie = cookieOf(request);
  const found = await byToken(config, cookie === undefined ? null : `Bearer ${cookie}`);
  return (found.ok ? fromOwnPage(request) : undefined) ?? found;
}

async function byToken({ TWILIO_AUTH_TOKEN: tokens }: Config, header: string | null): Promise<Found> {
  const verdict = await checkOperatorToken(tokens, header, Date.now());
  if (!verdict.ok) return verdict;
  const { role, id, expiresAt } = verdict.token;
  return { ok: true, who: { role, id, untilMs: expiresAt * 1_000 } };
}

const SAFE = ["GET", "HEAD", "OPTIONS"];

/**
 * A browser sends the cookie by itself, whoever made it ask; where something is done, or a socket is opened, the page has
 * to be our own. SameSite alone lets in other hosts of one's own domain.
 *
 * @returns the refusal; undefined where there is none.
 */
function fromOwnPage(request: Request): Found | undefined {
  const isSocket = request.headers.get("Upgrade")?.toLowerCase() === "websocket";
  if (SAFE.includes(request.method) && !isSocket) return undefined;
  if (!isOwnOrigin(request)) return { ok: false, reason: "cross_origin" };
  // A form of another page cannot send it.
  const type = request.headers.get("Content-Type");
  const isEmpty = request.body === null || request.headers.get("Content-Length") === "0";
  const isJson = type === null ? isEmpty : /^application\/json\s*(;|$)/i.test(type);
  return isSocket || isJson ? undefined : { ok: false, reason: "content_type" };
}

/** Whether the page that asks is of this host. Browsers name it with each POST and each websocket. */
export function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("Origin");
  if (!origin || !URL.canParse(origin)) return false;
  const [page, own] = [new URL(origin), new URL(request.url)];
  // What stands before the Worker may speak to it in clear.
  return page.host === own.host && (page.protocol === own.protocol || page.protocol === "https:");
}

const known = new WeakMap<Config, Access>();

/** Cloudflare Access, where it is set up: one for as long as this process runs, as it remembers keys. */
export function accessOf(config: Config): Access | undefined {
  const { ACCESS_TEAM: team, ACCESS_AUD: audience } = config;
  if (!team || !audience) return undefined;
  const access =
    known.get(config) ?? new Access({ issuer: `https://${team}.cloudflareaccess.com`, audience });
  known.set(config, access);
  return access;
}
