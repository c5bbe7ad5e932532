import * as z from "zod";
import { TwilioRestError } from "../../../worker/adapters/twilio/twilio-http.ts";
import { E164 } from "../../../worker/protocol/sids.ts";
import { accountIn, type Setup } from "./setup.ts";

/** How long each thing is waited for; a test's are shorter. */
export interface TestCall {
  readonly pollMs: number;
  /** Ringing and talking. */
  readonly longestMs: number;
  /** Alerts come some time after what they are about. */
  readonly alertsMs: number;
}

export const USUAL_TEST_CALL: TestCall = { pollMs: 2_000, longestMs: 10 * 60_000, alertsMs: 20_000 };

/** Source: twilio.com/docs/voice/conversationrelay/onboarding. Which code its absence brings is not documented. */
const ONBOARDING =
  'If ConversationRelay was never used in this account: accept the "Predictive and Generative AI/ML Features Addendum" in the console (twilio.com/docs/voice/conversationrelay/onboarding), and call again';

/** Errors of a session that was going on: the account is set up for ConversationRelay. */
const SESSION_ERRORS: ReadonlySet<string> = new Set(["64104", "64105", "64107", "64108", "64111", "64112"]);

/**
 * What an alert of the test call means for an installation. The sessions' own errors come with it as far as they are
 * known. Source: reference of errors 11200, 14220 and 64101 to 64112 in Twilio's documents, and recordings.
 */
const MEANINGS: Readonly<Record<string, string>> = {
  11200: "Twilio could not fetch the Functions' answer: see their log in the console",
  12100: "the Functions' answer is no TwiML: see their log in the console",
  14220: "the workflow is not in this account's workspace: compare WORKFLOW_SID with Flex",
  64101: "a voice or language of the agent is not what Twilio knows: compare `relay` in agents/NAME/agent.ts",
  64102:
    "Twilio did not reach the Worker, or was refused: compare RELAY_URL and TWILIO_AUTH_TOKEN, npm run doctor",
  64104: "the call reached its longest duration",
  64105: "the Worker went away in the middle of the call: see its log",
  64106: "the speech provider does not take a setting of the agent: compare `relay` in agents/NAME/agent.ts",
  64107: "Twilio did not understand what the Worker sent: see its log",
  64108: "no sound arrived from the telephone",
  64109: "too many ConversationRelay sessions at once for this account",
};

const Call = z.object({ sid: z.string(), status: z.string() });
const Alert = z.object({
  error_code: z.coerce.string(),
  resource_sid: z.string().nullish(),
  alert_text: z.string().nullish(),
});

const OVER = ["completed", "busy", "failed", "no-answer", "canceled"];

/**
 * Calls the operator's own telephone, so that somebody talks to the agent, and reads what Twilio noted about it.
 *
 * @returns whether it went well; undefined when there was none.
 */
export async function offerTestCall(setup: Setup, changed: boolean): Promise<boolean | undefined> {
  const { options, ask, say, record } = setup;
  const { number, functions } = await record.read();
  if (!number || !functions?.domain) return undefined;
  const to =
    options.call ??
    (changed && ask
      ? await ask.text("\nYour own telephone, to be called by the agent now, as +…; Enter for no call:")
      : "");
  if (!to) return undefined;
  if (!E164.pattern.test(to)) {
    say(`No call: a telephone number ${E164.words}.`);
    return false;
  }
  // In a call that we make, the called number is the operator's own: the agent of ours is named (`as` of the trail).
  const { name } = setup.agents.forCall({ to: number.phoneNumber, from: to });
  const url = `https://${functions.domain}/voice/incoming?${new URLSearchParams({ as: name })}`;
  return testCall(setup, { to, from: number.phoneNumber, url, agent: name });
}

async function testCall(
  setup: Setup,
  { to, from, url, agent }: { readonly [part in "to" | "from" | "url" | "agent"]: string },
): Promise<boolean> {
  const { say, ports } = setup;
  const { api } = accountIn(setup);
  const calls = `/2010-04-01/Accounts/${api.accountSid}/Calls`;
  const { pollMs, longestMs, alertsMs } = ports.testCall;
  const startedAt = Date.now();
  let sid: string;
  try {
    const form = { To: to, From: from, Url: url, Method: "POST" };
    ({ sid } = Call.parse(await api.post("api", `${calls}.json`, form, "the call")));
  } catch (error) {
    if (!(error instanceof TwilioRestError)) throw error;
    const verify =
      "a trial calls only numbers that are verified in the console (Phone Numbers > Verified Caller IDs)";
    const geo = "calls to that country are switched off: Voice > Settings > Geo permissions in the console";
    const why = { 21219: verify, 21215: geo }[error.code ?? 0];
    say(`✗ Call  ${error.message}${why ? `\n        → ${why}` : ""}`);
    return false;
  }
  say(`  Call  ${sid} rings: answer it, and talk to ${agent}.`);

  let status = "queued";
  while (!OVER.includes(status) && Date.now() - startedAt < longestMs) {
    await pause(pollMs);
    const next = Call.parse(await api.get("api", `${calls}/${sid}.json`, "the call")).status;
    if (next !== status) say(`  Call  ${next}`);
    status = next;
  }
  const codes = await alertsOf(setup, sid, startedAt, status === "completed" ? alertsMs : pollMs);
  for (const code of codes) say(`✗ Call  error ${code}: ${meaningOf(code)}`);
  if (codes.length > 0) return false;
  if (status !== "completed") {
    say(`! Call  it ended as "${status}", and Twilio noted no error: try again, or dial ${from}`);
    return true;
  }
  say("✓ Call  it went through, and Twilio noted no error");
  return true;
}

/** @returns the codes that Twilio noted about a call, each once; looked for until one is there or time is up. */
async function alertsOf(
  setup: Setup,
  callSid: string,
  since: number,
  longestMs: number,
): Promise<readonly string[]> {
  const { api } = accountIn(setup);
  // Twilio counts alerts by whole seconds, and by its own clock.
  const start = new Date(since - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
  const path = `/v1/Alerts?LogLevel=error&StartDate=${encodeURIComponent(start)}&PageSize=20`;
  const until = Date.now() + longestMs;
  for (;;) {
    const alerts = await api.list("monitor", path, "alerts", Alert);
    const codes = alerts.filter((alert) => alert.resource_sid === callSid).map((alert) => alert.error_code);
    if (codes.length > 0 || Date.now() >= until) return [...new Set(codes)];
    await pause(setup.ports.testCall.pollMs);
  }
}

function meaningOf(code: string): string {
  const known = MEANINGS[code];
  const onboarding = /^641\d\d$/.test(code) && !SESSION_ERRORS.has(code);
  return [known ?? `see twilio.com/docs/api/errors/${code}`, ...(onboarding ? [ONBOARDING] : [])].join(". ");
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
