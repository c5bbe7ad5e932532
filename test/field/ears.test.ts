import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type AgentDefinition, defineTool } from "../../worker/agent/define.ts";
import { directionsIn } from "../../worker/agent/ears/directions.ts";
import { Ear, type Hearing } from "../../worker/agent/ears/ear.ts";
import { EarFilter } from "../../worker/agent/ears/filter.ts";
import { callsIn } from "../../worker/agent/ears/written-calls.ts";
import type { ModelEvent } from "../../worker/agent/model.ts";
import { specOf } from "../../worker/agent/tools/tool-spec.ts";
import { packFor } from "../../worker/language/packs.ts";
import { flushSpeech, pushSpeech, startSpeech } from "../../worker/language/spoken/normalise.ts";
import { newAfter } from "../../worker/session/answer/joining.ts";
import {
  CLEAN,
  CLEAN_THREE,
  CLEAN_TOO,
  type EarCase,
  FIRST,
  FOURTH,
  SECOND,
  THIRD,
} from "../fixtures/field/ears.ts";
import { FIFTH, LABELLED, LABELLED_TOO, SEVENTH, SIXTH } from "../fixtures/field/ears-later.ts";
import { JOINS, JOINS_THREE, JOINS_TOO } from "../fixtures/field/joins.ts";
import { TestCall } from "../support/conversation.ts";
import { type Act, type Part, says } from "../support/played-model.ts";

/** Not meant for ears: what of a reply is spoken and kept as said, and what is none of the caller's business. */

/** Characters that may wait for what decides whether they are a mark. */
const MAX_HELD = 24;

const TOOLS = [
  defineTool({
    name: "lookup_order",
    description: "Finds an order.",
    input: z.object({ orderNumber: z.string() }),
    run: () => ({ found: true }),
  }),
  defineTool({
    name: "place_order",
    description: "Orders.",
    input: z.object({ item: z.string(), quantity: z.number().optional() }),
    run: () => ({ ok: true }),
  }),
];
const HAND_OFF = {
  name: "hand_off",
  description: "",
  parameters: { properties: { reason: {}, callSummary: {}, sentiment: {} } },
};
const END_CALL = { name: "end_call", description: "", parameters: { properties: {} } };
const HEARING: Hearing = {
  tools: [...TOOLS.map(specOf), HAND_OFF, END_CALL],
  directs: directionsIn(() => ["en", "es", "de", "fr", "pt"].map((code) => packFor(code))),
  speakBrackets: false,
  attempt: 7,
  beginsInThought: false,
};

const tidy = (text: string): string => text.replace(/\s+/g, " ").trim();
/** Without what the voice drops anyway: emphasis, and what has no width. */
const bare = (text: string): string => tidy(text.replace(/[*\u200b]/g, ""));
const tokens = (text: string): readonly string[] => text.match(/\s*\S+|\s+/g) ?? [text];
const voiced = (text: string): string => {
  const { state, out } = pushSpeech(startSpeech("en-US"), text);
  return tidy([...out, ...flushSpeech(state)].map((p) => p.spoken).join(""));
};

/** Every way of cutting that matters: whole, by character, by word. */
const cuts = (text: string): readonly (readonly string[])[] => [[text], text.split(""), tokens(text)];

function heard(
  pieces: readonly string[],
  options: { hearing?: Partial<Hearing>; toolChoice?: "auto" | "none"; proper?: readonly ModelEvent[] } = {},
) {
  const ear = new Ear({ toolChoice: options.toolChoice ?? "auto" }, { ...HEARING, ...options.hearing });
  const events = [
    ...pieces.map((delta): ModelEvent => ({ type: "text", delta })),
    ...(options.proper ?? []),
    { type: "finished", reason: "stop" } as const,
  ].flatMap((event) => ear.hear(event));
  const deltas = events.flatMap((e) => (e.type === "text" ? [e.delta] : []));
  return {
    ear,
    deltas,
    said: deltas.join(""),
    calls: events.flatMap((e) =>
      e.type === "tool_call" ? [[e.name, JSON.parse(e.arguments) as object]] : [],
    ),
    progress: events.filter((e) => e.type === "progress").length,
    reason: events.flatMap((e) => (e.type === "finished" ? [e.reason] : [])).join(),
  };
}

