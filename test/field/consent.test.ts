import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../worker/agent/define.ts";
import { type Answer, answerOf } from "../../worker/language/hearing/consent.ts";
import { packFor } from "../../worker/language/packs.ts";
import { TestCall } from "../support/conversation.ts";
import { callsTool, callsTools, hangs, type Part, says, text } from "../support/played-model.ts";
import { LANGUAGES, TAGS, table } from "../unit/language/fixtures.ts";

/**
 * A tool with `confirm` runs after a yes to that question, heard, in the call's language; and once for each yes. The
 * models of these calls misbehave: they call the tool again whatever the caller has said.
 *
 * Judgements: a backchannel ("mm-hmm") is no yes, not even after the question; a key that nobody asked for is none;
 * "okay" and "great" after the question are; a yes with anything else in it that the read-back does not say is asked
 * about again; what was agreed to and failed is asked for again.
 */

type Definition = ConstructorParameters<typeof TestCall>[1];

const READ_BACK = "That is one pair of runners, size nine, for a hundred dollars. Shall I order that?";

interface Kind {
  readonly confirm?: (input: { pairs: number }) => string;
  readonly sideEffect?: boolean;
  readonly run?: () => unknown;
}

/** `place_order`, which remembers what was ordered. */
function shop({ confirm, sideEffect = true, run = () => ({ ordered: true }) }: Kind = {}) {
  const ordered: number[] = [];
  const tool = defineTool({
    name: "place_order",
    description: "Orders.",
    input: z.object({ pairs: z.number() }),
    sideEffect,
    confirm:
      confirm ??
      (({ pairs }) =>
        pairs === 1 ? READ_BACK : "That is two pairs, for two hundred dollars. Shall I order that?"),
    run: ({ pairs }) => {
      ordered.push(pairs);
      return run();
    },
  });
  const answered = (parts: readonly Part[], definition: Definition = {}): Promise<TestCall> =>
    new TestCall(parts, { tools: [tool], silence: { enabled: false }, ...definition }).answered();
  return { tool, ordered, answered };
}

const order = (pairs = 1): Part => callsTool("place_order", { pairs });

/** The caller says it, the answer comes, and is heard to its end. */
async function turn(call: TestCall, words: string): Promise<void> {
  await call.says(words);
  await call.passes(300);
  await call.hearsOut();
}

/** What the model was told of its calls. */
const told = (call: TestCall): readonly string[] =>
  call.state.transcript.flatMap(({ item }) => (item.role === "tool_result" ? [item.output] : []));

/** Read back, answered with these words, called again: how often it was ordered. */
async function afterAnswer(
  words: string,
  kind: Kind = {},
  question = READ_BACK,
  definition: Definition = {},
) {
  const { ordered, answered } = shop(kind);
  const call = await answered([order(), says(question), order(), says("Very well then.")], definition);
  await turn(call, "I want the runners in nine.");
  await turn(call, words);
  return { runs: ordered.length, call };
}

