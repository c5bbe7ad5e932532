import { describe, expect, test } from "vitest";
import { afterAgent } from "../../functions/_lib/handlers/after-agent.ts";
import { incoming } from "../../functions/_lib/handlers/incoming.ts";
import { wait } from "../../functions/_lib/handlers/wait.ts";
import { webhook } from "../../functions/_lib/webhook/webhook.ts";
import { type AgentDefinition, defineAgent, defineAgents } from "../../worker/agent/define.ts";
import { readCaller } from "../../worker/protocol/phone-address.ts";
import { parseInbound } from "../../worker/protocol/relay/inbound.ts";
import { callbackAttributes } from "../../worker/protocol/task/callback-attributes.ts";
import { arrived } from "../../worker/session/line/connection.ts";
import { lineEvent } from "../../worker/session/line/frames.ts";
import { newCall } from "../../worker/session/state/call-state.ts";
import { TestCall } from "../support/conversation.ts";
import { callsTool, hangs, says } from "../support/played-model.ts";
import { all, CALL, one, request, taskOf, verbs } from "../unit/functions/webhook.ts";
import {
  BACKCHANNELS,
  BACKCHANNELS_AFTER,
  CALLED,
  CALLED_AFTER,
  CALLERS,
  CALLERS_AFTER,
  MISLABELLED,
  PROMPTS,
  PROMPTS_AFTER,
} from "./who-lists.ts";

const agent = (name: string, more: Partial<AgentDefinition> = {}) =>
  defineAgent({ name, greeting: `This is ${name}.`, instructions: "Be kind.", ...more });

