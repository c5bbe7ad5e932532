import { UsageError } from "../../../commands/command.ts";
import type { InstallationRecord } from "../../../operate/record.ts";
import { REGION } from "../access/twilio.ts";
import { buyNumber, numbersOf, offeredIn, type PhoneNumber, regionOfCalls } from "../phone-numbers.ts";
import { accountIn, type ChosenNumber, nameIn, type Setup, type Step } from "../setup.ts";

/** As many as fit a screen. */
const SHOWN = 20;

/** What Twilio puts on a number that nobody has set up. */
const UNUSED = /^https:\/\/demo\.twilio\.com\//;

/** Which number the agent answers: one of the account's, or a new one. */
export const numberStep: Step = {
  name: "number",
  async settle(setup) {
    const account = accountIn(setup);
    const numbers = await numbersOf(account.api);
    const chosen = await choose(setup, numbers);
    if (!chosen) {
      const country = await countryOf(setup, numbers.length);
      setup.known.number = { ...(await offeredIn(account, country)), sid: undefined, takenFrom: [] };
      return;
    }
    if (!chosen.takesCalls)
      throw new Error(`${chosen.phoneNumber} takes no calls: choose another with --number +….`);
    const region = await regionOfCalls(account.api, chosen.phoneNumber);
    if (region !== undefined && region !== REGION)
      throw new Error(
        `Calls to ${chosen.phoneNumber} are processed in region ${region}: route the number to ${REGION} in the console, or choose another with --number +…. The setup works in ${REGION} alone, as Flex is there.`,
      );
    setup.known.number = {
      sid: chosen.sid,
      phoneNumber: chosen.phoneNumber,
      takenFrom: await takenFrom(setup, chosen),
    };
    await askToTake(setup, setup.known.number);
  },
  async look(setup) {
    const { number } = setup.known;
    const { number: kept } = await setup.record.read();
    if (number && number.sid === undefined)
      return [`buy ${number.phoneNumber}${number.price ? `, ${number.price} a month` : ""}`];
    if (number?.sid === kept?.sid) return [];
    const left = kept && `; ${kept.phoneNumber} stays as it is`;
    return [`${number?.phoneNumber} is the agent's${left ?? ""}`];
  },
  async apply(setup) {
    const { number } = setup.known;
    if (!number) throw new Error("No number was chosen.");
    let { sid, phoneNumber } = number;
    if (sid === undefined) {
      ({ sid, phoneNumber } = await buyNumber(accountIn(setup).api, phoneNumber, nameIn(setup.env)));
      setup.known.number = { ...number, sid, phoneNumber };
    }
    const { number: before, otherNumbers = [] } = await setup.record.read();
    // A number that was ours before comes with the way back that it had.
    const known = otherNumbers.find((other) => other.sid === sid);
    const others = [...otherNumbers, ...(before ? [before] : [])].filter((other) => other.sid !== sid);
    await setup.record.write({
      number: known ?? { sid, phoneNumber },
      ...((others.length > 0 || known) && { otherNumbers: others }),
    });
    return `${phoneNumber} is the agent's`;
  },
};

