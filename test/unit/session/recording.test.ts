import { describe, expect, test } from "vitest";
import type { AgentDefinition } from "../../../worker/agent/define.ts";
import { rulesOf } from "../../../worker/agent/judge.ts";
import { packFor } from "../../../worker/language/packs.ts";
import type { RecordingEvent } from "../../../worker/session/state/event.ts";
import { step } from "../../../worker/session/step.ts";
import consentDe from "../../fixtures/language/consent.de.json" with { type: "json" };
import consentEn from "../../fixtures/language/consent.en.json" with { type: "json" };
import consentEs from "../../fixtures/language/consent.es.json" with { type: "json" };
import consentFr from "../../fixtures/language/consent.fr.json" with { type: "json" };
import consentPt from "../../fixtures/language/consent.pt.json" with { type: "json" };
import { TestCall } from "../../support/conversation.ts";
import { callsTool, says } from "../../support/played-model.ts";

const ANNOUNCED: Partial<AgentDefinition> = { recording: { consent: "announced" } };
const ASKED: Partial<AgentDefinition> = { recording: { consent: "asked" } };
const EN = packFor("en-US", {}).phrases;

/** What was said, each talk cycle as one line. */
const textOf = (call: TestCall): readonly string[] =>
  call.sent
    .flatMap(({ frame }) => (frame.type === "text" ? [frame.token + (frame.last ? "\n" : "")] : []))
    .join("")
    .split("\n")
    .filter(Boolean);
const ordersOf = (call: TestCall): readonly string[] => call.orders.map(({ order }) => order);
interface Line {
  readonly said: string;
  readonly answer: "yes" | "no" | "unclear";
  readonly asked?: string;
}

const consentOf = (call: TestCall): string => call.state.recording.consent;

/** The greeting begins, and what follows it is heard to its end. */
async function begun(call: TestCall): Promise<TestCall> {
  await call.connects();
  await call.startsSpeaking();
  await call.hearsOut();
  await call.passes(300);
  return call;
}

describe("announced", () => {
  test("the caller hears it behind the greeting, and the recording starts when they have", async () => {
    const call = await new TestCall([], ANNOUNCED).connects();
    expect(textOf(call)).toEqual([]);

    await call.startsSpeaking();
    expect(call.sent.at(-1)?.frame).toEqual({
      type: "text",
      token: EN.recordingNotice,
      last: true,
      interruptible: false,
    });
    expect(ordersOf(call)).toEqual([]);

    await call.hearsOut();
    expect(ordersOf(call)).toEqual(["start"]);
    expect(call.state.recording).toMatchObject({ consent: "given", at: "on", sid: "RE1" });
  });

  test("it is said though Twilio reports nothing, and an agent without it says and records nothing", async () => {
    const silent = await new TestCall([], ANNOUNCED).connects();
    await silent.passes(30_000);
    expect(textOf(silent)).toContain(EN.recordingNotice);
    expect(ordersOf(silent)).toEqual(["start"]);

    const without = await begun(new TestCall([]));
    expect(textOf(without)).toEqual([]);
    expect(ordersOf(without)).toEqual([]);
  });

  test("who speaks over the greeting is answered, hears it behind the answer, and is recorded from then on", async () => {
    const call = await new TestCall([says("On Monday.")], ANNOUNCED).connects();
    await call.startsSpeaking();
    await call.passes(500);
    await call.event({ type: "caller_speaking", on: true });
    await call.interrupts("Hello");
    await call.fallsSilent();
    await call.event({ type: "caller_speaking", on: false });
    await call.says("Where is my order?");
    await call.passes(1_000);

    expect(textOf(call).slice(-2)).toEqual(["On Monday.", EN.recordingNotice]);
    expect(ordersOf(call)).toEqual([]);
    await call.hearsOut();
    expect(ordersOf(call)).toEqual(["start"]);
    expect(
      call.state.transcript.filter((e) => e.item.role === "agent" && e.item.text === EN.recordingNotice),
    ).toHaveLength(1);
  });

  test("a line that is lost under it has it said again, and one that was heard is not said twice", async () => {
    const call = await new TestCall([], ANNOUNCED).connects();
    await call.startsSpeaking();
    await call.passes(200);
    await call.event({ type: "socket_closed", how: "lost" });
    expect(ordersOf(call)).toEqual([]);
    await call.connects("VX2", {});
    await call.startsSpeaking();
    await call.hearsOut();
    expect(textOf(call).filter((t) => t === EN.recordingNotice)).toHaveLength(2);
    expect(ordersOf(call)).toEqual(["start"]);

    await call.event({ type: "socket_closed", how: "lost" });
    await call.connects("VX3", {});
    await call.hearsOut();
    await call.passes(500);
    expect(textOf(call).filter((t) => t === EN.recordingNotice)).toHaveLength(2);
    // While it is lost nobody knows whom the caller is led to.
    expect(ordersOf(call)).toEqual(["start", "pause", "resume"]);
  });
});

