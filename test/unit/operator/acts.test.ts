import { describe, expect, test } from "vitest";
import * as z from "zod";
import { reasonOf } from "../../../assets/console/logic/words.ts";
import { defineTool } from "../../../worker/agent/define.ts";
import { rulesOf } from "../../../worker/agent/judge.ts";
import type { Action } from "../../../worker/protocol/console/actions.ts";
import { isVisible } from "../../../worker/protocol/plain-text.ts";
import { callRowOf } from "../../../worker/session/account/console/call-row.ts";
import { actionsOf } from "../../../worker/session/account/record.ts";
import { longestSilenceMs } from "../../../worker/session/account/timeline/silence.ts";
import { refusalOf } from "../../../worker/session/operator/acts.ts";
import { salvage } from "../../../worker/session/state/salvage.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, hangs, type Part, says } from "../../support/played-model.ts";

/** What an operator does to a live call, and what the caller has of it. */

const acts = (call: TestCall, what: Action, text?: string): Promise<void> =>
  call.event({ type: "operator_acted", do: what, ...(text ? { text } : {}), by: "op1" });

const answering = async (...parts: Part[]): Promise<TestCall> => {
  const call = await new TestCall(parts).answered();
  await call.says("Are you open on Sunday?");
  return call;
};

const history = (call: TestCall): readonly string[] =>
  call.state.transcript.flatMap(({ item }) =>
    "text" in item && item.text ? [`${item.role}: ${item.text}`] : [],
  );

describe("say", () => {
  test("it is said at once where nobody speaks, is read out as speech is, and is the agent's in history", async () => {
    const call = await new TestCall([]).answered();
    const from = call.sent.length;

    await acts(call, "say", "It costs $42.");

    expect(call.spoken(from)).toBe("It costs forty-two dollars.");
    expect(history(call).at(-1)).toBe("agent: It costs $42.");
    expect(call.model.asked).toHaveLength(0);
  });

  test("it goes before an answer of which nothing was said, which is made anew and knows of it", async () => {
    const call = await answering(hangs(), says("On Saturday, too."));
    const from = call.sent.length;

    await acts(call, "say", "One moment, I am asking.");
    await call.passes(100);

    expect(call.spoken(from)).toBe("One moment, I am asking.On Saturday, too.");
    expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
    expect(call.model.lastItems.map((i) => i.text)).toContain("One moment, I am asking.");
    expect(call.state.phase.name).toBe("listening");
  });

  test("three that wait are one more request, which knows of all of them", async () => {
    const call = await answering(hangs(), says("On Saturday, too."));
    await call.event({ type: "caller_speaking", on: true });
    for (const text of ["First.", "Second.", "Third."]) await acts(call, "say", text);
    await call.event({ type: "caller_speaking", on: false });
    await call.passes(1_000);

    expect(call.spoken()).toMatch(/First\.Second\.Third\.On Saturday, too\.$/);
    expect(call.model.asked).toHaveLength(2);
    expect(call.model.lastItems.map((i) => i.text)).toContain("Third.");
  });

  test("it follows a reply that has begun", async () => {
    const call = await answering(says("Yes, we are open.", { gapMs: 100 }));
    await call.passes(150);
    const from = call.sent.length;

    await acts(call, "say", "Until four.");
    expect(call.spoken(from)).toBe("");
    await call.passes(1_000);

    expect(call.spoken()).toMatch(/Yes, we are open\.Until four\.$/);
  });

  test("it waits while the caller speaks, and their turn is answered all the same", async () => {
    const call = await new TestCall([says("Yes.")], { speculation: { enabled: false } }).answered();
    await call.event({ type: "caller_speaking", on: true });
    await call.partly("Are you open");
    const from = call.sent.length;

    await acts(call, "say", "We are closed today.");
    await call.passes(300);
    expect(call.sent).toHaveLength(from);
    await call.says("Are you open on Sunday?");
    await call.passes(100);

    expect(call.spoken(from)).toContain("We are closed today.");
    expect(call.spoken(from)).toMatch(/Yes\.$/);
    expect(call.model.asked).toHaveLength(1);
  });

  test("it is said while a tool works, and the result is told after it", async () => {
    const done = Promise.withResolvers<unknown>();
    const tool = defineTool({
      name: "work",
      description: "Works.",
      input: z.object({}),
      run: () => done.promise,
    });
    const call = await new TestCall([callsTool("work"), says("It is done.")], { tools: [tool] }).answered();
    await call.says("Do it, please.");
    const from = call.sent.length;

    await acts(call, "say", "This takes a while today.");
    done.resolve({ ok: true });
    await call.passes(100);

    expect(call.spoken(from)).toBe("This takes a while today.It is done.");
  });

  test("it is spoken over like any reply", async () => {
    const call = await new TestCall([says("To your office.")]).answered();
    await acts(call, "say", "Your order left on Monday. It comes on Thursday, in the afternoon.");
    await call.startsSpeaking();
    await call.passes(2_000);
    await call.played("Your order left on Monday.");

    await call.interrupts("It comes");
    await call.says("Can you send it to my office?");

    const said = call.model.asked.at(-1)?.request.items.findLast((i) => i.role === "agent");
    expect(said).toMatchObject({ text: "Your order left on Monday. It comes", interrupted: true });
  });

  test("over a goodbye it takes the goodbye back", async () => {
    const call = await new TestCall([callsTool("end_call")]).answered();
    await call.says("That is all, goodbye.");
    expect(call.state.phase.name).toBe("saying_goodbye");

    await acts(call, "say", "One more thing: your parcel is here.");

    expect(call.state.phase.name).toBe("listening");
    expect(call.spoken()).toContain("One more thing");
  });
});