describe("BC-22: what is answered to the read-back", () => {
  test.each([
    "Yes.",
    "Yes, please do.",
    "Go ahead.",
    "That's right.",
    "Yeah, that's fine, thanks.",
    "Okay.",
    "Sure, go for it.",
    "Yes, one pair, size nine.",
    "Um, yes, order that please.",
    "Correct.",
    "Sí.",
  ])("%j places the order", async (words) => {
    expect((await afterAnswer(words)).runs).toBe(1);
  });

  test.each([
    "No, not that one.",
    "No.",
    "What?",
    "What time do you close?",
    "Mm-hmm.",
    "Uh-huh.",
    "Hold on.",
    "Yes, hold on a second.",
    "Yes, but make it two.",
    "Yes, in size ten.",
    "Yes?",
    "Maybe.",
    "Don't do that.",
    "Actually, no.",
    "Yes. No, wait.",
    "Yes, speaking.",
    "Thanks.",
    "I want the red ones.",
    "If it comes by Friday, yes.",
  ])("%j does not", async (words) => {
    expect((await afterAnswer(words)).runs).toBe(0);
  });

  test.each([
    ["es-ES", "Son un par, talla cuarenta, cien euros. ¿Lo encargo?", "Sí, adelante.", 1],
    ["es-ES", "Son un par, talla cuarenta, cien euros. ¿Lo encargo?", "No, ese no.", 0],
    ["es-ES", "Son un par, talla cuarenta, cien euros. ¿Lo encargo?", "Sí, pero que sean dos.", 0],
    ["fr-FR", "Une paire, pointure quarante, cent euros. Je commande ?", "Oui, allez-y.", 1],
    ["fr-FR", "Une paire, pointure quarante, cent euros. Je commande ?", "Non, pas celle-là.", 0],
    ["fr-FR", "Une paire, pointure quarante, cent euros. Je commande ?", "Attendez.", 0],
    ["de-DE", "Ein Paar, Größe vierzig, hundert Euro. Soll ich das bestellen?", "Ja, gerne.", 1],
    ["de-DE", "Ein Paar, Größe vierzig, hundert Euro. Soll ich das bestellen?", "Nein, nicht die.", 0],
    ["de-DE", "Ein Paar, Größe vierzig, hundert Euro. Soll ich das bestellen?", "Wie bitte?", 0],
    ["pt-BR", "Um par, tamanho quarenta, cem reais. Posso pedir?", "Pode.", 1],
    ["pt-BR", "Um par, tamanho quarenta, cem reais. Posso pedir?", "Não, esse não.", 0],
    ["pt-BR", "Um par, tamanho quarenta, cem reais. Posso pedir?", "Sim, mas quero dois.", 0],
  ] as const)("in %s, %j, %j: %d", async (language, question, words, runs) => {
    const done = await afterAnswer(words, { confirm: () => question }, question, { relay: { language } });
    expect(done.runs).toBe(runs);
  });

  test("a read-back that is written in another language than the call's is agreed to in the call's", async () => {
    const question = "Un par de runners, talla nueve, por cien dólares. ¿Lo encargo?";
    const { ordered, answered } = shop();
    const call = await answered(
      [
        callsTool("change_language", { language: "es-ES" }),
        order(),
        says(question),
        order(),
        says("Encargado."),
      ],
      { languages: [{ code: "es-ES" }] },
    );
    await turn(call, "Quiero los runners.");
    await turn(call, "Sí, por favor.");

    expect(ordered).toEqual([1]);
  });
});

describe("B45: the table of answers", () => {
  interface Line {
    readonly said: string;
    /** What was read out. */
    readonly asked?: string;
    readonly answer: Answer;
  }

  test.each(LANGUAGES)(
    "every line of %s is judged right, and never a yes out of anything else",
    (language) => {
      const pack = packFor(TAGS[language]);
      const lines = table<Line[]>("consent", language);
      const of = (answer: Answer) => lines.filter((l) => l.answer === answer);
      const judged = (l: Line, said = l.said) => answerOf(said, pack, l.asked);

      expect(Math.min(of("yes").length, of("no").length, of("unclear").length)).toBeGreaterThanOrEqual(20);
      expect(lines.filter((l) => judged(l) !== l.answer)).toEqual([]);
      // Providers punctuate and capitalise as they like. A question without its mark is still no yes; a yes stays one.
      const bare = (l: Line) => judged(l, l.said.toLowerCase().replace(/[.,!]/g, ""));
      expect(of("yes").filter((l) => bare(l) !== "yes")).toEqual([]);
      expect([...of("no"), ...of("unclear")].filter((l) => bare(l) === "yes")).toEqual([]);
    },
  );

  test.each(["", " ", "...", "1", "?", "[noise]", "yes ".repeat(400)])("%j is no yes", (said) => {
    for (const language of LANGUAGES) expect(answerOf(said, packFor(language))).toBe("unclear");
  });

  test("what is read out may be said again, also where it is a word for no", () => {
    const pack = packFor("en");

    expect(answerOf("Yes, cancel it.", pack, "Shall I cancel order 1042?")).toBe("yes");
    expect(answerOf("Yes, cancel it.", pack, "Shall I place the order?")).toBe("no");
    expect(answerOf("Yes. No.", pack, "Please say yes or no.")).toBe("no");
    expect(answerOf("Yes, do not.", pack, "Shall I do not do it?")).toBe("no");
  });
});

