import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Message, ModelCall, OfferedTool } from "../../../local/model/model-call.ts";
import { standIn } from "../../../local/model/stand-in.ts";
import { engineTools } from "../../../worker/agent/engine-tool-specs.ts";
import { specOf } from "../../../worker/agent/tools/tool-spec.ts";
import { de, en, es, fr, pt } from "../../../worker/language/languages.ts";
import parcel from "../../fixtures/agents/parcel.ts";

/** The stand-in answers from the request alone, whatever is in it. */

const NOW = new Date("2026-11-30T10:00:00");
const brain = standIn(() => NOW);
const TOOLS: readonly OfferedTool[] = [...parcel.tools.map(specOf), ...engineTools(parcel)];

const user = (text: string): Message => ({ role: "user", text });
const agent = (text: string): Message => ({ role: "assistant", text, toolCalls: [] });
const called = (name: string, args: object, result: unknown): Message[] => [
  { role: "assistant", text: "", toolCalls: [{ callId: "c", name, arguments: JSON.stringify(args) }] },
  { role: "tool", callId: "c", text: JSON.stringify(result) },
];
const call = (messages: readonly Message[], change: Partial<ModelCall> = {}): ModelCall => ({
  api: "responses",
  model: "stand-in",
  messages: [{ role: "system", text: parcel.instructions }, agent(parcel.greeting), ...messages],
  tools: TOOLS,
  toolChoice: "auto",
  stream: true,
  includeUsage: true,
  maxTokens: 500,
  ...change,
});
const tool = (name: string, description: string, properties: object, required = Object.keys(properties)) => ({
  name,
  description,
  parameters: { type: "object", properties, required },
});