describe("words that cannot be seen are none", () => {
  const BLANK = "\u200b \u2060\ufeff\u00ad\u3164\u2800";

  test.each([...BLANK, BLANK, ""])("%j", (text) => {
    expect(isVisible(text)).toBe(false);
    expect(isVisible(`${text}👍🏽`)).toBe(true);
  });

  test("in a call nothing comes of them", async () => {
    const call = await new TestCall([]).answered();
    const from = call.sent.length;
    await acts(call, "say", BLANK);

    expect([call.sent.length, call.state.operating.acted.length]).toEqual([from, 0]);
  });
});

describe("whisper", () => {
  test("nobody hears it, nobody is asked for it, and the next request has it", async () => {
    const call = await new TestCall([says("Ten percent, for you.")]).answered();
    const from = call.sent.length;

    await acts(call, "whisper", "Offer ten percent.");
    await call.passes(500);
    expect([call.sent.length, call.model.asked.length]).toEqual([from, 0]);
    await call.says("What does it cost?");

    expect(call.model.lastItems.some((i) => i.role === "note" && i.text.endsWith("Offer ten percent."))).toBe(
      true,
    );
    expect(call.spoken(from)).not.toContain("Offer");
  });

  test("an answer of which nothing was said is made anew with it; one that has begun is not", async () => {
    const call = await answering(hangs(), says("Ten percent off."));
    await acts(call, "whisper", "Offer ten percent.");
    await call.passes(50);
    expect(call.model.asked).toHaveLength(2);
    expect(call.spoken()).toContain("Ten percent off.");

    const other = await answering(says("Yes, we are open.", { gapMs: 100 }));
    await other.passes(150);
    await acts(other, "whisper", "Offer ten percent.");
    await other.passes(1_000);
    expect(other.model.asked).toHaveLength(1);
  });
});

