import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const script = path.resolve(import.meta.dirname, "../../.ci/audit.mjs");

/** The exit code for a report as `npm audit --json` writes it, or for what stands where a report should. */
async function audited(report: string): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), "audit-"));
  try {
    await writeFile(path.join(folder, "report.json"), report);
    return await new Promise((resolve) => {
      const child = execFile(process.execPath, [script, "--report", path.join(folder, "report.json")]);
      child.on("exit", (code) => resolve(code ?? -1));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const report = (severity: string) => {
  const url = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc";
  const advisory = { source: 1, name: "b", title: "Bad", url, severity, range: "<2" };
  return JSON.stringify({ vulnerabilities: { a: { via: ["b"] }, b: { via: [advisory] } } });
};

test.each([
  ["a critical weakness", report("critical"), 1],
  ["a high one", report("high"), 1],
  ["a moderate one", report("moderate"), 0],
  ["none", JSON.stringify({ vulnerabilities: {} }), 0],
  ["a registry that serves no audits", JSON.stringify({ error: { code: "ENOAUDIT" } }), 0],
  ["no network", "", 0],
  ["a page instead of a report", "<html>", 0],
])("%s ends the audit as it should", async (_, given, code) => {
  expect(await audited(given)).toBe(code);
});
