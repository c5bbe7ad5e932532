import { randomBytes } from "node:crypto";
import { signConsoleLink } from "../../worker/adapters/console-link.ts";
import { type Role, signOperatorToken } from "../../worker/adapters/operator-token.ts";
import { signRecordLink } from "../../worker/adapters/record-link.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { RELAY_URL } from "../../worker/protocol/sids.ts";
import type { Variables } from "../setup/variables.ts";
import { MADE_UP } from "../stack/made-up.ts";
import { terminalId } from "./terminal-id.ts";

/** An operator's commands ask the deployed Worker, with a token that they sign themselves. */
export interface WorkerApi {
  /** @returns status and body; what is no JSON is undefined. @throws Error when nothing answers there. */
  readonly ask: (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object) => Promise<Answered>;
  /** As it comes, for what is no JSON. @throws the same. */
  readonly text: (path: string) => Promise<Answered & { readonly text: string }>;
  /** A call's transcript, by a link of its own. */
  readonly record: (callSid: string) => Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Long enough for one command, and for nothing after it. Seconds. */
const COMMAND_S = 300;
const DEADLINE_MS = 30_000;

/** The auth token that the Worker signs with: the first, where there are several. @throws Error when there is none. */
export function authToken({ TWILIO_AUTH_TOKEN }: Variables): string {
  const token = TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean);
  if (token) return token;
  throw new Error(
    "TWILIO_AUTH_TOKEN is not set: put the one that the Worker has into .dev.vars, or into the shell.",
  );
}

/**
 * @param forS - seconds that it is valid.
 * @param id - who is named in the audit list; one that is given away is told from others by its own.
 */
export const newToken = (
  variables: Variables,
  role: Role,
  forS: number,
  id = randomBytes(6).toString("hex"),
): Promise<string> =>
  signOperatorToken(authToken(variables), { role, expiresAt: Math.floor(Date.now() / 1_000) + forS, id });

/**
 * A link that signs in, once.
 *
 * @param hours - for how long whoever opens it stays signed in; @param name - what they are called in lists and records.
 */
export const newConsoleLink = (
  variables: Variables,
  origin: string,
  role: Role,
  hours: number,
  name?: string,
): Promise<string> =>
  signConsoleLink(
    authToken(variables),
    origin,
    { role, hours, nonce: randomBytes(12).toString("hex"), name },
    Date.now(),
  );

/**
 * Where the Worker is, as in `https://host`.
 *
 * @param worker - another address than RELAY_URL's, such as the one that `npm start` prints.
 * @throws Error naming what is missing or wrong.
 */
export function workerOrigin({ RELAY_URL: relay = "" }: Variables, worker?: string): string {
  if (worker !== undefined) {
    const url = URL.canParse(worker) ? new URL(worker) : undefined;
    // Whoever listens in between would have the token.
    if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal(worker))) return url.origin;
    throw new Error(
      `--worker ${worker} is no address of a Worker: https://host, or http://127.0.0.1:PORT as npm start prints it.`,
    );
  }
  if (RELAY_URL.pattern.test(relay)) return new URL(relay.replace(/^ws/, "http")).origin;
  const what = relay === "" ? "is not set: it" : "is not what it should be: it";
  throw new Error(`RELAY_URL ${what} ${RELAY_URL.words}.`);
}

/** Options of the commands that ask a Worker. */
export const WORKER_OPTIONS = { worker: { type: "string" } } as const;

export const WORKER_USAGE = `  --worker URL      another address than RELAY_URL's, such as the Worker's that npm start prints
  --env NAME|FILE   an environment, as in staging, whose variables stand in .env.staging and .dev.vars.staging; or a
                    file of variables, and more by repeating it. The shell's go first. .env and .dev.vars when absent`;

/** What the local stack signs with, where no auth token is set and its Worker is asked. */
export const variablesFor = (variables: Variables, worker: string | undefined): Variables =>
  worker !== undefined && isLocal(worker) && !variables.TWILIO_AUTH_TOKEN
    ? { ...variables, TWILIO_AUTH_TOKEN: MADE_UP.TWILIO_AUTH_TOKEN }
    : variables;

const isLocal = (url: string): boolean =>
  URL.canParse(url) && ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

/** @throws Error naming the variable that is missing or wrong. */
export function workerApi(found: Variables, worker?: string): WorkerApi {
  const variables = variablesFor(found, worker);
  const origin = workerOrigin(variables, worker);
  const token = authToken(variables);

  async function fetched(url: string, init: RequestInit = {}): Promise<Answered & { readonly text: string }> {
    const { status, text } = await within(DEADLINE_MS, async (signal) => {
      const response = await fetch(url, { ...init, redirect: "manual", signal });
      return { status: response.status, text: await response.text() };
    }).catch((cause: unknown) => {
      throw new Error(`The Worker at ${origin} does not answer.`, { cause });
    });
    return { status, text, body: jsonIn(text) };
  }
  const asOperator = async () => ({
    Authorization: `Bearer ${await newToken(variables, "operator", COMMAND_S, terminalId())}`,
  });

  return {
    ask: async (method, path, body) =>
      fetched(origin + path, {
        method,
        headers: { ...(await asOperator()), ...(body && { "content-type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
    text: async (path) => fetched(origin + path, { headers: await asOperator() }),
    record: async (callSid) => {
      const expiresAt = Math.floor(Date.now() / 1_000) + COMMAND_S;
      return fetched(await signRecordLink(token, origin, callSid, expiresAt));
    },
  };
}

/** The page of something in between is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a refusal says, in a line. */
export function refusal({ status, body }: Answered): string {
  const { error, hint } = (body ?? {}) as { error?: unknown; hint?: unknown }; // whatever JSON holds
  const why = [error, hint].filter((said) => typeof said === "string").join(": ");
  return `The Worker answered ${status}${why ? ` (${why})` : ""}. Is it of this release, and TWILIO_AUTH_TOKEN its own?`;
}