describe("asked", () => {
  test("a yes records, and the caller is not kept waiting", async () => {
    const call = await begun(new TestCall([], ASKED));
    expect(textOf(call)).toEqual([EN.recordingQuestion]);
    expect(call.sent.at(-1)?.frame).toMatchObject({ interruptible: false });

    await call.says("Yes, go ahead.");

    expect(ordersOf(call)).toEqual(["start"]);
    expect(textOf(call).at(-1)).toBe(EN.recordingAgreed);
    expect(call.model.asked).toHaveLength(0);
  });

  test("a no does not, and the call goes on", async () => {
    const call = await begun(new TestCall([says("On Monday.")], ASKED));
    await call.says("No, thank you.");
    expect(textOf(call).at(-1)).toBe(EN.recordingDeclined);
    await call.hearsOut();

    await call.says("Yes. Where is my order?");
    await call.passes(1_000);

    expect(textOf(call).at(-1)).toBe("On Monday.");
    expect(ordersOf(call)).toEqual([]);
  });

  test("who answers with what they want is answered, unrecorded, and not asked again", async () => {
    const call = await begun(new TestCall([says("On Monday."), says("You are welcome.")], ASKED));
    await call.says("Where is my order?");
    await call.passes(1_000);
    await call.hearsOut();
    await call.says("Yes.");
    await call.passes(1_000);

    expect(textOf(call)).toEqual([EN.recordingQuestion, "On Monday.", "You are welcome."]);
    expect(consentOf(call)).toBe("refused");
    expect(ordersOf(call)).toEqual([]);
    const notes = call.model.lastItems.filter(({ role }) => role === "note").map(({ text }) => text);
    expect(notes.join()).toContain("has not agreed");
  });

  test("a no with a question in it is answered by the model", async () => {
    const call = await begun(new TestCall([says("On Monday.")], ASKED));
    await call.says("No, where is my order?");
    await call.passes(1_000);
    expect(textOf(call).at(-1)).toBe("On Monday.");
    expect(ordersOf(call)).toEqual([]);
  });

  test("silence is no yes, and a late yes is none", async () => {
    const call = await begun(new TestCall([says("Fine.")], ASKED));
    await call.passes(9_000);
    expect(textOf(call).at(-1)).toBe(EN.recordingDeclined);
    await call.hearsOut();
    await call.says("Yes.");
    await call.passes(1_000);
    expect(ordersOf(call)).toEqual([]);
  });

  test("a yes over the greeting, before the question was heard, is none", async () => {
    const call = await new TestCall([says("How can I help?")], ASKED).connects();
    await call.startsSpeaking();
    await call.passes(400);
    await call.event({ type: "caller_speaking", on: true });
    await call.interrupts("Hello");
    await call.fallsSilent();
    await call.event({ type: "caller_speaking", on: false });
    await call.says("Yes.");
    await call.passes(1_500);
    expect(ordersOf(call)).toEqual([]);
    expect(textOf(call).at(-1)).toBe(EN.recordingQuestion);
    await call.hearsOut();
    await call.says("Yes.");
    expect(ordersOf(call)).toEqual(["start"]);
  });

  test("a person is reached all the same, and who comes back from the queue is not asked", async () => {
    const call = await begun(new TestCall([says("I am here.")], ASKED));
    await call.says("I want to speak to a human.");
    await call.hearsOut();
    await call.passes(10_000);
    expect(call.ends).toHaveLength(1);
    await call.event({ type: "socket_closed", how: "hung_up" });

    await call.connects("VX2", { connectReason: "left_queue", reason: "left_queue" });
    await call.hearsOut();
    await call.passes(3_000);
    expect(textOf(call).filter((t) => t === EN.recordingQuestion)).toHaveLength(1);
    expect(ordersOf(call)).toEqual([]);
  });

  test("a process that dies keeps the question and its answer, and begins one recording", async () => {
    const call = await begun(new TestCall([], ASKED));
    await call.passes(7_000);
    await call.restarts(true);
    call.recorder = () => new Promise<RecordingEvent>(() => {});
    await call.says("Yes.");
    await call.passes(100);
    expect(ordersOf(call)).toEqual(["start"]);

    await call.restarts(true);
    expect(call.orders).toEqual([
      { type: "record", order: "start", sid: undefined, again: false },
      { type: "record", order: "start", sid: undefined, again: true },
    ]);
  });
});

