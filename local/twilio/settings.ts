/**
 * What is not fixed by a recording, or not known, and may therefore be chosen. Milliseconds and seconds of speech
 * and of people pass on the speech clock; the network runs in real time.
 */
export interface TwilioSettings {
  /** How many times faster than life people and Twilio's own delays are; 1 for a phone, 20 for tests. @default 1 */
  readonly speechRate: number;
  /** Characters a second of the agent's voice; recordings show 13 to 22. @default 16 */
  readonly agentCharsPerSecond: number;
  /** @default 14 */
  readonly callerCharsPerSecond: number;
  /** From the last partial prompt to the final one; recordings show 350 to 800 ms. @default 550 */
  readonly endpointingMs: number;
  /** Recognised characters that count as barge-in. The value for `high` is recorded, the others are ours. */
  readonly bargeInChars: { readonly low: number; readonly medium: number; readonly high: number };
  /** What `ignoreBackchannel` lets pass. Twilio's list is not known. */
  readonly backchannels: readonly string[];
  /** How long a media file lasts, where it is no shorter WAV. @default 4000 */
  readonly mediaMs: number;
  /** Voices that no provider has: Twilio's list is not known, and it ends a session for one with 64101. */
  readonly unknownVoices: readonly string[];
  /** Where to connect for a `url`. By default `ws:` when the host is this machine, else the address as written. */
  readonly resolveSocket: (url: string) => string;
  /** How the query of a `url` is signed: not settled, so a server should take both. @default "as_params" */
  readonly signQuery: "as_params" | "in_url";
  /** A socket refused before the call is answered: the caller hears busy (recorded), or the action is requested. */
  readonly refusedSocket: "busy" | "action";
  /** How a lost socket is reported: 64105 is recorded, 39001 is in Twilio's documents. @default "64105" */
  readonly lostSocket: "64105" | "39001";
  /** What a drop leads to where `applicationReconnect="true"`. @default "action" */
  readonly reconnect: "action" | "with_setup" | "without_setup";
  /** `end` lets queued speech finish. Twilio's advice implies that it does not. @default false */
  readonly drainOnEnd: boolean;
  /** How long a request may take in all, real milliseconds. @default 15000 */
  readonly webhookTimeoutMs: number;
  /** What `<Dial>` meets. */
  readonly dial: DialOutcome;
  /** The same for single numbers and SIP addresses (without their headers). @default as `dial` for all */
  readonly dialled: Readonly<Record<string, DialOutcome>>;
  /**
   * Where a stand-in for Studio listens: requests to a flow's address (`https://webhooks.twilio.com/…`) go there, path
   * and query as they are. Without one they fail, as no call of this simulation leaves for Twilio.
   */
  readonly studioUrl?: string;
  /**
   * What `<Enqueue>` leads to when it names no workflow that exists, or its attributes are no JSON. The errors are
   * documented (14220, 14221), and that a fatal error of a call asks the number's fallback URL, and `QueueResult=error`;
   * which of the two follows is not. @default "fallback"
   */
  readonly failedEnqueue: "fallback" | "action";
  /** People who can take a call. @default 1 */
  readonly workers: number;
  /** Calls that may wait in one workflow; Twilio's default is 100. */
  readonly maxQueueSize: number;
  /** From a task's creation, or a rejection, to its reservation. @default 1000 */
  readonly reservationDelayMs: number;
  /** How long a worker may let it ring; the worker is then unavailable. Twilio's default is 120 s. */
  readonly reservationTimeoutMs: number;
  /**
   * What becomes of the call when its task is canceled. It is documented both that the queue is left and that the
   * caller may go on waiting ("TTL exceeded"). @default "leaves_queue"
   */
  readonly canceledTask: "leaves_queue" | "keeps_waiting";
  /** Events kept for whoever connects later. @default 20000 */
  readonly maxEvents: number;
}

export interface DialOutcome {
  readonly status: "completed" | "busy" | "no-answer" | "failed";
  readonly ringMs: number;
  readonly talkMs: number;
  /** When whoever answers presses a key, if one is asked for; never, where absent. */
  readonly acceptsAfterMs?: number;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** True when the host of a `ws:` or `wss:` URL is this machine. */
export const isLoopback = (url: string): boolean => URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);

export const DEFAULT_SETTINGS: TwilioSettings = {
  speechRate: 1,
  agentCharsPerSecond: 16,
  callerCharsPerSecond: 14,
  endpointingMs: 550,
  bargeInChars: { low: 12, medium: 6, high: 3 },
  backchannels: [
    "mm-hmm",
    "mhm",
    "uh-huh",
    "yeah",
    "yes",
    "yep",
    "okay",
    "ok",
    "right",
    "sure",
    "i see",
    "got it",
  ],
  mediaMs: 4000,
  unknownVoices: ["NoSuchVoice000000000"],
  resolveSocket: (url) => (isLoopback(url) ? url.replace(/^wss:/, "ws:") : url),
  signQuery: "as_params",
  refusedSocket: "busy",
  lostSocket: "64105",
  reconnect: "action",
  drainOnEnd: false,
  webhookTimeoutMs: 15_000,
  dial: { status: "completed", ringMs: 2_000, talkMs: 10_000, acceptsAfterMs: 5_000 },
  dialled: {},
  failedEnqueue: "fallback",
  workers: 1,
  maxQueueSize: 100,
  reservationDelayMs: 1_000,
  reservationTimeoutMs: 120_000,
  canceledTask: "leaves_queue",
  maxEvents: 20_000,
};

/** Delays seen in the recordings of a ConversationRelay call; see the facts sheet, sections 2 and 3. */
export const RECORDED = {
  /** From the socket's opening to the call's answer. */
  answerMs: 300,
  /** From the first complete chunk to its sound. */
  speechStartMs: 300,
  partialMs: 250,
  /** From a new message to the cut of preemptible speech, and to the sound of the new one. */
  preemptMs: 100,
  afterPreemptMs: 2_000,
  /** Keys sent while nobody talks are heard late. */
  idleDigitsMs: 2_000,
  keyMs: 380,
  closeAfterEndMs: 90,
  closeAfterMalformedMs: 65,
  actionAfterCloseMs: 300,
  actionAfterMalformedMs: 160,
  actionAfterDropMs: 1_200,
  reconnectMs: 400,
  statusCallbackMs: 400,
} as const;
