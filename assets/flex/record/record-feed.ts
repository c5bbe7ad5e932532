import { readBounded } from "../../../worker/protocol/bounded-body.ts";
import { unreachable } from "../../../worker/protocol/unreachable.ts";
import { type ReadRecord, readRecord } from "./call-record.ts";

/**
 * Follows a call's record over its signed link for as long as somebody looks at it. While the call is live it is
 * asked for again every few seconds, with the entity tag of what is known, so that a quiet line costs a few bytes.
 */

/** Why there is no record, or no newer one. Only the first three end the feed. */
export type FeedProblem = "expired" | "refused" | "missing" | "unreachable" | "unreadable";

export interface FeedState {
  readonly record?: ReadRecord;
  readonly problem?: FeedProblem;
  /** The feed goes on by itself. */
  readonly following: boolean;
}

export interface FeedPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Settles after that time, or as soon as the signal aborts; never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const POLL_MS = 3_000;
/** The pause doubles with each failure in a row, up to this. */
const MAX_PAUSE_MS = 60_000;
/** One request. Longer than this, the network is as good as gone. */
const REQUEST_MS = 15_000;
/** A record larger than this is none of ours. */
const MAX_BYTES = 5_000_000;

type Answer =
  | { readonly kind: "record"; readonly record: ReadRecord; readonly tag: string | undefined }
  | { readonly kind: "unchanged" }
  | { readonly kind: "problem"; readonly problem: FeedProblem };

/**
 * @param signal - ends the feed, quietly, and the request under way with it.
 * @returns each state in turn; it finishes when nothing more is to come, which a retry starts again.
 */
export async function* followRecord(
  url: string,
  ports: FeedPorts,
  signal: AbortSignal,
): AsyncGenerator<FeedState> {
  let record: ReadRecord | undefined;
  let tag: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const answer = await ask(url, tag, ports.fetch, signal);
    if (signal.aborted) return;
    switch (answer.kind) {
      case "record":
        ({ record, tag } = answer);
        failures = 0;
        yield { record, following: record.live };
        if (!record.live) return;
        break;
      case "unchanged":
        // A connection that is back says so by taking the warning away.
        if (failures > 0 && record) yield { record, following: true };
        failures = 0;
        break;
      case "problem": {
        const final =
          answer.problem === "expired" || answer.problem === "refused" || answer.problem === "missing";
        yield { ...(record && { record }), problem: answer.problem, following: !final };
        if (final) return;
        failures += 1;
        // Without the tag the next request needs no permission of its own (CORS preflight).
        tag = undefined;
        break;
      }
      default:
        unreachable(answer);
    }
    await ports.wait(Math.min(POLL_MS * 2 ** failures, MAX_PAUSE_MS), signal);
  }
}

async function ask(
  url: string,
  tag: string | undefined,
  fetch: FeedPorts["fetch"],
  signal: AbortSignal,
): Promise<Answer> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]);
  try {
    const response = await fetch(url, {
      signal: deadline,
      // The signature in the link is the whole permission.
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      headers: { accept: "application/json", ...(tag && { "if-none-match": tag }) },
    });
    if (response.status === 304) return { kind: "unchanged" };
    const body = (await readBounded(response.body, MAX_BYTES)) ?? "";
    if (!response.ok) return { kind: "problem", problem: refusal(response.status, body) };
    const record = readRecord(parsed(body));
    if (!record) return { kind: "problem", problem: "unreadable" };
    return { kind: "record", record, tag: response.headers.get("etag") ?? undefined };
  } catch {
    // No connection, a blocked request and a deadline look alike from here; the caller checks for its own abort.
    return { kind: "problem", problem: "unreachable" };
  }
}

function refusal(status: number, body: string): FeedProblem {
  if (status === 404) return "missing";
  if (status === 401 || status === 403 || status === 410) {
    const reason = parsed(body);
    const expired =
      status === 410 ||
      (typeof reason === "object" && reason !== null && "error" in reason && reason.error === "expired");
    return expired ? "expired" : "refused";
  }
  return "unreachable";
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The browser's own fetch and timers. */
export const browserPorts: FeedPorts = {
  fetch: (url, init) => window.fetch(url, init),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
      signal.addEventListener("abort", done, { once: true });
    }),
};
