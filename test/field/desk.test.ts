import type { ITask } from "@twilio/flex-ui";
import { describe, expect, test } from "vitest";
import { handoffView, isCallback } from "../../assets/flex/handoff-view.ts";
import { taskLine } from "../../assets/flex/task-line.ts";
import { createVoice } from "../../assets/flex/words.ts";
import { incoming } from "../../functions/_lib/handlers/incoming.ts";
import { webhook } from "../../functions/_lib/webhook/webhook.ts";
import { defineAgent, defineAgents } from "../../worker/agent/define.ts";
import { callbackAttributes } from "../../worker/protocol/task/callback-attributes.ts";
import { ATTRIBUTES, CALLBACK } from "../flex/tasks.ts";
import { CALL, one, request } from "../unit/functions/webhook.ts";

const voice = createVoice({ strings: {} }, "en-US");

/** The line as Flex asks for it: ours is always a function. */
const lineOf = (line: ReturnType<typeof taskLine>, task: unknown): string =>
  // Another plugin may hand on anything for a task.
  typeof line === "function" ? line(task as ITask) : line;

/** Tasks of others: the Flex project template's callbacks and voicemails, as deployments have them. */
const template = {
  taskType: "callback",
  name: "Callback (+15550100001)",
  direction: "inbound",
  callBackData: {
    numberToCall: "+15550100001",
    attempts: "2",
    mainTimeZone: "America/New_York",
    utcDateTimeReceived: "2026-11-27T10:00:00Z",
    RecordingSid: null,
  },
};
const { callBackData: _, ...withoutData } = template;
const { name: __, ...withoutName } = template;

const OTHERS: readonly (readonly [what: string, attributes: unknown])[] = [
  ["the template's callback", template],
  ["its voicemail", { ...template, taskType: "voicemail" }],
  ["without callBackData", withoutData],
  ["without a name", withoutName],
  ["callBackData is null", { ...template, callBackData: null }],
  ["callBackData is text", { ...template, callBackData: "soon" }],
  ["times missing", { ...template, callBackData: { numberToCall: 15550100001, attempts: null } }],
  ["as JSON text", JSON.stringify(template)],
  ["the outbound leg of one", { ...template, taskType: "callback-outbound", parentTask: "WT1" }],
  ["a `handoff` of somebody else's", { ...template, handoff: "to be done" }],
  ["`handoff` is a list", { ...template, handoff: [1, 2] }],
  ["a plain call", { type: "inbound", call_sid: "CA1", from: "+15550100001" }],
  ["a chat", { channelType: "web", conversationSid: "CH1" }],
  ["null", null],
  ["undefined", undefined],
  ["the text null", "null"],
  ["a list", []],
  ["the text of a list", "[]"],
  ["a number", 7],
  ["broken JSON", '{"handoff":'],
  ["no object", '"{"'],
  ["handoffData is null", { handoffData: null }],
  ["handoffData is broken", { handoffData: '{"reason":' }],
  ["handoffData is a list", { handoffData: "[1]" }],
  ["handoffData says nothing", { handoffData: "{}" }],
  ["a lone reason", { reason: "refund" }],
];

describe("BC-27: callbacks of somebody else in Flex", () => {
  test.each(OTHERS)(
    "BC-27, BC-58: %s is no task of ours: no channel, no line, no panel",
    (_what, attributes) => {
      const theirs = taskLine(() => "theirs", voice);
      // What Flex hands on of a task.
      const task = { taskSid: "WT1", status: "pending", attributes } as ITask;

      expect(isCallback(attributes)).toBe(false);
      expect(handoffView(attributes)).toBeUndefined();
      expect(lineOf(theirs, task)).toBe("theirs");
    },
  );

  test("BC-27: ours is ours, as object and as text", () => {
    expect(isCallback(CALLBACK)).toBe(true);
    expect(isCallback(JSON.stringify(CALLBACK))).toBe(true);
    expect(isCallback(ATTRIBUTES)).toBe(false);
  });

  test.each([undefined, null, {}, { status: null }])(
    "BC-27: a task that is %j is nobody's, and harms nothing",
    (task) => {
      const line = taskLine({ Pending: "TaskLineCallPending" }, voice);

      expect(lineOf(line, task)).toBe("");
    },
  );

  test("BC-27: with both plugins, in either order, each has its own tasks", () => {
    type Channel = { readonly of: string; readonly isApplicable: (task: { attributes: unknown }) => boolean };
    const ours: Channel = { of: "ours", isApplicable: ({ attributes }) => isCallback(attributes) };
    // As the template decides.
    const theirs: Channel = {
      of: "theirs",
      isApplicable: ({ attributes }) => Reflect.get(Object(attributes), "taskType") === "callback",
    };
    /** Flex asks the channel that was registered last first. */
    const claimed = (registered: readonly Channel[], attributes: unknown) =>
      registered.findLast(({ isApplicable }) => isApplicable({ attributes }))?.of;

    expect(claimed([theirs, ours], template)).toBe("theirs");
    expect(claimed([ours, theirs], template)).toBe("theirs");
    expect(claimed([theirs, ours], CALLBACK)).toBe("ours");
    // Registered later, theirs takes ours as well, and finds in it what it dials by.
    expect(claimed([ours, theirs], CALLBACK)).toBe("theirs");
    expect(CALLBACK.callBackData).toMatchObject({
      numberToCall: expect.any(String),
      numberToCallFrom: expect.any(String),
    });
  });
});

