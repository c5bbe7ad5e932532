import { type Answer, type Asked, isLetIn, type ProfileServer, startProfileServer } from "./answers.ts";

export interface MemoryProfile {
  readonly phone: string;
  readonly traits: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly observations: readonly { readonly content: unknown; readonly createdAt: string }[];
}

export interface MemoryStore {
  readonly store: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly profiles: Readonly<Record<string, MemoryProfile>>;
  /** Profiles that were merged, by the id that they had: asked for, they say where they are now. */
  readonly merged?: Readonly<Record<string, string>>;
}

/**
 * Twilio's Conversation Memory, as far as a caller is looked up in it: Lookup by telephone number, a profile's traits in their
 * groups, its observations (newest first, `createdAfter`, `pageSize` up to 1,000), 308 with a `Location` for a merged profile.
 */
export const startMemory = (account: MemoryStore): Promise<ProfileServer> =>
  startProfileServer((asked) => answerOf(asked, account));

function answerOf(asked: Asked, { store, apiKey, apiSecret, profiles, merged = {} }: MemoryStore): Answer {
  const url = new URL(asked.path, "http://memory");
  const root = `/v1/Stores/${store}/Profiles`;
  if (!isLetIn(asked, apiKey, apiSecret)) return refusal(401, 20003);
  if (!url.pathname.startsWith(`${root}/`)) return refusal(404, 520041);
  const [id = "", list] = url.pathname.slice(root.length + 1).split("/");
  if (id === "Lookup" && asked.method === "POST") return lookUp(asked, profiles, merged);
  const canonical = merged[id];
  if (canonical !== undefined)
    return { status: 308, headers: { location: asked.path.replace(id, canonical) }, body: {} };
  const profile = profiles[id];
  if (asked.method !== "GET" || profile === undefined) return refusal(404, 20404);
  if (list === undefined)
    return { status: 200, body: { id, createdAt: "2026-01-01T00:00:00Z", traits: profile.traits } };
  if (list !== "Observations") return refusal(404, 20404);
  const size = Number(url.searchParams.get("pageSize") ?? 50);
  if (!(size >= 1 && size <= 1_000)) return refusal(400, 20001);
  const after = Date.parse(url.searchParams.get("createdAfter") ?? "1970-01-01");
  const found = profile.observations
    .filter(({ createdAt }) => Date.parse(createdAt) >= after)
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    .slice(0, size)
    .map((one, i) => ({ id: `mem_observation_${i}`, source: "conversation-intelligence", ...one }));
  return { status: 200, body: { observations: found, meta: {} } };
}

function lookUp(
  { body }: Asked,
  profiles: MemoryStore["profiles"],
  merged: Readonly<Record<string, string>>,
): Answer {
  const { idType, value } = JSON.parse(body) as { idType?: string; value?: string };
  if (idType !== "phone" || value === undefined) return refusal(400, 20001);
  const found = Object.entries(profiles).flatMap(([id, { phone }]) => (phone === value ? [id] : []));
  // A lookup may still name the profile that was merged.
  const named = found.map((id) => Object.entries(merged).find(([, to]) => to === id)?.[0] ?? id);
  return { status: 200, body: { normalizedValue: value, profiles: named.length > 0 ? named : null } };
}

const refusal = (status: number, code: number): Answer => ({
  status,
  body: { code, message: "refused", status },
});
