import fc from "fast-check";
import { expect, test } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { asciiJson } from "../../../worker/protocol/ascii-json.ts";
import { encodeHandoff, type Handoff, REASON_CODES, SENTIMENTS } from "../../../worker/protocol/handoff.ts";
import { HandOffSettings } from "../../../worker/protocol/routing/hand-off-settings.ts";
import { MAX_ROUTE_CHARS, routeFor } from "../../../worker/protocol/routing/routing.ts";
import { fitTaskAttributes } from "../../../worker/protocol/task/task-attributes.ts";
import agents, { ROUTED_NUMBER } from "./agents/index.ts";
import { atNow, CALL, one, request, taskOf } from "./webhook.ts";

const call = { reasonCode: "caller_requested", sentiment: "neutral", language: "en-US" } as const;
const facts = { ...call, calledNumber: "+15550100002" };

const rules = (...routing: NonNullable<Parameters<typeof HandOffSettings.parse>[0]>[]) =>
  HandOffSettings.parse({ queues: ["A", "B", "C"], routing }).routing;

test("the first rule that fits decides, alone", () => {
  const routing = rules(
    { when: { sentiment: ["negative"] }, queue: "A", priority: 9 },
    { when: { reasonCode: ["caller_requested"] }, queue: "B" },
    { queue: "C", skills: ["all"] },
  );

  expect(routeFor(routing, facts)).toEqual({ queue: "B" });
  expect(routeFor(routing, { ...facts, sentiment: "negative" })).toEqual({ queue: "A", priority: 9 });
  expect(routeFor(routing, { ...facts, reasonCode: "safety" })).toEqual({ queue: "C", skills: ["all"] });
});

test("a call that no rule fits, or that has no rules, goes where the workflow sends it", () => {
  expect(routeFor([], facts)).toEqual({});
  expect(routeFor(rules({ when: { language: ["es"] }, queue: "A" }), facts)).toEqual({});
});

test("every condition of a rule has to hold", () => {
  const routing = rules({
    when: {
      reasonCode: ["caller_requested", "safety"],
      sentiment: ["neutral"],
      language: ["en", "de"],
      calledNumber: ["+15550100002"],
    },
    queue: "A",
  });

  expect(routeFor(routing, facts)).toEqual({ queue: "A" });
  for (const other of [
    { reasonCode: "rule" as const },
    { sentiment: "negative" as const },
    { language: "es-ES" },
    { calledNumber: "+15550100003" },
    { calledNumber: undefined },
  ]) {
    expect(routeFor(routing, { ...facts, ...other }), JSON.stringify(other)).toEqual({});
  }
});

test.each(["es", "es-ES", "ES-mx", "es-419"])(
  "a language is matched by its primary subtag: %s",
  (language) => {
    expect(routeFor(rules({ when: { language: ["es"] }, queue: "A" }), { ...facts, language })).toEqual({
      queue: "A",
    });
  },
);

test("a priority of 0 is one, and an empty list of skills is none", () => {
  expect(routeFor(rules({ priority: 0, skills: [] }), facts)).toEqual({ priority: 0 });
});

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_frustrated",
  reason: "The caller is upset.",
  callSummary: "A late order.",
  sentiment: "negative",
  triggeredBy: "model",
  language: "es-ES",
};
const handler = webhook("after-agent", afterAgent(agents), undefined, atNow);
const ended = { ...CALL, To: ROUTED_NUMBER, SessionStatus: "ended" };
const handedOver = (changes: object) =>
  request(handler, { ...ended, HandoffData: JSON.stringify({ ...handoff, ...changes }) }).twiml;

test("the route is on the task: its priority, and what a workflow's expressions read", () => {
  const twiml = handedOver({});

  expect(one(twiml, "Task").attributes).toEqual({ priority: "50" });
  expect(taskOf(twiml).attributes).toMatchObject({
    queue: "Complaints",
    skills: ["deescalation"],
    language: "es",
  });
  expect(taskOf(handedOver({ sentiment: "neutral" })).attributes).toMatchObject({ queue: "Español & más" });
});

test("a call that no rule fits has a task like any other", () => {
  const twiml = handedOver({ sentiment: "neutral", language: "en-US" });

  expect(one(twiml, "Task").attributes).toEqual({});
  expect(taskOf(twiml).attributes).not.toHaveProperty("queue");
  expect(taskOf(twiml).attributes).not.toHaveProperty("skills");
});

test("the model cannot choose a queue, skills or a priority of its own", () => {
  const greedy = {
    queue: "Board",
    skills: ["evil"],
    priority: 999,
    route: { queue: "Board" },
    sentiment: "neutral",
  };

  const twiml = handedOver({ ...greedy, language: "en-US" });

  expect(one(twiml, "Task").attributes).toEqual({});
  expect(one(twiml, "Task").text).not.toMatch(/Board|evil|999/);
});

test("a caller whose agent never came up is routed by the rules as well", () => {
  const { twiml } = request(handler, {
    ...CALL,
    To: ROUTED_NUMBER,
    language: "es-ES",
    SessionStatus: "failed",
    ErrorCode: "64102",
  });

  expect(taskOf(twiml).attributes).toMatchObject({ reasonCode: "agent_unreachable", queue: "Español & más" });
});

const words = fc.string({
  unit: fc.constantFrom("a", "é", "\u0645", '"', " ", "👋"),
  minLength: 1,
  maxLength: 12,
});
const routes = fc.record({ queue: words, skills: fc.array(words, { minLength: 1, maxLength: 2 }) });

test("whatever a hand-off holds, its route is on the task whole, and within the limit", () => {
  fc.assert(
    fc.property(
      routes.filter((route) => asciiJson(route).length <= MAX_ROUTE_CHARS),
      fc.string({ unit: "binary", maxLength: 6_000 }),
      fc.constantFrom(...REASON_CODES),
      fc.constantFrom(...SENTIMENTS),
      (route, callSummary, reasonCode, sentiment) => {
        const fitted = fitTaskAttributes(
          { ...handoff, callSummary, reason: callSummary, reasonCode, sentiment, intent: callSummary },
          { callSid: "CA1", from: "+15550100001", route },
        );

        expect(asciiJson(fitted).length).toBeLessThanOrEqual(2_000);
        expect(fitted).toMatchObject(route);
      },
    ),
    { numRuns: 200 },
  );
});

test("a route that is too long for a task is refused by its place, before any call", () => {
  const tooLong = { queue: "B", skills: ["é".repeat(40), "x".repeat(100), "y".repeat(60)] };

  expect(() => rules({ queue: "A" }, tooLong)).toThrow(
    `queue and skills take 433 characters of the task, at most ${MAX_ROUTE_CHARS}`,
  );
});

test("the hand-off of the test is one the Worker could have sent", () => {
  expect(JSON.parse(encodeHandoff(handoff))).toEqual(handoff);
});
