import { expect, test } from "vitest";
import * as z from "zod";
import { type AgentDefinition, defineTool } from "../../worker/agent/define.ts";
import { rulesOf } from "../../worker/agent/judge.ts";
import { sayMeanwhile } from "../../worker/session/answer/patience.ts";
import type { Draft } from "../../worker/session/draft/draft.ts";
import type { Availability } from "../../worker/session/state/event.ts";
import { TestCall } from "../support/conversation.ts";
import {
  type Act,
  callsTool,
  callsTools,
  fails,
  hangs,
  type Part,
  says,
  text,
} from "../support/played-model.ts";

/**
 * What a model's stream does to the caller's wait: life and death, rounds that add up, caps that hold for a model that
 * ignores them, replies in which nothing can be heard, replies that begin again; and the announcement of a transfer.
 *
 * Times are of the frames that can be heard (a letter or a digit), from the caller's last word on.
 */

const wait = (ms: number): Part => [{ type: "wait", ms }];
const done: Act = { type: "finished", reason: "stop" };
/** The model at work on what cannot be passed on: arguments, reasoning. */
const works = (ms: number, everyMs = 100): Part =>
  Array.from(
    { length: Math.round(ms / everyMs) },
    (): Part => [...wait(everyMs), { type: "progress" }],
  ).flat();
const repeats = (delta: string, everyMs: number, times = 3_000): Part =>
  Array.from({ length: times }, (): Part => [...wait(everyMs), { type: "text", delta }]).flat();
const whole = (reply: string): Part => [...text(reply), done];
const later = (ms: number, part: Part): Part => [...wait(ms), ...part];
const times = (n: number, part: (i: number) => Part): Part[] => Array.from({ length: n }, (_, i) => part(i));

const SUMMARY = "The caller was charged twice for order 1042, has called before, and wants the money back.";
const handsOff = callsTool("hand_off", {
  reason: "Billing.",
  callSummary: SUMMARY,
  sentiment: "negative",
  reasonCode: "caller_requested",
});
const looksUp = (i: number): Part => callsTool("look_up", { on: String(i) });

interface Case {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly agent?: Partial<AgentDefinition>;
  readonly toolMs?: number;
  readonly availability?: Availability;
  /** How long the turn is watched; ms. */
  readonly forMs?: number;
  /** What the caller says next, once for each further turn. */
  readonly thenSays?: readonly string[];
  /** Longest time without anything to hear. @default 4_000 */
  readonly silenceMs?: number;
  /** Requests of the turn: at most, or exactly. */
  readonly requests?: number | { readonly atMost: number };
  /** What the caller hears in the end, and what not. */
  readonly hears?: string | RegExp;
  readonly not?: RegExp;
  /** Reaches a person with this reason. */
  readonly person?: string;
  readonly summary?: string;
  /** Runs of `look_up`. */
  readonly ran?: number | { readonly atMost: number };
  readonly promises?: readonly RegExp[];
  /** Lines that bridge the wait: at least. */
  readonly bridged?: number;
  /** Longest that is spoken in all; characters. */
  readonly chars?: number;
}

const TROUBLE = /trouble|went wrong|lost my thread/i;
const audible = /[\p{L}\p{N}]/u;

interface Seen {
  readonly silenceMs: number;
  readonly requests: number;
  readonly spoken: string;
  readonly ran: number;
  readonly call: TestCall;
}

async function watch(c: Case): Promise<Seen> {
  let ran = 0;
  const lookUp = defineTool({
    name: "look_up",
    description: "Looks up.",
    input: z.object({ on: z.string() }),
    run: async (_, { signal }) => {
      ran += 1;
      if (c.toolMs) await new Promise<void>((resolve) => void call.clock.after(c.toolMs ?? 0, resolve));
      return signal.aborted ? {} : { found: true };
    },
  });
  const call: TestCall = new TestCall(c.parts, {
    tools: [lookUp],
    languages: [{ code: "es-ES" }, { code: "de-DE" }],
    speculation: { enabled: false },
    ...c.agent,
  });
  if (c.availability) call.availability = c.availability;
  await call.answered();
  let silenceMs = 0;
  let spoken = "";
  for (const words of ["I was charged twice for my order, what happened?", ...(c.thenSays ?? [])]) {
    if (call.state.phase.name === "ended") break;
    const from = call.sent.length;
    const startMs = call.clock.now() - call.startedAtMs;
    await call.says(words);
    let overMs = startMs;
    for (let t = 0; t < (c.forMs ?? 20_000); t += 100) {
      if (call.state.phase.name !== "answering") break;
      await call.passes(100);
      overMs = call.clock.now() - call.startedAtMs;
    }
    let heardMs = startMs;
    for (const { frame, atMs } of call.sent.slice(from)) {
      if (frame.type !== "text" || !audible.test(frame.token)) continue;
      silenceMs = Math.max(silenceMs, atMs - heardMs);
      heardMs = atMs;
    }
    if (call.state.phase.name === "answering") silenceMs = Math.max(silenceMs, overMs - heardMs);
    spoken = call.spoken(from);
    await call.hearsOut();
  }
  await call.passes(100);
  if (call.state.phase.name === "handing_off") {
    await call.hearsOut();
    await call.passes(3_000);
  }
  return { silenceMs, requests: call.model.asked.length, spoken, ran, call };
}

function check(c: Case, { silenceMs, requests, spoken, ran, call }: Seen): void {
  expect(call.state.phase.name, "the turn is over").not.toBe("answering");
  expect(silenceMs, "longest silence").toBeLessThanOrEqual(c.silenceMs ?? 4_000);
  if (typeof c.requests === "number") expect(requests, "requests").toBe(c.requests);
  else if (c.requests) expect(requests, "requests").toBeLessThanOrEqual(c.requests.atMost);
  if (c.hears) expect(spoken).toMatch(c.hears);
  if (c.not) expect(spoken).not.toMatch(c.not);
  if (c.person) expect(call.ends[0]?.handoff?.reasonCode).toBe(c.person);
  else expect(call.ends.filter((end) => end.handoff)).toEqual([]);
  if (c.summary) expect(call.ends[0]?.handoff?.callSummary).toBe(c.summary);
  if (typeof c.ran === "number") expect(ran, "tool runs").toBe(c.ran);
  else if (c.ran) expect(ran, "tool runs").toBeLessThanOrEqual(c.ran.atMost);
  for (const promise of c.promises ?? []) {
    expect(call.ends[0]?.handoff?.promises?.join("; ")).toMatch(promise);
  }
  if (c.chars) expect(spoken.length, "characters spoken").toBeLessThanOrEqual(c.chars);
  if (c.bridged)
    expect(spoken.match(/moment|second|look|check|longer/gi)?.length ?? 0).toBeGreaterThanOrEqual(c.bridged);
}