const PLACEHOLDERS = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "anonymous", ""];
describe("BC-17: a caller without a number", () => {
  test.each([...CALLERS, ...CALLERS_AFTER])("BC-17: From=%j can be called on %j", (from, number) => {
    expect(readCaller(from, "+15550100002").number).toBe(number);
  });

  test.each(PLACEHOLDERS)("BC-17: with From=%j the model knows it before the first turn", async (from) => {
    const call = new TestCall([says("Hello.")]);
    call.from = from;
    await call.answered();

    await call.says("Where is my order?");

    expect(JSON.stringify(call.model.asked[0]?.request.items)).toContain("withheld");
    expect(call.state.call.from).toBe("");
  });

  test("BC-17: a caller with a number costs no word", async () => {
    const call = await new TestCall([says("Hello.")]).answered();

    await call.says("Where is my order?");

    expect(JSON.stringify(call.model.asked[0]?.request.items)).not.toContain("withheld");
  });

  test.each(PLACEHOLDERS)(
    "BC-17: nobody free, From=%j: no callback is offered by the engine",
    async (from) => {
      const call = new TestCall([], { handOff: { whenNobodyFree: "callback" } });
      call.from = from;
      call.availability = { state: "busy" };
      await call.answered();

      await call.says("I want to talk to a person.");

      // To wait is what is left; it is said honestly, and no call back.
      expect(call.spoken()).not.toMatch(/call you back/i);
      expect(call.state.phase.name).toBe("handing_off");
      expect(call.callbacks).toEqual([]);
    },
  );

  test("BC-17: out of hours the agent goes on, and promises nothing", async () => {
    const call = new TestCall([], { handOff: { whenClosed: "callback" } });
    call.from = "+266696687";
    call.availability = { state: "closed" };
    await call.answered();

    await call.says("I want to talk to a person.");

    expect(call.spoken()).not.toMatch(/call you back/i);
    expect(call.state.phase.name).toBe("listening");
  });

  test("BC-17: a callback that the model asks for is not made, and it is told what to do instead", async () => {
    const call = new TestCall([callsTool("request_callback"), says("What number may we call?")]);
    call.from = "+8656696";
    await call.answered();

    await call.says("Please call me back.");

    expect(call.callbacks).toEqual([]);
    expect(JSON.stringify(call.model.asked[1]?.request.items)).toContain("ask for a number first");
    expect(call.state.tools.failuresInRow).toBe(0);
  });

  test("BC-17: the number that the caller gives instead is the one that is called", async () => {
    const call = new TestCall([
      callsTool("request_callback", { number: "+1 555-010-0044" }),
      says("We will call you."),
    ]);
    call.from = "anonymous";
    await call.answered();

    await call.says("Yes, call me on that number.");

    expect(call.calledBack).toEqual(["+15550100044"]);
    expect(call.callbacks[0]?.promises).toEqual(["A callback to the number the caller gave"]);
  });

  test.each(["+266696687", "5550100044", "on this one", ""])(
    "BC-17: %j is no number to be given",
    async (number) => {
      const call = new TestCall([
        callsTool("request_callback", { number }),
        says("What number may we call?"),
      ]);
      call.from = "anonymous";
      await call.answered();

      await call.says("Call me back.");

      expect(call.calledBack).toEqual([]);
    },
  );

  test("BC-17: nobody is sent to another number by a caller who has one", async () => {
    const call = new TestCall([callsTool("request_callback", { number: "+15550100044" }), says("Yes.")]);
    await call.answered();

    await call.says("Call me back.");

    expect(call.calledBack).toEqual(["+15550100001"]);
  });

  test("BC-17: a dead model puts such a caller through, as no callback can be made", async () => {
    const call = new TestCall([], { escalation: { modelFailures: 1 } });
    call.from = "+2562533";
    call.availability = { state: "closed" };
    await call.answered();

    await call.event({ type: "person_needed", rule: "fault" });

    expect(call.callbacks).toEqual([]);
    expect(call.spoken()).not.toMatch(/call you back/i);
    expect(call.state.phase.name).toBe("handing_off");
  });

  test("BC-17: back from the queue, by key or not, no callback is offered", async () => {
    for (const connect of ["left_queue", "wants_callback", "queue_full", "nobody_free"]) {
      const call = new TestCall([]);
      call.from = "+266696687";
      await call.answered();
      await call.says("I want to talk to a person.");
      await call.hearsOut();
      await call.passes(10_000);
      await call.event({ type: "socket_closed", how: "hung_up" });
      const before = call.sent.length;

      await call.connects("VX2", { connect });

      expect(call.spoken(before)).not.toBe("");
      expect(call.spoken(before)).not.toMatch(/call ?back/i);
    }
  });

  test.each(PLACEHOLDERS.slice(0, 6))(
    "BC-17: the task of From=%j has no placeholder for its title",
    (from) => {
      const handler = webhook("after-agent", afterAgent(defineAgents({ default: agent("shop") })));
      const handoffData = {
        v: 1,
        reasonCode: "caller_requested",
        reason: "Asked.",
        callSummary: "Wants a person.",
      };
      const ended = { ...CALL, From: from, SessionStatus: "ended", HandoffData: JSON.stringify(handoffData) };

      expect(taskOf(request(handler, ended).twiml).attributes.name).toBe("Caller (number withheld)");
    },
  );

  test("BC-17: the queue's menu, whose first key is a callback, is not read to such a caller", () => {
    const handler = webhook("wait", wait(defineAgents({ default: agent("shop") })));
    const spoken = (From: string) =>
      all(request(handler, { ...CALL, From, QueueTime: "0" }).twiml, "Say").map(({ text }) => text);

    expect(spoken("+15550100001").join(" ")).toMatch(/called back/);
    expect(spoken("+266696687").join(" ")).not.toMatch(/called back/);
  });
});