describe("BC-58: a hand-off as JSON text inside an attribute", () => {
  const carried = { reason: "refund", callSummary: "The caller wants her money back." };

  test.each([
    ["as text", { handoffData: JSON.stringify(carried) }],
    ["as an object", { handoffData: carried }],
    ["as text within text", { handoffData: JSON.stringify(JSON.stringify(carried)) }],
    ["with all attributes as text", JSON.stringify({ handoffData: JSON.stringify(carried) })],
    ["beside a `handoff` that is none", { handoff: null, handoffData: JSON.stringify(carried) }],
    ["in a callback of the template's", { ...template, handoffData: JSON.stringify(carried) }],
    ["whole, as one text", JSON.stringify(carried)],
  ])("BC-58: %s it is shown", (_how, attributes) => {
    expect(handoffView(attributes)).toMatchObject({ reason: "refund", summary: carried.callSummary });
  });

  test("BC-58: Twilio's own sample, a reason without a summary, is shown under that name", () => {
    const sample = { reasonCode: "live-agent-handoff", reason: "The caller wants to talk to a real person" };

    expect(handoffView({ handoffData: JSON.stringify(sample) })?.reason).toBe(sample.reason);
  });

  test("BC-58: ours, where both are there, is what counts", () => {
    expect(handoffView({ ...ATTRIBUTES, handoffData: JSON.stringify(carried) })).toEqual(
      handoffView(ATTRIBUTES),
    );
  });
});

