import { expect, test } from "vitest";
import { rulesOf } from "../../../worker/agent/judge.ts";
import { rehearseTurn } from "../../../worker/agent/warm/rehearsal.ts";
import { TestCall } from "../../support/conversation.ts";

test("B5: turns that are rehearsed ask no model, say nothing and leave the call as it is", async () => {
  const call = await new TestCall([]).answered();
  const { state } = call;
  const before = structuredClone(state);
  const sent = call.sent.length;

  // Decided for real, by an engine that may change nothing it is given.
  for (const words of ["Where is my order?", "Get me a person."])
    rehearseTurn(frozen(state), rulesOf(call.agent), call.clock.now(), words);
  await call.passes(10);

  expect(call.state).toEqual(before);
  expect(call.model.asked).toEqual([]);
  expect(call.sent.length).toBe(sent);
});

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
