import { expect, test } from "vitest";
import * as z from "zod";
import agents from "../../../agents/index.ts";
import { CATALOGUE } from "../../../agents/owl-shoes/data/catalogue.ts";
import { ORDERS } from "../../../agents/owl-shoes/data/orders.ts";
import { findShoe } from "../../../agents/owl-shoes/data/search.ts";
import { RESERVED_TOOL_NAMES } from "../../../worker/agent/define.ts";

test("a number of its own reaches the night desk, any other the shop", () => {
  expect(agents.forNumber("+15550100009").name).toBe("night-desk");
  expect(agents.forNumber("+15550100002").name).toBe("owl-shoes");
  expect(agents.forNumber("").name).toBe("owl-shoes");
});

test.each(agents.all.map((agent) => [agent.name, agent] as const))(
  "the instructions of %s speak of no tool that it does not have",
  (_name, agent) => {
    const own = [...agent.tools.map((tool) => tool.name), ...RESERVED_TOOL_NAMES];
    const mentioned = [...agent.instructions.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, name]) => name);
    const codes = ["out_of_scope", "safety"];

    expect(mentioned).toContain("hand_off");
    expect(mentioned.filter((name) => !own.includes(name ?? "") && !codes.includes(name ?? ""))).toEqual([]);
    for (const tool of agent.tools) expect(mentioned).toContain(tool.name);
  },
);

test("every tool has arguments that a model can be told", () => {
  for (const tool of agents.all.flatMap((agent) => agent.tools)) {
    expect(z.toJSONSchema(tool.input, { io: "input" })).toMatchObject({ type: "object", properties: {} });
  }
});

test("the shop switches to the languages it names, and expects its own shoes' names", () => {
  const shop = agents.forNumber("");

  expect(shop.languages.map((l) => l.code)).toEqual(["es-US", "es-ES", "fr-FR", "de-DE", "pt-BR"]);
  expect(shop.relay.language).toBe("en-US");
  for (const { name } of CATALOGUE) expect(shop.relay.hints).toContain(name);
});

test("every order is of shoes that the shop has", () => {
  for (const item of [...ORDERS.values()].flatMap((order) => order.items)) {
    expect(findShoe(item.split(",")[0] ?? "")).toMatchObject({ kind: "one" });
  }
});
