import type { Asked } from "../asked.ts";
import { pageHeaders, signInPage } from "./pages.ts";

/**
 * `GET /console` and what is below it: a file of the page, or, where there is none, the page itself, as its own addresses
 * are below it too.
 */
export async function page({ request, url, env }: Asked): Promise<Response> {
  if (!env.ASSETS)
    return signInPage(url, 503, "ASSETS is not bound: deploy with the [assets] of wrangler.toml.");
  const name = url.pathname.slice("/console".length);
  // A name with a dot is a file's, and is answered by that file or by none.
  const isFile = /^\/[\w-]+\.\w+$/.test(name);
  const found = await env.ASSETS.fetch(new Request(new URL(isFile ? name : "/index.html", url), request));
  if (isFile && found.status === 404)
    return new Response("Not found\n", { status: 404, headers: pageHeaders(url) });
  const headers = new Headers(found.headers);
  for (const [header, value] of Object.entries(pageHeaders(url))) headers.set(header, value);
  // What is asked again with its tag is sent only where it has changed; nobody keeps it but the browser.
  headers.set("cache-control", "private, no-cache");
  return new Response(found.body, { status: found.status, headers });
}