describe("a secret that an operator types", () => {
  const CARD = "4111 1111 1111 1111";
  const about = `Their card is ${CARD}, and the SSN is 078-05-1120.`;
  const masked = "Their card is [card number withheld], and the SSN is [social security number withheld].";
  const concealing = (...parts: Part[]) => new TestCall(parts, { conceal: ["ssn"] }).answered();
  const aloud = "four one one one, one one one one, one one one one, one one one one";
  const requests = (call: TestCall): string => JSON.stringify(call.model.asked.map((a) => a.request.items));

  test("is whispered to the model without its figures", async () => {
    const call = await concealing(says("Thank you."));
    await acts(call, "whisper", about);
    await call.says("Are you open on Sunday?");

    expect(requests(call)).toContain(masked);
    expect(requests(call)).not.toMatch(/4111|078-05/);
    expect(JSON.stringify(call.state)).not.toMatch(/4111|078-05/);
  });

  test("is said as it was typed, and is in no request and no record", async () => {
    const call = await concealing(says("Thank you."));
    const from = call.sent.length;
    await acts(call, "say", `I have ${CARD} here, is that so?`);
    await call.hearsOut();
    await call.says("Are you open on Sunday?");

    expect(call.spoken(from)).toContain(`I have ${aloud} here, is that so?`);
    expect(call.model.lastItems.map((i) => i.text)).toContain(
      "I have [card number withheld] here, is that so?",
    );
    expect(requests(call)).not.toContain("4111");
    await call.event({ type: "socket_closed", how: "hung_up" });
    expect(JSON.stringify(call.state)).not.toMatch(/4111|one one/);
  });

  test("spoken over stays out of what was heard, and of what is said again", async () => {
    const call = await concealing(says("Thank you."));
    await acts(call, "say", `I have ${CARD} here, on the account of your brother.`);
    await call.startsSpeaking();
    await call.passes(2_000);
    const from = call.sent.length;
    await call.interrupts(`I have ${aloud} here`);
    expect(history(call).at(-1)).toBe("agent: I have [card number withheld] here,");
    await call.passes(10_000);

    expect(call.spoken(from)).toContain("account of your brother.");
    expect(history(call).at(-1)).toBe(
      "agent: I have [card number withheld] here, on the account of your brother.",
    );
  });

  test("stands in no account for the person", async () => {
    const call = await concealing(hangs());
    await acts(call, "hand_over", about);

    expect(JSON.stringify(call.state)).not.toMatch(/4111|078-05/);
  });
});

