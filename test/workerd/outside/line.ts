import { WebSocket } from "ws";
import { handshakeSignature } from "../../../local/twilio/signature.ts";
import { Caller, newCallSid, type SessionFacts } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";

export const relayUrl = (origin: string, callSid: string): string =>
  `${origin.replace(/^http/, "ws")}/relay/${callSid}`;

/** @returns the open socket, or the status it was refused with. */
export function shakeHands(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<WebSocket | number> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
    socket.once("unexpected-response", (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
  });
}

/** Opens the websocket of a call as Twilio does. Nothing is sent yet. */
export async function open(origin: string, callSid: string, authToken = AUTH_TOKEN): Promise<WebSocket> {
  const url = relayUrl(origin, callSid);
  const signature = handshakeSignature(authToken, url, "in_url");
  const socket = await shakeHands(url, { "X-Twilio-Signature": signature });
  if (typeof socket === "number") throw new Error(`The handshake was refused with ${socket}.`);
  return socket;
}

/** A caller on an open socket. */
export function attach(socket: WebSocket, callSid: string): Caller {
  const caller = new Caller(callSid, {
    send: (message) => socket.send(message),
    close: (code, reason) => socket.close(code, reason),
  });
  socket.on("message", (data) => caller.received(String(data)));
  socket.on("close", (code, reason) => caller.closedWith(code, String(reason)));
  socket.on("error", () => undefined); // a reset is followed by `close`, which is what counts
  return caller;
}

export const dial = async (origin: string, callSid = newCallSid()): Promise<Caller> =>
  attach(await open(origin, callSid), callSid);

/** Dials, and introduces the call. */
export async function connects(origin: string, facts: Partial<SessionFacts> = {}): Promise<Caller> {
  const caller = await dial(origin, facts.callSid);
  caller.setsUp({ ...facts, callSid: caller.callSid });
  return caller;
}
