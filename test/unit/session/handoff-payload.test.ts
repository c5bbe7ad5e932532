import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import type { Tool } from "../../../worker/agent/tools/tool.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { recordOf } from "../../../worker/session/account/record.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, callsTools, hangs, type Part, says, text } from "../../support/played-model.ts";

/** B35: what the person is told of who called, what was done and what was promised. */

const account = { reason: "Billing.", callSummary: "Charged twice.", sentiment: "negative" };
const handsOff = (entities: Record<string, string> = {}): Part =>
  callsTool("hand_off", { ...account, entities });

/** A check of a PIN that succeeds with 4711. */
const checkPin = defineTool({
  name: "check_pin",
  description: "Checks the PIN.",
  input: z.object({ pin: z.string() }),
  run: ({ pin }) => ({ right: pin === "4711" }),
  identity: (_, { right }) =>
    right ? { status: "verified", method: "PIN", name: "Ada Okafor" } : { status: "failed", method: "PIN" },
});

const shipping = (confirm?: () => string) =>
  defineTool({
    name: "ship_parcel",
    description: "Ships.",
    input: z.object({ to: z.string() }),
    sideEffect: true,
    confirm,
    run: ({ to }) => {
      if (to === "nowhere") throw new Error("No such place.");
      return { number: 1043 };
    },
    title: ({ to }, output) =>
      output ? `Shipped parcel ${output.number} to ${to}` : `Tried to ship to ${to}`,
    promises: (_, { number }) => [`Parcel ${number} arrives on Friday`],
  });
const ship = shipping();

/** One turn for each list of tools, told with a word; then the caller asks to be put through. */
async function handedOff(
  tools: readonly Tool[],
  turns: readonly (readonly [name: string, args: unknown])[][],
  entities: Record<string, string> = {},
): Promise<{ handoff: Handoff; call: TestCall }> {
  const parts = turns.flatMap((calls) => [callsTools(...calls), says("That is done.")]);
  const call = await new TestCall([...parts, handsOff(entities)], { tools: [...tools] }).answered();
  for (const _ of turns) {
    await call.says("Please see to it for me.");
    await call.passes(100);
    await call.hearsOut();
  }
  return { handoff: await ended(call), call };
}

async function ended(call: TestCall): Promise<Handoff> {
  await call.says("I was charged twice for it.");
  await call.passes(2_000);
  await call.hearsOut();
  const handoff = call.ends.at(-1)?.handoff;
  if (!handoff) throw new Error("The call did not end at a person.");
  return handoff;
}

test.each([
  ["one that fits", ["4711"], { status: "verified", method: "PIN", name: "Ada Okafor" }],
  ["one that does not", ["1111"], { status: "failed", method: "PIN", name: "Bob" }],
  [
    "one that fits after two that did not",
    ["1111", "2222", "4711"],
    { status: "verified", method: "PIN, after 2 failed checks", name: "Ada Okafor" },
  ],
  [
    "one that does not after one that did",
    ["4711", "1111"],
    { status: "failed", method: "PIN; verified before by PIN", name: "Bob" },
  ],
])(
  "of the checks of who the caller is the last counts, and tells of the others: %s",
  async (_, pins, identity) => {
    const { handoff } = await handedOff(
      [checkPin],
      pins.map((pin) => [["check_pin", { pin }]]),
      { callerName: "Bob" },
    );

    expect(handoff.identity).toEqual(identity);
  },
);

test("a name that the caller only said is claimed, and is not listed a second time", async () => {
  const { handoff } = await handedOff([], [], { Name: " Bob ", town: "Leeds" });

  expect(handoff.identity).toEqual({ status: "claimed", name: "Bob" });
  expect(handoff.facts?.map((fact) => fact.name)).toEqual(["town"]);
});

test("of a caller of whom nothing is known, no identity is given", async () => {
  const { handoff } = await handedOff([], []);

  expect(handoff).not.toHaveProperty("identity");
});