describe("H5: what was never asked cannot be agreed to", () => {
  test.each([
    "What else can I do for you?",
    "One moment.",
    "Can you hear me?",
    "Would you like them gift-wrapped?",
    "Is there anything else?",
    "Do you have a discount code?",
    "We close at eight.",
  ])("%j, then a yes, does not place the order", async (question) => {
    expect((await afterAnswer("Yes.", {}, question)).runs).toBe(0);
  });

  test.each([
    "One pair, nine, a hundred dollars?",
    "So that's 1 pair of the runners in size 9 for $100, right?",
    "I would order one pair in nine for a hundred dollars.",
    "Shall I place the order?",
    "Is that correct?",
    "It's one pair of runners, size 9, $100. Okay?",
  ])("%j is the question in other words", async (question) => {
    expect((await afterAnswer("Yes.", {}, question)).runs).toBe(1);
  });

  test("a yes to what was asked after the read-back is no yes to the order", async () => {
    const question = "One pair of runners, size nine, a hundred dollars. Would you like to change anything?";

    expect((await afterAnswer("Yes.", {}, question)).runs).toBe(0);
  });

  test("a read-back of which nothing was heard is no question", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Very well.")]);
    await call.says("I want the runners in nine.");
    await call.passes(300);
    await call.startsSpeaking();
    await call.interrupts("That");
    await call.says("Yes, please.");
    await call.passes(300);

    expect(ordered).toEqual([]);
  });

  test("a yes that crossed the read-back on its way is no yes to it", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Very well.")]);
    await call.says("I want the runners in nine.");
    await call.passes(100);
    // Nothing of the reply has been played yet.
    await call.says("Yes, that's right.");
    await call.passes(300);

    expect(ordered).toEqual([]);
  });

  test("a read-back that was spoken over near its end was heard", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Very well.")]);
    await call.says("I want the runners in nine.");
    await call.passes(300);
    await call.startsSpeaking();
    await call.played("That is one pair of runners, size nine, for a hundred dollars.");
    await call.interrupts(" Shall I");
    await call.says("Yes, please order them.");
    await call.passes(300);

    expect(ordered).toEqual([1]);
  });

  test("a lost socket and a return without a word do not place the order", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Very well.")]);
    await call.says("I want the runners in nine.");
    await call.passes(300);
    await call.startsSpeaking();
    await call.event({ type: "socket_closed", how: "lost" });
    await call.connects("VX2");
    await call.passes(2_000);

    expect(ordered).toEqual([]);
  });

  test("BC-22: 'Hold on.', and after a while 'Yes, go ahead.', places the order", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Ordered.")]);
    await turn(call, "I want the runners in nine.");
    await call.says("Hold on.");
    await call.passes(4_000);
    await turn(call, "Yes, go ahead.");

    expect(ordered).toEqual([1]);
  });

  test("B9: a read-back that is reported in figures was heard all the same", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Ordered.")]);
    await call.says("I want the runners in nine.");
    await call.passes(300);
    await call.startsSpeaking();
    await call.passes(4_500);
    await call.interrupts("That is one pair of runners, size 9, for a hundred dollars. Shall I order");
    await turn(call, "Yep.");

    expect(ordered).toEqual([1]);
  });

  test("a background result does not place the order", async () => {
    const { tool, ordered } = shop();
    const slow = defineTool({
      name: "ship",
      description: "Ships.",
      input: z.object({}),
      background: true,
      run: () => new Promise((resolve) => call.clock.after(8_000, () => resolve({ shipped: true }))),
    });
    const call: TestCall = new TestCall(
      [
        callsTools(["ship", {}], ["place_order", { pairs: 1 }]),
        says(READ_BACK),
        order(),
        says("It is shipped."),
      ],
      { tools: [tool, slow], silence: { enabled: false } },
    );
    await call.answered();
    await turn(call, "Ship it, and I want the runners in nine.");
    await call.passes(9_000);

    expect(call.spoken()).toMatch(/It is shipped\.$/);
    expect(ordered).toEqual([]);
  });

  test("a key that nobody asked for is no yes", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), order(), says("Very well.")]);
    await turn(call, "I want the runners in nine.");
    await call.presses("1");
    await call.passes(4_000);

    expect(ordered).toEqual([]);
  });

  test("in the turn of the read-back it does not run, however often it is called", async () => {
    const { ordered, answered } = shop();
    const call = await answered([
      callsTools(["place_order", { pairs: 1 }], ["place_order", { pairs: 1 }]),
      order(),
      order(),
      says("Ordered."),
    ]);
    await turn(call, "Yes, please order the runners, yes, go ahead.");

    expect(ordered).toEqual([]);
  });
});

