import { exports } from "cloudflare:workers";
import { handshakeSignature } from "../../../local/twilio/signature.ts";
import { Caller, newCallSid, type SessionFacts } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";

const HOST = "relay.example.com";

/** Nobody calls twenty times a minute, or is put through to a person. */
let callers = 0;
const newCaller = (): string => `+1555012${String(callers++ % 10_000).padStart(4, "0")}`;

/** Opens the websocket of a call as Twilio does, and introduces it with a `setup`. */
export async function connects(facts: Partial<SessionFacts> = {}): Promise<Caller> {
  const caller = await opens(facts);
  caller.setsUp({ from: newCaller(), ...facts, callSid: caller.callSid });
  return caller;
}

/** Only opens it: a session that goes on need not introduce itself again. */
export async function opens(facts: Partial<SessionFacts> = {}): Promise<Caller> {
  const callSid = facts.callSid ?? newCallSid();
  const signature = handshakeSignature(AUTH_TOKEN, `wss://${HOST}/relay/${callSid}`, "in_url");
  const response = await exports.default.fetch(`https://${HOST}/relay/${callSid}`, {
    headers: { Upgrade: "websocket", "X-Twilio-Signature": signature },
  });
  const socket = response.webSocket;
  if (!socket) throw new Error(`The handshake was refused with ${response.status}.`);
  const caller = new Caller(callSid, {
    send: (message) => socket.send(message),
    close: (code, reason) => socket.close(code, reason),
  });
  socket.addEventListener("message", ({ data }) => caller.received(String(data)));
  socket.addEventListener("close", ({ code, reason }) => caller.closedWith(code, reason));
  socket.accept();
  return caller;
}
