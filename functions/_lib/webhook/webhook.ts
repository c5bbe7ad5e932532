import type {
  EnvironmentVariables,
  ServerlessEventObject,
  ServerlessFunctionSignature,
} from "@twilio-labs/serverless-runtime-types/types.js";
import type { PersonNews } from "../../../worker/protocol/console/person-news.ts";
import { scrubbed } from "../../../worker/protocol/scrubbed.ts";
import { lastResort } from "../person.ts";
import { type Told, tellOfPerson } from "../person-news.ts";
import { readTrail } from "../trail.ts";
import { type FunctionsConfig, readConfig } from "./config.ts";
import { levelOf, log } from "./log.ts";
import { type Params, readCallSid, readParams } from "./params.ts";
import { twimlResponse } from "./twiml.ts";

/** What a webhook answers, and what its log line says of it. */
export interface Answer {
  /** A `VoiceResponse`, or TwiML that somebody else has written. */
  readonly twiml: { readonly toString: () => string };
  /** snake_case: what was decided, such as `person` or `reconnected`. */
  readonly outcome: string;
  /** `name=value`, for the webhooks of this call that come next. */
  readonly cookie?: string;
  /** What the Worker is told of a call that has gone to a person. Told before the answer leaves, which waits for it a moment. */
  readonly person?: { readonly callSid: string | undefined; readonly news: PersonNews };
  /** Further fields of the log line. Never anything a caller said, and no phone number. */
  readonly log?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Answers at once. @param nowMs - epoch milliseconds. */
export type RespondNow = (params: Params, config: FunctionsConfig, nowMs: number) => Answer;

export type Respond = (params: Params, config: FunctionsConfig, nowMs: number) => Answer | Promise<Answer>;

export type Handler = ServerlessFunctionSignature<EnvironmentVariables, ServerlessEventObject>;

/** Said when even the last resort cannot be built; a constant, so that nothing in it can fail. */
const BARE_GOODBYE =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Say>I\'m sorry, something went wrong. Please call again later. Goodbye.</Say><Hangup/></Response>';

/**
 * Wraps a webhook: reads the request, answers, logs one line. Whatever goes wrong inside, Twilio gets 200 and
 * TwiML as `text/xml`, once: the caller hears an apology and reaches a person.
 *
 * The handler itself is not async, as the runtime ignores the promise of one: an answer that takes its time calls
 * back when it is there, and any other before the handler returns.
 *
 * @param name - the webhook's name in logs.
 * @param afterFault - answers when `respond` has failed, where a person is not the right answer.
 */
export const webhook =
  (
    name: string,
    respond: Respond,
    afterFault: RespondNow = person,
    clock: () => number = Date.now,
  ): Handler =>
  (context, event, callback) => {
    const startedMs = performance.now();
    const params = readParams(event ?? {});
    const config = readConfig(context ?? {});
    const base = { webhook: name, callSid: readCallSid(params) };
    if (config.problems.length > 0) log("error", "config.invalid", { ...base, problems: config.problems });

    const finish = (written: Written | undefined): void => {
      const answered = written ?? attempt(base, () => write(afterFault(params, config, clock())));
      const outcome = answered?.outcome ?? "bare_goodbye";
      const leave = (told?: Told): void => {
        log(written ? levelOf(name, outcome, answered?.log) : "warn", "webhook.answered", {
          ...base,
          outcome,
          ...answered?.log,
          // What went well is not worth a field.
          ...(told !== undefined && told !== "told" && { worker: told }),
          ms: Math.round(performance.now() - startedMs),
        });
        callback(null, twimlResponse(answered?.xml ?? BARE_GOODBYE, answered?.cookie));
      };
      const telling = answered?.person && tellingOf(config, answered.person);
      if (telling) void telling.then(leave);
      else leave();
    };

    const answer = attempt(base, () => respond(params, config, clock()));
    if (answer instanceof Promise) {
      const written = answer.then(write).catch((error: unknown) => logFault(base, error));
      void written.then(finish);
    } else {
      finish(answer && attempt(base, () => write(answer)));
    }
  };

/** @returns undefined where the Worker cannot be told. */
function tellingOf(
  { relayUrl, authToken }: FunctionsConfig,
  { callSid, news }: Required<Answer>["person"],
): Promise<Told> | undefined {
  if (relayUrl === undefined || authToken === undefined || callSid === undefined) return undefined;
  return tellOfPerson({ relayUrl, authToken, callSid }, news);
}

interface Written extends Answer {
  readonly xml: string;
}

/** The answer with its TwiML written, as writing it can fail too. */
const write = (answer: Answer): Written => ({ ...answer, xml: answer.twiml.toString() });

function attempt<T>(base: object, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    return logFault(base, error);
  }
}

/** Messages of ours and of the XML library may quote what a caller said. */
function logFault(base: object, error: unknown): undefined {
  log("error", "webhook.failed", { ...base, ...scrubbed(error) });
}

const person: RespondNow = (params, config) =>
  lastResort(
    config.workflowSid,
    { callSid: readCallSid(params) ?? "", from: params.text("From") ?? "" },
    readTrail(params).language,
  );
