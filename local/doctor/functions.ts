import type { Variables } from "../setup/variables.ts";
import { signature } from "../twilio/signature.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { reason } from "./relay.ts";
import { usable } from "./variables.ts";

const DEADLINE_MS = 15_000;
const PART = "Functions";
const NOT_A_CALL = `CA${"0".repeat(32)}`;

/** The Functions answer a call with TwiML that leads to the Worker. No call is made, and nothing is stored of this. */
export async function checkFunctions(variables: Variables): Promise<readonly Finding[]> {
  const { TWILIO_AUTH_TOKEN, TWILIO_ACCOUNT_SID = "" } = variables;
  const functionsUrl = usable(variables, "FUNCTIONS_URL");
  if (!functionsUrl)
    return [
      notChecked(
        PART,
        "whether they answer a call",
        "set FUNCTIONS_URL, or use --functions https://SERVICE.twil.io",
      ),
    ];
  const token = TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean);
  if (!token)
    return [notChecked(PART, "whether they answer a call", "set TWILIO_AUTH_TOKEN: they want a signature")];

  const url = String(new URL("/voice/incoming", functionsUrl));
  const params = {
    AccountSid: TWILIO_ACCOUNT_SID,
    CallSid: NOT_A_CALL,
    From: "+15550100001",
    To: "+15550100002",
    CallStatus: "ringing",
    Direction: "inbound",
  };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-Twilio-Signature": signature(token, url, params) },
      body: new URLSearchParams(params),
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return [verdict(url, response, await response.text(), usable(variables, "RELAY_URL"))];
  } catch (error) {
    return [
      problem(
        PART,
        `${url} does not answer (${reason(error)})`,
        "deploy them, and compare FUNCTIONS_URL with the domain that was printed",
      ),
    ];
  }
}

function verdict(url: string, response: Response, body: string, relayUrl: string | undefined): Finding {
  const type = response.headers.get("content-type") ?? "nothing";
  if (response.status === 403)
    return problem(
      PART,
      `${url} refuses a request signed with TWILIO_AUTH_TOKEN`,
      "they run in another account: use that one's primary auth token",
    );
  if (response.status === 404)
    return problem(PART, `${url} is not there`, "deploy the Functions: npm run deploy");
  if (!response.ok || !body.includes("<Response"))
    return problem(
      PART,
      `${url} answers ${response.status} and no TwiML`,
      "see their log in Twilio's console",
    );
  if (!/^(text|application)\/xml/.test(type))
    return problem(
      PART,
      `${url} answers TwiML as ${type}, which Twilio does not run`,
      "deploy the Functions again: npm run deploy",
    );
  const relay = /<ConversationRelay[^>]*\burl="([^"]+)"/.exec(body)?.[1];
  if (!relay)
    return problem(
      PART,
      `${url} answers, and does not connect the call to the agent`,
      "set RELAY_URL for the Functions",
    );
  if (relayUrl && !relay.startsWith(relayUrl.replace(/\/+$/, "")))
    return warning(
      PART,
      `${url} connects calls to ${new URL(relay).host}, which is not RELAY_URL here`,
      "set the same RELAY_URL for the Functions",
    );
  return ok(PART, `${url} connects a call to the agent`);
}
