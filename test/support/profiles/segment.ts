import { type Answer, type Asked, isLetIn, type ProfileServer, startProfileServer } from "./answers.ts";

/**
 * Segment's Profile API, as far as traits are read: basic auth with the token as the user and no password; an id without its
 * type is 404, as is one that nobody has; `include` and `limit` narrow the traits, with a cursor for the rest.
 *
 * @param profiles - traits by external id, such as `phone:+15550100001`.
 */
export const startSegment = (
  space: string,
  token: string,
  profiles: Readonly<Record<string, object>>,
): Promise<ProfileServer> => startProfileServer((asked) => answerOf(asked, space, token, profiles));

const MAX_LIMIT = 200;

function answerOf(
  asked: Asked,
  space: string,
  token: string,
  profiles: Readonly<Record<string, object>>,
): Answer {
  const url = new URL(asked.path, "http://segment");
  const [, id] =
    /^\/v1\/spaces\/[^/]+\/collections\/users\/profiles\/([^/]+)\/traits$/.exec(url.pathname) ?? [];
  if (!isLetIn(asked, token, "")) return refusal(401, "unauthorized");
  if (asked.method !== "GET" || id === undefined || url.pathname.split("/")[3] !== space)
    return refusal(404, "not_found");
  const traits = profiles[decodeURIComponent(id)];
  if (!id.includes(":") || traits === undefined) return refusal(404, "not_found");
  const include = url.searchParams.get("include")?.split(",");
  const limit = Number(url.searchParams.get("limit") ?? 10);
  if (!(limit >= 1 && limit <= MAX_LIMIT)) return refusal(400, "bad_request");
  const wanted = Object.entries(traits).filter(([name]) => include?.includes(name) ?? true);
  return {
    status: 200,
    body: {
      traits: Object.fromEntries(wanted.slice(0, limit)),
      cursor: { url: "", has_more: wanted.length > limit, next: "", limit },
    },
  };
}

const refusal = (status: number, code: string): Answer => ({ status, body: { error: { code } } });
