import { checkConsoleLink } from "../../adapters/console-link.ts";
import { operatorId, signOperatorToken } from "../../adapters/operator-token.ts";
import { ledgerOf } from "../../config.ts";
import { consoleLog } from "../../log.ts";
import type { Asked } from "../asked.ts";
import { accessOf, isKnocking, isOwnOrigin, REFUSALS, tooMany } from "../door.ts";
import { setCookie } from "./cookie.ts";
import { doorPage, pageHeaders, signInPage } from "./pages.ts";

/**
 * `GET /console/enter?…`: whoever opens the link is signed in, and the link is used up.
 *
 * What only looks at the link must not use it up: a browser that loads ahead, and the programs that show a preview of it
 * in a chat. Those say what they are, and get a page with a button, which asks by POST. So does a browser that comes from
 * another site, since the cookie (`SameSite=Strict`) would not reach the console by a redirect from there.
 */
export async function enter(asked: Asked): Promise<Response> {
  const { request, url, env, config } = asked;
  if (accessOf(config)) return signInPage(url, ...REFUSALS.no_access);
  if (request.method === "POST" && request.headers.has("Origin") && !isOwnOrigin(request))
    return signInPage(url, ...REFUSALS.cross_origin);
  const verdict = await checkConsoleLink(config.TWILIO_AUTH_TOKEN, url.searchParams, Date.now());
  if (!verdict.ok) {
    if (await isKnocking(request, env)) return tooMany();
    consoleLog({})("operator.refused", { reason: verdict.reason, wanted: "console" });
    return signInPage(url, verdict.reason === "expired" ? 401 : 403, WORDS[verdict.reason]);
  }
  if (request.method !== "POST" && !isNavigation(request)) return doorPage(url, 200, BUTTON);
  const { signsIn, expiresAtMs } = verdict;
  const ledger = ledgerOf(env, config);
  if (!ledger) return signInPage(url, 503, WORDS.no_ledger);
  let isFirst: boolean;
  try {
    // biome-ignore lint/correctness/useHookAtTopLevel: a method of the ledger, and no hook of React
    isFirst = await ledger.useOnce(signsIn.nonce, expiresAtMs);
  } catch (cause) {
    consoleLog({})("ledger.unreachable", { wanted: "console" }, cause);
    return signInPage(url, 503, WORDS.no_answer);
  }
  if (!isFirst) {
    if (await isKnocking(request, env)) return tooMany();
    consoleLog({})("operator.refused", { reason: "used", wanted: "console" });
    return signInPage(url, 403, WORDS.used);
  }
  const forS = signsIn.hours * 3_600;
  const id = operatorId(crypto.randomUUID().replaceAll("-", ""), signsIn.name);
  const expiresAt = Math.floor(Date.now() / 1_000) + forS;
  const token = await signOperatorToken(config.TWILIO_AUTH_TOKEN[0] ?? "", {
    role: signsIn.role,
    expiresAt,
    id,
  });
  consoleLog({})("operator.signed_in", { by: id, role: signsIn.role });
  asked.note(`signed_in ${signsIn.role}`, undefined, id);
  return new Response(null, {
    status: 303,
    headers: { ...pageHeaders(url), location: "/console", "set-cookie": setCookie(url, token, forS) },
  });
}

const WORDS = {
  bad_link: "This link is none of this Worker's: it is not whole, or was signed with another auth token.",
  expired: "This link has expired.",
  used: "This link was used already, and works once.",
  no_ledger:
    "LEDGER is not bound, so that nobody knows whether this link was used: deploy with the bindings of wrangler.toml. A token works without: npm run console -- --token.",
  no_answer: "What remembers the links that were used does not answer. Try again: the link is not used up.",
};

const BUTTON = `<h1>Baton console</h1>
<form method="post"><button autofocus>Sign in</button></form>`;

/** Programs that fetch a link in order to show a preview of it, by the names that they give themselves. */
const PREVIEWS = /bot\b|preview|facebookexternalhit|whatsapp|crawler|spider/i;

/** Whether somebody goes there, by all that a browser says. */
function isNavigation({ method, headers }: Request): boolean {
  const ahead = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ""),
  );
  const site = headers.get("Sec-Fetch-Site") ?? "none";
  const to = headers.get("Sec-Fetch-Dest") ?? "document";
  return (
    method === "GET" &&
    !ahead &&
    site !== "cross-site" &&
    to === "document" &&
    !PREVIEWS.test(headers.get("User-Agent") ?? "")
  );
}

/** `POST /console/leave`. */
export const leave = ({ url, note }: Asked): Response => {
  note("signed_out");
  return new Response(null, {
    status: 303,
    headers: { ...pageHeaders(url), location: "/console", "set-cookie": setCookie(url, "", 0) },
  });
};
