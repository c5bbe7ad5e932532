import type {
  EnvironmentVariables,
  ServerlessEventObject,
  ServerlessFunctionSignature,
} from "@twilio-labs/serverless-runtime-types/types.js";
import type VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { type FunctionsConfig, readConfig } from "./config.ts";
import { type Params, readCallSid, readParams } from "./params.ts";
import { lastResort } from "./person.ts";
import { readTrail } from "./trail.ts";
import { twimlResponse } from "./twiml.ts";

/** What a webhook answers, and what its log line says of it. */
export interface Answer {
  readonly twiml: VoiceResponse;
  /** snake_case: what was decided, such as `person` or `reconnected`. */
  readonly outcome: string;
  /** Further fields of the log line. Never anything a caller said, and no phone number. */
  readonly log?: Readonly<Record<string, string | number | boolean | undefined>>;
}

export type Respond = (params: Params, config: FunctionsConfig) => Answer;

export type Handler = ServerlessFunctionSignature<EnvironmentVariables, ServerlessEventObject>;

/** Said when even the last resort cannot be built; a constant, so that nothing in it can fail. */
const BARE_GOODBYE =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Say>I\'m sorry, something went wrong. Please call again later. Goodbye.</Say><Hangup/></Response>';

/**
 * Wraps a webhook: reads the request, answers, logs one line. Whatever goes wrong inside, Twilio gets 200 and
 * TwiML as `text/xml`, once: the caller hears an apology and reaches a person.
 *
 * @param name - the webhook's name in logs.
 * @param afterFault - answers when `respond` has thrown, where a person is not the right answer.
 */
export const webhook =
  (name: string, respond: Respond, afterFault: Respond = person): Handler =>
  (context, event, callback) => {
    const startedMs = performance.now();
    const params = readParams(event ?? {});
    const config = readConfig(context ?? {});
    const base = { webhook: name, callSid: readCallSid(params) };
    if (config.problems.length > 0) log("error", "config.invalid", { ...base, problems: config.problems });

    const answered = attempt(base, respond, params, config) ?? attempt(base, afterFault, params, config);
    log("info", "webhook.answered", {
      ...base,
      outcome: answered?.outcome ?? "bare_goodbye",
      ...answered?.log,
      ms: Math.round(performance.now() - startedMs),
    });
    callback(null, twimlResponse(answered?.xml ?? BARE_GOODBYE));
  };

/** The answer with its TwiML already written, as writing it can fail too. */
function attempt(base: object, respond: Respond, params: Params, config: FunctionsConfig) {
  try {
    const answer = respond(params, config);
    return { ...answer, xml: answer.twiml.toString() };
  } catch (error) {
    // The stack names code, not content: messages of ours and of the XML library may quote what a caller said.
    const stack = error instanceof Error ? (error.stack ?? "").split("\n").filter(isFrame) : [];
    log("error", "webhook.failed", {
      ...base,
      error: error instanceof Error ? error.name : typeof error,
      stack,
    });
    return undefined;
  }
}

const isFrame = (line: string): boolean => /^\s+at /.test(line);

const person: Respond = (params, config) =>
  lastResort(
    config.workflowSid,
    { callSid: readCallSid(params) ?? "", from: params.text("From") ?? "" },
    readTrail(params).language,
  );

function log(level: "info" | "error", event: string, fields: object): void {
  console[level](JSON.stringify({ level, event, ...fields }));
}
