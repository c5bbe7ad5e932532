import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { CallLines } from "../../../worker/language/pack.ts";
import { readCaller } from "../../../worker/protocol/phone-address.ts";
import { callLanguages } from "../../../worker/protocol/relay/call-languages.ts";
import type { AnsweringAgents } from "../agents-data.ts";
import { answeringAgent } from "../answering-agent.ts";
import { mayReturn } from "../back-to-agent.ts";
import { counted, linesFor } from "../call-lines.ts";
import { onward, publishedAgain } from "../published-agent.ts";
import { leadsOut, rememberKey } from "../queue-key.ts";
import { readTrail, withTrail } from "../trail.ts";
import { type Params, readCalled, readCallSid, readFrom } from "../webhook/params.ts";
import { say } from "../webhook/twiml.ts";
import type { Answer, Respond, RespondNow } from "../webhook/webhook.ts";

/** Published by the build; half a minute of music. */
const MUSIC = "/audio/hold.wav";

/** From one announcement to the next, about: the music and a few words. Seconds. */
const ROUND_S = 40;

/**
 * What the caller hears in the queue: where they stand, about how long it takes, and music; and the way out, by key
 * or when the wait was too long. Twilio may keep a caller waiting whose task has been cancelled ("TTL exceeded"), so
 * the end of the longest wait is ours to see to.
 *
 * Twilio asks again when a document has run out of verbs, every half minute or so.
 */
export const wait =
  (agents: AnsweringAgents): Respond =>
  (params, config, nowMs) => {
    const trail = readTrail(params);
    const code = answeringAgent(agents, params, trail);
    const { longestWaitS } = code.handOff;
    const key = params.text("Digits");
    // Both ways out lead to the agent; where it is down, to the end of the call.
    const hasWaysOut = mayReturn(trail, code);
    const waitedS = params.count("QueueTime") ?? 0;
    const position = params.count("QueuePosition");

    const leaves = hasWaysOut && leadsOut(key);
    if (leaves || waitedS >= longestWaitS) {
      const twiml = new VoiceResponse();
      twiml.leave();
      const left = { twiml, outcome: "left_queue", log: { position, queueSeconds: waitedS } };
      return leaves ? { ...left, cookie: rememberKey(key, trail) } : left;
    }
    const hold = (
      announce: (gather: ReturnType<VoiceResponse["gather"]>) => void,
      standIn?: true,
    ): Answer => {
      const twiml = new VoiceResponse();
      const gather = twiml.gather({
        action: withTrail("/voice/wait", trail),
        numDigits: 1,
        finishOnKey: "",
        timeout: 1,
      });
      announce(gather);
      gather.play(MUSIC);
      const person = {
        callSid: readCallSid(params),
        news: { at: nowMs, what: "waiting", seconds: waitedS },
      } as const;
      return { twiml, outcome: "waiting", person, log: { position, standIn } };
    };
    // Any other key only goes on with the music.
    if (key !== undefined) return hold(() => undefined);
    return onward(publishedAgain({ agents, params, config, trail, nowMs }), ({ agent, standIn }) => {
      const lines = linesFor(trail.language ?? callLanguages(agent).start, agent.languagePacks);
      return hold((gather) => {
        for (const line of announcement({ lines, waitedS, params, longestWaitS, hasWaysOut }))
          say(gather, lines, line);
      }, standIn);
    });
  };

/** All of it at first; then, in turn, the place in line, and the thanks with the ways out. */
function announcement({
  lines,
  waitedS,
  params,
  longestWaitS,
  hasWaysOut,
}: {
  readonly lines: CallLines;
  readonly waitedS: number;
  readonly params: Params;
  readonly longestWaitS: number;
  readonly hasWaysOut: boolean;
}): readonly string[] {
  const place = [...placeInLine(lines, params), ...estimate(lines, params, longestWaitS)];
  const round = Math.floor(waitedS / ROUND_S);
  // Its first key is a callback, which nobody is offered who cannot be called. Both lead to the agent all the same.
  const caller = readCaller(readFrom(params), readCalled(params));
  const menu = caller.number === undefined || !hasWaysOut ? [] : [lines.queueMenu];
  if (round === 0) return [lines.holdTheLine, ...place, ...menu];
  return round % 2 === 1 && place.length > 0 ? place : [lines.stillInLine, ...menu];
}

/** Only what Twilio reports is said. */
function placeInLine(lines: CallLines, params: Params): readonly string[] {
  const position = params.count("QueuePosition");
  if (position === undefined || position < 1) return [];
  return [position === 1 ? lines.nextInLine : counted(lines, lines.callersAhead, position - 1)];
}

/**
 * `AvgQueueTime` is how long those who wait now have waited on average, so each place in line stands for about that
 * long. Of a caller who waits alone it says nothing but how long they have waited themselves, and nothing is said;
 * nor of more than the longest wait, after which the caller is taken out of the queue anyway.
 * Source: TwiML `<Enqueue>`, parameters of the waitUrl request.
 */
function estimate(lines: CallLines, params: Params, longestWaitS: number): readonly string[] {
  const position = params.count("QueuePosition") ?? 0;
  const averageS = params.count("AvgQueueTime") ?? 0;
  const isAlone = params.count("CurrentQueueSize") === 1;
  const waitS = averageS * position;
  if (isAlone || waitS === 0 || waitS > longestWaitS) return [];
  return [counted(lines, lines.aboutMinutes, Math.ceil(waitS / 60))];
}

/** Seconds of silence after a fault. */
const PAUSE_S = 12;

/** A fault must not take the caller out of the queue: a moment of silence, then Twilio asks again. */
export const waitInSilence: RespondNow = () => {
  const twiml = new VoiceResponse();
  twiml.pause({ length: PAUSE_S });
  return { twiml, outcome: "waiting" };
};
