import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base } from "vitest";
import { WebSocketServer } from "ws";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { afterDial } from "../../../functions/_lib/handlers/after-dial.ts";
import { afterQueue } from "../../../functions/_lib/handlers/after-queue.ts";
import { fallback } from "../../../functions/_lib/handlers/fallback.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { wait, waitInSilence } from "../../../functions/_lib/handlers/wait.ts";
import { putThrough, whisper } from "../../../functions/_lib/handlers/whisper.ts";
import { type Handler, webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { startTwilio, type Twilio, type TwilioOptions } from "../../../local/twilio/index.ts";
import type { Agents } from "../../../worker/agent/define.ts";
import { encodeHandoff, type Handoff } from "../../../worker/protocol/handoff.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { parseInbound } from "../../../worker/protocol/relay/inbound.ts";
import type { Outbound } from "../../../worker/protocol/relay/outbound.ts";
import { requestLate, WORKFLOW_SID } from "./webhook.ts";

interface LineOptions {
  readonly agents: Agents;
  /** What the agent hands over as soon as somebody calls. */
  readonly handoff: Handoff;
  readonly settings?: TwilioOptions["settings"];
}

interface Line {
  readonly twilio: Twilio;
  /** Why each call was connected to its agent, in order. */
  readonly connects: readonly string[];
}

/**
 * The simulated Twilio, with the Functions on the other side, and an agent that hands every new call over at once and
 * tells a caller who comes back why.
 */
async function startLine({ agents, handoff, settings }: LineOptions) {
  const handlers: Readonly<Record<string, Handler>> = {
    "/voice/incoming": webhook("incoming", incoming(agents)),
    "/voice/after-agent": webhook("after-agent", afterAgent(agents)),
    "/voice/wait": webhook("wait", wait(agents), waitInSilence),
    "/voice/after-queue": webhook("after-queue", afterQueue(agents)),
    "/voice/after-dial": webhook("after-dial", afterDial(agents)),
    "/voice/whisper": webhook("whisper", whisper, putThrough),
    "/voice/fallback": webhook("fallback", fallback),
  };
  const variables = () => ({ RELAY_URL: `wss://127.0.0.1:${port()}/relay`, WORKFLOW_SID });
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://functions");
    let form = "";
    for await (const chunk of request.setEncoding("utf8")) form += chunk;
    const handler = handlers[url.pathname];
    if (!handler) return void response.writeHead(404).end();
    const params = Object.fromEntries([...url.searchParams, ...new URLSearchParams(form)]);
    const cookies = Object.fromEntries([(request.headers.cookie ?? "").split("=")]);
    const { xml, cookie } = await requestLate(handler, { ...params, request: { cookies } }, variables());
    const headers = { "content-type": "text/xml; charset=utf-8", ...(cookie && { "set-cookie": cookie }) };
    response.writeHead(200, headers).end(xml);
  });
  // A server that listens on a port has an address that is not a pipe's name.
  const port = () => (server.address() as AddressInfo).port;

  const connects: string[] = [];
  const relay = new WebSocketServer({ server });
  relay.on("connection", (socket) => {
    const send = (frame: Outbound) => socket.send(JSON.stringify(frame));
    let why = "";
    socket.on("message", (data) => {
      const parsed = parseInbound(data.toString());
      if (!parsed.ok) return;
      const { frame } = parsed;
      if (frame.type === "setup") {
        why = frame.customParameters[CONNECT_PARAMETER] ?? "";
        connects.push(why);
        if (why !== "call") send({ type: "text", token: `Back again: ${why}.`, last: true });
      }
      const greeted = frame.type === "info" && frame.name === "agentSpeaking" && frame.value === "off";
      if (greeted && why === "call") send({ type: "end", handoffData: encodeHandoff(handoff) });
    });
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const twilio = await startTwilio({
    voiceUrl: `http://127.0.0.1:${port()}/voice/incoming`,
    fallbackUrl: `http://127.0.0.1:${port()}/voice/fallback`,
    accountSid: `AC${"0".repeat(32)}`,
    authToken: "0123456789abcdef0123456789abcdef",
    number: "+15550100002",
    settings: { speechRate: 20, ...settings },
  });
  return {
    twilio,
    connects,
    close: async () => {
      await twilio.close();
      for (const client of relay.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A test that can start lines; they end with it. */
export const test = base.extend<{ line: (options: LineOptions) => Promise<Line> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  line: async ({}, use) => {
    const closing: (() => Promise<void>)[] = [];
    await use(async (options) => {
      const started = await startLine(options);
      closing.push(started.close);
      return started;
    });
    for (const close of closing) await close();
  },
});
