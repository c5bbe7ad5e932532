import { expect, test } from "vitest";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { TestCall } from "../../support/conversation.ts";
import { says } from "../../support/played-model.ts";

/** What becomes of a call when our own code throws. */

/** Nothing that the types allow; it stands for a mistake of ours. */
const breaks = (call: TestCall): Promise<void> =>
  call.event({ type: "caller_spoke", text: undefined as unknown as string });

async function broken(): Promise<TestCall> {
  const call = await new TestCall([says("Yes, we do.")]).answered();
  call.onFault = () => {};
  await breaks(call);
  await call.passes(1_000);
  await call.hearsOut();
  return call;
}

const comesBack = async (call: TestCall): Promise<void> => {
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.connects("VX2", { [CONNECT_PARAMETER]: "left_queue" });
};

test("a fault of ours reaches a person, with what was said", async () => {
  const call = await broken();

  expect(call.ends).toMatchObject([{ handoff: { reason: "The assistant had an internal fault." } }]);
});

test("L3: the same fault after the queue reaches a person again", async () => {
  const call = await broken();
  await comesBack(call);

  await breaks(call);
  await call.passes(1_000);
  await call.hearsOut();

  expect(call.ends).toHaveLength(2);
  expect(call.ends[1]?.handoff).toMatchObject({ triggeredBy: "rule" });
});

test("a second fault while the first is told ends in a hand-off, and not in silence", async () => {
  const call = await new TestCall([]).answered();
  call.onFault = () => {};
  await breaks(call);

  await breaks(call);
  await breaks(call);

  expect(call.ends).toMatchObject([{ handoff: { reasonCode: "agent_unreachable" } }]);
});

test("a caller whose return from the queue breaks reaches a person", async () => {
  const call = await broken();
  await call.event({ type: "socket_closed", how: "hung_up" });

  const setup = { type: "setup", sessionId: "VX2", callSid: "CA1", from: "+15550100001", to: "" } as const;
  await call.event({ type: "call_connected", setup: { ...setup, customParameters: undefined as never } });

  expect(call.ends).toHaveLength(2);
});

test("a fault after the end sends nothing more", async () => {
  const call = await broken();
  const sent = call.sent.length;

  await breaks(call);

  expect(call.sent).toHaveLength(sent);
});
