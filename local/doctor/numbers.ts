import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { Agents } from "../../worker/agent/define.ts";
import { BYPASS_FLOW } from "../operate/bypass.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const PART = "Number";

const PhoneNumber = z.object({
  phone_number: z.string(),
  voice_url: z.string().nullish(),
  voice_method: z.string().nullish(),
  voice_fallback_url: z.string().nullish(),
  voice_application_sid: z.string().nullish(),
  trunk_sid: z.string().nullish(),
  voice_receive_mode: z.string().nullish(),
  capabilities: z.looseObject({ sms: z.boolean().optional() }).nullish(),
});
type PhoneNumber = z.output<typeof PhoneNumber>;

/**
 * Every number whose calls should come here does so, and goes to the fallback when the Functions fail; every number that
 * an agent is for is in the account.
 */
export async function checkNumbers(
  account: TwilioApi,
  functionsUrl: string | undefined,
  agents: Agents,
): Promise<readonly Finding[]> {
  const path = `/2010-04-01/Accounts/${account.accountSid}/IncomingPhoneNumbers.json`;
  const numbers = await account.list("api", path, "incoming_phone_numbers", PhoneNumber);
  const wanted = functionsUrl ? String(new URL("/voice/incoming", functionsUrl)) : undefined;
  const leads = ({ voice_url: url }: PhoneNumber) =>
    wanted ? url === wanted : url?.endsWith("/voice/incoming");
  const named = (number: string) => agents.numbers.includes(number);
  const ours = numbers.filter(leads);
  const fallback = functionsUrl && String(new URL("/voice/fallback", functionsUrl));
  const flows = await bypassFlows(account, numbers);
  const past = numbers.flatMap(({ phone_number: number, voice_url: url }) => {
    const how = flows.get(url ?? "") ?? (url && url === fallback ? "/voice/fallback" : undefined);
    return how ? [{ number, how }] : [];
  });
  const isPast = ({ phone_number: number }: PhoneNumber) => past.some((each) => each.number === number);
  // One on an old domain, or with a slash too many, looks right in the console.
  const nearly = numbers.filter(
    (number) =>
      !leads(number) &&
      !isPast(number) &&
      (named(number.phone_number) || /\/voice\/incoming\/?$/.test(number.voice_url ?? "")),
  );
  const there = new Set(numbers.map(({ phone_number: number }) => number));
  const none =
    ours.length > 0 || past.length > 0
      ? []
      : [
          problem(
            PART,
            `none of the account's ${numbers.length} numbers sends its calls to ${wanted ?? "https://SERVICE.twil.io/voice/incoming"}`,
            "npm run setup wires one, or set it as the number's voice URL in Twilio's console",
          ),
        ];
  return [
    ...none,
    ...(past.length > 0 ? [bypassVerdict(past)] : []),
    ...ours.flatMap((number) => verdicts(number, agents)),
    ...nearly.map(({ phone_number: number, voice_url: url }) =>
      warning(
        PART,
        `${number} sends its calls to ${url || "nothing"}${wanted ? `, not to ${wanted}` : ""}`,
        "set its voice URL if its calls are meant for the agent",
      ),
    ),
    ...agents.numbers
      .filter((number) => /^\+\d+$/.test(number) && !there.has(number))
      .map((number) => absent(number, agents)),
  ];
}

const Flow = z.object({ friendly_name: z.string(), webhook_url: z.string() });

/** The flows past the agent that a deploy has made, by their address; asked for only where a number leads to a flow. */
async function bypassFlows(
  account: TwilioApi,
  numbers: readonly PhoneNumber[],
): Promise<ReadonlyMap<string, string>> {
  if (!numbers.some(({ voice_url: url }) => url?.includes("/Flows/FW"))) return new Map();
  const flows = await account.list("studio", "/v2/Flows", "flows", Flow).catch((error: unknown) => {
    // A key may not read Studio: then nothing is said of flows.
    if (error instanceof TwilioRestError) return [];
    throw error;
  });
  const ours = flows.filter(({ friendly_name: name }) => name.startsWith(BYPASS_FLOW));
  return new Map(ours.map(({ friendly_name: name, webhook_url: url }) => [url, `flow "${name}"`]));
}

/** Meant for the time being, and easily forgotten. */
function bypassVerdict(past: readonly { readonly number: string; readonly how: string }[]): Finding {
  const numbers = past.map(({ number }) => number).join(", ");
  const hows = [...new Set(past.map(({ how }) => how))].join(", ");
  return warning(
    "Bypass",
    `it is on: ${numbers} ${past.length === 1 ? "goes" : "go"} straight to a person (${hows})`,
    "npm run bypass -- off leads them back to the agent, with --env NAME for another environment than dev",
  );
}

/** An agent's number that the account does not have. There is no area 555: its numbers stand in examples. */
function absent(number: string, agents: Agents): Finding {
  const who = agents.forNumber(number).name;
  return number.startsWith("+1555")
    ? warning(
        PART,
        `${number} of ${who} is an example's number, which nobody can call`,
        "put yours in its place, in the agents' byNumber",
      )
    : problem(
        PART,
        `${number} has an agent of its own (${who}) and is not in this account: a slip in the number sends its calls to ${agents.default.name}`,
        "correct it in the agents' byNumber, or take it out",
      );
}

/** What goes before a number's URL at Twilio, whatever the URL is. Source: IncomingPhoneNumber resource. */
function verdicts(number: PhoneNumber, agents: Agents): readonly Finding[] {
  const { phone_number: name, voice_url: url, voice_fallback_url: fallbackUrl } = number;
  const passedOver: readonly (readonly [boolean, string, string])[] = [
    [Boolean(number.trunk_sid), "a SIP trunk", "clear its trunk"],
    [Boolean(number.voice_application_sid), "a TwiML App", "clear its application"],
    [number.voice_receive_mode === "fax", "being a fax number", "set it to receive voice"],
  ];
  const wrong = passedOver.find(([is]) => is);
  if (wrong)
    return [
      problem(
        PART,
        `${name} has ${url} and ${wrong[1]}, which goes before it: no call reaches the agent`,
        `${wrong[2]} (npm run setup does)`,
      ),
    ];
  const fallback = url?.replace(/\/incoming$/, "/fallback");
  const hints: Finding[] = [];
  if (fallbackUrl !== fallback)
    hints.push(
      warning(
        PART,
        `${name} has ${fallbackUrl ? "another" : "no"} fallback: when the Functions fail, the caller hears an application error`,
        `set its fallback URL to ${fallback}`,
      ),
    );
  if (number.voice_method === "GET")
    hints.push(
      warning(
        PART,
        `${name} asks with GET: what Twilio says of the call stands in addresses, and in their logs`,
        "set the method of its voice URL to POST",
      ),
    );
  if (number.capabilities?.sms === false)
    hints.push(
      warning(PART, `${name} cannot send messages`, "what a tool texts to a caller of it is not sent"),
    );
  return hints.length > 0
    ? hints
    : [ok(PART, `${name} sends its calls to ${url}; ${agents.forNumber(name).name} answers`)];
}
