import { expect, test } from "vitest";
import { inPieces } from "../../../worker/agent/ears/listen.ts";
import { TestCall } from "../../support/conversation.ts";
import { type Part, says, text } from "../../support/played-model.ts";

/** A model that shows life, and brings nothing. */

const thinksForEver: Part = Array.from({ length: 600 }).flatMap(
  (): Part => [{ type: "wait", ms: 200 }, { type: "progress" }],
);

test("a reply that begins and is then thought about for ever is given up, and the caller is told", async () => {
  const call = await new TestCall([
    [...text("Your shoes left this morning, and"), ...thinksForEver],
  ]).answered();

  await call.says("Where are my shoes?");
  await call.passes(60_000);

  expect(call.state.phase.name).toBe("listening");
  expect(call.spoken()).toMatch(/I lost my thread there/);
});

test("a model that thinks for ever is raced by the other one, once it has had its time", async () => {
  const call = await new TestCall([thinksForEver, says("They left this morning.")]).answered();

  await call.says("Where are my shoes?");
  await call.passes(19_000);
  expect(call.model.asked).toHaveLength(1);
  await call.passes(2_000);

  expect(call.spoken()).toMatch(/They left this morning\.$/);
  expect(call.model.asked[1]?.request.model).toBe("fallback-model");
  expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
});

test("a reply of megabytes in one piece is listened to in small ones, and not to its end", () => {
  const pieces = inPieces({ type: "text", delta: "The shoes are on their way. ".repeat(75_000) });

  const lengths = pieces.map((piece) => (piece.type === "text" ? piece.delta.length : 0));
  expect(Math.max(...lengths)).toBeLessThanOrEqual(5_000);
  expect(lengths.reduce((sum, n) => sum + n, 0)).toBeLessThan(100_000);
});
