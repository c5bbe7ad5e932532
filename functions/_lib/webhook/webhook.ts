import type {
  EnvironmentVariables,
  ServerlessEventObject,
  ServerlessFunctionSignature,
} from "@twilio-labs/serverless-runtime-types/types.js";
import { scrubbed } from "../../../worker/protocol/scrubbed.ts";
import { lastResort } from "../person.ts";
import { readTrail } from "../trail.ts";
import { type FunctionsConfig, readConfig } from "./config.ts";
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
      log("info", "webhook.answered", {
        ...base,
        outcome: answered?.outcome ?? "bare_goodbye",
        ...answered?.log,
        ms: Math.round(performance.now() - startedMs),
      });
      callback(null, twimlResponse(answered?.xml ?? BARE_GOODBYE, answered?.cookie));
    };

    const answer = attempt(base, () => respond(params, config, clock()));
    if (answer instanceof Promise) {
      const written = answer.then(write).catch((error: unknown) => logFault(base, error));
      void written.then(finish);
    } else {
      finish(answer && attempt(base, () => write(answer)));
    }
  };

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

function log(level: "info" | "error", event: string, fields: object): void {
  console[level](JSON.stringify({ level, event, ...fields }));
}
