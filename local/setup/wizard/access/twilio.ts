import { TwilioRestError } from "../../../../worker/adapters/twilio/twilio-http.ts";
import { ACCOUNT_SID } from "../../../../worker/protocol/sids.ts";
import { type Finding, ok, problem, warning } from "../../../doctor/finding.ts";
import { addressesIn, twilioApi } from "../../twilio-api.ts";
import type { Variables } from "../../variables.ts";
import type { TwilioAccount } from "../setup.ts";

const PART = "Twilio";

/** The one that is worked in: Flex is there, and not in ie1; the Functions and the panel are deployed there. */
export const REGION = "us1";

export interface TwilioCheck {
  readonly findings: readonly Finding[];
  /** When it may be worked on. */
  readonly account?: TwilioAccount;
  /** The variables that another value could help. */
  readonly blame: readonly string[];
}

/** The token that counts while several are valid. */
export const tokenIn = (variables: Variables): string =>
  variables.TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean) ?? "";

/**
 * Whose account it is, and whether it can be worked on. The auth token is needed in any case, as Twilio signs with it;
 * an API key that is set is tried as well.
 */
export async function checkTwilio(variables: Variables): Promise<TwilioCheck> {
  const { TWILIO_ACCOUNT_SID: accountSid = "" } = variables;
  if (!ACCOUNT_SID.pattern.test(accountSid))
    return refused(
      "TWILIO_ACCOUNT_SID is no account SID",
      `it ${ACCOUNT_SID.words}; it stands on the first page of Twilio's console`,
      ["TWILIO_ACCOUNT_SID"],
    );
  const elsewhere = otherRegion(variables);
  if (elsewhere) return elsewhere;
  const api = twilioApi(
    { accountSid, user: accountSid, password: tokenIn(variables) },
    addressesIn(variables),
  );
  try {
    const found = await api.get("api", `/2010-04-01/Accounts/${accountSid}.json`, "the account");
    const { status, type, owner_account_sid: owner } = found;
    if (typeof status !== "string")
      return refused(
        "what answered is not Twilio's API",
        "a proxy or a sign-in page of the network is in between, or TWILIO_API_URL is wrong",
        [],
      );
    if (status !== "active") return notActive(status);
    const account: TwilioAccount = {
      api,
      name: String(found.friendly_name ?? accountSid),
      trial: type === "Trial",
    };
    const sub = typeof owner === "string" && owner !== accountSid ? `, subaccount of ${owner}` : "";
    const what = `${accountSid} "${account.name}" is active${sub}, ${account.trial ? "a trial" : "full"}, region ${REGION}`;
    const findings: Finding[] = [
      account.trial
        ? warning(
            PART,
            what,
            "a trial calls and texts only numbers that are verified in the console, and each call begins with Twilio's own announcement; upgrade it before you go live",
          )
        : ok(PART, what),
    ];
    const key = await checkKey(variables, accountSid);
    return key ? { findings: [...findings, key], blame: [] } : { findings, account, blame: [] };
  } catch (error) {
    if (!(error instanceof TwilioRestError)) throw error;
    if (error.status === 403 || error.code === 20005) return notActive("suspended");
    if (error.status === 401 || error.status === 404)
      return refused(
        `${accountSid} and TWILIO_AUTH_TOKEN are refused${codeOf(error)}`,
        `one of them is mistyped, or the token is of another account, has been replaced, or is of another region than ${REGION}`,
        ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
      );
    return refused(error.message.replace(/\.$/, ""), "try again; see status.twilio.com", []);
  }
}

/**
 * An address or a setting that leads some requests to another region and leaves the others, such as those of Flex and
 * the Functions' deploy, in the usual one. Twilio's addresses name it, as in api.dublin.ie1.twilio.com.
 */
function otherRegion(variables: Variables): TwilioCheck | undefined {
  const named = ["TWILIO_API_URL", "TWILIO_TASKROUTER_URL", "TWILIO_REGION"].map((name) => {
    const { [name]: value = "" } = variables;
    const host = URL.canParse(value) ? new URL(value).hostname : "";
    return [name, /\.([a-z]{2}\d)\.twilio\.com$/.exec(host)?.[1] ?? (host ? "" : value)] as const;
  });
  const [name, region] = named.find(([, each]) => each && each !== REGION) ?? [];
  if (!name) return undefined;
  return refused(
    `${name} names region ${region}`,
    `remove it and use the credentials of ${REGION}: the setup works there alone, as Flex is there`,
    [],
  );
}

/** @returns what is wrong with the API key that is set; undefined when nothing is, or none is set. */
async function checkKey(variables: Variables, accountSid: string): Promise<Finding | undefined> {
  const { TWILIO_API_KEY: user, TWILIO_API_SECRET: password } = variables;
  if (!user && !password) return undefined;
  if (!user || !password)
    return problem(
      PART,
      `${user ? "TWILIO_API_SECRET" : "TWILIO_API_KEY"} is not set, the other half of the API key is`,
      "set both, or none: then a key is made",
    );
  const api = twilioApi({ accountSid, user, password }, addressesIn(variables));
  try {
    // A list, because a standard key may not read the account itself.
    await api.get("api", `/2010-04-01/Accounts/${accountSid}/Messages.json?PageSize=1`, "the API key");
    return undefined;
  } catch (error) {
    if (!(error instanceof TwilioRestError) || error.status === undefined || error.status >= 500) throw error;
    return problem(
      PART,
      `the API key ${user} is refused${codeOf(error)}`,
      "it is mistyped, deleted, or of another account or region: set the right pair, or remove TWILIO_API_KEY and TWILIO_API_SECRET, and a key is made",
    );
  }
}

const codeOf = ({ status, code }: TwilioRestError): string =>
  ` with ${status}${code === undefined ? "" : `, error ${code}`}`;

const notActive = (status: string): TwilioCheck =>
  refused(
    `the account is ${status}`,
    status === "suspended"
      ? "Twilio's console says why, mostly the balance; nothing can be set up until it is active"
      : "use one that is active",
    ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
  );

const refused = (what: string, todo: string, blame: readonly string[]): TwilioCheck => ({
  findings: [problem(PART, what, todo)],
  blame,
});
