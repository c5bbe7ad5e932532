import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const page = path.resolve(import.meta.dirname, "../../docs/security.md");

/** Rows of the tables of threats: a finding of `attacks`, or a behaviour, and the tests that hold it. */
const rows = readFileSync(page, "utf8")
  .split("\n")
  .filter((line) => line.includes("](../test/"))
  .map((line) => ({ line, finding: line.split("|")[1]?.trim() ?? "" }));

test("there are threats, and each has a test", () => expect(rows.length).toBeGreaterThan(20));

test.each(rows)("$line", ({ line, finding }) => {
  const files = [...line.matchAll(/\]\((\.\.\/test\/[^)]+)\)/g)].map(([, file = ""]) =>
    readFileSync(path.resolve(path.dirname(page), file), "utf8"),
  );
  expect(files.some((text) => new RegExp(`(?<![\\w-])${finding}(?!\\d)`).test(text))).toBe(true);
});
