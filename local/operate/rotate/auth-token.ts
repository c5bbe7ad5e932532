import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { TwilioRestError } from "../../../worker/adapters/twilio/twilio-http.ts";
import { knock } from "../../doctor/relay.ts";
import { askWorker } from "../../doctor/worker-report.ts";
import type { TwilioApi } from "../../setup/twilio-api.ts";
import type { FoundVariables } from "../../setup/variables.ts";
import { DEFAULT_ENVIRONMENT, type Environment, environmentNamed } from "../environments.ts";
import { type InstallationRecord, otherInstallations, updateRecord, withRotation } from "../record.ts";
import { workerVars } from "../worker-settings.ts";
import { answers, first, mainAccount, TOKEN } from "./main-account.ts";
import type { Rotating, Secret } from "./rotation.ts";
import { send } from "./secret-version.ts";

/** While links to records, which it signs, are valid, both of them are taken. */
export const authToken: Secret = {
  names: [TOKEN],
  inUseMs: linksMs,
  others: othersInWords,
  // Source: Twilio, "Auth Token REST API"; /v1/AuthTokens/Secondary and /Promote in twilio 6.2, rest/accounts/v1.
  phases: [
    {
      name: "begun",
      says: "Note that a secondary token is about to be made (at once)",
    },
    {
      name: "secondary",
      says: "Make the account's secondary token and keep it in the file of secrets (seconds)",
      run: async (rotating) => {
        const [old, known] = [first(rotating.kept(TOKEN)), second(rotating.kept(TOKEN))];
        // A run that was cut off has kept it already.
        if (known && (await isTaken(rotating, known))) return;
        const token = await secondaryToken(mainAccount(rotating, old), rotating);
        await rotating.keep({ [TOKEN]: `${old},${token}` });
      },
    },
    {
      name: "both",
      sends: true,
      says: "Have the Worker take both tokens, and wait until it does (a minute)",
      run: async (rotating) => {
        const tokens = rotating.kept(TOKEN);
        await send(rotating, { [TOKEN]: tokens }, "Both auth tokens");
        await untilOpen(rotating, second(tokens));
      },
    },
    {
      name: "promoted",
      says: "Promote it at Twilio: from here on Twilio signs with it, and the old one is refused everywhere, so that whatever else uses the account's token needs the new one (a minute, in which Twilio may refuse the Functions; npm run bypass -- on before leads around that)",
      run: async (rotating) => {
        await rotating.keep({ [TOKEN]: (await promoted(rotating)).join(",") });
      },
    },
    {
      name: "new-first",
      sends: true,
      says: "Have the Worker sign links to records with the new one (a minute)",
      run: async (rotating) => {
        const tokens = rotating.kept(TOKEN);
        await send(rotating, { [TOKEN]: tokens }, "The new auth token first");
        await untilOpen(rotating, first(tokens));
      },
    },
    {
      name: "only-new",
      sends: true,
      waits: true,
      says: "Have the Worker take the new one only: links signed with the old one have expired (a minute)",
      run: async (rotating) => {
        const token = first(rotating.kept(TOKEN));
        await send(rotating, { [TOKEN]: token }, "The new auth token alone");
        await untilOpen(rotating, token);
        await rotating.keep({ [TOKEN]: token });
      },
    },
  ],
};

const HOUR_MS = 3_600_000;
/** Of the Worker where nothing is set. Source: `RETENTION_HOURS` in worker/config.ts. */
const DEFAULT_RETENTION_HOURS = 24;

/** For how long a record's link is valid, and with it the token that signed it: by the Worker itself, where it answers. */
async function linksMs({ worker }: InstallationRecord, { all }: FoundVariables): Promise<number> {
  const RELAY_URL = all.RELAY_URL ?? `${worker?.url.replace(/^http/, "ws")}/relay`;
  const { report } = await askWorker({ ...all, RELAY_URL });
  const { RETENTION_HOURS: set = (await workerVars()).RETENTION_HOURS } = all;
  const hours = Number(report?.values.RETENTION_HOURS ?? set ?? DEFAULT_RETENTION_HOURS);
  return (Number.isFinite(hours) ? hours : DEFAULT_RETENTION_HOURS) * HOUR_MS;
}

