import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import agents from "../../../agents/index.ts";
import { readKnowledge } from "../../../local/knowledge/read-knowledge.ts";
import { chunksOf } from "../../../worker/agent/knowledge/chunks.ts";
import { documentOf } from "../../../worker/agent/knowledge/markdown.ts";
import { searchOver } from "../../../worker/agent/knowledge/passages.ts";

/**
 * What callers of the shop ask, in their own words and five languages, of policies that are written in English. A model words
 * its search better: this is the search alone.
 */

const Questions = z.array(
  z.strictObject({
    language: z.string(),
    asks: z.string(),
    /** File, and a heading of its. */
    passage: z.tuple([z.string(), z.string()]),
  }),
);

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/knowledge/${name}.json`), "utf8"));
const files = readKnowledge(join(import.meta.dirname, "../../../agents"))["owl-shoes"] ?? {};
const knowledge = searchOver(files);
const found = (asks: string) =>
  [...(knowledge.search(asks, new AbortController().signal) as readonly never[])] as readonly {
    readonly file: string;
    readonly title: string;
  }[];

/** Questions that are answered: from the first passage, and from one of the three. */
function answered(name: string) {
  const questions = Questions.parse(fixture(name));
  const places = questions.map(({ asks, passage: [file, heading] }) =>
    found(asks).findIndex((p) => p.file === file && p.title.includes(heading)),
  );
  expect(new Set(questions.map(({ language }) => language)).size).toBe(5);
  return {
    of: questions.length,
    first: places.filter((place) => place === 0).length,
    any: places.filter((place) => place >= 0).length,
  };
}

test("every passage that is asked for is there", () => {
  const passages = Object.entries(files).flatMap(([file, text]) => chunksOf(documentOf(file, text)));

  for (const name of ["questions", "questions-second", "questions-third"])
    for (const { passage } of Questions.parse(fixture(name)))
      expect(
        passages.some((p) => p.file === passage[0] && p.title.includes(passage[1])),
        passage.join(", "),
      ).toBe(true);
});

// The first list was there before the search was; on first sight it gave 31. The second gave 26 on first sight, and led to
// more common words. The third was written after that, and nothing was changed for it.
test.each([
  ["questions", 36],
  ["questions-second", 36],
  ["questions-third", 36],
])("of %s at least %i of 40 are answered from the right passage", (name, atLeast) => {
  const figures = answered(name);

  console.log(`${name}: ${JSON.stringify(figures)}`);
  expect(figures.of).toBe(40);
  expect(figures.any).toBeGreaterThanOrEqual(atLeast);
});

test("what the policies say nothing of finds nothing, eleven times in twelve", () => {
  const questions = z.array(z.object({ asks: z.string() })).parse(fixture("unanswered"));

  expect(questions).toHaveLength(12);
  expect(questions.filter(({ asks }) => found(asks).length === 0).length).toBeGreaterThanOrEqual(11);
});

test("the shop has its folder, and the other agent, which has none, has no tool to search with", () => {
  const [shop, desk] = (["owl-shoes", "night-desk"] as const).map((name) => agents.named(name));

  expect(Object.keys(shop?.knowledge ?? {})).toContain("returns.md");
  expect(desk?.knowledge).toEqual({});
});

test("a thousand passages are searched in less than 5 ms", () => {
  const many: Readonly<Record<string, string>> = Object.fromEntries(
    Array.from({ length: 26 }, (_, i) =>
      Object.entries(files).map(([name, text]) => [
        `${i}-${name}`,
        text.replaceAll(/\b(shoes?|boots?)\b/g, `$1${i}`),
      ]),
    ).flat(),
  );
  const passages = Object.entries(many).flatMap(([file, text]) => chunksOf(documentOf(file, text)));
  expect(passages.length).toBeGreaterThanOrEqual(1_000);
  const large = searchOver(many);
  const builtFrom = performance.now();
  while (large.warm());
  const builtMs = performance.now() - builtFrom;
  const asked = Questions.parse(fixture("questions")).map(({ asks }) => asks);

  for (const asks of asked) large.search(asks, new AbortController().signal);
  const times = asked.map((asks) => {
    const from = performance.now();
    large.search(asks, new AbortController().signal);
    return performance.now() - from;
  });

  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  console.log(
    `${passages.length} passages: built in ${builtMs.toFixed(0)} ms, searched in ${median.toFixed(2)} ms (worst ${times.at(-1)?.toFixed(2)})`,
  );
  expect(median).toBeLessThan(5);
});
