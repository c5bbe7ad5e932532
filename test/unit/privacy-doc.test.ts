import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ELSEWHERE } from "../../worker/protocol/console/elsewhere.ts";
import { JURISDICTIONS, LOCATIONS } from "../../worker/protocol/sids.ts";
import { KINDS } from "../../worker/session/account/secret-kinds.ts";
import { ALL_SECRETS } from "../field/planted-secrets.ts";
import { SINKS, secretsIn } from "../field/secret-sinks.ts";

const root = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/privacy.md"), "utf8");

/** Cells of the table under a heading, without its head. */
const tableUnder = (heading: string): readonly (readonly string[])[] => {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const table = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| "));
  return table.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

const rowsUnder = (heading: string): readonly string[] =>
  tableUnder(heading).map(([first = ""]) => first.replaceAll("`", ""));

const named = (cell: string | undefined): readonly string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

test("docs/privacy.md names every kind that an agent can name, and no other", () => {
  expect(rowsUnder("What is taken out")).toEqual(Object.keys(KINDS));
});

test("docs/privacy.md has every place that the planted secrets are looked for in, and tools", () => {
  expect(rowsUnder("Where something of a call goes")).toEqual([...SINKS, "a tool"]);
});

test("docs/privacy.md says how long a call is kept, and how many secrets are planted, as it is", () => {
  const config = readFileSync(path.join(root, "worker/config.ts"), "utf8");
  const [, hours] = /DEFAULT_RETENTION_HOURS = (\d+);/.exec(config) ?? [];
  const [, most] = /MAX_RETENTION_HOURS = ([\d_]+);/.exec(config) ?? [];
  const [retention] = tableUnder("How long, and where");

  expect(hours).toBeDefined();
  expect(page).toContain(`| ${hours} h after the call, then all is deleted;`);
  expect(retention?.[2]).toBe(`${hours}; from 0 to ${most?.replace("_", "")}`);
  expect(page).toContain(`Of the ${ALL_SECRETS.flatMap(secretsIn).length} and 295 of the lists`);
});

test("docs/privacy.md names every place that a call can be kept in, the usual one first", () => {
  const [, location, jurisdiction] = tableUnder("How long, and where");
  const usual = /DEFAULT_LOCATION = "(\w+)"/.exec(
    readFileSync(path.join(root, "worker/call-place.ts"), "utf8"),
  );

  expect(named(location?.[2])).toEqual([usual?.[1], ...LOCATIONS.filter((name) => name !== usual?.[1])]);
  expect(named(jurisdiction?.[2])).toEqual([...JURISDICTIONS]);
});

test("docs/privacy.md names what a deletion leaves, as the Worker's answer does", () => {
  expect(rowsUnder("Deletion on request")).toEqual(Object.keys(ELSEWHERE));
});

test("what docs/privacy.md says of Workers Logs is what wrangler.toml sets", () => {
  const config = readFileSync(path.join(root, "wrangler.toml"), "utf8");

  expect(config).toMatch(/\[observability\]\nenabled = true\n(?:#.*\n)*redact_query_string = true\n/);
  expect(config).toMatch(/\[observability\.logs\]\nenabled = true\ninvocation_logs = false\n/);
  expect(config).not.toContain("[observability.traces]");
  expect(page).toContain("invocation logs are off");
});
