import * as z from "zod";
import { isRecord } from "../../../protocol/json-reader.ts";
import { readCaller } from "../../../protocol/phone-address.ts";
import { HttpToolError, readAnswer } from "../../http/answer.ts";
import { BaseUrl, type CallerProfile, type CallerSource, checked, SecretName } from "../source.ts";

const DAY_MS = 24 * 3_600_000;

const Settings = z.strictObject({
  /** The memory store's id. */
  store: z.string().regex(/^[\w-]{1,100}$/, "is the id of a memory store"),
  /** Traits to bring, each as `group.trait`, such as `contact.firstName`: these, and no others of the profile. */
  traits: z
    .array(z.string().regex(/^[^.\s]+\.[^.\s]+$/, "is a trait with its group, such as contact.firstName"))
    .max(30)
    .default([]),
  /** How many observations to bring, the newest first. */
  observations: z.number().int().min(0).max(20).default(5),
  /** Of how many days they are. */
  days: z.number().int().min(1).max(3_650).default(365),
  /** Names of the secrets that hold an API key (`SK…`) and its secret. */
  apiKey: SecretName.default("TWILIO_API_KEY"),
  apiSecret: SecretName.default("TWILIO_API_SECRET"),
  /** Twilio's region, such as `ie1`. */
  region: z
    .string()
    .regex(/^[a-z]{2}\d$/, "is a region of Twilio's, such as ie1")
    .optional(),
  /** In place of the region's host. */
  url: BaseUrl.optional(),
});

/** Ids of Twilio's; anything else would change the path. */
const ID = /^[\w-]{1,100}$/;

/**
 * What Twilio's Conversation Memory has of the caller: traits and the newest observations. A number that belongs to several
 * profiles says of none that it is calling, and nothing is known then; nor of a number that is withheld.
 *
 * Source: twilio.com/docs/api/memory/v1 and the client of twilio-agent-connect: `POST …/Profiles/Lookup` answers
 * `{ normalizedValue, profiles: ["…"] | null }`, `GET …/Profiles/{id}` `{ id, traits: { group: { trait } } }`, `GET
 * …/Observations` (which Twilio advises for voice in place of Recall) `{ observations: [{ content, … }] }`. A profile that was
 * merged is answered by 301 or 308; what their bodies hold is not documented there, so only their `Location` is gone by.
 *
 * @throws TypeError, when it is defined, naming what cannot work.
 */
export function twilioMemory(settings: z.input<typeof Settings>): CallerSource {
  const set = checked("twilioMemory", Settings, settings);
  const { store, traits, observations, days } = set;
  const base = set.url ?? `https://memory.${set.region === undefined ? "" : `${set.region}.`}twilio.com`;
  const profiles = `${base}/v1/Stores/${store}/Profiles`;
  return {
    from: "Twilio Memory",
    ask: async ({ from, to }, { secret, signal }) => {
      const { number } = readCaller(from, to);
      if (number === undefined) return undefined;
      const authorization = `Basic ${btoa(`${secret(set.apiKey)}:${secret(set.apiSecret)}`)}`;
      const asked = (path: string, body?: object): Request =>
        new Request(`${profiles}${path}`, {
          method: body ? "POST" : "GET",
          headers: {
            Accept: "application/json",
            Authorization: authorization,
            ...(body && { "Content-Type": "application/json" }),
          },
          body: body ? JSON.stringify(body) : null,
          redirect: "manual",
          signal,
        });
      const found = await answered(asked("/Lookup", { idType: "phone", value: number }), profiles);
      const [id, ...others] = isRecord(found) && Array.isArray(found.profiles) ? found.profiles : [];
      if (typeof id !== "string" || !ID.test(id) || others.length > 0) return undefined;
      const createdAfter = new Date(Date.now() - days * DAY_MS).toISOString();
      const newest = new URLSearchParams({ pageSize: String(observations), orderBy: "DESC", createdAfter });
      const [profile, observed] = await Promise.all([
        traits.length > 0 ? answered(asked(`/${id}`), profiles) : undefined,
        observations > 0 ? answered(asked(`/${id}/Observations?${newest}`), profiles) : undefined,
      ]);
      return { profile: traitsIn(profile, traits), memory: contentsIn(observed, observations) };
    },
  };
}

/** What stands at an address of the store; undefined where nothing does. A profile that was merged is asked for once more. */
async function answered(request: Request, profiles: string): Promise<unknown> {
  const first = await reached(request);
  const isMerged = first.status === 301 || first.status === 308;
  const moved = isMerged ? first.headers.get("location") : null;
  if (moved !== null) await first.body?.cancel();
  const response = moved === null ? first : await reached(elsewhere(request, moved, profiles));
  if (response.status === 404 && request.method === "GET") {
    await response.body?.cancel();
    return undefined;
  }
  return readAnswer(response);
}

async function reached(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new HttpToolError("tool_unreachable", `The service could not be reached.`, { cause });
  }
}

/** The key goes to profiles of this store, and nowhere else. */
function elsewhere(request: Request, location: string, profiles: string): Request {
  const url = new URL(location, request.url);
  if (!url.href.startsWith(`${profiles}/`))
    throw new HttpToolError("tool_redirected", `The profiles of this store are at another address.`);
  return new Request(url, request);
}

function traitsIn(profile: unknown, wanted: readonly string[]): NonNullable<CallerProfile["profile"]> {
  const groups = isRecord(profile) && isRecord(profile.traits) ? profile.traits : {};
  const known = wanted.flatMap((path) => {
    const [group = "", trait = ""] = path.split(".");
    const within = Object.hasOwn(groups, group) ? groups[group] : undefined;
    return isRecord(within) && Object.hasOwn(within, trait) ? [[trait, within[trait]] as const] : [];
  });
  return Object.fromEntries(known) as NonNullable<CallerProfile["profile"]>; // its values are looked at when it is cleaned
}

const contentsIn = (observed: unknown, most: number): readonly string[] =>
  (isRecord(observed) && Array.isArray(observed.observations) ? observed.observations : [])
    .slice(0, most)
    .flatMap((one) => (isRecord(one) && typeof one.content === "string" ? [one.content] : []));
