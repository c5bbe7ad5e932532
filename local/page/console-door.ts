import type { Mount } from "./server.ts";

/** `GET /console` of the page's server: leads into the Worker's console by a link made for whoever asks. */
export const CONSOLE_DOOR = "/console";

/** @param link - makes one that signs in, at the Worker's address. */
export const consoleDoor = (link: () => Promise<string>): Mount => ({
  handle(request, response) {
    if (request.method !== "GET" || request.url !== CONSOLE_DOOR) return false;
    link().then(
      (made) => {
        const location = new URL(made);
        // A cookie is kept by the name of the host: the one that the person has the page open by.
        location.hostname = request.headers.host?.replace(/:\d+$/, "") ?? location.hostname;
        response.writeHead(303, { location: location.href, "cache-control": "no-store" }).end();
      },
      (error: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(String(error)),
    );
    return true;
  },
});