/** Life and death. */
const LIFE: readonly Case[] = [
  {
    name: "BC-01 a: a preamble, then arguments for three seconds: one request, the hand-off with its summary",
    parts: [[...later(300, text("Sure, one moment.")), ...works(3_000, 120), ...handsOff]],
    requests: 1,
    person: "caller_requested",
    summary: SUMMARY,
    not: TROUBLE,
  },
  {
    name: "BC-01 b: arguments for four seconds without a word before them",
    parts: [[...works(4_000, 120), ...handsOff]],
    requests: 1,
    person: "caller_requested",
    summary: SUMMARY,
    not: TROUBLE,
    bridged: 1,
  },
  {
    name: "BC-01 c: a finished sentence, 2.5 s of nothing, the arguments in one piece",
    parts: [[...later(300, text("Sure, one moment.")), ...later(2_500, handsOff)]],
    requests: 1,
    person: "caller_requested",
    summary: SUMMARY,
    not: TROUBLE,
    bridged: 2,
  },
  {
    name: "BC-01 c, with the longest gap that was measured, 7.8 s",
    parts: [[...text("Let me connect you with billing."), ...later(7_800, handsOff)]],
    requests: 1,
    person: "caller_requested",
    summary: SUMMARY,
    not: TROUBLE,
  },
  ...[12.5, 16, 25, 30, 100].map(
    (gapMs): Case => ({
      name: `H1: a sentence and a hand-off of 136 tokens, ${gapMs} ms each`,
      parts: [[...text("I am sorry to hear that, one moment."), ...works(136 * gapMs, gapMs), ...handsOff]],
      requests: 1,
      person: "caller_requested",
      summary: SUMMARY,
      not: TROUBLE,
    }),
  ),
  {
    name: "BC-39: reasoning for six seconds, then the answer",
    parts: [[...later(200, works(6_000)), ...says(" Your order is on its way.", { firstMs: 200 })]],
    requests: 1,
    hears: /Your order is on its way\.$/,
    not: TROUBLE,
    bridged: 1,
  },
  {
    name: "BC-39, the counter-case: a model that shows nothing is given up within four seconds",
    parts: [hangs(), hangs(), hangs()],
    hears: TROUBLE,
    requests: { atMost: 3 },
  },
  {
    name: "reasoning, a look-up, reasoning, the answer",
    parts: [
      [...works(9_000, 500), ...looksUp(1)],
      [...works(5_000, 500), ...whole("It left on Monday.")],
    ],
    requests: 2,
    ran: 1,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
    bridged: 3,
  },
  {
    name: "a pause of six seconds between reasoning and text",
    parts: [[...works(1_000), ...later(6_000, whole("It left on Monday."))]],
    requests: 1,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "one sign of life, and then none: lines, and an end",
    parts: [[...works(100), ...hangs()], hangs(), hangs()],
    forMs: 40_000,
    hears: TROUBLE,
    bridged: 3,
  },
  {
    name: "a model that reasons for ever comes to an end",
    parts: times(3, () => works(300_000)),
    forMs: 90_000,
    hears: TROUBLE,
  },
  {
    name: "a preamble that trails off, four seconds, a look-up",
    parts: [
      [...text("Let me check that for you…"), ...later(4_000, looksUp(1))],
      whole("It left on Monday."),
    ],
    requests: 2,
    ran: 1,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "a Spanish preamble, three seconds, a hand-off",
    parts: [[...text("Claro, un momento."), ...later(3_000, handsOff)]],
    agent: { relay: { language: "es-ES" } },
    requests: 1,
    person: "caller_requested",
    summary: SUMMARY,
  },
  {
    name: "a cut word is not waited for like a sentence: another request continues it",
    parts: [[...text("Your order left our ware"), ...hangs()], whole("house on Monday.")],
    requests: 2,
    hears: /^Your order left our warehouse on Monday\.$/,
  },
  {
    name: "a cut word that nobody continues is closed within four seconds",
    parts: [[...text("Your order left our ware"), ...hangs()], hangs(), hangs()],
    requests: { atMost: 3 },
    hears: TROUBLE,
  },
  {
    name: "a call that is whole, and a stream that takes three seconds to say that it is over",
    parts: [
      [...looksUp(1).slice(0, -1), ...wait(3_000), { type: "finished", reason: "tool_calls" }],
      whole("Monday."),
    ],
    requests: 2,
    ran: 1,
    hears: /Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "a call that is whole, and a stream that never ends: it is run once, and answered",
    parts: [
      [...looksUp(1).slice(0, -1), ...hangs()],
      whole("It left on Monday."),
      whole("It left on Monday."),
    ],
    forMs: 40_000,
    ran: { atMost: 1 },
    hears: /It left on Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "the second request shows life where the first is dead",
    parts: [hangs(), [...works(5_000), ...whole("It left on Monday.")]],
    requests: 2,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "a model that is hedged, shows life late, and answers late",
    parts: [[...later(1_500, works(4_000)), ...whole("It left on Monday.")], hangs()],
    requests: 2,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "half a sentence, then reasoning for five seconds, then its rest",
    parts: [[...text("Your order left our "), ...works(5_000), ...whole("warehouse on Monday.")]],
    requests: 1,
    hears: /warehouse on Monday\.$/,
    not: TROUBLE,
  },
  {
    name: "a failed stream after the call was announced is asked again with its tools",
    parts: [
      [...text("Let me look."), ...works(600), ...fails("cut")],
      looksUp(1),
      whole("It left on Monday."),
    ],
    requests: 3,
    ran: 1,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
  },
];

const stubborn = (part: (i: number) => Part): Part[] => times(300, (i) => later(150, part(i)));

/** A model that does not stop. */
const CAPS: readonly Case[] = [
  { name: "H2: the same call in every reply", parts: stubborn(() => looksUp(1)) },
  { name: "H2: other arguments in every reply", parts: stubborn((i) => looksUp(i)) },
  { name: "H2: an unknown tool in every reply", parts: stubborn(() => callsTool("fly", {})) },
  { name: "H2: broken arguments in every reply", parts: stubborn(() => callsTool("look_up", "{broken")) },
  {
    name: "H2: digits are asked for in every reply",
    parts: stubborn(() => callsTool("collect_digits", { purpose: "order" })),
  },
  {
    name: "H2: a word and a call in every reply",
    parts: stubborn((i) => [...text("One moment. "), ...looksUp(i)]),
  },
  {
    name: "another language in every reply",
    parts: stubborn((i) => callsTool("change_language", { language: i % 2 ? "es-ES" : "de-DE" })),
    hears: audible,
  },
  {
    name: "an agent with twenty rounds",
    agent: { toolUse: { maxRounds: 20 } },
    parts: stubborn((i) => looksUp(i)),
  },
  {
    name: "each round fails first and then calls",
    parts: stubborn((i) => (i % 2 ? looksUp(i) : fails("unavailable"))),
  },
  {
    name: "each round is hedged, and both requests call",
    parts: times(60, (i) => later(1_500, looksUp(i))),
    forMs: 40_000,
  },
  {
    name: "each round shows life and then calls",
    parts: times(60, (i) => [...works(1_500), ...looksUp(i)]),
    forMs: 60_000,
  },
].map((c) => ({ requests: { atMost: 12 }, hears: TROUBLE, ran: { atMost: 12 }, ...c }));

