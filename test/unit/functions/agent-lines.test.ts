import { expect, test } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { afterQueue } from "../../../functions/_lib/handlers/after-queue.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { wait } from "../../../functions/_lib/handlers/wait.ts";
import { putThrough, whisper } from "../../../functions/_lib/handlers/whisper.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { type AgentDefinition, defineAgent, defineAgents } from "../../../worker/agent/define.ts";
import type { CallLines } from "../../../worker/language/pack.ts";
import { encodeHandoff } from "../../../worker/protocol/handoff.ts";
import { all, atNow, CALL, one, request, VARIABLES, verbs } from "./webhook.ts";

/** Polish counts in three plural forms; it is not shipped. */
const polish: CallLines = {
  sayLanguage: "pl-PL",
  brokenFindingPerson: "Przepraszamy, łączę z konsultantem.",
  brokenGoodbye: "Przepraszamy, proszę zadzwonić później.",
  nobodyFreeGoodbye: "Nikt nie jest wolny. Do usłyszenia.",
  goodbye: "Dziękujemy za telefon.",
  holdTheLine: "Proszę czekać.",
  stillInLine: "Dziękujemy za cierpliwość.",
  nextInLine: "Jest Pan następny w kolejce.",
  callersAhead: {
    one: "Przed Panem jest {count} osoba.",
    few: "Przed Panem są {count} osoby.",
    other: "Przed Panem jest {count} osób.",
  },
  aboutMinutes: { one: "Około minuty.", few: "Około {count} minuty.", other: "Około {count} minut." },
  queueMenu: "Proszę nacisnąć 1 albo 2.",
  whisperIntro: "Rozmowa od asystenta.",
  whisperAccept: "Proszę nacisnąć dowolny klawisz.",
};

const agents = (changes: Partial<AgentDefinition> = {}) =>
  defineAgents({
    default: defineAgent({
      name: "owl",
      greeting: "Hello.",
      instructions: "Help.",
      handOff: { target: { kind: "number", number: "+15550100077" } },
      languagePacks: {
        es: {
          callLines: {
            sayLanguage: "es-MX",
            queueMenu: "Marque 1 o 2.",
            callersAhead: { one: "Va una persona antes." },
            nobodyFreeGoodbye: "No hay nadie. Chao.",
            brokenFindingPerson: "Se nos cayó el sistema.",
            brokenGoodbye: "Se nos cayó el sistema. Chao.",
            whisperIntro: "Llamada de la tienda.",
          },
        },
        pl: { callLines: polish },
      },
      ...changes,
    }),
  });

const spoken = (twiml: Parameters<typeof all>[0]) => all(twiml, "Say").map(({ text }) => text);
const voices = (twiml: Parameters<typeof all>[0]) => [
  ...new Set(all(twiml, "Say").map(({ attributes }) => attributes.language)),
];

test("the queue says an agent's own words, in its own voice, and ours where it has none", () => {
  const handler = webhook("wait", wait(agents()));
  const { twiml } = request(handler, { ...CALL, language: "es-MX", QueueTime: "0", QueuePosition: "2" });

  expect(spoken(twiml)).toEqual([
    "No cuelgue, por favor. Una persona le atenderá en cuanto quede libre.",
    "Va una persona antes.",
    "Marque 1 o 2.",
  ]);
  expect(voices(twiml)).toEqual(["es-MX"]);
  const third = request(handler, { ...CALL, language: "es-MX", QueueTime: "41", QueuePosition: "3" });
  expect(spoken(third.twiml)).toEqual(["Hay 2 llamadas antes que la suya."]);
});

test.each([
  ["2", "Przed Panem jest 1 osoba."],
  ["3", "Przed Panem są 2 osoby."],
  ["6", "Przed Panem jest 5 osób."],
])("a language that the agent brings counts in its own plural forms: place %s", (QueuePosition, line) => {
  const handler = webhook("wait", wait(agents()));
  const { twiml } = request(handler, { ...CALL, language: "pl-PL", QueueTime: "41", QueuePosition });

  expect(spoken(twiml)).toEqual([line]);
  expect(voices(twiml)).toEqual(["pl-PL"]);
});

test("the goodbye when nobody took the call is the agent's own", () => {
  const handler = webhook("after-queue", afterQueue(agents()), undefined, atNow);
  const { twiml } = request(handler, {
    ...CALL,
    language: "es-ES",
    QueueResult: "queue-full",
    agent: "down",
  });

  expect(spoken(twiml)).toEqual(["No hay nadie. Chao."]);
});

test("the apology for an agent that broke is the agent's own", () => {
  const handler = webhook("after-agent", afterAgent(agents()), undefined, atNow);
  const { twiml } = request(handler, { ...CALL, language: "es-ES", SessionStatus: "failed", connects: "9" });

  expect(spoken(twiml)).toEqual(["Se nos cayó el sistema."]);
});

test("the apology for an agent that cannot be reached at all is the agent's own", () => {
  const flex = { relay: { language: "es-ES" }, handOff: {} };
  const handler = webhook("incoming", incoming(agents(flex)), undefined, atNow);

  expect(spoken(request(handler, CALL, {}).twiml)).toEqual(["Se nos cayó el sistema. Chao."]);
  expect(spoken(request(handler, CALL, { WORKFLOW_SID: VARIABLES.WORKFLOW_SID }).twiml)[0]).toBe(
    "Se nos cayó el sistema.",
  );
});

const ringing = (language: string, callSummary = "About order 4711.") => {
  const handler = webhook("after-agent", afterAgent(agents()), undefined, atNow);
  const { twiml } = request(handler, {
    ...CALL,
    SessionStatus: "ended",
    HandoffData: encodeHandoff({
      v: 1,
      reasonCode: "caller_requested",
      reason: "Wants a person.",
      callSummary,
      sentiment: "neutral",
      triggeredBy: "model",
      language,
    }),
  });
  return new URL(one(twiml, "Number").attributes.url ?? "", "https://example.com");
};
const whispered = webhook("whisper", whisper, putThrough);

test("whoever answers the telephone hears the agent's own words", () => {
  const { twiml } = request(whispered, Object.fromEntries(ringing("es-ES").searchParams));

  expect(spoken(twiml)).toEqual([
    "Llamada de la tienda.",
    "Wants a person. About order 4711.",
    "Pulse cualquier tecla para atender la llamada.",
    "Pulse cualquier tecla para atender la llamada.",
  ]);
  expect(voices(twiml)).toEqual(["es-MX"]);
});

test("the agent's own words leave the whisper's address as short as ours do", () => {
  expect(ringing("pl-PL", "é".repeat(2_000)).href.length).toBeLessThan(1_000);
  expect([...ringing("en-US").searchParams.keys()]).toEqual(["language", "note"]);
});

test.each(["", "x", "!", Buffer.from("es-MX\nsolo").toString("base64url")])(
  "words that cannot be read, %j, are said as shipped",
  (lines) => {
    const { twiml } = request(whispered, { ...CALL, language: "es", lines });

    expect(verbs(twiml)).toEqual(["Gather", "Gather", "Hangup"]);
    expect(spoken(twiml)[0]).toBe("Una llamada del asistente.");
  },
);
