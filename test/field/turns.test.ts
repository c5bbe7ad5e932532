import { describe, expect, test } from "vitest";
import { completionOf, expectedBy } from "../../worker/language/hearing/completion.ts";
import { isEcho } from "../../worker/language/hearing/echo.ts";
import { soundOf } from "../../worker/language/hearing/noise.ts";
import { isFarewell, isPresenceCheck } from "../../worker/language/hearing/presence.ts";
import { namesTransfer } from "../../worker/language/hearing/transfer.ts";
import { packFor } from "../../worker/language/packs.ts";
import { GREETING, TestCall } from "../support/conversation.ts";
import { callsTool, hangs, type Part, says, text } from "../support/played-model.ts";
import { LANGUAGES, TAGS, table } from "../unit/language/fixtures.ts";

/** Who has the turn: inputs that people who run phone agents report, and others of their kinds. */

const GOODBYE = packFor("en").phrases.goodbye;
const { silenceGoodbye, secondNudge, presence, notUnderstood } = packFor("en").phrases;

const ends = (words: string): Part => [...(words ? text(words) : []), ...callsTool("end_call")];
const callers = (call: TestCall) =>
  call.model.lastItems.filter((i) => i.role === "caller").map((i) => i.text);
const logged = (call: TestCall, event: string) => call.logs.filter((l) => l.event === event).length;

/** A call in which the model has begun to say goodbye, and the caller hears it. */
async function leaving(words: string, ...then: Part[]): Promise<TestCall> {
  const call = await new TestCall([ends(words), ...then]).answered();
  await call.says("That's all.");
  await call.startsSpeaking();
  await call.passes(600);
  return call;
}

