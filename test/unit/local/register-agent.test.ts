import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { register } from "../../../local/setup/register-agent.ts";

const shipped = await readFile("test/fixtures/agents/shop/index.ts", "utf8");
const all = { asDefault: false, isThere: () => true };

test("an agent gets a number of its own, and its import where the linter wants it", () => {
  const { text, number, dropped } = register(shipped, "flower-shop", all);

  expect(number).toBe("+15550100010");
  expect(dropped).toEqual([]);
  expect(text).toContain(
    'import flowerShopAgent from "./flower-shop/agent.ts";\nimport nightDesk from "./night-desk/agent.ts";\n',
  );
  expect(text).toContain(
    '  byNumber: {\n    "+15550100010": flowerShopAgent,\n    "+15550100009": nightDesk,\n',
  );
});

test("the next one gets the next number", () => {
  const { text } = register(shipped, "flower-shop", all);
  const next = register(text, "zoo", all);

  expect(next.number).toBe("+15550100011");
  expect(next.text).toMatch(/owl-shoes\/agent\.ts";\nimport zooAgent from/);
});

test("it takes the default's place where that is wanted", () => {
  const { text, number } = register(shipped, "class", { ...all, asDefault: true });

  expect(number).toBeUndefined();
  expect(text).toContain('import classAgent from "./class/agent.ts";');
  expect(text).toContain("  default: classAgent,\n  byNumber: {");
});

test("agents that are gone are taken out, and it is the default where there is none", () => {
  const { text, number, dropped } = register(shipped, "zoo", { asDefault: false, isThere: () => false });

  expect(dropped).toEqual(["./night-desk/agent.ts", "./owl-shoes/agent.ts"]);
  expect(number).toBeUndefined();
  expect(text).not.toMatch(/owlShoes|nightDesk/);
  expect(text).toContain("defineAgents({\n  default: zooAgent,\n});");
});

test.each([
  [
    'import a from "./a/agent.ts";\nexport default defineAgents({ default: a });\n',
    'defineAgents({\n  byNumber: {\n    "+15550100010": zooAgent,\n  },\n default: a });',
  ],
  [
    'import a from "./a/agent.ts";\nexport default defineAgents({ default: a, byNumber: { "+1": a } });\n',
    'byNumber: {\n    "+15550100010": zooAgent,\n "+1": a } });',
  ],
])("written on one line it is added as well: %s", (before, after) => {
  expect(register(before, "zoo", all).text).toContain(after);
});

test("a file that defines its agents in another way is left alone", () => {
  expect(() => register("export { default } from './mine.ts';\n", "zoo", all)).toThrow(
    /add the agent by hand/,
  );
});
