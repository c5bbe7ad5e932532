import * as z from "zod";

/**
 * How the agent behaves on the phone. Every field has a unit in its name, a bound and a default that is good
 * without tuning; a setting that does not exist is refused by name. One object per concern.
 */

const ms = (min: number, max: number) => z.number().int().min(min).max(max);

export const TurnSettings = z.strictObject({
  /** Final prompts this close together, with nothing said in between, are one turn. */
  mergeWindowMs: ms(0, 5_000).default(600),
  /** "mm-hmm" this close to the start or the end of a reply is an answer, not a backchannel. */
  backchannelEdgeMs: ms(0, 5_000).default(1_000),
  /** The agent's own words that come back this long after it spoke are an echo. 0: only while it speaks. */
  echoMs: ms(0, 5_000).default(1_500),
  /** A voice at the caller's end of which no word comes within this time is a noise: partial prompts come every 300 ms. */
  wordlessMs: ms(1_000, 60_000).default(5_000),
  /** How long a further letter is waited for after spelled ones; then they are the turn. Letters come within a second. */
  spellingMs: ms(500, 10_000).default(1_500),
  /** An interruption that no words follow within this time was none: the rest of the reply is said. */
  falseInterruptionMs: ms(500, 10_000).default(2_000),
  /** How long an unfinished sentence is waited for before "Go on, I'm listening." */
  unfinishedMs: ms(1_000, 30_000).default(5_000),
  /** The same after "hold on". */
  holdOnMs: ms(1_000, 60_000).default(10_000),
  /** Assumed speaking rate, where Twilio does not report what was played. Recorded calls: 13 to 22. */
  charsPerSecond: z.number().min(5).max(40).default(16),
});

export const SpeechSettings = z.strictObject({
  /**
   * "off" where the voice reads figures, dates and signs itself and does it better: then only what is not for the ear
   * (Markdown, tags, pictures) is taken out of a reply. On, as most voices misread amounts, dates or telephone numbers.
   */
  normalise: z.enum(["on", "off"]).default("on"),
  /**
   * The longest that the model may speak in one turn, at `turns.charsPerSecond`; it ends with the sentence. A model that
   * goes round in circles writes nine minutes of speech in a turn; nobody listens to two on the telephone.
   */
  maxReplyMs: ms(5_000, 600_000).default(90_000),
});

export const SpeculationSettings = z.strictObject({
  /** Start the model on a stable partial prompt. Costs extra model calls, hides part of its latency. */
  enabled: z.boolean().default(true),
  /** A partial prompt unchanged for this long counts as stable. */
  stableMs: ms(50, 2_000).default(200),
  maxAttemptsPerTurn: z.number().int().min(1).max(10).default(3),
  /** No speculation once the caller has spoken for this long. */
  maxSpeechMs: ms(1_000, 60_000).default(10_000),
});

export const SilenceSettings = z.strictObject({
  enabled: z.boolean().default(true),
  /** Silence after our last word before each step of the ladder. */
  nudgeMs: ms(1_000, 120_000).default(8_000),
  secondNudgeMs: ms(1_000, 120_000).default(8_000),
  goodbyeMs: ms(1_000, 120_000).default(8_000),
  /**
   * Sounds and partial prompts without a turn for this long, and the caller is told that they cannot be heard; half as
   * long again, and it is the goodbye. Longer than anybody speaks without a pause; a television never pauses.
   */
  noTurnMs: ms(10_000, 600_000).default(60_000),
});

export const DigitSettings = z.strictObject({
  /** Keys are one entry until a pause this long, `#`, or the length that was asked for. */
  pauseMs: ms(500, 10_000).default(2_000),
  /** Keys this close together are one entry, also beyond the length. Hands on a keypad: 60 to 800 ms. */
  burstMs: ms(200, 5_000).default(1_500),
  /** The same pause in a secret whose length is known: a card is read and keyed in groups, and half of it is no use. */
  securePauseMs: ms(1_000, 60_000).default(10_000),
  /** A question for digits that nobody answers is over after this: the key for a person reaches one again. */
  lapseMs: ms(5_000, 300_000).default(30_000),
  /** The same for its secrecy, which errs on the safe side: a caller may have to look for the card. */
  secureLapseMs: ms(5_000, 600_000).default(180_000),
  /** More keys than this in one entry are dropped. */
  maxDigits: z.number().int().min(1).max(64).default(32),
});

export const ToolSettings = z.strictObject({
  /** Deadline for a tool that sets none itself. */
  deadlineMs: ms(100, 120_000).default(8_000),
  /** Rounds of tool calls in one turn; then the model has to answer without tools. */
  maxRounds: z.number().int().min(1).max(20).default(5),
  /** A tool slower than this is covered by a line. */
  fillerMs: ms(800, 10_000).default(1_000),
  fillerAgainMs: ms(1_000, 20_000).default(4_000),
  maxFillers: z.number().int().min(0).max(10).default(3),
  /** Calls of one response that are run; the rest is told so. More at once than any caller waits for is a loop. */
  maxCallsPerResponse: z.number().int().min(1).max(64).default(16),
  /** Longest output passed on to the model, characters of JSON. */
  maxOutputChars: z.number().int().min(200).max(200_000).default(8_000),
});