describe("BC-02: the goodbye can be taken back until it was heard out", () => {
  test("'Oh wait, what about my other order?' over it is answered, and no end is sent", async () => {
    const call = await leaving("Thanks for calling, goodbye!", says("It comes tomorrow."));

    await call.interrupts("Thanks for");
    await call.fallsSilent();
    await call.passes(900);
    await call.says("Oh wait, what about my other order?");
    await call.passes(5_000);

    expect(call.ends).toEqual([]);
    expect(call.spoken()).toContain("It comes tomorrow.");
    // The model knows how far its goodbye was heard, and that the call goes on.
    expect(call.model.lastItems.find((i) => i.text.startsWith("Thanks"))?.text).toBe("Thanks for");
    expect(call.model.lastItems.find((i) => i.role === "note")?.text).toContain("went on");
    call.model.assertFinished();
  });

  test.each(["One more thing.", "No, hold on.", "Don't hang up", "I'm not ready to say bye yet", "Hello?"])(
    "%j without an interrupt takes it back as well",
    async (words) => {
      const call = await leaving("Thanks for calling, goodbye!", says("Yes?"));

      await call.says(words);
      await call.passes(12_000);

      expect(call.ends).toEqual([]);
    },
  );

  test.each(["Bye!", "Thanks.", "You too, bye.", "mm-hmm", "", "[cough]", "thanks for calling goodbye"])(
    "%j does not",
    async (words) => {
      const call = await leaving("Thanks for calling, goodbye!");

      await call.interrupts("Thanks for");
      await call.says(words);
      await call.passes(2_500);

      expect(call.ends).toHaveLength(1);
      call.model.assertFinished();
    },
  );

  test("a cough that no words follow ends the call within two seconds", async () => {
    const call = await leaving("Thanks for calling, goodbye!");

    await call.interrupts("Thanks for");
    await call.passes(1_000);
    const before = call.ends.length;
    await call.passes(1_500);

    expect([before, call.ends.length]).toEqual([0, 1]);
  });

  test("a caller who is speaking when the goodbye ends is heard first", async () => {
    const call = await leaving("Goodbye!", says("At nine."));

    await call.partly("And when do");
    await call.played("Goodbye!");
    await call.fallsSilent();
    await call.partly("And when do you open");
    await call.passes(1_500);
    await call.says("And when do you open tomorrow?");
    await call.passes(2_000);

    expect(call.ends).toEqual([]);
    expect(call.spoken()).toContain("At nine.");
  });

  test("noises hold the end up for a bounded time", async () => {
    const call = await leaving("Goodbye!");

    for (let s = 0; s < 30; s += 1) {
      await call.partly(`the weather in ${s}`);
      await call.passes(1_000);
    }

    expect(call.ends).toHaveLength(1);
    expect((call.ends[0]?.atMs ?? 0) - 3_000).toBeLessThan(16_000);
  });

  test("the goodbye of silence is taken back by the caller who is back", async () => {
    const call = await new TestCall([says("Thank you, it is on its way.")]).answered();
    for (let s = 0; s < 60 && !call.spoken().includes(silenceGoodbye); s += 1) await call.passes(1_000);
    await call.startsSpeaking();
    await call.passes(500);

    await call.interrupts("I can't hear");
    await call.says("I've got it, it's ten forty-two.");
    await call.passes(3_000);

    expect(call.ends).toEqual([]);
    expect(call.spoken()).toContain("Thank you, it is on its way.");
  });

  test.each(["Okay.", "Yes, yes.", "mm-hmm", "Thanks."])(
    "%j over the goodbye of silence: somebody is there, and the call goes on",
    async (words) => {
      const call = await new TestCall([says("There you are.")]).answered();
      for (let s = 0; s < 60 && !call.spoken().includes(silenceGoodbye); s += 1) await call.passes(1_000);
      await call.startsSpeaking();
      await call.passes(500);

      await call.says(words);
      await call.passes(3_000);
      await call.hearsOut();
      await call.passes(1_000);

      expect(call.ends).toEqual([]);
    },
  );

  test("a key over the goodbye takes it back, and 0 reaches a person", async () => {
    const call = await leaving("Thanks for calling, goodbye!", hangs());

    await call.presses("0");
    await call.interrupts("Thanks for");
    await call.passes(2_000);
    await call.hearsOut();

    expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "caller_requested" });
  });

  test("a late # over the goodbye does not", async () => {
    const call = await leaving("Thanks for calling, goodbye!");

    await call.presses("#");
    await call.hearsOut();

    expect(call.ends).toHaveLength(1);
  });

  test("a transfer that was promised is not taken back", async () => {
    const call = await new TestCall([hangs()]).answered();
    await call.says("I want to talk to a person.");
    await call.passes(100);
    await call.startsSpeaking();

    await call.interrupts("I'll put");
    await call.says("Oh wait, one more thing.");
    await call.passes(3_000);

    expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "caller_requested" });
  });

  test.each([0, 300, 1_500])(
    "lost %d ms into it, it is said again to a caller who is back, and then ends",
    async (ms) => {
      const call = await new TestCall([ends("Thanks for calling, goodbye!")]).answered();
      await call.says("That's all.");
      await call.startsSpeaking();
      await call.passes(ms);
      await call.event({ type: "socket_closed", how: "lost" });
      const from = call.sent.length;
      await call.passes(1_500);

      await call.event({ type: "socket_opened" });
      await call.passes(800);
      const before = [call.spoken(from), call.ends.length];
      await call.hearsOut();

      expect(before).toEqual([GOODBYE, 0]);
      expect(call.ends).toHaveLength(1);
    },
  );

  test("lost, and connected anew: the same", async () => {
    const call = await leaving("Thanks for calling, goodbye!");
    await call.event({ type: "socket_closed", how: "lost" });
    const from = call.sent.length;

    await call.connects("VX2", { connect: "lost_socket" });
    await call.passes(200);
    const before = [call.spoken(from), call.ends.length];
    await call.hearsOut();

    expect(before).toEqual([GOODBYE, 0]);
    expect(call.ends).toHaveLength(1);
  });

  test.each([
    ["says 'Wait, one more thing.'", (call: TestCall) => call.says("Wait, one more thing.")],
    ["presses 1", (call: TestCall) => call.presses("1#")],
  ])("lost, and the caller who is back %s first: it is taken back", async (_what, does) => {
    const call = await leaving("Thanks for calling, goodbye!", says("Yes?"));
    await call.event({ type: "socket_closed", how: "lost" });
    await call.event({ type: "socket_opened" });

    await does(call);
    await call.passes(4_000);

    expect(call.ends).toEqual([]);
    expect(call.spoken()).toContain("Yes?");
  });

  test("the goodbye of silence is said again as what it was", async () => {
    const call = await new TestCall([]).answered();
    for (let s = 0; s < 60 && !call.spoken().includes(silenceGoodbye); s += 1) await call.passes(1_000);
    await call.event({ type: "socket_closed", how: "lost" });
    const from = call.sent.length;

    await call.event({ type: "socket_opened" });
    await call.passes(800);

    expect(call.spoken(from)).toBe(silenceGoodbye);
    expect(call.ends).toEqual([]);
  });

  test("lost once it was heard: no more is said, and it ends", async () => {
    const call = await leaving("Goodbye!");
    await call.played("Goodbye!");
    await call.partly("tele");
    await call.fallsSilent();
    await call.event({ type: "socket_closed", how: "lost" });
    const from = call.sent.length;

    await call.event({ type: "socket_opened" });
    await call.passes(3_500);

    expect(call.spoken(from)).toBe("");
    expect(call.ends).toHaveLength(1);
  });

  test("BC-02, M10: end_call without words says a friendly goodbye, and not that nobody is there", async () => {
    const call = await new TestCall([ends("")]).answered();
    const from = call.sent.length;

    await call.says("That's all, bye.");
    await call.hearsOut();

    expect(call.spoken(from)).toBe(GOODBYE);
    expect(call.ends).toHaveLength(1);
  });

  test("BC-56: 'Say goodbye to sore feet!' ends nothing, nor does a caller who is not ready to say bye", async () => {
    const call = await new TestCall([says("Say goodbye to sore feet!"), says("Of course.")]).answered();

    await call.says("Tell me about the insoles.");
    await call.hearsOut();
    await call.says("I'm not ready to say bye yet");
    await call.passes(3_000);

    expect(call.ends).toEqual([]);
    call.model.assertFinished();
  });
});