const MORE_CAPS: readonly Case[] = [
  {
    name: "H2: the second turn of a model that only calls reaches a person",
    parts: stubborn((i) => looksUp(i)),
    thenSays: ["Hello, what about my order now?"],
    person: "model_failed",
  },
  {
    name: "H2: the second turn of a model that says a word and calls reaches a person",
    parts: stubborn((i) => [...text("One moment. "), ...looksUp(i)]),
    thenSays: ["Hello, what about my order now?"],
    person: "model_failed",
  },
  {
    name: "a hand-off in a round without tools is a way out, and taken",
    parts: [...times(5, (i) => looksUp(i)), handsOff],
    person: "caller_requested",
    summary: SUMMARY,
    requests: 6,
  },
  {
    name: "where one model ignores that there are no tools, the other answers in words",
    parts: [...times(6, (i) => looksUp(i)), whole("It left on Monday.")],
    requests: 7,
    hears: /It left on Monday\.$/,
    not: TROUBLE,
    ran: 5,
  },
  {
    name: "L8: three thousand calls in one response",
    parts: [
      callsTools(...Array.from({ length: 3_000 }, (_, i) => ["look_up", { on: String(i) }] as const)),
      whole("Done it."),
    ],
    hears: /Done it\.$/,
    ran: { atMost: 64 },
  },
  {
    name: "L8: two thousand languages in one response",
    parts: [
      callsTools(
        ...Array.from(
          { length: 2_000 },
          (_, i) => ["change_language", { language: i % 2 ? "es-ES" : "de-DE" }] as const,
        ),
      ),
      whole("Done it."),
    ],
    hears: /Done it\.$/,
  },
  {
    name: "a hand-off after forty other calls in one response",
    parts: [
      [
        ...callsTools(...Array.from({ length: 40 }, (_, i) => ["look_up", { on: String(i) }] as const)).slice(
          0,
          -1,
        ),
        ...handsOff,
      ],
    ],
    person: "caller_requested",
    summary: SUMMARY,
  },
];

/** Rounds of calls, and an answer; a second request, where one is made, stays silent. */
const rounds = (n: number, ms: number): Part[] =>
  [...times(n, (i) => later(ms, looksUp(i))), later(ms, whole("It left on Monday."))].flatMap((part) =>
    ms > 1_200 ? [part, hangs()] : [part],
  );
const ANSWERED = { hears: /It left on Monday\.\s*$/, not: TROUBLE } as const;

/** Silence that adds up. */
const ROUNDS: readonly Case[] = [
  ...(
    [
      [5, 1_900],
      [4, 1_900],
      [3, 1_900],
      [5, 900],
      [5, 700],
      [3, 1_100],
      [4, 1_500],
      [2, 1_100],
    ] as const
  ).map(
    ([n, ms]): Case => ({
      name: `M3: ${n} rounds of ${ms} ms`,
      parts: rounds(n, ms),
      ...ANSWERED,
      bridged: 1,
      ran: n,
      requests: { atMost: 12 },
    }),
  ),
  { name: "M3: five rounds of 900 ms with tools of 900 ms", parts: rounds(5, 900), toolMs: 900, ...ANSWERED },
  {
    name: "three rounds of 1.9 s with tools of three seconds",
    parts: rounds(3, 1_900),
    toolMs: 3_000,
    forMs: 40_000,
    ...ANSWERED,
  },
  {
    name: "each round fails once after a second",
    parts: [
      fails("unavailable", 1_000),
      looksUp(1),
      fails("unavailable", 1_000),
      looksUp(2),
      fails("unavailable", 1_000),
      whole("It left on Monday."),
    ],
    ...ANSWERED,
  },
  {
    name: "two rounds of 1.5 s, and then a dead model",
    parts: [later(1_500, looksUp(1)), hangs(), later(1_500, looksUp(2)), hangs(), hangs(), hangs(), hangs()],
    hears: TROUBLE,
  },
  {
    name: "a word, and then four rounds of 1.9 s",
    parts: [[...text("Let me look."), ...looksUp(9)], ...rounds(4, 1_900)],
    ...ANSWERED,
  },
  {
    name: "rounds of 1.9 s that are refused",
    parts: [
      // The second time ends the turn's tools.
      ...times(2, () => later(1_900, callsTool("fly", {}))).flatMap((part) => [part, hangs()]),
      whole("It left on Monday."),
    ],
    ...ANSWERED,
  },
];

/** A reply in which nothing can be heard. */
const EMPTY: readonly Case[] = [
  ...[
    "…",
    "...",
    "👍",
    "**",
    " \n",
    '<break time="500ms"/>',
    "---",
    "#",
    "\u200b",
    "😀😀😀",
    "- ",
    "\u00a0",
    "—",
    "🤖 !",
    "<p></p>",
    "> ",
  ].map(
    (reply): Case => ({
      name: `BC-03: a reply of ${JSON.stringify(reply)} is none: the other model answers`,
      parts: [whole(reply), whole("It left on Monday.")],
      requests: 2,
      ...ANSWERED,
    }),
  ),
  ...["\n", " ", "😀", "\u200b", "#", "- "].map(
    (delta): Case => ({
      name: `H8: ${JSON.stringify(delta)} for ever: the other model answers`,
      parts: [repeats(delta, 20), whole("It left on Monday."), whole("It left on Monday.")],
      ...ANSWERED,
    }),
  ),
  {
    name: "H8: a tag that is never closed, for ever",
    parts: [[...text("<speak"), ...repeats(" a", 20)], whole("It left on Monday.")],
    ...ANSWERED,
  },
  { name: "H8: both models say nothing: an apology", parts: times(6, () => whole("👍")), hears: TROUBLE },
  {
    name: "H8: the second turn of nothing reaches a person",
    parts: times(12, () => whole("…")),
    thenSays: ["Hello, what about my order now?"],
    person: "model_failed",
  },
  {
    name: "H8: both run away in blanks: an apology",
    parts: times(6, () => repeats("\n", 20)),
    hears: TROUBLE,
  },
  {
    name: "a whole answer and then blanks for ever is an answer",
    parts: [[...text("It left on Monday."), ...repeats("\n", 20)]],
    requests: 1,
    ...ANSWERED,
  },
  {
    name: "half a word and then blanks for ever is continued",
    parts: [[...text("It left on Mon"), ...repeats("\n", 20)], whole("day.")],
    hears: /It left on Mon\W*day\.$/,
    not: TROUBLE,
  },
  {
    name: "blanks first, and then the answer",
    parts: [[...repeats("\n", 20, 20), ...whole("It left on Monday.")]],
    requests: 1,
    ...ANSWERED,
  },
  {
    name: "blanks and a call: the call counts",
    parts: [[...text("\n\n"), ...looksUp(1)], whole("It left on Monday.")],
    requests: 2,
    ran: 1,
    ...ANSWERED,
  },
  {
    name: "a thumb, then nothing for ever",
    parts: [[...text("👍"), ...hangs()], whole("It left on Monday.")],
    ...ANSWERED,
  },
];

