import { type TwilioAnswer, type TwilioRequest, TwilioRestError, twilioHttp } from "./twilio-http.ts";

/** Whose recordings: an API key and its secret, or the account's SID and its token. */
export interface RecordingAccount {
  readonly accountSid: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly apiUrl: string;
}

/** A recording as Twilio has it. */
export interface FoundRecording {
  readonly sid: string;
  /** Twilio's own word: `in-progress`, `paused`, `stopped`, `processing`, `completed`, `absent` or `deleted`. */
  readonly status: string;
  /** Whole seconds, once it is completed. */
  readonly seconds: number | undefined;
}

/** One request: a recorder that does not answer is not waited for. */
const REQUEST_MS = 4_000;
/** A call's recordings are few; each takes up to 1 kB. */
const PAGE_SIZE = 20;
/** How Twilio says that a recording was begun over REST, as ours are. */
const OURS = "StartCallRecordingAPI";
const GOES_ON: ReadonlySet<string> = new Set(["in-progress", "paused"]);

export type Recordings = ReturnType<typeof twilioRecordings>;

/**
 * Recordings of calls. All of it throws a `TwilioRestError`.
 *
 * Source: Recordings resource of API version 2010-04-01; `rest/api/v2010/account/call/recording.js` of the `twilio` package.
 */
export function twilioRecordings(account: RecordingAccount) {
  const { accountSid, apiUrl } = account;
  const http = twilioHttp({ ...account, baseUrl: apiUrl });
  const root = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
  const ofCall = (callSid: string) => `${root}/Calls/${encodeURIComponent(callSid)}/Recordings`;
  const one = (sid: string, as: string) => `${root}/Recordings/${encodeURIComponent(sid)}.${as}`;

  /** Twilio's silence is no answer. */
  async function ask(request: Omit<TwilioRequest, "what">, what = "the recording"): Promise<TwilioAnswer> {
    const signal = AbortSignal.timeout(REQUEST_MS);
    try {
      return (await http({ ...request, what }, signal)).answer;
    } catch (cause) {
      if (cause instanceof TwilioRestError) throw cause;
      throw new TwilioRestError(`Twilio did not answer for ${what} in ${REQUEST_MS / 1_000} s.`, { cause });
    }
  }

  /** Those that were begun over REST. */
  async function listed(
    callSid: string,
  ): Promise<readonly { readonly sid: string; readonly status: string }[]> {
    const path = `${ofCall(callSid)}.json?PageSize=${PAGE_SIZE}`;
    const { recordings } = await ask({ method: "GET", path }, "the list of recordings");
    if (!Array.isArray(recordings)) throw new TwilioRestError("Twilio's list of recordings cannot be read.");
    return (recordings as readonly unknown[]).flatMap((entry) => {
      const { sid, status, source } = (entry ?? {}) as TwilioAnswer; // any value has these, or undefined
      return typeof sid === "string" && source === OURS ? [{ sid, status: String(status) }] : [];
    });
  }

  return {
    /** Begins one: both sides, each on a channel of its own, the caller first; silences are not cut out. */
    async start(callSid: string): Promise<string> {
      const form = { RecordingChannels: "dual", RecordingTrack: "both", Trim: "do-not-trim" };
      const { sid } = await ask({ method: "POST", path: `${ofCall(callSid)}.json`, form });
      if (typeof sid === "string") return sid;
      throw new TwilioRestError("Twilio answered without a recording SID.");
    },

    /** The one of a call that goes on, of ours. */
    async goingOn(callSid: string): Promise<string | undefined> {
      return (await listed(callSid)).find(({ status }) => GOES_ON.has(status))?.sid;
    },

    /** All of ours. */
    async ofCall(callSid: string): Promise<readonly string[]> {
      return (await listed(callSid)).map(({ sid }) => sid);
    },

    /** While it is paused there is silence in it, so that it stays as long as the call. */
    async change(callSid: string, sid: string, status: "paused" | "in-progress" | "stopped"): Promise<void> {
      const form = { Status: status, ...(status === "paused" ? { PauseBehavior: "silence" } : {}) };
      await ask({ method: "POST", path: `${ofCall(callSid)}/${encodeURIComponent(sid)}.json`, form });
    },

    async read(sid: string): Promise<FoundRecording> {
      const { status, duration } = await ask({ method: "GET", path: one(sid, "json") });
      const seconds = Number(duration ?? Number.NaN);
      return { sid, status: String(status), seconds: seconds >= 0 ? seconds : undefined };
    },

    /** One that is not there, or no longer, is deleted. */
    async remove(sid: string): Promise<void> {
      try {
        await ask({ method: "DELETE", path: one(sid, "json") });
      } catch (cause) {
        if (!(cause instanceof TwilioRestError && cause.status === 404)) throw cause;
      }
    },

    /** @param range - the `Range` of whoever plays it. @returns Twilio's answer, whose body is still on its way. */
    media: (sid: string, as: "mp3" | "wav", range: string | null): Promise<Response> =>
      fetchMedia(account, new URL(one(sid, as), apiUrl), range),
  };
}

const MAX_REDIRECTS = 3;

/** The sound itself, from wherever Twilio keeps it. The key goes to Twilio's API and to no other host. */
async function fetchMedia(
  { apiKey, apiSecret, apiUrl }: RecordingAccount,
  first: URL,
  range: string | null,
): Promise<Response> {
  const { origin } = new URL(apiUrl);
  let url = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const own = url.origin === origin;
    const response = await headersOf(url, {
      ...(own ? { Authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}` } : {}),
      ...(range === null ? {} : { Range: range }),
    });
    const to = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || to === null) return response;
    await response.body?.cancel();
    url = new URL(to, url);
    // What is not encrypted may be the local stack's, and nobody else's.
    if (url.protocol !== "https:" && url.origin !== origin) break;
  }
  throw new TwilioRestError("Twilio's recording leads nowhere.");
}

/** Only its beginning is waited for: how long the sound takes is up to whoever plays it. */
async function headersOf(url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), REQUEST_MS);
  try {
    return await fetch(url, { headers, redirect: "manual", signal: late.signal });
  } catch (cause) {
    throw new TwilioRestError("Twilio's recording could not be reached.", { cause });
  } finally {
    clearTimeout(timer);
  }
}
