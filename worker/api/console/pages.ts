/** The pages of the door: they stand before the sign-in, and hold no script. */

/** For the console, and what is on the way to it. `referrer`: of the page that posts a form, or its `Origin` is null. */
export const pageHeaders = (url: URL, { style = "", referrer = "no-referrer" } = {}) => ({
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${style}`,
    "img-src 'self' data:",
    "media-src 'self'",
    // Safari does not count a websocket as 'self'.
    `connect-src 'self' ${url.protocol === "http:" ? "ws" : "wss"}://${url.host}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": referrer,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "cache-control": "no-store",
});

/** @param body - markup of ours: nothing in it has come from outside. */
export function doorPage(
  url: URL,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const nonce = crypto.randomUUID();
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Baton console</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 26rem; margin: 20vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; font-weight: 600; }
code { font: 0.9em ui-monospace, monospace; }
button { font: inherit; padding: 0.5rem 1.25rem; border-radius: 0.5rem; border: 1px solid; cursor: pointer; }
</style>
<main>
${body}
</main>
</html>
`;
  return new Response(html, {
    status,
    headers: {
      ...pageHeaders(url, { style: ` 'nonce-${nonce}'`, referrer: "same-origin" }),
      "content-type": "text/html; charset=utf-8",
      ...headers,
    },
  });
}

/** Says how to get in. @param why - a sentence of ours, where there is more to say. */
export const signInPage = (url: URL, status: number, why = ""): Response =>
  doorPage(
    url,
    status,
    `<h1>You are not signed in</h1>
${why && `<p>${why}</p>\n`}<p><code>npm run console</code>, run where this installation's variables are, prints a link that signs in. It works once, within 15 minutes.</p>`,
  );