/** The model takes whatever is said for the end. */
async function endedBy(
  said: string,
  definition: ConstructorParameters<typeof TestCall>[1] = {},
  ...then: Part[]
) {
  const call = await new TestCall([ends("Very well."), ...then], definition).answered();
  await call.says(said);
  await call.passes(300);
  await call.hearsOut();
  await call.passes(3_000);
  return call;
}

describe("an end_call that the caller has not asked for", () => {
  const { beforeYouGo } = packFor("en").phrases;
  const rude = "No, that is rubbish, you idiot";

  test("an angry caller is asked, and reaches a person", async () => {
    const call = await endedBy(rude, {}, hangs());
    const before = call.ends.length;

    await call.says("I want to talk to a person");
    await call.passes(1_500);
    await call.hearsOut();

    expect(before).toBe(0);
    expect(call.spoken()).toContain(beforeYouGo);
    expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "caller_requested" });
  });

  test.each(["No. Bye.", "Get lost, idiot."])(
    "asked once: %j and the next end_call ends it",
    async (words) => {
      const call = await endedBy(rude, {}, ends("Goodbye."));

      await call.says(words);
      await call.passes(300);
      await call.hearsOut();

      expect(call.spoken().split(beforeYouGo)).toHaveLength(2);
      expect(call.ends).toHaveLength(1);
      call.model.assertFinished();
    },
  );

  test("after an answer that went on, it is judged anew", async () => {
    const call = await endedBy("And my other order?", {}, says("It left today."), ends("Bye."), ends("Bye."));
    await call.says("Yes, the boots.");
    await call.hearsOut();

    await call.says("You are useless.");
    await call.passes(300);
    await call.hearsOut();
    await call.passes(3_000);

    expect(call.ends).toEqual([]);
  });

  test("the model's own question is not asked twice", async () => {
    const call = await new TestCall([ends("Anything else?")]).answered();

    await call.says("Where is my order?");
    await call.hearsOut();
    await call.passes(3_000);

    expect(call.spoken()).toBe("Anything else?");
    expect(call.ends).toEqual([]);
  });

  test("who says nothing to it hears the ladder of silence, and then the end", async () => {
    const call = await endedBy(rude);

    for (let s = 0; s < 60 && call.ends.length === 0; s += 1) await call.passes(1_000);

    expect(call.spoken()).toContain(silenceGoodbye);
    expect(call.ends).toHaveLength(1);
  });

  test("every call of the model's has its output", async () => {
    const call = await endedBy(rude);
    const items = call.state.transcript.map((e) => e.item);

    expect(items.filter((i) => i.role === "tool_result")).toHaveLength(
      items.filter((i) => i.role === "tool_call").length,
    );
  });

  test.each(LANGUAGES)("in %s: who has said that they are done, and who has not", async (language) => {
    const { ending } = table<{ ending: { ends: string[]; stays: string[] } }>("turns", language);
    const definition = { relay: { language: TAGS[language] } };
    const isEnded = async (said: string) => (await endedBy(said, definition)).ends.length > 0;
    const wrong: string[] = [];
    for (const said of ending.ends) if (!(await isEnded(said))) wrong.push(said);
    for (const said of ending.stays) if (await isEnded(said)) wrong.push(said);

    expect(wrong).toEqual([]);
  });
});

