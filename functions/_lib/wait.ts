import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { linesFor } from "./phrases.ts";
import { readTrail } from "./trail.ts";
import { say } from "./twiml.ts";
import type { Respond } from "./webhook.ts";

/** Silence between two announcements, seconds. Twilio asks again when it has run out of verbs. */
const PAUSE_SECONDS = 12;

/**
 * What the caller hears in the queue: that they are in it, and where. Only what Twilio reports is said; there is
 * no estimate, because nobody can vouch for one.
 */
export const wait: Respond = (params) => {
  const twiml = new VoiceResponse();
  const lines = linesFor(readTrail(params).language);
  const position = params.count("QueuePosition");
  const waitedSeconds = params.count("QueueTime") ?? 0;

  say(twiml, lines, waitedSeconds < PAUSE_SECONDS ? lines.holdTheLine : lines.stillInLine);
  if (position === 1) say(twiml, lines, lines.nextInLine);
  if (position !== undefined && position > 1) say(twiml, lines, lines.callersAhead(position - 1));
  twiml.pause({ length: PAUSE_SECONDS });
  return { twiml, outcome: "waiting", log: { position } };
};

/** A fault must not take the caller out of the queue: a moment of silence, then Twilio asks again. */
export const waitInSilence: Respond = () => {
  const twiml = new VoiceResponse();
  twiml.pause({ length: PAUSE_SECONDS });
  return { twiml, outcome: "waiting" };
};