describe("B45: one yes is one run", () => {
  test("what is called again after its run is asked for again", async () => {
    const { ordered, answered } = shop({ sideEffect: false });
    const call = await answered([
      order(),
      says(READ_BACK),
      order(),
      order(),
      says("Ordered."),
      order(),
      says("Hm."),
    ]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "Yes.");
    await turn(call, "Yes, thanks.");

    expect(ordered).toEqual([1]);
  });

  test("what has failed is asked for again", async () => {
    const fails = (): never => {
      throw new Error("boom");
    };
    const { ordered, answered } = shop({ run: fails });
    const call = await answered([order(), says(READ_BACK), order(), order(), says("It failed.")], {
      escalation: { toolFailures: 5 },
    });
    await turn(call, "I want the runners in nine.");
    await turn(call, "Yes.");

    expect(ordered).toEqual([1]);
    expect(told(call).at(-1)).toContain("needs_confirmation");
  });

  test("changed arguments need a question of their own, and the old ones are no longer agreed to", async () => {
    const { ordered, answered } = shop();
    const two = "That is two pairs, for two hundred dollars. Shall I order that?";
    const call = await answered([
      order(1),
      says(READ_BACK),
      order(2),
      says(two),
      callsTools(["place_order", { pairs: 1 }], ["place_order", { pairs: 2 }]),
      says("Ordered."),
    ]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "Yes, but make it two.");
    await turn(call, "Yes.");

    expect(ordered).toEqual([2]);
  });

  test("two that were read back together are agreed to together", async () => {
    const { ordered, answered } = shop();
    const both =
      "One pair of runners, size nine, for a hundred, and two pairs for two hundred dollars. Shall I?";
    const orders = callsTools(["place_order", { pairs: 1 }], ["place_order", { pairs: 2 }]);
    const again = callsTools(["place_order", { pairs: 1 }], ["place_order", { pairs: 2 }]);
    const call = await answered([orders, says(both), again, says("Ordered.")]);
    await turn(call, "I want both.");
    await turn(call, "Yes, both of them.");

    expect(ordered).toEqual([1, 2]);
  });
});

describe("what follows an answer that was no yes", () => {
  test("a question of the caller's, answered and asked again: the yes counts", async () => {
    const { ordered, answered } = shop();
    const call = await answered([
      order(),
      says(READ_BACK),
      says("They are black. So one pair of runners in nine for a hundred dollars, is that right?"),
      order(),
      says("Ordered."),
    ]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "What colour are they?");
    await turn(call, "Yes.");

    expect(ordered).toEqual([1]);
  });

  test("a no, then a yes to something else: not ordered", async () => {
    const { ordered, answered } = shop();
    const call = await answered([
      order(),
      says(READ_BACK),
      says("No problem. Shall I tell you our hours?"),
      order(),
      says("We close at eight."),
    ]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "No, thanks.");
    await turn(call, "Yes.");

    expect(ordered).toEqual([]);
  });

  test("a no, then asked again, then a yes: ordered", async () => {
    const { ordered, answered } = shop();
    const call = await answered([
      order(),
      says(READ_BACK),
      order(),
      says(READ_BACK),
      order(),
      says("Ordered."),
    ]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "No.");
    await turn(call, "Oh yes, sorry, yes, do it.");

    expect(ordered).toEqual([1]);
  });

  test("the model is told what to do, and after three that were unclear to offer a person", async () => {
    const { ordered, answered } = shop();
    const round: Part[] = [order(), says(READ_BACK)];
    const call = await answered([...round, ...round, ...round, ...round]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "Maybe.");
    await turn(call, "I'm not sure.");
    await turn(call, "Hmm, size ten?");

    expect(ordered).toEqual([]);
    expect(told(call)[0]).toMatch(/has not agreed yet.*wait for their answer/i);
    expect(told(call)[1]).toMatch(/no clear yes/i);
    expect(told(call)[3]).toMatch(/person/i);
    expect(told(call).every((output) => output.includes("Shall I order that?"))).toBe(true);
  });

  test("after a no the model is told that it was one", async () => {
    const { call } = await afterAnswer("No, not that one.");

    expect(told(call).at(-1)).toMatch(/said no/);
  });

  test("nothing more is said into a loop: the turn ends in words, with a bounded number of requests", async () => {
    const { ordered, answered } = shop();
    const insists = Array.from({ length: 30 }, () => order());
    const call = await answered([order(), says(READ_BACK), ...insists, hangs()]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "What?");
    await call.passes(20_000);

    expect(ordered).toEqual([]);
    expect(call.model.asked.length).toBeLessThan(20);
  });
});