describe("BC-18: what has no words is nothing", () => {
  test.each(["", " ", ".", "…", "[laughter]", "(coughs)", "*sneezes*", "**coughing**", "♪", "<noise>", "?"])(
    "%j twice while listening: no request, no word, no person",
    async (words) => {
      const call = await new TestCall([]).answered();
      const from = call.sent.length;

      await call.says(words);
      await call.passes(4_000);
      await call.says(words);
      await call.passes(3_000);

      expect(call.sent.length).toBe(from);
      expect(call.ends).toEqual([]);
      expect(call.state.patience.misunderstandings).toBe(0);
    },
  );

  test("'[inaudible]' again and again is asked about once, and is no reason for a person", async () => {
    const call = await new TestCall([says("Sure.")]).answered();
    const from = call.sent.length;

    for (let i = 0; i < 4; i += 1) {
      await call.says("[inaudible]");
      await call.hearsOut();
    }
    expect(call.spoken(from)).toBe(notUnderstood[0]);
    await call.says("Where is my order?");
    await call.hearsOut();
    await call.says("(inaudible)");

    expect(call.spoken(from)).toBe(`${notUnderstood[0]}Sure.${notUnderstood[1]}`);
    expect(call.ends).toEqual([]);
  });

  test("speech that the provider took back is asked about; a cough is not", async () => {
    const call = await new TestCall([], { speculation: { enabled: false } }).answered();
    const from = call.sent.length;

    await call.partly("I wan");
    await call.says("");

    expect(call.spoken(from)).toBe(notUnderstood[0]);
  });

  test("an empty prompt over the reply leaves it, and the answer that is on its way comes", async () => {
    const call = await new TestCall([says("Your order left on Monday.", { firstMs: 800 })]).answered();

    await call.says("Where is my order?");
    await call.says("");
    await call.passes(500);
    await call.says(".");
    await call.passes(800);
    await call.says("[laughter]");
    await call.passes(500);

    expect(call.spoken()).toBe("Your order left on Monday.");
    call.model.assertFinished();
  });

  test("a cough that interrupts: the rest of the reply is said", async () => {
    const call = await new TestCall([
      says("Your order left on Monday and comes on Thursday at noon."),
    ]).answered();
    await call.says("Where is my order?");
    await call.startsSpeaking();
    await call.passes(1_500);

    await call.interrupts("Your order left");
    await call.says("[cough]");
    await call.passes(2_500);

    expect(call.spoken()).toMatch(/on Monday and comes on Thursday at noon\.$/);
    expect(logged(call, "turn.resumed")).toBe(1);
  });

  test("noises do not stop the ladder of silence", async () => {
    const call = await new TestCall([]).answered();

    for (let s = 0; s < 12 && call.ends.length === 0; s += 1) {
      await call.passes(8_500);
      await call.says("");
    }

    expect(call.spoken()).toContain(silenceGoodbye);
    expect(call.ends).toHaveLength(1);
  });
});

describe("BC-19: a line that never yields a turn comes to an end", () => {
  test("clientSpeaking without an end: the ladder comes after it has aged out", async () => {
    const call = await new TestCall([]).answered();

    await call.event({ type: "caller_speaking", on: true });
    await call.passes(60_000);

    expect(call.spoken()).toContain(silenceGoodbye);
    expect(call.ends).toHaveLength(1);
  });

  test("a caller who speaks for long is no noise: partial prompts keep the flag alive", async () => {
    const call = await new TestCall([says("I see.")], { speculation: { enabled: false } }).answered();
    const from = call.sent.length;
    await call.event({ type: "caller_speaking", on: true });

    for (let words = 1; words <= 100; words += 1) {
      await call.partly("word ".repeat(words).trim());
      await call.passes(300);
    }

    expect(call.sent.length).toBe(from);
    await call.says("That was my story.");
    expect(call.spoken(from)).toBe("I see.");
  });

  test.each([1_000, 4_000, 9_000])(
    "partial prompts every %d ms and never a final: over within two minutes",
    async (everyMs) => {
      const call = await new TestCall([], { speculation: { enabled: false } }).answered();

      for (let ms = 0; ms < 180_000 && call.ends.length === 0; ms += everyMs) {
        await call.partly(`the weather in ${ms}`);
        await call.passes(everyMs);
      }

      expect(call.spoken()).toContain(secondNudge);
      expect(call.ends[0]?.atMs).toBeLessThan(120_000);
    },
  );

  test("clientSpeaking on and off for ever: over within two minutes", async () => {
    const call = await new TestCall([]).answered();

    for (let s = 0; s < 180 && call.ends.length === 0; s += 3) {
      await call.event({ type: "caller_speaking", on: s % 2 === 0 });
      await call.passes(3_000);
    }

    expect(call.ends[0]?.atMs).toBeLessThan(120_000);
  });

  test("a turn in between begins the count anew", async () => {
    const call = await new TestCall([says("Sure."), says("Sure.")], {
      speculation: { enabled: false },
    }).answered();

    for (let turn = 0; turn < 2; turn += 1) {
      for (let s = 0; s < 40; s += 4) {
        await call.partly(`I would like ${s}`);
        await call.passes(4_000);
      }
      await call.says("Where is it?");
      await call.hearsOut();
    }

    expect(call.ends).toEqual([]);
    expect(call.spoken()).toBe("Sure.Sure.");
  });
});

