import { describe, expect, test } from "vitest";
import * as z from "zod";
import { reportedError, statusError } from "../../../worker/adapters/openai/openai-errors.ts";
import { TwilioRestError } from "../../../worker/adapters/twilio/twilio-http.ts";
import { defineTool } from "../../../worker/agent/define.ts";
import { HttpToolError } from "../../../worker/agent/http/answer.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, fails, says } from "../../support/played-model.ts";

/** The reason of a failure reaches the log, as codes. */

const linesOf = (call: TestCall, event: string) =>
  call.logs.filter((l) => l.event === event).map((l) => l.fields);

describe("a model that fails", () => {
  const wrongKey = { status: 401, providerCode: "invalid_api_key", advice: "check_key" } as const;

  test("tells status, the provider's code and what can be done, for the answer", async () => {
    const call = await new TestCall([fails("rejected", 0, wrongKey), says("It is here.")]).answered();

    await call.says("Where is my order?");
    await call.passes(1_000);

    expect(linesOf(call, "model.failed")).toEqual([
      { turn: 1, attempt: 1, purpose: "answer", code: "rejected", ...wrongKey },
    ]);
  });

  test("does so where nobody was waiting yet: for a guess", async () => {
    const call = await new TestCall([
      fails("unavailable", 10, { status: 503 }),
      says("It is here."),
    ]).answered();

    await call.partly("Where is my order?");
    await call.passes(900);

    expect(linesOf(call, "model.failed")).toEqual([
      { turn: 0, attempt: 1, purpose: "guess", code: "unavailable", status: 503 },
    ]);
  });

  test("and for the summary of a hand-off", async () => {
    const call = await new TestCall([says("It is here."), fails("cut", 10)]).answered();
    await call.says("Where is my order?");
    await call.passes(500);

    await call.says("I want to speak to a human.");
    await call.passes(500);

    expect(linesOf(call, "model.failed")).toEqual([{ turn: 1, attempt: 2, purpose: "summary", code: "cut" }]);
  });
});

describe("what a model's server says", () => {
  const body = (error: object) => JSON.stringify({ error });

  test.each([
    [401, { code: "invalid_api_key" }, { providerCode: "invalid_api_key", advice: "check_key" }],
    [401, { type: "authentication_error" }, { providerCode: "authentication_error", advice: "check_key" }],
    [403, {}, { providerCode: undefined, advice: "check_permission" }],
    [404, { code: "DeploymentNotFound" }, { providerCode: "DeploymentNotFound", advice: "check_model" }],
    [404, { code: "model_not_found" }, { providerCode: "model_not_found", advice: "check_model" }],
    [429, { code: "insufficient_quota" }, { providerCode: "insufficient_quota", advice: "check_billing" }],
    [429, { code: "rate_limit_exceeded" }, { providerCode: "rate_limit_exceeded", advice: "raise_limit" }],
    [
      400,
      { code: "context_length_exceeded" },
      { providerCode: "context_length_exceeded", advice: "shorten_conversation" },
    ],
    [302, {}, { providerCode: undefined, advice: "check_base_url" }],
    [503, { code: 1002 }, { providerCode: "1002", advice: undefined }],
  ])("%i %j is %j", (status, error, told) => {
    expect(statusError(status, body(error))).toMatchObject({ status, ...told });
  });

  test("within a stream has no status", () => {
    expect(reportedError({ code: "insufficient_quota" })).toMatchObject({
      status: undefined,
      providerCode: "insufficient_quota",
      advice: "check_billing",
    });
  });

  test.each([
    "Rosalinde",
    "rosa.luna",
    "rosa-luna",
    "4111111111111111",
    4111111111111111,
    14155550142,
    "78_05_1120",
    "constructor",
    "__proto__",
    "a b",
  ])("is no code where it may be a caller's: %s", (code) => {
    const { providerCode, advice } = statusError(500, body({ code }));

    expect([providerCode, advice]).toEqual([undefined, undefined]);
    expect(reportedError({ code }).providerCode).toBeUndefined();
  });
});