const reply = (pieces: readonly string[], ...more: readonly Act[]): Part => [
  ...pieces.map((delta): Act => ({ type: "text", delta })),
  ...more,
  { type: "finished", reason: "stop" },
];

/** A call with one question, answered by these responses in their order. */
async function answeredBy(parts: readonly Part[], definition: Partial<AgentDefinition> = {}) {
  const languages = [{ code: "es-US" }, { code: "de-DE" }];
  const call = await new TestCall(parts, { tools: TOOLS, languages, ...definition }).answered();
  const from = call.sent.length;
  await call.says("Where is it?");
  const transcript = call.state.transcript.map((e) => e.item);
  return {
    call,
    spoken: tidy(call.spoken(from)),
    kept: transcript.flatMap((i) => (i.role === "agent" ? [i.text] : [])).slice(1),
    calls: transcript.flatMap((i) => (i.role === "tool_call" ? [i.name] : [])),
  };
}

const title = ({ id, text }: EarCase): string => `${id}: ${JSON.stringify(text.slice(0, 100))}`;
const byTitle = (list: readonly EarCase[]) => list.map((c) => [title(c), c] as const);

const DIRTY = [...FIRST, ...SECOND, ...THIRD, ...FOURTH, ...FIFTH, ...SIXTH, ...SEVENTH];

describe("nothing of it is spoken or kept as said, and calls in it are carried out", () => {
  test.each(byTitle(DIRTY))("%s", (_, c) => {
    for (const pieces of cuts(c.text)) {
      const { said, calls } = heard(pieces);

      expect(bare(said)).toBe(c.said);
      expect(calls).toEqual(c.calls ?? []);
    }
  });
});

describe("the same in a call: what is spoken, what is kept, who is asked", () => {
  const list = DIRTY.filter((c) => !c.calls);

  test.each(byTitle(list))("%s", async (_, c) => {
    const next = says("Second answer.");

    const { call, spoken, kept } = await answeredBy([
      reply(tokens(c.text)),
      ...(c.said === "" ? [next] : []),
    ]);

    expect(spoken).toBe(c.said === "" ? "Second answer." : voiced(c.said));
    expect(bare(kept.join(" "))).toBe(c.said === "" ? "Second answer." : c.said);
    call.model.assertFinished();
  });
});

describe("what is speech passes", () => {
  test.each([...CLEAN, ...CLEAN_TOO, ...CLEAN_THREE, ...LABELLED, ...LABELLED_TOO])(
    "as it is, however it is cut: %s",
    (text) => {
      for (const pieces of cuts(text)) expect(heard(pieces).said).toBe(text);
    },
  );

  test("B44: no character waits for more than 24 others", () => {
    for (const text of [...CLEAN, ...CLEAN_TOO, ...CLEAN_THREE]) {
      const filter = new EarFilter(HEARING);
      let given = 0;
      for (let i = 0; i < text.length; i += 1) {
        given += filter.push(text.charAt(i)).length;
        expect(i + 1 - given, text.slice(0, i + 1)).toBeLessThanOrEqual(MAX_HELD);
      }
    }
  });

  test("B44: the tokens of a plain reply leave as they come", () => {
    const pieces = tokens(
      "Your parcel has left our warehouse and should be with you by Friday, I think. Is that all right?",
    );
    const filter = new EarFilter(HEARING);

    expect(pieces.map((p) => filter.push(p))).toEqual(pieces);
  });
});

