import type { SelfReport } from "../../worker/adapters/probes/report.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { BuildStamp, STAMP } from "../operate/dist.ts";
import { releaseNow } from "../operate/release.ts";
import type { Variables } from "../setup/variables.ts";
import { signature } from "../twilio/signature.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { reason } from "./relay.ts";
import { usable } from "./variables.ts";

const DEADLINE_MS = 15_000;
const PART = "Functions";
const NOT_A_CALL = `CA${"0".repeat(32)}`;

/**
 * The Functions answer a call with TwiML that leads to the Worker, the fallback needs nothing else, the hold music is
 * there, and all is of one build. No call is made, and nothing is stored of this.
 */
export async function checkFunctions(
  variables: Variables,
  report?: SelfReport | undefined,
): Promise<readonly Finding[]> {
  const functionsUrl = usable(variables, "FUNCTIONS_URL");
  if (!functionsUrl)
    return [
      notChecked(
        PART,
        "whether they answer a call",
        "set FUNCTIONS_URL, or use --functions https://SERVICE.twil.io",
      ),
    ];
  const token = variables.TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean);
  if (!token)
    return [notChecked(PART, "whether they answer a call", "set TWILIO_AUTH_TOKEN: they want a signature")];
  const ask = (path: string) => answerOf(String(new URL(path, functionsUrl)), variables, token);
  const incoming = await ask("/voice/incoming");
  if (typeof incoming === "string" || !isTwiml(incoming)) return [verdict(incoming, variables)];
  return [
    verdict(incoming, variables),
    ...(await Promise.all([
      ask("/voice/fallback").then(fallbackVerdict),
      checkHoldMusic(functionsUrl),
      checkBuild(functionsUrl, report?.release),
    ])),
  ];
}

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** @returns the answer to a signed request; a finding's words where there is none. */
async function answerOf(
  url: string,
  { TWILIO_ACCOUNT_SID = "" }: Variables,
  token: string,
): Promise<Answer | string> {
  const params = {
    AccountSid: TWILIO_ACCOUNT_SID,
    CallSid: NOT_A_CALL,
    From: "+15550100001",
    To: "+15550100002",
    CallStatus: "ringing",
    Direction: "inbound",
  };
  try {
    return await within(DEADLINE_MS, async (signal) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { "X-Twilio-Signature": signature(token, url, params) },
        body: new URLSearchParams(params),
        redirect: "manual",
        signal,
      });
      const type = response.headers.get("content-type") ?? "nothing";
      return { url, status: response.status, type, body: await response.text() };
    });
  } catch (error) {
    return `${url} does not answer (${reason(error)})`;
  }
}

const isTwiml = ({ status, type, body }: Answer): boolean =>
  status === 200 && body.includes("<Response") && /^(text|application)\/xml/.test(type);

function fallbackVerdict(answer: Answer | string): Finding {
  const part = "Fallback";
  if (typeof answer !== "string" && isTwiml(answer)) return ok(part, `${answer.url} answers by itself`);
  const what = typeof answer === "string" ? answer : `${answer.url} answers ${answer.status} and no TwiML`;
  return problem(
    part,
    `${what}: with the agent down, the caller hears an application error`,
    "npm run deploy",
  );
}

async function checkHoldMusic(functionsUrl: string): Promise<Finding> {
  const part = "Hold music";
  const url = String(new URL("/audio/hold.wav", functionsUrl));
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(DEADLINE_MS) });
    if (response.ok && /audio/.test(response.headers.get("content-type") ?? ""))
      return ok(part, `${url} is there`);
    return problem(
      part,
      `${url} answers ${response.status}: who waits for a person hears nothing`,
      "npm run deploy",
    );
  } catch (error) {
    return problem(part, `${url} does not answer (${reason(error)})`, "npm run deploy");
  }
}

/** What a deploy has published of itself; undefined where there is none. @throws the reason why nothing answers. */
export async function stampAt(functionsUrl: string): Promise<BuildStamp | undefined> {
  const url = String(new URL(`/${STAMP}`, functionsUrl));
  const { response, body } = await within(DEADLINE_MS, async (signal) => {
    const response = await fetch(url, { signal });
    return { response, body: await response.json().catch(() => undefined) };
  });
  const stamp = BuildStamp.safeParse(body);
  return response.ok && stamp.success ? stamp.data : undefined;
}

async function checkBuild(functionsUrl: string, worker: string | undefined): Promise<Finding> {
  const part = "Build";
  const url = String(new URL(`/${STAMP}`, functionsUrl));
  try {
    const stamp = await stampAt(functionsUrl);
    if (!stamp)
      return warning(
        part,
        `${url} is not there: the deployed Functions are of an older release`,
        "npm run deploy",
      );
    const { sha } = stamp;
    const { sha: here } = await releaseNow();
    // A release of the Worker's is what its deploy was told, as this one was.
    if (worker !== undefined && worker !== "dev" && worker !== sha)
      return warning(
        part,
        `the Functions are of ${sha}, the Worker is of ${worker}`,
        "npm run deploy brings both",
      );
    if (!here.startsWith("nogit") && sha !== here)
      return warning(
        part,
        `the Functions are of ${sha}, this tree is ${here}`,
        "npm run deploy, where that is not meant",
      );
    return ok(part, `the Functions are of ${sha}`);
  } catch (error) {
    return warning(part, `${url} does not answer (${reason(error)})`, "npm run deploy");
  }
}

function verdict(answer: Answer | string, variables: Variables): Finding {
  if (typeof answer === "string")
    return problem(PART, answer, "deploy them, and compare FUNCTIONS_URL with the domain that was printed");
  const { url, status, type, body } = answer;
  const relayUrl = usable(variables, "RELAY_URL");
  if (status === 403)
    return problem(
      PART,
      `${url} refuses a request signed with TWILIO_AUTH_TOKEN`,
      "they run in another account: use that one's primary auth token",
    );
  if (status === 404) return problem(PART, `${url} is not there`, "deploy the Functions: npm run deploy");
  if (status !== 200 || !body.includes("<Response"))
    return problem(PART, `${url} answers ${status} and no TwiML`, "see their log in Twilio's console");
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
