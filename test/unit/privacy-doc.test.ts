import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { KINDS } from "../../worker/session/account/secret-kinds.ts";
import { ALL_SECRETS } from "../field/planted-secrets.ts";
import { SINKS, secretsIn } from "../field/secret-sinks.ts";

const root = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/privacy.md"), "utf8");

/** First cells of the table under a heading, without its head. */
const rowsUnder = (heading: string): readonly string[] => {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const table = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| "));
  return table.slice(2).map((line) => line.split("|")[1]?.trim().replaceAll("`", "") ?? "");
};

test("docs/privacy.md names every kind that an agent can name, and no other", () => {
  expect(rowsUnder("What is taken out")).toEqual(Object.keys(KINDS));
});

test("docs/privacy.md has every place that the planted secrets are looked for in, and tools", () => {
  expect(rowsUnder("Where something of a call goes")).toEqual([...SINKS, "a tool"]);
});

test("docs/privacy.md says how long a call is kept, and how many secrets are planted, as it is", () => {
  const call = readFileSync(path.join(root, "worker/call.ts"), "utf8");
  const [, hours] = /KEEP_MS = (\d+) \* 3_600_000/.exec(call) ?? [];

  expect(page).toContain(`| ${hours} h after the call, then all is deleted |`);
  expect(page).toContain(`Of the ${ALL_SECRETS.flatMap(secretsIn).length} and 295 of the lists`);
});
