import { ACTION_REFUSALS, type ActionRequest } from "../../../worker/protocol/console/actions.ts";
import type { AuditEntry } from "../../../worker/protocol/console/audit.ts";
import { forgetAll, signedOut } from "./sign-out.ts";

/** `GET /api/audit?limit`: the newest first. */
export interface Audit {
  readonly entries: readonly AuditEntry[];
}

/** What the Worker did not do, in words for whoever asked. `status` 0: it was not reached. */
export class Refused extends Error {
  readonly status: number;
  /** Of an edit: what breaks a rule, each in a line that begins with its field. */
  readonly faults: readonly string[];
  constructor(status: number, words: string, faults: readonly string[] = []) {
    super(words);
    this.status = status;
    this.faults = faults;
  }
}

const WORDS: Readonly<Record<number, string>> = {
  0: "The Worker was not reached. What is shown may be old.",
  401: "You are signed out.",
  403: "You may not see this.",
  404: "There is no such thing here, or it is no longer kept.",
  503: "The list of calls is not available at present.",
};

/** @throws {Refused} */
export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await reach(url, signal === undefined ? {} : { signal });
  if (!response.ok) throw await refusal(response);
  // The Worker is ours and of the same release; it sends nothing but what its types say.
  return (await response.json()) as T;
}

/**
 * Does something to a live call.
 *
 * @throws {Refused} with the call's own reason where it refuses.
 */
export async function act(callSid: string, request: ActionRequest): Promise<void> {
  await send("POST", `/api/calls/${encodeURIComponent(callSid)}/actions`, request);
}

/** `DELETE /api/calls/:sid`. */
export interface Deleted {
  readonly deleted: readonly string[];
  /** What is not deleted yet, with why in `hint`. */
  readonly left?: readonly string[];
  readonly hint?: string;
  /** By place: what lies there that is not ours to delete, and how it is. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

/** @throws {Refused} */
export async function deleteCall(callSid: string): Promise<Deleted> {
  const deleted = await send<Deleted>("DELETE", `/api/calls/${encodeURIComponent(callSid)}`);
  forgetAll();
  return deleted;
}

/** @throws {Refused} */
export async function send<T>(method: "POST" | "PUT" | "DELETE", url: string, body?: object): Promise<T> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await reach(url, body === undefined ? { method } : { method, ...json });
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T; // ours, of the same release
}

/** @returns why the Worker does not give it, in words; undefined where it does. @throws {Refused} where it is not reached. */
export async function refusalOf(url: string, init: RequestInit): Promise<string | undefined> {
  const response = await reach(url, init);
  if (!response.ok) return (await refusal(response)).message;
  await response.body?.cancel();
  return undefined;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    if (response.status === 401) signedOut();
    return response;
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refused(0, WORDS[0] ?? "");
  }
}

/** The Worker's own words where it has some. */
async function refusal(response: Response): Promise<Refused> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const words = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const refusals: Readonly<Record<string, string>> = ACTION_REFUSALS;
  const known = typeof words.refusal === "string" ? refusals[words.refusal] : undefined;
  const told = [known, words.hint, words.message].find(
    (text): text is string => typeof text === "string" && text !== "",
  );
  const faults = Array.isArray(words.faults)
    ? words.faults.filter((fault): fault is string => typeof fault === "string")
    : [];
  return new Refused(status, told ?? WORDS[status] ?? `The Worker answered ${status}. Try again.`, faults);
}