describe("BC-28: the called number in another spelling", () => {
  const keys = [...new Set([...Object.keys(CALLED), ...Object.keys(CALLED_AFTER)])].filter(
    (k) => k !== "default",
  );
  const byNumber = Object.fromEntries(keys.map((key, i) => [key, agent(`agent-${i}`)]));
  const agents = defineAgents({ default: agent("other"), byNumber });
  const handler = webhook("incoming", incoming(agents));
  const spellings = [CALLED, CALLED_AFTER].flatMap((table) =>
    Object.entries(table).flatMap(([key, list]) => list.map((to) => [to, key] as const)),
  );
  const setupOf = (to: string, customParameters: Record<string, string> = {}) =>
    ({
      type: "setup",
      sessionId: "VX1",
      callSid: "CA1",
      from: "+15550100001",
      to,
      customParameters,
    }) as const;
  /** What the Worker does with a `setup`. */
  const inWorker = (to: string, customParameters?: Record<string, string>) => {
    const { call } = arrived(newCall("CA1", ""), setupOf(to, customParameters));
    return agents.named(call.agent) ?? agents.forCall(call);
  };

  test.each(spellings)("BC-28: To=%j reaches %s, in the Function and in the Worker", (to, key) => {
    const wanted = byNumber[key] ?? agents.default;
    const { twiml } = request(handler, { ...CALL, To: to });

    expect(one(twiml, "ConversationRelay").attributes.welcomeGreeting).toBe(wanted.greeting);
    expect(inWorker(to)).toBe(wanted);
  });

  test("BC-28: `Called` alone does as well", () => {
    const { To: _, ...rest } = CALL;
    const { twiml } = request(handler, { ...rest, Called: "sip:+442079460018@host" });

    expect(one(twiml, "ConversationRelay").attributes.welcomeGreeting).toBe(
      byNumber["+442079460018"]?.greeting,
    );
  });

  test("BC-28: the Worker goes by what the Function has chosen, whatever its `setup.to` says", () => {
    const { twiml } = request(handler, { ...CALL, To: "+442079460018" });
    const named = Object.fromEntries(
      all(twiml, "Parameter").map(({ attributes }) => [attributes.name ?? "", attributes.value ?? ""]),
    );

    expect(inWorker("", named)).toBe(byNumber["+442079460018"]);
    expect(inWorker("+15550100002", { agent: "of-another-release" })).toBe(byNumber["+15550100002"]);
  });

  test.each([
    ["15550100002", '"+15550100002"'],
    ["+1 555-010-0002", '"+15550100002"'],
    ["0015550100002", '"+15550100002"'],
    ["tel:+15550100002", '"+15550100002"'],
    ["sip:+15550100002@acme.sip.twilio.com;region=us1", '"+15550100002"'],
    ["sips:desk@Acme.example", '"sip:desk@acme.example"'],
    ["(555) 010-0002", "E.164"],
    ["front-desk", "E.164"],
    ["", "E.164"],
  ])("BC-28: the key %j is refused by name, with what to write: %s", (key, words) => {
    const define = () => defineAgents({ default: agent("a"), byNumber: { [key]: agent("b") } });

    expect(define).toThrow(words);
    expect(define).toThrow(JSON.stringify(key));
  });
});

