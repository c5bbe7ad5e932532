import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { MADE_UP } from "../stack/made-up.ts";
import { type AppFrame, readAppFrame } from "../twilio/app-frame.ts";
import { setupFrame } from "../twilio/relay/relay-setup.ts";
import { handshakeSignature } from "../twilio/signature.ts";
import type { Called } from "./called.ts";
import { nowUs } from "./clock.ts";
import type { Server } from "./servers.ts";

interface Heard {
  readonly atUs: number;
  readonly frame: AppFrame;
}

/** One question and its whole answer. */
export interface Turn {
  readonly question: string;
  readonly sentUs: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly text: string;
}

/** One call, from Twilio's end of the websocket, with the time of every frame. */
export interface Caller {
  readonly callSid: string;
  readonly heard: readonly Heard[];
  readonly send: (frame: object) => void;
  /** A final prompt, as after the partial ones. @returns when it was sent. */
  readonly prompt: (text: string) => number;
  readonly partial: (text: string) => void;
  /** Asks, and waits for the end of the answer. */
  readonly ask: (question: string) => Promise<Turn>;
  /** Waits for the first frame from index `from` on that fits. @throws Error after `withinMs`. */
  readonly hears: (fits: (frame: AppFrame) => boolean, from: number, withinMs?: number) => Promise<Heard>;
  /** Reports that this was spoken to its end, as Twilio does with all events subscribed. */
  readonly listens: (text: string) => void;
  readonly hangUp: () => Promise<void>;
}

export const isText = (frame: AppFrame): boolean => frame.type === "text" && frame.token !== "";
export const endsReply = (frame: AppFrame): boolean => frame.type === "text" && frame.last;

const PATIENCE_MS = 20_000;
/** What a socket that is reset nearly always means here. */
const RELOADED =
  " Was a file changed? wrangler dev takes it up at once, and drops its calls: run the bench again.";

/**
 * Dials, with a handshake as Twilio signs it, introduces the call and hears the greeting to its end, which takes no
 * time here.
 */
export async function dial(
  server: Server,
  { number, greeting }: Called,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Caller> {
  const callSid = `CA${randomUUID().replaceAll("-", "")}`;
  const url = `${server.origin}/relay/${callSid}`;
  const socket = new WebSocket(url, {
    headers: { "X-Twilio-Signature": handshakeSignature(MADE_UP.TWILIO_AUTH_TOKEN, url, "in_url") },
    perMessageDeflate: false,
  });
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  let closed: string | undefined;
  socket.on("message", (data) => {
    const atUs = nowUs();
    const frame = readAppFrame(String(data));
    if (!frame) throw new Error(`${server.name} sent what Twilio refuses: ${String(data)}`);
    heard.push({ atUs, frame });
    for (const check of waiting) check();
  });
  socket.on("close", (code, reason) => {
    closed = `${code} ${reason}`;
    for (const check of waiting) check();
  });
  await once(socket, "open");

  const send = (frame: object): void => socket.send(JSON.stringify(frame));
  const hears: Caller["hears"] = (fits, from, withinMs = PATIENCE_MS) =>
    new Promise((resolve, reject) => {
      let next = from;
      const settle = (result: () => void) => {
        clearTimeout(deadline);
        waiting.delete(check);
        result();
      };
      const check = () => {
        for (; next < heard.length; next += 1) {
          const candidate = heard[next];
          if (candidate && fits(candidate.frame)) return settle(() => resolve(candidate));
        }
        if (closed !== undefined)
          settle(() =>
            reject(
              new Error(
                `${server.name} closed the call (${closed}).${closed?.startsWith("1006") ? RELOADED : ""}\n${tail()}`,
              ),
            ),
          );
      };
      const tail = () =>
        heard
          .slice(-8)
          .map(({ frame }) => JSON.stringify(frame))
          .join("\n");
      const deadline = setTimeout(
        () => settle(() => reject(new Error(`${server.name} was silent for ${withinMs} ms.\n${tail()}`))),
        withinMs,
      );
      waiting.add(check);
      check();
    });
  const prompt = (text: string): number => {
    // The two come in the same millisecond.
    send({ type: "info", name: "clientSpeaking", value: "off" });
    const frame = JSON.stringify({ type: "prompt", voicePrompt: text, lang: "en-US", last: true });
    const sentUs = nowUs();
    socket.send(frame);
    return sentUs;
  };
  const info = (name: string, value: string): void => send({ type: "info", name, value });

  const facts = { callSid, from: "+15550100001", to: number, answered: false };
  send(setupFrame(`VX${callSid.slice(2)}`, facts, MADE_UP.TWILIO_ACCOUNT_SID, "RINGING", parameters));
  const listens = (text: string): void => {
    info("agentSpeaking", "on");
    info("tokensPlayed", text);
    info("agentSpeaking", "off");
  };
  listens(greeting);
  return {
    callSid,
    heard,
    send,
    prompt,
    partial: (text) => send({ type: "prompt", voicePrompt: text, lang: "en-US", last: false }),
    hears,
    async ask(question) {
      const from = heard.length;
      info("clientSpeaking", "on");
      const sentUs = prompt(question);
      const first = await hears(isText, from);
      const last = await hears(endsReply, from);
      const text = heard
        .slice(from)
        .map(({ frame }) => (frame.type === "text" ? frame.token : ""))
        .join("");
      return { question, sentUs, firstUs: first.atUs, lastUs: last.atUs, text };
    },
    listens,
    async hangUp() {
      if (closed !== undefined) return;
      socket.close(1000, "Closing websocket session");
      await once(socket, "close");
    },
  };
}