/** @returns undefined where one is to be bought. */
async function choose(setup: Setup, numbers: readonly PhoneNumber[]): Promise<PhoneNumber | undefined> {
  const { options, env, record, ask, say } = setup;
  const { number: kept } = await record.read();
  if (options.number) {
    const named = numbers.find(({ phoneNumber }) => phoneNumber === options.number);
    if (named) return named;
    throw new Error(`${options.number} is not in the account. ${listed(numbers)}`);
  }
  if (kept) {
    const same = numbers.find(({ sid }) => sid === kept.sid);
    if (same) return same;
    throw new Error(
      `${kept.phoneNumber}, which this installation answers, is not in the account any more: choose another with --number +…. ${listed(numbers)}`,
    );
  }
  // Bought by a run that was broken off before it could write it down.
  const bought = numbers.find(({ friendlyName }) => friendlyName === nameIn(env));
  if (bought) return bought;
  const [only] = numbers;
  if (options.buy || !only) return undefined;
  if (numbers.length === 1 && !ask) return only;
  if (!ask) throw new UsageError(`Say which number the agent answers: --number +…. ${listed(numbers)}`);
  say("\nNumbers of the account");
  for (const [i, { phoneNumber, settings }] of numbers.slice(0, SHOWN).entries())
    say(
      `  ${String(i + 1).padStart(2)}  ${phoneNumber}  ${UNUSED.test(settings.voiceUrl) ? "" : settings.voiceUrl}`.trimEnd(),
    );
  if (numbers.length > SHOWN) say(`  and ${numbers.length - SHOWN} more`);
  for (;;) {
    const answer =
      (await ask.text(`Which does the agent answer? 1 to ${Math.min(numbers.length, SHOWN)}, or +…:`)) || "1";
    const found =
      numbers.find(({ phoneNumber }) => phoneNumber === answer) ??
      // What is not shown is chosen by its digits.
      numbers.slice(0, SHOWN)[Number(answer) - 1];
    if (found) return found;
  }
}

function listed(numbers: readonly PhoneNumber[]): string {
  if (numbers.length === 0) return "It has none: --buy US buys one.";
  const names = numbers.slice(0, SHOWN).map(({ phoneNumber }) => phoneNumber);
  const more = numbers.length > SHOWN ? `, and ${numbers.length - SHOWN} more` : "";
  return `It has ${names.join(", ")}${more}.`;
}

async function countryOf({ options, ask }: Setup, have: number): Promise<string> {
  const why = have === 0 ? "The account has no number." : "";
  if (!options.buy && !ask)
    throw new UsageError(`${why} Add --buy US, or another country, to buy one.`.trim());
  const country =
    (options.buy ?? (await ask?.text(`${why} Of which country shall one be bought (US)?`)) ?? "") || "US";
  if (/^[A-Za-z]{2}$/.test(country)) return country.toUpperCase();
  throw new UsageError(`"${country}" is no country: write two letters, as in --buy US.`);
}

const isBypassed = (bypassed: InstallationRecord["bypassed"], sid: string): boolean =>
  bypassed?.some((each) => each.sid === sid) ?? false;

/** What answers the number's calls now and is not this installation, in words. */
async function takenFrom(setup: Setup, { sid, settings }: PhoneNumber): Promise<readonly string[]> {
  const { functions, bypassed } = await setup.record.read();
  // Ours, and led past the agent for the time being.
  if (isBypassed(bypassed, sid)) return [];
  const ours = functions?.domain ? `https://${functions.domain}/` : undefined;
  const others = await setup.record.others();
  const { voiceUrl, voiceApplicationSid, trunkSid, voiceReceiveMode } = settings;
  const other = others.find(({ number }) => number?.sid === sid);
  return [
    ...(other ? [`installation "${other.env}"`] : []),
    ...(trunkSid ? [`SIP trunk ${trunkSid}`] : []),
    ...(voiceApplicationSid ? [`TwiML App ${voiceApplicationSid}`] : []),
    ...(voiceReceiveMode === "fax" ? ["a fax"] : []),
    ...(voiceUrl && !UNUSED.test(voiceUrl) && !(ours && voiceUrl.startsWith(ours))
      ? [
          `${voiceUrl}${voiceUrl.endsWith("/voice/incoming") ? ", which looks like another installation" : ""}`,
        ]
      : []),
  ];
}

/** `--yes` is not enough: it could take a number from people who are on the phone. */
async function askToTake({ options, ask, record }: Setup, number: ChosenNumber): Promise<void> {
  if (number.takenFrom.length === 0 || options.take) return;
  const who = `${number.phoneNumber} is answered by ${number.takenFrom.join(", and by ")} now.`;
  if (!ask) throw new UsageError(`${who} Add --take to take it, or choose another with --number +….`);
  const question = `${who}\nTake it? What is there now is kept in ${record.name} for the way back.`;
  if (!(await ask.yes(question, false)))
    throw new Error("Nothing was changed. Choose another number with --number +…, or buy one with --buy US.");
}
