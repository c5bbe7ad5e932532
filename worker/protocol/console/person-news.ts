/**
 * `POST /api/calls/:sid/person`: what becomes of a call once the agent has handed it over, as the Functions hear of it from
 * Twilio. Told by a link of the purpose `person`, which signs the body as well. The same twice is once.
 */
export interface PersonNews {
  /** Epoch ms, by the teller's clock. */
  readonly at: number;
  /** `left`: the person's part is over, whether anybody came or not. */
  readonly what: PersonPart;
  /** How long the caller has waited until then, as Twilio counts it. */
  readonly seconds?: number;
  /** Of `left`: since when a person had the call, epoch ms; absent where nobody had it, or that was told before. */
  readonly talkingSince?: number;
}

export const PERSON_PARTS = ["waiting", "talking", "left"] as const;
export type PersonPart = (typeof PERSON_PARTS)[number];

/** What whoever tells signs. */
export const personSubject = (callSid: string, body: string): string => `${callSid}|${body}`;

/** @returns undefined where it is none. */
export function readPersonNews(body: string): PersonNews | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { at, what, seconds, talkingSince }: Readonly<Record<string, unknown>> = { ...value };
  const part = PERSON_PARTS.find((known) => known === what);
  if (part === undefined || !isCount(at)) return undefined;
  return {
    at,
    what: part,
    ...(isCount(seconds) && { seconds }),
    ...(isCount(talkingSince) && { talkingSince: Math.min(talkingSince, at) }),
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** How long a person's part took, in whole; what is not known is absent. */
export interface PersonTimes {
  readonly waitedMs?: number;
  readonly talkedMs?: number;
}

/** How it stands with a call that was handed over: what was told of it last. */
export interface WithPerson {
  readonly part: "waiting" | "talking";
  /** Since when, epoch ms. */
  readonly since: number;
  /** When that was told last, epoch ms. */
  readonly heardAt: number;
  /** Of which nothing else is heard by then is no longer taken for going on; epoch ms. */
  readonly until: number;
}

/**
 * A queue tells each half minute or so that somebody waits: who is not told of for so long is with a person, and whose
 * waiting nobody ever tells of is lost sight of.
 */
export const QUEUE_TELLS_MS = 150_000;
