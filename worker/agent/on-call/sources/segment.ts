import * as z from "zod";
import { isRecord } from "../../../protocol/json-reader.ts";
import { readCaller } from "../../../protocol/phone-address.ts";
import { ask } from "../../http/answer.ts";
import { Answered } from "../../tools/tool.ts";
import { BaseUrl, type CallerSource, checked, SecretName } from "../source.ts";

const HOSTS = { us: "https://profiles.segment.com", eu: "https://profiles.euw1.segment.com" } as const;

const Settings = z.strictObject({
  /** The space's id. */
  space: z.string().regex(/^[\w-]{1,100}$/, "is the id of a space"),
  /** Name of the secret that holds the space's Profile API access token. */
  token: SecretName,
  /** Traits to bring: these, and no others of the profile. */
  traits: z.array(z.string().min(1).max(100)).min(1).max(30),
  /** Under which external id Segment knows telephone numbers, as E.164. */
  idType: z
    .string()
    .regex(/^\w{1,50}$/, "is the type of an external id")
    .default("phone"),
  region: z.enum(["us", "eu"]).default("us"),
  /** In place of the region's host. */
  url: BaseUrl.optional(),
});

/**
 * Traits of the caller's profile in Segment. Nobody is asked about a number that is withheld; a profile that there is not
 * is nothing known.
 *
 * Source: twilio.com/docs/segment/unify/profile-api (2026-07): basic auth with the token as the user; the answer is
 * `{ traits: { … }, cursor: { … } }`, 404 for a profile that there is not. It needs Segment's Business plan.
 *
 * @throws TypeError, when it is defined, naming what cannot work.
 */
export function segmentProfile(settings: z.input<typeof Settings>): CallerSource {
  const { space, token, traits, idType, region, url } = checked("segmentProfile", Settings, settings);
  const base = url ?? HOSTS[region];
  const query = new URLSearchParams({ include: traits.join(","), limit: String(traits.length) });
  return {
    from: "Segment",
    ask: async ({ from, to }, { secret, signal }) => {
      const { number } = readCaller(from, to);
      if (number === undefined) return undefined;
      const profile = `${idType}:${encodeURIComponent(number)}`;
      const request = new Request(
        `${base}/v1/spaces/${space}/collections/users/profiles/${profile}/traits?${query}`,
        {
          headers: { Accept: "application/json", Authorization: `Basic ${btoa(`${secret(token)}:`)}` },
          redirect: "manual",
          signal,
        },
      );
      const { content } = await ask(request, { 404: "There is no such profile." });
      if (content instanceof Answered || !isRecord(content) || !isRecord(content.traits)) return undefined;
      const known = content.traits;
      // Whatever else comes with it was not asked for.
      const wanted = traits.filter((name) => Object.hasOwn(known, name)).map((name) => [name, known[name]]);
      return { profile: Object.fromEntries(wanted) };
    },
  };
}
