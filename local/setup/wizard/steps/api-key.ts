import * as z from "zod";
import { TwilioRestError } from "../../../../worker/adapters/twilio/twilio-http.ts";
import type { TwilioApi } from "../../twilio-api.ts";
import { accountIn, nameIn, type Setup, type Step } from "../setup.ts";

/** The Worker's key for what its tools and the queue ask of Twilio: it can be revoked by itself. */
export const apiKeyStep: Step = {
  name: "api key",
  async look(setup) {
    if (hasKey(setup)) return [];
    const name = nameIn(setup.env);
    const old = (await keysOf(accountIn(setup).api)).filter((key) => key.friendly_name === name);
    const others = old.map(({ sid }) => sid).join(", ");
    return [
      `make a key "${name}"${others ? `; the secret of ${others} is not here: delete it in the console if nothing uses it` : ""}`,
    ];
  },
  async apply(setup) {
    const { sid, secret } = await makeKey(accountIn(setup).api, nameIn(setup.env));
    // At once, and the secret first: Twilio never shows it again.
    await setup.variables.keep("secrets", { TWILIO_API_KEY: sid, TWILIO_API_SECRET: secret });
    await setup.record.write({ setup: { apiKeySid: sid } });
    return `${sid} is made, and stands in ${setup.variables.files.secrets}`;
  },
};

function hasKey({ variables }: Setup): boolean {
  const { TWILIO_API_KEY, TWILIO_API_SECRET } = variables.all();
  return Boolean(TWILIO_API_KEY && TWILIO_API_SECRET);
}

const Key = z.object({ sid: z.string(), friendly_name: z.string().nullish() });
const NewKey = z.object({ sid: z.string(), secret: z.string() });

const oldPath = (api: TwilioApi): string => `/2010-04-01/Accounts/${api.accountSid}/Keys.json`;

/** The newer API is not everywhere: a 404 and a 403 are answers to that. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof TwilioRestError && (error.status === 404 || error.status === 403 || error.status === 405);

/** Both APIs list the same keys. Source: `getApiKeys` of iam v1 and `key` of 2010-04-01 in twilio 6.2. */
function keysOf(api: TwilioApi): Promise<readonly z.output<typeof Key>[]> {
  return api.list("api", `${oldPath(api)}?PageSize=20`, "keys", Key);
}

/** Source: `newApiKey` of iam v1 and `newKey` of 2010-04-01 in twilio 6.2; a standard key where no type is named. */
async function makeKey(api: TwilioApi, FriendlyName: string): Promise<z.output<typeof NewKey>> {
  try {
    const form = { AccountSid: api.accountSid, FriendlyName };
    return NewKey.parse(await api.post("iam", "/v1/Keys", form, "the API key"));
  } catch (error) {
    if (!isElsewhere(error)) throw error;
    return NewKey.parse(await api.post("api", oldPath(api), { FriendlyName }, "the API key"));
  }
}