const said = (reply: string): RegExp => new RegExp(`^${reply.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
const begun = (begin: string): Part => [...text(begin), ...fails("cut")];
const LONG = "Your order has left our warehouse on Monday, and it should be with you by Thursday evening.";

/** A continued reply. */
const JOINS: readonly Case[] = [
  {
    name: "a continued reply that begins again from the start is heard once",
    parts: [begun("Your order has left our warehouse on"), says(LONG)],
    hears: said(LONG),
  },
  {
    name: "… that begins again twice",
    parts: [begun("Your order has left"), begun("Your order has left our warehouse on"), says(LONG)],
    hears: said(LONG),
  },
  {
    name: "… that repeats its last words",
    parts: [
      begun("Your order has left our warehouse on"),
      says("our warehouse on Monday, and it should be with you by Thursday evening."),
    ],
    hears: said(LONG),
  },
  {
    name: "… that repeats the cut word",
    parts: [
      begun("Your order has left our ware"),
      says("warehouse on Monday, and it should be with you by Thursday evening."),
    ],
    hears: said(LONG),
  },
  {
    name: "… that goes on in the middle of the word",
    parts: [
      begun("Your order has left our ware"),
      whole("house on Monday, and it should be with you by Thursday evening."),
    ],
    hears: said(LONG),
  },
  {
    name: "… that begins again with a capital and a space",
    parts: [begun("your order has left our"), says(" Your order has left our warehouse.")],
    hears: /^your order has left our warehouse\.$/,
  },
  {
    name: "… that repeats the last sentence",
    parts: [begun("It left on Monday. It is due on"), says("It is due on Thursday.")],
    hears: said("It left on Monday. It is due on Thursday."),
  },
  {
    name: "… that says all of it again and nothing more",
    parts: [begun("It left on Monday and is"), says("It left on Monday and is")],
    hears: said("It left on Monday and is"),
  },
  {
    name: "… that simply goes on",
    parts: [begun("Your order left our"), says(" warehouse on Monday.")],
    hears: said("Your order left our warehouse on Monday."),
  },
  {
    name: "… whose rest begins like the whole",
    parts: [begun("I can see that"), says(" I can see two orders here.")],
    hears: /I can see that.*two orders here\.$/,
  },
  {
    name: "… that begins again in other words after a while",
    parts: [begun("Your order has left our ware"), says("Your order has left the depot on Monday.")],
    hears: /the depot on Monday\.$/,
  },
  {
    name: "… after a stall",
    parts: [[...text("Your order has left our warehouse on"), ...hangs()], says(LONG)],
    hears: said(LONG),
  },
  {
    name: "… in Spanish",
    parts: [
      begun("Su pedido salió de nuestro almacén"),
      says("Su pedido salió de nuestro almacén el lunes."),
    ],
    hears: said("Su pedido salió de nuestro almacén el lunes."),
  },
];

const beside = (words: string): readonly Part[] => [[...text(words), ...handsOff]];
const BUSY: Availability = { state: "busy", estimateS: 230 };
const LINE = /put you (?:through|in the queue)/;

/** What is said of a transfer. */
const TOLD: readonly Case[] = [
  {
    name: "M1: words that are no announcement, and a wait of four minutes",
    parts: beside("Let me check that for you."),
    availability: BUSY,
    hears: /about 4 minutes/,
    promises: [/4 minutes/],
  },
  {
    name: "M1: a thumb beside the hand-off",
    parts: beside("👍"),
    availability: BUSY,
    hears: /about 4 minutes/,
  },
  {
    name: "M1: regret is no announcement",
    parts: beside("I'm so sorry about that."),
    hears: LINE,
    promises: [/person/],
  },
  { name: "M1: a question is no announcement", parts: beside("Is there anything else?"), hears: LINE },
  { name: "M1: 'one moment' is no announcement", parts: beside("Sure, one moment."), hears: LINE },
  {
    name: "M1: a refusal to transfer is no announcement",
    parts: beside("I don't need to transfer you for this."),
    hears: LINE,
  },
  {
    name: "M1: a transfer of money is no announcement",
    parts: beside("I'll transfer the refund to your account."),
    hears: LINE,
  },
  {
    name: "M1: where the model names the transfer, nothing is added",
    parts: beside("I'll transfer you to a colleague now."),
    hears: said("I'll transfer you to a colleague now."),
  },
  {
    name: "M1: 'connecting you'",
    parts: beside("I'm connecting you to our billing team."),
    hears: said("I'm connecting you to our billing team."),
  },
  {
    name: "M1: the model names the transfer, and the wait is four minutes: it is told",
    parts: beside("I'll transfer you to a colleague now."),
    availability: BUSY,
    hears: /about 4 minutes/,
    promises: [/4 minutes/],
  },
  {
    name: "M1: in Spanish, no announcement",
    parts: beside("Un momento, por favor."),
    agent: { relay: { language: "es-ES" } },
    hears: /paso/,
  },
  {
    name: "M1: in Spanish, an announcement",
    parts: beside("Le paso con un compañero."),
    agent: { relay: { language: "es-ES" } },
    hears: said("Le paso con un compañero."),
  },
  {
    name: "M1: in German, an announcement",
    parts: beside("Ich verbinde Sie mit einem Kollegen."),
    agent: { relay: { language: "de-DE" } },
    hears: said("Ich verbinde Sie mit einem Kollegen."),
  },
  {
    name: "M1: in German, no announcement",
    parts: beside("Das tut mir leid."),
    agent: { relay: { language: "de-DE" } },
    hears: /verbinde/,
  },
  {
    name: "M1: in French, an announcement",
    parts: beside("Je vous passe un collègue."),
    agent: { relay: { language: "fr-FR" } },
    hears: said("Je vous passe un collègue."),
  },
  {
    name: "M1: in Portuguese, an announcement",
    parts: beside("Vou transferir você para um colega."),
    agent: { relay: { language: "pt-BR" } },
    hears: said("Vou transferir você para um colega."),
  },
  ...[601, 720, 7_200, 86_400, 1e308, Number.POSITIVE_INFINITY, Number.NaN].map(
    (estimateS): Case => ({
      name: `M2: a wait of ${estimateS} s is not promised where the queue lasts ten minutes`,
      parts: [handsOff],
      availability: { state: "busy", estimateS },
      hears: /can't say how long/,
      not: /minutes/,
      promises: [/once one is free/],
    }),
  ),
  {
    name: "M2: ten minutes are promised where the queue lasts ten",
    parts: [handsOff],
    availability: { state: "busy", estimateS: 600 },
    hears: /about 10 minutes/,
  },
  {
    name: "M2: a queue of one minute promises no four",
    parts: [handsOff],
    agent: { handOff: { longestWaitS: 60 } },
    availability: BUSY,
    hears: /can't say how long/,
  },
  {
    name: "M2: half a minute in a queue of one minute is not said to be two",
    parts: [handsOff],
    agent: { handOff: { longestWaitS: 60 } },
    availability: { state: "busy", estimateS: 30 },
    not: /2 minutes/,
  },
];
const handedOff = (c: Case): Case => ({ person: "caller_requested", requests: 1, ...c });

/** Written after the mechanism, without a look at it. */
const SECOND: readonly Case[] = [
  ...[2_000, 5_000, 11_000, 18_000].map(
    (ms): Case => ({
      name: `a look-up whose arguments take ${ms} ms`,
      parts: [[...works(ms, 250), ...looksUp(1)], whole("It left on Monday.")],
      requests: 2,
      ran: 1,
      ...ANSWERED,
    }),
  ),
  {
    name: "two sentences, six seconds of arguments, a second hand-off in the same response",
    parts: [
      [...text("I see. That is annoying!"), ...works(6_000, 300), ...handsOff.slice(0, -1), ...handsOff],
    ],
    person: "caller_requested",
    summary: SUMMARY,
    requests: 1,
  },
  {
    name: "a sentence, a pause, another sentence, a pause, an end",
    parts: [
      [
        ...text("Let me see."),
        ...later(3_000, text(" I have it.")),
        ...later(3_000, whole(" It left on Monday.")),
      ],
    ],
    requests: 1,
    ...ANSWERED,
  },
  {
    name: "a comma and a pause of three seconds is a cut sentence",
    parts: [[...text("Well, your order,"), ...hangs()], whole(" and then: It left on Monday.")],
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "words, one every 1.2 s, are no stall",
    parts: [says("Your order has left our warehouse. It left on Monday.", { firstMs: 900, gapMs: 1_200 })],
    requests: 1,
    ...ANSWERED,
  },
  {
    name: "the first word after 1.1 s is not raced",
    parts: [says("It left on Monday.", { firstMs: 1_100 })],
    requests: 1,
    ...ANSWERED,
  },
  {
    name: "a dead stream after a whole answer ends as an answer",
    parts: [[...text("It left on Monday."), ...hangs()], [done]],
    requests: 2,
    hears: /^It left on Monday\./,
    not: TROUBLE,
  },
  {
    name: "life, then a failure, then an answer",
    parts: [[...works(3_000), ...fails("unavailable")], whole("It left on Monday.")],
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "life, then a failure, then death",
    parts: [[...works(3_000), ...fails("unavailable")], hangs(), hangs()],
    hears: TROUBLE,
    requests: { atMost: 3 },
  },
  {
    name: "failures after 900 ms, three times",
    parts: times(3, () => fails("rate_limited", 900)),
    hears: TROUBLE,
    requests: 3,
  },
  {
    name: "both racers fail",
    parts: [fails("cut", 2_500), fails("cut", 1_000), whole("It left on Monday.")],
    ...ANSWERED,
  },
  {
    name: "one round in which the tool fails its schema, for ever",
    parts: times(100, () => later(400, callsTool("look_up", { on: 7 }))),
    requests: { atMost: 12 },
    hears: TROUBLE,
  },
  {
    name: "a round of two calls for ever",
    parts: times(100, (i) =>
      later(400, callsTools(["look_up", { on: `a${i}` }], ["look_up", { on: `b${i}` }])),
    ),
    requests: { atMost: 12 },
    hears: TROUBLE,
  },
  {
    name: "calls for ever at 1.8 s each",
    parts: times(100, (i) => later(1_800, looksUp(i))),
    forMs: 60_000,
    requests: { atMost: 12 },
    hears: TROUBLE,
  },
  {
    name: "calls for ever with tools of 2 s",
    parts: times(100, (i) => later(300, looksUp(i))),
    toolMs: 2_000,
    forMs: 60_000,
    requests: { atMost: 12 },
    hears: TROUBLE,
  },
  {
    name: "five requests are all an agent allows",
    agent: { patience: { maxRequests: 5 } },
    parts: stubborn((i) => looksUp(i)),
    requests: { atMost: 5 },
    hears: TROUBLE,
  },
  {
    name: "an agent without rounds gets no tool, and the other model answers",
    agent: { toolUse: { maxRounds: 1 } },
    parts: [looksUp(1), looksUp(2), whole("It left on Monday.")],
    ran: 1,
    ...ANSWERED,
  },
  {
    name: "end_call in a round without tools ends the call",
    parts: [...times(5, looksUp), [...text("Goodbye then!"), ...callsTool("end_call")]],
    hears: /Goodbye then!/,
    requests: 6,
  },
  {
    name: "sixty-five calls, one of them too many",
    parts: [
      callsTools(...times(65, () => []).map((_, i) => ["look_up", { on: String(i) }] as const)),
      whole("Done."),
    ],
    hears: /Done\.$/,
    ran: { atMost: 64 },
  },
  {
    name: "six rounds of 650 ms with tools of 650 ms",
    agent: { toolUse: { maxRounds: 8 } },
    parts: rounds(6, 650),
    toolMs: 650,
    ...ANSWERED,
  },
  { name: "two rounds of 1.1 s with tools of 2.5 s", parts: rounds(2, 1_100), toolMs: 2_500, ...ANSWERED },
  {
    name: "a tool of 7.5 s",
    parts: [looksUp(1), whole("It left on Monday.")],
    toolMs: 7_500,
    ...ANSWERED,
    bridged: 2,
  },
  {
    name: "a word in each of three rounds of 1.9 s",
    parts: [
      ...times(3, (i) => [...later(1_900, text("Hm. ")), ...looksUp(i)]).flatMap((p) => [p, hangs()]),
      whole("It left on Monday."),
    ],
    ...ANSWERED,
  },
  ...["☎️", "!!!", "\\n", "<br/>", "…?", "***", "()", '""', "\u2060\ufeff", "🙂 … 🙂"]
    .map(
      (reply): Case => ({
        name: `a reply of ${JSON.stringify(reply)} is no answer`,
        parts: [whole(reply), whole("It left on Monday.")],
        requests: 2,
        ...ANSWERED,
      }),
    )
    .filter((c) => !c.name.includes('n"')),
  { name: "tabs for ever", parts: [repeats("\t\t", 15), whole("It left on Monday.")], ...ANSWERED },
  { name: "stars for ever", parts: [repeats("**", 30), whole("It left on Monday.")], ...ANSWERED },
  { name: "a short answer is one", parts: [whole("Yes.")], requests: 1, hears: /^Yes\.$/ },
  { name: "a digit is an answer", parts: [whole("7")], requests: 1, hears: /seven|7/ },
  { name: "an emoji and a word are an answer", parts: [whole("👍 Done")], requests: 1, hears: /Done/ },
  {
    name: "begins again after two sentences",
    parts: [
      begun("It left on Monday. It will be with you on"),
      says("It left on Monday. It will be with you on Thursday."),
    ],
    hears: said("It left on Monday. It will be with you on Thursday."),
  },
  {
    name: "begins again from the middle of a sentence",
    parts: [begun("The blue shoes cost fifty dollars, and the red"), says("and the red ones sixty.")],
    hears: said("The blue shoes cost fifty dollars, and the red ones sixty."),
  },
  {
    name: "repeats one short word",
    parts: [begun("It will be with you on the"), says("the third.")],
    hears: said("It will be with you on the third."),
  },
  {
    name: "goes on with a word that was there before",
    parts: [begun("You can pay by card or"), says(" you can pay in cash.")],
    hears: said("You can pay by card or you can pay in cash."),
  },
  {
    name: "goes on with a comma",
    parts: [begun("It left on Monday"), whole(", and is due on Thursday.")],
    hears: said("It left on Monday, and is due on Thursday."),
  },
  {
    name: "begins again in German",
    parts: [begun("Ihre Bestellung ist am Montag"), says("Ihre Bestellung ist am Montag abgegangen.")],
    hears: said("Ihre Bestellung ist am Montag abgegangen."),
  },
  {
    name: "begins again with a polite word before it",
    parts: [begun("Your order has left our"), says("Sure. Your order has left our warehouse.")],
    hears: /warehouse\.$/,
  },
  ...(
    [
      ["I'm going to put you through to someone who can help.", false],
      ["Let me get you to our billing department.", false],
      ["A colleague will take over from here.", false],
      ["Transferring you now.", false],
      ["Shall I put you through to a colleague?", true],
      ["I won't transfer you, don't worry.", true],
      ["Let me pass that on.", true],
      ["Okay!", true],
      ["You were transferred by my colleague earlier, I see.", true],
      ["I understand how you feel.", true],
    ] as const
  ).map(([words, added]) =>
    handedOff({
      name: `beside a hand-off: ${words}`,
      parts: beside(words),
      hears: added ? LINE : said(words),
    }),
  ),
  ...(
    [
      ["es-ES", "Ahora mismo la comunico con un agente.", false],
      ["es-ES", "Lo siento mucho.", true],
      ["de-DE", "Ich stelle Sie durch.", false],
      ["de-DE", "Ich verstehe Ihren Ärger.", true],
      ["fr-FR", "Je vais vous mettre en relation avec un conseiller.", false],
      ["fr-FR", "Je suis désolée.", true],
      ["pt-BR", "Estou transferindo a ligação agora.", false],
      ["pt-BR", "Sinto muito por isso.", true],
    ] as const
  ).map(([language, words, added]) =>
    handedOff({
      name: `beside a hand-off, ${language}: ${words}`,
      parts: beside(words),
      agent: { relay: { language } },
      hears: added ? new RegExp(`^${words}.{20}`) : said(words),
    }),
  ),
];

/** A hand-off with what leads to it; the second model is dead. */
const handedOver = (name: string, primary: Part, ...others: Part[]): Case => ({
  name,
  parts: [primary, ...others],
  person: "caller_requested",
  summary: SUMMARY,
  not: TROUBLE,
});
const down = (n = 3): Part[] => times(n, () => fails("unavailable"));
const dead = (n = 3): Part[] => times(n, () => hangs());
const cutAs = (reason: "length" | "content_filter", reply: string): Part => [
  ...text(reply),
  { type: "finished", reason },
];
const calling = (...parts: Part[]): Part => parts.flatMap((part) => part.slice(0, -1));
/** Ninety seconds of speech, and the sentence that is being spoken. */
const LONGEST = 1_440 + 300;

/** What still comes while another request runs or has failed. */
const LATE: readonly Case[] = [
  handedOver(
    "own: a colon, 2.9 s, a hand-off, and the second model refuses",
    [...text("One moment, please:"), ...later(2_900, handsOff)],
    ...down(),
  ),
  handedOver(
    "own: a dash, 2.9 s, a hand-off, and the second model hangs",
    [...text("Let me connect you —"), ...later(2_900, handsOff)],
    ...dead(),
  ),
  handedOver(
    "own: a comma, 2.5 s, a hand-off, and the second model hangs",
    [...text("Sure thing,"), ...later(2_500, handsOff)],
    ...dead(),
  ),
  handedOver(
    "own: no sign at all, 3.2 s, a hand-off, and the second model refuses at leisure",
    [...text("Okay let me get somebody"), ...later(3_200, handsOff)],
    fails("rate_limited", 800),
    fails("rate_limited", 800),
  ),
  handedOver(
    "own: a colon, 5 s, a hand-off, and the second model hangs",
    [...text("One moment, please:"), ...later(5_000, handsOff)],
    ...dead(),
  ),
  handedOver(
    "own: a colon, 2 s, arguments for 3 s, and the second model hangs",
    [...text("One moment, please:"), ...later(2_000, works(3_000)), ...handsOff],
    ...dead(),
  ),
  handedOver(
    "own: a cut word, its rest and a hand-off after 2 s, and the second model refuses",
    [...text("I'll put you thr"), ...later(2_000, text("ough to billing.")), ...handsOff],
    ...down(),
  ),
  handedOver(
    "own: the second model only says the same again, and the first hands over",
    [...text("One moment please"), ...later(2_900, handsOff)],
    says("One moment please"),
    ...dead(),
  ),
  {
    name: "own: half a sentence, 2.4 s, its rest, and the second model refuses",
    parts: [[...text("Your order has left"), ...later(2_400, whole(" our warehouse on Monday."))], ...down()],
    hears: said("Your order has left our warehouse on Monday."),
  },
  {
    name: "own: half a word, 2.4 s, its rest, and the second model hangs",
    parts: [[...text("Your order has le"), ...later(2_400, whole("ft our warehouse on Monday."))], ...dead()],
    hears: said("Your order has left our warehouse on Monday."),
  },
  {
    name: "own: half a sentence, a pause, more, a pause, its rest, and the second model refuses",
    parts: [
      [
        ...text("Your order"),
        ...later(1_900, text(" has left")),
        ...later(1_900, text(" our warehouse")),
        ...later(1_900, whole(" on Monday.")),
      ],
      ...down(6),
    ],
    hears: said("Your order has left our warehouse on Monday."),
  },
  {
    name: "own: half a sentence, 2.4 s, a look-up, and the second model hangs",
    parts: [
      [...text("Let me see whether"), ...later(2_400, looksUp(1))],
      hangs(),
      whole("It left on Monday."),
    ],
    ...ANSWERED,
    ran: 1,
  },
  {
    name: "own: where the second model goes on first, the first is stopped",
    parts: [
      [...text("Your order has left our"), ...later(3_000, whole(" shop on Tuesday."))],
      whole(" warehouse on Monday."),
    ],
    requests: 2,
    hears: said("Your order has left our warehouse on Monday."),
  },
];

/** A whole call, and a response that does not end as it should. */
const UNENDED: readonly Case[] = [
  handedOver("own: a hand-off, and the stream breaks", [...calling(handsOff), ...fails("cut")], ...down()),
  handedOver(
    "own: half a sentence and a hand-off, and the stream breaks",
    [...text("Let me get somebody"), ...calling(handsOff), ...fails("unavailable", 300)],
    ...dead(),
  ),
  handedOver(
    "own: a hand-off, and signs of work for ever",
    [...calling(handsOff), ...works(120_000)],
    ...down(),
  ),
  handedOver(
    "own: a sentence, a hand-off, and signs of work for ever",
    [...text("One moment, please."), ...calling(handsOff), ...works(120_000, 900)],
    ...down(),
  ),
  handedOver("own: a hand-off, and blanks for ever", [...calling(handsOff), ...repeats(" ", 200)], ...down()),
  handedOver("own: a hand-off, and nothing for ever", [...calling(handsOff), ...hangs()], ...down()),
  handedOver(
    "own: work, a hand-off, work for ever",
    [...works(2_000), ...calling(handsOff), ...works(120_000)],
    ...down(),
  ),
  {
    name: "own: a look-up, and signs of work for ever: it is run once, and answered",
    parts: [[...calling(looksUp(1)), ...works(120_000)], whole("It left on Monday.")],
    forMs: 40_000,
    ran: 1,
    ...ANSWERED,
  },
  {
    name: "own: a look-up, and the stream breaks: it is run once, and answered",
    parts: [[...calling(looksUp(1)), ...fails("cut")], whole("It left on Monday.")],
    ran: 1,
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "own: two look-ups, five seconds of work between them, and the stream breaks",
    parts: [
      [...calling(looksUp(1)), ...works(5_000), ...calling(looksUp(2)), ...fails("cut")],
      whole("It left on Monday."),
    ],
    ran: 2,
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "own: goodbye and an end of the call, and the stream breaks",
    parts: [[...text("Goodbye then!"), ...calling(callsTool("end_call")), ...fails("cut")], ...down()],
    hears: /^Goodbye then/,
    requests: 1,
  },
];

/** A reply that the server cuts off, and says so. */
const CUT: readonly Case[] = [
  ...(["length", "content_filter"] as const).flatMap((reason): Case[] => [
    {
      name: `own: cut in a word by ${reason}, it is continued`,
      parts: [cutAs(reason, "Your order has left our ware"), whole("house on Monday.")],
      requests: 2,
      hears: said("Your order has left our warehouse on Monday."),
    },
    {
      name: `own: cut in a sentence by ${reason}, and begun again, it is heard once`,
      parts: [cutAs(reason, "Your order has left our warehouse on"), says(LONG)],
      requests: 2,
      hears: said(LONG),
    },
    {
      name: `own: cut by ${reason} after a whole sentence, it is an answer`,
      parts: [cutAs(reason, "It left on Monday.")],
      requests: 1,
      ...ANSWERED,
    },
    {
      name: `own: cut by ${reason}, and nobody continues it: closed`,
      parts: [cutAs(reason, "Your order has left our ware"), ...down()],
      hears: TROUBLE,
    },
    {
      name: `own: cut by ${reason} again and again: closed`,
      parts: times(6, (i) => cutAs(reason, ["Your order ", "has left ", "our ware"][i % 3] ?? "")),
      requests: { atMost: 3 },
      hears: TROUBLE,
    },
    {
      name: `own: cut by ${reason} beside a look-up: the look-up is made`,
      parts: [
        [...text("Let me loo"), ...calling(looksUp(1)), { type: "finished", reason }],
        whole("It left on Monday."),
      ],
      requests: 2,
      ran: 1,
      ...ANSWERED,
    },
  ]),
  {
    name: "own: cut by length in a second round",
    parts: [looksUp(1), cutAs("length", "It left our ware"), whole("house. It left on Monday.")],
    requests: 3,
    ...ANSWERED,
  },
];

/** A thousand characters in which nothing is said three times. */
const LONG_ANSWER = Array.from(
  { length: 26 },
  (_, i) => `Box ${String.fromCodePoint(65 + i).repeat(2)} left on Monday, and came on Friday.`,
).join(" ");

/** A reply that does not end. */
const ENDLESS: readonly Case[] = [
  ...[20, 50, 150].map(
    (ms): Case => ({
      name: `own: the same sentence every ${ms} ms, for ever`,
      parts: [repeats("It left on Monday. ", ms)],
      forMs: 90_000,
      requests: 1,
      chars: LONGEST,
      hears: /It left on Monday\.\s*$/,
      not: TROUBLE,
    }),
  ),
  {
    name: "own: a token at a time, for ever",
    parts: [
      times(900, () => ["It", " left", " on", " Mon", "day", ". "].flatMap((w) => later(15, text(w)))).flat(),
    ],
    forMs: 90_000,
    requests: 1,
    chars: LONGEST,
    hears: /It left on Monday\.\s*$/,
    not: TROUBLE,
  },
  {
    name: "own: one sentence that never ends",
    parts: [repeats(" and then it left", 40), ...down()],
    forMs: 90_000,
    chars: LONGEST,
  },
  {
    name: "own: ten thousand characters in one piece",
    parts: [whole("It left on Monday. ".repeat(550))],
    requests: 1,
    chars: LONGEST,
    hears: /It left on Monday\.\s*$/,
    not: TROUBLE,
  },
  {
    name: "own: rounds that all say a lot",
    parts: times(9, (i) => [...text("It left on Monday. ".repeat(40)), ...looksUp(i)]),
    chars: LONGEST,
    hears: /It left on Monday\./,
  },
  {
    name: "own: a long answer is heard to its end",
    parts: [whole(LONG_ANSWER)],
    requests: 1,
    hears: said(LONG_ANSWER),
  },
  {
    name: "own: an agent that may speak for ten seconds",
    agent: { speech: { maxReplyMs: 10_000 } },
    parts: [repeats("It left on Monday. ", 40)],
    forMs: 90_000,
    requests: 1,
    chars: 200,
    not: TROUBLE,
  },
];

/** The same kinds once more, written after the mechanism, without a look at it. */
const THIRD: readonly Case[] = [
  handedOver(
    "own: 'Bear with me' and 3.5 s, and one refusal at once, one late",
    [...text("Bear with me"), ...later(3_500, handsOff)],
    fails("unavailable"),
    fails("cut", 1_500),
  ),
  handedOver(
    "own: an opened bracket, 2 s, a hand-off",
    [...text("Of course (this takes a second"), ...later(2_000, handsOff)],
    ...dead(),
  ),
  handedOver(
    "own: three stalls, and then the hand-off",
    [
      ...text("Well"),
      ...later(1_700, text(", let me")),
      ...later(1_700, text(" find you")),
      ...later(1_700, text(" a person for")),
      ...later(1_700, handsOff),
    ],
    ...down(6),
  ),
  handedOver(
    "own: the second model begins with blanks, and the first hands over",
    [...text("Let me see,"), ...later(2_600, handsOff)],
    [...text("\n \n"), ...hangs()],
    ...dead(),
  ),
  handedOver(
    "own: the second model breaks off while it repeats, and the first hands over",
    [...text("Let me connect you with"), ...later(2_600, handsOff)],
    [...text("Let me connect"), ...fails("cut", 200)],
    ...down(),
  ),
  handedOver(
    "own: the second model hands over, and the first never comes back",
    [...text("Let me connect you to:"), ...hangs()],
    handsOff,
  ),
  handedOver(
    "own: both hand over within a second",
    [...text("Let me connect you to"), ...later(2_400, handsOff)],
    later(500, handsOff),
  ),
  handedOver(
    "own: half a sentence, thoughts, a hand-off, thoughts for ever",
    [...text("Okay so"), ...works(2_500), ...calling(handsOff), ...works(90_000, 1_400)],
    ...down(),
  ),
  handedOver(
    "own: a look-up and a hand-off, and the stream breaks later",
    [...calling(looksUp(1), handsOff), ...fails("cut", 1_000)],
    ...down(),
  ),
  handedOver(
    "own: in the second round, a dash and 2.5 s",
    looksUp(1),
    [...text("Found it. I'll get you to billing –"), ...later(2_500, handsOff)],
    ...dead(),
  ),
  {
    name: "own: the first goes on in the middle of a figure",
    parts: [[...text("It costs forty"), ...later(2_000, whole("-two dollars and ninety cents."))], ...down()],
    hears: said("It costs forty-two dollars and ninety cents."),
  },
  {
    name: "own: the first goes on while the second is still repeating",
    parts: [
      [...text("Your order has left our"), ...later(2_500, whole(" warehouse on Monday."))],
      says("Your order has left our shop on Tuesday.", { firstMs: 600, gapMs: 250 }),
    ],
    requests: 2,
    hears: said("Your order has left our warehouse on Monday."),
  },
  {
    name: "own: in Spanish, 2.3 s in a sentence, and the second model is dead",
    parts: [[...text("Su pedido salió de"), ...later(2_300, whole(" nuestro almacén el lunes."))], ...dead()],
    agent: { relay: { language: "es-ES" } },
    hears: said("Su pedido salió de nuestro almacén el lunes."),
  },
  {
    name: "own: a short answer without a full stop, and a stream that never ends",
    parts: [[...text("Yes, it has shipped"), ...hangs()], whole("Yes, it has shipped")],
    hears: said("Yes, it has shipped"),
    not: TROUBLE,
  },
  {
    name: "own: a colon, and both are dead for good",
    parts: [[...text("One moment, please:"), ...hangs()], ...dead()],
    hears: TROUBLE,
    requests: { atMost: 3 },
  },
  {
    name: "own: three look-ups, work for ever behind them",
    parts: [
      [...calling(looksUp(1), looksUp(2), looksUp(3)), ...works(200_000, 700)],
      whole("It left on Monday."),
    ],
    forMs: 60_000,
    ran: 3,
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "own: a look-up, blanks for ever behind it",
    parts: [[...calling(looksUp(1)), ...repeats("\n", 100)], whole("It left on Monday.")],
    forMs: 60_000,
    ran: 1,
    ...ANSWERED,
  },
  {
    name: "own: a look-up and half a word, and the stream breaks",
    parts: [[...text("Let me lo"), ...calling(looksUp(1)), ...fails("cut")], whole("It left on Monday.")],
    ran: 1,
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "own: length in a list",
    parts: [cutAs("length", "We have red, blue,"), says(" green and black shoes.")],
    hears: said("We have red, blue, green and black shoes."),
    requests: 2,
  },
  {
    name: "own: length in German, the cut word again",
    parts: [cutAs("length", "Ihre Bestellung ist am Mon"), says("Montag abgegangen.")],
    agent: { relay: { language: "de-DE" } },
    hears: said("Ihre Bestellung ist am Montag abgegangen."),
  },
  {
    name: "own: length, and the second model hangs",
    parts: [cutAs("length", "Your order has left our ware"), ...dead()],
    hears: TROUBLE,
    requests: { atMost: 3 },
  },
  {
    name: "own: a filter in the first word",
    parts: [cutAs("content_filter", "Wel"), whole("l, it left on Monday.")],
    hears: said("Well, it left on Monday."),
  },
  {
    name: "own: length after a question",
    parts: [cutAs("length", "Which order is it?")],
    requests: 1,
    hears: said("Which order is it?"),
    not: TROUBLE,
  },
  {
    name: "own: length with nothing to hear",
    parts: [cutAs("length", "\n\n"), whole("It left on Monday.")],
    requests: 2,
    ...ANSWERED,
  },
  {
    name: "own: two sentences by turns, for ever",
    parts: [times(2_000, (i) => later(30, text(i % 2 ? "Shall I look? " : "It left on Monday. "))).flat()],
    forMs: 90_000,
    requests: 1,
    chars: LONGEST,
    not: TROUBLE,
  },
  {
    name: "own: figures for ever",
    parts: [repeats("42, ", 40), ...down()],
    forMs: 90_000,
    chars: LONGEST * 8, // each is spoken as "forty-two"
  },
  {
    name: "own: a word without an end",
    parts: [repeats("ha", 40), ...down()],
    forMs: 90_000,
    chars: LONGEST,
  },
  {
    name: "own: in Japanese marks, for ever",
    parts: [repeats("月曜日に出ました。", 50), ...down()],
    forMs: 90_000,
    chars: LONGEST,
    not: TROUBLE,
  },
  {
    name: "own: a poem without full stops, a line each",
    parts: [repeats("and then it left\n", 40), ...down()],
    forMs: 90_000,
    chars: LONGEST,
  },
  {
    name: "own: the loop begins after a look-up",
    parts: [[...text("One moment. "), ...looksUp(1)], repeats("It left on Monday. ", 40)],
    forMs: 90_000,
    ran: 1,
    requests: 2,
    chars: LONGEST,
    not: TROUBLE,
  },
  {
    name: "own: a reply that is too long in one piece without spaces is heard as far as it may be",
    parts: [whole("您的订单".repeat(500))],
    requests: 1,
    hears: /^(?:您的订单)+/u,
    chars: 2_000,
  },
  {
    name: "own: after a reply that was too long, the next turn is a turn",
    parts: [repeats("It left on Monday. ", 40), whole("It left on Monday.")],
    forMs: 90_000,
    thenSays: ["And where is it now?"],
    requests: 2,
    ...ANSWERED,
  },
];

test.each(
  [
    ...LIFE,
    ...CAPS,
    ...MORE_CAPS,
    ...ROUNDS,
    ...EMPTY,
    ...JOINS,
    ...TOLD.map(handedOff),
    ...SECOND,
    ...LATE,
    ...UNENDED,
    ...CUT,
    ...ENDLESS,
    ...THIRD,
  ].map((c) => [c.name, c] as const),
)("%s", async (_, c) => {
  check(c, await watch(c));
});

test("BC-21: a line said while an answer is made neither stops nor delays it, nor breaks a reply in two for history", async () => {
  const call = await new TestCall([
    later(2_800, [...text("It left"), ...later(300, whole(" on Monday."))]),
    hangs(),
  ]).answered();
  await call.says("Where is my order?");
  await call.passes(1_000);

  const draft: Draft = {
    state: call.state,
    effects: [],
    now: call.clock.now(),
    rules: rulesOf(call.agent),
  };
  sayMeanwhile(draft, "I'm here, just a second.");

  expect(draft.effects.map((e) => e.type)).toEqual(["send"]);
  expect(draft.state.phase).toMatchObject({ name: "answering", run: { attempts: [{ status: "running" }] } });
  expect(draft.state.timers.give_up).toBe(call.state.timers.give_up);
  await call.passes(2_400);
  expect(call.spoken()).toMatch(/It left on Monday\.$/);
});
