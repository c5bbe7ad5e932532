import { expect, test } from "vitest";
import { agentsFrom, dataOf } from "../../../functions/_lib/agents-data.ts";
import { defineAgent, defineAgents } from "../../../worker/agent/define.ts";
import all, { RICH_NUMBER, rich } from "./agents/index.ts";

const agent = (name: string) => defineAgent({ name, greeting: "Hello.", instructions: `You are ${name}.` });
const [day, night, vip] = [agent("day"), agent("night"), agent("vip")];
const chosen = defineAgents({
  default: day,
  byNumber: { "+15550100003": night, "client:front-desk": vip },
  when: [
    { from: ["+15550100077"], agent: vip },
    { language: ["es"], callerCountry: ["MX"], agent: night },
  ],
});
const built = agentsFrom(JSON.parse(JSON.stringify(dataOf(chosen))));

test.each([
  { to: "+15550100002" },
  { to: "1 (555) 010-0003" },
  { to: "client:front-desk" },
  { to: "sip:555@pbx.example.com" },
  { to: "+15550100003", from: "+15550100077" },
  { to: "+15550100002", language: "es-MX", callerCountry: "MX" },
  { to: "+15550100002", language: "es-MX" },
  { to: "" },
])("the same agent answers $to of $from in a Function as in the Worker", (call) => {
  expect(built.forCall(call).name).toBe(chosen.forCall(call).name);
});

test("they have the same names, numbers and default", () => {
  expect(built.all.map(({ name }) => name)).toEqual(chosen.all.map(({ name }) => name));
  expect(built.numbers).toEqual(chosen.numbers);
  expect(built.default).toBe(built.named("day"));
  expect(built.named("nobody")).toBeUndefined();
});

test("what a webhook goes by is all there, as it was defined, and nothing else is", () => {
  const answers = agentsFrom(JSON.parse(JSON.stringify(dataOf(all)))).forNumber(RICH_NUMBER);

  const { name, greeting, relay, languages, workflow, handOff, limits, languagePacks } = rich;
  expect(answers).toEqual({
    ...{ name, greeting, relay, languages, workflow, handOff, languagePacks },
    limits: { maxConnects: limits.maxConnects },
  });
});

test("of what an agent changes in a language, the Functions get what they say", () => {
  const changed = defineAgent({
    ...agent("changed"),
    languagePacks: {
      en: { phrases: { stillThere: "Hello?" }, callLines: { goodbye: "So long." } },
      de: { phrases: {} },
    },
  });

  expect(dataOf(defineAgents({ default: changed })).agents[0]?.languagePacks).toEqual({
    en: { callLines: { goodbye: "So long." } },
  });
});