describe("BC-29: the prompt says which language it is in", () => {
  const outcomeOf = (call: TestCall) => {
    const happened = (event: string) => call.logs.some((line) => line.event === event);
    return happened("handoff.decided") ? "person" : happened("turn.unfinished") ? "hold_on" : "turn";
  };

  test.each([...PROMPTS, ...PROMPTS_AFTER])(
    "BC-29: in a call in %s %j with lang %j is: %s",
    async (language, text, lang, outcome) => {
      const call = await new TestCall([], { relay: { language } }).answered();

      await call.event(eventOf({ voicePrompt: text, lang, last: true }));

      expect(outcomeOf(call)).toBe(outcome);
      expect(call.state.call.language).toBe(language);
    },
  );

  test.each([...BACKCHANNELS, ...BACKCHANNELS_AFTER])(
    "BC-29: in a call in %s %j with lang %j over the agent is listening",
    async (language, text, lang) => {
      const greeting =
        "Hello there, this is the shop, and this greeting is rather long, so that it is still being played when somebody says something over it. How can I help you today?";
      const call = await new TestCall([], { relay: { language }, greeting }).connects();
      await call.startsSpeaking();
      await call.passes(3_000);
      await call.interrupts("Hello there, this is the shop, and");

      await call.event(eventOf({ voicePrompt: text, lang, last: true }));

      expect(call.logs.map(({ event }) => event)).toContain("turn.backchannel");
    },
  );

  test.each([null, "", "multi", 7, {}, "x".repeat(9_999), undefined, "und"])(
    "BC-29: lang %j changes nothing, and costs no prompt",
    async (lang) => {
      const call = await new TestCall([], MULTI).answered();
      await call.event(eventOf({ voicePrompt: "Quiero saber dónde está mi pedido", lang: "es", last: true }));

      await call.event(eventOf({ voicePrompt: "y también quiero hablar con una persona", lang, last: true }));

      expect(call.state.call.language).toBe("es-US");
      expect(outcomeOf(call)).toBe("person");
    },
  );

  test.each([
    "no",
    "sí",
    "okay",
    "taxi",
    "no, no",
    "no, no, no, no",
    "okay okay okay",
    "uh um ah",
    "Juan Carlos Rodríguez",
    "Santa Monica Boulevard",
  ])("BC-29: %j alone does not switch the call", async (text) => {
    const call = await new TestCall([says("Okay.")], MULTI).answered();

    await call.says(text, "es");

    expect(call.state.call.language).toBe("en-US");
    expect(call.sent.filter(({ frame }) => frame.type === "language")).toEqual([]);
  });

  const FRENCH = { languages: [{ code: "fr-FR" }, ...(MULTI.languages ?? [])] };
  test.each([
    "My name is Jean-Luc Dupont",
    "I am calling for Madame Lefebvre",
    "a table at the Petit Café please",
    "I would like the crème brûlée",
    "it is for the rendez-vous on Monday",
  ])("BC-29: %j, labelled French, is English", async (text) => {
    const call = await new TestCall([says("Okay.")], FRENCH).answered();

    await call.says(text, "fr");

    expect(call.state.call.language).toBe("en-US");
  });

  test.each(["Je voudrais réserver une table", "Où est ma commande", "Bonjour je m'appelle Jean Dupont"])(
    "BC-29: %j is French",
    async (text) => {
      const call = await new TestCall([says("D'accord.")], FRENCH).answered();

      await call.says(text, "fr");

      expect(call.state.call.language).toBe("fr-FR");
    },
  );

  test("BC-29: a no that is said over and over is no other language's", async () => {
    const call = await new TestCall(
      Array.from({ length: 8 }, () => says("Okay.")),
      MULTI,
    ).answered();

    for (let i = 0; i < 8; i++) {
      await call.says("No.", "es");
      await call.hearsOut();
    }

    expect(call.state.call.language).toBe("en-US");
  });

  test.each([
    ["Quiero saber dónde está mi pedido", "spa", "es-US"],
    ["Quiero saber dónde está mi pedido", "ES_419", "es-US"],
    ["This is what I am looking for", "eng", "en-US"],
    ["你好我想问一下我的订单在哪里", "cmn-CN", "zh-CN"],
  ])("BC-29: after %j with lang %j the call is in %s", async (text, lang, language) => {
    const call = await new TestCall([says("Okay.")], MULTI).answered();

    await call.event(eventOf({ voicePrompt: text, lang, last: true }));

    expect(call.state.call.language).toBe(language);
  });

  test("BC-29: a language that is declared by its other code is the one that is heard", async () => {
    const languages = [{ code: "cmn-CN" }, ...(MULTI.languages ?? [])];
    const call = await new TestCall([says("好。"), says("好。")], { languages }).answered();

    for (const text of ["你好我想问一下我的订单在哪里", "我想知道它什么时候到"])
      await call.event(eventOf({ voicePrompt: text, lang: "zh", last: true }));

    expect(call.state.call.language).toBe("cmn-CN");
    expect(languageFrames(call)).toEqual([{ type: "language", ttsLanguage: "cmn-CN" }]);
  });
});

