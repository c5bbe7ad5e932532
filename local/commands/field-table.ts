import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CASES, type FieldCase } from "../../test/field/cases.ts";

/**
 * docs/field.md: from each case of the field to the tests that hold it, and their data.
 *
 *   node local/commands/field-table.ts [--write]
 *
 * Without `--write` it compares, and fails where the page is not what the tests say or a case has no test.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = fileURLToPath(new URL("../../docs/field.md", import.meta.url));
const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });

interface Source {
  /** From the root. */
  readonly file: string;
  readonly text: string;
}

/** The tests and what they read: a case stands in a test's name, or in the row of its data. */
const sources = await Promise.all(
  globSync(["test/field/**/*.ts", "test/fixtures/field/**/*"], { cwd: root })
    .filter((file) => file !== "test/field/cases.ts" && /\.(?:ts|json)$/.test(file))
    .sort()
    .map(async (file): Promise<Source> => ({ file, text: await readFile(`${root}/${file}`, "utf8") })),
);

/** How often a case is named, by file. */
const namedIn = (id: string): readonly (readonly [file: string, times: number])[] =>
  sources.flatMap(({ file, text }) => {
    const times = [...text.matchAll(new RegExp(`(?<![\\w-])${id}(?!\\d)`, "g"))].length;
    return times > 0 ? [[file, times] as const] : [];
  });

function row({ id, what, elsewhere }: FieldCase): string {
  const named = namedIn(id);
  if (named.length === 0 && elsewhere === undefined)
    throw new Error(`${id} (${what}) has no test in test/field.`);
  const where = named.map(([file, times]) => `[${file.split("/").at(-1)}](../${file}) (${times})`);
  return `| ${id} | ${what} | ${where.join(", ") || elsewhere} |`;
}

function written(): string {
  const kinds = [...new Set(CASES.map((c) => c.kind))];
  const tables = kinds.map((kind) => {
    const rows = CASES.filter((c) => c.kind === kind).map(row);
    return `## ${kind}\n\n| case | what happens | where, and how often it is named there |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `# From the field

What people who run phone agents report, and what an attacker has found, as inputs: each is a test, named for its case. The
numbers are those of our collection; a case stands for its kind, so most have several tests. Where the right behaviour is a
judgement, the test says so. This page is made by \`node local/commands/field-table.ts --write\`, and \`npm run check\` compares it.

${tables.join("\n")}`;
}

const now = written();
if (values.write) await writeFile(page, now);
else if ((await readFile(page, "utf8").catch(() => "")) !== now) {
  console.error(
    "docs/field.md is not what the tests say. Make it: node local/commands/field-table.ts --write",
  );
  process.exitCode = 1;
}
