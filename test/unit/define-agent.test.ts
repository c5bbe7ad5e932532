import { expect, test } from "vitest";
import * as z from "zod";
import { type AgentDefinition, defineAgent, defineAgents, defineTool } from "../../worker/agent/define.ts";

const good: AgentDefinition = { name: "shop", greeting: "Hello.", instructions: "Be kind." };

/** What a user may have typed, whatever the types say. */
const typed = (definition: object): AgentDefinition => ({ ...good, ...definition }) as AgentDefinition;

test("three lines are an agent; every other setting has its default", () => {
  const agent = defineAgent(good);

  expect(agent.turns.mergeWindowMs).toBe(600);
  expect(agent.patience).toMatchObject({ hedgeMs: 1_200, holdingMs: 2_000, stallMs: 1_500, giveUpMs: 3_500 });
  expect(agent.relay).toMatchObject({ speechModel: "flux", partialPrompts: true, dtmfDetection: true });
  expect(agent.handOff).toMatchObject({ target: { kind: "flex" }, whenNobodyFree: "wait" });
});

test.each([
  [{ turns: { mergeWindow: 600 } }, "mergeWindow"],
  [{ silence: { nudgeMs: -1 } }, "silence.nudgeMs"],
  [{ relay: { interruptable: "any" } }, "interruptable"],
  [{ relay: { interruptible: "always" } }, "relay.interruptible"],
  [{ relay: { speechModel: "nova-3-general" } }, "relay.partialPrompts"],
  [{ relay: { voice: "Polly.Joanna" } }, "relay.voice"],
  [{ relay: { hints: ["one, two"] } }, "relay.hints.0"],
  [{ languages: [{ code: "english" }] }, "languages.0.code"],
  [{ workflow: "WF1" }, "workflow"],
  [{ handOff: { routing: [{ queue: "VIP" }] } }, "VIP"],
  [{ handOff: { hours: { timeZone: "Middle/Earth" } } }, "handOff.hours.timeZone"],
  [{ handOff: { hours: { timeZone: "UTC", week: { mon: ["09:00-24:30"] } } } }, "handOff.hours.week.mon.0"],
  [{ handOff: { hours: { timeZone: "UTC", week: { mon: ["24:00-09:00"] } } } }, "handOff.hours.week.mon.0"],
  [{ handOff: { queues: ["q".repeat(101)] } }, "handOff.queues.0"],
  [{ handOff: { routing: [{ skills: ["s".repeat(101)] }] } }, "handOff.routing.0.skills.0"],
  [
    {
      handOff: {
        routing: [{}, { skills: Array.from({ length: 20 }, (_, i) => `a skill of some length ${i}`) }],
      },
    },
    "handOff.routing.1: queue and skills take",
  ],
  [
    { handOff: { target: { kind: "webhook", url: "http://desk.example.com", secret: "S" } } },
    "handOff.target.url",
  ],
  [{ handOff: { target: { kind: "fax" } } }, "handOff.target"],
  [{ languagePacks: { en: { phrases: { hodling: ["One moment."] } } } }, "hodling"],
  [{ tools: [{ name: "x" }] }, "tools.0"],
])("%j is refused, and %s is named", (wrong, named) => {
  expect(() => defineAgent(typed(wrong))).toThrow(named);
});

test("a tool that no helper has made, and a copy with a change, are refused: they check nothing of what they say", () => {
  const definition = { name: "book", description: "Books.", input: z.object({}), run: () => ({}) };
  const copy = { ...defineTool(definition), name: "cancel" };

  for (const tool of [definition, copy]) {
    expect(() => defineAgent(typed({ tools: [tool] }))).toThrow("tools.0: made with defineTool or httpTool");
  }
});

test("a webhook on the own machine needs no certificate", () => {
  const target = { kind: "webhook", url: "http://127.0.0.1:9000/hand-off", secret: "DESK_SECRET" } as const;

  expect(defineAgent({ ...good, handOff: { target } }).handOff.target).toEqual(target);
});

test("several faults are named at once, with the agent", () => {
  expect(() => defineAgent(typed({ greeting: "", turns: { x: 1 } }))).toThrow(
    /"shop"[\s\S]*greeting[\s\S]*"x"/,
  );
});

test("two agents of one name, and a number that is none, are refused", () => {
  expect(() =>
    defineAgents({ default: defineAgent(good), byNumber: { "+15550100002": defineAgent(good) } }),
  ).toThrow('"shop"');
  expect(() =>
    defineAgents({ default: defineAgent(good), byNumber: { "555 0100": defineAgent(good) } }),
  ).toThrow("E.164");
});