const MULTI: Partial<AgentDefinition> = {
  languages: [
    { code: "es-US" },
    { code: "multi", ttsProvider: "ElevenLabs", transcriptionProvider: "Deepgram" },
  ],
};

function eventOf(prompt: object) {
  const parsed = parseInbound(JSON.stringify({ type: "prompt", ...prompt }));
  if (!parsed.ok || parsed.frame.type === "setup") throw new Error("no prompt");
  const event = lineEvent(parsed.frame);
  if (!event) throw new Error("no event");
  return event;
}

const languageFrames = (call: TestCall) =>
  call.sent.flatMap(({ frame }) => (frame.type === "language" ? [frame] : []));

describe("BC-29: a request for a person in another language of the agent, or in English", () => {
  const CODES = ["en-US", "es-ES", "fr-FR", "de-DE", "pt-BR"];

  test.each(MISLABELLED)(
    "BC-29: in a call in %s, and labelled as that: %j: %s",
    async (language, said, asks) => {
      const languages = CODES.filter((code) => code !== language).map((code) => ({ code }));
      const call = await new TestCall([hangs(), hangs()], { relay: { language }, languages }).answered();

      await call.says(said, language);
      await call.passes(100);

      expect(call.state.phase.name === "handing_off").toBe(asks);
    },
  );

  test("BC-29: English counts also where the agent speaks Spanish only, and no guess is made on it", async () => {
    const call = await new TestCall([hangs()], { relay: { language: "es-ES" } }).answered();

    await call.partly("Let me talk to a human", "es-ES");
    await call.passes(1_000);
    const guesses = call.model.asked.length;
    await call.says("Let me talk to a human", "es-ES");
    await call.passes(100);

    expect([guesses, call.state.phase.name]).toEqual([0, "handing_off"]);
  });
});