describe("mute", () => {
  test("the model is asked no more, turns are kept, and unmuted it answers what waits", async () => {
    const call = await new TestCall([says("Sunday, too.")]).answered();
    await acts(call, "mute");
    await call.partly("Are you open on Sunday?");
    await call.passes(400);
    await call.says("Are you open on Sunday?");
    await call.passes(2_000);
    expect(call.model.asked).toHaveLength(0);

    await acts(call, "unmute");
    await call.passes(50);

    expect(call.model.lastItems.at(-1)?.text).toBe("Are you open on Sunday?");
    expect(call.spoken()).toMatch(/Sunday, too\.$/);
  });

  test("an answer that is being made is stopped, and its turn is the operator's", async () => {
    const call = await answering(hangs(), says("Later."));
    await acts(call, "mute");
    expect(call.model.asked[0]?.abortedAtMs).toBeDefined();

    await acts(call, "say", "Yes, from ten to four.");
    await call.hearsOut();
    await acts(call, "unmute");
    await call.passes(100);

    expect(call.model.asked).toHaveLength(1);
    expect(history(call).at(-1)).toBe("agent: Yes, from ten to four.");
  });

  test("words that nobody answers are bridged from 2 s on, never in silence for 4 s, and answered after 20 s", async () => {
    const call = await new TestCall([says("Yes, from ten to four.")]).answered();
    await acts(call, "mute");
    await call.says("Are you open on Sunday?");
    const atMs = call.clock.now() - call.startedAtMs;
    const from = call.sent.length;
    for (let tenth = 0; tenth < 220; tenth += 1) await call.passes(100);

    const lines = call.sent.slice(from).filter(({ frame }) => frame.type === "text" && frame.token !== "");
    expect(lines.slice(0, 5).map((l) => Math.round((l.atMs - atMs) / 1_000))).toEqual([2, 7, 12, 17, 20]);
    expect(call.spoken(from)).toMatch(/Yes, from ten to four\.$/);
    expect(longestSilenceMs(call.timeline, call.clock.now())).toBeLessThan(4_000);
    expect(call.logs.map((l) => l.event)).toContain("mute.lapsed");
    expect(call.state.operating.muted).toBeUndefined();
  });

  test("a caller who had waited when the agent was muted is not left to wait as long again", async () => {
    const call = await answering(hangs(), hangs());
    await call.passes(1_000);
    await acts(call, "mute");
    const from = call.sent.length;
    await call.passes(1_100);

    expect(call.spoken(from)).toBe("One moment, please.");
  });

  test("that it has lapsed stands in the record, and the timeline shows how long it was", async () => {
    const call = await new TestCall([says("Yes, from ten to four.")]).answered();
    await acts(call, "mute");
    const mutedAt = call.clock.now();
    await call.says("Are you open on Sunday?");
    await call.passes(22_000);
    const lapsedAt = mutedAt + 20_000;

    expect(actionsOf(call.state, [])).toEqual([
      { at: mutedAt, by: "op1", do: "mute" },
      { at: lapsedAt, by: "", do: "unmute", text: "nobody had typed for 20 s" },
    ]);
    expect(call.timeline.bars.filter((bar) => bar.lane === "operator")).toEqual([
      { lane: "operator", what: "mute", from: mutedAt, to: lapsedAt, label: "op1" },
      { lane: "operator", what: "unmute", from: lapsedAt, to: lapsedAt, label: "nobody had typed for 20 s" },
    ]);
  });

  test("muted to the end of the call it is shown to the end", async () => {
    const call = await new TestCall([]).answered();
    await acts(call, "mute");
    await call.passes(5_000);
    expect(call.timeline.bars.find((bar) => bar.lane === "operator")?.to).toBeUndefined();
    await call.event({ type: "socket_closed", how: "hung_up" });

    expect(call.timeline.bars.find((bar) => bar.lane === "operator")?.to).toBe(call.timeline.endedAt);
  });

  test("nobody is asked whether they are there, for 30 s in which nobody says anything; then the agent is itself", async () => {
    const call = await new TestCall([]).answered();
    await acts(call, "mute");
    const from = call.sent.length;

    await call.passes(29_000);
    expect(call.sent).toHaveLength(from);
    await call.passes(10_000);

    expect(call.spoken(from)).toBe("Are you still there?");
  });

  test("a restart keeps it", async () => {
    const call = await new TestCall([]).answered();
    await acts(call, "mute");
    await call.restarts(true);
    await call.says("Are you open on Sunday?");

    expect(call.model.asked).toHaveLength(0);
    expect(call.state.operating.muted).toBeDefined();
  });

  test("a caller who asks for a person gets one all the same", async () => {
    const call = await new TestCall([hangs()]).answered();
    await acts(call, "mute");

    await call.says("I want to speak to a human.");

    expect(call.state.phase.name).toBe("handing_off");
  });
});

describe("hand over", () => {
  test("through the same door as any other, and the person is told who wanted it, and why", async () => {
    const call = await new TestCall([says("Yes."), hangs()]).answered();
    await call.says("Are you open on Sunday?");
    await call.hearsOut();

    await acts(call, "hand_over", "He is a regular.");
    await call.passes(2_000);
    await call.hearsOut();
    await call.passes(2_000);

    expect(call.ends[0]?.handoff).toMatchObject({
      reasonCode: "rule",
      reason: "An operator who watched the call handed it over: He is a regular.",
    });
  });

  test("whoever reads the call's row is told that it was an operator, and no rule", async () => {
    const call = await new TestCall([]).answered();
    await acts(call, "hand_over");
    const asOf = { nowMs: call.clock.now(), retentionMs: 0, timeline: call.timeline };

    const { reasonCode = "", rule } = callRowOf(call.state, rulesOf(call.agent), asOf);
    expect({ reasonCode, rule }).toEqual({ reasonCode: "rule", rule: "operator" });
    expect(reasonOf(reasonCode, rule)).toBe("An operator");
  });
});

describe("end", () => {
  test("the goodbye is heard, and the call ends, whatever the caller says over it", async () => {
    const call = await new TestCall([]).answered();
    await acts(call, "end");
    expect(call.spoken()).toContain("Goodbye.");
    await call.startsSpeaking();
    await call.says("No, wait, I have another question!");
    await call.presses("1");
    await call.hearsOut();
    await call.passes(15_000);

    expect(call.ends).toHaveLength(1);
    expect(call.ends[0]?.handoff).toBeUndefined();
    expect(call.model.asked).toHaveLength(0);
  });
});

