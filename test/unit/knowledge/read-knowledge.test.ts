import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readKnowledge } from "../../../local/knowledge/read-knowledge.ts";

test("a file of knowledge that is no UTF-8 is in no build, and is named", () => {
  const agents = mkdtempSync(path.join(tmpdir(), "agents-"));
  const folder = path.join(agents, "owl", "knowledge");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "good.md"), "Gr\u00fc\u00dfe");
  expect(readKnowledge(agents)).toEqual({ owl: { "good.md": "Gr\u00fc\u00dfe" } });
  writeFileSync(path.join(folder, "latin.md"), Buffer.from("Gr\u00fc\u00dfe", "latin1"));

  expect(() => readKnowledge(agents)).toThrow(/latin\.md is not UTF-8/);
  rmSync(agents, { recursive: true });
});