describe("B49: `multi` works from end to end", () => {
  test("B49: one sentence in another language, and the voice, the figures and our own lines are in it", async () => {
    const call = await new TestCall([says("Son 25 euros.")], MULTI).answered();

    await call.says("Hola, ¿cuánto cuestan los zapatos?", "es");

    expect(call.state.call.language).toBe("es-US");
    // Recognition goes on hearing any language.
    expect(languageFrames(call)).toEqual([{ type: "language", ttsLanguage: "es-US" }]);
    expect(call.spoken()).toContain("veinticinco euros");
    expect(JSON.stringify(call.model.asked[0]?.request.items)).toContain("The caller speaks es-US now");
    await call.says("Quiero hablar con una persona", "es");
    expect(call.ends.length + call.spoken().length).toBeGreaterThan(0);
    expect(call.spoken()).toMatch(/persona|compañero|momento/i);
  });

  test("B49: several short prompts do it as well, and a word in between does not undo them", async () => {
    const call = await new TestCall([says("Sí."), says("Sí."), says("Sí.")], MULTI).answered();

    await call.says("Sí, gracias", "es");
    expect(call.state.call.language).toBe("en-US");
    await call.says("Okay", "en");
    await call.says("mañana", "es");
    await call.says("Por favor", "es");

    expect(call.state.call.language).toBe("es-US");
  });

  test("B49: back again the same way", async () => {
    const call = await new TestCall([says("Sí."), says("Yes.")], MULTI).answered();
    await call.says("Hola, ¿dónde está mi pedido?", "es");

    await call.says("Sorry, can we speak English please?", "en");

    expect(call.state.call.language).toBe("en-US");
    expect(languageFrames(call).at(-1)).toEqual({ type: "language", ttsLanguage: "en-US" });
  });

  test("B49: a language that is not declared is spoken by the voice that speaks any", async () => {
    const call = await new TestCall([says("Ja, gerne.")], MULTI).answered();

    await call.says("Guten Tag, wo ist meine Bestellung?", "de");

    expect(call.state.call.language).toBe("de");
    expect(languageFrames(call)).toEqual([{ type: "language", ttsLanguage: "multi" }]);
  });

  test("B49: without `multi` the call stays where it is, as recognition hears one language", async () => {
    const call = await new TestCall([says("Yes.")], { languages: [{ code: "es-US" }] }).answered();

    await call.says("Hola, ¿dónde está mi pedido?", "es");

    expect(call.state.call.language).toBe("en-US");
  });

  test.each([
    [{ relay: { language: "multi" } }, "en-US", "multi"],
    [{ relay: { language: "multi" }, languages: [{ code: "es-US" }] }, "es-US", "multi"],
    [MULTI, "en-US", "en-US"],
  ] satisfies [Partial<AgentDefinition>, string, string][])(
    "B49: %j starts in %s, and is connected as language=%s",
    async (definition, start, attribute) => {
      const handler = webhook("incoming", incoming(defineAgents({ default: agent("shop", definition) })));
      const { attributes } = one(request(handler, CALL).twiml, "ConversationRelay");
      const call = await new TestCall([], definition).answered();

      expect(attributes).toMatchObject({ language: attribute, transcriptionLanguage: "multi" });
      expect(call.state.call.language).toBe(start);
    },
  );

  test("B49: a hand-off names a language, and never `multi`", async () => {
    const call = await new TestCall([], { relay: { language: "multi" } }).answered();

    await call.says("I want to talk to a person.", "en");
    await call.hearsOut();
    await call.passes(10_000);

    expect(call.ends[0]?.handoff?.language).toBe("en-US");
  });

  test("B49: the call comes back in the language it was in, and still hears any", async () => {
    const call = await new TestCall([says("Sí."), says("Sí.")], MULTI).answered();
    await call.says("Hola, ¿dónde está mi pedido?", "es");
    await call.hearsOut();
    await call.event({ type: "socket_closed", how: "lost" });

    await call.connects("VX2", { connect: "lost_socket" });

    expect(languageFrames(call).at(-1)).toEqual({ type: "language", ttsLanguage: "es-US" });
  });

  test("B49: `multi` with a voice or an ear that has none is refused by name", () => {
    expect(() => agent("a", { relay: { language: "multi", ttsProvider: "Google" } })).toThrow(
      /relay\.language.*multi/s,
    );
    expect(() => agent("a", { languages: [{ code: "multi" }] })).toThrow("multi");
  });
});