describe("every answer to the question, in each language", () => {
  const LISTS = [
    ["en-US", consentEn],
    ["de-DE", consentDe],
    ["es-ES", consentEs],
    ["fr-FR", consentFr],
    ["pt-BR", consentPt],
  ] as const;

  test.each(LISTS)("%s", async (language, list) => {
    const call = await begun(new TestCall([], { ...ASKED, relay: { language } }));
    const asked = call.state;
    const rules = rulesOf(call.agent);
    const wrong: string[] = [];
    let yes = 0;
    for (const { said, answer, ...other } of list as readonly Line[]) {
      // What repeats the words of another question is no answer to this one.
      if ("asked" in other) continue;
      const { effects } = step(asked, { type: "caller_spoke", text: said }, call.clock.now(), rules);
      const records = effects.some((e) => e.type === "record" && e.order === "start");
      if (records !== (answer === "yes")) wrong.push(`${said} (${answer})`);
      if (records) yes += 1;
    }
    expect(wrong).toEqual([]);
    expect(yes).toBeGreaterThan(20);
  });
});

describe("secrets", () => {
  const PIN = callsTool("collect_digits", { purpose: "pin", length: 4, secure: true });
  const recorded = async (definition = ANNOUNCED): Promise<TestCall> =>
    begun(new TestCall([PIN, says("Your PIN, please."), says("Thank you."), says("Good.")], definition));

  test("it is paused from the moment that they are asked for, until the entry is over", async () => {
    const call = await recorded();
    await call.says("I would like to see my balance.");
    await call.passes(1_000);
    expect(ordersOf(call)).toEqual(["start", "pause"]);
    await call.hearsOut();

    await call.presses("1234");
    await call.passes(1_400);
    expect(ordersOf(call)).toEqual(["start", "pause"]);
    await call.passes(200);
    expect(ordersOf(call)).toEqual(["start", "pause", "resume"]);
    expect(call.state.recording).toMatchObject({ at: "on", spoilt: false });
  });

  test("an entry that is given up is over when its keys would be none of a secret's any more", async () => {
    const call = await recorded({ ...ANNOUNCED, silence: { enabled: false } });
    await call.says("I would like to see my balance.");
    await call.passes(1_000);
    await call.hearsOut();
    await call.says("Are you open on Sunday?");
    await call.passes(179_000);
    expect(ordersOf(call)).toEqual(["start", "pause"]);
    await call.passes(3_000);
    expect(ordersOf(call)).toEqual(["start", "pause", "resume"]);
  });

  test("one that cannot be paused is stopped, and what was keyed into it is deleted", async () => {
    const call = await recorded();
    call.recorder = async ({ order }) =>
      order === "pause"
        ? { type: "recording_failed", during: "pause", code: "unreachable" }
        : { type: "recording_changed", to: order === "stop" ? "over" : "deleted" };
    await call.says("I would like to see my balance.");
    await call.passes(1_000);
    expect(ordersOf(call)).toEqual(["start", "pause", "stop"]);
    expect(call.state.recording).toMatchObject({ at: "over", spoilt: false });
    expect(call.logs.map((l) => l.event)).toContain("recording.failed");
  });

  test("a key that comes before the pause is certain spoils the recording", async () => {
    const call = await recorded();
    let answer = (_: RecordingEvent): void => {};
    call.recorder = async ({ order }) => {
      if (order === "pause")
        return new Promise<RecordingEvent>((settle) => {
          answer = settle;
        });
      return { type: "recording_changed", to: order === "stop" ? "over" : "deleted" };
    };
    await call.says("I would like to see my balance.");
    await call.passes(1_000);
    await call.presses("12");
    answer({ type: "recording_changed", to: "paused" });
    await call.passes(100);

    expect(ordersOf(call)).toEqual(["start", "pause", "stop", "delete"]);
    expect(call.state.recording).toMatchObject({ at: "deleted", spoilt: true });
  });

  test("none begins while a secret is asked for", async () => {
    const call = new TestCall([PIN, says("Your PIN, please."), says("Thank you.")], ANNOUNCED);
    let answer = (_: RecordingEvent): void => {};
    call.recorder = ({ order }) =>
      order === "start"
        ? new Promise<RecordingEvent>((settle) => {
            answer = settle;
          })
        : Promise.resolve({ type: "recording_changed", to: order === "pause" ? "paused" : "on" });
    await begun(call);
    await call.says("I would like to see my balance.");
    await call.passes(1_000);
    expect(ordersOf(call)).toEqual(["start"]);
    answer({ type: "recording_started", sid: "RE1", atMs: 1 });
    await call.passes(50);
    expect(ordersOf(call)).toEqual(["start", "pause"]);
  });
});