describe("BC-20: the agent's own words take no turn", () => {
  test("an echo of the greeting, with an interrupt: the greeting is resumed", async () => {
    const greeting = "Owl Shoes, how can I help you today? You can also ask for our opening hours.";
    const call = await new TestCall([], { greeting }).connects();
    await call.startsSpeaking();
    await call.passes(2_600);

    await call.interrupts("Owl Shoes, how can I help you today?");
    await call.says("owl shoes how can i help you today");
    await call.passes(1_000);

    expect(call.model.asked).toEqual([]);
    expect(call.spoken()).toContain("You can also ask for our opening hours.");
  });

  test("an echo within 1.2 s of the reply", async () => {
    const call = await new TestCall([says("Your order 1042 left our warehouse yesterday.")]).answered();
    await call.says("Where is my order?");
    await call.hearsOut();
    await call.passes(1_200);

    await call.says("left our warehouse yesterday");
    await call.passes(1_000);

    expect(call.model.asked).toHaveLength(1);
  });

  test.each([
    ["en-US", "The shoes cost $40 and ship on Monday.", "the shoes cost forty dollars and ship on monday"],
    ["en-US", "The shoes cost $40 and ship on Monday.", "The shoes cost $40 and ship on Monday."],
    ["en-US", "It weighs 3 kg with the box.", "it weighs three kilograms with the box"],
    ["en-US", "Write to help@owl.com for the label.", "write to help at owl dot com for the label"],
    ["es-ES", "Tiene un 20% de descuento hoy.", "tiene un veinte por ciento de descuento hoy"],
    ["fr-FR", "Nous ouvrons à 14h30 le samedi.", "nous ouvrons à quatorze heures trente le samedi"],
    ["de-DE", "Die Schuhe kosten 40 € mit Versand.", "die schuhe kosten vierzig euro mit versand"],
    ["pt-BR", "Custa R$ 40 com o frete incluído.", "custa quarenta reais com o frete incluído"],
  ])("in %s, of %j, as it was spoken or as it was written: %j", async (language, ours, echo) => {
    const call = await new TestCall([says(ours)], { relay: { language } }).answered();
    await call.says("1042");
    await call.hearsOut();
    await call.passes(1_000);

    await call.says(echo);
    await call.passes(1_000);

    expect(call.model.asked).toHaveLength(1);
  });

  test("the same words five seconds later are the caller's", async () => {
    const call = await new TestCall([
      says("Your order 1042 left our warehouse yesterday."),
      says("Yes."),
    ]).answered();
    await call.says("Where is my order?");
    await call.hearsOut();
    await call.passes(5_000);

    await call.says("left our warehouse yesterday");

    expect(call.model.asked).toHaveLength(2);
  });

  test("a short answer that repeats the agent's words is an answer", async () => {
    const call = await new TestCall([says("Is it ten forty-two?"), says("Thank you.")]).answered();
    await call.says("I have an order.");
    await call.hearsOut();

    await call.says("ten forty-two");

    expect(callers(call).at(-1)).toBe("ten forty-two");
    expect(call.spoken()).toContain("Thank you.");
  });

  test("an echo while the next answer is on its way does not restart it", async () => {
    const call = await new TestCall([
      says("Our shop on Main Street has them in stock."),
      says("Until six.", { firstMs: 900 }),
    ]).answered();
    await call.says("Do you have the runner?");
    await call.hearsOut();
    await call.says("How long are you open?");
    await call.passes(300);

    await call.says("shop on main street has them in stock");
    await call.passes(1_000);

    expect(call.spoken()).toContain("Until six.");
    call.model.assertFinished();
  });
});