describe("BC-59: a callback keeps its route and loses the call", () => {
  const handoff = {
    v: 1,
    reasonCode: "caller_requested",
    reason: "The caller asked to be called back.",
    callSummary: "Wants boots.",
    sentiment: "neutral",
    triggeredBy: "caller",
    language: "es-US",
  } as const;
  const attributes = callbackAttributes(
    handoff,
    { callSid: "CA1", from: "+15550100001", route: { queue: "Spanish", skills: ["es"], priority: 5 } },
    { number: "+15550100001", calledNumber: "+15550100002", attempts: 3, requestedAtMs: 0 },
  );

  test("BC-59: same queue, skills and caller; no call and no conference to join", () => {
    expect(attributes).toMatchObject({
      queue: "Spanish",
      skills: ["es"],
      language: "es",
      from: "+15550100001",
      called: "+15550100002",
    });
    for (const name of ["call_sid", "conference", "worker_call_sid"])
      expect(attributes).not.toHaveProperty(name);
  });

  test("BC-59: a copy that another writer has put back in line, and has added to, still shows the hand-off", () => {
    const copy = JSON.parse(JSON.stringify(attributes));
    const again = {
      ...copy,
      conference: { sid: "CF1" },
      callBackData: { ...copy.callBackData, attempts: "1", mainTimeZone: "Europe/Madrid" },
      placeCallRetry: 2,
    };

    expect(handoffView(again)).toEqual(handoffView(attributes));
    expect(handoffView(again)?.callback?.number).toBe("+15550100001");
    expect(isCallback(again)).toBe(true);
  });

  /** What the template's "Retry later" keeps, in its plugin and its Function. */
  const retried = (task: Record<string, unknown>): object => {
    const { numberToCall, numberToCallFrom, attempts, utcDateTimeReceived, isDeleted } = Object(
      task.callBackData,
    );
    return {
      taskType: "callback",
      from: numberToCall,
      name: numberToCall,
      flow_execution_sid: task.flow_execution_sid,
      message: task.message || null,
      callBackData: {
        ...{ numberToCall, numberToCallFrom, attempts: String(Number(attempts) + 1), mainTimeZone: "UTC" },
        ...{ utcDateTimeReceived, isDeleted: isDeleted || false },
      },
      direction: "inbound",
      conversations: { conversation_id: "WT1" },
    };
  };

  test("BC-59: after the template's 'Retry later' the reason, the summary and the record are shown", () => {
    const record = {
      url: `https://worker.example/record/CA1?e=1&s=${"a".repeat(64)}`,
      expiresAt: 1_800_000_000,
    };
    const first = callbackAttributes(
      { ...handoff, callSummary: `Wants "boots", ${"ñ ".repeat(300)}`, record },
      { callSid: "CA1", from: "+15550100001" },
      { number: "+15550100001", calledNumber: "+15550100002", attempts: 3, requestedAtMs: 0 },
    );
    const view = handoffView(retried(retried({ ...first }) as Record<string, unknown>)); // put in line twice

    expect(JSON.stringify(first).length).toBeLessThanOrEqual(2_000);
    expect(view).toMatchObject({ reasonCode: "caller_requested", record: { url: record.url } });
    expect(view?.summary).toMatch(/^Wants "boots", ñ ñ/);
    expect(view?.callback?.number).toBe("+15550100001");
  });

  test.each([null, "", "Please call.", "{}", '{"v":1}', '{"v":1,"reasonCode":"theirs"}', "[1]"])(
    "BC-59: with %j as its message, a callback of the template's is no task of ours",
    (message) => {
      expect(isCallback({ ...template, message })).toBe(false);
      expect(handoffView({ ...template, message })).toBeUndefined();
    },
  );

  test("BC-59: the call that the template makes of it shows the hand-off, and is no callback any more", () => {
    const outbound = { ...attributes, taskType: "callback-outbound", autoClose: true };

    expect(isCallback(outbound)).toBe(false);
    expect(handoffView(outbound)).toMatchObject({ summary: "Wants boots." });
    expect(handoffView(outbound)?.callback).toBeUndefined();
  });
});

describe("BC-69: attributes of ConversationRelay that are newer than this release", () => {
  const define = (relay: object) =>
    defineAgent({ name: "shop", greeting: "Hello.", instructions: "x", relay });
  const attributesOf = (relay: object) =>
    one(
      request(webhook("incoming", incoming(defineAgents({ default: define(relay) }))), CALL).twiml,
      "ConversationRelay",
    ).attributes;

  test("BC-69: echoPromptFiltering is known, and anything newer passes by `extra`", () => {
    const extra = { debug: "debugging", turnDetection: true, newThreshold: 0.4, note: 'a "b" & <c>' };

    expect(attributesOf({ echoPromptFiltering: true, extra })).toMatchObject({
      echoPromptFiltering: "true",
      debug: "debugging",
      turnDetection: "true",
      newThreshold: "0.4",
      note: 'a "b" & <c>',
    });
    expect(attributesOf({})).not.toHaveProperty("extra");
  });

  test.each([
    [{ url: "wss://elsewhere" }, "extra.url"],
    [{ URL: "wss://elsewhere" }, "extra.URL"],
    [{ action: {} }, "extra.action"],
    [{ events: "x" }, "extra.events"],
    [{ welcomegreeting: "Hi" }, "extra.welcomegreeting"],
    [{ transcriptionLanguage: "es" }, "extra.transcriptionLanguage"],
    [{ language: "es" }, "write it as relay.language"],
    [{ speechtimeout: 900 }, "write it as relay.speechTimeout"],
    [{ extra: "x" }, "write it as relay.extra"],
    [{ "xml:lang": "es" }, "extra.xml:lang"],
    [{ "a b": 1 }, "extra.a b"],
    [{ "": 1 }, "extra."],
    [{ x: null }, "extra.x"],
    [{ x: ["a"] }, "extra.x"],
    [{ x: "a\nb" }, "extra.x"],
    [{ x: "a\ud800" }, "extra.x"],
    [{ x: "\ufffe" }, "extra.x"],
    [{ x: "a".repeat(501) }, "extra.x"],
    [{ x: Number.NaN }, "extra.x"],
  ])("BC-69: extra %j is refused by name: %s", (extra, words) => {
    expect(() => define({ extra })).toThrow(words);
  });

  test("BC-69: a misspelt attribute beside `extra` is still refused", () => {
    expect(() => define({ echoPromptFilter: true })).toThrow("echoPromptFilter");
  });
});