describe("whatever the request is,", { timeout: 30_000 }, () => {
  test("the same request gets the same answer", () => {
    const request = call([user("Where is PX204811?")]);

    expect(brain(request)).toEqual(brain(request));
  });

  test("no tool is called that is not offered, or when none may be called", () => {
    for (const change of [{ tools: [] }, { toolChoice: "none" as const }]) {
      const answer = brain(call([user("Where is PX204811?")], change));
      expect(answer.toolCalls ?? []).toEqual([]);
      expect(answer.text).toBeTruthy();
    }
  });

  test("a report of a call that is over is filled in, and fits its schema", () => {
    const outcome = z.object({
      happy: z.boolean(),
      topic: z.enum(["order", "sizes", "other"]),
      wanted: z.string().min(1),
      calls: z.number().int(),
      tags: z.array(z.string()),
      orderNumber: z.string().optional(),
      caller: z.object({ mood: z.enum(["good", "bad"]) }),
    });
    const report = specOf({ name: "report_outcome", description: "What came of the call.", input: outcome });
    const told = "Assistant: Hello.\nCaller: Where is my order?\nAssistant: On its way.\nCaller: Thanks.";
    const messages: Message[] = [{ role: "system", text: "A phone call is over." }, user(told)];

    const answer = brain(call([], { messages, tools: [report], toolChoice: { name: "report_outcome" } }));

    expect(outcome.parse(answer.toolCalls?.[0]?.arguments)).toMatchObject({
      topic: "order",
      wanted: "Where is my order?",
    });
  });

  test("a forced hand-off sums up the conversation", () => {
    const found = { found: true, trackingNumber: "PX204811", state: "in_transit" };
    const messages = [
      user("Where is PX204811?"),
      ...called("track_parcel", { trackingNumber: "PX204811" }, found),
    ];

    const answer = brain(
      call([...messages, agent("It is in transit."), user("Thank you so much")], {
        toolChoice: { name: "hand_off" },
      }),
    );

    expect(answer.toolCalls?.[0]).toMatchObject({
      name: "hand_off",
      arguments: {
        sentiment: "positive",
        entities: { trackingNumber: "PX204811" },
        callSummary: expect.stringMatching(/PX204811.*in transit/),
      },
    });
  });

  test.each([en, es, fr, de, pt].flatMap(({ pack: { code, phrases } }) => [[code, phrases.offerCallback]]))(
    "a yes to the callback that the engine offers arranges it (%s: %s)",
    (_, offer) => {
      expect(brain(call([agent(offer), user("yes")])).toolCalls).toEqual([
        { name: "request_callback", arguments: {} },
      ]);
    },
  );

  test("a required call is made even when nothing was asked for", () => {
    const answer = brain(call([user("hello")], { toolChoice: "required" }));

    expect(answer.toolCalls?.map((made) => made.name)).toEqual(["hand_off"]);
  });

  test("a reply that broke off is continued where it ended", () => {
    const whole = brain(call([user("do you deliver on Sundays?")])).text ?? "";
    const said = whole.slice(0, 30);
    const note = "Your last message broke off. Continue it from exactly where it ends.";

    const rest = brain(
      call([user("do you deliver on Sundays?"), agent(said), { role: "system", text: note }]),
    ).text;

    expect(said.trimEnd() + rest).toBe(whole);
  });

  test("a result that came in while the caller spoke is told with the answer", () => {
    const found = { found: true, trackingNumber: "PX204811", state: "in_transit" };
    const note =
      "Not told to the caller yet: the result of track_parcel. Tell them now, in one breath with your answer.";
    const messages = [
      user("Where is PX204811?"),
      ...called("track_parcel", { trackingNumber: "PX204811" }, found),
      user("hello?"),
    ];

    expect(brain(call([...messages, { role: "system", text: note }])).text).toMatch(/in transit/);
  });

  test("a failed tool is tried again after a yes, then a person takes over", () => {
    const failed = called("track_parcel", { trackingNumber: "PX204811" }, { error: "timeout" });
    const first = [user("Where is PX204811?"), ...failed];
    const offer = brain(call(first)).text ?? "";
    const again = brain(call([...first, agent(offer), user("yes please")]));

    expect(offer).toMatch(/once more\?/);
    expect(again.toolCalls).toEqual([{ name: "track_parcel", arguments: { trackingNumber: "PX204811" } }]);
    const last = brain(call([...first, agent(offer), user("yes please"), ...failed]));
    expect(last.toolCalls?.[0]).toMatchObject({ name: "hand_off", arguments: { reasonCode: "tool_failed" } });
  });

  test("a tool that does not return is said to be under way", () => {
    const running = called(
      "track_parcel",
      { trackingNumber: "PX204811" },
      { status: "running", next: "The result follows later by itself." },
    );

    expect(brain(call([user("Where is PX204811?"), ...running])).text).toMatch(/one moment/);
    expect(
      brain(
        call([user("Where is PX204811?"), ...running, agent("One moment."), user("are you still there?")]),
      ).text,
    ).toBeTruthy();
  });

  test("a schema that nothing said can fill is asked for once, then a person takes over", () => {
    const odd = [
      { type: "object", properties: {} },
      { type: "array", items: { type: "object" } },
      { oneOf: [{ type: "object" }, { type: "array" }] },
      { $ref: "#/definitions/x" },
      {},
    ];
    for (const schema of odd) {
      const tools = [
        tool("file_expenses", "Files expenses.", { sheet: { ...schema, description: "The expense sheet." } }),
        ...engineTools(parcel),
      ];
      const first = [user("I want to file expenses")];
      const question = brain(call(first, { tools })).text ?? "";

      expect(question, JSON.stringify(schema)).toMatch(/expense sheet/);
      const next = brain(
        call([...first, agent(question), user("a train to Rome and two nights")], { tools }),
      );
      expect(next.toolCalls?.[0]?.name, JSON.stringify(schema)).toBe("hand_off");
    }
  });

  test("any text at all gets an answer that can be spoken or carried out", () => {
    const texts = [
      "",
      " ",
      "?",
      "…",
      "0",
      "size",
      "in a",
      "parcel",
      "🦉",
      "a".repeat(5_000),
      "[interrupted by the caller]",
      "null",
      "__proto__",
      "constructor",
      "one two three and a half point five hundred thousand",
      "31.02.2026 25:99",
      "{{secure:1}}",
    ];

    for (const text of texts) {
      const answer = brain(call([user(text)]));
      expect(Boolean(answer.text?.trim()) || (answer.toolCalls?.length ?? 0) > 0, JSON.stringify(text)).toBe(
        true,
      );
      for (const made of answer.toolCalls ?? []) expect(TOOLS.map((t) => t.name)).toContain(made.name);
    }
  });

  test("instructions of 100 kB are read once, and cost next to nothing after that", () => {
    const lines = Array.from(
      { length: 1_000 },
      (_, i) =>
        `- Article ${i} costs ${i} dollars, weighs ${i % 97} grams and comes from hall ${i % 31} of the old works.`,
    );
    const messages = [
      { role: "system" as const, text: `${parcel.instructions}\n${lines.join("\n")}` },
      agent(parcel.greeting),
      user("do you deliver on Sundays?"),
    ];
    brain(call([], { messages }));

    const before = process.cpuUsage();
    for (let i = 0; i < 10; i += 1) brain(call([], { messages }));
    const { user: spent } = process.cpuUsage(before);

    expect(spent / 10 / 1_000).toBeLessThan(20);
    expect(brain(call([], { messages })).text).toMatch(/On Sunday there is no delivery/);
  });
});