/** The token is the account's. */
async function othersInWords(environment: Environment, { all }: FoundVariables): Promise<readonly string[]> {
  const [, from] = environment.files;
  return (await otherInstallations(environment))
    .filter(({ twilioAccountSid, worker }) => worker && twilioAccountSid === all.TWILIO_ACCOUNT_SID)
    .map(({ env }) => {
      const [, file] = environmentNamed(env).files;
      const flag = env === DEFAULT_ENVIRONMENT ? "" : `--env ${env} `;
      return `  ! Installation "${env}" is in this account, and refuses calls from the promotion on, so that they go to a person: put TWILIO_AUTH_TOKEN of ${from} into ${file} then, and npm run deploy -- ${flag}--secrets`;
    });
}

const second = (tokens: string): string => tokens.split(/[\s,]+/).filter(Boolean)[1] ?? "";

/** In a row, so that more than one of Cloudflare's places has answered. */
const KNOCKS = 5;
const KNOCKING_MS = 120_000;

/** Waits until the Worker opens to a token. @throws Error where it does not. */
async function untilOpen({ record, variables }: Rotating, token: string): Promise<void> {
  const relay =
    variables.RELAY_URL?.replace(/\/+$/, "") ?? `${record.worker?.url.replace(/^http/, "ws")}/relay`;
  const deadline = Date.now() + KNOCKING_MS;
  for (let opened = 0; opened < KNOCKS; ) {
    const status = await knock(relay, token).catch(() => 0);
    opened = status === 101 ? opened + 1 : 0;
    if (opened < KNOCKS && Date.now() > deadline)
      throw new Error(
        `The Worker at ${relay} does not take the new token within two minutes (it answers ${status}). Nothing is lost: it takes the old one. Run it again.`,
      );
    await pause(opened ? 200 : 1_000);
  }
}

/** Whether Twilio takes a token of the account: the primary one, and the secondary one while there is one. */
const isTaken = (rotating: Rotating, token: string): Promise<boolean> => {
  const api = mainAccount(rotating, token);
  return answers(api, `/2010-04-01/Accounts/${api.accountSid}.json`);
};

/**
 * Twilio tells of no token whose it is, and one whose making was not heard of looks like somebody else's.
 *
 * @throws Error where there is one already and it may not be deleted.
 */
async function secondaryToken(api: TwilioApi, { environment, replace, say }: Rotating): Promise<string> {
  const path = "/v1/AuthTokens/Secondary";
  const make = () => api.post("accounts", path, {}, "a secondary token");
  const made = await make().catch(async (error: unknown) => {
    if (!(error instanceof TwilioRestError) || error.status !== 400) throw error;
    if (!(await replace())) {
      await updateRecord(environment, (now) => withRotation(now, "auth-token", undefined));
      throw new Error(
        "The account may have a secondary auth token already, somebody else's or one that a run made and did not hear of. Where somebody uses it, promote it in Twilio's console, Account, API keys & tokens; where nobody does: npm run rotate -- auth-token --replace. Nothing was changed.",
        { cause: error },
      );
    }
    say("  The secondary token that there was is deleted.");
    await api.remove("accounts", path, "the secondary token");
    return make();
  });
  return z.object({ secondary_auth_token: z.string() }).parse(made).secondary_auth_token;
}

/**
 * Promotes the secondary token, unless a run that was cut off has. Twilio is asked which of the two are taken, as their
 * order in the file may be that of before or after: while both are, nothing is promoted; then the old one is refused.
 *
 * @returns the primary token, and the one before it.
 */
async function promoted(rotating: Rotating): Promise<readonly [primary: string, before: string]> {
  const [one, other] = [first(rotating.kept(TOKEN)), second(rotating.kept(TOKEN))];
  const [takesOne, takesOther] = [await isTaken(rotating, one), await isTaken(rotating, other)];
  if (!takesOne && !takesOther)
    throw new Error(
      `Twilio takes neither of the tokens in ${TOKEN}: put the account's primary one in front of them.`,
    );
  if (!takesOther) return [one, other];
  if (takesOne) {
    await mainAccount(rotating, one).post("accounts", "/v1/AuthTokens/Promote", {}, "the promotion");
    await mainAccount(rotating, other).get(
      "api",
      `/2010-04-01/Accounts/${rotating.variables.TWILIO_ACCOUNT_SID}.json`,
      "the new token",
    );
  }
  return [other, one];
}
