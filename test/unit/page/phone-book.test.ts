import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readPhoneBook } from "../../../local/page/phone-book.ts";

// A bundle each time: half a second, and more beside other tests.
vi.setConfig({ testTimeout: 30_000 });

const root = path.resolve(import.meta.dirname, "../../..");
const USUAL = "+15550100002";

/** Below the root, where `#baton` is known. */
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(root, "node_modules/.cache-phone-book-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function book(source: string) {
  const file = path.join(dir, "agents.ts");
  await writeFile(
    file,
    `import { defineAgent, defineAgents } from "#baton";
     const agent = (name, more = {}) => defineAgent({ name, greeting: "Hi.", instructions: "You answer.", ...more });
     ${source}`,
  );
  return readPhoneBook(file, USUAL);
}

test("every number that is named has its agent, and any other the default", async () => {
  const { numbers, otherwise } = await book(`export default defineAgents({
    default: agent("dentist", { suggestions: ["Is there a free hour tomorrow?"], relay: { language: "de-DE" } }),
    byNumber: { "+15550100009": agent("night-desk") },
    when: [{ calledNumber: ["+4930123456"], agent: agent("berlin", { relay: { language: "de-DE" } }) }],
  });`);

  expect(numbers).toEqual([
    { number: USUAL, agent: "dentist", language: "de-DE", suggestions: ["Is there a free hour tomorrow?"] },
    { number: "+15550100009", agent: "night-desk", language: "en-US", suggestions: [] },
    { number: "+4930123456", agent: "berlin", language: "de-DE", suggestions: [] },
  ]);
  expect(otherwise).toMatchObject({ agent: "dentist", number: "" });
});

test("the usual number may be somebody's own, and is there once", async () => {
  const { numbers } = await book(
    `export default defineAgents({ default: agent("a"), byNumber: { "${USUAL}": agent("b") } });`,
  );

  expect(numbers.map(({ number, agent }) => [number, agent])).toEqual([[USUAL, "b"]]);
});

test("an edit is read", async () => {
  await book(`export default defineAgents({ default: agent("before") });`);

  expect((await book(`export default defineAgents({ default: agent("after") });`)).otherwise.agent).toBe(
    "after",
  );
});

test.each([
  [`throw new Error("no data file");`, "no data file"],
  [`export default defineAgents({ default: agent("Not A Name") });`, "Not A Name"],
  [`export default defineAgents({ default: agent("a", { suggestions: [""] }) });`, "suggestions"],
  [`import "./nowhere.ts"; export default 1;`, "nowhere"],
])("agents that do not load are an error that says why", async (source, message) => {
  await expect(book(source)).rejects.toThrow(message);
});
