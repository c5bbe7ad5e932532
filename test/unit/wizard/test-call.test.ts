import { test as base, expect } from "vitest";
import { startWorld, type World } from "./world.ts";

/** The call to the operator's own telephone at the end, and what Twilio notes about it. */

const PHONE = "+15550107777";

const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  world: async ({}, use) => {
    const world = await startWorld();
    world.twilio.addNumber("+15550100002");
    await use(world);
    await world.close();
  },
});

test("goes from the agent's number to the Functions, and is followed to its end", async ({ world }) => {
  world.twilio.callsGo(["queued", "ringing", "in-progress", "in-progress", "completed"]);

  const { ok, output } = await world.run({ call: PHONE });

  expect(world.twilio.calls).toMatchObject([
    { to: PHONE, from: "+15550100002", url: "https://baton-1234-dev.twil.io/voice/incoming?as=owl-shoes" },
  ]);
  expect(output).toMatch(/Call {2}ringing\n {2}Call {2}in-progress\n {2}Call {2}completed\n✓ Call/);
  expect(ok).toBe(true);
});

test("is answered by the agent of the number, as the operator's telephone is the number that was called", async () => {
  const world = await startWorld();
  world.twilio.addNumber("+15550100009");

  const { output } = await world.run({ call: PHONE });

  expect(world.twilio.calls[0]?.url).toBe("https://baton-1234-dev.twil.io/voice/incoming?as=night-desk");
  expect(output).toMatch(/Call {2}CA\w+ rings: answer it, and talk to night-desk\./);
  await world.close();
});

test.for([
  ["64102", /error 64102: Twilio did not reach the Worker/],
  ["14220", /error 14220: the workflow is not in this account's workspace/],
  ["11200", /error 11200: Twilio could not fetch the Functions' answer/],
  ["99999", /error 99999: see twilio\.com\/docs\/api\/errors\/99999/],
] as const)(
  "error %0 about this call is explained, and one about another call is not ours",
  async ([code, says], { world }) => {
    world.twilio.callsGo(["completed"], code);

    const { ok, output } = await world.run({ call: PHONE });

    expect(output).toMatch(says);
    expect(output.match(/✗ Call/g)).toHaveLength(1);
    expect(ok).toBe(false);
  },
);

test.for([
  ["64101", true],
  ["64103", true],
  ["64105", false],
  ["11200", false],
] as const)(
  "after error %0 the addendum of ConversationRelay is named: %1",
  async ([code, named], { world }) => {
    world.twilio.callsGo(["completed"], code);

    const { output } = await world.run({ call: PHONE });

    expect(/Predictive and Generative AI\/ML Features Addendum/.test(output)).toBe(named);
  },
);

test("a line that is busy is said, and is no fault of the installation's", async ({ world }) => {
  world.twilio.callsGo(["ringing", "busy"]);

  const { ok, output } = await world.run({ call: PHONE });

  expect(output).toContain('! Call  it ended as "busy"');
  expect(ok).toBe(true);
});

test("a trial that may not call this telephone says which it may", async () => {
  const world = await startWorld({ type: "Trial" });
  world.twilio.addNumber("+15550100002");

  const { ok, output } = await world.run({ call: PHONE });

  expect(output).toMatch(/✗ Call .*400, error 21219\.\n +→ a trial calls only numbers that are verified/);
  expect(ok).toBe(false);
  await world.close();
});

test("of an installation that was there already, it is made only when it is asked for", async ({ world }) => {
  await world.run();

  expect((await world.run({ answers: [] })).ok).toBe(true);
  expect(world.twilio.calls).toHaveLength(0);
  expect((await world.run({ call: PHONE })).ok).toBe(true);
  expect(world.twilio.calls).toHaveLength(1);
});