describe("BC-21: presence checks do not restart the answer", () => {
  const slow = says("It comes on Thursday.", { firstMs: 2_800 });
  const quiet = { patience: { hedgeMs: 10_000, giveUpMs: 6_000 } };

  test("'hello?' three times: one request, one line, and the answer when it would have come", async () => {
    const call = await new TestCall([slow], quiet).answered();
    const from = call.sent.length;
    const askedAtMs = call.clock.now() - call.startedAtMs;

    await call.says("Where is my order?");
    await call.passes(1_000);
    await call.says("hello?");
    await call.passes(1_200);
    await call.says("Hello?");
    await call.passes(1_200);
    await call.says("hello?");
    await call.passes(2_000);

    const answer = call.sent.find(({ frame }) => frame.type === "text" && frame.token.startsWith("It"));
    expect(call.model.asked).toHaveLength(1);
    expect((answer?.atMs ?? 0) - askedAtMs).toBe(2_800);
    expect(call.spoken(from)).toBe(`${presence[0]}It comes on Thursday.`);
    expect(logged(call, "turn.presence")).toBe(3);
  });

  test.each([
    ["es-ES", "¿Hola? ¿Sigue ahí?"],
    ["fr-FR", "Allô ? Vous m'entendez ?"],
    ["de-DE", "Hallo? Sind Sie noch dran?"],
    ["pt-BR", "Alô? Está me ouvindo?"],
  ])("in %s: %j", async (language, words) => {
    const call = await new TestCall([slow], { ...quiet, relay: { language } }).answered();

    await call.says("1042");
    await call.passes(1_000);
    await call.says(words);
    await call.passes(3_000);

    expect(call.spoken()).toBe(`${packFor(language).phrases.presence[0]}It comes on Thursday.`);
    expect(call.model.asked).toHaveLength(1);
  });

  test("said over a holding line: the answer is not held back", async () => {
    const call = await new TestCall([slow], quiet).answered();
    await call.says("Where is my order?");
    await call.passes(2_300);

    await call.interrupts("One");
    await call.says("Are you there?");
    await call.passes(500);

    expect(call.spoken()).toMatch(/It comes on Thursday\.$/);
    call.model.assertFinished();
  });

  test("with nothing pending it is a turn", async () => {
    const call = await new TestCall([says("Yes, I am here.")]).answered();
    await call.passes(2_000);

    await call.says("Hello? Are you there?");

    expect(call.spoken()).toBe("Yes, I am here.");
  });

  test("'Hello? Where is my order?' is no presence check", async () => {
    const call = await new TestCall([hangs(), says("On its way.")]).answered();
    await call.says("Do you have socks?");
    await call.passes(1_000);

    await call.says("Hello? Where is my order?");

    expect(call.spoken()).toContain("On its way.");
  });

  test("'hello?' into the first words of an answer that was waited for leaves it", async () => {
    const call = await new TestCall([slow], quiet).answered();
    await call.says("Where is my order?");
    await call.passes(2_900);
    await call.startsSpeaking();
    await call.passes(400);

    await call.interrupts("It");
    await call.says("Hello?");
    await call.passes(500);

    expect(call.spoken()).toMatch(/comes on Thursday\.$/);
    expect(call.model.asked).toHaveLength(1);
  });

  test("'Hello?' over the greeting: the greeting goes on", async () => {
    const call = await new TestCall([]).connects();
    await call.startsSpeaking();
    await call.passes(800);

    await call.interrupts("Hello, this");
    await call.says("Hello?");
    await call.passes(500);

    expect(call.spoken().trim()).toBe("is the shop. How can I help you today?");
    expect(GREETING).toContain(call.spoken());
  });
});

