import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import * as z from "zod";

/** As Twilio Agent Connect hands over to a flow. */
const HandoffData = z.object({
  conversationId: z.string(),
  storeId: z.string(),
  profileId: z.string(),
  attributes: z.record(z.string(), z.unknown()),
});

/** One execution of the flow: where it was asked, and what its Trigger widget knows of the call. */
export interface Execution {
  readonly path: string;
  readonly trigger: Readonly<Record<string, string>>;
  /** `{{trigger.call.HandoffData}}`, read; undefined when the flow does not find it. */
  readonly handoff: z.output<typeof HandoffData> | undefined;
}

/**
 * A stand-in for a Studio flow: Trigger (incoming call) → Say/Play → Send to Flex.
 *
 * What is known: a flow's own address takes Twilio's webhook, and its parameters are `{{trigger.call.…}}`. What is
 * assumed, as docs/escalation.md says: that parameters of the query are among them. `readsQuery(false)` makes
 * it the flow of a Studio for which that is not so.
 */
export async function startStudioFlow(workflowSid: string) {
  const executions: Execution[] = [];
  let queryCounts = true;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "https://webhooks.twilio.com");
    const form = new URLSearchParams(await text(request));
    const isCall = url.searchParams.get("Trigger") === "incomingCall";
    const trigger = {
      ...Object.fromEntries(form),
      ...(queryCounts ? Object.fromEntries(url.searchParams) : {}),
    };
    const raw = trigger.HandoffData;
    const handoff = raw === undefined ? undefined : HandoffData.parse(JSON.parse(raw));
    executions.push({ path: url.pathname, trigger, handoff });
    if (request.method !== "POST" || !isCall) return void response.writeHead(400).end();
    const task = JSON.stringify(handoff?.attributes ?? {});
    response
      .writeHead(200, { "content-type": "text/xml" })
      .end(
        `<Response><Say>This is the flow.</Say><Enqueue workflowSid="${workflowSid}"><Task>${escaped(task)}</Task></Enqueue></Response>`,
      );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has an address that is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    executions,
    /** From now on the query is, or is not, among what the flow reads. */
    readsQuery(does: boolean): void {
      queryCounts = does;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