test("steps and side effects are what a person would say, in their order, with how they went", async () => {
  const bare = defineTool({
    name: "find_branch",
    description: "Finds.",
    input: z.object({}),
    run: () => ({}),
  });
  const { handoff } = await handedOff(
    [bare, ship],
    [[["find_branch", {}]], [["ship_parcel", { to: "Leeds" }]], [["ship_parcel", { to: "nowhere" }]]],
  );

  expect(handoff.steps).toEqual([
    { what: "find branch", outcome: "ok" },
    { what: "Shipped parcel 1043 to Leeds", outcome: "ok" },
    { what: "Tried to ship to nowhere", outcome: "failed" },
  ]);
  expect(handoff.sideEffects).toEqual(["Shipped parcel 1043 to Leeds"]);
});

test("the conversation's record names tools as the payload does", async () => {
  const { call } = await handedOff(
    [ship],
    [[["ship_parcel", { to: "Leeds" }]], [["ship_parcel", { to: "nowhere" }]]],
  );

  const tools = recordOf(call.state).items.filter((item) => item.who === "tool");
  expect(tools.map(({ text: said, outcome }) => [said, outcome])).toEqual([
    ["Shipped parcel 1043 to Leeds", undefined],
    ["Tried to ship to nowhere", "failed"],
    ["Asked for a person", undefined],
  ]);
});

test("a call that has to be agreed to first is no step, and does not claim to be done", async () => {
  const asksFirst = shipping(() => "Shall I?");
  const call = await new TestCall([callsTool("ship_parcel", { to: "Leeds" }), says("Shall I?"), handsOff()], {
    tools: [asksFirst],
  }).answered();
  await call.says("Please see to it for me.");
  await call.passes(100);
  await call.hearsOut();

  const handoff = await ended(call);

  expect(handoff).not.toHaveProperty("steps");
  expect(recordOf(call.state).items.find((item) => item.who === "tool")?.text).toBe("ship parcel");
});

test("what a tool promises is promised when its result was told, and a failed tool promises nothing", async () => {
  const { handoff } = await handedOff(
    [ship],
    [[["ship_parcel", { to: "Leeds" }]], [["ship_parcel", { to: "nowhere" }]]],
  );

  expect(handoff.promises).toEqual(["Parcel 1043 arrives on Friday", "To be put through to a person"]);
});

/** The caller speaks over the agent's account of what it has done. */
async function interruptedAfter(heard: string): Promise<Handoff> {
  const call = await new TestCall(
    [
      callsTool("ship_parcel", { to: "Leeds" }),
      says("It is shipped. It arrives on Friday, and you will get a note."),
      hangs(),
    ],
    { tools: [ship] },
  ).answered();
  await call.says("Please see to it for me.");
  await call.passes(100);
  await call.startsSpeaking();
  if (heard) await call.played(heard);
  await call.interrupts(heard);
  await call.says("I want to talk to a person.");
  await call.passes(2_000);
  await call.hearsOut();
  const handoff = call.ends[0]?.handoff;
  if (!handoff) throw new Error("The call did not end at a person.");
  return handoff;
}

test("an account of which nothing was heard, or no whole sentence, has promised nothing", async () => {
  const person = "To be put through to a person";

  expect((await interruptedAfter("")).promises).toEqual([person]);
  expect((await interruptedAfter("It is")).promises).toEqual([person]);
  expect((await interruptedAfter("It is shipped.")).promises).toEqual([
    "Parcel 1043 arrives on Friday",
    person,
  ]);
});

test.each([
  ["a wait in minutes", { state: "busy", estimateS: 200 }, "4 minutes", "A person in about 4 minutes"],
  ["a wait that cannot be told", { state: "busy" }, "can't say how long", "A person once one is free"],
  ["no wait", { state: "free" }, "put you through", "To be put through to a person"],
] as const)("the promise of a person is the one that was said: %s", async (_, availability, said, what) => {
  const call = await new TestCall([handsOff()]).answered();
  call.availability = availability;
  const from = call.sent.length;

  const handoff = await ended(call);

  expect(call.spoken(from)).toContain(said);
  expect(handoff.promises).toEqual([what]);
});

