import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import twilio from "twilio";
import { listen, stop } from "../../../local/http.ts";
// Twilio's runtime has a class of its own for answers; this puts one of the same kind in its place.
import "../../unit/functions/webhook.ts";
import type { Account } from "./serverless.ts";

const PASSED_ON = ["authorization", "content-type", "accept", "x-original-host"];

/**
 * Twilio with the Functions that were deployed to it: what a build brought is run, with the variables of its
 * environment, for requests that Twilio has signed. Everything else goes on to the API's stand-in.
 */
export async function serveFunctions(
  api: { readonly url: string; readonly account: Account },
  authToken: string,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "functions-"));

  async function answer(request: IncomingMessage, body: Buffer) {
    const host = String(request.headers["x-original-host"] ?? "");
    const { url = "/", method = "GET" } = request;
    const deployed =
      method === "POST" && host.endsWith(".twil.io") ? liveAt(api.account, host, url) : undefined;
    if (!deployed) {
      const headers = PASSED_ON.flatMap((name) => {
        const value = request.headers[name];
        return value === undefined ? [] : [[name, String(value)] as [string, string]];
      });
      const response = await fetch(new URL(url, api.url), {
        method,
        headers,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      const type = response.headers.get("content-type") ?? "";
      return { status: response.status, type, body: Buffer.from(await response.arrayBuffer()) };
    }
    const params = Object.fromEntries(new URLSearchParams(String(body)));
    const signature = String(request.headers["x-twilio-signature"]);
    if (!twilio.validateRequest(authToken, signature, `https://${host}${url}`, params))
      return { status: 403, type: "text/plain", body: "Forbidden" };
    const file = path.join(folder, `${deployed.sid}.cjs`);
    await writeFile(file, deployed.content);
    const { handler } = createRequire(file)(file);
    const said = await new Promise<{ statusCode: number; headers: Record<string, string>; body: string }>(
      (resolve) => handler(deployed.variables, params, (_: unknown, response: never) => resolve(response)),
    );
    return { status: said.statusCode, type: said.headers["content-type"] ?? "", body: said.body };
  }

  const server = createServer(async (request, response) => {
    const said = await answer(request, await buffer(request));
    response.writeHead(said.status, { "content-type": said.type }).end(said.body);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await stop(server);
      await rm(folder, { recursive: true });
    },
  };
}

/** What answers at an address now, and the variables it is given. */
function liveAt({ environments, builds, uploads, variables }: Account, domain: string, url: string) {
  const environment = environments.find(({ domain_name }) => domain_name === domain);
  const build = builds.find(({ sid }) => sid === environment?.build_sid);
  const upload = uploads.find(({ sid, path: at }) => build?.functions.includes(sid) && at === url);
  const ours = variables.filter((variable) => variable.environment === environment?.sid);
  return (
    upload && {
      sid: upload.sid,
      content: upload.content,
      variables: Object.fromEntries(ours.map(({ key, value }) => [key, value])),
    }
  );
}