describe("B46: the end of the call waits for what was called beside it", () => {
  const both = (): Part => [
    ...text("Done, goodbye!"),
    ...callsTools(["end_call", {}], ["place_order", { pairs: 1 }]),
  ];

  test("an order that was not agreed to: the caller is asked", async () => {
    const { ordered, answered } = shop();
    const call = await answered([both(), says(READ_BACK)]);
    await turn(call, "Order the runners, bye.");
    await call.passes(2_000);

    expect(call.spoken()).toContain(READ_BACK);
    expect([ordered, call.ends]).toEqual([[], []]);
  });

  test("an order that fails: the caller is told", async () => {
    const fails = (): never => {
      throw new Error("boom");
    };
    const { answered } = shop({ run: fails });
    const call = await answered([order(), says(READ_BACK), both(), says("Sorry, that failed.")]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "Yes.");
    await call.passes(2_000);

    expect(call.spoken()).toContain("Sorry, that failed.");
    expect(call.ends).toEqual([]);
  });

  test("an order that is placed: one goodbye, and the end", async () => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), both(), callsTool("end_call")]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "Yes.");
    await call.passes(2_000);

    expect(ordered).toEqual([1]);
    expect(call.spoken()).toBe(`${READ_BACK}Done, goodbye!`);
    expect(call.ends).toHaveLength(1);
  });

  test("a model that goes round with both comes to an end", async () => {
    const { answered } = shop();
    const call = await answered(Array.from({ length: 20 }, both));
    await turn(call, "Order the runners, bye.");
    await call.passes(20_000);
    await call.hearsOut();
    await call.passes(5_000);

    expect(call.model.asked.length).toBeLessThanOrEqual(12);
  });

  test("a person: the goodbye does not keep the caller from them", async () => {
    const handOff = { reason: "Locked out.", callSummary: "The caller is locked out." };
    const call = await new TestCall([callsTools(["end_call", {}], ["hand_off", handOff])]).answered();
    await turn(call, "My account is broken.");
    await call.passes(3_000);

    expect(call.ends.map((e) => e.handoff?.reason)).toEqual(["Locked out."]);
  });
});

describe("L14: a callback is arranged after it was asked for, or offered and agreed to", () => {
  const callback = callsTool("request_callback");

  test.each([
    ["en-US", "Please call me back."],
    ["en-US", "Can somebody ring me tomorrow?"],
    ["en-US", "I'd like a callback."],
    ["es-ES", "Que me llamen mañana, por favor."],
    ["fr-FR", "Vous pouvez me rappeler ?"],
    ["de-DE", "Rufen Sie mich bitte zurück."],
    ["pt-BR", "Podem me ligar de volta?"],
  ])("in %s, %j arranges it", async (language, words) => {
    const call = await new TestCall([callback, says("Arranged.")], { relay: { language } }).answered();
    await turn(call, words);

    expect(call.callbacks).toHaveLength(1);
  });

  test.each([
    ["en-US", "I'll call you back."],
    ["de-DE", "Ich rufe Sie zurück."],
    ["de-DE", "Sie haben mich gestern angerufen."],
    ["de-DE", "Sie haben mich nie zurückgerufen."],
    ["pt-BR", "Eu ligo depois."],
    ["fr-FR", "Je vous rappelle plus tard."],
    ["es-ES", "Ya me llamaron ayer."],
  ])("in %s, %j is about another call, and does not", async (language, words) => {
    const call = await new TestCall([callback, says("?")], { relay: { language } }).answered();
    await turn(call, words);

    expect(call.callbacks).toHaveLength(0);
  });

  test.each([
    ["Very well.", "No, forget the callback."],
    ["Sure, when shall we call you back?", "Never mind."],
  ])("asked for, %j, %j: called off, also for the turns after it", async (reply, words) => {
    const call = await new TestCall([says(reply), says("Fine."), callback, says("At eight.")]).answered();
    await turn(call, "Please call me back.");
    await turn(call, words);
    await turn(call, "What time do you close?");

    expect(call.callbacks).toHaveLength(0);
  });

  test("B12: 'Quero.' is the whole answer to the offer, and not the beginning of one", async () => {
    const call = await new TestCall([says("Quer que a gente ligue de volta?"), callback, says("Feito.")], {
      relay: { language: "pt-BR" },
    }).answered();
    await turn(call, "É o pedido 1042.");
    await turn(call, "Quero.");

    expect(call.callbacks).toHaveLength(1);
  });

  test.each(["Of course. Is there anything else?", "Sure. Is it urgent?"])(
    "asked for, %j, and no: arranged",
    async (reply) => {
      const call = await new TestCall([says(reply), callback, says("Arranged.")]).answered();
      await turn(call, "Please call me back.");
      await turn(call, "No, thanks.");

      expect(call.callbacks).toHaveLength(1);
    },
  );

  test.each(["Hello there.", "What time do you close?", "Please don't call me back.", "Yes."])(
    "%j does not",
    async (words) => {
      const call = await new TestCall([callback, says("Shall we call you back?")]).answered();
      await turn(call, words);

      expect(call.callbacks).toHaveLength(0);
      expect(told(call).at(-1)).toMatch(/ask/i);
    },
  );

  test.each([
    ["Yes, please.", 1],
    ["A callback, please.", 1],
    ["No, thanks.", 0],
    ["What?", 0],
    ["Mm-hmm.", 0],
  ])("offered, then %j: %d", async (words, arranged) => {
    const call = await new TestCall([
      says("Everybody is busy. Shall I have someone call you back?"),
      callback,
      says("Very well."),
    ]).answered();
    await turn(call, "Is my order there?");
    await turn(call, words);

    expect(call.callbacks).toHaveLength(arranged);
  });
});

