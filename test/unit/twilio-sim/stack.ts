import { test as base } from "vitest";
import { startTwilio, type Twilio, type TwilioOptions } from "../../../local/twilio/index.ts";
import { type App, type AppSocket, startApp } from "./app.ts";

export const ACCOUNT_SID = `AC${"0".repeat(32)}`;
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
export const WORKFLOW_SID = `WW${"1".repeat(32)}`;

type Routes = Parameters<typeof startApp>[0]["routes"];

interface StackOptions {
  readonly routes?: (host: () => string) => Routes;
  readonly onFrame?: (frame: Record<string, unknown>, socket: AppSocket) => void;
  readonly settings?: TwilioOptions["settings"];
  readonly fallback?: boolean;
  readonly workflows?: readonly string[];
}

interface Running {
  readonly app: App;
  readonly twilio: Twilio;
}

/** Twilio's side, many times faster than life, with an application to call. */
async function start(options: StackOptions): Promise<Running> {
  const host = () => app.host;
  const app: App = await startApp({
    routes: { "/status": "", ...options.routes?.(host) },
    ...(options.onFrame ? { onFrame: options.onFrame } : {}),
  });
  const twilio = await startTwilio({
    voiceUrl: `${app.url}/voice`,
    ...(options.fallback ? { fallbackUrl: `${app.url}/fallback` } : {}),
    statusUrl: `${app.url}/status`,
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: "+15550100002",
    ...(options.workflows ? { workflows: options.workflows } : {}),
    settings: { speechRate: 20, ...options.settings },
  });
  return { app, twilio };
}

/** A test that can start stacks; they end with it. */
export const test = base.extend<{ startStack: (options: StackOptions) => Promise<Running> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  startStack: async ({}, use) => {
    const running: Running[] = [];
    await use(async (options) => {
      const stack = await start(options);
      running.push(stack);
      return stack;
    });
    for (const { twilio, app } of running) {
      await twilio.close();
      await app.close();
    }
  },
});

/** TwiML that connects the call to the application's websocket. */
export const relayTwiml = (host: string, attributes = "", more = "") =>
  `<Response><Connect action="/after"><ConversationRelay url="wss://${host}/relay" transcriptionProvider="Deepgram" speechModel="flux" partialPrompts="true" dtmfDetection="true" events="speaker-events tokens-played" ${attributes}>${more}</ConversationRelay></Connect></Response>`;

/** A frame as one word or two, to compare orders. */
export function brief(frame: Record<string, unknown>): string {
  const { type, name, value, voicePrompt, last, digit, utteranceUntilInterrupt } = frame;
  if (type === "info") return name === "tokensPlayed" ? `played "${value}"` : `${name} ${value}`;
  if (type === "prompt") return `${last ? "final" : "partial"} "${voicePrompt}"`;
  if (type === "interrupt") return `interrupt "${utteranceUntilInterrupt}"`;
  return type === "dtmf" ? `dtmf ${digit}` : String(type);
}
