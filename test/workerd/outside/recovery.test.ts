import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseHandoff } from "../../../worker/protocol/handoff.ts";
import { callsTool, says, stallsAfter } from "../../support/model-steps.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What Twilio and the Functions say when a call comes back after its socket was lost. */
const AGAIN = { sessionId: "VX2", customParameters: { connect: "lost_socket" } } as const;

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());
afterEach(() => served.model.assertFinished());

/** What the caller and the agent have said, as the latest request has it. */
const history = () =>
  (served.model.requests.at(-1)?.call.messages ?? [])
    .filter((m) => m.role === "user" || m.role === "assistant")
    .map((m) => m.text);

describe.each([
  ["a killed process", () => served.kill()],
  ["a new release that does not wait", () => served.redeploy()],
])("%s", (_, strikes) => {
  test("B28: in the middle of a reply loses no memory, and the caller need not ask again", async () => {
    served.model.play([
      says("Nice to meet you, Rosa."),
      stallsAfter("Your order left on Monday and will arrive on Thursday."),
      says("It will arrive on Thursday."),
    ]);
    const before = await connects(served.origin);
    before.says("My name is Rosa.");
    await before.answer();
    before.hearsOut();
    before.says("When will my order arrive?");
    await before.hears("Your order left");

    await strikes();
    expect(await before.isClosed()).toMatchObject({ code: 1006 });
    const after = await connects(served.origin, { ...AGAIN, callSid: before.callSid });
    await after.hears("It will arrive on Thursday");

    expect(history()).toEqual(
      expect.arrayContaining(["My name is Rosa.", "Nice to meet you, Rosa.", "When will my order arrive?"]),
    );
  });

  test("B36: between the goodbye and the end of a hand-off does not undo it", async () => {
    served.model.play([
      callsTool("hand_off", {
        reason: "The caller wants a refund.",
        callSummary: "Wants a refund for leaking boots.",
        sentiment: "negative",
      }),
    ]);
    const before = await connects(served.origin);
    before.says("My boots leak and I want my money back.");
    await before.answer();

    await strikes();
    const after = await connects(served.origin, { ...AGAIN, callSid: before.callSid });

    expect(parseHandoff((await after.ends()).handoffData)?.handoff).toMatchObject({
      callSummary: "Wants a refund for leaking boots.",
      triggeredBy: "model",
    });
    expect([...before.frames, ...after.frames].filter((f) => f.type === "end")).toHaveLength(1);
  });

  test("B28: frames that are replayed afterwards count once", async () => {
    served.model.play([says("Nice to meet you, Rosa."), says("We open at nine.")]);
    const before = await connects(served.origin);
    before.says("My name is Rosa.");
    await before.answer();
    before.hearsOut();
    await served.hasRead(before);

    await strikes();
    const after = await connects(served.origin, { callSid: before.callSid });
    after.says("My name is Rosa.");
    after.says("When do you open?");

    expect(await after.answer()).toBe("We open at nine.");
    expect(
      history()
        .join("\n")
        .match(/My name is Rosa/g),
    ).toHaveLength(1);
  });
});

test("B28: the newest socket wins, and the late end of the old one changes nothing", async () => {
  served.model.play([says("Nice to meet you, Rosa."), says("We open at nine.")]);
  const old = await connects(served.origin);
  old.says("My name is Rosa.");
  await old.answer();
  old.hearsOut();
  await served.hasRead(old);

  const newest = await connects(served.origin, { callSid: old.callSid });
  expect(await old.isClosed()).toEqual({ code: 1000, reason: "replaced" });
  newest.says("When do you open?");

  expect(await newest.answer()).toBe("We open at nine.");
  expect(history()).toContain("My name is Rosa.");
  expect(old.spoken()).toBe("Nice to meet you, Rosa.");
  expect((await served.stored(old.callSid)).phase).toEqual({ name: "listening" });
});

test("B28: frames that are replayed on a new socket of the same session count once", async () => {
  const nth = served.model.requests.length;
  served.model.play([says("Nice to meet you, Rosa."), says("We open at nine.")]);
  const old = await connects(served.origin);
  old.says("My name is Rosa.");
  await old.answer();
  old.hearsOut();
  await served.hasRead(old);

  const newest = await connects(served.origin, { callSid: old.callSid });
  newest.says("My name is Rosa.");
  newest.says("When do you open?");

  expect(await newest.answer()).toBe("We open at nine.");
  expect(served.model.requests).toHaveLength(nth + 2);
  expect(
    history()
      .join("\n")
      .match(/My name is Rosa/g),
  ).toHaveLength(1);
});

test("words that were said in an earlier session are heard again in a new one", async () => {
  served.model.play([says("Shall I send it?"), says("Done.")]);
  const before = await connects(served.origin);
  before.says("Yes please.");
  await before.answer();
  before.hearsOut();
  // Closed, the old socket has nothing left that could come too late.
  before.loses();
  await before.isClosed();

  const after = await connects(served.origin, { ...AGAIN, callSid: before.callSid });
  await after.answer();
  after.says("Yes please.");

  expect(await after.answer()).toBe("Done.");
});
