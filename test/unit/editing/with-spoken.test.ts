import { expect, test } from "vitest";
import agents from "../../../agents/index.ts";
import { edited } from "../../../worker/agent/editing/edited.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { withSpoken } from "../../../worker/protocol/editing/with-spoken.ts";

const edit: AgentEdit = {
  greeting: "Good day.",
  voice: { voice: "21m00Tcm4TlvDq8ikWAM" },
  languages: [{ code: "fr-FR", ttsProvider: "Google", speechModel: "nova-3-general" }],
  hints: ["Eule"],
  words: { en: { callLines: { goodbye: "So long." }, phrases: { closed: "We have gone home." } } },
};

test.each(agents.all)("$name speaks the same in both units", (agent) => {
  const found = edited(agent, edit);
  const { greeting, relay, languages, languagePacks } = withSpoken(agent, edit);

  expect(found).toMatchObject({ ok: true, agent: { greeting, relay, languages, languagePacks } });
  expect(relay).toMatchObject({ voice: "21m00Tcm4TlvDq8ikWAM", hints: ["Eule"] });
  expect(languagePacks.en).toMatchObject(edit.words?.en ?? {});
  expect(withSpoken(agent, {})).toEqual(agent);
});

test("null takes the code's voice away, and an agent that is edited is another one", () => {
  const [agent] = agents.all;
  if (!agent) throw new Error("there is no agent");
  const voiced = withSpoken(agent, edit);

  expect(withSpoken(voiced, { voice: { voice: null } }).relay).not.toHaveProperty("voice");
  expect(agent.greeting).not.toBe("Good day.");
});
