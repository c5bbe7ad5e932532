import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { within } from "../../worker/protocol/outgoing/within.ts";
import type { Variables } from "../setup/variables.ts";
import { handshakeSignature } from "../twilio/signature.ts";
import { type Finding, notChecked, ok, problem } from "./finding.ts";
import { usable } from "./variables.ts";

const DEADLINE_MS = 10_000;
const WORKER = "Worker";
const SIGNATURE = "Signature";

/** The Worker answers where Twilio will look for it, takes what Twilio signs, and nothing else. */
export async function checkRelay(variables: Variables): Promise<readonly Finding[]> {
  const { TWILIO_AUTH_TOKEN } = variables;
  const relayUrl = usable(variables, "RELAY_URL");
  if (!relayUrl) {
    const need = "set RELAY_URL to the Worker's address";
    return [
      notChecked(WORKER, "whether it answers", need),
      notChecked(SIGNATURE, "whether it is checked", need),
    ];
  }
  const relay = relayUrl.replace(/\/+$/, "");
  const health = await checkHealth(relay);
  if (health.status === "problem")
    return [health, notChecked(SIGNATURE, "whether it is checked", "the Worker has to answer first")];
  const token = TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean);
  return [health, await checkSignature(relay, token)];
}

async function checkHealth(relay: string): Promise<Finding> {
  const url = new URL("/health", relay.replace(/^ws/, "http"));
  try {
    const { response, body } = await within(DEADLINE_MS, async (signal) => {
      const response = await fetch(url, { signal, redirect: "manual" });
      return { response, body: await response.text() };
    });
    if (response.ok) return ok(WORKER, `${url} answers`);
    const faults = faultsIn(body);
    return faults
      ? problem(
          WORKER,
          `${url} answers, but lacks settings: ${faults}`,
          "set them: a secret in .dev.vars and all else in wrangler.toml, then npm run deploy -- --secrets",
        )
      : problem(
          WORKER,
          `${url} answers ${response.status}`,
          "deploy the Worker, and compare RELAY_URL with the address that wrangler printed",
        );
  } catch (error) {
    return problem(
      WORKER,
      `${url} does not answer (${reason(error)})`,
      "deploy the Worker, and compare RELAY_URL with the address that wrangler printed",
    );
  }
}

function faultsIn(body: string): string | undefined {
  try {
    const { faults }: { faults?: unknown } = JSON.parse(body);
    return Array.isArray(faults) ? faults.join("; ") : undefined;
  } catch {
    return undefined; // the page of something in between
  }
}

/**
 * Knocks as Twilio would, for a call that does not exist; the address is as long as a real one's.
 *
 * @param relay - the Worker's relay address, without a slash at its end.
 * @returns the HTTP status; 101 when the door was opened.
 */
export async function knock(relay: string, token: string): Promise<number> {
  const url = `${relay}/CA${randomBytes(16).toString("hex")}`;
  return handshake(url, handshakeSignature(token, url, "as_params"));
}

async function checkSignature(relay: string, token: string | undefined): Promise<Finding> {
  // A call that does not exist; the address is as long as a real one's.
  const url = `${relay}/CA${randomBytes(16).toString("hex")}`;
  try {
    const forged = await handshake(
      url,
      handshakeSignature(randomBytes(16).toString("hex"), url, "as_params"),
    );
    if (forged === 101)
      return problem(
        SIGNATURE,
        "a forged handshake is accepted: anybody can talk to the agent",
        "find what answers in the Worker's place; the Worker itself refuses them",
      );
    if (!token)
      return notChecked(
        SIGNATURE,
        "a forged handshake is refused; whether Twilio's is accepted",
        "set TWILIO_AUTH_TOKEN",
      );
    const signed = await handshake(url, handshakeSignature(token, url, "as_params"));
    return signed === 101
      ? ok(SIGNATURE, "a signed handshake is accepted, a forged one refused")
      : problem(
          SIGNATURE,
          `a handshake signed with TWILIO_AUTH_TOKEN is refused with ${signed}: no call will reach the agent`,
          "npm run deploy -- --secrets gives the Worker the one here, which has to be the account's primary one; behind a proxy, set its RELAY_URL to the public address",
        );
  } catch (error) {
    return problem(
      SIGNATURE,
      `the handshake broke off (${reason(error)})`,
      "see Workers Logs in Cloudflare's dashboard",
    );
  }
}

/** @returns the HTTP status; 101 when the websocket was opened, which is then closed at once. */
function handshake(url: string, signature: string): Promise<number> {
  const { protocol, host } = new URL(url);
  const secure = protocol === "wss:";
  const request = (secure ? httpsRequest : httpRequest)(url.replace(/^ws/, "http"), {
    headers: {
      Host: host,
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "X-Twilio-Signature": signature,
    },
    timeout: DEADLINE_MS,
    agent: false, // a refused handshake's connection is of no further use
  });
  return new Promise((resolve, reject) => {
    request.once("upgrade", (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    request.once("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("timeout", () => request.destroy(new Error(`no answer in ${DEADLINE_MS / 1_000} s`)));
    request.once("error", reject);
    request.end();
  });
}

/** Why a request failed, by the system's own short name where it has one. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (cause instanceof Error)
    return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return error.name === "TimeoutError" ? "no answer in time" : error.message;
}