export const PatienceSettings = z.strictObject({
  /** No sign of life from the model by then: a second request races it. */
  hedgeMs: ms(200, 10_000).default(1_200),
  /**
   * Nothing to hear by then, counted from the caller's last word through all rounds, or from the reply's last: a holding
   * line. The next ones come `toolUse.fillerAgainMs` after it, for as long as the model is at work.
   */
  holdingMs: ms(500, 10_000).default(2_000),
  /** No token for this long in the middle of a sentence: it is continued by a second request. */
  stallMs: ms(300, 10_000).default(1_500),
  /** The same after a finished sentence or a whole tool call: a call may follow. Measured at servers that withhold it: 7.8 s. */
  pauseMs: ms(300, 30_000).default(8_000),
  /** No sign of life in a round: apology, and with the second one a person. */
  giveUpMs: ms(1_000, 20_000).default(3_500),
  /** The same for a model that was at work (reasoning, arguments): no further sign of it for this long. */
  workMs: ms(1_000, 60_000).default(20_000),
  /** The longest that one turn is worked at, its tools not counted. Nobody waits for longer, however it is bridged. */
  turnMs: ms(5_000, 300_000).default(45_000),
  /** Requests that one turn may cost, all rounds, races and retries together; the last ones are made without tools. */
  maxRequests: z.number().int().min(4).max(40).default(12),
});

export const EscalationSettings = z.strictObject({
  /** Key that reaches a person at once when no digits are being collected; "" turns it off. */
  personKey: z
    .string()
    .regex(/^[0-9*#]?$/)
    .default("0"),
  /** The caller's own words for a person are acted on without the model. */
  onRequest: z.boolean().default(true),
  /** Failures in a row that reach a person. */
  misunderstandings: z.number().int().min(1).max(10).default(2),
  toolFailures: z.number().int().min(1).max(10).default(2),
  modelFailures: z.number().int().min(1).max(10).default(2),
  /**
   * How long the model may take over a summary, where the goodbye does not last longer anyway. With what the network
   * and the Functions take it stays within a second and a half.
   */
  summaryMs: ms(200, 5_000).default(1_300),
});

export const LimitSettings = z.strictObject({
  /** Longest call with the agent; then a person. Below Twilio's own four hours. */
  maxCallMs: ms(60_000, 4 * 3_600_000).default(30 * 60_000),
  /** Turns that the agent answers. Half an hour of questions and answers has a hundred; a machine that talks has more. */
  maxTurns: z.number().int().min(5).max(2_000).default(200),
  /** Input and output together, as far as the model's server reports them. A long call has 100 turns of 10,000. */
  maxTokens: z.number().int().min(10_000).max(50_000_000).default(2_000_000),
  /** The same in US dollars, by the prices below. A call of a hundred turns costs one to two. */
  maxSpendUsd: z.number().min(0.01).max(1_000).default(5),
  /** US dollars for a million tokens, by the model's name, beside those that `worker/agent/prices.ts` knows. */
  prices: z
    .record(
      z.string(),
      z.strictObject({ input: z.number().min(0), cached: z.number().min(0), output: z.number().min(0) }),
    )
    .default({}),
  /** Text messages that the tools of one call may send to the caller. An order, its change, and one for good measure. */
  maxTexts: z.number().int().min(0).max(50).default(3),
  /** The same that all calls of one caller may be sent in a day, by UTC. */
  maxTextsADay: z.number().int().min(0).max(1_000).default(10),
  /** Connects on one call before a person takes over; bounds reconnects after lost sockets. */
  maxConnects: z.number().int().min(1).max(10).default(4),
});

/** What a recording takes; an agent without it records nothing. */
export const RecordingSettings = z.strictObject({
  /** `announced`: the caller is told, and recorded from then on. `asked`: only after a yes. */
  consent: z.enum(["announced", "asked"]),
  /** Goes on when a person takes the call over; by default it ends with the agent's part. */
  untilEnd: z.boolean().default(false),
});
export type RecordingSettings = z.output<typeof RecordingSettings>;

/** All of them, by the field of an agent's definition that holds them. */
export const SETTINGS = {
  turns: TurnSettings.prefault({}),
  speech: SpeechSettings.prefault({}),
  speculation: SpeculationSettings.prefault({}),
  silence: SilenceSettings.prefault({}),
  digits: DigitSettings.prefault({}),
  toolUse: ToolSettings.prefault({}),
  patience: PatienceSettings.prefault({}),
  escalation: EscalationSettings.prefault({}),
  limits: LimitSettings.prefault({}),
};

/** How the agent behaves on the phone. */
export type Settings = { readonly [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]> };