describe("BC-03 and H8: what nobody can hear", () => {
  test("H8: a reply that runs away in blanks after its words is not passed on for ever", () => {
    const filter = new EarFilter(HEARING);
    filter.push("One moment.");

    const passed = Array.from({ length: 1_000 }, () => filter.push("\n")).join("");

    expect(passed.length).toBeLessThanOrEqual(128);
  });

  test("H8: blanks, pictures and open tags are no sign of life", () => {
    for (const text of ["\n".repeat(300), "😀".repeat(50), `<speak ${"a ".repeat(200)}`, "#".repeat(100)])
      expect(heard([...text]).progress).toBe(0);
  });

  test("BC-07: reasoning, and a call that is being written, are", () => {
    expect(heard(["<think>", "The", " caller", " waits"]).progress).toBeGreaterThan(1);
    expect(heard(["lookup_order", "({", '"orderNumber"', ":", '"1042"']).progress).toBeGreaterThan(1);
  });

  test("H8: ten thousand openings are read in time", () => {
    for (const opening of ["<", "[", "(", "*", "{", "<|", '{"', "(a ", "<think><", "lookup_order("]) {
      const startedAt = performance.now();
      heard([opening.repeat(10_000)]);
      expect(performance.now() - startedAt).toBeLessThan(3_000);
    }
  });
});

describe("a model that says the same again and again is stopped", () => {
  test.each([
    ["a sentence", "Is there anything else I can help you with? "],
    ["two by turns", "Let me check that for you. I am looking at your order now. "],
    ["a phrase without an end", "I am sorry, "],
    ["a line", "Your order is on its way.\n"],
    ["another language", "Einen Moment bitte, ich sehe nach. "],
  ])("%s", (_, sentence) => {
    for (const pieces of [...cuts(`Hello there. ${sentence.repeat(60)}`)]) {
      const { said, reason } = heard(pieces);

      expect(said.length).toBeLessThan(60 + 5 * Math.max(sentence.length, 24));
      expect(said).toContain(sentence.trim());
      expect(reason).toBe("stop");
    }
  });

  test.each([
    "No, no, no, no. That is not what I meant, no.",
    "Bye bye bye bye, and bye for now.",
    "Your number is 0000 0000 0000 0000, is that right?",
    "Yes. Yes. Yes. It is on its way. It is on its way. Thank you.",
    "Press one for sales, press two for service, press three for returns, press four for a person.",
  ])("what is only like it passes: %s", (text) => {
    for (const pieces of cuts(text)) expect(heard(pieces).said).toBe(text);
  });

  test("in a call it is asked no further", async () => {
    const sentence = "Is there anything else I can help you with? ";
    const { spoken, call } = await answeredBy([reply(tokens(sentence.repeat(60)))]);

    expect(spoken.length).toBeLessThan(5 * sentence.length);
    expect(call.logs.map((l) => l.event)).toContain("model.not_for_ears");
  });
});

describe("BC-07: a block that is closed and was never opened", () => {
  const answer = (n: number) => reply(tokens(`I need the date, part ${n}.</think>It ships on day ${n}.`));

  // What does not begin like a thought has left by then: holding every reply back for it would delay them all.
  test("BC-07: the second reply of such a model is held up to its end", async () => {
    const call = await new TestCall([answer(1), answer(2)]).answered();
    await call.says("When does it ship?");
    await call.hearsOut();
    const from = call.sent.length;

    await call.says("And when does the other one ship?");

    expect(tidy(call.spoken(from))).toBe("It ships on day two.");
  });

  test("BC-07: one without a closing tag is an answer that was not thought about", () => {
    expect(heard(tokens("It ships today."), { hearing: { beginsInThought: true } }).said).toBe(
      "It ships today.",
    );
  });
});

