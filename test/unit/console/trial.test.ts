import { expect, test } from "vitest";
import { broken, foldTrial, NO_TRIAL, said, type TrialScene } from "../../../assets/console/logic/trial.ts";
import type { TrialNews } from "../../../worker/protocol/console/trial.ts";

const after = (scene: TrialScene, ...news: readonly TrialNews[]): TrialScene => news.reduce(foldTrial, scene);

test("what is said in pieces is one line until it ends, also where the end has no words", () => {
  const scene = after(
    NO_TRIAL,
    { type: "ready", agent: "owl-shoes", version: 0, language: "en-US" },
    { type: "agent", text: "One ", last: false },
    { type: "agent", text: "moment.", last: false },
    { type: "agent", text: "", last: true },
    { type: "agent", text: "Here it is.", last: true },
    { type: "agent", text: "", last: true },
  );

  expect(scene.is).toBe("going");
  expect(scene.lines).toMatchObject([
    { who: "agent", text: "One moment." },
    { who: "agent", text: "Here it is." },
  ]);
});

test("what is said between the pieces of an answer stands between them", () => {
  const scene = after(said(after(NO_TRIAL, { type: "agent", text: "Let me", last: false }), "Stop."), {
    type: "agent",
    text: "Yes?",
    last: true,
  });
  expect(scene.lines.map((line) => "who" in line && [line.who, line.text])).toEqual([
    ["agent", "Let me"],
    ["caller", "Stop."],
    ["agent", "Yes?"],
  ]);
});

test("a line that is lost ends it once, and an end is no loss", () => {
  expect(broken(NO_TRIAL)).toMatchObject({ is: "over", lines: [{ type: "refused" }] });
  const over = after(NO_TRIAL, { type: "ended", how: "hung_up" });
  expect(broken(over)).toBe(over);
  // Of a newer Worker.
  expect(foldTrial(NO_TRIAL, { type: "listening" } as never)).toBe(NO_TRIAL);
});
