import * as z from "zod";
import type { EarlierCall, EarlierCallsQuery } from "../../protocol/console/earlier-call.ts";

/** Who may be asked what is known of a caller: see `onCall` in an agent's definition. */

/** The call that has come in. */
export interface ArrivingCall {
  readonly callSid: string;
  /** The caller's number (E.164), or an address that is none; empty where the number is withheld. */
  readonly from: string;
  /** The number that was called. */
  readonly to: string;
}

/** What a source may use while it is asked. */
export interface LookUpContext {
  /** Aborts when what would come is too late. */
  readonly signal: AbortSignal;
  /** Reads a secret of the Worker; throws where it is not set. */
  readonly secret: (name: string) => string;
  /** Calls of this caller's own number that are over, the newest first; none where it is withheld. There is no way to ask for another's. */
  readonly earlierCalls: (query: EarlierCallsQuery) => Promise<readonly EarlierCall[]>;
}

/** What a source knows. What does not fit is left out: see `cleaned`. */
export interface CallerProfile {
  readonly profile?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** What happened before, a sentence each, the most important first. */
  readonly memory?: readonly string[] | undefined;
  /** For the greeting and for tools (`context.variables`); the model is not told of them. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

export interface CallerSource {
  /** Where it comes from, as the model and the person who takes over read it: "Segment". */
  readonly from: string;
  /** @returns whatever the other side says; undefined where the caller is not known there. */
  readonly ask: (call: ArrivingCall, context: LookUpContext) => Promise<CallerProfile | undefined>;
}

export type CallerLookUp = (
  call: ArrivingCall,
  context: LookUpContext,
) => CallerProfile | undefined | Promise<CallerProfile | undefined>;

const MAX_SOURCES = 5;

/** What a function of the agent's own is called, for whoever reads what it knows. */
const OWN = "your own system";

const isSource = (value: unknown): value is CallerSource | CallerLookUp =>
  typeof value === "function" ||
  (typeof value === "object" && value !== null && "ask" in value && typeof value.ask === "function");

const Source = z
  .custom<CallerSource | CallerLookUp>(
    isSource,
    "made with segmentProfile, twilioMemory, httpProfile or earlierCalls, or a function",
  )
  .transform(
    (source): CallerSource =>
      typeof source === "function"
        ? { from: OWN, ask: async (call, context) => source(call, context) }
        : source,
  );

/** One or several; none where it is absent. */
export const OnCall = z
  .union([z.array(Source).max(MAX_SOURCES), Source.transform((one) => [one])], {
    error: `one source or a list of at most ${MAX_SOURCES}, each made with segmentProfile, twilioMemory, httpProfile or earlierCalls, or a function`,
  })
  .default([]);

/** Checks the settings of a source when it is defined. @throws TypeError naming the source and what of it cannot work. */
export function checked<S extends z.ZodType>(source: string, schema: S, settings: unknown): z.output<S> {
  const read = schema.safeParse(settings);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".") || "settings"}: ${message}`);
  throw new TypeError(`${source}: ${faults.join("; ")}.`);
}

/** The name of a secret of the Worker, never the secret itself. */
export const SecretName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'is the name of a secret, such as "SEGMENT_TOKEN", and not the secret itself');

/** Where somebody else speaks the same API: a gateway of yours. */
export const BaseUrl = z
  .string()
  .regex(
    /^(?:https:\/\/|http:\/\/(?:localhost|127\.\d+\.\d+\.\d+)(?=[:/]|$))[^\s{}@?#]+[^\s{}@?#/]$/,
    "is an address such as https://host, without a slash at its end; http reaches this machine alone",
  );
