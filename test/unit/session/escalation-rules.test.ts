import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defineAgent } from "../../../worker/agent/define.ts";
import { ESCALATIONS } from "../../../worker/session/state/escalations.ts";

const page = readFileSync(new URL("../../../docs/escalation.md", import.meta.url), "utf8");
const agent = defineAgent({ name: "test", greeting: "Hello.", instructions: "Be kind." });

test.each(Object.entries(ESCALATIONS))(
  "the rule %s is in docs/escalation.md, word for word",
  (name, rule) => {
    const setting = rule.setting === undefined ? "–" : `\`${rule.setting}\``;

    expect(page).toContain(`| ${name} | \`${rule.reasonCode}\` | ${rule.reason} | ${setting} |`);
  },
);

test.each(
  Object.entries(ESCALATIONS).flatMap(([name, { setting }]) => (setting ? [[name, setting] as const] : [])),
)("the setting that tunes %s exists: %s", (_, setting) => {
  const [group = "", field = ""] = setting.split(".");

  expect(agent).toHaveProperty([group, field]);
});