describe("BC-68: the agent by the caller's country, language, number and the called number", () => {
  const spanish = agent("spanish", { greeting: "Hola.", relay: { language: "es-MX" } });
  const vip = agent("vip");
  const night = agent("night");
  const agents = defineAgents({
    default: agent("other"),
    byNumber: { "+15550100009": night },
    when: [
      { from: ["+15550100077"], agent: vip },
      { callerCountry: ["MX", "GT"], calledNumber: ["+15550100002"], agent: spanish },
      { language: ["es"], agent: spanish },
    ],
  });
  const handler = webhook("incoming", incoming(agents));
  const chosen = (more: Record<string, string>) =>
    one(request(handler, { ...CALL, To: "+15550100002", ...more }).twiml, "ConversationRelay").attributes
      .welcomeGreeting;

  test.each([
    [{ CallerCountry: "MX" }, spanish],
    [{ CallerCountry: "mx" }, spanish],
    [{ FromCountry: "GT" }, spanish],
    [{ CallerCountry: "MX", To: "15550100002" }, spanish],
    [{ CallerCountry: "MX", To: "+15550100009" }, night],
    [{ CallerCountry: "US" }, agents.default],
    [{}, agents.default],
    [{ From: "+1 555 010 0077" }, vip],
    [{ From: "+15550100077", CallerCountry: "MX" }, vip],
    [{ language: "es-MX" }, spanish],
    [{ language: "es" }, spanish],
    [{ From: "whatsapp:+15550100077" }, vip],
    [{ From: "5550100077" }, vip],
    [{ language: "es_MX" }, spanish],
    [{ language: " ES" }, spanish],
    [{ language: "spa" }, spanish],
    [{ language: "est" }, agents.default],
    [{ language: "<es>" }, agents.default],
  ])("BC-68: %j is answered by its agent", (more, wanted) => {
    expect(chosen(more)).toBe(wanted.greeting);
  });

  test("BC-68: the choice goes with the call: to the Worker, and to every later webhook", () => {
    const { twiml } = request(handler, { ...CALL, To: "+15550100002", CallerCountry: "MX" });
    const action = new URL(one(twiml, "Connect").attributes.action ?? "", "https://x");
    const parameters = all(twiml, "Parameter").map(({ attributes }) => attributes);

    expect(parameters).toContainEqual({ name: "agent", value: "spanish" });
    // The next request does not tell the country, as a redirect from elsewhere may not.
    const next = webhook("after-agent", afterAgent(agents));
    const lost = {
      ...CALL,
      To: "+15550100002",
      SessionStatus: "failed",
      ErrorCode: "64105",
      SessionDuration: "9",
    };
    const again = request(next, { ...lost, ...Object.fromEntries(action.searchParams) });
    expect(verbs(again.twiml)).toEqual(["Connect"]);
    expect(one(again.twiml, "ConversationRelay").attributes.language).toBe("es-MX");
    expect(all(again.twiml, "Parameter").map(({ attributes }) => attributes)).toContainEqual({
      name: "agent",
      value: "spanish",
    });
  });

  test.each(["nobody", "__proto__", "constructor", "<x>", ""])(
    "BC-68: an agent named %j is nobody",
    (name) => {
      const next = webhook("after-agent", afterAgent(agents));
      const lost = { ...CALL, SessionStatus: "failed", ErrorCode: "64105", SessionDuration: "9", as: name };

      expect(verbs(request(next, lost).twiml)).toEqual(["Connect"]);
      expect(agents.named(name)).toBeUndefined();
    },
  );

  test.each([
    [{ callerCountry: ["mx"] }, 'write "MX"'],
    [{ callerCountry: ["Mexico"] }, '"Mexico"'],
    [{ callerCountry: [] }, "callerCountry"],
    [{}, "names no condition"],
    [{ calledNumber: ["15550100002"] }, 'write "+15550100002"'],
    [{ callerCountry: ["UK"] }, 'write "GB"'],
    [{ from: ["Anna"] }, '"Anna"'],
    [{ from: ["+266696687"] }, "withheld"],
    [{ language: ["Spanish"] }, "BCP 47"],
    [{ colour: ["red"] }, '"colour"'],
  ])("BC-68: a rule %j is refused by name: %s", (conditions, words) => {
    const rule = { ...conditions, agent: spanish };

    expect(() => defineAgents({ default: vip, when: [rule as never] })).toThrow(words); // also what is no rule
  });
});

test("BC-17: the callback's task has the number that was given for its title", () => {
  const handoff = {
    v: 1,
    reasonCode: "caller_requested",
    reason: "Asked.",
    callSummary: "Wants boots.",
    sentiment: "neutral",
    triggeredBy: "caller",
    language: "en-US",
  } as const;
  const attributes = callbackAttributes(
    handoff,
    { callSid: "CA1", from: "+15550100044" },
    { number: "+15550100044", calledNumber: "+15550100002", attempts: 3, requestedAtMs: 0 },
  );

  expect(attributes).toMatchObject({ name: "+15550100044", from: "+15550100044" });
});

test("BC-29: two languages with one code are refused by name", () => {
  const languages = [{ code: "es-US" }, { code: "fr-FR" }, { code: "es-US", voice: "another" }];

  expect(() => agent("a", { languages })).toThrow(/languages: "es-US"/);
});

test.each(["", " ", "\n\t", "\u00a0"])("a greeting of %j is refused by name", (greeting) => {
  expect(() => agent("a", { greeting })).toThrow(/greeting: has no words/);
});
