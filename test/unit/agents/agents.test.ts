import { expect, test } from "vitest";
import * as z from "zod";
import agents from "../../../agents/index.ts";
import nightDesk from "../../../agents/night-desk/agent.ts";
import owlShoes from "../../../agents/owl-shoes/agent.ts";
import { CATALOGUE } from "../../../agents/owl-shoes/data/catalogue.ts";
import { ORDERS } from "../../../agents/owl-shoes/data/orders.ts";
import { findShoe } from "../../../agents/owl-shoes/data/search.ts";
import { REASON_CODES } from "../../../worker/protocol/handoff.ts";
import { ENGINE_TOOLS } from "../../../worker/session/state/engine-tools.ts";

test("whatever number was called, one of the agents answers", () => {
  expect(agents.all).toContain(agents.forNumber("+15550100009"));
  expect(agents.all).toContain(agents.forNumber(""));
});

test.each([owlShoes, nightDesk].map((agent) => [agent.name, agent] as const))(
  "the instructions of %s speak of every tool it has, and of none that it does not have",
  (_name, agent) => {
    const own = agent.tools.map((tool) => tool.name);
    const known: readonly string[] = [...own, ...Object.keys(ENGINE_TOOLS), ...REASON_CODES];
    const mentioned = [...agent.instructions.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, name = ""]) => name);

    expect(mentioned).toEqual(expect.arrayContaining([...own, "hand_off"]));
    expect(mentioned.filter((name) => !known.includes(name))).toEqual([]);
  },
);

test("every tool has arguments that a model can be told", () => {
  for (const tool of agents.all.flatMap((agent) => agent.tools)) {
    expect(z.toJSONSchema(tool.input, { io: "input" })).toMatchObject({ type: "object", properties: {} });
  }
});

test("the shop switches to the languages it names, and expects its own shoes' names", () => {
  expect(owlShoes.languages.map((l) => l.code)).toEqual(["es-US", "es-ES", "fr-FR", "de-DE", "pt-BR"]);
  expect(owlShoes.relay.language).toBe("en-US");
  for (const { name } of CATALOGUE) expect(owlShoes.relay.hints).toContain(name);
});

test("every order is of shoes that the shop has", () => {
  for (const item of [...ORDERS.values()].flatMap((order) => order.items)) {
    expect(findShoe(item.split(",")[0] ?? "")).toMatchObject({ kind: "one" });
  }
});
