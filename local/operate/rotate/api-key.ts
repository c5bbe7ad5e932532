import * as z from "zod";
import { TwilioRestError } from "../../../worker/adapters/twilio/twilio-http.ts";
import { addressesIn, twilioApi } from "../../setup/twilio-api.ts";
import { answers, first, mainAccount, TOKEN } from "./main-account.ts";
import type { Rotating, Secret } from "./rotation.ts";
import { send } from "./secret-version.ts";

const KEY = "TWILIO_API_KEY";
const KEY_SECRET = "TWILIO_API_SECRET";

/** Two of them are good at the same time: the old one goes when no call has it. */
export const apiKey: Secret = {
  names: [KEY, KEY_SECRET],
  phases: [
    {
      name: "begun",
      says: "Note which key is the old one (at once)",
      notes: ({ kept }) => (kept(KEY) ? { oldKeySid: kept(KEY) } : {}),
    },
    {
      name: "made",
      says: "Make another API key and keep it in the file of secrets (seconds)",
      run: async (rotating) => {
        if (await hasAnotherKey(rotating)) return;
        const api = mainAccount(rotating, first(rotating.kept(TOKEN)));
        const name = `baton ${rotating.environment.name} ${new Date().toISOString().slice(0, 10)}`;
        const made = await api.post(
          "api",
          `/2010-04-01/Accounts/${api.accountSid}/Keys.json`,
          { FriendlyName: name },
          "another API key",
        );
        const { sid, secret } = z.object({ sid: z.string(), secret: z.string() }).parse(made);
        await rotating.keep({ [KEY]: sid, [KEY_SECRET]: secret });
      },
    },
    {
      name: "sent",
      sends: true,
      says: "Give the Worker both halves of it in one version (a minute)",
      run: async (rotating) => {
        const both = { [KEY]: rotating.kept(KEY), [KEY_SECRET]: rotating.kept(KEY_SECRET) };
        await send(rotating, both, "Another API key");
      },
    },
    {
      name: "removed",
      waits: true,
      says: "Remove the old key: no call goes by it any more (seconds)",
      run: async (rotating) => {
        const { oldKeySid } = rotating.going ?? {};
        if (!oldKeySid) return;
        const api = mainAccount(rotating, first(rotating.kept(TOKEN)));
        await api
          .remove("api", `/2010-04-01/Accounts/${api.accountSid}/Keys/${oldKeySid}.json`, "the old API key")
          .catch(unlessGone);
      },
    },
  ],
};

/** Whether what is kept is another key than the old one, and whole: an earlier run was cut off after it had kept it. */
async function hasAnotherKey({ going, variables, kept, say }: Rotating): Promise<boolean> {
  const [user, password] = [kept(KEY), kept(KEY_SECRET)];
  if (!user || user === going?.oldKeySid) return false;
  const accountSid = variables.TWILIO_ACCOUNT_SID ?? "";
  const api = twilioApi({ accountSid, user, password }, addressesIn(variables));
  if (await answers(api, `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?PageSize=1`))
    return true;
  say(
    `  ! ${KEY} is ${user}, which ${KEY_SECRET} does not open: another key is made, and nobody needs that one.`,
  );
  return false;
}

const unlessGone = (error: unknown): void => {
  if (!(error instanceof TwilioRestError) || error.status !== 404) throw error;
};
