import { afterAll, beforeAll, expect, test } from "vitest";
import { knowledgeFor } from "../../../worker/adapters/knowledge/knowledge-for.ts";
import { type AgentDefinition, defineAgent } from "../../../worker/agent/define.ts";
import type { LogFields } from "../../../worker/ports.ts";
import { AiSearch } from "../../support/knowledge/ai-search.ts";
import {
  type EnterpriseKnowledge,
  startEnterpriseKnowledge,
} from "../../support/knowledge/enterprise-knowledge.ts";
import { ManualClock, settle } from "../../support/manual-clock.ts";

/** Knowledge that lies elsewhere: asked first and in time, and nobody's silence where it fails. */

const THERE = { "returns.md": "# Returns\n\nShoes can be sent back within ninety days." };
const HERE = { "returns.md": "# Returns\n\nShoes can be sent back within thirty days." };

let twilio: EnterpriseKnowledge;
beforeAll(async () => {
  twilio = await startEnterpriseKnowledge({ KB1: THERE });
});
afterAll(() => twilio.close());

function looking(
  knowledgeSource: NonNullable<AgentDefinition["knowledgeSource"]>,
  { files = HERE as Record<string, string>, bindings = {}, secret = twilio.apiSecret } = {},
) {
  const clock = new ManualClock();
  const logs: (readonly [string, LogFields | undefined])[] = [];
  const agent = defineAgent({
    name: "shop",
    greeting: "Hi.",
    instructions: "Be kind.",
    knowledge: files,
    knowledgeSource,
  });
  const source = knowledgeFor(agent, {
    clock,
    log: (event, fields) => logs.push([event, fields]),
    bindings,
    account: { apiKey: twilio.apiKey, apiSecret: secret },
  });
  const search = async (query: string) =>
    (await source.search(query, new AbortController().signal)).map(({ file, title, text }) => ({
      file,
      title,
      text,
    }));
  return { clock, logs, search };
}

const FROM_FILES = [{ file: "returns.md", title: "Returns", text: expect.stringContaining("thirty") }];
const base = (id = "KB1") => ({ kind: "twilio", knowledgeBase: id, url: twilio.url }) as const;

test("Twilio's knowledge base answers, with the address of the document", async () => {
  const { search, logs } = looking(base());

  expect(await search("return shoes")).toEqual([
    {
      file: "https://shop.example/returns.md",
      title: "Returns",
      text: expect.stringContaining("ninety days"),
    },
  ]);
  expect(twilio.searches.at(-1)).toEqual({ query: "return shoes", top: 3 });
  expect(logs).toEqual([]);
});

test.each(["down", "oddly", "floods", "redirects"] as const)(
  "where it is %s the files answer, and that is said once",
  async (behaves) => {
    const { search, logs } = looking(base());
    twilio.behaves = behaves;

    expect(await search("return shoes")).toEqual(FROM_FILES);
    expect(await search("send shoes back")).toEqual(FROM_FILES);
    twilio.behaves = "well";
    expect(logs).toEqual([["knowledge.unreachable", { source: "twilio" }]]);
  },
);

test("one that hangs is waited for 700 ms", async () => {
  const { search, clock } = looking(base());
  twilio.behaves = "hangs";
  let found: unknown;

  void search("return shoes").then((passages) => {
    found = passages;
  });
  await clock.advance(699);
  expect(found).toBeUndefined();
  await clock.advance(1);
  await settle();
  twilio.behaves = "well";

  expect(found).toEqual(FROM_FILES);
});

test.each([
  ["a knowledge base that is not there", "KB2", undefined],
  ["a key that is none", "KB1", "wrong"],
])("%s is said, and without files nothing is found", async (_, id, secret) => {
  const { search, logs } = looking(base(id), { files: {}, ...(secret && { secret }) });

  expect(await search("return shoes")).toEqual([]);
  expect(logs).toEqual([["knowledge.unreachable", { source: "twilio" }]]);
});

test("where it has nothing the files are searched as well, and nothing is said of it", async () => {
  const { search, logs } = looking(base(), { files: { "hours.md": "# Opening hours\n\nNine to five." } });

  expect(await search("opening hours")).toEqual([
    { file: "hours.md", title: "Opening hours", text: "Nine to five." },
  ]);
  expect(logs).toEqual([]);
});

test("AI Search answers by its binding, without a model of its own between", async () => {
  const KB = new AiSearch(THERE);
  const { search } = looking({ kind: "ai_search", binding: "KB" }, { bindings: { KB } });

  expect(await search("return shoes")).toEqual([
    { file: "policies/returns.md", title: "returns", text: "Shoes can be sent back within ninety days." },
  ]);
  expect(KB.requests).toEqual([
    {
      query: "return shoes",
      ai_search_options: {
        retrieval: { max_num_results: 3, return_on_failure: false },
        query_rewrite: { enabled: false },
        reranking: { enabled: false },
      },
    },
  ]);
});

test.each(["down", "oddly"] as const)("an AI Search that is %s leaves it to the files", async (behaves) => {
  const KB = new AiSearch(THERE);
  KB.behaves = behaves;
  const { search, logs } = looking({ kind: "ai_search", binding: "KB" }, { bindings: { KB } });

  expect(await search("return shoes")).toEqual(FROM_FILES);
  expect(logs).toEqual([["knowledge.unreachable", { source: "ai_search" }]]);
});

test("an AI Search that hangs is left behind, and a binding that is not there is said", async () => {
  const KB = new AiSearch(THERE);
  KB.behaves = "hangs";
  const hanging = looking({ kind: "ai_search", binding: "KB" }, { bindings: { KB } });
  const found = hanging.search("return shoes");
  await hanging.clock.advance(700);

  expect(await found).toEqual(FROM_FILES);
  const missing = looking({ kind: "ai_search", binding: "KB" });
  expect(await missing.search("return shoes")).toEqual(FROM_FILES);
  expect(missing.logs).toHaveLength(1);
});

test.each([
  [{ kind: "ai_search", binding: "kb" }, /knowledgeSource\.binding: must be the name of a binding/],
  [{ kind: "twilio", knowledgeBase: "../x" }, /knowledgeSource\.knowledgeBase: must be the id/],
  [{ kind: "pinecone" }, /knowledgeSource\.kind/],
] as const)("%j is refused by name", (knowledgeSource, fault) => {
  expect(() => looking(knowledgeSource as never)).toThrow(fault);
});
