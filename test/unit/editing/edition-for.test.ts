import { expect, test } from "vitest";
import type { AgentAnswering } from "../../../worker/protocol/console/agent-book.ts";
import { editionFor } from "../../../worker/protocol/editing/edition-for.ts";

const live = { version: 3, edit: { greeting: "Three." } };
const rollout = { version: 4, edit: { greeting: "Four." }, share: 0.25, numbers: [] as readonly string[] };
const CALL = { callSid: `CA${"1".repeat(32)}`, from: "+15550100001", to: "+15550100002" };
const sidOf = (n: number) => `CA${n.toString(16).padStart(32, "0")}`;

const shareOf = (answering: AgentAnswering) =>
  Array.from({ length: 4_000 }, (_, n) => editionFor(answering, { ...CALL, callSid: sidOf(n) })).filter(
    (edition) => edition?.version === 4,
  ).length / 4_000;

test("the code answers where nothing is published, and what is live where nothing is rolled out", () => {
  expect(editionFor({}, CALL)).toBeUndefined();
  expect(editionFor({ live }, CALL)).toBe(live);
});

test("a rollout gets its share of calls, and the rest what is live, or the code", () => {
  expect(shareOf({ live, rollout })).toBeCloseTo(0.25, 1);
  expect(shareOf({ rollout })).toBeCloseTo(0.25, 1);
  expect(shareOf({ live, rollout: { ...rollout, share: 0 } })).toBe(0);
  expect(shareOf({ live, rollout: { ...rollout, share: 1 } })).toBe(1);
});

test("a call gets the same version however often it is asked for", () => {
  for (let n = 0; n < 200; n += 1) {
    const call = { ...CALL, callSid: sidOf(n) };
    expect(editionFor({ live, rollout }, call)).toBe(editionFor({ live, rollout }, { ...call, from: "" }));
  }
});

test("who has version 4 at a small share has it at every larger one", () => {
  for (let n = 0; n < 500; n += 1) {
    const call = { ...CALL, callSid: sidOf(n) };
    const at = (share: number) => editionFor({ live, rollout: { ...rollout, share } }, call)?.version === 4;
    if (at(0.1)) expect(at(0.5)).toBe(true);
  }
});

test.each([
  ["the number that is called", "+15550100002", CALL],
  ["the number that calls", "+15550100001", CALL],
  [
    "a number that a carrier spells in its own way",
    "+15550100001",
    { ...CALL, from: "sip:+15550100001@carrier.example" },
  ],
])("%s may be named for a rollout", (_, number, call) => {
  const named = { ...rollout, share: 0, numbers: [number] };

  expect(editionFor({ live, rollout: named }, call)?.version).toBe(4);
  expect(
    editionFor({ live, rollout: named }, { ...CALL, from: "+15550100009", to: "+15550100008" })?.version,
  ).toBe(3);
});

test("a withheld number is nobody's", () => {
  const named = { ...rollout, share: 0, numbers: ["+15550100001"] };

  expect(editionFor({ live, rollout: named }, { ...CALL, from: "anonymous" })?.version).toBe(3);
});
