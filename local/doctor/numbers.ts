import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { Agents } from "../../worker/agent/define.ts";
import { BYPASS_FLOW } from "../operate/bypass.ts";
import { hostOf, type InstallationRecord, pastTargets } from "../operate/record.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { othersThan } from "./installations.ts";

const PART = "Number";

const PhoneNumber = z.object({
  sid: z.string().nullish(),
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
 *
 * @param agents - undefined where they cannot be loaded.
 * @param records - of all installations that are known here: the account's other numbers may be theirs.
 */
export async function checkNumbers(
  account: TwilioApi,
  functionsUrl: string | undefined,
  agents: Agents | undefined,
  records: readonly InstallationRecord[] = [],
): Promise<readonly Finding[]> {
  const path = `/2010-04-01/Accounts/${account.accountSid}/IncomingPhoneNumbers.json`;
  const numbers = await account.list("api", path, "incoming_phone_numbers", PhoneNumber);
  const wanted = functionsUrl ? String(new URL("/voice/incoming", functionsUrl)) : undefined;
  const leads = ({ voice_url: url }: PhoneNumber) =>
    wanted ? url === wanted : url?.endsWith("/voice/incoming");
  const named = (number: string) => agents?.numbers.includes(number) ?? false;
  const ours = numbers.filter(leads);
  const fallback = functionsUrl && String(new URL("/voice/fallback", functionsUrl));
  const flows = await bypassFlows(account, numbers);
  const past = numbers.flatMap((number) => {
    const { phone_number: name, voice_url: url } = number;
    const by = records.find((record) => isPastBy(record, number));
    const how =
      flows?.get(url ?? "") ??
      (url && url === fallback ? "/voice/fallback" : by && `by the record of ${by.env}`);
    return how ? [{ number: name, how }] : [];
  });
  const isPast = ({ phone_number: number }: PhoneNumber) => past.some((each) => each.number === number);
  const unread = flows ? [] : numbers.filter((number) => leadsToFlow(number) && !isPast(number));
  const isUnread = (number: PhoneNumber) => unread.includes(number);
  const others = othersThan(records, functionsUrl);
  const theirs = numbers.flatMap((number) => {
    const owner = leads(number) || isPast(number) ? undefined : others.find((other) => isOf(other, number));
    return owner ? [{ number, owner }] : [];
  });
  const isTheirs = (number: PhoneNumber) => theirs.some((each) => each.number === number);
  // One on an old domain, or with a slash too many, looks right in the console.
  const nearly = numbers.filter(
    (number) =>
      !leads(number) &&
      !isPast(number) &&
      !isUnread(number) &&
      !isTheirs(number) &&
      (named(number.phone_number) || /\/voice\/incoming\/?$/.test(number.voice_url ?? "")),
  );
  const there = new Set(numbers.map(({ phone_number: number }) => number));
  const none =
    ours.length > 0 || past.length > 0 || unread.length > 0
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
    ...(unread.length > 0 ? [unreadVerdict(unread)] : []),
    ...ours.flatMap((number) => verdicts(number, agents)),
    ...theirs.map(({ number: { phone_number: number }, owner }) =>
      ok(PART, `${number} is of the installation ${owner.env} in this account`),
    ),
    ...nearly.map(({ phone_number: number, voice_url: url }) =>
      warning(
        PART,
        `${number} sends its calls to ${url || "nothing"}${wanted ? `, not to ${wanted}` : ""}`,
        "set its voice URL if its calls are meant for the agent",
      ),
    ),
    ...(agents?.numbers ?? [])
      .filter((number) => /^\+\d+$/.test(number) && !there.has(number))
      .flatMap((number) => (agents ? absent(number, agents) : [])),
  ];
}

const leadsToFlow = ({ voice_url: url }: PhoneNumber): boolean => url?.includes("/Flows/FW") ?? false;

/** Led past the agent by a command on this machine, and still there. */
const isPastBy = (
  record: InstallationRecord,
  { sid, phone_number: name, voice_url: url }: PhoneNumber,
): boolean =>
  (record.bypassed?.some((each) => each.sid === sid || each.phoneNumber === name) ?? false) &&
  pastTargets(record).includes(url ?? "");

const isOf = (other: InstallationRecord, { sid, phone_number: name, voice_url: url }: PhoneNumber): boolean =>
  hostOf(url) === other.functions?.domain ||
  pastTargets(other).includes(url ?? "") ||
  (other.number !== undefined && (other.number.sid === sid || other.number.phoneNumber === name));

const Flow = z.object({ friendly_name: z.string(), webhook_url: z.string() });

/**
 * The flows past the agent that a deploy has made, by their address; asked for only where a number leads to a flow.
 *
 * @returns undefined where they cannot be had.
 */
async function bypassFlows(
  account: TwilioApi,
  numbers: readonly PhoneNumber[],
): Promise<ReadonlyMap<string, string> | undefined> {
  if (!numbers.some(leadsToFlow)) return new Map();
  const flows = await account.list("studio", "/v2/Flows", "flows", Flow).catch((error: unknown) => {
    if (error instanceof TwilioRestError) return undefined; // a key may not read Studio
    throw error;
  });
  if (!flows) return undefined;
  const ours = flows.filter(({ friendly_name: name }) => name.startsWith(BYPASS_FLOW));
  return new Map(ours.map(({ friendly_name: name, webhook_url: url }) => [url, `flow "${name}"`]));
}

/** It may be the way past the agent, or somebody's own: whoever knows can tell by the flow's name. */
function unreadVerdict(numbers: readonly PhoneNumber[]): Finding {
  const where = numbers.map(({ phone_number: number, voice_url: url }) => `${number} goes to ${url}`);
  return notChecked(
    "Bypass",
    `whether it is on: ${where.join(", ")}, and Studio's flows cannot be read`,
    "see the flow's name in Studio; npm run bypass -- off leads back what is on by the record",
  );
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
    ? ok(
        PART,
        `${number} of ${who} is an example's number, which nobody can call: yours takes its place, in the agents' byNumber`,
      )
    : problem(
        PART,
        `${number} has an agent of its own (${who}) and is not in this account: a slip in the number sends its calls to ${agents.default.name}`,
        "correct it in the agents' byNumber, or take it out",
      );
}

/** What goes before a number's URL at Twilio, whatever the URL is. Source: IncomingPhoneNumber resource. */
function verdicts(number: PhoneNumber, agents: Agents | undefined): readonly Finding[] {
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
    : [
        ok(
          PART,
          `${name} sends its calls to ${url}${agents ? `; ${agents.forNumber(name).name} answers` : ""}`,
        ),
      ];
}