describe("a tool that fails", () => {
  const failing = (thrown: unknown) =>
    defineTool({
      name: "look_up",
      description: "Looks up.",
      input: z.object({}),
      run: () => {
        throw thrown;
      },
    });
  const card = "4111 1111 1111 1111";

  test.each<readonly [string, unknown, object]>([
    [
      "by Twilio",
      new TwilioRestError("Twilio refused the message with 400, error 21614.", { status: 400, code: 21_614 }),
      { error: "TwilioRestError", status: 400, code: 21_614 },
    ],
    [
      "by its endpoint",
      new HttpToolError("tool_status", `shop answered 503: ${card}`, { status: 503 }),
      { error: "HttpToolError", status: 503, code: "tool_status" },
    ],
    ["by its author", new RangeError(card), { error: "RangeError" }],
    [
      "by its author, with codes of their own",
      Object.assign(new Error("x"), { code: 4711, status: 404 }),
      { error: "Error" },
    ],
    [
      "by whoever gives themselves out as Twilio",
      Object.assign(new Error("x"), { name: "TwilioRestError", code: card, status: 4_111_111_111 }),
      { error: "TwilioRestError" },
    ],
    ["by no error at all", card, { error: "string" }],
  ])("tells its class and the codes of servers: %s", async (_, thrown, fault) => {
    const parts = [callsTool("look_up"), says("I could not.")];
    const call = await new TestCall(parts, { tools: [failing(thrown)] }).answered();

    await call.says("Where is my order?");
    await call.passes(1_000);

    const [finished, ...more] = linesOf(call, "tool.finished");
    expect(more).toEqual([]);
    expect(finished).toEqual({
      tool: "look_up",
      callId: expect.any(String),
      outcome: "failed",
      ms: expect.any(Number),
      ...fault,
    });
    expect(linesOf(call, "tool.threw")).toMatchObject([fault]);
    expect(JSON.stringify(call.logs)).not.toContain("4111");
  });

  test("says nothing of an error where it went well, or took too long", async () => {
    const slow = defineTool({
      name: "look_up",
      description: "Looks up.",
      input: z.object({}),
      deadlineMs: 2_000,
      run: () => new Promise(() => {}),
    });
    const call = await new TestCall([callsTool("look_up"), says("I could not.")], {
      tools: [slow],
    }).answered();

    await call.says("Where is my order?");
    await call.passes(4_000);

    const [finished] = linesOf(call, "tool.finished");
    expect(Object.keys(finished ?? {})).toEqual(["tool", "callId", "outcome", "ms"]);
    expect(finished).toMatchObject({ outcome: "timeout" });
  });
});

test("a text that Twilio refuses tells its status and code, also where the tool makes nothing of it", async () => {
  const texts = defineTool({
    name: "text_me",
    description: "Texts.",
    input: z.object({}),
    run: (_, { textCaller }) => textCaller("Your order is on its way.").catch(() => ({ sent: false })),
  });
  const call = await new TestCall([callsTool("text_me"), says("I could not.")], {
    tools: [texts],
  }).answered();
  call.texts = async () => {
    throw new TwilioRestError("Twilio refused the message with 400, error 21614.", {
      status: 400,
      code: 21_614,
    });
  };

  await call.says("Send me a text, please.");
  await call.passes(1_000);

  expect(linesOf(call, "text.not_sent")).toMatchObject([
    { error: "TwilioRestError", status: 400, code: 21_614 },
  ]);
  expect(linesOf(call, "tool.finished")).toMatchObject([{ outcome: "ok" }]);
});

test("who is there, asked in vain, tells Twilio's status and code", async () => {
  const call = await new TestCall([says("It is here.")]).answered();
  call.availability = { state: "unknown", why: "refused", status: 401, code: 20_003 };

  await call.says("I want to speak to a human.");
  await call.passes(500);

  expect(linesOf(call, "handoff.availability")).toMatchObject([
    { state: "unknown", why: "refused", status: 401, code: 20_003 },
  ]);
});
