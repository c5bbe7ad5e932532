import { expect, test } from "vitest";
import { handoffView } from "../../../assets/flex/handoff-view.ts";
import { taskLine } from "../../../assets/flex/task-line.ts";
import { createVoice, PREFIX } from "../../../assets/flex/words.ts";
import { panel } from "../../../worker/language/en/panel.ts";
import { LANGUAGES } from "../../../worker/language/parts.ts";

const owner = (localeTag?: string, strings: Record<string, string> = {}) => ({
  strings: strings as { [key: string]: string | undefined },
  ...(localeTag && { localization: { localeTag } }),
});
const placeholders = (line: string) => [...line.matchAll(/\{\w+\}/g)].map(String).sort();

test.each(Object.entries(LANGUAGES))(
  "%s has every text, with the same values to fill in",
  (_, { panel: words = {} }) => {
    for (const [key, line] of Object.entries(panel)) {
      const translated = Object.entries(words).find(([name]) => name === key)?.[1] ?? "";
      expect(translated.trim(), key).not.toBe("");
      expect(placeholders(translated), key).toEqual(placeholders(line));
    }
  },
);

test.each([
  ["de-AT", "Nächster Schritt"],
  ["pt-BR", "Próximo passo"],
  ["ja-JP", "Next step"],
  ["nonsense!", "Next step"],
])("an agent in %s reads %j", (tag, expected) => {
  expect(createVoice(owner(tag), "en-US").say("next_step")).toBe(expected);
});

test("without a language in Flex the browser's counts", () => {
  expect(createVoice(owner(), "fr-FR").say("next_step")).toBe("Prochaine étape");
});

test("only Arabic runs from right to left", () => {
  expect(createVoice(owner("ar-SA"), "en").direction).toBe("rtl");
  expect(createVoice(owner("es-MX"), "en").direction).toBe("ltr");
});

test("an account's own text wins over ours, also when it comes later", () => {
  const manager = owner("en-US", { [`${PREFIX}next_step`]: "Do this" });
  const voice = createVoice(manager, "en-US");
  expect(voice.say("next_step")).toBe("Do this");

  manager.strings = { ...manager.strings, [`${PREFIX}next_step`]: "Do that" };
  expect(voice.say("next_step")).toBe("Do that");
});

test("a value is filled in as it is, whatever is in it", () => {
  expect(createVoice(owner("en-US"), "en").say("copy", { what: "$& {what} {{x}}" })).toBe(
    "Copy $& {what} {{x}}",
  );
});

test("times and languages are written the agent's way, and nonsense is left as it came", () => {
  const voice = createVoice(owner("en-US"), "en");

  expect(voice.language("pt-BR")).toBe("Portuguese");
  expect(voice.language("x!")).toBe("x!");
  expect(voice.duration(125)).toBe("2:05");
  expect(voice.time(1e20)).toBe("");
});

const task = (status: string, attributes: unknown) => ({ taskSid: "WT1", status, attributes });
const handoff = { reasonCode: "caller_requested", callSummary: "x", sentiment: "positive" };

test("the line of a ringing hand-off says why and in what mood", () => {
  const line = taskLine("Flex's own", createVoice(owner("en-US"), "en"));

  expect(typeof line === "function" && line(task("pending", handoff))).toBe("Asked for a person · Positive");
});

test.each([
  ["a text", "Flex's own", "Flex's own"],
  ["a function", (t: { status: string }) => `own ${t.status}`, "own accepted"],
  ["a table by status", { Accepted: "live" }, "live"],
  ["a table of functions", { Accepted: (t: { status: string }) => `own ${t.status}` }, "own accepted"],
  ["nothing", undefined, ""],
])("every other line is left to whoever set it before: %s", (_, previous, expected) => {
  const line = taskLine(previous, createVoice(owner("en-US"), "en"));

  expect(typeof line === "function" && line(task("accepted", handoff))).toBe(expected);
  expect(handoffView(handoff)).toBeDefined();
});