describe("BC-53, BC-54: how sentences come in", () => {
  test("a final that repeats the one before it with more words is one sentence", async () => {
    const call = await new TestCall([hangs(), says("Done.")]).answered();

    await call.says("I would like to cancel");
    await call.passes(900);
    await call.says("I would like to cancel my order");

    expect(callers(call)).toEqual(["I would like to cancel my order"]);
  });

  test("a final that is sent twice is answered once", async () => {
    const call = await new TestCall([says("Sure.", { firstMs: 700 })]).answered();

    await call.says("Where is my order?");
    await call.passes(200);
    await call.says("where is my order");
    await call.passes(1_000);

    expect(callers(call)).toEqual(["Where is my order?"]);
    call.model.assertFinished();
  });

  test("figures that are said twice are two figures", async () => {
    const call = await new TestCall([says("What is your phone number?"), says("Thank you.")]).answered();
    await call.says("Call me back.");
    await call.hearsOut();

    await call.says("five five five");
    await call.says("five five five");
    await call.says("one two three four");

    expect(callers(call).at(-1)).toBe("five five five five five five one two three four");
  });

  test.each(["uh", "Um.", "uh, I", "I I I want to", "I want the black, no, the", "well, it's"])(
    "%j waits for its rest",
    async (words) => {
      const call = await new TestCall([says("Sure.")]).answered();

      await call.says(words);
      await call.passes(2_000);
      const before = call.model.asked.length;
      await call.says("brown ones in nine");

      expect(before).toBe(0);
      expect(callers(call)).toEqual([`${words} brown ones in nine`]);
    },
  );

  test("'yes' to a question that was heard is an answer, though the agent went on", async () => {
    const call = await new TestCall([
      says(
        "I have one on Friday at three. Shall I book it for you? It is the last one that is free this week, the next would be on Monday.",
      ),
      says("Booked."),
    ]).answered();
    await call.says("I need a slot.");
    await call.startsSpeaking();
    await call.passes(4_500);

    await call.interrupts("I have one on Friday at three. Shall I book it for you? It is the last");
    await call.says("yes");

    expect(callers(call).at(-1)).toBe("yes");
    expect(call.spoken()).toMatch(/Booked\.$/);
  });

  test("'yes' far from any question is listening", async () => {
    const call = await new TestCall([
      says(
        "Your order left on Monday, it went through Leipzig, and it should be with you on Thursday before noon at the latest.",
      ),
    ]).answered();
    await call.says("Where is my order?");
    await call.startsSpeaking();
    await call.passes(2_500);

    await call.interrupts("Your order left on Monday, it went");
    await call.says("yes");

    expect(call.model.asked).toHaveLength(1);
    expect(logged(call, "turn.backchannel")).toBe(1);
  });
});

describe("BC-55: spelled names and addresses", () => {
  test("spelled letters in two finals are one turn, and are not nudged", async () => {
    const call = await new TestCall([says("Please spell your last name."), says("Thank you.")]).answered();
    await call.says("I have a booking.");
    await call.hearsOut();

    await call.says("S. H. A. Y.");
    await call.passes(1_200);
    await call.says("N. E.");
    await call.passes(1_600);

    expect(callers(call).at(-1)).toBe("S. H. A. Y. N. E.");
    expect(call.spoken()).toMatch(/Thank you\.$/);
  });

  test("an address in pieces is one turn", async () => {
    const call = await new TestCall([says("What's your e-mail?"), says("Thank you.")]).answered();
    await call.says("I want the newsletter.");
    await call.hearsOut();

    await call.says("it's M as in Mike, A as in Apple");
    await call.passes(2_000);
    await call.says("underscore ninety two at");
    await call.passes(2_000);
    await call.says("gmail dot com");

    expect(callers(call).at(-1)).toBe(
      "it's M as in Mike, A as in Apple underscore ninety two at gmail dot com",
    );
  });
});

describe("BC-57: the first input is a key", () => {
  test.each(["1", "*", "#", "A"])("%j during the greeting, without an interrupt, leaves it", async (key) => {
    const call = await new TestCall([says("Sales, then.")]).connects();
    await call.startsSpeaking();
    await call.passes(500);

    await call.presses(key);
    await call.passes(1_000);

    expect(call.sent).toEqual([]);
    expect(call.ends).toEqual([]);
  });

  test("0 hands over, with what the greeting was", async () => {
    const call = await new TestCall([hangs()]).connects();
    await call.startsSpeaking();
    await call.passes(500);

    await call.presses("0");
    await call.passes(200);
    await call.hearsOut();

    expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "caller_requested" });
  });
});

