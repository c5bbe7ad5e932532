import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as z from "zod";
import { CASES, type FieldCase } from "../../test/field/cases.ts";

/**
 * docs/field.md: from each case of the field to the tests that hold it.
 *
 *   node local/commands/field-table.ts [--write]
 *
 * Without `--write` it compares, and fails where the page is not what the tests say or a case has no test.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = fileURLToPath(new URL("../../docs/field.md", import.meta.url));
const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });

const Listed = z.array(z.object({ name: z.string(), file: z.string() }));

/** Every test of the folder, by its full name; vitest lists them with their data filled in. */
function tests(): z.output<typeof Listed> {
  const vitest = ["node_modules/vitest/vitest.mjs", "list", "-c", "test/vitest.config.ts"];
  const listed = execFileSync(process.execPath, [...vitest, "--project", "unit", "--json", "test/field"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return Listed.parse(JSON.parse(listed));
}

const names = (id: string): RegExp => new RegExp(`(?<![\\w-])${id}(?!\\d)`);

function row({ id, what, elsewhere }: FieldCase, all: z.output<typeof Listed>): string {
  const held = all.filter(({ name }) => names(id).test(name));
  const files = [...new Set(held.map(({ file }) => relative(root, file)))].sort();
  if (held.length === 0 && elsewhere === undefined)
    throw new Error(`${id} (${what}) has no test in test/field.`);
  const where = files.map((file) => `[${file.split("/").at(-1)}](../${file})`).join(", ");
  return `| ${id} | ${what} | ${held.length || ""} | ${where || elsewhere} |`;
}

function written(all: z.output<typeof Listed>): string {
  const kinds = [...new Set(CASES.map((c) => c.kind))];
  const tables = kinds.map((kind) => {
    const rows = CASES.filter((c) => c.kind === kind).map((c) => row(c, all));
    return `## ${kind}\n\n| case | what happens | tests | where |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `# From the field

What people who run phone agents report, and what an attacker has found, as inputs: each is a test, named for its case. The
numbers are those of our collection; a case stands for its kind, so most have several tests. Where the right behaviour is a
judgement, the test says so. This page is made by \`node local/commands/field-table.ts --write\`, and \`npm run check\` compares it.

${tables.join("\n")}`;
}

const now = written(tests());
if (values.write) await writeFile(page, now);
else if ((await readFile(page, "utf8").catch(() => "")) !== now) {
  console.error(
    "docs/field.md is not what the tests say. Make it: node local/commands/field-table.ts --write",
  );
  process.exitCode = 1;
}