describe("BC-08: calls that were written as text", () => {
  const text = 'to=functions.lookup_order json {"orderNumber":"1042"} Your order is on its way.';
  const proper = {
    type: "tool_call",
    callId: "call_1",
    name: "lookup_order",
    arguments: '{"orderNumber":"1042"}',
  } as const;

  test("BC-08: beside the proper call they are not made a second time", () => {
    for (const pieces of cuts(text)) expect(heard(pieces, { proper: [proper] }).calls).toHaveLength(1);
  });

  test("BC-08: alone, the call is carried out and its result told", async () => {
    const { spoken, calls, call } = await answeredBy([
      reply(['lookup_order({"orderNumber":"1042"})']),
      says("It has shipped."),
    ]);

    expect(calls).toEqual(["lookup_order"]);
    expect(spoken).toBe("It has shipped.");
    call.model.assertFinished();
  });

  test("BC-08: a hand-off in bare arguments reaches a person with its summary", async () => {
    const { call } = await answeredBy([
      reply(['{"reason":"wants a person","callSummary":"Order 1042 is late."}']),
    ]);
    await call.hearsOut();
    await call.passes(5_000);

    expect(call.ends[0]?.handoff).toMatchObject({
      reason: "wants a person",
      callSummary: "Order 1042 is late.",
    });
  });

  test("BC-08: where no tool may be called, none is", () => {
    expect(heard([text], { toolChoice: "none" })).toMatchObject({ calls: [], reason: "stop" });
  });

  test("BC-08: arguments that two tools could have are nobody's", () => {
    const twin = { ...HEARING.tools[0], name: "find_order" } as (typeof HEARING.tools)[number];

    expect(callsIn('{"orderNumber":"1042"}', [...HEARING.tools, twin], true)).toEqual([]);
  });

  test("BC-08: what was cut off is not made up", () => {
    for (const cut of [
      'lookup_order({"orderNumber":"10',
      "lookup_order(orderNumber=",
      "<tool_call><function=lookup_order>",
    ])
      expect(heard([cut])).toMatchObject({ said: "", calls: [] });
  });

  test("BC-08: a call that is only thought of is not made", () => {
    expect(heard(['<think>lookup_order({"orderNumber":"1042"})</think>Hello.'])).toMatchObject({
      said: "Hello.",
      calls: [],
    });
  });
});

describe("BC-09: a continued reply that begins again", () => {
  const said = "Your order left our warehouse on Monday and will be";

  test("BC-09: in a call nothing is said twice", async () => {
    const { spoken, call } = await answeredBy([
      [
        { type: "text", delta: said },
        { type: "fail", code: "cut" },
      ],
      says("Your order left our warehouse on Monday and will be there on Friday."),
    ]);

    expect(spoken).toBe("Your order left our warehouse on Monday and will be there on Friday.");
    call.model.assertFinished();
  });

  const joins = [...JOINS, ...JOINS_TOO, ...JOINS_THREE].map((j) => [`${j.said} + ${j.next}`, j] as const);

  test.each(joins)(
    "BC-09: nothing twice, no word lost: %s",
    (_, { said, next, heard: whole, lang = "en-US" }) => {
      const voice = { language: lang, digitWords: packFor(lang).digitWords };
      for (const pieces of cuts(next)) {
        let fresh: string | undefined;
        let text = "";
        for (const delta of heard(pieces).deltas) {
          text += delta;
          fresh = fresh === undefined ? newAfter(said, text, false, voice) : fresh + delta;
        }
        expect(tidy(said + (fresh ?? newAfter(said, text, true, voice)))).toBe(whole);
      }
    },
  );

  test.each(joins.filter(([, j]) => !j.lang))("BC-09: … and so it is in a call: %s", async (_, j) => {
    const { spoken } = await answeredBy([
      [
        { type: "text", delta: j.said },
        { type: "fail", code: "cut" },
      ],
      says(j.next),
    ]);

    expect(spoken).toBe(voiced(j.heard));
  });
});

describe("BC-50: an author's words in brackets, and the operator's log", () => {
  test("BC-50: an agent may have them spoken", async () => {
    const { spoken } = await answeredBy([reply(["Say [beep] now."])], { ears: { speakBrackets: true } });

    expect(spoken).toBe("Say beep now.");
  });

  test("BC-50: the text of a link is speech", () => {
    expect(heard(["See [our terms](https://example.com)."]).said).toBe(
      "See [our terms](https://example.com).",
    );
  });

  test("BC-50: what was taken out is logged in figures, without a word of it", async () => {
    const { call } = await answeredBy([
      reply(tokens("<think>secret plan</think>Hello {{customer_name}}, *sighs* hello.")),
    ]);

    const logged = call.logs.filter((l) => l.event === "model.not_for_ears");
    expect(logged.map((l) => l.fields)).toEqual([
      { model: "main", reasoning: 1, calls: 0, marks: 1, slots: 1 },
    ]);
    expect(JSON.stringify(call.logs)).not.toMatch(/secret|customer_name|sighs/);
  });

  test("BC-50: our own placeholder is no slot of the author's", () => {
    expect(heard(["I have {{secure:card}}."]).ear.takenOut).toMatchObject({ slots: 0, marks: 1 });
  });
});
