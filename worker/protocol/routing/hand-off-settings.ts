import * as z from "zod";
import { STUDIO_FLOW_SID } from "../sids.ts";
import { oversizedRules } from "./routing.ts";
import { PhoneNumber, QueueName, RoutingRule } from "./routing-rule.ts";

/**
 * Where a call goes when the agent hands it over, and what is looked at before the caller is promised anything.
 * Part of the agent's definition; read by the Worker (hours, availability) and the Functions (target, routing).
 */

/** From 00:00 to 23:59; until 24:00 as well. */
const time = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'must be a span such as "09:00-17:30", until "24:00" at most',
  );
const spans = z.array(time).default([]);
/** Nothing leaves the own machine on the way to a loopback address, so that it needs no certificate. */
const https = z
  .string()
  .regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])\S+$/,
    "must be an https address, or one of this machine such as http://127.0.0.1:9000/hand-off",
  );
const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}, 'must be an IANA time zone, such as "America/New_York"');

/** Opening hours. Absent: always open. A span that ends before it starts runs past midnight. */
export const Hours = z.strictObject({
  timeZone,
  week: z
    .strictObject({ mon: spans, tue: spans, wed: spans, thu: spans, fri: spans, sat: spans, sun: spans })
    .prefault({}),
  /** Closed all day: dates as `YYYY-MM-DD`, in the same time zone. */
  holidays: z.array(z.iso.date()).default([]),
});

const Target = z.discriminatedUnion("kind", [
  /** TaskRouter and Flex: `<Enqueue workflowSid>` with task attributes. */
  z.strictObject({ kind: z.literal("flex") }),
  /** Another contact centre by SIP: `<Dial><Sip>`, the context in User-to-User or in `X-` headers. */
  z.strictObject({
    kind: z.literal("sip"),
    uri: z.string().regex(/^sips?:[^\s?]+$/, 'must be a SIP address, such as "sip:support@pbx.example.com"'),
    context: z.enum(["user_to_user", "headers"]).default("user_to_user"),
    timeoutS: z.number().int().min(5).max(600).default(60),
  }),
  /** A telephone: `<Dial><Number>`; whoever answers hears the summary first. */
  z.strictObject({
    kind: z.literal("number"),
    number: PhoneNumber,
    whisper: z.boolean().default(true),
    timeoutS: z.number().int().min(5).max(600).default(30),
  }),
  /** An address of yours that gets the context, signed, and answers with TwiML. `secret` names a variable. */
  z.strictObject({ kind: z.literal("webhook"), url: https, secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/) }),
  /** A Studio flow, with the payload names of Twilio Agent Connect. */
  z.strictObject({
    kind: z.literal("studio"),
    flowSid: z.string().regex(STUDIO_FLOW_SID.pattern, STUDIO_FLOW_SID.words),
  }),
]);

/** Characters, so that what is said of a place stays a part of a sentence. */
const MAX_SAID = 60;
const said = z
  .string()
  .max(MAX_SAID)
  .regex(/^\S(?:[^\p{Cc}]*\S)?$/u, "must be a few words in one line");

/** One of several places that a caller may be put through to by its name. */
const Place = z.strictObject({
  /**
   * What the caller and the model hear of it: "the shop in Portland". By primary subtag where the languages of the agent
   * have other words for it, and then the first is for those that are not named.
   */
  says: z.union([
    said,
    z
      .record(z.string().regex(/^[a-z]{2,3}$/, 'must be a language such as "en"'), said)
      .refine((words) => Object.keys(words).length > 0, "names no language"),
  ]),
  target: Target,
  /** When somebody is there; absent, as the agent's own `hours` say. */
  hours: Hours.optional(),
});

/** More than a model tells apart, and than one hears said. */
const MAX_PLACES = 40;

const Policy = z.enum(["wait", "callback", "agent"]);

export const HandOffSettings = z
  .strictObject({
    target: Target.prefault({ kind: "flex" }),
    /**
     * The directory of places: where there are any, the model may name one when it hands over, and the call goes there,
     * and never to a number that somebody has said.
     */
    places: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a name such as "portland"'), Place)
      .refine((places) => Object.keys(places).length <= MAX_PLACES, `at most ${MAX_PLACES} places`)
      .default({}),
    /** Names of the queues that rules may route to; `npm run setup:flex` makes them. */
    queues: z.array(QueueName).default([]),
    routing: z.array(RoutingRule).default([]),
    hours: Hours.optional(),
    /** Looks at TaskRouter's real-time statistics before a transfer is promised. Needs TASKROUTER_WORKSPACE_SID. */
    checkAvailability: z.boolean().default(true),
    /** What happens outside the hours: a callback is offered, the agent goes on, or the caller waits. */
    whenClosed: Policy.default("callback"),
    /** What happens when nobody is free. */
    whenNobodyFree: Policy.default("wait"),
    /** What happens when the statistics are slow, broken or not set up. */
    whenUnknown: Policy.default("wait"),
    /** Longer than this in the queue is too long to wait for: then as if nobody were free. Seconds. */
    longestWaitS: z.number().int().min(10).max(7_200).default(600),
    /** Tries of a callback before it is given up. */
    callbackAttempts: z.number().int().min(1).max(10).default(3),
    /** A virtual task for calls that the agent resolved alone, so that Flex Insights counts them. */
    insightsForResolved: z.boolean().default(false),
  })
  .superRefine((settings, context) => {
    for (const { index, message } of oversizedRules(settings.routing)) {
      context.addIssue({ code: "custom", path: ["routing", index], message });
    }
    settings.routing.forEach((rule, i) => {
      if (rule.queue !== undefined && !settings.queues.includes(rule.queue)) {
        const known = settings.queues.length > 0 ? settings.queues.join(", ") : "none";
        context.addIssue({
          code: "custom",
          path: ["routing", i, "queue"],
          message: `there is no queue "${rule.queue}" in handOff.queues (${known})`,
        });
      }
    });
  });

export type HandOffSettings = z.output<typeof HandOffSettings>;
export type HandOffTarget = HandOffSettings["target"];
export type Place = z.output<typeof Place>;
