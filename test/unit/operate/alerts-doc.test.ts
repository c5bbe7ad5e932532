import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { RULES, type Rule } from "../../../worker/ledger/alerts/rules.ts";
import { BOUNDS } from "../../../worker/ledger/outbox/outbox.ts";
import { MAX_REPORT_CHARS } from "../../../worker/protocol/outgoing/call-report.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** The table of alerts, by rule. */
const rows = (read("docs/operations.md").split("### Alerts\n")[1] ?? "")
  .split("\n###")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

/** What is said of when a rule is on. */
function figures({ measure, threshold, share, minimum, windowMs }: Rule): readonly string[] {
  const minutes = `${windowMs / 60_000} min`;
  if (measure === "began") return [minutes, `${minimum} began within a week`];
  const unit = { refused: "handshakes", firstFrameMs: "ms", spentUsd: "US dollars" } as const;
  const count = `${threshold} ${measure in unit ? unit[measure as keyof typeof unit] : "calls"}`;
  return [
    count,
    minutes,
    ...(share === undefined ? [] : [`${share * 100} %`]),
    ...(measure === "firstFrameMs" ? [`at least ${minimum} calls`] : []),
  ];
}

test("docs/operations.md has every alert, in its order", () => {
  expect(rows?.map(([, name]) => name)).toEqual(RULES.map(({ name }) => `\`${name}\``));
});

test.each(RULES)("docs/operations.md says when $name is on, and what to do", (rule) => {
  const [, , when = "", todo] = rows?.find(([, name]) => name === `\`${rule.name}\``) ?? [];

  for (const figure of figures(rule)) expect(when).toContain(figure);
  expect(todo).not.toBe("");
});

test("docs/reports.md has the bounds of the code", () => {
  const page = read("docs/reports.md");

  expect(page).toContain(`larger than ${MAX_REPORT_CHARS.toLocaleString("en-US")} characters`);
  expect(page.replaceAll("\n", " ")).toContain(
    `Of reports ${BOUNDS.report.count.toLocaleString("en-US")} wait at most, of traces ${BOUNDS.traces.count}, of alerts ${BOUNDS.alert.count}`,
  );
});

test("docs/reports.md names the fields of a call's row as they are", () => {
  const source = read("worker/protocol/console/call-row.ts").split("export interface CallRow {")[1] ?? "";
  const fields = [...(source.split("\n}")[0] ?? "").matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, f]) => f);
  const [, named = ""] = /has it for operators: `([^`]+)`/.exec(read("docs/reports.md")) ?? [];

  expect(fields.length).toBeGreaterThan(20);
  expect(named.split(/\s+/)).toEqual(fields);
});