describe("what the phase forbids is refused", () => {
  const all: readonly Action[] = ["say", "whisper", "hand_over", "mute", "unmute", "end"];
  const refusals = (call: TestCall) => all.map((what) => refusalOf(call.state, what));

  test("by name, and nothing comes of it", async () => {
    const call = await answering(hangs(), hangs());
    expect(refusals(call)).toEqual([undefined, undefined, undefined, undefined, "already", undefined]);
    await acts(call, "mute");
    expect(refusals(call)[3]).toBe("already");
    await call.event({ type: "socket_closed", how: "lost" });
    expect(refusals(call)).toEqual(["line_lost", undefined, undefined, "already", undefined, "line_lost"]);
    await call.connects();
    await acts(call, "hand_over");
    expect(refusals(call)).toEqual(all.map(() => "leaving"));
    const before = call.state;
    for (const what of all) await acts(call, what, "Hello.");
    expect(call.state).toEqual(before);
    await call.passes(3_000);
    await call.hearsOut();
    await call.passes(3_000);
    expect(refusals(call)).toEqual(all.map(() => "with_person"));
  });

  test("also once it is over", async () => {
    const call = await new TestCall([]).answered();
    await call.event({ type: "socket_closed", how: "hung_up" });

    expect(refusals(call)).toEqual(all.map(() => "over"));
  });

  test("who says more than can be said has to wait", async () => {
    const call = await new TestCall([]).answered();
    await call.event({ type: "caller_speaking", on: true });
    for (let n = 0; n < 12; n += 1) await acts(call, "say", `Line ${n}.`);

    expect(call.state.operating.toSay).toHaveLength(10);
    expect(refusalOf(call.state, "say")).toBe("waiting");
  });
});

test("what was typed and could not be said any more says so, and what was said before it does not", async () => {
  const call = await new TestCall([]).answered();
  await acts(call, "say", "Hello there.");
  await call.event({ type: "caller_speaking", on: true });
  await acts(call, "say", "One moment.");
  await acts(call, "whisper", "Be brief.");
  await acts(call, "say", "I have found it.");
  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(actionsOf(call.state, []).map(({ text, unsaid }) => [text, unsaid])).toEqual([
    ["Hello there.", undefined],
    ["One moment.", true],
    ["Be brief.", undefined],
    ["I have found it.", true],
  ]);
});

test("an operator who ends the call gives up what waited to be said", async () => {
  const call = await new TestCall([]).answered();
  await call.event({ type: "caller_speaking", on: true });
  await acts(call, "say", "One moment.");
  await acts(call, "end");

  expect(actionsOf(call.state, [])).toMatchObject([{ unsaid: true }, { do: "end" }]);
});

test("the record keeps who did what, without what must not be kept; the log has no words", async () => {
  const call = await new TestCall([]).answered();
  await acts(call, "whisper", "The card is 4111 1111 1111 1111.");
  await acts(call, "mute");
  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(actionsOf(call.state, []).map(({ by, do: what, text }) => [by, what, text])).toEqual([
    ["op1", "whisper", "The card is [card number withheld]."],
    ["op1", "mute", undefined],
  ]);
  expect(JSON.stringify(call.state.operating)).not.toContain("4111 1111");
  expect(JSON.stringify(call.logs)).not.toContain("The card");
  expect(call.logs.filter((l) => l.event === "operator.acted").map((l) => l.fields)).toEqual([
    { do: "whisper", by: "op1" },
    { do: "mute", by: "op1" },
  ]);
});

test("who did what is still known to a release that has another state", () => {
  const acted = [
    { atMs: 5, by: "op1", do: "mute" },
    { atMs: 6, by: "op1", do: "say", text: "Hello." },
  ];
  const stored = { v: 99, operating: { muted: { sinceMs: 5 }, acted } };

  const { operating } = salvage(stored, [], "CA1");

  expect(operating.acted).toEqual(acted);
  expect(operating.muted).toBeUndefined();
  expect(salvage({ operating: { acted: [{ do: "sing" }] } }, [], "CA1").operating.acted).toEqual([]);
});