test("a goodbye that was not heard has promised nothing", async () => {
  const call = await new TestCall([handsOff()]).answered();
  await call.says("I was charged twice for it.");
  await call.passes(10);
  await call.startsSpeaking();
  await call.event({ type: "socket_closed", how: "lost" });
  await call.connects("VX2");

  expect(call.ends[0]?.handoff).not.toHaveProperty("promises");
});

test("where the agent took its leave in its own words, the engine makes no promise of them", async () => {
  const call = await new TestCall([[...text("I am putting you through."), ...handsOff()]]).answered();

  expect(await ended(call)).not.toHaveProperty("promises");
});

test("a promise that was kept waiting for is still there when the call comes back and is handed over again", async () => {
  const call = await new TestCall([
    handsOff(),
    callsTool("request_callback"),
    says("You will be called."),
    handsOff(),
  ]).answered();
  call.availability = { state: "busy", estimateS: 200 };
  await ended(call);
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.connects("VX2");
  await call.hearsOut();
  await call.says("Please call me back then.");
  await call.passes(100);
  await call.hearsOut();
  call.availability = { state: "free" };

  expect((await ended(call)).promises).toEqual([
    "A person in about 4 minutes",
    "A callback to the number the call came from",
    "To be put through to a person",
  ]);
  expect(call.callbacks[0]?.promises).toEqual([
    "A person in about 4 minutes",
    "A callback to the number the call came from",
  ]);
});

test("the task that is a callback does not list its own arranging as a step that is open", async () => {
  const call = await new TestCall([callsTool("request_callback"), says("You will be called.")]).answered();
  await call.says("Please call me back tomorrow.");
  await call.passes(100);

  expect(call.callbacks).toHaveLength(1);
  expect(call.callbacks[0]).not.toHaveProperty("steps");
});

const CARD = "4111 1111 1111 1111";

test("no card number and no secret keypad entry is in anything a tool says of itself", async () => {
  const leaky = defineTool({
    name: "pay_bill",
    description: "Pays.",
    input: z.object({ code: z.string() }),
    sideEffect: true,
    run: () => ({}),
    title: ({ code }) => `Paid with ${CARD} and code ${code}, ending •••• 1111`,
    facts: ({ code }) => [
      { name: `code ${code}`, value: `${"x".repeat(145)} ${CARD}`, from: "tool", confirmed: true },
    ],
    identity: ({ code }) => ({ status: "verified", method: `code ${[...code].join(" ")}`, name: CARD }),
    promises: ({ code }) => [`A receipt for ${CARD}, code ${code}`],
  });
  const call = await new TestCall(
    [
      callsTool("collect_digits", { purpose: "code", length: 6, secure: true }),
      says("Please key it in."),
      callsTool("pay_bill", { code: "{{secure:code}}" }),
      says("It is paid."),
      handsOff(),
    ],
    { tools: [leaky] },
  ).answered();
  await call.says("I would like to pay my bill.");
  await call.passes(100);
  await call.hearsOut();
  await call.presses("907253");
  await call.passes(100);
  await call.hearsOut();

  const handoff = await ended(call);

  expect(handoff.steps).toEqual([
    { what: "Paid with •••• 1111 and code ••••, ending •••• 1111", outcome: "ok" },
  ]);
  expect(handoff.identity).toEqual({ status: "verified", method: "code ••••", name: "•••• 1111" });
  expect(handoff.promises?.[0]).toBe("A receipt for •••• 1111, code ••••");
  const everything = JSON.stringify([handoff, recordOf(call.state)]);
  for (const secret of [CARD, "4111 1", "907253", "9 0 7 2 5 3"]) expect(everything).not.toContain(secret);
});

