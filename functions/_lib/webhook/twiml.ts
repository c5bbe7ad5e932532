/// <reference types="@twilio-labs/serverless-runtime-types" />
import type { TwilioResponse } from "@twilio-labs/serverless-runtime-types/types.js";
import type VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { CallLines } from "../../../worker/language/pack.ts";
import { RELEASE } from "./release.ts";

/** Drops what XML 1.0 cannot carry: control characters, lone surrogates, U+FFFE and U+FFFF. */
export const xmlText = (value: string): string =>
  value.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");

/** Says a line of ours in the language it is written in. */
export function say(
  twiml: Pick<VoiceResponse, "say">,
  { sayLanguage }: Pick<CallLines, "sayLanguage">,
  line: string,
): void {
  // `never` fits the helper library's list of languages; an agent may name one that it does not know yet.
  twiml.say({ language: sayLanguage as never }, xmlText(line));
}

/**
 * TwiML as it has to leave. A string given to the callback would go out as `text/plain`, and a bundled
 * VoiceResponse is not an instance of the runtime's own class.
 */
export function twimlResponse(xml: string, cookie?: string): TwilioResponse {
  const response = new Twilio.Response();
  response.setStatusCode(200);
  response.appendHeader("Content-Type", "text/xml; charset=utf-8");
  // Tells an operator, and doctor, which release answers.
  response.appendHeader("X-Baton-Release", RELEASE);
  if (cookie !== undefined)
    response.appendHeader("Set-Cookie", `${cookie}; Path=/voice; Max-Age=600; Secure; HttpOnly`);
  response.setBody(xml);
  return response;
}
