import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chunksOf } from "../../../worker/agent/knowledge/chunks.ts";
import { documentOf } from "../../../worker/agent/knowledge/markdown.ts";

/** Markdown as passages that stand for themselves. */

const long = (words: number): string => Array.from({ length: words }, (_, i) => `word${i}`).join(" ");
const texts = (markdown: string) =>
  chunksOf(documentOf("returns.md", markdown)).map(({ title, text }) => [title, text]);

test("a heading's text is a passage, and the headings above are in its title", () => {
  const text = `${long(40)}.`;

  expect(
    texts(`# Returns\n\n## In a shop\n\n${text}\n\n### Portland\n\n${text}\n\n## By post\n\n${text}`),
  ).toEqual([
    ["Returns › In a shop", text],
    ["Returns › In a shop › Portland", text],
    ["Returns › By post", text],
  ]);
});

test("two that are short are one passage, which says what each is about", () => {
  expect(texts("# Shop\n\n## Dogs\n\nWelcome.\n\n## Cats\n\nNot allowed.")).toEqual([
    ["Shop › Dogs; Cats", "Welcome.\n\nCats: Not allowed."],
  ]);
});

test("a text without a heading goes by the name of its file", () => {
  expect(chunksOf(documentOf("lost-and_found.md", "Ask at the desk."))).toEqual([
    { file: "lost-and_found.md", title: "lost and found", text: "Ask at the desk." },
  ]);
});

test("a table that fits is whole, and one that does not has its heading in each part", () => {
  const rows = Array.from({ length: 60 }, (_, i) => `| size ${i} | ${"x".repeat(30)} |`);
  const [whole] = texts(`## Sizes\n\n| a | b |\n| --- | --- |\n${rows.slice(0, 10).join("\n")}`);
  const parts = texts(`## Sizes\n\n| a | b |\n| --- | --- |\n${rows.join("\n")}`);

  expect(whole?.[1]?.split("\n")).toHaveLength(12);
  expect(parts.length).toBeGreaterThan(2);
  for (const [, text] of parts) expect(text).toMatch(/^\| a \| b \|\n\| --- \| --- \|\n\| size \d+ /);
  expect(parts.flatMap(([, text]) => text?.match(/size \d+/g) ?? [])).toHaveLength(60);
});

test("a list is cut between its items, and an item keeps the lines that go on with it", () => {
  const items = Array.from({ length: 20 }, (_, i) => `- item ${i} ${"x".repeat(60)}\n  goes on`);

  for (const [, text] of texts(`## List\n\n${items.join("\n")}`)) {
    expect(text).toMatch(/^- item \d+ /);
    expect(text).toMatch(/goes on$/);
  }
});

test.each([
  ["front matter", "---\ntitle: x\ntags: [y]\n---\n# Returns\n\nThirty days.", "Thirty days."],
  ["comments", "# Returns\n\nThirty <!-- not\nshown --> days.", "Thirty  days."],
  ["scripts and tags", "# Returns\n\n<script>alert(1)</script><b>Thirty</b> days.", "Thirty  days."],
  [
    "pictures and addresses of links",
    "# Returns\n\n![map](a.png)Thirty [days](https://x.example/?a=b).",
    "Thirty days.",
  ],
  ["Windows' line ends", "# Returns\r\n\r\nThirty days.\r\n", "Thirty days."],
  ["front matter with lists", "---\ntags:\n  - a\n- b\n# x\n\n---\nThirty days.", "Thirty days."],
  ["tags of components", '# Returns\n\n<Card title="x">Thirty days.</Card><Break/>', "Thirty days."],
])("what is written for machines is left out: %s", (_, markdown, text) => {
  expect(chunksOf(documentOf("r.md", markdown)).map((chunk) => chunk.text.trim())).toEqual([text]);
});

test.each([
  ["an address of mail", "Write to <help@adv.example>.", "Write to help@adv.example."],
  ["an address of a page", "See <https://adv.example/a?b=c>.", "See https://adv.example/a?b=c."],
  ["mail with its scheme", "<mailto:help@adv.example>", "help@adv.example"],
  ["a word of one's own in brackets", "Go to <host>/status.", "Go to <host>/status."],
  ["less and more", "If 3 < 4 and 5 > 2.", "If 3 < 4 and 5 > 2."],
  ["code in brackets", "```sh\nssh <host> <b> &amp; # x\n```", "ssh <host> <b> &amp; # x"],
  ["code within a line", "Type `<b>`.", "Type `<b>`."],
  [
    "what stands between two rules",
    "---\nNine to five, all days.\n---\nMore.",
    "Nine to five, all days.|More.",
  ],
  [
    "a line with a colon between two rules",
    "---\nOpening hours: 9 to 5.\n---\nMore.",
    "Opening hours: 9 to 5.|More.",
  ],
  ["what follows a comment that never ends", "Thirty days.\n\n<!-- and more.", "Thirty days.| and more."],
  ["what is left of a paragraph around code", "Run:\n```\nx\n\ny\n```\nand wait.", "Run:\nx|y\nand wait."],
  ["what follows another fence's end", "````\na\n```\nb\n````\nc", "a\n```\nb\nc"],
])("%s is text", (_, markdown, text) => {
  const { sections } = documentOf("x.md", markdown);

  expect(sections.flatMap(({ blocks }) => blocks).join("|")).toBe(text);
});

