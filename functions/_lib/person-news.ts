import { type PersonNews, personSubject } from "../../worker/protocol/console/person-news.ts";
import { signLink } from "../../worker/protocol/signed/signed-link.ts";
import { workerOrigin } from "./worker-address.ts";

/**
 * Milliseconds that the caller's TwiML may wait for it: a Function may be stopped once it has answered, so that what is on
 * its way then may never arrive. A Worker that is there takes a fraction of it.
 */
const WAIT_MS = 150;
/** Nobody waits for it any more. Milliseconds. */
const DEADLINE_MS = 2_000;
/** Seconds for which what was signed may be told, so that the two clocks may differ by minutes. */
const VALID_S = 600;

export type Told = "told" | "late" | "refused" | "unreachable";

/** Tells the Worker what becomes of a call that waits for a person. Never throws, and answers within `WAIT_MS`. */
export async function tellOfPerson(
  to: { readonly relayUrl: string; readonly authToken: string; readonly callSid: string },
  news: PersonNews,
): Promise<Told> {
  const telling = tell(to, news).catch((): Told => "unreachable");
  const { promise: late, resolve } = Promise.withResolvers<Told>();
  const timer = setTimeout(() => resolve("late"), WAIT_MS);
  const told = await Promise.race([telling, late]);
  clearTimeout(timer);
  return told;
}

async function tell(
  { relayUrl, authToken, callSid }: Parameters<typeof tellOfPerson>[0],
  news: PersonNews,
): Promise<Told> {
  const body = JSON.stringify(news);
  const expiresAt = Math.floor(news.at / 1_000) + VALID_S;
  const query = await signLink("person", authToken, personSubject(callSid, body), expiresAt);
  const response = await fetch(`${workerOrigin(relayUrl)}/api/calls/${callSid}/person${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  await response.body?.cancel();
  return response.ok ? "told" : "refused";
}