describe("the end of it", () => {
  const handedOver = async (recording: AgentDefinition["recording"]): Promise<TestCall> => {
    const call = await begun(new TestCall([], { recording }));
    await call.says("I want to speak to a human.");
    await call.passes(500);
    await call.hearsOut();
    await call.passes(10_000);
    expect(call.ends).toHaveLength(1);
    await call.event({ type: "socket_closed", how: "hung_up" });
    return call;
  };

  test("a person who takes over is not recorded, unless the agent says so", async () => {
    expect(ordersOf(await handedOver({ consent: "announced" }))).toEqual(["start", "stop"]);
    expect(ordersOf(await handedOver({ consent: "announced", untilEnd: true }))).toEqual(["start"]);
  });

  test("who does not come back is recorded no longer, wherever they are", async () => {
    const call = await begun(new TestCall([], ANNOUNCED));
    await call.event({ type: "socket_closed", how: "lost" });
    await call.passes(61_000);
    expect(ordersOf(call)).toEqual(["start", "pause", "stop"]);
  });

  test("a caller who hangs up ends it, and Twilio is asked nothing", async () => {
    const call = await begun(new TestCall([], ANNOUNCED));
    await call.event({ type: "socket_closed", how: "hung_up" });
    expect(ordersOf(call)).toEqual(["start"]);
    expect(call.finished).toBe(1);
  });

  test.each(["refused", "unreachable", "call_over"])(
    "a start that fails (%s) costs the call nothing",
    async (code) => {
      const call = new TestCall([says("On Monday.")], ANNOUNCED);
      const works = call.recorder;
      call.recorder = async (given) =>
        given.order === "start"
          ? { type: "recording_failed", during: "start", code, status: 401, providerCode: 20003 }
          : works(given);
      await begun(call);
      await call.says("Where is my order?");
      await call.passes(1_000);
      expect(textOf(call).at(-1)).toBe("On Monday.");
      // Of one that nobody knows of, it is made sure that there is none.
      expect(ordersOf(call)).toEqual(code === "unreachable" ? ["start", "stop", "delete"] : ["start"]);
      expect(call.logs).toContainEqual({
        event: "recording.failed",
        fields: { during: "start", code, status: 401, providerCode: 20003 },
      });
    },
  );

  test("an agent that records no more ends what goes on", async () => {
    const call = await begun(new TestCall([], ANNOUNCED));
    await call.passes(100);
    await call.restarts(true, {});
    expect(ordersOf(call)).toEqual(["start", "stop"]);
  });
});
