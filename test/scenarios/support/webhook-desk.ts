import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { Handoff } from "../../fixtures/handoff-schema.ts";

const Order = z.object({
  v: z.literal(1),
  call: z.object({ callSid: z.string(), from: z.string(), to: z.string(), afterDial: z.string() }),
  handoff: Handoff,
});

/** Refused when older, as the documentation advises. */
const MAX_AGE_S = 300;

/**
 * The operator's own desk behind a webhook: checks who asks as docs/escalation.md describes it, and dials a telephone.
 * What is not signed as it should be gets 403.
 */
export async function startWebhookDesk(secret: string, telephone: string) {
  const orders: z.output<typeof Order>[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const timestamp = String(request.headers["x-baton-timestamp"]);
    const expected = `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
    const given = String(request.headers["x-baton-signature"]);
    const signed =
      given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
    const fresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < MAX_AGE_S;
    if (!signed || !fresh || !request.headers["idempotency-key"]) return void response.writeHead(403).end();
    const order = Order.parse(JSON.parse(body));
    orders.push(order);
    const action = order.call.afterDial.replaceAll("&", "&amp;");
    response
      .writeHead(200, { "content-type": "text/xml" })
      .end(
        `<Response><Say>This is the desk of the operator.</Say><Dial action="${action}">${telephone}</Dial></Response>`,
      );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has an address that is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hand-off`,
    orders,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
