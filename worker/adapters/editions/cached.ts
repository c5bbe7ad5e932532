/** Of Cloudflare's Cache API, what is used. */
export type CachePart = Pick<Cache, "match" | "put">;

/** No address of anybody's: nothing is served from it. */
const ORIGIN = "https://editions.invalid";
/** A month. What is asked for is the last that was good, however old. Seconds. */
const KEPT_S = 30 * 24 * 3_600;

/** What is kept by Cloudflare where this process runs, for one that comes after it. @returns undefined where nothing is. */
export async function cached(cache: CachePart, key: string): Promise<unknown> {
  const found = await cache.match(`${ORIGIN}/${key}`);
  return found?.json();
}

export const putInCache = (cache: CachePart, key: string, value: object): Promise<void> =>
  cache.put(
    `${ORIGIN}/${key}`,
    new Response(JSON.stringify(value), { headers: { "cache-control": `max-age=${KEPT_S}` } }),
  );
