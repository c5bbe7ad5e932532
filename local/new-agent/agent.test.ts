import { expect, test } from "vitest";
import agent from "./agent.ts";

test("new-agent is told of every tool it has", () => {
  for (const { name } of agent.tools) expect(agent.instructions).toContain(`\`${name}\``);
});

test("new-agent knows when it is closed", async () => {
  const call = agent.tools.find(({ name }) => name === "opening_hours")?.check({ day: "sunday" });

  expect(call).toMatchObject({ ok: true, sameness: '{"day":"sunday"}' });
});