test("a tool that has too much to say, or says nonsense, does no harm", async () => {
  const bare = { description: "Looks up.", input: z.object({}), run: () => ({}) };
  const lavish = defineTool({
    ...bare,
    name: "look_up",
    title: () => "🦉".repeat(500),
    facts: () =>
      Array.from({ length: 500 }, (_, i) => ({
        name: `${i} ${"n".repeat(500)}`,
        value: "v".repeat(5_000),
        from: "tool",
        confirmed: true,
      })),
    identity: () => ({ status: "verified", method: "m".repeat(9_000), name: "\u202eAda\u0000" }),
    promises: () => Array.from({ length: 500 }, (_, i) => `${i} ${"p".repeat(900)}`),
  });
  // What a tool written in JavaScript could return in spite of its types.
  const nonsense = {
    title: () => 7,
    facts: () => "facts",
    identity: () => ({ status: "blessed" }),
    promises: () => [null, 7, "", "One true promise"],
  } as object;
  const talking = defineTool({ ...bare, ...nonsense, name: "tell" });
  const broken = () => {
    throw new Error("broken");
  };
  const throwing = defineTool({
    ...bare,
    name: "burst",
    title: broken,
    facts: broken,
    identity: broken,
    promises: broken,
  });

  const { handoff } = await handedOff(
    [lavish, talking, throwing],
    [[["look_up", {}]], [["tell", {}]], [["burst", {}]]],
  );

  expect(handoff.steps?.map((step) => step.what)).toEqual([
    expect.stringMatching(/^🦉{20,50}…$/u),
    "tell",
    "burst",
  ]);
  expect(handoff.steps?.every((step) => step.outcome === "ok")).toBe(true);
  expect(handoff.facts).toHaveLength(10);
  expect(handoff.identity).toMatchObject({ status: "verified", name: "Ada" });
  expect(handoff.promises).toHaveLength(7);
  expect(handoff.promises).toContain("One true promise");
  expect(JSON.stringify(handoff).length).toBeLessThan(6_000);
});

test.each([
  [
    { conversationId: "conv_conversation_01k5", profileId: " mem_profile_01k5 " },
    { conversationId: "conv_conversation_01k5", profileId: "mem_profile_01k5" },
  ],
  [{ conversationId: "a b", profileId: "<script>" }, {}],
  [{ conversationId: "c".repeat(101), profileId: "" }, {}],
  [{ conversationId: "4111111111111111" }, {}],
  [{ ConversationId: "CH1", profile: "p" }, {}],
])(
  "ids of Agent Connect are carried as they came, and what is none is left out: %j",
  async (customParameters, expected) => {
    const call = new TestCall([handsOff()]);
    await call.connects("VX1", customParameters);
    await call.hearsOut();
    const { conversationId, profileId } = await ended(call);

    expect({ conversationId, profileId }).toEqual({
      conversationId: undefined,
      profileId: undefined,
      ...expected,
    });
  },
);

test("ids of Agent Connect outlive a connect that does not name them", async () => {
  const call = new TestCall([handsOff()]);
  await call.connects("VX1", { conversationId: "conv_1" });
  await call.event({ type: "socket_closed", how: "lost" });
  await call.connects("VX2");
  await call.hearsOut();

  expect((await ended(call)).conversationId).toBe("conv_1");
});

test("a call whose tools report more and more keeps the latest of it", async () => {
  const report = defineTool({
    name: "report",
    description: "Reports.",
    input: z.object({ page: z.number() }),
    facts: ({ page }) =>
      Array.from({ length: 10 }, (_, i) => ({
        name: `Fact ${page}.${i}`,
        value: "1",
        from: "tool" as const,
        confirmed: true,
      })),
    run: async () => "ok",
  });
  const pages = [1, 2, 3, 4, 5, 6, 7, 8].map((page) => ["report", { page }] as const);
  const rounds = [callsTools(...pages.slice(0, 4)), callsTools(...pages.slice(4))];
  const call = await new TestCall([...rounds, says("Done.")], { tools: [report] }).answered();
  await call.says("All of it, please.");
  await call.passes(1_000);

  const { facts } = call.state.tools;
  expect(facts).toHaveLength(60);
  expect([facts[0]?.name, facts.at(-1)?.name]).toEqual(["Fact 3.0", "Fact 8.9"]);
});
