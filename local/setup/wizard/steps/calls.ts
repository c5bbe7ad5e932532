import { isSetTo, numberOf, setNumber, settingsFor } from "../phone-numbers.ts";
import { accountIn, type Setup, type Step } from "../setup.ts";

/** The number's calls go to the Functions, and to their fallback when those fail. */
export const callsStep: Step = {
  name: "calls",
  async look(setup) {
    const { number } = setup.known;
    const { functions, bypassed } = await setup.record.read();
    // By npm run bypass, which also leads them back: the setup would put an end to an emergency.
    if (bypassed?.some(({ sid }) => sid === number?.sid)) return [];
    if (number?.sid && functions?.domain) {
      const { settings } = await numberOf(accountIn(setup).api, number.sid);
      if (isSetTo(settings, settingsFor(functions.domain))) return [];
    }
    const to = functions?.domain ? `https://${functions.domain}` : "the Functions";
    const instead = number?.takenFrom.length ? `, and not to ${number.takenFrom.join(" or ")} any more` : "";
    return [`${number?.phoneNumber} sends its calls to ${to}${instead}`];
  },
  async apply(setup) {
    const { number, domain } = await wired(setup);
    const { api } = accountIn(setup);
    const wanted = settingsFor(domain);
    const { settings: now } = await numberOf(api, number.sid);
    // Kept before it is gone; a run that went on after the change finds ours there, which is no way back.
    if (!number.before && !isSetTo(now, wanted))
      await setup.record.write({ number: { ...number, before: now } });
    await setNumber(api, number.sid, wanted);
    return `${number.phoneNumber} sends its calls to ${wanted.voiceUrl}`;
  },
};

async function wired({ record }: Setup) {
  const { number, functions } = await record.read();
  if (!number || !functions?.domain) throw new Error("The Functions are not deployed yet.");
  return { number, domain: functions.domain };
}