test("signs that HTML has names for are those signs", () => {
  expect(
    texts(
      "Tom &amp; Ann pay 5&nbsp;&euro;, &lt;b&gt; &#8364;&#x20AC; &eacute;&Uuml;&szlig;&ntilde; &AElig;. &bogus; AT&T; &#10;# x",
    ),
  ).toEqual([["returns", "Tom & Ann pay 5 €, <b> €€ éÜßñ Æ. &bogus; AT&T;  # x"]]);
});

test("headings that are underlined, or HTML's, are headings", () => {
  const headings = (markdown: string) =>
    documentOf("x.md", markdown).headings.map(({ level, text }) => `${level} ${text}`);

  expect(headings("Returns\n=======\n\nBy post\n---\n\nFree.")).toEqual(["1 Returns", "2 By post"]);
  expect(headings("<h1 class='x'>Returns</h1>Free.<h3>\n<b>By</b> post\n</h3>")).toEqual([
    "1 Returns",
    "3 By  post",
  ]);
  expect(headings("Thirty days.\n---\n- one\n---\n| a |\n---\nTwo\nlines\n---\n\n---\n1. x\n---")).toEqual(
    [],
  );
  expect(texts("Returns\n===\n\nFree.\n\n***\n\n<h2>By post</h2>\nNot free.")).toEqual([
    ["Returns; By post", "Free.\n\nBy post: Not free."],
  ]);
});

test("a heading within a block of code is none", () => {
  expect(texts("# Returns\n\n```\n# not a heading\n```")).toEqual([["Returns", "# not a heading"]]);
});

test.each(["", "\n\n", "# Only a heading", "---\nnever: closed"])("%j does no harm", (markdown) => {
  expect(chunksOf(documentOf("x.md", markdown)).length).toBeLessThan(2);
});

test("whatever is written, no passage is longer than 900 characters, and no word is lost", () => {
  const block = fc.oneof(
    fc.string({ maxLength: 3_000 }),
    fc.array(fc.stringMatching(/^[a-z .|#*-]{0,80}$/), { maxLength: 60 }).map((lines) => lines.join("\n")),
    fc.constantFrom("# One", "## Two", "| a | b |\n| --- | --- |", "- x\n- y", "```", "x".repeat(2_000)),
  );
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
      for (const { text } of chunksOf(documentOf("any.md", blocks.join("\n\n"))))
        expect(text.length).toBeLessThanOrEqual(900);
    }),
    { numRuns: 200 },
  );
  const words = Array.from({ length: 900 }, (_, i) => `w${i}.`);
  const kept = chunksOf(documentOf("x.md", `# A\n\n${words.join(" ")}`)).flatMap(({ text }) =>
    text.split(" "),
  );
  expect(kept).toEqual(words);
});

test.each([
  ["a heading of spaces", `# a${" ".repeat(50_000)}b\n\nx`],
  ["a heading of marks", `# a${"#".repeat(50_000)}b\n\nx`],
  ["the beginnings of links", "[a](".repeat(50_000)],
  ["brackets", "[".repeat(200_000)],
  ["the beginnings of pictures", "![".repeat(100_000)],
  ["scripts that never end", "<script>".repeat(50_000)],
  ["tags that never end", `${"<a ".repeat(100_000)}${"</".repeat(100_000)}`],
  ["comments that never end", "<!--".repeat(100_000)],
  ["ends of comments that never began", "-->".repeat(100_000)],
  ["fences that never end", "```\n~~~~\n".repeat(60_000)],
  ["fences that grow", Array.from({ length: 900 }, (_, i) => "`".repeat(i + 3)).join("\n")],
  ["HTML's headings", "<h1>".repeat(200_000)],
  ["front matter that never ends", `---\n${"a: b\n   \n".repeat(90_000)}`],
  ["signs", "&amp;&amp".repeat(90_000)],
  ["code that never ends", "`".repeat(200_000)],
  ["code within lines that never ends", "`a ".repeat(200_000)],
  ["rules", "a\n---\n".repeat(100_000)],
  ["addresses", `${"<a@".repeat(100_000)}${"<a:b@c".repeat(50_000)}>`],
  ["one word", "x".repeat(900_000)],
  ["one item", `- ${"x ".repeat(400_000)}`],
])("%s take no longer than as much text does", (_, markdown) => {
  const plain = "Returns are free within thirty days. ".repeat(Math.ceil(markdown.length / 37));
  const timed = (text: string): number => {
    const startedMs = performance.now();
    chunksOf(documentOf("a.md", text));
    return performance.now() - startedMs;
  };
  timed(plain);

  // Each took four seconds and more, for ever longer.
  expect(timed(markdown)).toBeLessThan(500 + 20 * timed(plain));
});