describe("history without reports of what was played", () => {
  test.each(["The shop", "The", "The shop opens at nine and", "the shop opens at 9"])(
    "a reply that is interrupted at %j is in it, also where the one before was thought to be playing still",
    async (fragment) => {
      const call = new TestCall([
        says("Let me see whether the shop is open."),
        says("The shop opens at nine and closes at five on weekdays."),
        says("Closed."),
      ]);
      await call.connects();
      await call.passes(5_000);
      await call.says("Are you open today?");
      await call.passes(700);
      await call.says("And what are your hours?");
      await call.passes(600);

      await call.interrupts(fragment);
      await call.says("Wait, and on holidays?");

      const agent = call.model.lastItems.filter((i) => i.role === "agent").map((i) => i.text);
      expect(agent[1]).toBe("Let me see whether the shop is open.");
      expect(agent[2]).toMatch(/^The/);
    },
  );
});

/** Lists written before the code, and again after it; the rates at first sight are in docs/behaviours.md. */
interface Lists<T> {
  readonly yes: readonly T[];
  readonly no: readonly T[];
  /** Decided wrongly, on the side that costs a turn and loses no words. */
  readonly missed?: readonly T[];
}

describe.each(LANGUAGES)("what takes no turn, in %s", (language) => {
  const pack = packFor(TAGS[language]);
  const lists = table<{
    presence: Lists<string>;
    echo: Lists<readonly [ours: string, said: string]>;
    noise: Lists<string>;
    goodbye: Lists<string>;
    half: readonly (readonly [agent: string, said: string, is: string])[];
    transfer: { names: string[]; others: string[] };
  }>("turns", language);
  const wrong = <T>({ yes, no }: Lists<T>, is: (line: T) => boolean): T[] => [
    ...yes.filter((l) => !is(l)),
    ...no.filter((l) => is(l)),
  ];

  test("BC-21: presence checks", () => {
    expect(wrong(lists.presence, (said) => isPresenceCheck(said, pack))).toEqual([]);
    expect(wrong(lists.presence, (said) => isPresenceCheck(said.toUpperCase(), pack))).toEqual([]);
  });

  test("BC-20: echoes, and answers that repeat the question", () => {
    expect(wrong(lists.echo, ([ours, said]) => isEcho(said, ours, pack))).toEqual([]);
  });

  test("BC-18: noise", () => {
    expect(wrong(lists.noise, (said) => soundOf(said, pack) !== "words")).toEqual([]);
  });

  test("BC-02: what is said in parting", () => {
    expect(wrong(lists.goodbye, (said) => isFarewell(said, pack))).toEqual([]);
  });

  test("BC-55: half an address, and letters", () => {
    const is = ([agent, said]: readonly [string, string, string]): string =>
      completionOf(said, pack, expectedBy(agent, pack)) === "complete" ? "complete" : "unfinished";
    expect(lists.half.filter((l) => is(l) !== l[2])).toEqual([]);
  });

  test("M1: what names the transfer, so that the engine's line is not said as well", () => {
    expect(lists.transfer.names.filter((line) => !namesTransfer(line, pack))).toEqual([]);
    expect(lists.transfer.others.filter((line) => namesTransfer(line, pack))).toEqual([]);
  });

  test("the engine's own lines are no presence check and no farewell", () => {
    for (const line of [...pack.phrases.presence, pack.phrases.nudge.replace(/.*/, "…")])
      expect(isFarewell(line, pack), line).toBe(false);
    expect(isFarewell(pack.phrases.goodbye.split(". ").at(-1) ?? "", pack)).toBe(true);
  });
});

test.each(["<", "[", "(", "*", "[a ", "<a> "])(
  "L12: %j a hundred thousand times is decided at once",
  (sign) => {
    const startedAt = performance.now();

    soundOf(sign.repeat(100_000), packFor("en"));
    isEcho("word ".repeat(20_000), "other words here ".repeat(20_000), packFor("en"));

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  },
);

describe("B46, B47: said by others", () => {
  test.each([
    ["en", "love you bye"],
    ["en", "Thanks so much for your help, have a lovely evening."],
    ["en", "I'm all set, thanks."],
    ["de", "Schönen Feierabend, tschau"],
    ["pt", "Tchau, obrigada, bom dia pra você"],
  ] as const)("%s: %j is a farewell", (language, words) => {
    expect(isFarewell(words, packFor(language))).toBe(true);
  });

  test("'Still with me?' is a presence check", () => {
    expect(isPresenceCheck("Still with me?", packFor("en"))).toBe(true);
  });

  test.each(["{laughter}", "♪ la la ♪", "♫ thank you ♫ ♪"])("%j is noise", (words) => {
    expect(soundOf(words, packFor("en"))).toBe("noise");
  });
});