describe.each(LANGUAGES)("BC-22: 'yes' to our own 'are you still there?', in %s", (language) => {
  const { nudge, secondNudge } = packFor(language).phrases;
  const { yes, question } = {
    en: { yes: "Yes.", question: "Shall I place the order?" },
    es: { yes: "Sí.", question: "¿Hago el pedido?" },
    fr: { yes: "Oui.", question: "Je passe la commande ?" },
    de: { yes: "Ja.", question: "Soll ich das bestellen?" },
    pt: { yes: "Sim.", question: "Faço o pedido?" },
  }[language];

  test.each([1, 2])(
    "after %d lines of ours it is no order yet; asked once more, the next one is",
    async (lines) => {
      const { ordered, answered } = shop({ confirm: () => question });
      const parts = [order(), says(question), order(), says(question), order(), says("OK.")];
      const call = await answered(parts, { relay: { language: TAGS[language] }, silence: { enabled: true } });
      await turn(call, "1042");
      for (let s = 0; s < 60 && !call.spoken().includes(lines === 1 ? nudge : secondNudge); s += 1) {
        await call.passes(1_000);
        if (call.spoken().includes(nudge)) await call.hearsOut();
      }
      await call.hearsOut();

      await turn(call, yes);
      const before = ordered.length;
      await turn(call, yes);

      expect([before, ordered.length]).toEqual([0, 1]);
      call.model.assertFinished();
    },
  );

  test("'yes' to 'say something', on a line of which only noise came, is no order either", async () => {
    const { ordered, answered } = shop({ confirm: () => question });
    const parts = [order(), says(question), order(), says(question)];
    const call = await answered(parts, { relay: { language: TAGS[language] }, silence: { enabled: true } });
    await turn(call, "1042");
    for (let s = 0; s < 60 && !call.spoken().includes(secondNudge); s += 1) {
      await call.event({ type: "caller_speaking", on: s % 2 === 0 });
      await call.passes(2_000);
    }
    await call.hearsOut();

    await turn(call, yes);

    expect(call.spoken()).not.toContain(nudge);
    expect(ordered).toEqual([]);
  });
});

describe("H5: a yes to something that was said since the read-back", () => {
  test.each([
    ["Do you sell socks?", "We do, in three sizes.", "Great."],
    ["Do you sell socks?", "We do. I can add a pair.", "Yes please."],
    ["What is the weather?", "It rains.", "Yes."],
    ["No.", "All right.", "Yes."],
    ["No.", "Okay.", "Yes."],
  ])("%j, %j, %j: nothing is ordered", async (between, reply, words) => {
    const { ordered, answered } = shop();
    const call = await answered([order(), says(READ_BACK), says(reply), order(), says("Shall I?")]);
    await turn(call, "I want the runners in nine.");
    await turn(call, between);

    await turn(call, words);

    expect(ordered).toEqual([]);
  });

  test("what is read back once more, as a statement, is agreed to", async () => {
    const { ordered, answered } = shop();
    const again = "It is one pair of runners, size nine, for a hundred dollars.";
    const call = await answered([order(), says(READ_BACK), says(again), order(), says("Done.")]);
    await turn(call, "I want the runners in nine.");
    await turn(call, "Sorry, how much was it?");

    await turn(call, "Yes, please.");

    expect(ordered).toEqual([1]);
  });
});
