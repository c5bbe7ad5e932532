import { expect, test, vi } from "vitest";
import agents from "../../../agents/index.ts";
import { defineAgent } from "../../../worker/agent/define.ts";
import type { TrialNews, TrialSaid } from "../../../worker/protocol/console/trial.ts";
import { type CaseSeen, faultsOf } from "../../../worker/protocol/editing/case-faults.ts";
import { TrialCases } from "../../../worker/protocol/editing/cases.ts";
import { playCase, type TrialLink } from "../../../worker/protocol/editing/play-case.ts";

const SEEN: CaseSeen = { words: "It was shipped.", tools: [], task: undefined, texts: 0 };
const LOOKED_UP = { name: "look_up", arguments: { number: 1042 }, output: "shipped" };
const CASE = { name: "a case", says: ["Hello."], heard: [] };

test.each<readonly [string, object, Partial<CaseSeen>, readonly RegExp[]]>([
  ["all that is expected", { heard: ["SHIPPED"], sms: 0 }, {}, []],
  [
    "words that were not heard",
    { heard: ["lost", "shipped"] },
    {},
    [/^not heard: \/lost\/ in “It was shipped\.”$/],
  ],
  [
    "a tool with its arguments and output",
    { tools: [{ name: "look_up", arguments: { number: "1042" }, output: "SHIP" }] },
    { tools: [LOOKED_UP] },
    [],
  ],
  [
    "another argument",
    { tools: [{ name: "look_up", arguments: { number: "7" } }] },
    { tools: [LOOKED_UP] },
    [/^not called: .*called: look_up \{"number":1042\} → shipped$/],
  ],
  ["a tool where none may be called", { tools: [] }, { tools: [LOOKED_UP] }, [/^called look_up$/]],
  [
    "a hand-off that is wanted",
    { task: { reasonCode: "caller" } },
    { task: { reasonCode: "caller_requested" } },
    [],
  ],
  [
    "one that does not come",
    { task: { reasonCode: "rule" } },
    {},
    [/the task's reasonCode is “\(no task\)”, without “rule”/],
  ],
  ["one that nobody wants", {}, { task: { reason: "They asked." } }, [/^handed over: They asked\.$/]],
  ["a text message too many", { sms: 0 }, { texts: 1 }, [/^1 text messages, not 0$/]],
])("what came of a case: %s", (_, wanted, seen, faults) => {
  const [read] = TrialCases.parse([{ ...CASE, ...wanted }]);

  expect(read && faultsOf(read, { ...SEEN, ...seen })).toEqual(
    faults.map((fault) => expect.stringMatching(fault)),
  );
});

test("cases belong to the definition, and are refused by the field that is wrong", () => {
  expect(agents.named("owl-shoes")?.cases.length).toBeGreaterThan(5);
  const own = { name: "own", greeting: "Hello.", instructions: "Be kind." };
  expect(defineAgent(own).cases).toEqual([]);
  expect(() => defineAgent({ ...own, cases: [{ ...CASE, heard: ["(", "ok"] }] })).toThrow(
    /cases\.0\.heard\.0: is no regular expression/,
  );
  expect(() => defineAgent({ ...own, cases: [{ name: "x", says: [] }] })).toThrow(/cases\.0\.says/);
});

/** A trial that answers as it is told, and takes down what it was sent. */
function played(answers: Readonly<Record<string, readonly TrialNews[]>>) {
  const sent: TrialSaid[] = [];
  const listeners = new Set<(news: TrialNews) => void>();
  const tell = (news: TrialNews) => {
    for (const listener of listeners) listener(news);
  };
  const link: TrialLink = {
    send: (said) => {
      sent.push(said);
      const news = said.type === "say" ? (answers[said.text] ?? []) : [];
      queueMicrotask(() => news.forEach(tell));
    },
    onNews: (listener) => {
      for (const one of GREETED) listener(one);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { link, sent, tell, listeners };
}
const says = (text: string): TrialNews => ({ type: "agent", text, last: true });
const LISTENS: TrialNews = { type: "listening" };
const GREETED: readonly TrialNews[] = [
  { type: "ready", agent: "own", version: 0, language: "en-US" },
  says("Hello."),
  LISTENS,
];
const PATIENCE = { answerMs: 2_000, silenceMs: 20 };
const never = new AbortController().signal;

test("a case is played line by line, each when the agent listens, and the trial is ended", async () => {
  const { link, sent, listeners } = played({
    "Where is 1042?": [
      says("One moment."),
      { type: "tool", ok: true, ...LOOKED_UP },
      says("It was shipped."),
      LISTENS,
    ],
    "Mhm.": [LISTENS],
    "Text me.": [{ type: "text_message", body: "1042" }, says("Done."), LISTENS],
  });

  const faults = await playCase(
    link,
    {
      name: "all",
      says: ["Where is 1042?", "Mhm.", "Text me."],
      heard: ["hello", "moment", "shipped", "done"],
      tools: [{ name: "look_up", output: "shipped" }],
      sms: 1,
    },
    never,
    PATIENCE,
  );

  expect(faults).toEqual([]);
  expect(sent.map((said) => (said.type === "say" ? said.text : said.type))).toEqual([
    "Where is 1042?",
    "Mhm.",
    "Text me.",
    "hang_up",
  ]);
  expect(listeners.size).toBe(0);
});

test("a hand-off ends it, and is compared as the task that a person would get", async () => {
  const handoff = {
    v: 1 as const,
    reasonCode: "caller_requested" as const,
    reason: "They asked.",
    callSummary: "About 1042.",
    sentiment: "neutral" as const,
    triggeredBy: "caller" as const,
    language: "en-US",
    identity: { status: "verified" as const, name: "Maya" },
  };
  const person: readonly TrialNews[] = [
    says("I'll put you through."),
    { type: "ended", how: "handed_off", handoff },
    { type: "refused", error: "lost", hint: "The socket has closed." },
  ];
  const task = { reasonCode: "caller_requested", callSummary: "1042", name: "Maya" };
  const { link, sent } = played({ "A person.": person });

  expect(
    await playCase(link, { ...CASE, says: ["A person.", "Never said."], task }, never, PATIENCE),
  ).toEqual([]);
  expect(sent).toEqual([{ type: "say", text: "A person." }]);
});

test("what is refused, or breaks down, is what is wrong with a case", async () => {
  const refused = played({ "Hello.": [{ type: "refused", error: "too_long", hint: "Start again." }] });
  const broken = played({ "Hello.": [{ type: "ended", how: "failed" }] });

  expect(await playCase(refused.link, CASE, never, PATIENCE)).toEqual(["refused: too_long. Start again."]);
  expect(await playCase(broken.link, CASE, never, PATIENCE)).toEqual([expect.stringContaining("broke down")]);
});

test("an agent that never answers is waited for no longer than agreed, and nobody waits once it is aborted", async () => {
  const { link } = played({});
  const startedAt = performance.now();
  expect(await playCase(link, { ...CASE, heard: ["yes"] }, never, { ...PATIENCE, answerMs: 50 })).toEqual([
    expect.stringContaining("not heard"),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);

  const left = new AbortController();
  const { link: other, listeners } = played({});
  const waits = playCase(other, CASE, left.signal, PATIENCE);
  left.abort(new Error("gone"));
  await expect(waits).rejects.toThrow("gone");
  await vi.waitFor(() => expect(listeners.size).toBe(0));
});
